package minutes

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"thaw/models/workload"
	"thaw/sim"
)

func drawCells(t *rapid.T) []Cell {
	n := rapid.IntRange(0, 40).Draw(t, "functions")
	fns := rapid.SliceOfNDistinct(rapid.Int32Range(0, MaxFunctions-1), n, n, rapid.ID[int32]).Draw(t, "ids")
	cells := make([]Cell, n)
	for i, fn := range fns {
		cells[i] = Cell{workload.FuncID(fn), rapid.Uint32Range(1, 60).Draw(t, "count")}
	}
	return cells
}

// Does every count come out, in its minute, in order of arrival?
func TestKeepsCounts(t *testing.T) {
	for _, spread := range []Spread{Uniform, Even} {
		rapid.Check(t, func(t *rapid.T) {
			cells := drawCells(t)
			minute := rapid.Int64Range(0, 14*1440).Draw(t, "minute")
			x := NewExpander(rapid.Uint64().Draw(t, "seed"), spread)
			got := x.expand(minute, cells, nil)
			counts := map[workload.FuncID]uint32{}
			for i, v := range got {
				counts[v.Function]++
				if at := v.Arrival.Sub(0) - time.Duration(minute)*time.Minute; at < 0 || at >= time.Minute {
					t.Fatalf("%s: invocation at %v of minute %d", spread, at, minute)
				}
				if i > 0 && v.Arrival < got[i-1].Arrival {
					t.Fatalf("%s: invocation %d arrives before its predecessor", spread, i)
				}
			}
			for _, c := range cells {
				if counts[c.Function] != c.Count {
					t.Fatalf("%s: function %d: %d invocations of %d", spread, c.Function, counts[c.Function], c.Count)
				}
			}
		})
	}
}

// Is a minute the same whatever the order of its rows, what was expanded
// before, and the batches it is read in?
func TestDependsOnContentOnly(t *testing.T) {
	for _, spread := range []Spread{Uniform, Poisson, Even} {
		rapid.Check(t, func(t *rapid.T) {
			cells := drawCells(t)
			fresh := NewExpander(7, spread)
			want := fresh.expand(3, cells, nil)
			draws := slices.Clone(fresh.draws)

			used := NewExpander(7, spread)
			used.expand(99, []Cell{{5, 1000}}, nil)
			shuffled := rapid.Permutation(cells).Draw(t, "order")
			n := used.Load(3, shuffled)
			var got []workload.Invocation
			var gotDraws []uint64
			for len(got) < n {
				batch := make([]workload.Invocation, rapid.IntRange(1, 50).Draw(t, "batch"))
				d := make([]uint64, len(batch))
				k := used.Next(batch, d)
				got, gotDraws = append(got, batch[:k]...), append(gotDraws, d[:k]...)
			}
			if !slices.Equal(got, want) || !slices.Equal(gotDraws, draws) {
				t.Fatalf("%s: the minute depends on more than its content", spread)
			}
		})
	}
}

// Do the radix passes order like a comparison sort?
func TestSorts(t *testing.T) {
	x := NewExpander(1, Uniform)
	for _, n := range []int{0, 1, 63, 64, 65, 1000, 100_000} {
		x.Keys = x.Keys[:0]
		for i := range n {
			k := MixBits(uint64(i)) // few distinct times, so that ties occur
			x.Keys = append(x.Keys, k>>57<<TimeShift|k&(1<<TimeShift-1))
		}
		if n > 20_000 { // ties cost quadratic time: spread the large case
			for i := range x.Keys {
				x.Keys[i] = MixBits(uint64(i))
			}
		}
		want := slices.Clone(x.Keys)
		slices.Sort(want)
		x.Sort()
		if !slices.Equal(x.Keys, want) {
			t.Fatalf("%d keys are not sorted", n)
		}
	}
}

// Are arrivals uniform over the minute, and independent between functions?
// Kolmogorov and Smirnov's distance at level 1e-6 is 2.7/sqrt(n) (Kolmogorov's
// limit: 2 exp(-2 c²)).
func TestUniform(t *testing.T) {
	const n = 100_000
	got := NewExpander(3, Uniform).expand(0, []Cell{{1, n / 2}, {2, n / 2}}, nil)
	for i, v := range got {
		if d := math.Abs(float64(v.Arrival)/60e9 - float64(i)/n); d > 2.7/math.Sqrt(n) {
			t.Fatalf("distance to the uniform distribution is %g at %v", d, v.Arrival)
		}
	}
}

// Does even spacing make a constant count strictly periodic across minutes?
func TestEvenIsPeriodic(t *testing.T) {
	x := NewExpander(3, Even)
	var all []workload.Invocation
	for m := range int64(5) {
		all = x.expand(m, []Cell{{8, 4}}, all)
	}
	for i := 1; i < len(all); i++ {
		if gap := all[i].Arrival.Sub(all[i-1].Arrival); gap != 15*time.Second {
			t.Fatalf("gap %d is %v, expected 15s", i, gap)
		}
	}
}

// Do redrawn counts have Poisson's mean and variance? Tolerance: five standard
// errors.
func TestPoissonMoments(t *testing.T) {
	const draws = 20_000
	s := sim.NewStream(11, "test")
	for _, mean := range []float64{0.3, 3, 9.9, 10, 47, 3000, 1e6} {
		sum, squares := 0.0, 0.0
		for i := range uint64(draws) {
			d := float64(poisson(s, 1, i, mean)) - mean
			sum, squares = sum+d, squares+d*d
		}
		if e := sum / draws; math.Abs(e) > 5*math.Sqrt(mean/draws) {
			t.Errorf("mean %g: off by %g", mean, e)
		}
		// Var of the sample variance of Poisson(m): (m + 2m²)/n.
		if e := squares/draws - mean; math.Abs(e) > 5*math.Sqrt((mean+2*mean*mean)/draws) {
			t.Errorf("mean %g: variance off by %g", mean, e)
		}
	}
}

// What does an invocation cost, allocation included?
func BenchmarkExpand(b *testing.B) {
	for _, functions := range []int{100, 12_000} {
		b.Run(fmt.Sprintf("functions=%d", functions), func(b *testing.B) {
			const events = 624_000
			cells := make([]Cell, functions)
			for i := range cells {
				cells[i] = Cell{workload.FuncID(i), uint32(events / functions)}
			}
			x := NewExpander(1, Uniform)
			batch, draws := make([]workload.Invocation, 4096), make([]uint64, 4096)
			b.ReportAllocs()
			n := 0
			for i := 0; b.Loop(); i++ {
				n += x.Load(int64(i), cells)
				for x.Next(batch, draws) > 0 {
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(n), "ns/invocation")
		})
	}
}

// expand appends the invocations of one minute (counted from the trace's
// start), sorted by arrival; Duration is zero; x.draws holds for each the index
// of its own random stream, to draw its duration from.
func (x *Expander) expand(minute int64, cells []Cell, dst []workload.Invocation) []workload.Invocation {
	n := x.Load(minute, cells)
	x.draws = slices.Grow(x.draws[:0], n)[:n]
	dst = slices.Grow(dst, n)
	x.Next(dst[len(dst):len(dst)+n], x.draws)
	return dst[:len(dst)+n]
}
