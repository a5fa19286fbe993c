package cli

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// smallDisk mounts a disk of so many bytes for the time of the test.
func smallDisk(t *testing.T, size string) string {
	t.Helper()
	folder := t.TempDir()
	if err := syscall.Mount("tmpfs", folder, "tmpfs", 0, "size="+size); err != nil {
		t.Skipf("a full disk cannot be made here: mount: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(folder, 0); err != nil {
			t.Errorf("unmount: %v", err)
		}
	})
	return folder
}

// A disk that fills up while results are written: one error that says so, no
// half-written file under a final name or any other, no summary; once there is
// room the experiment is resumed to the same files.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	disk := smallDisk(t, "2m")
	ballast := filepath.Join(disk, "ballast")
	if err := os.WriteFile(ballast, make([]byte, 1960<<10), 0o666); err != nil {
		t.Fatal(err)
	}
	args := []string{"run", "--trace", "synthetic,functions=50,invocations=20000,duration=1h", "--detail",
		"invocations", "--seeds", "2", "--no-figures", "--quiet", "--jobs", "1", "--out"}
	out := filepath.Join(disk, "r")
	c := thawIn(t, disk, append(args, out)...)
	if c.code == 0 || !strings.Contains(c.stderr, "no space left on device") || strings.Count(c.stderr, "\n") > 3 {
		t.Fatalf("exit %d\n%s", c.code, c.stderr)
	}
	if left := partialFiles(disk); len(left) > 0 {
		t.Errorf("left half-written: %v", left)
	}
	if _, err := os.Stat(filepath.Join(out, "summary.csv")); err == nil {
		t.Error("a summary stands beside missing runs")
	}

	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	if c := thawIn(t, disk, append(args, out, "--resume")...); c.code != 0 {
		t.Fatalf("resume: exit %d\n%s", c.code, c.stderr)
	}
	whole := filepath.Join(t.TempDir(), "r")
	if c := thawIn(t, disk, append(args, whole)...); c.code != 0 {
		t.Fatalf("exit %d\n%s", c.code, c.stderr)
	}
	if d := differentFiles(out, whole); len(d) > 0 {
		t.Errorf("resumed and undisturbed results differ: %v", d)
	}
}

// The same for a trace in the binary form.
func TestFullDiskConvert(t *testing.T) {
	t.Parallel()
	disk := smallDisk(t, "64k")
	c := thawIn(t, disk, "trace", "convert", "synthetic,functions=50,invocations=20000,duration=1h", "--out", "t.thaw")
	if c.code == 0 || !strings.Contains(c.stderr, "t.thaw") || !strings.Contains(c.stderr, "no space left on device") {
		t.Errorf("exit %d\n%s", c.code, c.stderr)
	}
	if left := filesBelow(disk); len(left) > 0 {
		t.Errorf("files are left: %d", len(left))
	}
}
