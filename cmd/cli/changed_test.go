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
	read := func(name string) []byte { return fileIn(t, folder, name) }
	write := func(name string, data []byte) { fileTo(t, folder, name, data) }
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

// exchangedPaper has two cells that read one trace, one window after another.
const exchangedPaper = `paper: Nobody, On Nothing
about: a test
workloads:
  - {name: own, trace: ../../t.thaw, within: 1h, about: a test}
windows: {count: 2, length: 10m, seed: 1}
settings: {memory: 4GiB, invokers: 2, seeds: 3}
cells:
  - {name: replay, about: replays, settings: {schedule: [first-fit, random]}}
  - name: search
    kind: saturation
    about: load searches
    settings: {schedule: first-fit, seeds: 1}
    search: {from: 5/s, to: 20/s, growth: 2, precision: 50%, settle: 1m, hold: 1m}
figures:
  - {name: one, draws: bars, cells: [CELLS], metrics: [METRICS], about: one}
`

// A trace is exchanged between two cells, or two windows of one, of a reproduction. Does
// the reproduction fail and name the file, is nothing of the parts concerned there, and
// is no claim judged by two traces?
func TestTraceIsExchangedDuringAReproduction(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	for seed, name := range map[string]string{"1": "a.thaw", "2": "b.thaw"} {
		if c := thawIn(t, folder, "trace", "convert", "synthetic,functions=50,invocations=100000,duration=1h",
			"--seed", seed, "--out", name); c.code != 0 {
			t.Fatal(c.stderr)
		}
	}
	a, b := fileIn(t, folder, "a.thaw"), fileIn(t, folder, "b.thaw")
	sameSize := append(b[:len(b):len(b)], make([]byte, max(0, len(a)-len(b)))...)[:len(a)]
	papersIn(t, folder, "windows", strings.NewReplacer("CELLS", "replay", "METRICS", "replay/cold_start_ratio").
		Replace(exchangedPaper))
	papersIn(t, folder, "cells", strings.NewReplacer("CELLS", "replay, search", "METRICS",
		"replay/cold_start_ratio, search/sustained_per_s", "count: 2", "count: 1").Replace(exchangedPaper))
	moved := func(data []byte) func() {
		return func() {
			fileTo(t, folder, "new", data)
			if err := os.Rename(filepath.Join(folder, "new"), filepath.Join(folder, "t.thaw")); err != nil {
				t.Error(err)
			}
		}
	}
	for _, paper := range []string{"windows", "cells"} {
		for name, exchange := range map[string]func(){"moved": moved(b), "same-size": moved(sameSize),
			"removed": func() { os.Remove(filepath.Join(folder, "t.thaw")) }} {
			fileTo(t, folder, "t.thaw", a)
			out := paper + "-" + name
			c := runWhile(t, folder, []string{"reproduce", paper, "--papers", "papers", "--trace", "t.thaw", "--out", out,
				"--quiet", "--jobs", "1"}, filepath.Join(folder, out, "cells", "replay", "window=1", "runs"), exchange)
			if c.code != exit.CodeUsage || !strings.Contains(c.stderr, "t.thaw") {
				t.Errorf("%s: exit %d\n%s", out, c.code, c.stderr)
			}
			if name == "moved" && !strings.Contains(c.stderr, "t.thaw: the file has changed since it was read first") {
				t.Errorf("%s: %s", out, c.stderr)
			}
			for _, left := range []string{"claims.json", "plots", "cells/replay/window=2", "cells/search"} {
				if _, err := os.Stat(filepath.Join(folder, out, left)); err == nil {
					t.Errorf("%s: %s is there", out, left)
				}
			}
			if _, err := os.Stat(filepath.Join(folder, out, "cells/replay/window=1/summary.csv")); err != nil {
				t.Errorf("%s: what was made before the exchange is not complete: %v", out, err)
			}
		}
	}
}

// papersIn writes a paper without claims into the folder of papers.
func papersIn(t *testing.T, folder, name, experiment string) {
	t.Helper()
	at := filepath.Join("papers", name)
	if err := os.MkdirAll(filepath.Join(folder, at), 0o755); err != nil {
		t.Fatal(err)
	}
	fileTo(t, folder, filepath.Join(at, "experiment.yaml"), []byte(experiment))
	fileTo(t, folder, filepath.Join(at, "expected.yaml"), []byte("claims: []\n"))
	fileTo(t, folder, filepath.Join(at, "README.md"), []byte("# "+name+"\n"))
}

func fileIn(t *testing.T, folder, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(folder, name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func fileTo(t *testing.T, folder, name string, data []byte) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(folder, name), data, 0o600); err != nil {
		t.Fatal(err)
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
