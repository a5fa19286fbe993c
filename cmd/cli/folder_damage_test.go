package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"thaw/experiments/exit"
)

// spoil changes a file without a change of its size.
func spoil(t *testing.T, path string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 3 {
		text[len(text)/2+i] ^= 0x55
	}
	if err := os.WriteFile(path, text, 0o666); err != nil {
		t.Fatal(err)
	}
}

// edit replaces a text in a file.
func edit(t *testing.T, path, was, is string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(text, []byte(was)) {
		t.Fatalf("%s has no %q", path, was)
	}
	if err := os.WriteFile(path, bytes.Replace(text, []byte(was), []byte(is), 1), 0o666); err != nil {
		t.Fatal(err)
	}
}

// Does a damaged or edited file ever become a result? --resume makes its run again and
// says so; compare, check and plot end with 2, the file's name and both digests.
func TestDamagedFiles(t *testing.T) {
	t.Parallel()
	folder, whole := t.TempDir(), t.TempDir()
	args := quick("--schedule", "first-fit", "--detail", "invocations", "--out", "r")
	demand(t, whole, 0, args)
	put(t, folder, map[string]string{"budgets.yaml": "budgets:\n  - {name: cold, metric: cold_start_ratio, max: 1}\n"})
	at := func(name string) string { return filepath.Join(folder, "r", name) }
	run := "runs/policy=random+ttl/seed=2/"
	for _, c := range []struct {
		file  string
		spoil func(string)
		again bool // --resume makes a run again
	}{
		{run + "timeline.parquet", func(p string) { spoil(t, p) }, true},
		{run + "latency.parquet", func(p string) { spoil(t, p) }, true},
		{run + "functions.parquet", func(p string) { spoil(t, p) }, true},
		{run + "invocations.parquet", func(p string) { _ = os.Truncate(p, 100) }, true},
		{run + "invocations.parquet", func(p string) { _ = os.Remove(p) }, true},
		{run + "run.json", func(p string) { edit(t, p, `"cold_starts": `, `"cold_starts": 1`) }, true},
		{run + "run.json", func(p string) { edit(t, p, `"seed": 2`, `"seed": 3`) }, true},
		{run + "run.json", func(p string) { edit(t, p, `"size": `, `"size": 1`) }, true},
		{run + "run.json", func(p string) { edit(t, p, "\n}\n", "\n}\n\n") }, true},
		{run + "run.json", func(p string) { _ = os.Truncate(p, 100) }, true},
		{"summary.parquet", func(p string) { spoil(t, p) }, false},
		{"summary.csv", func(p string) { edit(t, p, "first-fit", "last-fit!") }, false},
		{"summary.json", func(p string) { _ = os.Remove(p) }, false},
	} {
		if err := os.RemoveAll(at("")); err != nil {
			t.Fatal(err)
		}
		if err := os.CopyFS(at(""), os.DirFS(filepath.Join(whole, "r"))); err != nil {
			t.Fatal(err)
		}
		c.spoil(at(c.file))
		name := filepath.Join("r", c.file)
		for _, reader := range [][]string{{"compare", "r"}, {"plot", "r"}, {"check", "budgets.yaml", "r"}} {
			got := demand(t, folder, exit.CodeUsage, reader, name+": damaged: ")
			if got.stdout != "" || !strings.Contains(got.stderr, "expected ") && !strings.Contains(got.stderr, "is missing") {
				t.Errorf("%s: %v says %s%s", c.file, reader, got.stdout, got.stderr)
			}
		}
		said := demand(t, folder, 0, append(args, "--resume")).stderr
		if c.again != strings.Contains(said, name+": damaged: ") || strings.Count(said, "the run is made again") > 1 {
			t.Errorf("%s: --resume says %q", c.file, said)
		}
		if d := differentFiles(at(""), filepath.Join(whole, "r")); len(d) > 0 {
			t.Errorf("%s: after --resume these differ: %v", c.file, d)
		}
	}
	// figures are no data: they may be retouched, or removed and drawn again
	demand(t, folder, 0, []string{"plot", "r", "--format", "svg"})
	put(t, folder, map[string]string{"r/plots/latency-cdf.svg": "mine"})
	demand(t, folder, 0, []string{"compare", "r"})
}

// Is a manifest that was edited, or is of another folder, told from one that fits?
func TestEditedManifest(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	demand(t, folder, 0, quick("--schedule", "first-fit", "--out", "whole"))
	demand(t, folder, 0, quick("--schedule", "first-fit", "--memory", "3GiB", "--out", "other"))
	text := string(filesBelow(folder)["whole/manifest.json"])
	_, policies, _ := strings.Cut(text, `"policies": [`)
	policies, _, _ = strings.Cut(policies, "],\n  \"seeds\"")
	first := strings.SplitAfter(policies, "},")[0]
	for what, c := range map[string]struct{ was, is, want string }{
		"a policy set twice":    {policies, first + policies, `policy set "random+ttl" stands there a second time`},
		"a policy set gone":     {policies, strings.TrimSuffix(first, ","), "other policy sets or seeds"},
		"no policy set":         {policies, "", "it names no policy set"},
		"a seed twice":          {"\"seeds\": [\n    1,", "\"seeds\": [\n    2,", "seed 2 stands there a second time"},
		"another seed":          {"\"seeds\": [\n    1,", "\"seeds\": [\n    5,", "it does not list runs/policy=random+ttl/seed=5"},
		"no seeds":              {"\"seeds\": [\n    1,\n    2\n  ]", "\"seeds\": []", "it names no seed"},
		"a policy's part":       {`"schedule": "first-fit"`, `"schedule": "random"`, "other policy sets or seeds"},
		"a path that leads out": {`"path": "summary.csv"`, `"path": "../other/summary.csv"`, "is no path of a result folder"},
		"a file not listed":     {`"path": "summary.parquet"`, `"path": "summary.csv"`, "does not list summary.parquet"},
		"other inputs":          {`"inputs_sha256": "`, `"inputs_sha256": "0123456789abcdef" , "x": "`, "no manifest of thaw"},
		"no manifest":           {text, `{"name": "app"}`, "no manifest of thaw"},
		"of another folder":     {text, string(filesBelow(folder)["other/manifest.json"]), "damaged"},
	} {
		put(t, folder, map[string]string{"whole/manifest.json": strings.Replace(text, c.was, c.is, 1)})
		if c.was != text && !strings.Contains(text, c.was) {
			t.Fatalf("%s: the manifest has no %q", what, c.was)
		}
		before := filesBelow(folder)
		for _, reader := range []string{"compare", "plot"} {
			demand(t, folder, exit.CodeUsage, []string{reader, "whole"}, c.want)
		}
		sameTree(t, folder, before)
	}
}

