package papers

import (
	"errors"
	"maps"
	"path/filepath"
	"strings"
	"testing"

	"thaw/experiments"
	"thaw/experiments/exit"
	"thaw/experiments/papers/verdict"
)

// ownTracePaper has cells that generate their traces, and no workload.
const ownTracePaper = `
paper: Nobody, On Two Traces
about: a test
settings: {platform: constant, warm-start: 0s, cold-start: 100ms, invokers: 1, memory: 4GiB, seeds: 5}
cells:
  - name: many
    trace: "synthetic,model=poisson,functions=9,rate=2/s,duration=10m"
    about: nine functions
    settings: {schedule: [first-fit], keepalive: [ttl, none]}
  - name: one
    trace: "synthetic,model=poisson,functions=1,rate=2/s,duration=10m"
    about: one function
    settings: {schedule: [first-fit], keepalive: [ttl, none]}
figures:
  - {name: "1", draws: claims, about: statements}
`

// Does a cell replay its own trace, whole, and can the folder be read again?
func TestCellsGenerateTheirTraces(t *testing.T) {
	claims := "claims:\n" + claim("measure: order", "metric: cold_start_ratio",
		"order: [[one/first-fit+ttl], [many/first-fit+ttl]]", "status: enforced")
	p, err := Open(experiments.Thaw(), "tiny", writePaper(t, ownTracePaper, claims))
	if err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(t.TempDir(), "out")
	r, err := p.Reproduce(t.Context(), Options{Out: out})
	if err != nil {
		t.Fatal(err)
	}
	if r.Claims[0].Verdict != verdict.Reproduced {
		t.Errorf("%+v", r.Claims[0].Outcome)
	}
	for _, c := range []string{"many", "one"} {
		rows, err := r.byCell[p.cell(c)].Values("invocations", "first-fit+ttl")
		if err != nil || len(rows) != 5 || rows[0] < 1000 || rows[0] > 1400 || rows[0] == rows[1] {
			t.Errorf("%s: %v invocations, %v; expected five seeds of about 1,200", c, rows, err)
		}
	}
	if text := r.Describe(); !strings.Contains(text, "generate the traces") {
		t.Errorf("description: %s", text)
	}
	if _, err := p.Reproduce(t.Context(), Options{Out: out, Resume: true}); err != nil {
		t.Errorf("resumed: %v", err)
	}
	if _, err := p.Reproduce(t.Context(), Options{Out: out + "2", Workload: "any"}); err == nil ||
		!strings.Contains(err.Error(), "each its own") {
		t.Errorf("a workload for cells with traces of their own: %v", err)
	}
}

// A trace of a cell's own is generated and stands at cells that replay.
func TestOwnTraceMistakes(t *testing.T) {
	text := strings.Replace(ownTracePaper, "synthetic,model=poisson,functions=9", "day.csv,functions=9", 1)
	text = strings.Replace(text, "functions=1,", "functions=none,", 1)
	text += "windows: {count: 1, length: 1m, seed: 1}\n"
	_, err := Open(experiments.Thaw(), "tiny", writePaper(t, text, "claims: []\n"))
	for _, want := range []string{`cell "many": trace: trace spec "day.csv`, `cell "one": trace: `,
		"no cell replays a workload"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q is missing in\n%v", want, err)
		}
	}
	mixed := strings.Replace(tinyExperiment, "    about: kept and not kept\n",
		"    about: kept and not kept\n    trace: \"synthetic,functions=3,invocations=900,duration=10m\"\n", 1)
	_, err = Open(experiments.Thaw(), "tiny", writePaper(t, mixed, "claims:\n"+claim("measure: order",
		"metric: invocations", "order: [[keep/first-fit+ttl], [most/first-fit]]", "status: enforced")))
	if err == nil || !strings.Contains(err.Error(), "whose runs are not paired") {
		t.Errorf("a claim about a trace of its own and the workload: %v", err)
	}
}

// Does a refusal to go on leave every file as it was, whichever cell is the one that differs?
func TestRefusedResumeChangesNothing(t *testing.T) {
	claims := "claims:\n" + claim("measure: order", "metric: cold_start_ratio",
		"order: [[one/first-fit+ttl], [many/first-fit+ttl]]", "status: enforced")
	out := filepath.Join(t.TempDir(), "out")
	run := func(experiment string, opt Options) error {
		p, err := Open(experiments.Thaw(), "tiny", writePaper(t, experiment, claims))
		if err != nil {
			t.Fatal(err)
		}
		opt.Out = out
		_, err = p.Reproduce(t.Context(), opt)
		return err
	}
	if err := run(ownTracePaper, Options{}); err != nil {
		t.Fatal(err)
	}
	before := filesIn(t, out)
	var differs *exit.NotComparableError
	if err := run(ownTracePaper, Options{Resume: true, Seeds: 4}); !errors.As(err, &differs) {
		t.Errorf("fewer seeds: %v", err)
	}
	if after := filesIn(t, out); !maps.Equal(before, after) {
		for path := range before {
			if before[path] != after[path] {
				t.Errorf("%s was changed", path)
			}
		}
	}
}
