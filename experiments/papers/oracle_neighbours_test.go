package papers

import (
	"fmt"
	"math"
	"testing"

	"thaw/models/memory"
	"thaw/sim"
)

// The requests beside evictions of Squeezy's figure 9, by a naive simulator that keeps a
// list of what runs and what waits, and steps from one change to the next. The thread's
// work is a closed form: of a VM that nine instances and the sixteen that go fill, 9 of 25
// parts of each block stay, so that each of six blocks of one that goes is migrated to so
// much, zeroed, isolated and removed.
//
// Shared are the costs and the arrivals that a seed draws; no queue, no cores, no pages. It
// fails for a thread that has its vCPU alone or loses none of it, for another order of
// service, for a closed loop, and for weights other than those of groups. Both round pages to blocks
// differently, by 10⁻⁵ of the work; at low loads that may move a request past another.
func TestOracleOfSqueezysNeighbours(t *testing.T) {
	p := openPaper(t, "squeezy")
	for cell, s := range map[string]struct { // any order
		vcpus   int
		load    float64
		grouped bool
	}{"neighbours": {9, 0.5, true}, "neighbours-equal": {9, 0.5, false}, "loads@80": {9, 0.8, true},
		"loads@60": {9, 0.6, true}, "vcpus@4": {4, 0.8, true}} {
		r := p.runCell(t, cell)
		weight := 1.0
		if s.grouped {
			weight = float64(s.vcpus)
		}
		for _, strategy := range []string{"virtio-mem", "squeezy"} {
			var want float64
			const seeds = 5
			for seed := uint64(1); seed <= seeds; seed++ {
				slowdown, sums, counts := naiveNeighbours(s.vcpus, weight,
					poisson(seed, s.load*float64(s.vcpus)/0.15, 120), threadOf(strategy, s.vcpus))
				want += slowdown / seeds
				if len(p.cell(cell).Series) > 0 {
					nearSeconds(t, &cellResult{cell: p.cell(cell), study: r}, strategy, int(seed-1), sums, counts)
				}
			}
			got := valueOf(t, r, "slowdown", strategy)
			t.Logf("%s, %s: %.6f, naive %.6f", cell, strategy, got, want)
			if math.Abs(got-want) > 1e-5*want {
				t.Errorf("%s, %s: %.6f, naive %.6f", cell, strategy, got, want)
			}
		}
	}
}

// nearSeconds compares each second of the curve of figure 9 with the naive one. What both
// round differently is more of one second, which has some 40 requests, than of a mean.
func nearSeconds(t *testing.T, r *cellResult, strategy string, seed int, sums, counts map[int]float64) {
	t.Helper()
	series, err := r.Series("seconds", strategy)
	if err != nil {
		t.Fatal(err)
	}
	latency, _ := series[seed].Column("latency_ms")
	requests, err := series[seed].Column("requests")
	if err != nil || len(latency.Values) < 120 {
		t.Fatalf("%s: %d seconds, expected 120: %v", r.cell.Name, len(latency.Values), err)
	}
	for k, got := range latency.Values {
		want := 1000 * sums[k] / counts[k] // NaN where none ended
		if requests.Values[k] != counts[k] || counts[k] > 0 && !(math.Abs(got-want) <= 1e-4*want) {
			t.Errorf("%s, %s under seed %d: %v requests of %v ms in second %d, naive %v of %v", r.cell.Name, strategy,
				seed+1, requests.Values[k], got, k, counts[k], want)
		}
	}
}

// poisson returns the arrivals that a seed draws, in seconds.
func poisson(seed uint64, rate, until float64) (out []float64) {
	stream := sim.NewStream(seed, "memory-neighbours")
	at := 0.0
	for k := uint64(0); ; k++ {
		if at -= math.Log(stream.Float(0, k)) / rate; at >= until {
			return out
		}
		out = append(out, at)
	}
}

// threadOf returns the request, the work and the VM exits of each of sixteen reclaims.
func threadOf(strategy string, vcpus int) [3]float64 {
	c := memory.DefaultCosts()
	const blocks = 6
	work := c.Remove.Value.Seconds()
	if strategy == "virtio-mem" {
		stay := float64(vcpus) / float64(vcpus+16)
		work += c.Isolate.Value.Seconds() + c.Zero.Value.Seconds() + stay*c.Migrate.Value.Seconds()
	}
	return [3]float64{c.Request.Value.Seconds(), blocks * work, blocks * c.Exit.Value.Seconds()}
}

// naive is the VM between two changes; times are seconds.
type naive struct {
	now, weight float64
	came, left  []float64 // by vCPU: of its request; left is 0 where there is none
	idle        []int     // the last one became so last
	waiting     []float64
	thread      [3]float64
	part        int     // of the thread: 0 request, 1 work, 2 exits
	next        float64 // the thread's, but for work
	work        float64 // left of it
	reclaims    int
}

// rates returns what vCPU 0 does for its request and for the thread.
func (n *naive) rates() (request, thread float64) {
	switch {
	case n.part != 1:
		return 1, 0
	case n.left[0] == 0:
		return 0, 1
	}
	return 1 / (1 + n.weight), n.weight / (1 + n.weight)
}

