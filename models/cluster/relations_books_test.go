package cluster_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"thaw/models/cluster"
	"thaw/models/cpu"
	"thaw/models/outcome"
	"thaw/models/workload"
	"thaw/sim"
)

// books checks a run against what must hold of its outcomes whatever the
// policies decided: nothing lost, nothing overbooked, nobody overtaken.
type books struct {
	t    *testing.T
	w    *world
	cfg  cluster.Config
	list []outcome.Invocation
	sum  outcome.Summary
}

func (b *books) fail(n int, what string) {
	b.t.Helper()
	b.t.Fatalf("%s: %+v\ncpu %d, cores %d, concurrency %d\n%v", what, b.list[n], b.cfg.CPU, b.cfg.Cores,
		b.cfg.Concurrency, b.w)
}

// decided is when the invocation was placed; its container is in use from then
// to its end.
func decided(o outcome.Invocation) sim.Time { return o.Arrival.Add(o.Queued) }

func until(o outcome.Invocation) sim.Time {
	if o.End < 0 {
		return sim.Never
	}
	return o.End
}

// usedAt reports whether o holds its container at t, completions at t done.
func usedAt(o outcome.Invocation, t sim.Time) bool {
	return o.Invoker != cluster.None && decided(o) <= t && until(o) > t
}

func (b *books) unit(o outcome.Invocation) (unit int, mib workload.MiB) {
	d := dumb{world: *b.w}
	return d.unit(int(o.Function))
}

// counts: the summary agrees with the outcomes, and every invocation has one.
func (b *books) counts() {
	var placed, cold, loaded int64
	var ends [outcome.NumStatuses]int64
	containers := map[int64]bool{}
	for n, o := range b.list {
		if o.Number != int64(n) {
			b.fail(n, "an invocation without an outcome")
		}
		ends[o.Status]++
		if o.Invoker == cluster.None {
			continue
		}
		placed++
		if (o.Kind == outcome.Cold || o.Kind == outcome.Prewarmed) == containers[o.Container] {
			b.fail(n, "a container's first start, and no other, must be cold, or the first in one loaded ahead")
		}
		containers[o.Container] = true
		switch o.Kind {
		case outcome.Cold:
			cold++
		case outcome.Prewarmed:
			loaded++
		}
	}
	s, lives := b.sum, int64(1)
	if abilities(b.w.keepalive).layered {
		lives = 3 // a container goes on as one of a language, then as a bare one
	}
	if s.Invocations != int64(len(b.list)) || s.Retries != 0 ||
		[...]int64{s.Completed, s.Failed, s.TimedOut, s.Rejected, s.Unfinished} != ends ||
		s.ColdStarts != cold || s.WarmStarts != placed-cold-loaded || s.PrewarmStarts != loaded ||
		s.Evictions+s.Expiries > lives*(cold+s.Prewarms) || s.PrewarmsWasted > s.Prewarms-loaded {
		b.t.Fatalf("counts do not add up: %+v\n%v", s, b.w)
	}
	if want := float64(cold) / float64(max(placed, 1)); math.Abs(s.ColdStartRatio-want) > 1e-12 {
		b.t.Fatalf("cold start ratio %v, expected %v\n%v", s.ColdStartRatio, want, b.w)
	}
}

// order: the queue is strict FIFO, so nobody is placed before an earlier arrival.
func (b *books) order() {
	last, stuck := sim.Time(0), false
	for n, o := range b.list {
		if o.Status == outcome.Rejected {
			continue
		}
		if o.Invoker == cluster.None {
			stuck = true
			continue
		}
		if stuck || decided(o) < last {
			b.fail(n, "overtook an earlier arrival")
		}
		last = decided(o)
	}
}

// capacity: at every decision, containers hold no more invocations than they
// may and invokers no more memory than they have.
func (b *books) capacity() {
	for n, o := range b.list {
		if o.Invoker == cluster.None {
			continue
		}
		unit, mib := b.unit(o)
		inContainer, active := 1, mib
		counted := map[int64]bool{o.Container: true}
		for m, p := range b.list[:n] {
			if p.Container == o.Container {
				if u, _ := b.unit(p); p.Invoker != o.Invoker || u != unit {
					b.fail(n, "shares a container with another unit or invoker")
				}
			}
			if m == n || !usedAt(p, decided(o)) || p.Invoker != o.Invoker {
				continue
			}
			if p.Container == o.Container {
				inContainer++
			}
			if !counted[p.Container] {
				counted[p.Container] = true
				_, other := b.unit(p)
				active += other
			}
		}
		if inContainer > b.cfg.Concurrency {
			b.fail(n, "more invocations in a container than it may run")
		}
		if active > b.w.memory {
			b.fail(n, "more active memory than the invoker has")
		}
	}
}

