package cli

import (
	"compress/gzip"
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"thaw/experiments/exit"
)

// child is a thaw that was run in a folder.
type child struct {
	code           int
	stdout, stderr string
	took           time.Duration
}

// thawIn runs thaw in a folder.
func thawIn(t *testing.T, folder string, args ...string) child {
	t.Helper()
	return runIn(t, folder, append([]string{"thaw"}, args...))
}

// thawInLittle is thawIn with an address space of 4 GB: more than the Go runtime
// reserves, and far less than a program that keeps a terabyte.
func thawInLittle(t *testing.T, folder string, args ...string) child {
	t.Helper()
	return runIn(t, folder, append([]string{"sh", "-c", `ulimit -v 4000000 && exec thaw "$@"`, "sh"}, args...))
}

func runIn(t *testing.T, folder string, args []string) child {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	var stdout, stderr strings.Builder
	cmd.Dir, cmd.Stdout, cmd.Stderr = folder, &stdout, &stderr
	began := time.Now()
	err := cmd.Run()
	if err != nil && cmd.ProcessState == nil {
		t.Fatalf("%s was not started: %v", args[0], err)
	}
	c := child{code: exitCode(err), stdout: stdout.String(), stderr: stderr.String(), took: time.Since(began)}
	if strings.Contains(c.stderr, "goroutine ") {
		t.Errorf("%s panicked:\n%s", strings.Join(args, " "), c.stderr)
	}
	return c
}

// longLines are traces of one endless line, by name; each begins as its format does.
var longLines = []struct {
	name, begin string
	size        int64 // of the file; what follows the beginning is a hole
}{
	{"2019.csv", "HashOwner,HashApp,HashFunction,Trigger,1,2,3\no,a,f,http,1,", 20 << 20},
	{"2019-1T.csv", "HashOwner,HashApp,HashFunction,Trigger,1,2,3\no,a,f,http,1,", 1 << 40},
	{"2019-header-1T.csv", "HashOwner,", 1 << 40},
	{"2021.csv", "app,func,end_timestamp,duration\na,f,", 20 << 20},
	{"2021-1T.csv", "app,func,end_timestamp,duration\na,f,", 1 << 40},
	{"no-format-1T.csv", "", 1 << 40},
}

// A line longer than any trace has is an error with its place, at once and in
// bounded memory, even when it is a terabyte long.
func TestEndlessLine(t *testing.T) {
	t.Parallel()
	for _, l := range longLines {
		t.Run(l.name, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			path := filepath.Join(folder, l.name)
			if err := os.WriteFile(path, []byte(l.begin), 0o666); err != nil {
				t.Fatal(err)
			}
			if err := os.Truncate(path, l.size); err != nil {
				t.Skipf("the file system has no files of %d bytes: %v", l.size, err)
			}
			failsEarly(t, folder, l.name)
		})
	}
}

// The same behind gzip, where 100 KB of input hold the line.
func TestEndlessLineCompressed(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	f, err := os.Create(filepath.Join(folder, "bomb.csv.gz"))
	if err != nil {
		t.Fatal(err)
	}
	z := gzip.NewWriter(f)
	_, err = io.WriteString(z, "HashOwner,HashApp,HashFunction,Trigger,1,2,3\no,a,f,http,1,"+
		strings.Repeat("1", 64<<20))
	if err == nil {
		err = z.Close()
	}
	if err == nil {
		err = f.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	failsEarly(t, folder, "bomb.csv.gz")
}

// failsEarly demands of every command that reads a trace one error that names
// the trace, exit 2, soon, in bounded memory and without a result.
func failsEarly(t *testing.T, folder, trace string) {
	t.Helper()
	for _, args := range [][]string{
		{"run", "--trace", trace, "--out", "r"},
		{"trace", "stats", trace},
		{"trace", "validate", trace},
		{"trace", "convert", trace, "--out", "r.thaw"},
	} {
		c := thawInLittle(t, folder, args...)
		if c.code != exit.CodeUsage || !strings.Contains(c.stdout+c.stderr, trace) {
			t.Errorf("thaw %s: exit %d\n%s", strings.Join(args, " "), c.code, c.stderr)
		}
		if len(c.stderr) > 2000 || len(c.stdout) > 2000 {
			t.Errorf("thaw %s: %d bytes of error", strings.Join(args, " "), len(c.stderr)+len(c.stdout))
		}
		if c.took > 20*time.Second {
			t.Errorf("thaw %s: it took %v to fail", strings.Join(args, " "), c.took)
		}
	}
	for _, name := range []string{"r", "r.thaw", "r.thaw.partial"} {
		if _, err := os.Lstat(filepath.Join(folder, name)); err == nil {
			t.Errorf("%s is left", name)
		}
	}
}

// A folder that may not be written to: one error, and nothing is made. A path
// below a file stands for it where the user is root, whom nothing forbids.
func TestReadOnlyFolder(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	locked := filepath.Join(folder, "locked")
	if err := os.Mkdir(locked, 0o555); err != nil {
		t.Fatal(err)
	}
	if os.Geteuid() == 0 {
		locked = filepath.Join(folder, "file")
		if err := os.WriteFile(locked, []byte("x"), 0o444); err != nil {
			t.Fatal(err)
		}
	}
	for _, args := range [][]string{
		{"run", "--out", filepath.Join(locked, "r")},
		{"run", "--out", filepath.Join(folder, "free"), "--cpuprofile", filepath.Join(locked, "cpu.pprof")},
		{"trace", "convert", "synthetic,model=poisson,functions=5,invocations=50,duration=1m", "--out",
			filepath.Join(locked, "converted")},
	} {
		c := thawIn(t, folder, args...)
		if c.code != exit.CodeUsage || strings.Count(c.stderr, "thaw: ") != 1 || !strings.Contains(c.stderr, locked) {
			t.Errorf("thaw %s: exit %d\n%s", strings.Join(args, " "), c.code, c.stderr)
		}
	}
	if _, err := os.Stat(filepath.Join(folder, "free")); err == nil {
		t.Error("a run that could not begin left a folder")
	}
}
