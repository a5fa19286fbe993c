package cli

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"syscall"
	"testing"
	"time"

	"thaw/experiments/exit"
)

// interrupted starts thaw in a folder, sends SIGINT as soon as ready says so,
// and returns what became of it.
func interrupted(t *testing.T, folder string, ready func() bool, args ...string) child {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "thaw", args...)
	var stdout, stderr strings.Builder
	cmd.Dir, cmd.Stdout, cmd.Stderr = folder, &stdout, &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	deadline := time.Now().Add(30 * time.Second)
	for !ready() {
		if time.Now().After(deadline) {
			_ = cmd.Process.Kill()
			_ = cmd.Wait()
			t.Fatalf("thaw %s: never got to the point\n%s", strings.Join(args, " "), stderr.String())
		}
		time.Sleep(2 * time.Millisecond)
	}
	began := time.Now()
	if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	err := cmd.Wait()
	return child{code: exitCode(err), stdout: stdout.String(), stderr: stderr.String(), took: time.Since(began)}
}

// after is ready when so much time has gone by, for commands that leave no trace
// of their progress.
func after(d time.Duration) func() bool {
	began := time.Now()
	return func() bool { return time.Since(began) > d }
}

// SIGINT in the middle of an experiment: exit 75, finished runs are kept and
// nothing is half-written; --resume makes the rest, and the folder is the same
// as if nobody had interrupted.
func TestInterruptAndResume(t *testing.T) {
	t.Parallel()
	args := []string{"run", "--trace", "synthetic,functions=200,invocations=300000,duration=24h", "--seeds", "4",
		"--jobs", "1", "--detail", "invocations", "--out", "r", "--no-figures"}
	folder := t.TempDir()
	runs := filepath.Join(folder, "r", "runs", "policy=sticky-random+ttl")
	c := interrupted(t, folder, func() bool {
		_, err := os.Stat(filepath.Join(runs, "seed=2", "run.json"))
		return err == nil
	}, args...)
	if c.code != exit.CodeInterrupted || !strings.Contains(c.stderr, "of 4 runs; --resume goes on with r") {
		t.Fatalf("exit %d, want 75\n%s", c.code, c.stderr)
	}
	if c.took > 5*time.Second {
		t.Errorf("it took %v to stop", c.took)
	}
	if left := partialFiles(folder); len(left) > 0 {
		t.Errorf("left half-written: %v", left)
	}
	if _, err := os.Stat(filepath.Join(folder, "r", "summary.csv")); err == nil {
		t.Error("a summary stands beside missing runs")
	}
	if manifest(t, folder)["complete"] != false {
		t.Error("the manifest calls the folder complete")
	}
	if c := thawIn(t, folder, "plot", "r"); c.code != exit.CodeUsage || !strings.Contains(c.stderr, "--resume") {
		t.Errorf("plot of an unfinished folder: exit %d\n%s", c.code, c.stderr)
	}

	if c := thawIn(t, folder, append(args, "--resume")...); c.code != 0 ||
		!strings.Contains(c.stdout, "of 4 runs were finished before") {
		t.Fatalf("resume: exit %d\n%s%s", c.code, c.stdout, c.stderr)
	}
	undisturbed := t.TempDir()
	if c := thawIn(t, undisturbed, args...); c.code != 0 {
		t.Fatalf("exit %d\n%s", c.code, c.stderr)
	}
	if d := differentFiles(filepath.Join(folder, "r"), filepath.Join(undisturbed, "r")); len(d) > 0 {
		t.Errorf("resumed and undisturbed results differ: %v", d)
	}
	if a, b := manifest(t, folder), manifest(t, undisturbed); !reflect.DeepEqual(a, b) {
		t.Errorf("the manifests differ:\n%v\n%v", a, b)
	}
}

// manifest reads the manifest of folder/r, without the command line.
func manifest(t *testing.T, folder string) map[string]any {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(folder, "r", "manifest.json"))
	if err != nil {
		t.Fatal(err)
	}
	m := map[string]any{}
	if err := json.Unmarshal(text, &m); err != nil {
		t.Fatal(err)
	}
	delete(m, "command")
	return m
}

