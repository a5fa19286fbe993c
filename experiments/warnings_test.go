package experiments

import (
	"path/filepath"
	"slices"
	"testing"

	"thaw/experiments/results"
	"thaw/models/membership"
	"thaw/sim"
	"thaw/traces/findings"
)

// flawedTrace is a trace whose reader found something.
type flawedTrace struct {
	Trace
	report findings.Report
}

func (f *flawedTrace) Report() *findings.Report { return &f.report }

// Do warnings have the flaws of the trace, also where a search keeps its invocations in
// memory, and the policy sets that serve too little, of all seeds together?
func TestWarnings(t *testing.T) {
	trace := &flawedTrace{}
	for range 3 {
		trace.report.Warnf("duplicate row", "t.csv", 1, 0, "is there already")
	}
	p := &Plan{Spec: &Spec{Seeds: 2}, Trace: CacheSources(trace), Imputed: []string{"greedy-dual decides from means"},
		Runs: []Run{{Policy: "a"}, {Policy: "a"}, {Policy: "b"}, {Policy: "b"}}}
	rows := make([]*results.Row, 4)
	for i := range rows {
		rows[i] = &results.Row{Seed: int64(i%2 + 1)}
		rows[i].Invocations = 100
	}
	rows[3].Unfinished = 5
	want := []string{
		"trace: duplicate row (3)", "greedy-dual decides from means",
		"b: 2.5% of 200 invocations were not served (0 rejected, 5 unfinished), 5% under seed 2: latencies are of the " +
			"others alone",
	}
	if got := p.Warnings(rows); !slices.Equal(got, want) {
		t.Errorf("warnings %q, expected %q", got, want)
	}
	p.Search = []byte("{}")
	if got := p.Warnings(rows); !slices.Equal(got, want[:2]) {
		t.Errorf("warnings of a search %q, expected %q", got, want[:2])
	}
	p.Trace = CacheSources(Trace(nil))
	if got := p.Warnings(make([]*results.Row, 4)); !slices.Equal(got, want[1:2]) {
		t.Errorf("warnings before any run %q, expected %q", got, want[1:2])
	}
}

// Is it said that a class drew no function and that events came too late, which changes
// nothing, and nothing said of those that count?
func TestSettingsThatChangeNothing(t *testing.T) {
	p := openPlan(t, map[string][]string{
		"trace": {"synthetic,model=poisson,functions=4,rate=1/s,duration=1m,median=10ms"}, "horizon": {"1m"},
		"cpu": {"shared"}, "cores": {"4"}, "cpu-class": {"few,share=0.000001", "half,functions=*"}, "invokers": {"2"},
		"out": {filepath.Join(t.TempDir(), "out")},
	})
	p.Spec.Membership.Events = []membership.Event{
		{At: 59 * sim.Second, Invoker: 1, Kind: membership.Crash}, {At: 60 * sim.Second, Invoker: 1, Kind: membership.Join},
		{At: 61 * sim.Second, Invoker: 0, Kind: membership.Join}, // no member before
		{At: 62 * sim.Second, Invoker: 0, Kind: membership.Drain},
	}
	row := &results.Row{}
	row.Invocations, row.Completed, row.EndS = 60, 60, 60
	got := p.Warnings([]*results.Row{row})
	for _, want := range []string{
		"cpu-class few: no function was drawn into it under seed 1",
		"invoker-event: 2 of 4 events lie after the end of every run (60s): they changed nothing",
	} {
		if i := slices.Index(got, want); i < 0 {
			t.Errorf("%q lacks %q", got, want)
		} else {
			got = slices.Delete(got, i, i+1)
		}
	}
	if len(got) > 0 {
		t.Errorf("warned of %q", got)
	}
}

// Is it said that a scheduler counts more invokers than there ever are, and nothing said of defaults and
// of numbers that hold?
func TestMoreInvokersThanThereAre(t *testing.T) {
	p := openPlan(t, map[string][]string{
		"trace":    {"synthetic,model=poisson,functions=4,rate=1/s,duration=1m,median=10ms"},
		"schedule": {"power-of-two", "jsq,d=3", "jsq,d=2,state=stale", "k-rlu,pools=9", "k-rlu,first=2", "sophon-ma-mc,sample=10"},
		"invokers": {"2"}, "out": {filepath.Join(t.TempDir(), "out")},
	})
	want := []string{"jsq,d=3: d is 3, and there are at most 2 invokers: it looks at all",
		"k-rlu,pools=9: pools is 9, and there are at most 2 invokers: some pools have none, and their functions are " +
			"served by lower ones",
		"sophon-ma-mc,sample=10: sample is 10, and there are at most 2 invokers: it looks at all"}
	rows := make([]*results.Row, len(p.Runs))
	for i := range rows {
		rows[i] = &results.Row{Seed: 1}
	}
	if got := p.Warnings(rows); !slices.Equal(got, want) {
		t.Errorf("warned of %q, expected %q", got, want)
	}
}
