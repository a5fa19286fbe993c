//go:build torture

package torture

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"
)

// longer are commands that take about a second and write a folder o. Signals find them
// at any moment of that.
var longer = [][]string{
	{"run", "--trace", "synthetic,functions=50,invocations=60000,duration=4h", "--seeds", "6", "--jobs", "1", "--detail",
		"invocations", "--no-figures", "--out", "o"},
	{"run", "--trace", "synthetic,functions=50,invocations=20000,duration=2h", "--schedule", "random", "--schedule",
		"first-fit", "--seeds", "3", "--out", "o"},
	{"run", "--trace", "synthetic,functions=20,invocations=2000,duration=1h", "--seeds", "60", "--jobs", "2", "--quiet",
		"--no-figures", "--out", "o"},
	{"saturate", "--trace", "synthetic,model=poisson,functions=20,duration=10m", "--memory", "4GiB", "--invokers", "2",
		"--to", "100", "--precision", "10", "--seeds", "4", "--jobs", "1", "--out", "o"},
	{"reproduce", "deverlay", "--out", "o"},
	{"reproduce", "many", "--papers", "p", "--jobs", "1", "--out", "o"},
}

// manyPaper has some cells of each kind.
var manyPaper = []file{
	{name: "p/many/experiment.yaml", data: []byte(`paper: "Nobody, Nothing (nowhere 2020)"
about: a small paper with cells of two kinds
validate: {}
cells:
  - name: few
    kind: study
    study: network
    about: some namespaces
    settings: {containers: 200, strategies: [overlay, "particle,scope=job"]}
    points:
      - {x: 100, settings: {containers: 100}}
      - {x: 200, settings: {containers: 200}}
  - name: burst
    kind: study
    study: storage
    about: some root file systems
    settings: {vms: 40}
figures:
  - {name: table-1, draws: lines, cells: [few], metrics: [connected_s], across: namespaces, about: one figure}
`)},
	{name: "p/many/expected.yaml", data: []byte(strings.Replace(claimsText, "few@5", "few@100", 1))},
	{name: "p/many/README.md", data: []byte("# many\n")},
}

// undisturbed are results of commands that nobody disturbs, made once and kept.
var undisturbed struct {
	sync.Mutex
	folder map[string]string
	took   map[string]time.Duration
}

// reference runs a command in peace and returns its folder o and its time.
func (c *hurt) reference(files []file, args []string) (string, time.Duration, error) {
	undisturbed.Lock()
	defer undisturbed.Unlock()
	key := strings.Join(args, " ")
	if folder := undisturbed.folder[key]; folder != "" {
		return folder, undisturbed.took[key], nil
	}
	folder := filepath.Join(c.session.folder, "references", fmt.Sprint(len(undisturbed.folder)))
	if err := (trial{files: files}).write(folder); err != nil {
		return "", 0, err
	}
	e := c.thaw(folder, args...)
	if !there(filepath.Join(folder, "o")) || e.code != codeDone && args[0] != "reproduce" {
		return "", 0, fmt.Errorf("thaw %s: %v", key, e)
	}
	if undisturbed.folder == nil {
		undisturbed.folder, undisturbed.took = map[string]string{}, map[string]time.Duration{}
	}
	undisturbed.folder[key], undisturbed.took[key] = filepath.Join(folder, "o"), e.took
	return undisturbed.folder[key], e.took, nil
}

