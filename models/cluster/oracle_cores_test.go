package cluster_test

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"strings"
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

	create, undo time.Duration // work of a creation and of a removal
	spread       int           // threads of that work; 0 is 1
}

// use is what a container with an invocation does about cores.
type use struct {
	ready   sim.Time // when the container is ready for it
	asked   bool     // it has been ready
	running bool
	left    *big.Rat // work, in nanoseconds of a core

	making, going *big.Rat // of its creation and its removal; nil: none
	begun         bool     // its creation is at it
}

// toil begins or ends the work of a container.
func (c *box) toil(now sim.Time) {
	switch {
	case c.gone:
		c.going = nil
	case !c.begun:
		c.begun = true
	default:
		c.making, c.use.ready = nil, now
	}
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

// thread is what one of its threads does of the work of a container.
func (d *dumb) thread(work time.Duration) time.Duration {
	n := time.Duration(max(d.spread, 1))
	return (work + n - 1) / n
}

// users counts the executions on invoker i, and the threads of work of containers.
func (d *dumb) users(i int) (runs, threads int) {
	for _, c := range d.containers {
		switch {
		case c.invoker != i:
		case c.going != nil || !c.gone && c.making != nil && c.begun:
			threads += max(d.spread, 1)
		case !c.gone && c.running:
			runs++
		}
	}
	return runs, threads
}

// executions counts who has a core on invoker i.
func (d *dumb) executions(i int) int {
	runs, threads := d.users(i)
	return runs + threads
}

// speed is at what rate an execution on invoker i does its work, or work of a container.
func (d *dumb) speed(i int, work bool) *big.Rat {
	runs, threads := d.users(i)
	if d.law.Waiting == 0 {
		return d.pace(runs+threads, i)
	}
	// One after the other takes what it needs, who needs least first, and no more than an
	// equal part of what is left.
	needs := make([]*big.Rat, 0, runs+threads)
	least := big.NewRat(1e6-int64(d.law.Waiting), 1e6)
	for range runs {
		needs = append(needs, least)
	}
	for range threads {
		needs = append(needs, big.NewRat(1, 1))
	}
	left, has := new(big.Rat).SetInt64(int64(d.coresAt(i))), make([]*big.Rat, len(needs))
	for k, need := range needs {
		part := new(big.Rat).Quo(left, new(big.Rat).SetInt64(int64(len(needs)-k)))
		if part.Cmp(need) > 0 {
			part = need
		}
		has[k] = part
		left = new(big.Rat).Sub(left, part)
	}
	rate := big.NewRat(1, 1)
	if work {
		rate = has[len(has)-1]
	} else if least.Sign() > 0 {
		rate = new(big.Rat).Quo(has[0], least)
	}
	return new(big.Rat).Mul(rate, big.NewRat(1e6, d.factor[i]))
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
		for _, left := range []*big.Rat{c.left, c.making, c.going} {
			if left == nil || left == c.left && (c.gone || !c.running) || left == c.making && (c.gone || !c.begun) {
				continue
			}
			done := d.speed(c.invoker, left != c.left)
			left.Sub(left, new(big.Rat).Mul(done, big.NewRat(int64(at-d.now), 1)))
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
	}
	return d.done(c.left, c.invoker, false)
}

// done is when an execution on invoker i is done as things stand, or work of a container.
func (d *dumb) done(left *big.Rat, i int, work bool) sim.Time {
	if left.Sign() <= 0 {
		return d.now
	}
	need := new(big.Rat).Quo(left, d.speed(i, work))
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
	works, waiting := 0, 0
	for seed := range uint64(worlds) {
		r := rand.New(rand.NewPCG(seed, 19))
		w := randomWorld(seed, []string{"first-fit", "least-loaded", "sticky-random"}[seed%3],
			[]string{"ttl", "lru", "greedy-dual"}[seed/3%3])
		w.processors = processors{mode: cluster.CPUMode(r.IntN(4)), cores: 1 + r.IntN(3)}
		if w.mode == cluster.CPUStretch {
			w.law = cpu.Law{Stretch: []int{360_000, 1, 333_333, 2_500_000, 0}[r.IntN(5)], Power: r.IntN(6)}
		}
		if w.mode >= cluster.CPUShared && r.IntN(2) == 0 {
			w.law.Threads, w.law.Gain = 1+r.IntN(2), 100_000*r.IntN(11)
			w.law.Switch, w.law.Slice = time.Duration(r.IntN(3))*70*time.Microsecond, 3*time.Millisecond
		}
		if w.mode >= cluster.CPUShared && seed%4 < 2 {
			w.create, w.undo = time.Duration(r.IntN(4))*130*time.Millisecond, time.Duration(r.IntN(4))*70*time.Millisecond
			works++
			w.spread = r.IntN(4)
		}
		if w.mode == cluster.CPUShared && seed%3 == 0 { // executions that wait for a part of their time
			w.law = cpu.Law{Waiting: []int{1_000_000, 900_000, 550_000, 1}[r.IntN(4)]}
			waiting++
		}
		if seed%5 == 0 {
			w.grace, w.resume = []time.Duration{0, 400 * time.Millisecond, 2 * time.Second}[r.IntN(3)], 30*time.Millisecond
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
	if min(waits, shares, 4*works, 8*waiting) < worlds/2 {
		t.Errorf("%d waited for a core, %d shared one, %d had work of containers, %d executions that wait: the worlds are "+
			"too easy", waits, shares, works, waiting)
	}
}

func (p processors) String() string {
	return fmt.Sprintf("mode %d on %d cores, %+v, work %v and %v over %d", p.mode, p.cores, p.law, p.create, p.undo,
		p.spread)
}

// Do classes that make no difference make none? All executions in one class of another
// weight, and in two of equal weight, by function.
func TestClassesWithoutDifferenceChangeNothing(t *testing.T) {
	failed := int64(0)
	for seed := range uint64(150) {
		r := rand.New(rand.NewPCG(seed, 29))
		w := randomWorld(seed, "least-loaded", []string{"ttl", "lru", "greedy-dual"}[seed%3])
		w.processors = processors{mode: cluster.CPUShared + cluster.CPUMode(seed%2), cores: 1 + r.IntN(3),
			law: cpu.Law{Stretch: 360_000, Power: r.IntN(5), Threads: 1 + r.IntN(2), Gain: 300_000}}
		if seed%3 > 0 { // invokers that crash and slow down, which take their executions along
			mode := w.processors
			w.enlist(seed)
			w.classes, w.processors = nil, mode
			for k := range w.changes.Events {
				w.changes.Events[k].Factor = min(w.changes.Events[k].Factor, 2e6) // rates stay exact
			}
		}
		want, sum := w.replay(t, w.config(), 0)
		failed += sum.Failed
		cfg := w.config()
		cfg.CPUClasses = cpu.Classes{{Name: "rest"}, {Name: "one", Weight: 7}}
		cfg.CPUClassOf = make([]uint8, len(w.functions))
		for f := range cfg.CPUClassOf {
			cfg.CPUClassOf[f] = 1
		}
		if seed%4 > 1 {
			cfg.CPUClasses[0].Weight = 7
			cfg.CPUClassOf[0] = 0
		}
		got, _ := w.replay(t, cfg, 0)
		for n := range want {
			if got[n] != want[n] {
				t.Fatalf("seed %d, invocation %d: %+v, with classes %+v\n%v", seed, n, want[n], got[n], w)
			}
		}
	}
	if failed < 150 {
		t.Errorf("%d failed: the worlds are too easy", failed)
	}
}

// Are classes refused where executions do not share cores, and quotas where they have
// one together?
func TestClassesNeedSharedCores(t *testing.T) {
	w := narrow(0)
	for mode, want := range map[cluster.CPUMode]string{
		cluster.CPUIgnored: "expected cpu shared or stretch", cluster.CPUIsolated: "expected cpu shared or stretch",
		cluster.CPUShared: "class a: a quota with containers that run 2 invocations at a time",
	} {
		cfg := w.config()
		cfg.CPU, cfg.Cores, cfg.Concurrency = mode, 2, 2
		cfg.CPUClasses = cpu.Classes{{Name: "a", Quota: 500_000, Period: time.Second}}
		_, _, err := w.try(cfg, named(t, w.schedule, w.keepalive), 0)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("mode %d: %v, expected %q", mode, err, want)
		}
	}
}