// execution: an invocation starts after its waits and runs for what the CPU
// model says.
func (b *books) execution() {
	for n, o := range b.list {
		if o.Start < 0 {
			continue
		}
		if o.Start < decided(o).Add(o.Schedule) {
			b.fail(n, "started before its decision reached the invoker")
		}
		switch ran := o.End.Sub(o.Start); {
		case o.End < 0:
		case b.cfg.CPU < cluster.CPUShared && ran != o.Duration:
			b.fail(n, "must run for the trace's duration")
		case b.cfg.CPU >= cluster.CPUShared && ran < o.Duration:
			b.fail(n, "ran faster than on a core of its own")
		}
		if b.cfg.CPU != cluster.CPUIsolated {
			continue
		}
		running := 0 // right after o's start
		for _, p := range b.list {
			if p.Start >= 0 && p.Invoker == o.Invoker && p.Start <= o.Start && until(p) > o.Start {
				running++
			}
		}
		if running > b.cfg.Cores {
			b.fail(n, "more executions than cores")
		}
	}
}

// latencies: the summary's latencies are those of the completed invocations.
func (b *books) latencies() {
	var all, cold []float64
	for _, o := range b.list {
		if o.Status != outcome.Completed {
			continue
		}
		ms := float64(o.Start-o.Arrival) / 1e6
		if all = append(all, ms); o.Kind == outcome.Cold {
			cold = append(cold, ms)
		}
	}
	mean := func(xs []float64) float64 {
		sum := 0.0
		for _, x := range xs {
			sum += x
		}
		return sum / float64(max(len(xs), 1))
	}
	near := func(name string, got, want, tolerance float64) {
		if math.Abs(got-want) > tolerance*max(want, 1e-6) {
			b.t.Fatalf("%s is %v, expected %v\n%v", name, got, want, b.w)
		}
	}
	near("latency_ms_mean", b.sum.LatencyMsMean, mean(all), 1e-9)
	near("cold_latency_ms_mean", b.sum.ColdLatencyMsMean, mean(cold), 1e-9)
	if len(all) > 0 {
		near("latency_ms_max", b.sum.LatencyMsMax, slices.Max(all), 1e-9)
		slices.Sort(all)
		rank := func(q float64) float64 { return all[max(int(math.Ceil(q*float64(len(all)))), 1)-1] }
		near("latency_ms_p50", b.sum.LatencyMsP50, rank(0.5), 0.001) // the histogram's error
		near("latency_ms_p90", b.sum.LatencyMsP90, rank(0.9), 0.001)
		near("latency_ms_p99", b.sum.LatencyMsP99, rank(0.99), 0.001)
		near("latency_ms_p999", b.sum.LatencyMsP999, rank(0.999), 0.001)
	}
}

// Do the books balance under every policy, CPU model and concurrency?
func TestBooksBalance(t *testing.T) {
	everyPair(t, func(t *testing.T, schedule, keepalive string) {
		for seed := range uint64(80) {
			w := draw(seed, schedule, keepalive)
			r := rand.New(rand.NewPCG(seed, 3))
			cfg := w.config()
			cfg.Concurrency = 1 + r.IntN(3)
			cfg.CPU, cfg.Cores = cluster.CPUMode(r.IntN(4)), 1+r.IntN(3)
			cfg.Law = cpu.Law{Stretch: 700_000, Power: 2}
			if r.IntN(2) == 0 {
				cfg.Startup = noisy()
			}
			list, sum := w.replay(t, cfg, 0)
			b := &books{t, w, cfg, list, sum}
			b.counts()
			b.order()
			b.capacity()
			b.execution()
			b.latencies()
		}
	})
}

// With unlimited memory and keep-alive, is used memory what the containers
// hold from their creation to the end, and active memory what they hold in use?
func TestMemoryIntegrals(t *testing.T) {
	for seed := range uint64(200) {
		w := draw(seed, "first-fit", "lru")
		w.memory, w.horizon = 1<<30, 0
		w.trace[len(w.trace)-1].Duration += time.Second // no run without length
		list, sum := w.replay(t, w.config(), 0)
		end := sim.Time(0)
		for _, o := range list {
			end = max(end, o.End)
		}
		b := &books{t: t, w: w}
		var used, active float64
		for _, o := range list {
			_, mib := b.unit(o)
			active += float64(mib) * o.End.Sub(decided(o)).Seconds()
			if o.Kind == outcome.Cold {
				used += float64(mib) * end.Sub(decided(o)).Seconds()
			}
		}
		length := end.Seconds()
		for _, c := range []struct {
			name      string
			got, want float64
		}{
			{"end_s", sum.EndS, length},
			{"used_mib_mean", sum.UsedMiBMean, used / length},
			{"active_mib_mean", sum.ActiveMiBMean, active / length},
			{"idle_gib_s", sum.IdleGiBS, (used - active) / 1024},
			{"wasted_memory_ratio", sum.WastedMemoryRatio, (used - active) / used},
			{"throughput_per_s", sum.ThroughputPerS, float64(len(list)) / length},
		} {
			if math.Abs(c.got-c.want) > 1e-9*max(c.want, 1) {
				t.Fatalf("seed %d: %s is %v, expected %v\n%v", seed, c.name, c.got, c.want, w)
			}
		}
	}
}
