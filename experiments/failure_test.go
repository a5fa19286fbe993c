package experiments

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"thaw/experiments/exit"
	"thaw/experiments/figures"
	"thaw/experiments/results"
)

// The same through the whole, on a disk of 512 KiB, where one can be mounted.
func TestFullDiskStopsExperiment(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=512k"); err != nil {
		t.Skipf("cannot mount a small disk: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Error(err)
		}
	})
	out := filepath.Join(dir, "r")
	_, err := newPlan(t, newFakeTrace(100_000), flagsFor(out)).Execute(context.Background(), Options{Jobs: 2})
	if err == nil || !strings.Contains(err.Error(), "no space left on device") ||
		strings.Count(err.Error(), "\n") > 0 {
		t.Fatalf("error is %v, expected one line about the disk", err)
	}
	for name := range folderBytes(t, out) {
		if strings.HasSuffix(name, results.PartialSuffix) || strings.HasSuffix(name, "invocations.parquet") {
			t.Errorf("%s was left", name)
		}
	}
}

// Is a folder that cannot be made a clear error?
func TestFolderThatCannotBeMade(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.WriteFile("file", nil, 0o644); err != nil {
		t.Fatal(err)
	}
	for out, want := range map[string]string{
		"file":   "results: cannot use file as result folder: not a directory",
		"file/r": "results: cannot use file/r as result folder: not a directory",
		"":       "no result folder is named; --out names one",
	} {
		flags := flagsFor(out)
		if out == "" {
			delete(flags, "out")
		}
		_, err := newPlan(t, newFakeTrace(10), flags).Execute(context.Background(), Options{})
		if exit.Code(err) != exit.CodeUsage || err.Error() != want {
			t.Errorf("--out %q: %v (exit code %d), expected %s", out, err, exit.Code(err), want)
		}
	}
	if os.Getuid() == 0 {
		t.Log("root may write everywhere: a read-only folder is not tried")
		return
	}
	if err := os.Mkdir("locked", 0o555); err != nil {
		t.Fatal(err)
	}
	_, err := newPlan(t, newFakeTrace(10), flagsFor("locked/r")).Execute(context.Background(), Options{})
	if want := "results: cannot make locked/r: permission denied"; err == nil || err.Error() != want {
		t.Errorf("error is %v, expected %s", err, want)
	}
}

// Is a window without invocations an error, not a result of zeros?
func TestEmptyWindow(t *testing.T) {
	_, err := newPlan(t, newFakeTrace(0), flagsFor(filepath.Join(t.TempDir(), "r"))).Execute(context.Background(),
		Options{})
	if exit.Code(err) != exit.CodeUsage || !strings.Contains(err.Error(), "no invocation in the window") {
		t.Errorf("error is %v", err)
	}
}

// Are damaged result files errors, not panics?
func TestDamagedFiles(t *testing.T) {
	t.Chdir(t.TempDir())
	flags := flagsFor("r")
	flags["seeds"], flags["keepalive"] = []string{"1"}, []string{"ttl"}
	execute(t, newPlan(t, newFakeTrace(1000), flags), Options{})
	good, err := os.ReadFile("r/summary.parquet")
	if err != nil {
		t.Fatal(err)
	}
	try := func(bad []byte) {
		if err := os.WriteFile("bad.parquet", bad, 0o644); err != nil {
			t.Fatal(err)
		}
		if rows, err := results.ReadSummary("bad.parquet"); err == nil && len(rows) != 2 {
			t.Errorf("%d rows of 2 without an error", len(rows))
		}
	}
	for n := 0; n < len(good); n += 97 {
		try(good[:n])
	}
	for at := 0; at < len(good); at += 31 {
		bad := append([]byte(nil), good...)
		bad[at] ^= 0xff
		try(bad)
	}
	if err := os.WriteFile("r/manifest.json", []byte("{"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := figures.Draw("r", figures.Choice{}); exit.Code(err) != exit.CodeUsage ||
		!strings.Contains(err.Error(), "r/manifest.json: damaged") {
		t.Errorf("damaged manifest: %v", err)
	}
}
