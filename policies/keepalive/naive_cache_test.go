package keepalive_test

import (
	"context"
	"fmt"
	"io"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"thaw/models/cluster"
	"thaw/models/outcome"
	"thaw/models/startup"
	"thaw/models/workload"
	"thaw/policies"
	"thaw/policies/all"
	"thaw/policies/schedule"
	"thaw/sim"
)

// cacheWorld is one invoker with functions of different sizes and cold-start times.
type cacheWorld struct {
	memory workload.MiB
	sizes  []workload.MiB
	costs  []time.Duration
	trace  []workload.Invocation
}

// drawCache draws a small one on a coarse grid, so that ties are frequent. Executions take a
// step at least.
func drawCache(seed uint64) *cacheWorld {
	r := rand.New(rand.NewPCG(seed, 7))
	w := &cacheWorld{memory: workload.MiB(300 + 100*r.IntN(5))}
	for range 3 + r.IntN(4) {
		w.sizes = append(w.sizes, []workload.MiB{50, 100, 97, 200, 300}[r.IntN(5)])
		w.costs = append(w.costs, []time.Duration{0, 7, 100 * time.Millisecond, 300 * time.Millisecond,
			time.Second}[r.IntN(5)])
	}
	now := sim.Time(0)
	for range 60 {
		now += sim.Time(r.IntN(3)) * sim.Second / 4
		x := r.Float64()
		w.trace = append(w.trace, workload.Invocation{Arrival: now, Function: workload.FuncID(x * x * float64(len(w.sizes))),
			Duration: time.Duration(1+r.IntN(4)) * time.Second / 4})
	}
	return w
}

// served is what becomes of one invocation.
type served struct {
	container int
	start     sim.Time
	cold      bool
}

// item is a container in the naive cache.
type item struct {
	fn       int
	gone     bool
	until    sim.Time // in use until then, and by which invocation
	by       int
	since    sim.Time
	priority *big.Int
	credit   *big.Int // of landlord, in nanoseconds × 2¹⁰
}

// naiveCache replays a world by scanning and sorting all there is.
type naiveCache struct {
	*cacheWorld
	policy    string
	now       sim.Time
	items     []*item
	clock     *big.Int
	starts    map[int]int64
	waiting   []int
	out       []served
	evictions int64
}

// run takes completions in the order of their invocations, then arrivals.
func (c *naiveCache) run() {
	c.clock, c.starts, c.out = new(big.Int), map[int]int64{}, make([]served, len(c.trace))
	for next := 0; ; {
		var first *item
		for _, x := range c.items {
			if !x.gone && x.until >= 0 && (first == nil || x.until < first.until || x.until == first.until && x.by < first.by) {
				first = x
			}
		}
		switch {
		case first != nil && (next == len(c.trace) || first.until <= c.trace[next].Arrival):
			c.now = first.until
			first.since, first.until = c.now, -1
			for len(c.waiting) > 0 && c.place(c.waiting[0]) {
				c.waiting = c.waiting[1:]
			}
		case next < len(c.trace):
			c.now = c.trace[next].Arrival
			if len(c.waiting) > 0 || !c.place(next) {
				c.waiting = append(c.waiting, next)
			}
			next++
		default:
			return
		}
	}
}

// place starts invocation n, unless what is in use leaves too little memory.
func (c *naiveCache) place(n int) bool {
	fn := int(c.trace[n].Function)
	busy := workload.MiB(0)
	for _, x := range c.items {
		if !x.gone && x.until >= 0 {
			busy += c.sizes[x.fn]
		}
	}
	if c.memory-busy < c.sizes[fn] {
		return false
	}
	id, cold := -1, false
	for k, x := range c.items { // the one that became idle last, ties to the newest
		if !x.gone && x.until < 0 && x.fn == fn && (id < 0 || x.since >= c.items[id].since) {
			id = k
		}
	}
	begins := c.now
	if id < 0 {
		for c.used()+c.sizes[fn] > c.memory {
			c.evict()
		}
		id, cold, begins = len(c.items), true, c.now.Add(c.costs[fn])
		c.items = append(c.items, &item{fn: fn})
	}
	c.starts[fn]++
	x := c.items[id]
	x.until, x.by = begins.Add(c.trace[n].Duration), n
	c.value(x)
	c.out[n] = served{id, begins, cold}
	return true
}

func (c *naiveCache) used() (sum workload.MiB) {
	for _, x := range c.items {
		if !x.gone {
			sum += c.sizes[x.fn]
		}
	}
	return sum
}