// Are load searches and reproductions resumed with the same care?
func TestDamagedSearchAndStudy(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	search := []string{"saturate", "-q", "--trace", "synthetic,model=poisson,functions=1,rate=20/s,duration=10m", "--memory",
		"4GiB", "--invokers", "1", "--from", "4", "--to", "8", "--settle", "10s", "--hold", "10s", "--out", "most"}
	demand(t, folder, 0, search)
	whole := filesBelow(filepath.Join(folder, "most"))
	demand(t, folder, exit.CodeUsage, []string{"plot", "most"}, "load search, which has no figures")
	probes := filepath.Join("most", "runs", "policy=sticky-random+ttl", "seed=1", "saturation.json")
	edit(t, filepath.Join(folder, probes), `"arrived": `, `"arrived": 1`)
	demand(t, folder, exit.CodeUsage, []string{"compare", "most"}, probes+": damaged: ")
	demand(t, folder, 0, append(search, "--resume"), probes+": damaged: ", "the run is made again")
	if string(filesBelow(filepath.Join(folder, "most"))["summary.csv"]) != string(whole["summary.csv"]) {
		t.Error("the summary differs")
	}

	put(t, filepath.Join(folder, "papers", "tiny"), tinyPaper)
	study := []string{"reproduce", "tiny", "--papers", "papers", "-q", "--out", "p"}
	demand(t, folder, 0, study)
	rows := filepath.Join("p", "cells", "alone", "study.csv")
	right := string(filesBelow(folder)[rows])
	edit(t, filepath.Join(folder, rows), "10", "90")
	demand(t, folder, 0, append(study, "--resume"), rows+": damaged: ", "the study is made again")
	if string(filesBelow(folder)[rows]) != right {
		t.Error("the study was not made again")
	}
	timeline := filepath.Join("p", "cells", "run", "window=1", "runs", "policy=first-fit+none", "seed=1", "timeline.parquet")
	spoil(t, filepath.Join(folder, timeline))
	demand(t, folder, 0, append(study, "--resume"), timeline+": damaged: ", "the run is made again")

	// --force is as careful there, down to the cells
	for _, own := range []string{"p/cells/run/window=1/runs/notes.txt", "p/cells/mine.txt", "p/cells/run/window=1/x",
		"p/cells/alone/x", "p/plots/mine.svg"} {
		put(t, folder, map[string]string{own: "mine"})
		before := filesBelow(folder)
		demand(t, folder, exit.CodeUsage, append(study, "--force"), strings.TrimPrefix(own, "p/"))
		sameTree(t, folder, before)
		if err := os.Remove(filepath.Join(folder, own)); err != nil {
			t.Fatal(err)
		}
	}
	demand(t, folder, 0, append(study, "--force"))
	put(t, folder, map[string]string{"web/reproduction.json": `{"paper": "tiny"}`, "web/plots/a.svg": "a"})
	demand(t, folder, exit.CodeUsage, append(study[:len(study)-1], "web", "--force"), "not the folder of a reproduction",
		"plots/a.svg")
	put(t, folder, map[string]string{"killed/reproduction.json.partial": "{"})
	demand(t, folder, 0, append(study[:len(study)-1], "killed"))
}

// tinyPaper is a paper with a replay and a study, whose claims hold.
var tinyPaper = map[string]string{
	"README.md": "# Tiny\n",
	"experiment.yaml": `paper: Nobody, On Nothing
about: a test
workloads:
  - {name: present, trace: "synthetic,model=poisson,functions=4,rate=20/s,duration=10m,median=50ms", within: 10m, about: generated}
windows: {count: 1, length: 1m, seed: 3}
settings: {warm-start: 1ms, cold-start: 100ms, invokers: 2, memory: 4GiB, horizon: 1m, seeds: 2}
cells:
  - {name: run, about: nothing is kept, settings: {schedule: first-fit, keepalive: none}}
  - {name: alone, kind: study, study: daemon, about: creations alone, settings: {network: bridge, settle: 10s, length: 100s}}
figures:
  - {name: "1", draws: latency-cdf, cells: [run], about: latency}
  - {name: rate, draws: bars, cells: [alone], metrics: [creations_per_s], about: rate}
`,
	"expected.yaml": `claims:
  - claim: all starts are cold
    figure: "1"
    source: here
    measure: value
    metric: cold_start_ratio
    of: run/first-fit
    published: 100%
    tolerance: absolute 0%
    status: enforced
  - claim: a lock that is held for 100 ms lets 10 pass in a second
    figure: rate
    source: here
    measure: value
    metric: creations_per_s
    of: alone/create
    published: 10
    tolerance: relative 1%
    status: enforced
`,
}
