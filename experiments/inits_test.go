package experiments

import (
	"math"
	"path/filepath"
	"strings"
	"testing"

	"thaw/experiments/results"
)

// Does a run as FaasCache replays the Azure trace take the mean of a function for each
// execution, and the longest less the mean for each cold start?
func TestDurationsAndInitsByFunction(t *testing.T) {
	t.Chdir(t.TempDir())
	flags := map[string][]string{"out": {"r"}, "schedule": {"first-fit"}, "keepalive": {"ttl,keep=1s"},
		"trace": {"synthetic,functions=40,invocations=5000,duration=2h"}, "durations": {"mean"}, "init": {"longest"},
		"cold-start": {"0s"}, "warm-start": {"0s"}, "invokers": {"1"}, "memory": {"200MiB"}, "overload": {"drop"},
		"detail": {"invocations"}}
	plan := openPlan(t, flags)
	row := execute(t, plan, Options{}).Rows[0]
	run := filepath.Join("r", plan.Runs[0].Folder)
	functions, err := results.ReadTable(filepath.Join(run, "functions.parquet"))
	if err != nil {
		t.Fatal(err)
	}
	mean, init, counted := map[string]float64{}, map[string]float64{}, map[string]int64{}
	for i, name := range functions.Texts("function") {
		mean[name] = functions.Floats("duration_ms_mean")[i] * 1e6
		init[name] = functions.Floats("duration_ms_longest")[i]*1e6 - mean[name]
		counted[name] = functions.Ints("cold_starts")[i]
	}
	inv, err := results.ReadTable(filepath.Join(run, "invocations.parquet"))
	if err != nil {
		t.Fatal(err)
	}
	slowdowns, served := 0.0, 0
	for i, name := range inv.Texts("function") {
		if inv.Texts("outcome")[i] != "completed" {
			continue
		}
		served++
		took := float64(inv.Ints("end_ns")[i] - inv.Ints("start_ns")[i])
		late := float64(inv.Ints("latency_ns")[i])
		want := 0.0
		if inv.Texts("start_kind")[i] == "cold" {
			want = init[name]
			counted[name]--
		}
		if math.Abs(took-mean[name]) > 1 || math.Abs(late-want) > 2 {
			t.Fatalf("row %d of %s: latency %v ns and execution %v ns, want %v and %v", i, name, late, took, want,
				mean[name])
		}
		slowdowns += (late + took) / took
	}
	if row.ColdStarts < 100 || row.Rejected == 0 || int(row.Completed) != served {
		t.Errorf("%d cold starts, %d rejected: the run shows nothing", row.ColdStarts, row.Rejected)
	}
	for name, n := range counted {
		if n != 0 {
			t.Errorf("%s: functions.parquet has %d more cold starts than the rows", name, n)
		}
	}
	if got, want := row.SlowdownMean, slowdowns/float64(served); math.Abs(got/want-1) > 1e-5 {
		t.Errorf("mean slowdown %v, want %v", got, want)
	}
}

// What tells no longest durations is refused, and what fills them in without --impute.
func TestInitsAreRefusedWhereTheyAreNotTold(t *testing.T) {
	layer, err := FromFlags(map[string][]string{"init": {"longest"}})
	if err != nil {
		t.Fatal(err)
	}
	spec, err := Resolve(Thaw(), layer)
	if err != nil {
		t.Fatal(err)
	}
	trace := newFakeTrace(10)
	_, err = NewPlan(spec, trace, Identify(spec.Build))
	if err == nil || !strings.Contains(err.Error(), "tells no longest duration") {
		t.Errorf("a trace without longest durations: %v", err)
	}
	for i := range trace.table.Functions {
		trace.table.Functions[i].ImputedDuration = true
	}
	_, err = NewPlan(spec, trace, Identify(spec.Build))
	if err == nil || !strings.Contains(err.Error(), "--impute") {
		t.Errorf("durations that are filled in: %v", err)
	}
	spec.Impute = true
	if p, err := NewPlan(spec, trace, Identify(spec.Build)); err != nil || len(p.Imputed) == 0 {
		t.Errorf("with --impute: %v, %v", err, p)
	}
}

// Is it said where settings changed nothing: a spread of a trace that has arrivals of its own,
// and a stage init beside init times by function?
func TestSettingsWithoutEffectAreNamed(t *testing.T) {
	t.Chdir(t.TempDir())
	plan := openPlan(t, map[string][]string{"out": {"r"}, "spread": {"even"}, "init": {"longest"},
		"trace": {"synthetic,functions=3,invocations=60,duration=1h"}, "set": {"stage.init=3s"}})
	said := strings.Join(execute(t, plan, Options{}).Idle, "\n")
	for _, want := range []string{"spread even: the trace of format synthetic", "constant.stage.init of 3s: with init of longest"} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is missing in %q", want, said)
		}
	}
}
