package schedule

import (
	"cmp"
	"math/bits"
	"slices"
	"time"

	"thaw/models/cluster"
	"thaw/models/cluster/index"
	"thaw/models/load"
	"thaw/models/workload"
	"thaw/sim"
)

// signalParams say what a scheduler knows of the load of invokers. Policies embed them.
type signalParams struct {
	State string `param:"state" enum:"fresh|stale" help:"load as it is now, or the load average as it was sampled last"`
	// fuerst2022chrlu: the load average is the one minute's of Linux, reported every 5 s
	Every  time.Duration `param:"every" min:"1ms" max:"24h" help:"stale: time from one sample to the next"`
	Window time.Duration `param:"window" min:"1ms" max:"24h" help:"stale: time constant of the average"`
}

func signalOf(state string) signalParams {
	return signalParams{State: state, Every: load.Linux.Every, Window: load.Linux.Window}
}

// signal is the load of invokers as a scheduler knows it. Fresh it is the number of
// starting and busy containers, and of who waits there. Stale it is the average of
// executions as of the last sample.
type signal struct {
	view   *cluster.View
	cores  []int64 // by invoker; 1 where loads are compared whatever the cores
	uneven bool    // they differ
	load   *index.Load
	fit    *index.Fit

	averages *load.Averages // nil: fresh
	every    time.Duration
	order    []cluster.InvokerID // stale: by load a core, least first
}

// newSignal returns the signal of load a core, or, for policies that count, of load.
func newSignal(q signalParams, v *cluster.View, counts bool) *signal {
	s := &signal{view: v, cores: make([]int64, v.Invokers()), load: v.LoadIndex(), fit: v.FitIndex(), every: q.Every}
	for i := range s.cores {
		s.cores[i] = 1
		if !counts {
			s.cores[i] = int64(max(1, v.Class(cluster.InvokerID(i)).Cores))
		}
		s.uneven = s.uneven || s.cores[i] != s.cores[0]
	}
	if q.State == "stale" {
		s.averages = load.New(v.Invokers(), load.Config{Every: q.Every, Window: q.Window})
		s.order = make([]cluster.InvokerID, v.Invokers())
		for i := range s.order {
			s.order[i] = cluster.InvokerID(i)
		}
	}
	return s
}

// number returns the load of invoker i.
func (s *signal) number(i cluster.InvokerID) load.Number {
	if s.averages == nil {
		return load.Whole(s.view.Load(i))
	}
	return s.averages.Of(int(i))
}

// perCore returns the load of invoker i for each of its cores.
func (s *signal) perCore(i cluster.InvokerID) float64 {
	return s.number(i).Float() / float64(s.cores[i])
}

// less orders invokers by load a core, ties by index: by products of whole numbers, which
// are exact.
func (s *signal) less(a, b cluster.InvokerID) int {
	x, y := uint64(s.number(a)), uint64(s.number(b))
	if !s.uneven {
		return cmp.Or(cmp.Compare(x, y), cmp.Compare(a, b))
	}
	xh, xl := bits.Mul64(x, uint64(s.cores[b]))
	yh, yl := bits.Mul64(y, uint64(s.cores[a]))
	return cmp.Or(cmp.Compare(xh, yh), cmp.Compare(xl, yl), cmp.Compare(a, b))
}

// least returns the candidate for mem with the least load a core (ties: lowest index), or
// None.
func (s *signal) least(mem workload.MiB) cluster.InvokerID {
	switch {
	case s.averages == nil && !s.uneven:
		return s.load.Min(mem)
	case s.fit.First(mem, 0) == cluster.None:
		return cluster.None
	case s.averages != nil:
		for _, i := range s.order {
			if s.view.Available(i) >= mem {
				return i
			}
		}
		return cluster.None
	}
	best := s.fit.First(mem, 0)
	for i := firstFrom(s.fit, s.view, mem, best+1); i != cluster.None; i = firstFrom(s.fit, s.view, mem, i+1) {
		if s.less(i, best) < 0 {
			best = i
		}
	}
	return best
}

// ticks lets a scheduler sample its signal. Policies that are built on a stale signal are
// made one with it.
type ticks struct{ *signal }

// Period is the time from one sample to the next.
func (s ticks) Period() time.Duration { return s.every }

// Tick takes a sample of all invokers, after all else that happens at that instant. The
// average of one that has left with all its work begins anew: another machine will come.
func (s ticks) Tick(sim.Time) {
	if s.averages == nil {
		return
	}
	for i := range s.order {
		id := cluster.InvokerID(i)
		n := s.view.Executing(id)
		s.averages.Update(i, n)
		if n == 0 && !s.view.IsMember(id) {
			s.averages.Reset(i)
		}
	}
	slices.SortFunc(s.order, s.less)
}
