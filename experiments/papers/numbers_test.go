package papers

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"thaw/experiments"
)

// write makes a folder with a paper of one experiment and its claims.
func write(t *testing.T, experiment, expected string) string {
	t.Helper()
	folder := t.TempDir()
	if err := os.Mkdir(filepath.Join(folder, "p"), 0o755); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{experimentName: experiment, expectedName: expected, readmeName: "# P\n"} {
		if err := os.WriteFile(filepath.Join(folder, "p", name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

const twoCells = `
paper: p
about: p
cells:
  - {name: free, kind: study, study: storage, about: a, settings: {vms: 3, strategies: [devmapper, virtiofs]}}
  - {name: own, kind: study, study: storage, about: a,
     settings: {vms: 3, read_mib: 21.1, strategies: [devmapper]}}
figures:
  - {name: "1", about: f, cells: [free, own]}
`

const twoClaims = `
claims:
  - {claim: a, figure: "1", source: s, measure: value, metric: spread_ms, of: free/devmapper,
     published: 242, tolerance: absolute 1, status: enforced}
  - {claim: b, figure: "1", source: s, measure: value, metric: spread_ms, of: own/devmapper,
     published: 300, tolerance: absolute 10, status: known-gap, note: n}
  - {claim: c, figure: "1", source: s, measure: value, metric: disk_mib, of: free/devmapper,
     published: 66, tolerance: absolute 10, status: calibration}
  - {claim: d, figure: "1", source: s, measure: value, metric: disk_mib, of: own/devmapper,
     published: 66, tolerance: absolute 10, status: calibration}
`

// A user changes numbers for one run. Do the rows see them, does what a cell says itself
// stay, is no gap called closed, and can the table not be taken for that of the paper?
func TestReproduceWithOtherNumbers(t *testing.T) {
	t.Parallel()
	p, err := Open(experiments.Thaw(), "p", write(t, twoCells, twoClaims))
	if err != nil {
		t.Fatal(err)
	}
	run := func(set ...string) *Reproduction {
		t.Helper()
		r, err := p.Reproduce(context.Background(), Options{Out: filepath.Join(t.TempDir(), "out"), Set: set})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	before, after := run(), run("storage.temp_mount=79ms", "devices.read_kib=3000")
	if got := before.Claims[0].Simulated; got != 242 { // twice 5 + 66 + 50 ms
		t.Fatalf("%v ms, expected 242", got)
	}
	if len(before.Failures()) > 0 || before.changed() != "" {
		t.Errorf("%v fail, %q is changed", before.Failures(), before.changed())
	}
	if got := after.Claims[0].Simulated; got != 300 { // twice 5 + 66 + 79 ms
		t.Errorf("%v ms, expected 300", got)
	}
	if c := &after.Claims[1]; c.Simulated != 300 || c.Failure != "" {
		t.Errorf("%v ms, %q: expected 300 and a gap that stays one", c.Simulated, c.Failure)
	}
	free, own := after.Claims[2].Simulated, after.Claims[3].Simulated
	if free > 10 || own < 63 { // three times 2.9 MiB, and 21.1
		t.Errorf("%v MiB are read, %v where the cell says how much", free, own)
	}
	if after.Failures()[0].Claim.Claim != "a" {
		t.Errorf("%v fail", after.Failures())
	}
	document := filepath.Join(t.TempDir(), "d.md")
	if err := after.WriteDocument(document); err == nil || !strings.Contains(err.Error(), "not the published run") {
		t.Errorf("%v: the table of a changed run was written", err)
	}
	for _, name := range []string{"claims.md", reproductionName} {
		text, err := os.ReadFile(filepath.Join(after.Folder, name))
		if err != nil || !strings.Contains(string(text), "storage.temp_mount") {
			t.Errorf("%s: %v: does not tell what is changed", name, err)
		}
	}
	if !strings.HasPrefix(after.Describe(), "not the published run: storage.temp_mount is 79ms in place of 50ms\n") {
		t.Error(after.Describe())
	}
}

// What reads no changed number is taken from a run before. Does it come to the same as
// when all of it runs?
func TestTakenFromBefore(t *testing.T) {
	t.Parallel()
	p := openPaper(t, "reap")
	run := func(before *Reproduction, set ...string) *Reproduction {
		t.Helper()
		r, err := p.Reproduce(context.Background(), Options{Out: filepath.Join(t.TempDir(), "out"), Set: set,
			Before: before, Verdicts: true})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	before := run(nil)
	for _, set := range []string{"restore.function.reap-pyaes.contiguity=3.8", "restore.host.reap.wake=20us",
		"restore.disk.sata-ssd.latency=200us", "restore.disk.nvme.iops=9"} {
		part, all := run(before, set), run(nil, set)
		if differs, err := part.Differs(all); differs || err != nil {
			t.Errorf("%s: %v, %v: the run that takes from before comes to something else", set, differs, err)
		}
		if differs, err := all.Differs(before); differs == strings.HasPrefix(set, "restore.disk.nvme") || err != nil {
			t.Errorf("%s: %v, %v: changes nothing, or too much", set, differs, err)
		}
	}
}

// A paper's own changes are read with their places, all mistakes at once.
func TestPaperSetsNumbers(t *testing.T) {
	t.Parallel()
	p, err := Open(experiments.Thaw(), "p", write(t, "set: {storage.temp_mount: 79ms}"+twoCells, twoClaims))
	if err != nil {
		t.Fatal(err)
	}
	r, err := p.Reproduce(context.Background(), Options{Out: filepath.Join(t.TempDir(), "out")})
	if err != nil {
		t.Fatal(err)
	}
	if got := r.Claims[0].Simulated; got != 300 || r.changed() != "" {
		t.Errorf("%v ms, %q: expected 300 as the paper says", got, r.changed())
	}
	_, err = Open(experiments.Thaw(), "p", write(t, "set:\n  storage.opn: 1ms\n  storage.open: x\n"+
		"  devices.common: 9\n"+twoCells, twoClaims))
	for _, want := range []string{`experiment.yaml:2:16: set: storage.opn: no such number (did you mean "storage.open"?)`,
		`experiment.yaml:3:17: set: storage.open: "x": expected a duration`, "experiment.yaml:2:3: set: 9 common layers"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v\nexpected %q", err, want)
		}
	}
}

// Of a cell that replays, the number that thaw params lists changes, and what the cell
// itself says stays.
func TestReplayWithOtherNumbers(t *testing.T) {
	t.Parallel()
	p, err := Open(experiments.Thaw(), "p", write(t, `
paper: p
about: p
workloads:
  - {name: w, trace: "synthetic,functions=5,rate=2/s,duration=10m", within: 10m, about: w}
windows: {count: 1, length: 2m, seed: 1}
settings: {seeds: 2, schedule: random, detail: summary}
cells:
  - {name: free, about: a, settings: {}}
  - {name: own, about: a, settings: {memory: 4GiB, cold-start: 3s}}
figures:
  - {name: "1", about: f, cells: [free, own]}
`, `
claims:
  - {claim: a, figure: "1", source: s, measure: value, metric: latency_ms_mean, of: free/random,
     published: 1, tolerance: absolute 10000, status: reported, note: n}
  - {claim: b, figure: "1", source: s, measure: value, metric: latency_ms_mean, of: own/random,
     published: 1, tolerance: absolute 10000, status: reported, note: n}
`))
	if err != nil {
		t.Fatal(err)
	}
	run := func(before *Reproduction, set ...string) *Reproduction {
		t.Helper()
		r, err := p.Reproduce(context.Background(), Options{Out: filepath.Join(t.TempDir(), "out"), Set: set,
			Before: before})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	before := run(nil)
	r := run(before, "constant.memory=30GiB", "constant.stage.sandbox=2s", "openwhisk.cores=3", "storage.open=1ms")
	if r.Claims[0].Simulated <= before.Claims[0].Simulated || r.Claims[1].Simulated != before.Claims[1].Simulated {
		t.Errorf("%v and %v ms, before %v and %v: expected longer and the same", r.Claims[0].Simulated,
			r.Claims[1].Simulated, before.Claims[0].Simulated, before.Claims[1].Simulated)
	}
	for i, want := range []string{"30GiB 2s", "4GiB 3s"} {
		spec, err := r.spec(&p.Cells[i], 0, Options{})
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, n := range spec.Platform.Numbers() {
			if n.Path == "constant.memory" || n.Path == "constant.stage.sandbox" {
				got = strings.TrimSpace(got + " " + n.Value)
			}
		}
		if got != want {
			t.Errorf("%s: %s, expected %s", p.Cells[i].Name, got, want)
		}
	}
	if c := run(before, "openwhisk.cores=3").byCell; c[&p.Cells[0]] != before.byCell[&p.Cells[0]] {
		t.Error("a cell ran again for a number that it does not read")
	}
}