// value sets what x is worth at a start.
func (c *naiveCache) value(x *item) {
	cost, size, starts := big.NewInt(int64(c.costs[x.fn])), big.NewInt(int64(c.sizes[x.fn])), big.NewInt(c.starts[x.fn])
	x.priority = new(big.Int)
	switch c.policy {
	case "lfu":
		x.priority.Mul(cost, starts)
	case "size":
		x.priority.Mul(x.priority.Quo(big.NewInt(1<<32), size), starts)
	case "greedy-dual":
		x.priority.Mul(x.priority.Quo(cost.Lsh(cost, 10), size), starts)
	case "landlord": // whole parts of a nanosecond for each MiB
		x.credit = new(big.Int).Mul(size, new(big.Int).Quo(cost.Lsh(cost, 10), size))
	case "lru":
	}
	x.priority.Add(x.priority, c.clock)
}

// evict sorts what is idle and takes the first.
func (c *naiveCache) evict() {
	var idle []*item
	for _, x := range c.items {
		if !x.gone && x.until < 0 {
			idle = append(idle, x)
		}
	}
	if c.policy == "landlord" {
		c.charge(idle)
	}
	slices.SortStableFunc(idle, func(a, b *item) int {
		order := a.priority.Cmp(b.priority)
		if c.policy == "landlord" { // without credit, or in debt, by MiB
			order = perMiB(c, a).Cmp(perMiB(c, b))
		}
		if order == 0 {
			order = int(a.since - b.since)
		}
		return order
	})
	x := idle[0]
	if x.priority.Cmp(c.clock) > 0 && c.policy != "lru" && c.policy != "landlord" {
		c.clock.Set(x.priority)
	}
	x.gone = true
	c.evictions++
	if !slices.ContainsFunc(c.items, func(o *item) bool { return !o.gone && o.fn == x.fn }) {
		c.starts[x.fn] = 0
	}
}

// charge subtracts from every container the same rent for each MiB, as much as the poorest
// idle one can pay. Those in use pay, too, and may get into debt.
func (c *naiveCache) charge(idle []*item) {
	poorest := perMiB(c, idle[0])
	for _, x := range idle {
		if least := perMiB(c, x); least.Cmp(poorest) < 0 {
			poorest = least
		}
	}
	if poorest.Sign() <= 0 {
		return
	}
	for _, x := range c.items {
		if !x.gone {
			x.credit.Sub(x.credit, new(big.Int).Mul(poorest, big.NewInt(int64(c.sizes[x.fn]))))
		}
	}
}

// perMiB is a whole number: credits and rents are multiples of the size.
func perMiB(c *naiveCache, x *item) *big.Int {
	return new(big.Int).Quo(x.credit, big.NewInt(int64(c.sizes[x.fn])))
}

// toll makes a cold start of each function take its time.
type toll struct {
	startup.Mechanism // none of its other methods is called
	costs             []time.Duration
}

func (m toll) Begin(s startup.Start, now sim.Time) sim.Time     { return now.Add(m.costs[s.Function]) }
func (m toll) End(_ startup.Leaving, now sim.Time) sim.Time     { return now }
func (m toll) HasTeardown() bool                                { return false }
func (m toll) UncontendedTime(fn workload.FuncID) time.Duration { return m.costs[fn] }
func (m toll) Wakes() []sim.Wake                                { return nil }
func (m toll) Ended() []startup.Done                            { return nil }

// list is a trace in memory, and keeps the outcomes.
type list struct {
	table    workload.Table
	rest     []workload.Invocation
	outcomes []outcome.Invocation
}

func (l *list) Table() *workload.Table { return &l.table }

func (l *list) Read(batch []workload.Invocation) (int, error) {
	n := copy(batch, l.rest)
	if l.rest = l.rest[n:]; n == 0 {
		return 0, io.EOF
	}
	return n, nil
}

func (l *list) Take(b *outcome.Batch) error {
	l.outcomes = append(l.outcomes, b.Outcomes...)
	return nil
}

// policyOf parses a keep-alive policy.
func policyOf(t testing.TB, text string) cluster.NewKeepAlive {
	t.Helper()
	k, err := policies.Parse(all.KeepAlives(), text)
	if err != nil {
		t.Fatal(err)
	}
	return k.Policy
}

func firstFit(t testing.TB) cluster.NewScheduler {
	t.Helper()
	s, err := schedule.FirstFit.Parse("")
	if err != nil {
		t.Fatal(err)
	}
	return s.Policy
}

