package cluster_test

import (
	"math/big"
	"math/rand/v2"
	"testing"
	"time"

	"thaw/models/cluster"
	"thaw/models/outcome"
)

// Waiting for a start, as the dumb simulator reads it: whoever waits is a number in one
// list, in the order in which they came, and every count is made anew.

// startLines are those of the dumb simulator.
type startLines struct {
	inLines []stander
	starts  map[int][]time.Duration // by unit: of containers that were ready
	ran     map[int][]time.Duration // by unit: of executions that ended
}

type stander struct{ n, invoker, unit int }

// present returns how many wait for a unit on invoker i, and how many of its containers
// are there and are starting.
func (d *dumb) present(i, unit int) (waiting, there, starting int) {
	for _, w := range d.inLines {
		if w.invoker == i && w.unit == unit {
			waiting++
		}
	}
	for _, c := range d.containers {
		if c.gone || c.invoker != i || c.unit != unit {
			continue
		}
		there++
		if c.fresh {
			starting++
		}
	}
	return waiting, there, starting
}

// joins tells whether an invocation of a unit waits on i, where no container is idle.
func (d *dumb) joins(i, unit int) bool {
	waiting, there, starting := d.present(i, unit)
	switch {
	case d.wait == cluster.WaitNever:
		return false
	case waiting < starting:
		return true
	case d.wait == cluster.WaitStart || there == 0 || len(d.starts[unit]) == 0 || len(d.ran[unit]) == 0:
		return false
	}
	seconds := func(x time.Duration) *big.Rat { return big.NewRat(int64(x), 1e9) }
	sum, squares, starts := new(big.Rat), new(big.Rat), new(big.Rat)
	for _, x := range d.ran[unit] {
		sum.Add(sum, seconds(x))
		squares.Add(squares, new(big.Rat).Mul(seconds(x), seconds(x)))
	}
	for _, x := range d.starts[unit] {
		starts.Add(starts, seconds(x))
	}
	if sum.Sign() == 0 {
		return false // they all took no time
	}
	mean := starts.Quo(starts, big.NewRat(int64(len(d.starts[unit])), 1))
	rest := squares.Quo(squares, sum.Mul(sum, big.NewRat(2, 1)))
	rest.Mul(rest, big.NewRat(int64(waiting)+1, int64(there)))
	return rest.Cmp(mean) < 0
}

// behind returns the first invoker on which one of a unit may wait, or -1.
func (d *dumb) behind(unit int) int {
	for i := range d.invokers {
		if _, there, _ := d.present(i, unit); d.member[i] && there > 0 && d.joins(i, unit) {
			return i
		}
	}
	return -1
}

func (d *dumb) standIn(n, i, unit int) {
	f := &d.verdict.fates[n]
	f.invoker, f.queued, f.kind = i, d.now.Sub(d.trace[n].Arrival), outcome.Warm
	d.inLines = append(d.inLines, stander{n, i, unit})
	d.frequency[[2]int{i, unit}]++
	d.verdict.delayed++
}

// next gives c, which is free, to who has waited longest for it.
func (d *dumb) next(c *box) {
	for k, w := range d.inLines {
		if w.invoker != c.invoker || w.unit != c.unit {
			continue
		}
		d.inLines = append(d.inLines[:k:k], d.inLines[k+1:]...)
		f := &d.verdict.fates[w.n]
		came := d.trace[w.n].Arrival.Add(f.queued + d.latency)
		f.waited = max(0, d.now.Sub(came))
		f.start, f.container = max(came, d.now).Add(d.warm), int64(c.serial)
		d.value(c)
		c.busy, c.serves, c.ends, c.asked = true, w.n, f.start.Add(d.takes(c.invoker, w.n)), true
		if d.mode != cluster.CPUIgnored {
			c.use.ready, f.start, c.asked = f.start, -1, false
		}
		return
	}
}

// started notes that c is ready for the first time.
func (d *dumb) started(c *box) {
	if !c.fresh {
		return
	}
	c.fresh = false
	if d.starts == nil {
		d.starts, d.ran = map[int][]time.Duration{}, map[int][]time.Duration{}
	}
	d.starts[c.unit] = append(d.starts[c.unit], d.now.Sub(c.decided))
}

// executed notes what the execution in c, which ends, took.
func (d *dumb) executed(c *box) {
	if d.ran != nil {
		d.ran[c.unit] = append(d.ran[c.unit], d.now.Sub(d.verdict.fates[c.serves].start))
	}
}

