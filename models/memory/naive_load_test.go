package memory

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"thaw/sim"
)

// naiveLoad runs a load under Squeezy from lists alone: events, containers, and the jobs of
// each VM in order. Nothing is migrated there, so it needs no pages. It reads the comment of
// LoadConfig aloud.
type naiveLoad struct {
	cfg     *LoadConfig
	now     sim.Time
	events  []naiveEvent
	of      []naiveContainer // by number
	free    []int32          // numbers of containers that are gone, the last one first
	over    []*naiveJob      // of this instant, that the runtime has not heard of
	jobs    [][]*naiveJob    // by function: of its VM, the first has the thread
	owed    []int            // by function: blocks
	again   []bool
	wishes  []wish
	wished  int32
	waiting [][]int
	idle    [][]int32 // by function, the oldest first
	booked  int
	going   int
	ends    []sim.Time
}

type naiveEvent struct {
	at   sim.Time
	kind uint8
	tie  int64
	do   func()
}

type naiveContainer struct {
	fn      int
	alive   bool // counts for the limit of its function
	resting bool
	coming  bool
	since   sim.Time
}

type naiveJob struct {
	number          int32 // of the container, or −1
	fn              int
	grow            bool
	deadline        sim.Time
	left, back, own int // blocks; own: of those that the VM owes
	tie             int64
}

func (n *naiveLoad) post(at sim.Time, kind uint8, tie int64, do func()) {
	n.events = append(n.events, naiveEvent{at, kind, tie, do})
}

func (n *naiveLoad) blocks(fn int) int { return Blocks(n.cfg.Functions[fn].Memory) }

// until handles the events before an instant.
func (n *naiveLoad) until(to sim.Time) {
	for {
		k := -1
		for i, e := range n.events {
			if k < 0 || e.at < n.events[k].at || e.at == n.events[k].at &&
				(e.kind < n.events[k].kind || e.kind == n.events[k].kind && e.tie < n.events[k].tie) {
				k = i
			}
		}
		if k < 0 || n.events[k].at >= to {
			if to < sim.Never {
				n.now = to
			}
			return
		}
		e := n.events[k]
		n.events = slices.Delete(n.events, k, k+1)
		n.now = e.at
		e.do()
	}
}

func (n *naiveLoad) count(fn int, of func(c *naiveContainer) bool) (k int) {
	for i := range n.of {
		if c := &n.of[i]; c.alive && c.fn == fn && of(c) {
			k++
		}
	}
	return k
}

func (n *naiveLoad) wishesOf(fn int) (k int) {
	for _, w := range n.wishes {
		if int(w.fn) == fn {
			k++
		}
	}
	return k
}

func (n *naiveLoad) arrive(r int) {
	fn := int(n.cfg.Arrivals[r].Function)
	if k := len(n.idle[fn]); k > 0 {
		i := n.idle[fn][k-1]
		n.idle[fn] = n.idle[fn][:k-1]
		n.serve(i, r)
		return
	}
	n.waiting[fn] = append(n.waiting[fn], r)
	coming := n.wishesOf(fn) + n.count(fn, func(c *naiveContainer) bool { return c.coming })
	alive := n.wishesOf(fn) + n.count(fn, func(*naiveContainer) bool { return true })
	if len(n.waiting[fn]) > coming && alive < n.cfg.Functions[fn].Most {
		w := wish{n.now, int32(fn), n.wished}
		n.wishes = append(n.wishes, w)
		n.wished++
		n.post(n.now.Add(n.cfg.Timeout), 4, int64(w.number), func() { n.giveUp(w.number) })
		n.grant()
	}
}

func (n *naiveLoad) giveUp(number int32) {
	for k, w := range n.wishes {
		if w.number == number && n.count(int(w.fn), func(*naiveContainer) bool { return true }) > 0 {
			n.wishes = slices.Delete(n.wishes, k, k+1)
			n.grant()
			return
		}
	}
}

func (n *naiveLoad) serve(i int32, r int) {
	n.of[i].resting = false
	fn := n.of[i].fn
	n.post(n.now.Add(n.cfg.Functions[fn].Exec), 1, int64(i), func() {
		n.ends[r] = n.now
		n.rest(i)
	})
}

