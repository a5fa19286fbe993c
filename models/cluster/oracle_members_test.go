package cluster_test

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"thaw/models/cluster"
	"thaw/models/cpu"
	"thaw/models/membership"
	"thaw/models/outcome"
	"thaw/models/workload"
	"thaw/sim"
)

// Classes and membership (rule 25), as the dumb simulator reads them.

// roll is which invokers a world has, and when they take part.
type roll struct {
	classes membership.Classes
	changes membership.Config
}

// crew is the membership as it stands.
type crew struct {
	member []bool
	factor []int64 // millionths
	events []membership.Event
	drawn  []bool // by event: it is a failure that was drawn, or its repair
	broken []bool // by a failure that was drawn
}

// muster lists all changes of the run, those that are drawn included, in their order.
func (d *dumb) muster() {
	d.factor = make([]int64, d.invokers)
	for i := range d.invokers {
		first := slices.IndexFunc(d.changes.Events, func(e membership.Event) bool {
			return int(e.Invoker) == i && e.Kind != membership.SlowDown
		})
		for k, e := range d.changes.Events {
			if first >= 0 && int(e.Invoker) == i && e.Kind != membership.SlowDown && e.At < d.changes.Events[first].At {
				first = k
			}
		}
		d.member = append(d.member, first < 0 || d.changes.Events[first].Kind != membership.Join)
		d.factor[i] = 1e6
	}
	d.broken = make([]bool, d.invokers)
	type drawn struct {
		membership.Event
		drawn bool
	}
	var all []drawn
	for _, e := range d.changes.Events {
		all = append(all, drawn{e, false})
	}
	if f := d.changes.Failures; f.Between > 0 {
		stream := sim.NewStream(1, "membership/failures")
		for i := range d.invokers {
			for k, at := uint64(0), sim.Time(0); at < 1000*sim.Second; k += 2 {
				at = at.Add(sim.Exponential(f.Between).Draw(stream, uint64(i), k))
				all = append(all, drawn{membership.Event{At: at, Invoker: int32(i), Kind: membership.Crash}, true})
				at = at.Add(sim.Exponential(f.Repair).Draw(stream, uint64(i), k+1))
				all = append(all, drawn{membership.Event{At: at, Invoker: int32(i), Kind: membership.Join}, true})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b drawn) int { return int(a.At - b.At) })
	for _, e := range all {
		d.events, d.drawn = append(d.events, e.Event), append(d.drawn, e.drawn)
	}
}

func (d *dumb) nextChange() sim.Time {
	if len(d.events) == 0 {
		return sim.Never
	}
	return d.events[0].At
}

// change takes all changes of the instant and returns how many invocations failed.
func (d *dumb) change() (failed int) {
	for len(d.events) > 0 && d.events[0].At == d.now {
		e, drawn := d.events[0], d.drawn[0]
		d.events, d.drawn = d.events[1:], d.drawn[1:]
		i := int(e.Invoker)
		switch e.Kind {
		case membership.Join:
			if drawn && !d.broken[i] || d.member[i] {
				continue
			}
			if !d.inUse(i) {
				d.factor[i] = 1e6
				d.begin(i)
			}
			d.member[i], d.broken[i] = true, false
		case membership.Drain:
			for _, c := range d.containers {
				if !c.gone && c.invoker == i && !c.busy {
					d.remove(c)
				}
			}
			d.member[i] = false
			d.dismiss(i, false)
		case membership.Crash:
			if d.member[i] {
				d.broken[i] = drawn
			}
			if d.member[i] || d.inUse(i) {
				lost := d.wreck(i)
				gone := d.dismiss(i, true)
				d.lose(lost)
				d.lose(gone)
				failed += len(lost) + len(gone)
				d.factor[i] = 1e6
				d.begin(i)
			}
			d.member[i] = false
		case membership.SlowDown:
			if d.member[i] || d.inUse(i) {
				d.factor[i] = e.Factor
			}
		}
	}
	d.serveCentral()
	slices.SortFunc(d.back, func(a, b int) int { return d.rank(a) - d.rank(b) })
	for _, n := range d.back {
		if d.gone(n) {
			d.left(n)
			continue
		}
		if len(d.waiting) > 0 || !d.seat(n) {
			d.waiting = append(d.waiting, n)
		}
	}
	d.back = nil
	return failed
}

// inUse reports whether a container is left on invoker i.
func (d *dumb) inUse(i int) bool {
	return slices.ContainsFunc(d.containers, func(c *box) bool { return !c.gone && c.invoker == i })
}

// wreck ends all on invoker i, and returns whose attempts that were.
func (d *dumb) wreck(i int) (failed []int) {
	for _, c := range d.containers {
		if c.gone || c.invoker != i {
			continue
		}
		if c.busy {
			f := &d.verdict.fates[c.serves]
			if f.status, f.end = outcome.Failed, d.now; f.start > d.now {
				f.start = -1
			}
			failed = append(failed, c.serves)
		}
		d.inLine = slices.DeleteFunc(d.inLine, func(o *box) bool { return o == c })
		d.remove(c)
	}
	d.inLines = slices.DeleteFunc(d.inLines, func(w stander) bool {
		if w.invoker == i {
			d.verdict.fates[w.n].status, d.verdict.fates[w.n].end = outcome.Failed, d.now
			d.seen.stood++
			failed = append(failed, w.n)
		}
		return w.invoker == i
	})
	return failed
}

// hopeless reports whether nothing that is to come can let the head of the queue start.
func (d *dumb) hopeless(next int) bool {
	if next < len(d.script()) || len(d.waiting) == 0 ||
		slices.ContainsFunc(d.containers, func(c *box) bool { return !c.gone && c.busy }) {
		return false
	}
	_, mib := d.unit(int(d.trace[d.waiting[0]].Function))
	for k, e := range d.events {
		if e.Kind == membership.Join && d.memoryAt(int(e.Invoker)) >= mib && (!d.drawn[k] || d.broken[e.Invoker]) {
			return false
		}
	}
	return true
}

func (d *dumb) classAt(i int) membership.Class {
	for _, k := range d.classes {
		if i -= k.Count; i < 0 {
			return k
		}
	}
	return membership.Class{Memory: d.memory, Cores: d.cores, Speed: 1e6}
}

func (d *dumb) memoryAt(i int) workload.MiB { return d.classAt(i).Memory }
func (d *dumb) coresAt(i int) int           { return d.classAt(i).Cores }

func (d *dumb) largest() (most workload.MiB) {
	for i := range d.invokers {
		most = max(most, d.memoryAt(i))
	}
	return most
}

// work is what invocation n takes on a core of invoker i, and takes what it does while the
// invoker is slowed down.
func (d *dumb) work(i, n int) time.Duration { return d.times(n, big.NewRat(1e6, d.classAt(i).Speed)) }
func (d *dumb) takes(i, n int) time.Duration {
	return d.times(n, big.NewRat(d.factor[i], d.classAt(i).Speed))
}

func (d *dumb) times(n int, by *big.Rat) time.Duration {
	by.Mul(by, new(big.Rat).SetInt64(int64(d.trace[n].Duration)))
	up := new(big.Int).Sub(new(big.Int).Add(by.Num(), by.Denom()), big.NewInt(1))
	return time.Duration(up.Quo(up, by.Denom()).Int64())
}

// enlist gives a world classes and changes.
func (w *world) enlist(seed uint64) {
	r := rand.New(rand.NewPCG(seed, 23))
	last := w.trace[len(w.trace)-1].Arrival + 4*sim.Second
	if r.IntN(3) > 0 {
		for left := w.invokers; left > 0; {
			n := 1 + r.IntN(left)
			w.classes = append(w.classes, membership.Class{Name: fmt.Sprint("class", left), Count: n, Cores: 1 + r.IntN(3),
				Memory: workload.MiB(512 << r.IntN(3)), Speed: []int64{1e6, 5e5, 2e6, 1_200_000, 3_333_333}[r.IntN(5)],
				Price: outcome.Missing()})
			left -= n
		}
	}
	for range r.IntN(3 * w.invokers) {
		e := membership.Event{At: sim.Time(r.IntN(int(last/sim.Time(grid))+1)) * sim.Time(grid),
			Invoker: int32(r.IntN(w.invokers)), Kind: membership.Kind(r.IntN(4))}
		if e.Kind == membership.SlowDown {
			e.Factor = []int64{1e6, 2e6, 1_500_000, 3_141_592}[r.IntN(4)]
		}
		w.changes.Events = append(w.changes.Events, e)
	}
	if r.IntN(3) == 0 {
		w.changes.Failures = membership.Failures{Between: time.Duration(1+r.IntN(20)) * time.Second,
			Repair: time.Duration(1+r.IntN(8)) * time.Second}
	}
	if w.queue.discipline != "" {
		return
	}
	w.processors = processors{mode: cluster.CPUMode(r.IntN(4)), cores: 1 + r.IntN(3)}
	if w.mode == cluster.CPUStretch {
		w.law = cpu.Law{Stretch: 360_000, Power: r.IntN(4)}
	}
}

// Does the engine do what rule 25 says, in thousands of worlds of invokers that differ,
// join, drain, crash and slow down, by schedule and by chance? Each of the changes has to
// meet invocations that run and that wait.
func TestEngineAgreesOnMembers(t *testing.T) {
	worlds := 3000
	if testing.Short() {
		worlds = 300
	}
	var failed, started, waited, left int
	for seed := range uint64(worlds) {
		w := randomWorld(seed, []string{"first-fit", "least-loaded", "max-available", "sticky-random",
			"sticky-max-available"}[seed%5], []string{"none", "ttl", "lru", "greedy-dual"}[seed/5%4])
		w.enlist(seed)
		if w.disagreement(t) != "" {
			w.shrink(t)
			t.Fatalf("seed %d: %s\n%+v\n%+v\n%v", seed, w.disagreement(t), w.processors, w.roll, w)
		}
		for _, f := range (&dumb{world: *w}).run().fates {
			switch {
			case f.status == outcome.Failed && f.start >= 0:
				failed++
			case f.status == outcome.Failed:
				started++
			case f.status == outcome.Unfinished && f.invoker < 0 && w.horizon == 0:
				left++
			case f.queued > 0:
				waited++
			}
		}
	}
	if min(failed, started, waited, left) < worlds/8 {
		t.Errorf("%d failed while they ran and %d while they started, %d waited and %d waited in vain: the worlds are too "+
			"easy", failed, started, waited, left)
	}
}

// Does the engine do with the queues of invokers what the rules say when these differ, join,
// drain, crash and slow down? Every way out of a queue has to be taken, and tokens have to
// be as many as the cores of classes are.
func TestEngineAgreesOnQueuesOfMembers(t *testing.T) {
	worlds := 3000
	if testing.Short() {
		worlds = 300
	}
	var lost, back, moved, nowhere, late, uneven int
	disciplines := []string{"fcfs", "sjf", "eedf", "rare", "cold-priority", "scale", "queueless"}
	for seed := range uint64(worlds) {
		w := queueWorld(seed, disciplines[seed%7])
		if w.enlist(seed); seed%3 == 0 && w.cores > 0 && w.queue.discipline != "queueless" {
			w.queue.tokens = 0 // as many as cores
		}
		if w.disagreement(t) != "" {
			w.shrink(t)
			t.Fatalf("seed %d: %s\n%+v\n%+v\n%v", seed, w.disagreement(t), w.processors, w.roll, w)
		}
		d := &dumb{world: *w}
		v := d.run()
		lost, back, nowhere = lost+d.seen.lost, back+d.seen.back, nowhere+len(d.waiting)
		late += int(v.queued)
		for i := range d.workers {
			if w.queue.tokens == 0 && w.queue.discipline != "queueless" && d.least(i) != d.least(0) {
				uneven++
			}
			if w.queue.check > 0 && d.workers[i].limit > d.least(i) {
				moved++
			}
		}
	}
	if min(lost, back, 10*moved, 10*uneven, 10*nowhere, late/4) < worlds/4 {
		t.Errorf("%d were lost in a queue and %d came back, %d limits moved, %d had more or fewer tokens than others, "+
			"%d waited for an invoker at the end, %d waited: the worlds are too easy", lost, back, moved, uneven, nowhere, late)
	}
}
