package keepalive_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"thaw/models/cluster"
	"thaw/models/membership"
	"thaw/models/startup"
	"thaw/models/workload"
	"thaw/sim"
)

// timesWorld is a platform on which functions come at all scales of time, some of them
// regularly, and invokers come and go.
type timesWorld struct {
	list
	cfg cluster.Config
}

func drawTimes(seed uint64) *timesWorld {
	r := rand.New(rand.NewPCG(seed, 5))
	w := &timesWorld{cfg: cluster.Config{Invokers: 1 + r.IntN(3), Memory: workload.MiB(300 + 200*r.IntN(4)),
		Concurrency: 1 + r.IntN(2), Scope: cluster.Scope(r.IntN(2)), Seed: seed,
		Startup: startup.Constant(0, time.Duration(r.IntN(3))*time.Second)}}
	for f := range 4 {
		if f%2 == 0 {
			w.table.Apps = append(w.table.Apps, workload.App{Name: fmt.Sprint("app", f/2)})
		}
		memory := workload.MiB(50 * (1 + r.IntN(3)))
		w.table.Apps[f/2].Memory += memory
		w.table.Functions = append(w.table.Functions,
			workload.Function{Name: fmt.Sprintf("app%d/f%d", f/2, f), App: workload.AppID(f / 2), Memory: memory})
		scale := []time.Duration{20 * time.Second, 5 * time.Minute, 40 * time.Minute, 6 * time.Hour}[r.IntN(4)]
		jitter := []float64{0, 0.02, 1, 3}[r.IntN(4)]
		at := time.Duration(r.Float64() * float64(scale))
		for range 60 {
			long := time.Duration(r.IntN(4)) * 7 * time.Second
			w.rest = append(w.rest, workload.Invocation{Arrival: sim.Time(at), Function: workload.FuncID(f), Duration: long})
			at += time.Duration(float64(scale) * math.Max(0, 1+jitter*(r.Float64()-0.5))).Truncate(time.Second / 2)
		}
	}
	slices.SortStableFunc(w.rest, func(a, b workload.Invocation) int { return int(a.Arrival - b.Arrival) })
	if seed%3 == 0 {
		for i := range w.cfg.Invokers {
			down := sim.Time(1+r.IntN(200)) * (60 * sim.Second)
			kind := []membership.Kind{membership.Drain, membership.Crash}[r.IntN(2)]
			w.cfg.Membership.Events = append(w.cfg.Membership.Events,
				membership.Event{At: down, Invoker: int32(i), Kind: kind},
				membership.Event{At: down + 10*(60*sim.Second), Invoker: int32(i), Kind: membership.Join})
		}
		slices.SortStableFunc(w.cfg.Membership.Events, func(a, b membership.Event) int { return int(a.At - b.At) })
	}
	return w
}

// remembers wraps a policy and keeps all that ever happened. At each lease it computes
// the answer anew from all of it.
type remembers struct {
	cluster.KeepAlive
	t        *testing.T
	view     *cluster.View
	lease    func(m *remembers, c cluster.ContainerID, now sim.Time) cluster.Lease
	inUse    map[int64]cluster.UnitID
	used     map[int64]sim.Time // last start, by creation number
	free     map[cluster.UnitID]sim.Time
	arrivals map[cluster.UnitID][]sim.Time
	idles    map[cluster.UnitID][]time.Duration
	planned  map[cluster.UnitID]int // arrivals at the last plan
	leases   int
	kinds    map[string]int // of answers
}

func (m *remembers) Prewarms() {}

func (m *remembers) busy(u cluster.UnitID) bool {
	for _, other := range m.inUse {
		if other == u {
			return true
		}
	}
	return false
}

func (m *remembers) Arrived(fn cluster.FuncID, now sim.Time) {
	m.KeepAlive.(cluster.ArrivalWatcher).Arrived(fn, now)
	u := m.view.Unit(fn)
	if since, some := m.free[u]; some {
		m.idles[u] = append(m.idles[u], now.Sub(since))
	} else if len(m.arrivals[u]) > 0 {
		m.idles[u] = append(m.idles[u], 0)
	}
	delete(m.free, u)
	m.arrivals[u] = append(m.arrivals[u], now)
}

func (m *remembers) Started(c cluster.ContainerID, fn cluster.FuncID, cold bool, now sim.Time) {
	m.KeepAlive.(cluster.StartWatcher).Started(c, fn, cold, now)
	m.inUse[m.view.Serial(c)], m.used[m.view.Serial(c)] = m.view.Unit(fn), now
	delete(m.free, m.view.Unit(fn))
}

func (m *remembers) ends(c cluster.ContainerID, now sim.Time) {
	u := m.view.UnitOf(c)
	if _, some := m.inUse[m.view.Serial(c)]; some {
		if delete(m.inUse, m.view.Serial(c)); !m.busy(u) {
			m.free[u] = now
		}
	}
}

func (m *remembers) Removed(c cluster.ContainerID, evicted bool, now sim.Time) {
	m.KeepAlive.(cluster.EvictionWatcher).Removed(c, evicted, now)
	m.ends(c, now)
}

func (m *remembers) Idle(c cluster.ContainerID, now sim.Time) cluster.Lease {
	got := m.KeepAlive.Idle(c, now)
	m.ends(c, now)
	want := m.lease(m, c, now)
	if got != want {
		u := m.view.UnitOf(c)
		m.t.Fatalf("at %v: container %d of unit %d has lease %+v, expected %+v\nidle times %v\narrivals %v",
			now.Seconds(), m.view.Serial(c), u, got, want, m.idles[u], m.arrivals[u])
	}
	m.leases++
	switch {
	case got.Prewarm > 0:
		m.kinds["ahead"]++
	case got.Keep == 0:
		m.kinds["unloaded"]++
	default:
		m.kinds["kept"]++
	}
	return got
}

// remember replays worlds under a policy whose every lease is computed anew.
func remember(t *testing.T, text string, seeds uint64,
	lease func(m *remembers, c cluster.ContainerID, now sim.Time) cluster.Lease) map[string]int {
	t.Helper()
	kinds := map[string]int{}
	policy := policyOf(t, text)
	for seed := range seeds {
		w := drawTimes(seed)
		_, err := cluster.Replay(context.Background(), w.cfg, w, cluster.Policies{Schedule: firstFit(t),
			KeepAlive: func(v *cluster.View) cluster.KeepAlive {
				return &remembers{KeepAlive: policy(v), t: t, view: v, lease: lease, inUse: map[int64]cluster.UnitID{},
					used: map[int64]sim.Time{}, free: map[cluster.UnitID]sim.Time{}, arrivals: map[cluster.UnitID][]sim.Time{},
					idles: map[cluster.UnitID][]time.Duration{}, planned: map[cluster.UnitID]int{}, kinds: kinds}
			}}, cluster.Output{})
		if err != nil {
			t.Fatal(err)
		}
	}
	return kinds
}

// quantile returns the value of a rank, from 1.
func quantile[T int | time.Duration](values []T, rank int) T {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[rank-1]
}

// minutes returns the whole minutes of the times below a bound, and how many are not.
func minutes(times []time.Duration, below int) (in []int, out int) {
	for _, x := range times {
		if m := int(x / time.Minute); m < below {
			in = append(in, m)
		} else {
			out++
		}
	}
	return in, out
}