// killed ends a command by a signal at a random moment, up to three times, and then lets
// it resume. The folder is that of a command that nobody disturbed, and on the way no
// file has its final name before it is whole.
func killed(c *hurt) {
	args := longer[c.number%len(longer)]
	files := manyPaper
	whole, took, err := c.reference(files, args)
	if err != nil {
		c.find("the reference cannot be made", "%v", err)
		return
	}
	folder := filepath.Join(c.folder, "w")
	if err := (trial{files: files}).write(folder); err != nil {
		panic(err)
	}
	out := filepath.Join(folder, "o")
	typed, torn := args, false // torn: a process was killed, and nobody tidied up behind it yet
	for range 1 + c.rng.IntN(3) {
		fresh := !there(out)
		signal := pick(c, []syscall.Signal{syscall.SIGKILL, syscall.SIGKILL, syscall.SIGINT, syscall.SIGTERM})
		after := time.Duration(c.rng.Float64() * 1.1 * float64(took))
		if c.chance(0.25) { // before anything is written
			after = time.Duration(c.rng.Float64() * float64(60*time.Millisecond))
		}
		e, sent := c.interrupt(folder, typed, signal, after)
		if e.signal != 0 || e.code == codeInterrupted {
			c.tally("found at work")
		}
		torn = torn || e.signal == syscall.SIGKILL
		if b := interrupted(out, whole, e, signal, sent, fresh && there(out), torn); b.kind != "" {
			c.find(args[0]+": "+b.kind, "%v after %v\n%s\n%s", signal, after, b.text, c.script.String())
			return
		}
		typed = append(append([]string{}, args...), "--resume")
		if !there(filepath.Join(out, "manifest.json")) && !there(filepath.Join(out, "reproduction.json")) {
			if c.chance(0.5) {
				typed = args // a folder without anything of thaw's counts as empty
			} else if c.chance(0.5) {
				typed = append(append([]string{}, args...), "--force")
			}
		}
	}
	e := c.thaw(folder, typed...)
	how := "--resume"
	if last := typed[len(typed)-1]; last != how {
		how = "another start"
	}
	c.tally(args[0] + ", " + how)
	if w := e.wrong(codeDone, codeFailed, codeNotComparable); w != "" ||
		args[0] != "reproduce" && e.code != codeDone {
		c.find(args[0]+": "+how+" after a signal: "+w, "%s\n%v", c.script.String(), e)
		return
	}
	if d := differ(whole, out); d != "" {
		c.find(args[0]+": "+how+" after a signal gives another folder", "%s\n%s", d, c.script.String())
	}
}

// interrupt starts thaw and sends a signal some time after thaw itself began. It tells
// whether the signal found thaw running.
func (c *hurt) interrupt(folder string, args []string, signal syscall.Signal,
	after time.Duration) (ended, time.Duration) {
	var sent time.Time
	done := make(chan struct{})
	e := c.run(process{folder: folder, args: args, began: func(p *os.Process) {
		go func() {
			defer close(done)
			for range 1000 { // the shell first has to become thaw
				if exe, err := os.Readlink(fmt.Sprintf("/proc/%d/exe", p.Pid)); err != nil || exe == c.binary {
					break
				}
				time.Sleep(time.Millisecond)
			}
			time.Sleep(after)
			if p.Signal(signal) == nil {
				sent = time.Now()
				c.count("kills")
				c.tally(signalName(signal))
			}
		}()
	}})
	<-done
	fmt.Fprintf(&c.script, "# %v after %v\n", signal, after)
	if sent.IsZero() {
		return e, 0
	}
	return e, time.Since(sent)
}

func signalName(s syscall.Signal) string {
	return map[syscall.Signal]string{syscall.SIGKILL: "SIGKILL", syscall.SIGINT: "SIGINT", syscall.SIGTERM: "SIGTERM"}[s]
}

// interrupted checks what a signal left.
// begun tells that the command has made its folder: it knows by then what a signal is.
func interrupted(out, whole string, e ended, signal syscall.Signal, stopping time.Duration,
	begun, torn bool) broken {
	caught := signal != syscall.SIGKILL && e.signal == 0
	switch {
	case crash.Match(e.stderr):
		return broken{"crash at a signal: " + crashLine(e), e.String()}
	case e.late || stopping > 20*time.Second:
		return broken{"a signal is not heeded", e.String()}
	case e.signal != 0 && e.signal != signal:
		return broken{"died of " + e.signal.String(), e.String()}
	case e.signal != 0 && signal != syscall.SIGKILL && (begun || e.cpu > 500*time.Millisecond):
		return broken{"dies of " + signal.String() + " instead of ending with 75", e.String()}
	case caught && e.code != codeInterrupted && e.code != codeDone && e.code != codeFailed && e.code != codeNotComparable:
		return broken{fmt.Sprintf("exit code %d at a signal", e.code), e.String()}
	case e.code == codeFailed && e.args[0] != "reproduce":
		return broken{"exit code 1 at a signal", e.String()}
	}
	return wholeFiles(out, whole, caught && !torn)
}

// wholeFiles: what has its final name is as whole as it will ever be.
func wholeFiles(out, whole string, caught bool) broken {
	left, err := tree(out)
	if err != nil {
		return broken{"a folder cannot be read", err.Error()}
	}
	right, err := tree(whole)
	if err != nil {
		return broken{"a folder cannot be read", err.Error()}
	}
	for name, text := range left {
		base := filepath.Base(name)
		switch want, known := right[name]; {
		case strings.HasSuffix(name, ".partial"):
			if caught {
				return broken{"a half-written file is left after a signal that was caught", name}
			}
		case base == "manifest.json" || base == "reproduction.json" || !known:
			// A manifest grows with the folder; locks and the like go at the end.
		case text != want:
			return broken{"a file has its final name and is not whole", name}
		}
	}
	return broken{}
}