// SIGINT where nothing can be resumed: exit 75 at once, and nothing is left.
func TestInterruptTraceCommands(t *testing.T) {
	t.Parallel()
	const day = "synthetic,functions=5000,invocations=900000000,duration=24h"
	for _, args := range [][]string{
		{"trace", "stats", day},
		{"trace", "convert", day, "--out", "day.thaw"},
		{"reproduce", "replays", "--papers", "papers", "--trace", day, "--quiet", "--out", "r"}, // it draws windows
		{"saturate", "--trace", day, "--settle", "30m", "--hold", "30m", "--to", "20000", "--out", "r"},
	} {
		folder := t.TempDir()
		papersIn(t, folder, "replays", strings.NewReplacer("CELLS", "replay", "METRICS", "replay/cold_start_ratio").
			Replace(exchangedPaper))
		c := interrupted(t, folder, after(300*time.Millisecond), args...)
		if c.code != exit.CodeInterrupted || !strings.Contains(c.stderr, "thaw: interrupted") {
			t.Errorf("%v: exit %d, want 75\n%s", args, c.code, c.stderr)
		}
		if c.took > 3*time.Second {
			t.Errorf("%v: it took %v to stop", args, c.took)
		}
		for name := range filesBelow(folder) {
			if !strings.HasPrefix(name, "papers/") {
				t.Errorf("%v: %s is left", args, name)
			}
		}
	}
}

// SIGINT while thaw reads an experiment or budgets from a standard input at which
// nobody types: exit 75 at once.
func TestInterruptStandardInput(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"run", "-"}, {"saturate", "-"}, {"check", "-", "r"}} {
		folder := t.TempDir()
		silent, typist, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		defer typist.Close()
		defer silent.Close()
		cmd := exec.CommandContext(t.Context(), "thaw", args...)
		var stderr strings.Builder
		cmd.Dir, cmd.Stdin, cmd.Stderr = folder, silent, &stderr
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- cmd.Wait() }()
		select {
		case err := <-ended:
			if exitCode(err) != exit.CodeInterrupted || !strings.Contains(stderr.String(), "thaw: interrupted") {
				t.Errorf("%v: exit %d, want 75\n%s", args, exitCode(err), stderr.String())
			}
		case <-time.After(5 * time.Second):
			_ = cmd.Process.Kill()
			t.Errorf("%v: still waiting", args)
		}
	}
}

// Does an interrupt end a run at once that only waits, for an invoker that joins in eleven
// years?
func TestInterruptOfAWait(t *testing.T) {
	t.Parallel()
	cmd := exec.CommandContext(t.Context(), "thaw", "run", "-q", "--no-figures", "--out", "r", "--detail", "timeline",
		"--trace", "synthetic,functions=2,rate=5/s,duration=10s", "--invokers", "1",
		"--invoker-event", "0s,0,crash", "--invoker-event", "100000h,0,join")
	var stderr strings.Builder
	cmd.Dir, cmd.Stderr = t.TempDir(), &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(time.Second)
	_ = cmd.Process.Signal(syscall.SIGTERM)
	kill := time.AfterFunc(10*time.Second, func() { _ = cmd.Process.Kill() })
	err := cmd.Wait()
	kill.Stop()
	if code := exitCode(err); code != exit.CodeInterrupted {
		t.Errorf("exit %d, want %d\n%s", code, exit.CodeInterrupted, stderr.String())
	}
}

// Does an interruption that comes while figures are drawn end provision and forecast as one?
func TestInterruptWhileWriting(t *testing.T) {
	t.Parallel()
	for first, args := range map[string][]string{
		"hit-ratio.csv": {"provision", "synthetic,functions=50,invocations=20000,duration=2h", "--out", "r",
			"--controller", "window=100,gap=100"},
		"forecast-summary.csv": {"forecast", "synthetic,functions=10,rate=1/s,duration=30h", "--train", "1d",
			"--predictor", "ar,order=1", "--predictor", "seasonal,season=60", "--quiet", "--out", "r"},
	} {
		folder := t.TempDir()
		c := interrupted(t, folder, func() bool {
			_, err := os.Stat(filepath.Join(folder, "r", first))
			return err == nil
		}, args...)
		if c.code != exit.CodeInterrupted || c.stdout != "" {
			t.Errorf("%s: exit %d, want 75\n%s%s", args[0], c.code, c.stdout, c.stderr)
		}
		if left := partialFiles(folder); len(left) > 0 {
			t.Errorf("%s: left half-written: %v", args[0], left)
		}
	}
}
