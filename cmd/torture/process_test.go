//go:build torture

package torture

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// Documented exit codes.
const (
	codeDone          = 0
	codeFailed        = 1
	codeUsage         = 2
	codeNotComparable = 3
	codeInterrupted   = 75
)

// bounds hold for every process; a process that passes them breaks a promise. Time is that
// of a processor, so that a busy machine breaks none; who waits has patience times as long.
const (
	mostTime   = 60 * time.Second
	patience   = 4
	mostMiB    = 768
	mostStderr = 100_000
)

// process is a thaw process to be: where it runs, what it is given, and its limits.
type process struct {
	folder string
	args   []string
	stdin  io.Reader
	stdout *os.File          // instead of being read
	shell  string            // what a shell does before it becomes thaw, such as a limit
	limit  time.Duration     // instead of mostTime
	began  func(*os.Process) // once it runs, beside it
}

// ended is what became of a process.
type ended struct {
	args           []string
	code           int
	signal         syscall.Signal
	stdout, stderr []byte
	took           time.Duration
	cpu            time.Duration
	rssMiB         int64
	late           bool // it had to be killed
}

func (e ended) String() string {
	how := fmt.Sprintf("exit %d", e.code)
	if e.signal != 0 {
		how = e.signal.String()
	}
	if e.late {
		how = "never ended"
	}
	return fmt.Sprintf("%s after %.1f s, %d MiB\n%s%s", how, e.took.Seconds(), e.rssMiB, cut(e.stdout, 600),
		cut(e.stderr, 1500))
}

func cut(text []byte, most int) string {
	if len(text) <= most {
		return string(text)
	}
	return string(text[:most]) + fmt.Sprintf("... (%d bytes)\n", len(text))
}

// kept keeps the first bytes of an output and counts the rest.
type kept struct {
	text bytes.Buffer
	size int
}

func (k *kept) Write(p []byte) (int, error) {
	k.size += len(p)
	if room := 4<<20 - k.text.Len(); room > 0 {
		k.text.Write(p[:min(room, len(p))])
	}
	return len(p), nil
}

// run starts thaw and waits for it. The shell before it bounds its memory, so that a
// fault of thaw is not one of the machine.
func (c *hurt) run(p process) ended {
	last := time.Until(c.deadline) + 10*time.Second // a case that is cut off here is not judged
	c.void = c.void || last <= 0
	if c.void {
		return ended{args: p.args, late: true}
	}
	c.count("processes")
	limit := cmp.Or(p.limit, mostTime)
	wall := patience * limit
	cutOff := last < wall
	wall = min(wall, last)
	ctx, cancel := context.WithTimeout(context.Background(), wall)
	defer cancel()
	shell := fmt.Sprintf("ulimit -v 6291456 -t %.0f; ", limit.Seconds()) + p.shell + ` exec "$0" "$@"`
	cmd := exec.CommandContext(ctx, "/bin/bash", append([]string{"-c", shell, c.binary}, p.args...)...)
	cmd.Dir, cmd.Stdin = p.folder, p.stdin
	cmd.Env = append(slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "THAW_") }),
		"GOTRACEBACK=single")
	cmd.WaitDelay = 2 * time.Second
	var stdout, stderr kept
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if p.stdout != nil {
		cmd.Stdout = p.stdout
	}
	fmt.Fprintf(&c.script, "(cd %s && %s thaw %s)\n", quoted(p.folder), p.shell, quoted(p.args...))
	began := time.Now()
	e := ended{args: p.args, code: -1}
	if err := cmd.Start(); err != nil {
		panic(err) // no shell
	}
	if p.began != nil {
		p.began(cmd.Process)
	}
	peak := watchMemory(cmd.Process.Pid)
	_ = cmd.Wait()
	watched := peak()
	e.took, e.late = time.Since(began), ctx.Err() != nil
	c.void = c.void || cutOff && e.late
	e.stdout, e.stderr = stdout.text.Bytes(), stderr.text.Bytes()
	if stderr.size > len(e.stderr) {
		e.stderr = append(e.stderr, make([]byte, min(stderr.size-len(e.stderr), 1<<20))...)
	}
	if status, ok := cmd.ProcessState.Sys().(syscall.WaitStatus); ok {
		e.code = status.ExitStatus()
		if status.Signaled() {
			e.signal = status.Signal()
		}
	}
	e.cpu = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	e.late = e.late || e.cpu >= limit-time.Second
	if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		// The system counts what this process had when it started the other, so that the
		// number is too great at times; what was watched may be too small.
		if e.rssMiB = usage.Maxrss >> 10; e.rssMiB > 128 {
			e.rssMiB = watched
		}
	}
	fmt.Fprintf(&c.script, "# exit %d, %.2f s, %d MiB\n", e.code, e.took.Seconds(), e.rssMiB)
	return e
}

// watchMemory looks at the greatest resident set of a process from time to time, until
// the returned function asks for it.
func watchMemory(pid int) func() int64 {
	stop, done := make(chan struct{}), make(chan int64)
	go func() {
		most := int64(0)
		for tick := time.NewTicker(10 * time.Millisecond); ; {
			select {
			case <-stop:
				tick.Stop()
				done <- most
				return
			case <-tick.C:
			}
			text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
			if m := highWater.FindSubmatch(text); m != nil {
				kib, _ := strconv.ParseInt(string(m[1]), 10, 64)
				most = max(most, kib>>10)
			}
		}
	}()
	return func() int64 { close(stop); return <-done }
}

var highWater = regexp.MustCompile(`VmHWM:\s+(\d+) kB`)

// thaw runs thaw in a folder below the case's.
func (c *hurt) thaw(folder string, args ...string) ended {
	return c.run(process{folder: folder, args: args})
}

// crash is the text of a Go program that did not mean to end.
var crash = regexp.MustCompile(`(?m)^(panic: |fatal error: |goroutine \d+ \[|runtime: |SIG[A-Z]+: )|runtime error: |` +
	`internal error`)

// wrong says which promise about every process is broken, or "".
func (e ended) wrong(codes ...int) string {
	switch {
	case e.late:
		return "does not end"
	case crash.Match(e.stderr) || crash.Match(e.stdout):
		return "crash: " + crashLine(e)
	case e.signal != 0:
		return "died of " + e.signal.String()
	case !slices.Contains(codes, e.code):
		return fmt.Sprintf("exit code %d", e.code)
	case e.code != codeDone && len(bytes.TrimSpace(e.stderr)) == 0 && len(bytes.TrimSpace(e.stdout)) == 0:
		return "fails without a word"
	case len(e.stderr) > mostStderr:
		return "floods standard error"
	case e.rssMiB > mostMiB:
		return "eats memory"
	}
	return ""
}

// crashLine is the first line of a crash, without what differs from run to run.
func crashLine(e ended) string {
	for _, line := range strings.Split(string(e.stderr)+string(e.stdout), "\n") {
		if crash.MatchString(line) {
			return numbers.ReplaceAllString(cut([]byte(line), 100), "N")
		}
	}
	return ""
}

var numbers = regexp.MustCompile(`\d+`)

// quoted writes arguments as a shell reads them.
func quoted(args ...string) string {
	out := make([]string, len(args))
	for i, a := range args {
		if a != "" && !strings.ContainsFunc(a, func(r rune) bool {
			return !strings.ContainsRune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_=,./:+%@", r)
		}) {
			out[i] = a
			continue
		}
		out[i] = "'" + strings.ReplaceAll(a, "'", `'\''`) + "'"
	}
	return strings.Join(out, " ")
}
