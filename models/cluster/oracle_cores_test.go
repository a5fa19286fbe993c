package cluster_test

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"testing"
	"time"

	"thaw/models/cluster"
	"thaw/models/cpu"
	"thaw/sim"
)

// The cores of rule 11, as the dumb simulator reads it: work is a fraction of exact
// whole numbers, and at every event each execution gets what it has done since the last.

// processors are what the invokers of a world execute on.
type processors struct {
	mode  cluster.CPUMode
	cores int
	law   cpu.Law
}

// use is what a container with an invocation does about cores.
type use struct {
	ready   sim.Time // when the container is ready for it
	asked   bool     // it has been ready
	running bool
	left    *big.Rat // work, in nanoseconds of a core
}

// ready is rule 11, when container c is ready.
func (d *dumb) ready(c *box) {
	c.asked = true
	d.started(c)
	if d.mode == cluster.CPUIgnored {
		d.runs(c)
		return
	}
	if d.mode == cluster.CPUIsolated {
		d.inLine = append(d.inLine, c)
		d.dispatch()
		return
	}
	d.runs(c)
}

// runs lets c run from now on.
func (d *dumb) runs(c *box) {
	c.running, c.ends = true, d.now.Add(d.takes(c.invoker, c.serves))
	c.left = new(big.Rat).SetInt64(int64(d.work(c.invoker, c.serves)))
	d.verdict.fates[c.serves].start = d.now
}

// dispatch gives free cores to those in line, the first first.
func (d *dumb) dispatch() {
	for i := 0; i < len(d.inLine); {
		c := d.inLine[i]
		if d.executions(c.invoker) == d.coresAt(c.invoker) {
			i++
			continue
		}
		d.inLine = append(d.inLine[:i:i], d.inLine[i+1:]...)
		d.runs(c)
	}
}

// executions counts those on invoker i.
func (d *dumb) executions(i int) (n int) {
	for _, c := range d.containers {
		if !c.gone && c.invoker == i && c.running {
			n++
		}
	}
	return n
}

// pace is the rate of each of n executions on invoker i: their part of what all cores do together, by
// the slowdown, which is rounded to a billionth.
func (d *dumb) pace(n, i int) *big.Rat {
	cores := d.coresAt(i)
	threads := cores * max(d.law.Threads, 1)
	rate := new(big.Rat)
	for k := range min(n, threads) {
		if k < cores {
			rate.Add(rate, big.NewRat(1, 1)) // a core of its own
		} else {
			rate.Add(rate, big.NewRat(int64(d.law.Gain), 1e6)) // a second thread
		}
	}
	slow := new(big.Rat)
	if d.mode == cluster.CPUStretch {
		slow.SetFrac64(int64(d.law.Stretch), 1e6)
		for range d.law.Power {
			slow.Mul(slow, big.NewRat(int64(min(n, threads)), int64(threads)))
		}
	}
	slow.Add(slow, big.NewRat(1, 1))
	if n > threads && d.law.Switch > 0 {
		slow.Mul(slow, big.NewRat(int64(d.law.Slice+d.law.Switch), int64(d.law.Slice)))
	}
	slow.Mul(slow, big.NewRat(1e9, 1)).Add(slow, big.NewRat(1, 2))
	slow.SetFrac(new(big.Int).Quo(slow.Num(), slow.Denom()), big.NewInt(1e9))
	slow.Mul(slow, big.NewRat(d.factor[i], 1e6))
	return rate.Quo(rate, slow.Mul(slow, big.NewRat(int64(n), 1)))
}

// pass lets all executions go on to the instant at.
func (d *dumb) pass(at sim.Time) {
	if d.mode < cluster.CPUShared || at == d.now {
		return
	}
	for _, c := range d.containers {
		if !c.gone && c.running {
			done := d.pace(d.executions(c.invoker), c.invoker)
			c.left.Sub(c.left, done.Mul(done, big.NewRat(int64(at-d.now), 1)))
		}
	}
}

// end is when busy container c completes as things stand: at the first nanosecond at
// which all is done.
func (d *dumb) end(c *box) sim.Time {
	switch {
	case d.mode == cluster.CPUIgnored:
		return c.ends
	case !c.running:
		return sim.Never
	case d.mode == cluster.CPUIsolated:
		return c.ends
	case c.left.Sign() <= 0:
		return d.now
	}
	need := new(big.Rat).Quo(c.left, d.pace(d.executions(c.invoker), c.invoker))
	whole, rest := new(big.Int).QuoRem(need.Num(), need.Denom(), new(big.Int))
	return d.now + sim.Time(whole.Int64()+int64(rest.Sign()))
}

// Does the engine execute on cores as the rules say, to the nanosecond? With a core
// each, with shared cores, and with those that slow down under load.
func TestEngineAgreesOnCores(t *testing.T) {
	worlds := 1200
	if testing.Short() {
		worlds = 120
	}
	waits, shares := 0, 0
	for seed := range uint64(worlds) {
		r := rand.New(rand.NewPCG(seed, 19))
		w := randomWorld(seed, []string{"first-fit", "least-loaded", "sticky-random"}[seed%3],
			[]string{"ttl", "lru", "greedy-dual"}[seed/3%3])
		w.processors = processors{cluster.CPUMode(r.IntN(4)), 1 + r.IntN(3), cpu.Law{}}
		if w.mode == cluster.CPUStretch {
			w.law = cpu.Law{Stretch: []int{360_000, 1, 333_333, 2_500_000, 0}[r.IntN(5)], Power: r.IntN(6)}
		}
		if w.mode >= cluster.CPUShared && r.IntN(2) == 0 {
			w.law.Threads, w.law.Gain = 1+r.IntN(2), 100_000*r.IntN(11)
			w.law.Switch, w.law.Slice = time.Duration(r.IntN(3))*70*time.Microsecond, 3*time.Millisecond
		}
		if seed%2 == 0 { // no times of a grid
			for n := range w.trace {
				w.trace[n].Duration += w.trace[n].Duration / 7
			}
		}
		if w.disagreement(t) != "" {
			w.shrink(t)
			t.Fatalf("seed %d: %s\n%+v\n%v", seed, w.disagreement(t), w.processors, w)
		}
		for n, f := range (&dumb{world: *w}).run().fates {
			if f.end < 0 {
				continue
			}
			if ran := f.end.Sub(f.start); w.mode >= cluster.CPUShared && ran > w.trace[n].Duration {
				shares++
			}
			if wait := f.start.Sub(w.trace[n].Arrival) - f.queued; w.mode == cluster.CPUIsolated && wait > w.cold+w.warm+
				w.latency {
				waits++
			}
		}
	}
	if min(waits, shares) < worlds/2 {
		t.Errorf("%d waited for a core, %d shared one: the worlds are too easy", waits, shares)
	}
}

func (p processors) String() string {
	return fmt.Sprintf("mode %d on %d cores, %+v", p.mode, p.cores, p.law)
}