func (n *naiveLoad) rest(i int32) {
	fn := n.of[i].fn
	if len(n.waiting[fn]) > 0 {
		r := n.waiting[fn][0]
		n.waiting[fn] = n.waiting[fn][1:]
		n.serve(i, r)
		// a scale-up too many is withdrawn, the latest first
		if n.wishesOf(fn)+n.count(fn, func(c *naiveContainer) bool { return c.coming }) > len(n.waiting[fn]) {
			for k := len(n.wishes) - 1; k >= 0; k-- {
				if int(n.wishes[k].fn) == fn {
					n.wishes = slices.Delete(n.wishes, k, k+1)
					break
				}
			}
		}
		return
	}
	since := n.now
	n.of[i].resting, n.of[i].since = true, since
	n.idle[fn] = append(n.idle[fn], i)
	n.post(n.now.Add(n.cfg.KeepAlive), 3, int64(i), func() {
		if n.of[i].resting && n.of[i].since == since {
			n.evict(i)
			n.grant()
		}
	})
	n.grant()
}

func (n *naiveLoad) need(fn int) int { return max(0, n.blocks(fn)-n.owed[fn]) }

func (n *naiveLoad) grant() {
	limit := int(n.cfg.Limit) / BlockMiB
	for len(n.wishes) > 0 && n.booked+n.need(int(n.wishes[0].fn)) <= limit {
		fn := int(n.wishes[0].fn)
		n.wishes = n.wishes[1:]
		n.booked += n.need(fn)
		n.create(fn)
	}
	want := 0
	for _, w := range n.wishes {
		want += n.need(int(w.fn))
	}
	for limit-n.booked+n.going < want {
		oldest := int32(-1)
		for fn := range n.idle {
			if len(n.idle[fn]) > 0 && (oldest < 0 || n.of[n.idle[fn][0]].since < n.of[oldest].since) {
				oldest = n.idle[fn][0]
			}
		}
		if oldest < 0 {
			break
		}
		n.evict(oldest)
	}
	if len(n.wishes) == 0 || limit-n.booked+n.going >= want {
		return
	}
	for fn := range n.cfg.Functions {
		if !n.again[fn] && int(n.wishes[0].fn) != fn && n.owed[fn] > 0 {
			n.again[fn] = true
			n.enter(&naiveJob{number: -1, fn: fn, tie: int64(fn)})
		}
	}
}

func (n *naiveLoad) create(fn int) {
	i := int32(len(n.of))
	if k := len(n.free); k > 0 {
		i = n.free[k-1]
		n.free = n.free[:k-1]
	} else {
		n.of = append(n.of, naiveContainer{})
	}
	n.of[i] = naiveContainer{fn: fn, alive: true, coming: true, since: n.now}
	own := min(n.owed[fn], n.blocks(fn))
	n.owed[fn] -= own
	n.enter(&naiveJob{number: i, fn: fn, grow: true, own: own, tie: int64(i)})
}

func (n *naiveLoad) evict(i int32) {
	c := &n.of[i]
	n.idle[c.fn] = slices.DeleteFunc(n.idle[c.fn], func(j int32) bool { return j == i })
	c.alive, c.resting = false, false
	n.going += n.blocks(c.fn)
	n.enter(&naiveJob{number: i, fn: c.fn, left: n.blocks(c.fn), tie: int64(i)})
}

func (n *naiveLoad) enter(j *naiveJob) {
	j.deadline = n.now.Add(n.cfg.Timeout)
	n.jobs[j.fn] = append(n.jobs[j.fn], j)
	if len(n.jobs[j.fn]) == 1 {
		n.begin(j)
	}
}

func (n *naiveLoad) begin(j *naiveJob) {
	c := &n.cfg.Costs
	switch blocks := n.blocks(j.fn) - j.own; {
	case j.grow && blocks == 0:
		n.post(n.now, 0, j.tie, func() { n.end(j) })
	case j.grow:
		n.post(n.now.Add(c.Request.Value+time.Duration(blocks)*c.Plug.Value), 0, j.tie, func() { n.end(j) })
	default:
		j.left += n.owed[j.fn]
		n.owed[j.fn] = 0
		if n.now >= j.deadline {
			n.end(j)
			return
		}
		n.post(n.now.Add(c.Request.Value), 0, j.tie, func() { n.next(j) })
	}
}

// next begins another block of a reclaim, if there is time for it.
func (n *naiveLoad) next(j *naiveJob) {
	if j.left == 0 || n.now >= j.deadline {
		n.end(j)
		return
	}
	j.left--
	j.back++
	n.post(n.now.Add(n.cfg.Costs.Remove.Value+n.cfg.Costs.Exit.Value), 0, j.tie, func() { n.next(j) })
}

