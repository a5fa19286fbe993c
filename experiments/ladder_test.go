package experiments_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"thaw/experiments"
	"thaw/experiments/results"
	"thaw/models/workload"
	"thaw/sim"
	"thaw/traces/inmemory"
	"thaw/traces/native"
)

// The analytic ladder: closed forms of queues and caches, one rung a mechanism of the
// replay, on the path that users run. A trace is written as a file, settings go through
// flags and a plan, and measures come from invocations.parquet of the result folder:
//
//	math/rand ─▶ trace.thaw ─▶ thaw run --… ─▶ invocations.parquet ─▶ 20 batches ─▶ mean ± t
//	                              closed form, written down here ─────────────────▶ inside?
//
// Each run is one long one. After a warm-up it is cut into batches, whose means give the
// interval (batch means: Law, section 9.5.3); the exact value must lie inside the 99.9%
// interval, which in turn may be no wider than 10% of it. Arrivals and durations come from
// math/rand/v2, not from the streams under test. models/cluster has tests of the same kind
// below the files, with independent replications.
const (
	batches  = 20
	t999     = 3.883 // two-sided 99.9%, 19 degrees of freedom
	aBatch   = 20_000
	warmup   = aBatch / 4
	arrivals = warmup + batches*aBatch
)

// ladderRung is a run with what is known of it.
type ladderRung struct {
	what   string
	memory []workload.MiB // by function
	draw   func(r *rand.Rand) (arrival, duration float64, function int)
	flags  map[string]string
	claims []ladderClaim
}

// ladderClaim is the mean of a measure over the invocations that it is of.
type ladderClaim struct {
	name string
	want float64
	of   func(v *served) (x float64, ok bool)
}

// served is what became of an invocation.
type served struct {
	arrival, start, end float64 // seconds
	cold                bool
	invoker, function   int
}

func (v *served) wait() float64     { return v.start - v.arrival }
func (v *served) response() float64 { return v.end - v.arrival }

// poissonAt draws gaps of a rate, and what else it is told.
func poissonAt(rate float64, duration func(r *rand.Rand) (float64, int)) func(*rand.Rand) (float64, float64, int) {
	now := 0.0
	return func(r *rand.Rand) (float64, float64, int) {
		now += r.ExpFloat64() / rate
		d, f := duration(r)
		return now, d, f
	}
}

// run replays the rung and returns every invocation, by number.
func (l *ladderRung) run(t *testing.T) []served {
	t.Helper()
	folder := t.TempDir()
	table := &workload.Table{}
	for f, m := range l.memory {
		table.Apps = append(table.Apps, workload.App{Name: fmt.Sprint("a", f), Memory: m})
		table.Functions = append(table.Functions, workload.Function{Name: fmt.Sprintf("a%d/f%d", f, f),
			App: workload.AppID(f), Memory: m, MeanDuration: time.Second})
	}
	r := rand.New(rand.NewPCG(1, 99))
	inv := make([]workload.Invocation, arrivals)
	for i := range inv {
		at, d, f := l.draw(r)
		inv[i] = workload.Invocation{Arrival: sim.Time(at * 1e9), Duration: time.Duration(d * 1e9),
			Function: workload.FuncID(f)}
	}
	src, err := inmemory.New(table, inv)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(folder, "trace.thaw")
	if _, err := native.Write(context.Background(), path, src); err != nil {
		t.Fatal(err)
	}
	flags := map[string][]string{"trace": {path}, "out": {filepath.Join(folder, "result")}, "platform": {"constant"},
		"warm-start": {"0s"}, "cold-start": {"0s"}, "detail": {"invocations"}, "invokers": {"1"}}
	for name, v := range l.flags {
		flags[name] = []string{v}
	}
	plan, _ := runFlags(t, flags)
	return readServed(t, invocationsOf(plan))
}