// Does the engine let invocations wait for a start as the rules say, behind starting
// containers and, by its estimates, behind busy ones?
func TestEngineAgreesOnWaiting(t *testing.T) {
	worlds := 2000
	if testing.Short() {
		worlds = 200
	}
	delayed, kept := [3]int64{}, 0
	for seed := range uint64(worlds) {
		r := rand.New(rand.NewPCG(seed, 23))
		w := randomWorld(seed, []string{"first-fit", "least-loaded", "sticky-random", "max-available"}[seed%4],
			[]string{"none", "ttl", "lru", "greedy-dual"}[seed/4%4])
		w.wait = cluster.Wait(1 + r.IntN(2))
		if r.IntN(2) == 0 {
			w.processors = processors{mode: cluster.CPUMode(1 + r.IntN(2)), cores: 1 + r.IntN(3)}
		}
		if w.disagreement(t) != "" {
			w.shrink(t)
			t.Fatalf("seed %d: %s\nwait %d, %+v\n%v", seed, w.disagreement(t), w.wait, w.processors, w)
		}
		d := &dumb{world: *w}
		delayed[w.wait] += d.run().delayed
		kept += len(d.inLines)
	}
	if min(delayed[cluster.WaitStart], delayed[cluster.WaitEstimate], int64(20*kept)) < int64(worlds) {
		t.Errorf("%d waited, %d at the end: the worlds are too easy", delayed, kept)
	}
}

// Does the engine let the heads of worker queues wait for a start as the rules say? They
// keep their tokens meanwhile, and need no memory.
func TestEngineAgreesOnWaitingOfWorkers(t *testing.T) {
	worlds := 2000
	if testing.Short() {
		worlds = 200
	}
	delayed, late, kept := [3]int64{}, int64(0), 0
	disciplines := []string{"fcfs", "sjf", "eedf", "rare", "cold-priority", "scale", "queueless"}
	for seed := range uint64(worlds) {
		w := queueWorld(seed, disciplines[seed%7])
		if w.wait = cluster.Wait(1 + seed/7%2); w.queue.tokens > 0 {
			w.queue.tokens++ // with one there is nobody to wait behind
			w.queue.most += min(w.queue.most, 1)
		}
		if w.disagreement(t) != "" {
			w.shrink(t)
			t.Fatalf("seed %d: %s\nwait %d, %+v\n%v", seed, w.disagreement(t), w.wait, w.processors, w)
		}
		d := &dumb{world: *w}
		v := d.run()
		delayed[w.wait], late = delayed[w.wait]+v.delayed, late+v.queued
		kept += len(d.inLines)
	}
	if min(delayed[cluster.WaitStart], delayed[cluster.WaitEstimate], late, int64(20*kept)) < int64(worlds)/2 {
		t.Errorf("%v waited for a start, %d in a queue, %d at the end: the worlds are too easy", delayed, late, kept)
	}
}

// Does the engine let invocations wait for a start as the rules say on invokers that differ,
// join, drain, crash and slow down, with and without queues of their own? Some have to fail
// in a line, and some to be served by an invoker that drains.
func TestEngineAgreesOnWaitingOfMembers(t *testing.T) {
	worlds := 3000
	if testing.Short() {
		worlds = 300
	}
	var delayed int64
	var stood, served int
	disciplines := []string{"", "", "", "fcfs", "sjf", "rare", "queueless"}
	for seed := range uint64(worlds) {
		w := queueWorld(seed, "queueless")
		if w.queue = (queueing{}); disciplines[seed%7] != "" {
			w = queueWorld(seed, disciplines[seed%7])
			w.queue.check = 0
		}
		w.enlist(seed)
		if w.wait = cluster.Wait(1 + seed/7%2); w.queue.tokens > 0 {
			w.queue.tokens++ // with one there is nobody to wait behind
		}
		if w.disagreement(t) != "" {
			w.shrink(t)
			t.Fatalf("seed %d: %s\nwait %d, %+v\n%+v\n%v", seed, w.disagreement(t), w.wait, w.processors, w.roll, w)
		}
		d := &dumb{world: *w}
		delayed += d.run().delayed
		stood, served = stood+d.seen.stood, served+d.seen.served
	}
	if min(delayed, int64(4*stood), int64(20*served)) < int64(worlds)/2 {
		t.Errorf("%d waited for a start, %d failed there, %d were served by an invoker that drained: the worlds are too "+
			"easy", delayed, stood, served)
	}
}