func (n *naiveLoad) end(j *naiveJob) {
	n.jobs[j.fn] = n.jobs[j.fn][1:]
	if !j.grow {
		n.owed[j.fn] += j.left
	}
	n.over = append(n.over, j)
	first := len(n.over) == 1
	if len(n.jobs[j.fn]) > 0 {
		n.begin(n.jobs[j.fn][0]) // which may be over at once, too late
	}
	if !first {
		return
	}
	over := n.over
	n.over = nil
	for _, j := range over {
		n.resized(j)
	}
}

// resized is what the runtime does when it hears of a job that is over.
func (n *naiveLoad) resized(j *naiveJob) {
	if j.grow {
		f := &n.cfg.Functions[j.fn]
		n.post(max(n.now, n.of[j.number].since.Add(f.Boot)).Add(f.Init), 2, int64(j.number), func() {
			n.of[j.number].coming = false
			n.rest(j.number)
		})
		return
	}
	if n.booked -= j.back; j.number < 0 {
		n.again[j.fn] = false
	} else {
		n.free = append(n.free, j.number)
		n.going -= n.blocks(j.fn)
	}
	n.grant()
}

// drawLoad draws functions on a host that is short of memory; some of their reclaims take
// longer than the time-out.
func drawLoad(t *rapid.T) LoadConfig {
	cfg := LoadConfig{Config: Config{Strategy: squeezy, Costs: DefaultCosts(), Touched: 0.4}}
	cfg.Costs.Fault.Value = 0
	cfg.Costs.Remove.Value = time.Duration(rapid.IntRange(1, 400).Draw(t, "remove")) * 1_000_003
	most := 0
	for i := range rapid.IntRange(1, 3).Draw(t, "functions") {
		ms := func(what string, most int) time.Duration {
			return time.Duration(rapid.IntRange(1, most).Draw(t, what))*time.Millisecond + time.Duration(i)*1009 + 17
		}
		f := LoadFunction{Name: string(rune('f' + i)), Memory: int32(rapid.IntRange(1, 5).Draw(t, "blocks")) * BlockMiB,
			Most: rapid.IntRange(1, 6).Draw(t, "most"), Boot: ms("boot", 500), Init: ms("init", 500), Exec: ms("exec", 3000)}
		cfg.Functions = append(cfg.Functions, f)
		most = max(most, Blocks(f.Memory))
	}
	cfg.Limit = int32(most+rapid.IntRange(0, 12).Draw(t, "room")) * BlockMiB
	cfg.KeepAlive = time.Duration(rapid.IntRange(1, 20_000).Draw(t, "keep-alive")) * time.Millisecond
	cfg.Timeout = time.Duration(rapid.IntRange(26, 3000).Draw(t, "time-out")) * 1_000_033
	at := sim.Time(0)
	for range rapid.IntRange(1, 40).Draw(t, "requests") {
		at += sim.Time(rapid.IntRange(0, 1500).Draw(t, "after"))*sim.Time(time.Millisecond) + 101
		cfg.Arrivals = append(cfg.Arrivals, LoadArrival{at,
			int32(rapid.IntRange(0, len(cfg.Functions)-1).Draw(t, "function"))})
	}
	return cfg
}

// Does each request take as long as in the naive simulator, on random loads whose host is
// short of memory and whose reclaims time out?
func TestLoadAgreesWithNaive(t *testing.T) {
	seen := [3]int{}
	rapid.Check(t, func(t *rapid.T) {
		cfg := drawLoad(t)
		r, err := RunLoad(cfg)
		if err != nil {
			t.Fatal(err)
		}
		k := len(cfg.Functions)
		n := &naiveLoad{cfg: &cfg, jobs: make([][]*naiveJob, k), owed: make([]int, k), again: make([]bool, k),
			waiting: make([][]int, k), idle: make([][]int32, k), ends: make([]sim.Time, len(cfg.Arrivals))}
		for i, a := range cfg.Arrivals {
			n.until(a.At)
			n.arrive(i)
		}
		n.until(sim.Never)
		by := make([][]time.Duration, k)
		for i, a := range cfg.Arrivals {
			by[a.Function] = append(by[a.Function], n.ends[i].Sub(a.At))
		}
		for fn := range by {
			if !slices.Equal(by[fn], r.Latency[fn]) {
				t.Fatalf("%s: latencies %v, naive %v", cfg.Functions[fn].Name, r.Latency[fn], by[fn])
			}
		}
		seen[0] += r.TimedOut
		seen[1] += r.GivenUp
		seen[2] += r.Waited
	})
	if !t.Failed() && slices.Min(seen[:]) < 10 {
		t.Errorf("%v reclaims timed out, scale-ups given up and that waited: too few to show anything", seen)
	}
}
