package cli

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"thaw/experiments/exit"
)

// redrawnPaper has a cell of each kind, and figures of all of them.
const redrawnPaper = `paper: Nobody, On Nothing
about: a test
workloads:
  - {name: own, trace: "synthetic,model=poisson,functions=4,rate=20/s,duration=30m,median=50ms", within: 30m, about: made}
windows: {count: 2, length: 2m, seed: 3}
settings: {platform: constant, warm-start: 1ms, cold-start: 100ms, invokers: 2, memory: 4GiB, ramp: 1m, horizon: 2m, seeds: 2}
set: {storage.open: 20us}
cells:
  - {name: keep, about: kept and not kept, settings: {rate: 30/s, schedule: [first-fit, random], keepalive: [ttl, none]}}
  - name: most
    kind: saturation
    about: load search
    settings: {schedule: [first-fit, random], seeds: 1}
    search: {from: 20/s, to: 300/s, precision: 20%, settle: 10s, hold: 20s}
  - {name: alone, kind: study, study: daemon, about: creations, settings: {network: bridge, settle: 10s, length: 100s}}
figures:
  - {name: "1", draws: bars, cells: [keep, most], metrics: [keep/cold_start_ratio, most/sustained_per_s], about: bars}
  - {name: "2", draws: four-panel, cells: [keep], policies: [first-fit+ttl], about: panels}
  - {name: "3", draws: latency-cdf, cells: [keep], about: latency}
  - {name: "4", draws: memory, cells: [keep], about: memory}
  - {name: table-5, draws: bars, cells: [alone], metrics: [creations_per_s], about: a study}
  - {name: text, about: statements}
`

// redrawnClaims need the runs' own files, too.
const redrawnClaims = `claims:
  - {claim: all is cold, figure: "1", source: here, measure: value, metric: cold_start_ratio, of: keep/first-fit+none, published: 100%, tolerance: absolute 0%, status: enforced}
  - {claim: and within the time of that, figure: "3", source: here, measure: share, metric: latency, within: 101ms, of: keep/first-fit+none, published: 100%, tolerance: absolute 0%, status: enforced}
  - {claim: memory, figure: "4", source: here, measure: order, metric: active_share_mean, order: [[keep/first-fit+ttl], [keep/first-fit+none]], status: enforced, note: it is 5% & more}
  - {claim: ten pass, figure: table-5, source: here, measure: value, metric: creations_per_s, of: alone/create, published: 10, tolerance: relative 1%, status: enforced}
`

// redrawable makes the folder r of a reproduction, and returns its parent and its files.
func redrawable(t *testing.T) (folder string, files []byte) {
	t.Helper()
	folder = t.TempDir()
	papersIn(t, folder, "all", redrawnPaper)
	fileTo(t, folder, "papers/all/expected.yaml", []byte(redrawnClaims))
	if c := thawIn(t, folder, "reproduce", "all", "--papers", "papers", "-q", "--out", "r"); c.code != exit.CodeDone {
		t.Fatal(c.stdout, c.stderr)
	}
	return folder, allFiles(t, folder, "r")
}

// Are the figures of a reproduction drawn again from its folder alone, byte by byte as it
// wrote them, also after plots/ is gone, one by one, and without the trace?
func TestRedrawnReproduction(t *testing.T) {
	t.Parallel()
	folder, before := redrawable(t)
	plot := func(args ...string) child {
		return thawIn(t, folder, append([]string{"plot", "r", "--papers", "papers"}, args...)...)
	}
	for _, args := range [][]string{nil, {"--figure", "figure 1", "--figure", "table 5"}, {"--format", "svg,csv"}} {
		if c := plot(args...); c.code != exit.CodeDone || !strings.Contains(c.stdout, "wrote ") {
			t.Fatalf("%v: exit %d\n%s", args, c.code, c.stderr)
		}
		if !bytes.Equal(before, allFiles(t, folder, "r")) {
			t.Errorf("%v: other files than the reproduction's", args)
		}
	}
	c := plot("--figure", "1", "--width", "100mm", "--format", "svg") // the others stand there and would be narrower
	for _, format := range []string{"png", "svg", "pdf", "csv"} {
		if !strings.Contains(c.stdout, "figure-1."+format) {
			t.Errorf("of another width, figure-1.%s was not drawn:\n%s", format, c.stdout)
		}
	}
	if c := plot(); c.code != exit.CodeDone || !bytes.Equal(before, allFiles(t, folder, "r")) {
		t.Errorf("drawn again in its own width: exit %d, or other files\n%s", c.code, c.stderr)
	}
	if err := os.RemoveAll(filepath.Join(folder, "r", "plots")); err != nil {
		t.Fatal(err)
	}
	if c := plot("--figure", "table-5", "--format", "svg"); c.code != exit.CodeDone ||
		strings.Count(c.stdout, "plots") != len(filesBelow(filepath.Join(folder, "r", "plots"))) {
		t.Fatalf("one figure: exit %d\n%s%s", c.code, c.stdout, c.stderr)
	}
	if c := plot(); c.code != exit.CodeDone || !bytes.Equal(before, allFiles(t, folder, "r")) {
		t.Errorf("after plots/ was removed: exit %d, or other files\n%s", c.code, c.stderr)
	}
}

