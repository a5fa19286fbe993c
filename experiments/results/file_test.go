package results

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"thaw/models/outcome"
)

// fullFile is a file on a disk that is full.
type fullFile struct {
	wholeFile
	path string
	full *os.File
}

func (f *fullFile) Write(p []byte) (int, error) {
	n, err := f.full.Write(p)
	if err != nil {
		err = fmt.Errorf("cannot write %s: %w", f.path, Cause(err))
	}
	return n, err
}

// fullDevice makes every further write of out fail as on a full disk.
func fullDevice(t *testing.T, out *outFile) {
	t.Helper()
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skipf("no /dev/full here: %v", err)
	}
	t.Cleanup(func() {
		if _, err := os.Stat("/dev/full"); err != nil {
			t.Errorf("the device is gone: %v", err)
		}
	})
	t.Cleanup(func() { full.Close() })
	out.f = &fullFile{out.f, out.path, full}
}

func wantDiskFull(t *testing.T, err error, path string) {
	t.Helper()
	if err == nil {
		t.Fatal("no error on a full disk")
	}
	if got, want := err.Error(), "results: cannot write "+path+": no space left on device"; got != want {
		t.Errorf("error is\n  %s\nexpected\n  %s", got, want)
	}
}

// Does a disk that fills up stop the run with one clear error, without
// anything under the final name?
func TestFullDiskStopsInvocations(t *testing.T) {
	path := filepath.Join(t.TempDir(), "invocations.parquet")
	outcomes, table := syntheticOutcomes(4096)
	w, err := createInvocations(path, table, Stamp{})
	if err != nil {
		t.Fatal(err)
	}
	fullDevice(t, w.file.out)
	for range 10 * rowGroup / len(outcomes) {
		if err = w.Take(&outcome.Batch{Outcomes: outcomes}); err != nil {
			break
		}
	}
	wantDiskFull(t, err, path)
	if _, err := w.Finish(false); err == nil {
		t.Error("finish forgets the error")
	}
	for _, name := range []string{path, path + PartialSuffix} {
		if _, err := os.Stat(name); !os.IsNotExist(err) {
			t.Errorf("%s is left: %v", name, err)
		}
	}
}

// Is the disk's refusal noticed when it comes with the footer?
func TestFullDiskAtTheEnd(t *testing.T) {
	path := filepath.Join(t.TempDir(), "timeline.parquet")
	w, err := CreateTimeline(path, Stamp{})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Seconds([]outcome.Second{{Second: 1, Invoker: -1}}); err != nil {
		t.Fatal(err)
	}
	fullDevice(t, w.file.out)
	_, err = w.Finish(true)
	wantDiskFull(t, err, path)
	for _, name := range []string{path, path + PartialSuffix} {
		if _, err := os.Stat(name); !os.IsNotExist(err) {
			t.Errorf("%s is left: %v", name, err)
		}
	}
}
