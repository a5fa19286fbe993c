package cli

import (
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"thaw/experiments/exit"
)

// started starts thaw in a folder and waits until it has written a file.
func started(t *testing.T, folder, file string, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "thaw", args...)
	cmd.Dir = folder
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(2 * time.Millisecond) {
		if _, err := os.Stat(filepath.Join(folder, file)); err == nil {
			return cmd
		}
		if time.Now().After(deadline) {
			t.Fatalf("thaw %s: no %s", strings.Join(args, " "), file)
		}
	}
}

// Do two processes on one folder disturb each other? The second is refused at once, and
// may go on as soon as the first has ended, however it ended.
func TestTwoProcessesOnOneFolder(t *testing.T) {
	if runtime.GOOS == "windows" || runtime.GOOS == "solaris" || runtime.GOOS == "aix" {
		t.Skip("folders are not locked here")
	}
	t.Parallel()
	folder := t.TempDir()
	long := []string{"run", "-q", "--no-figures", "--trace", "synthetic,functions=100,invocations=90000000,duration=24h",
		"--out", "r"}
	first := started(t, folder, "r/manifest.json", long...)
	for _, second := range [][]string{
		long,
		append(long, "--resume"),
		append(long, "--force"),
		quick("--out", "r", "--force"),
		quick("--out", "./r/../r"),
		{"plot", "r"},
		{"saturate", "-q", "--from", "5", "--to", "10", "--platform", "openwhisk", "--settle", "1m", "--hold", "1m", "--out",
			"r", "--resume"},
		{"reproduce", "sophon/4.4", "--workload", "generated", "-q", "--out", "r"},
	} {
		c := demand(t, folder, exit.CodeUsage, second, "r is in use by another process of thaw")
		if c.took > 20*time.Second {
			t.Errorf("%v: it took %v", second, c.took)
		}
	}
	if _, err := os.Stat(filepath.Join(folder, "r", "manifest.json")); err != nil {
		t.Error(err)
	}
	_ = first.Process.Kill() // it cannot tidy up
	_ = first.Wait()
	demand(t, folder, 0, quick("--out", "r", "--force"))
	for name := range filesBelow(filepath.Join(folder, "r")) {
		if strings.Contains(name, "lock") {
			t.Errorf("%s is left", name)
		}
	}
}

// Does a process that is killed at any moment leave a folder that --resume completes to
// the bytes of a run that nobody disturbed? A second kill may meet the resumed one.
func TestKillAndResume(t *testing.T) {
	t.Parallel()
	args := []string{"run", "-q", "--trace", "synthetic,functions=50,invocations=20000,duration=1h", "--schedule", "random",
		"--schedule", "first-fit", "--seeds", "3", "--detail", "invocations", "--out", "r"}
	whole := t.TempDir()
	took := thawIn(t, whole, args...)
	if took.code != 0 {
		t.Fatal(took.stderr)
	}
	kills := 6
	if testing.Short() {
		kills = 2
	}
	seed := uint64(time.Now().UnixNano())
	draw := rand.New(rand.NewPCG(seed, 0))
	folder := t.TempDir()
	for range kills {
		cmd := exec.CommandContext(t.Context(), "thaw", append(args, "--resume")...)
		cmd.Dir = folder
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(draw.Int64N(int64(took.took) * 3 / 4)))
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		if draw.IntN(4) == 0 { // a reader in between never takes it for a result
			if c := thawIn(t, folder, "compare", "r"); c.code == 0 && manifest(t, folder)["complete"] != true {
				t.Error("an unfinished folder was compared")
			}
		}
	}
	demand(t, folder, 0, append(args, "--resume"))
	if d := differentFiles(filepath.Join(folder, "r"), filepath.Join(whole, "r")); len(d) > 0 {
		t.Errorf("seed %d: resumed and undisturbed results differ: %v", seed, d)
	}
	if a, b := manifest(t, folder), manifest(t, whole); !reflect.DeepEqual(a, b) {
		t.Errorf("seed %d: the manifests differ:\n%v\n%v", seed, a, b)
	}
	demand(t, folder, 0, append(args, "--force", "--no-figures"))
}

// Does --resume notice that the program was changed without a commit? The copy of the
// test's binary, which has no stamp, differs by a byte that nothing reads.
func TestResumeNoticesAnotherBinary(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	demand(t, folder, 0, quick("--out", "r"))
	demand(t, folder, 0, quick("--out", "r", "--resume")) // the same one
	path, err := exec.LookPath("thaw")
	if err != nil {
		t.Fatal(err)
	}
	binary, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	other := filepath.Join(t.TempDir(), "thaw")
	// No child of another test may inherit the open file: a program that is open for
	// writing somewhere cannot be started.
	syscall.ForkLock.RLock()
	err = os.WriteFile(other, append(binary, 0), 0o777)
	syscall.ForkLock.RUnlock()
	if err != nil {
		t.Fatal(err)
	}
	c := runIn(t, folder, append([]string{other}, quick("--out", "r", "--resume")...))
	if c.code != exit.CodeNotComparable || !strings.Contains(c.stderr, "thaw_binary was ") {
		t.Errorf("another binary: exit %d\n%s", c.code, c.stderr)
	}
	c = runIn(t, folder, append([]string{other}, quick("--out", "other")...))
	if c.code != 0 {
		t.Fatal(c.stderr)
	}
	demand(t, folder, 0, quick("--schedule", "first-fit", "--out", "mine"))
	demand(t, folder, 0, []string{"compare", "mine", "other"}) // versions of thaw can be compared
}