// replay runs a world in the engine.
func (w *cacheWorld) replay(t testing.TB, policy string) ([]served, outcome.Summary) {
	t.Helper()
	src := &list{rest: w.trace}
	for f, size := range w.sizes {
		src.table.Apps = append(src.table.Apps, workload.App{Name: fmt.Sprint("app", f), Memory: size})
		src.table.Functions = append(src.table.Functions,
			workload.Function{Name: fmt.Sprintf("app%d/f", f), App: workload.AppID(f), Memory: size})
	}
	cfg := cluster.Config{Invokers: 1, Memory: w.memory, Concurrency: 1, Startup: startup.Constant(0, 0)}
	cfg.Mechanisms.Storage = func(*cluster.View) (startup.Mechanism, error) { return toll{costs: w.costs}, nil }
	sum, err := cluster.Replay(context.Background(), cfg, src,
		cluster.Policies{Schedule: firstFit(t), KeepAlive: policyOf(t, policy)}, cluster.Output{Sink: src})
	if err != nil {
		t.Fatal(err)
	}
	out := make([]served, len(w.trace))
	for _, o := range src.outcomes {
		out[o.Number] = served{int(o.Container), o.Start, o.Kind == outcome.Cold}
	}
	return out, sum
}

// agree compares the engine with the naive cache, and returns the latter.
func (w *cacheWorld) agree(t *testing.T, policy string) *naiveCache {
	t.Helper()
	want := &naiveCache{cacheWorld: w, policy: policy}
	want.run()
	got, sum := w.replay(t, policy)
	if !slices.Equal(got, want.out) || sum.Evictions != want.evictions {
		for n := range got {
			if got[n] != want.out[n] {
				t.Fatalf("%s: invocation %d of function %d at %v: %+v, expected %+v\n%+v", policy, n, w.trace[n].Function,
					w.trace[n].Arrival.Seconds(), got[n], want.out[n], w)
			}
		}
		t.Fatalf("%s: %d evictions, expected %d", policy, sum.Evictions, want.evictions)
	}
	return want
}

// Does each ranking policy evict what its rule says, start by start, in thousands of small
// worlds? The naive cache keeps nothing but its containers and sorts them at every eviction,
// and its landlord really subtracts the rent from every credit.
func TestRankingPoliciesAgreeWithANaiveCache(t *testing.T) {
	for _, policy := range []string{"lru", "greedy-dual", "lfu", "size", "landlord"} {
		evictions := int64(0)
		for seed := range uint64(600) {
			evictions += drawCache(seed).agree(t, policy).evictions
		}
		if evictions < 5_000 {
			t.Errorf("%s: %d evictions: the worlds test too little", policy, evictions)
		}
	}
}

// litmus makes the first two minutes of a workload of FaasCache's simulator, by sizes and gaps:
// functions that come at fixed times, 300 ms cold and 100 ms warm.
func litmus(memory workload.MiB, sizes []workload.MiB, gaps []time.Duration) *cacheWorld {
	w := &cacheWorld{memory: memory, sizes: sizes}
	for f, gap := range gaps {
		w.costs = append(w.costs, 200*time.Millisecond)
		for at := time.Duration(f) * gap / time.Duration(len(gaps)); at < 2*time.Minute; at += gap {
			w.trace = append(w.trace, workload.Invocation{Arrival: sim.Time(at), Function: workload.FuncID(f),
				Duration: 100 * time.Millisecond})
		}
	}
	slices.SortStableFunc(w.trace, func(a, b workload.Invocation) int { return int(a.Arrival - b.Arrival) })
	return w
}

// What becomes of FaasCache's litmus workloads under each policy, where one function less
// fits than there are? The naive cache agrees start by start. A cycle of equals through more
// than fits is always cold. A policy that counts sizes and starts keeps one small function warm
// beside a large one. What is frequent is never idle for long enough to go.
func TestLitmusWorkloads(t *testing.T) {
	second := time.Second
	type sizes = []workload.MiB
	type gaps = []time.Duration
	for _, l := range []struct {
		name string
		w    *cacheWorld
		cold map[string]int
	}{
		{"cycle", litmus(900, sizes{300, 300, 300, 300}, gaps{2 * second, 2 * second, 2 * second, 2 * second}),
			map[string]int{"lru": 240, "greedy-dual": 240, "lfu": 240, "size": 240, "landlord": 240}},
		{"size", litmus(900, sizes{300, 600, 300}, gaps{1050 * second / 1000, 1050 * second / 1000, 1050 * second / 1000}),
			map[string]int{"lru": 343, "greedy-dual": 229, "lfu": 343, "size": 229, "landlord": 342}},
		{"frequency", litmus(750, sizes{250, 250, 250, 250}, gaps{second, second, second, second / 5}),
			map[string]int{"lru": 363, "greedy-dual": 363, "lfu": 363, "size": 363, "landlord": 363}},
	} {
		for _, policy := range []string{"lru", "greedy-dual", "lfu", "size", "landlord"} {
			n := 0
			for _, x := range l.w.agree(t, policy).out {
				if x.cold {
					n++
				}
			}
			if n != l.cold[policy] {
				t.Errorf("%s of %d: %d cold starts under %s, expected %d", l.name, len(l.w.trace), n, policy, l.cold[policy])
			}
		}
	}
}
