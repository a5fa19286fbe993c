package cli

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"thaw/experiments/exit"
)

// A trace is exchanged while a run of several seeds goes on. Are there never results of
// two traces in one folder: is either the first one replayed to the end, or does the
// run fail, name the file and say why?
func TestTraceIsExchangedDuringARun(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	convert := func(name, seed string) {
		c := thawIn(t, folder, "trace", "convert", "synthetic,functions=50,invocations=200000,duration=1h,max-share=0.1",
			"--seed", seed, "--out", name)
		if c.code != 0 {
			t.Fatal(c.stderr)
		}
	}
	convert("a.thaw", "1")
	convert("b.thaw", "2")
	run := func(out string) []string {
		return []string{"run", "--trace", "t.thaw", "--seeds", "6", "--jobs", "1", "--out", out, "--no-figures", "--quiet",
			"--detail", "summary"}
	}
	read := func(name string) []byte {
		data, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	write := func(name string, data []byte) {
		if err := os.WriteFile(filepath.Join(folder, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	a, b := read("a.thaw"), read("b.thaw")
	write("t.thaw", a)
	if c := thawIn(t, folder, run("whole")...); c.code != 0 {
		t.Fatal(c.stderr)
	}
	rows := func(out string) int { return strings.Count(string(read(filepath.Join(out, "summary.csv"))), "\n") }
	if rows("whole") != 7 {
		t.Fatalf("%d lines, expected a header and six seeds", rows("whole"))
	}
	for name, exchange := range map[string]func(){
		"moved": func() {
			write("new", b)
			if err := os.Rename(filepath.Join(folder, "new"), filepath.Join(folder, "t.thaw")); err != nil {
				t.Error(err)
			}
		},
		"overwritten": func() { write("t.thaw", append(b[:len(b):len(b)], make([]byte, max(0, len(a)-len(b)))...)[:len(a)]) },
	} {
		write("t.thaw", a)
		c := runWhile(t, folder, run(name), filepath.Join(folder, name, "runs"), exchange)
		_, err := os.Stat(filepath.Join(folder, name, "summary.csv"))
		switch {
		case c.code == 0:
			if string(read(filepath.Join(name, "summary.csv"))) != string(read(filepath.Join("whole", "summary.csv"))) {
				t.Errorf("%s: other results than those of the trace, and no error", name)
			}
		case c.code != exit.CodeUsage || !strings.Contains(c.stderr, "t.thaw") ||
			!strings.Contains(c.stderr, "changed since it was opened"):
			t.Errorf("%s: exit %d\n%s", name, c.code, c.stderr)
		case err == nil:
			t.Errorf("%s: it failed, and a summary is there", name)
		case name == "moved":
			t.Errorf("%s: %s; the trace that was opened is still there", name, c.stderr)
		}
	}
}

// A block of a .thaw file is damaged, the first, from which a run draws its first arrival
// before there is a folder, or one that only the replay reaches: does every command that
// reads it end with the exit code of an unusable input?
func TestDamagedBlock(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	if c := thawIn(t, folder, "trace", "convert", "", "--out", "t.thaw"); c.code != 0 {
		t.Fatal(c.stderr)
	}
	sound, err := os.ReadFile(filepath.Join(folder, "t.thaw"))
	if err != nil {
		t.Fatal(err)
	}
	const first = 50_000 // a byte of the first block: the table before it has 13 KiB, a block 160 KiB
	for i, at := range []int{first, len(sound) / 2} {
		name := fmt.Sprintf("t%d.thaw", i)
		data := slices.Clone(sound)
		data[at] ^= 1
		if err := os.WriteFile(filepath.Join(folder, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
		for _, args := range [][]string{
			{"trace", "validate", name},
			{"trace", "stats", name},
			{"trace", "convert", name, "--out", "u.thaw"},
			{"run", "--trace", name, "--out", "r" + name},
			{"run", "--trace", name, "--rate", "1/s", "--length", "50m", "--out", "r2" + name},
			{"saturate", "--trace", name, "--from", "1", "--to", "20", "--settle", "10m", "--hold", "50m",
				"--out", "s" + name},
		} {
			c := thawIn(t, folder, args...)
			if c.code != exit.CodeUsage || !strings.Contains(c.stdout+c.stderr, "checksum") {
				t.Errorf("thaw %s: exit %d, expected %d\n%s", strings.Join(args, " "), c.code, exit.CodeUsage, c.stderr)
			}
		}
	}
}

// runWhile runs thaw in a folder and does something as soon as a path is there.
func runWhile(t *testing.T, folder string, args []string, path string, do func()) child {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "thaw", args...)
	var stdout, stderr strings.Builder
	cmd.Dir, cmd.Stdout, cmd.Stderr = folder, &stdout, &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		if _, err := os.Stat(path); err == nil {
			break
		}
	}
	do()
	err := cmd.Wait()
	return child{code: exitCode(err), stdout: stdout.String(), stderr: stderr.String()}
}
