package snapshot_test

import (
	"testing"
	"time"

	"thaw/models/params"
	"thaw/models/snapshot"
	"thaw/policies"
	"thaw/policies/all"
)

// run runs a function under a strategy, with changes to the case.
func run(t testing.TB, function, strategy string, change ...func(*snapshot.Case)) snapshot.Result {
	t.Helper()
	f, err := snapshot.FindFunction(function)
	if err != nil {
		t.Fatal(err)
	}
	s, err := policies.Parse(all.Prefetches(), strategy)
	if err != nil {
		t.Fatal(err)
	}
	c, err := snapshot.DefaultCase(f, s.Policy)
	if err != nil {
		t.Fatal(err)
	}
	for _, ch := range change {
		ch(&c)
	}
	r, err := snapshot.Run(c)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// Are the working sets those of the papers' tables, to a page?
func TestWorkingSets(t *testing.T) {
	for _, f := range snapshot.Functions() {
		for name, mb := range map[string]float64{"A": f.WorkingA.Value, "B": f.WorkingB.Value} {
			in, err := f.Input(name)
			if err != nil {
				t.Fatal(err)
			}
			w, err := snapshot.NewWorld(f, in, in, 1)
			if err != nil {
				t.Fatal(err)
			}
			touched := snapshot.NewBits(w.Pages)
			for _, a := range w.Test {
				touched.AddSpan(a.Span)
			}
			if got := float64(touched.Count()) * snapshot.PageSize / 1e6; got < mb-0.01 || got > mb+0.01 {
				t.Errorf("%s with input %s touches %.2f MB, the table has %.1f", f.Name, name, got, mb)
			}
		}
	}
}

// Do the rows that the model was calibrated on come out of it? Figure 5.2 of
// ao2022: image-diff, on demand and under REAP.
func TestCalibration(t *testing.T) {
	of := func(strategy string) (mean time.Duration, slow float64, n int) {
		var sum time.Duration
		long := 0
		r := run(t, "image", strategy)
		for _, f := range r.VMs[0].Faults {
			n += f.Count
			sum += f.Service
			for i, b := range f.Bins {
				if snapshot.BinBelow(i) > 32*time.Microsecond {
					long += b
				}
			}
		}
		return sum / time.Duration(n), float64(long) / float64(n), n
	}
	for _, row := range []struct {
		strategy string
		mean     time.Duration
		slow     float64
	}{
		{"warm", 2500 * time.Nanosecond, 0},
		{"cached", 3700 * time.Nanosecond, 0},
		{"on-demand", 13300 * time.Nanosecond, 0.09},
		{"reap", 6700 * time.Nanosecond, 0},
	} {
		mean, slow, n := of(row.strategy)
		if d := float64(mean)/float64(row.mean) - 1; d < -0.03 || d > 0.03 {
			t.Errorf("%s: a fault takes %v on average, published %v", row.strategy, mean, row.mean)
		}
		if slow < row.slow-0.01 || slow > row.slow+0.01 {
			t.Errorf("%s: %.3f of the faults take more than 32 us, published %.2f", row.strategy, slow, row.slow)
		}
		t.Logf("%s: %d faults", row.strategy, n)
	}
}

// Does every number say where it comes from, in terms of the bibliography?
func TestSources(t *testing.T) {
	var all []params.Number
	for _, g := range snapshot.Groups() {
		all = append(all, g.Numbers()...)
	}
	for _, n := range all {
		if err := params.CheckSource(n.Source); err != nil {
			t.Errorf("%s: %v", n.Path, err)
		}
	}
	if len(all) < 300 {
		t.Errorf("only %d numbers were looked at", len(all))
	}
}