// Is a folder refused that is unfinished, damaged or of another revision of the paper, or
// a figure that it does not have, with the reason, and is nothing changed?
func TestRedrawIsRefused(t *testing.T) {
	t.Parallel()
	folder, before := redrawable(t)
	for _, c := range []struct {
		file, was, is string // what is changed before
		args          []string
		code          int
		says          string
	}{
		{"r/reproduction.json", `"complete": true`, `"complete": false`, nil, exit.CodeUsage,
			"`thaw reproduce all --out r --resume` goes on with it"},
		{"r/reproduction.json", `"paper": "all"`, `"paper": "al"`, nil, exit.CodeUsage, `unknown paper "al"`},
		{"r/reproduction.json", `"windows": [`, `"windows": {`, nil, exit.CodeUsage, "r/reproduction.json:31: cannot read: invalid character"},
		{"r/reproduction.json", "\n}\n", "\n\t\n", nil, exit.CodeUsage, ": cannot read: unexpected end of JSON input"},
		{"r/claims.csv", "all is cold", "all is warm", nil, exit.CodeUsage, "claims.csv: damaged"},
		{"r/claims.md", "ten pass", "ten passed", nil, exit.CodeUsage, "`thaw reproduce all --out r --force` makes it again"},
		{"papers/all/experiment.yaml", "about: bars", "about: others", nil, exit.CodeNotComparable,
			"another revision of the paper all"},
		{"r/cells/alone/study.csv", ",10,", ",11,", nil, exit.CodeUsage, "its rows are not those that the study wrote"},
		{"r/cells/alone/study.json", `"Network": "bridge"`, `"Network": "host"`, nil, exit.CodeUsage,
			"made from other inputs: settings.Network"},
		{"r/cells/alone/study.json", `"seeds": 3`, `"seeds": 2000000000`, nil, exit.CodeUsage, "2000000000 seeds"},
		{"r/cells/keep/window=2/summary.csv", "random", "rendom", nil, exit.CodeUsage, "summary.csv: damaged"},
		{"", "", "", []string{"--figure", "6", "--figure", "text"}, exit.CodeUsage, `figure "text" is not drawn`},
		{"", "", "", []string{"--figure", "6"}, exit.CodeUsage, `unknown figure "6"`},
		{"", "", "", []string{"--width", ""}, exit.CodeUsage, `--width: "": expected column`},
		{"", "", "", []string{"--format", "svg,svg"}, exit.CodeUsage, `"svg" stands there twice`},
		{"", "", "", []string{"--format", "gif"}, exit.CodeUsage, "expected png, svg, pdf or csv"},
	} {
		if c.file != "" {
			text := fileIn(t, folder, c.file)
			if !bytes.Contains(text, []byte(c.was)) {
				t.Fatalf("%s has no %s", c.file, c.was)
			}
			fileTo(t, folder, c.file, bytes.Replace(text, []byte(c.was), []byte(c.is), 1))
			defer fileTo(t, folder, c.file, text)
		}
		changed := allFiles(t, folder, "r")
		got := thawIn(t, folder, append([]string{"plot", "r", "--papers", "papers"}, c.args...)...)
		if got.code != c.code || !strings.Contains(got.stderr, c.says) {
			t.Errorf("%s %v: exit %d, expected %d and %q\n%s", c.file, c.args, got.code, c.code, c.says, got.stderr)
		}
		if !bytes.Equal(changed, allFiles(t, folder, "r")) {
			t.Errorf("%s %v: refused, and files have changed", c.file, c.args)
		}
		if c.file != "" {
			fileTo(t, folder, c.file, bytes.Replace(fileIn(t, folder, c.file), []byte(c.is), []byte(c.was), 1))
		}
	}
	if !bytes.Equal(before, allFiles(t, folder, "r")) {
		t.Error("the test itself has changed the folder")
	}
}

// thaw plot is killed while it draws a reproduction's figures again. Is every file under
// its name whole, does --force know what is left as thaw's, and does drawing again tidy up?
func TestKilledRedraw(t *testing.T) {
	t.Parallel()
	folder, before := redrawable(t)
	whole := filesBelow(filepath.Join(folder, "r"))
	args := []string{"plot", "r", "--papers", "papers"}
	for _, after := range []time.Duration{100, 200, 300, 400, 600} {
		if err := os.RemoveAll(filepath.Join(folder, "r", "plots")); err != nil {
			t.Fatal(err)
		}
		cmd := exec.CommandContext(t.Context(), "thaw", args...)
		cmd.Dir = folder
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(after * time.Millisecond)
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		for name, data := range filesBelow(filepath.Join(folder, "r")) {
			if !strings.HasSuffix(name, ".partial") && name != "reproduction.json" && !bytes.Equal(data, whole[name]) {
				t.Errorf("after %d ms %s is not whole", after, name)
			}
		}
	}
	if c := thawIn(t, folder, args...); c.code != exit.CodeDone || !bytes.Equal(before, allFiles(t, folder, "r")) {
		t.Errorf("drawn again: exit %d, or other files\n%s", c.code, c.stderr)
	}
	c := thawIn(t, folder, "reproduce", "all", "--papers", "papers", "-q", "--out", "r", "--force")
	if c.code != exit.CodeDone || !bytes.Equal(before, allFiles(t, folder, "r")) {
		t.Errorf("made again: exit %d, or other files\n%s", c.code, c.stderr)
	}
}