// until returns when the next change is, and of what: a vCPU, or -1 for the thread.
func (n *naive) until() (at float64, who int) {
	at, who = math.MaxFloat64, -1
	first, thread := n.rates()
	for i, left := range n.left {
		rate := 1.0
		if i == 0 {
			rate = first
		}
		if left > 0 && n.now+left/rate < at {
			at, who = n.now+left/rate, i
		}
	}
	if n.reclaims < 16 && n.part == 1 && n.now+n.work/thread < at {
		at, who = n.now+n.work/thread, -1
	} else if n.reclaims < 16 && n.part != 1 && n.next < at {
		at, who = n.next, -1
	}
	return at, who
}

// pass lets time pass.
func (n *naive) pass(at float64) {
	first, thread := n.rates()
	for i := range n.left {
		if rate := 1.0; n.left[i] > 0 {
			if i == 0 {
				rate = first
			}
			n.left[i] -= (at - n.now) * rate
		}
	}
	if n.part == 1 {
		n.work -= (at - n.now) * thread
	}
	n.now = at
}

// step begins the next part of the thread.
func (n *naive) step() {
	switch n.part {
	case 0:
		n.part, n.work = 1, n.thread[1]
	case 1:
		n.part, n.next = 2, n.now+n.thread[2]
	default:
		n.part, n.next = 0, n.now+n.thread[0]
		n.reclaims++
	}
}

// serve gives idle instances the requests that wait.
func (n *naive) serve() {
	for len(n.waiting) > 0 && len(n.idle) > 0 {
		i := n.idle[len(n.idle)-1]
		n.idle = n.idle[:len(n.idle)-1]
		n.came[i], n.left[i] = n.waiting[0], 0.15
		n.waiting = n.waiting[1:]
	}
}

// naiveNeighbours returns the mean latency of the worst second from 60 s on over that
// before, and by second the sum of latencies and the requests that ended.
func naiveNeighbours(vcpus int, weight float64, arrivals []float64, thread [3]float64) (slowdown float64, sums,
	counts map[int]float64) {
	n := naive{weight: weight, came: make([]float64, vcpus), left: make([]float64, vcpus), thread: thread,
		next: 60 + thread[0]}
	for i := vcpus - 1; i >= 0; i-- {
		n.idle = append(n.idle, i)
	}
	sums, counts = map[int]float64{}, map[int]float64{}
	before, ended := 0.0, 0.0
	for {
		at, who := n.until()
		if len(arrivals) > 0 && arrivals[0] < at {
			n.pass(arrivals[0])
			n.waiting, arrivals = append(n.waiting, n.now), arrivals[1:]
			n.serve()
			continue
		}
		if at == math.MaxFloat64 {
			break
		}
		n.pass(at)
		if who < 0 {
			n.step()
			continue
		}
		n.left[who] = 0
		n.idle = append(n.idle, who)
		latency := n.now - n.came[who]
		sums[int(n.now)] += latency
		counts[int(n.now)]++
		if n.now <= 60 {
			before, ended = before+latency, ended+1
		}
		n.serve()
	}
	worst := 0.0
	for k := range sums { // any order
		if k >= 60 {
			worst = max(worst, sums[k]/counts[k])
		}
	}
	return worst / (before / ended), sums, counts
}

// The cold starts of figure 11 in closed form, from the costs and the settings alone.
func TestOracleOfSqueezysLayouts(t *testing.T) {
	p := openPaper(t, "squeezy")
	c := memory.DefaultCosts()
	x := closedRootfs()
	files := x.alone - x.next
	functions := map[string][2]float64{ // any order; ms of a cold start in a VM that runs, blocks
		"html": {2200, 6}, "cnn": {3200, 6}, "bfs": {3000, 6}, "bert": {4800, 12}}
	r, predicted := p.runCell(t, "layouts"), p.runCell(t, "layouts-predicted")
	near := func(what string, got, want float64) {
		t.Helper()
		if math.Abs(got-want) > 1e-6*want {
			t.Errorf("%s: %.9g, closed form %.9g", what, got, want)
		}
	}
	for name, f := range functions {
		cold, blocks := f[0], f[1]
		plug := 1000 * (c.Request.Value.Seconds() + blocks*c.Plug.Value.Seconds())
		faults := 1000 * 0.4 * blocks * 128 * 256 * c.Fault.Value.Seconds()
		boot := 1000 * c.Boot.Value.Seconds()
		at := func(variant string) string { return fmt.Sprintf("%s/%s", variant, name) }
		near(name+", plugged", valueOf(t, r, "cold_ms", at("n-to-one")), cold+plug)
		near(name+", has its memory", valueOf(t, r, "cold_ms", at("static")), cold-faults)
		near(name+", own VM", valueOf(t, r, "cold_ms", at("one-to-one")), boot+cold/3*(1.33+1.25+1.08))
		near(name+", root file system", valueOf(t, predicted, "container_ms", at("one-to-one")), cold/3+1000*files)
		near(name+", memory", valueOf(t, predicted, "memory_mib", at("n-to-one")), blocks*128-141)
	}
}