// runFlags runs what flags say, one run at a time.
func runFlags(t *testing.T, flags map[string][]string) (*experiments.Plan, *experiments.Result) {
	t.Helper()
	settings, err := experiments.FromFlags(flags)
	if err != nil {
		t.Fatal(err)
	}
	spec, err := experiments.Resolve(experiments.Thaw(), settings)
	if err != nil {
		t.Fatal(err)
	}
	plan, err := experiments.Open(spec)
	if err != nil {
		t.Fatal(err)
	}
	result, err := plan.Execute(context.Background(), experiments.Options{Jobs: 1})
	if err != nil {
		t.Fatal(err)
	}
	return plan, result
}

// invocationsOf returns the path of the invocations of a plan's first run.
func invocationsOf(p *experiments.Plan) string {
	return filepath.Join(p.Spec.Out, filepath.FromSlash(p.Runs[0].Folder), results.InvocationsName)
}

func readServed(t *testing.T, path string) []served {
	t.Helper()
	out := make([]served, arrivals)
	seen := 0
	err := results.ScanTable(path, []string{"invocation", "function", "arrival_ns", "start_ns", "end_ns", "invoker",
		"start_kind", "outcome"}, func(p *results.Table) error {
		for i, n := range p.Ints("invocation") {
			if p.Texts("outcome")[i] != "completed" {
				return fmt.Errorf("invocation %d is %s", n, p.Texts("outcome")[i])
			}
			v := &out[n]
			seen++
			name := p.Texts("function")[i] // a7/f7
			number, err := strconv.Atoi(name[strings.LastIndexByte(name, 'f')+1:])
			if err != nil {
				return fmt.Errorf("function %q: %w", name, err)
			}
			v.function = number
			v.arrival, v.start = float64(p.Ints("arrival_ns")[i])/1e9, float64(p.Ints("start_ns")[i])/1e9
			v.end, v.invoker = float64(p.Ints("end_ns")[i])/1e9, int(p.Ints("invoker")[i])
			v.cold = p.Texts("start_kind")[i] == "cold"
		}
		return nil
	})
	if err != nil || seen != arrivals {
		t.Fatalf("%s: %d invocations of %d: %v", path, seen, arrivals, err)
	}
	return out
}

// climb runs a rung and compares each claim with its batch means.
func (l *ladderRung) climb(t *testing.T) {
	t.Helper()
	all := l.run(t)[warmup:]
	for _, c := range l.claims {
		var sum, squares float64
		for b := range batches {
			total, n := 0.0, 0.0
			for i := range all[b*aBatch : (b+1)*aBatch] {
				if x, ok := c.of(&all[b*aBatch+i]); ok {
					total, n = total+x, n+1
				}
			}
			sum, squares = sum+total/n, squares+total/n*(total/n)
		}
		mean := sum / batches
		half := t999 * math.Sqrt(max(squares/batches-mean*mean, 0)/(batches-1))
		t.Logf("%s: %s: simulated %.5g ± %.2g, closed form %.5g", l.what, c.name, mean, half, c.want)
		if half > 0.1*c.want {
			t.Errorf("%s: %s: interval ±%.3g is too wide to tell anything about %.4g", l.what, c.name, half, c.want)
		}
		if !(math.Abs(mean-c.want) <= half) {
			t.Errorf("%s: %s: simulated %.5g ± %.2g, closed form %.5g", l.what, c.name, mean, half, c.want)
		}
	}
}

// The mean of a measure of every invocation, and the share of those of which something holds.
func ofAll(f func(v *served) float64) func(v *served) (float64, bool) {
	return func(v *served) (float64, bool) { return f(v), true }
}

func shareOf(f func(v *served) bool) func(v *served) (float64, bool) {
	return func(v *served) (float64, bool) {
		if f(v) {
			return 1, true
		}
		return 0, true
	}
}

func ofFunction(k int, f func(v *served) (float64, bool)) func(v *served) (float64, bool) {
	return func(v *served) (float64, bool) {
		if v.function != k {
			return 0, false
		}
		return f(v)
	}
}

// moment is how exact two instants in seconds can be told apart.
const moment = 1e-7

func waited(v *served) bool { return v.wait() > moment }

// erlangB is the share of calls that find c lines busy at a load of so many erlangs.
func erlangB(c int, load float64) float64 {
	b := 1.0
	for k := 1; k <= c; k++ {
		b = load * b / (float64(k) + load*b)
	}
	return b
}
