package cluster_test

import (
	"math/big"
	"slices"
	"strings"
	"time"

	"thaw/models/cluster"
	"thaw/models/outcome"
	"thaw/models/workload"
	"thaw/sim"
)

// fate is what becomes of one invocation, in the terms of docs/semantics.md.
type fate struct {
	status     outcome.Status
	kind       outcome.StartKind
	invoker    int
	container  int64
	start, end sim.Time
	queued     time.Duration
	waited     time.Duration // for a start
	attempts   int32
	retrying   time.Duration
}

// verdict is a whole run: every decision, and the counts that no decision shows.
type verdict struct {
	fates                          []fate
	evictions, expiries            int64
	cold, warm, queued, unfinished int64
	delayed                        int64
	rejected, completed, failed    int64
	timedOut                       int64

	retries, timeouts, throttled, duplicates int64
	wasted                                   time.Duration
}

// dumb replays a world by reading docs/semantics.md aloud: no index, no event queue,
// every sum counted anew, every choice a scan of all there is.
type dumb struct {
	world
	now        sim.Time
	containers []*box
	waiting    []int  // numbers of queued invocations
	startLines        // of those who wait for a start
	inLine     []*box // that wait for a core
	crew
	clock     []*big.Int
	frequency map[[2]int]int // by invoker and unit
	verdict   verdict
	workers   []dumbWorker
	checked   sim.Time // the last check
	handover
	*patrons
}

// box is a container; busy while it starts or runs.
type box struct {
	serial, invoker, unit int
	busy                  bool
	serves                int // invocation number while busy
	ends, idleSince       sim.Time
	priority              *big.Int
	gone                  bool
	fresh                 bool     // not ready for the first time
	decided               sim.Time // when
	use
}

func (d *dumb) unit(fn int) (int, workload.MiB) {
	if d.scope == cluster.PerApp {
		app := d.functions[fn].App
		return int(app), d.apps[app].Memory
	}
	return fn, d.functions[fn].Memory
}

func (d *dumb) unitMemory(unit int) workload.MiB {
	if d.scope == cluster.PerApp {
		return d.apps[unit].Memory
	}
	return d.functions[unit].Memory
}

// memoryOf sums what invoker i books: all containers, or the busy ones.
func (d *dumb) memoryOf(i int, busyOnly bool) (mib workload.MiB, count int) {
	for _, c := range d.containers {
		if !c.gone && c.invoker == i && (c.busy || !busyOnly) {
			mib += d.unitMemory(c.unit)
			count++
		}
	}
	return mib, count
}

// run is the loop: the least of all next events, by (time, kind, content).
func (d *dumb) run() verdict {
	d.frequency = map[[2]int]int{}
	for range d.invokers {
		d.clock = append(d.clock, new(big.Int))
	}
	d.verdict.fates = make([]fate, 0, len(d.trace))
	d.layWorkers()
	d.muster()
	d.welcome()
	next, open := 0, len(d.trace) // open: invocations that have not ended
	for d.goesOn(next, open) || d.pending(next, d.now) {
		at, kind, subject := d.soonest(next)
		if d.horizon > 0 && at >= d.horizon || kind == 9 {
			break
		}
		d.pass(at)
		d.tick(at)
		d.now = at
		switch kind {
		case -1: // work of a container
			d.containers[subject].toil(at)
		case 0: // execution completed
			c, n := d.containers[subject], d.containers[subject].serves
			d.verdict.fates[c.serves].status = outcome.Completed
			d.verdict.fates[c.serves].end = at
			d.answered(n)
			d.executed(c)
			c.busy, c.idleSince, c.use = false, at, use{}
			d.next(c)
			open--
			if !d.member[c.invoker] {
				if d.seen.served++; !c.busy {
					d.seen.served--
					d.remove(c)
				}
			}
			d.dispatch()
			d.workerEnded(c.invoker, n)
			d.serveCentral()
		case 1: // container ready
			d.ready(d.containers[subject])
		case 2: // check of the regulators, clients give up, or the membership changes
			switch subject {
			case checks:
				d.serveAll()
			case gives:
				d.giveUp()
			default:
				open -= d.change()
			}
		case 3: // arrival, or a client's turn
			if subject >= turns {
				d.turn(subject - turns)
				continue
			}
			if !d.comes(next) {
				open--
			}
			next++
		case 4: // keep-alive expiry
			d.remove(d.containers[subject])
			d.verdict.expiries++
		}
	}
	if d.patrons != nil {
		d.reckon()
	} else {
		d.count()
	}
	return d.verdict
}

// What happens among the events of kind 2; and of kind 3, where the clients' turns begin.
const (
	checks = iota
	gives
	changes

	turns = 1 << 40
)

// soonest finds the next event; kind 9 when there is none.
func (d *dumb) soonest(next int) (at sim.Time, kind, subject int) {
	at, kind = sim.Never, 9
	better := func(t sim.Time, k, tie, bestTie int) bool {
		return t < at || t == at && (k < kind || k == kind && tie < bestTie)
	}
	tie := 0
	rank := d.rank
	for i, c := range d.containers {
		switch {
		case c.gone && c.going == nil:
		case c.gone && better(d.done(c.going, c.invoker, true), -1, 2*c.serial+1, tie):
			at, kind, subject, tie = d.done(c.going, c.invoker, true), -1, i, 2*c.serial+1
		case c.gone:
		case c.busy && c.making != nil:
			when := c.use.ready
			if c.begun {
				when = d.done(c.making, c.invoker, true)
			}
			if better(when, -1, 2*rank(c.serves), tie) {
				at, kind, subject, tie = when, -1, i, 2*rank(c.serves)
			}
		case c.busy && (d.mode != cluster.CPUIgnored || d.wait != cluster.WaitNever) && !c.asked:
			if better(c.ready, 1, rank(c.serves), tie) {
				at, kind, subject, tie = c.ready, 1, i, rank(c.serves)
			}
		case c.busy && better(d.end(c), 0, rank(c.serves), tie):
			at, kind, subject, tie = d.end(c), 0, i, rank(c.serves)
		case !c.busy && d.keep != cluster.Forever && better(c.idleSince.Add(d.keep), 4, c.serial, tie):
			at, kind, subject, tie = c.idleSince.Add(d.keep), 4, i, c.serial
		}
	}
	if script := d.script(); next < len(script) && better(script[next].Arrival, 3, next, tie) {
		at, kind, subject, tie = script[next].Arrival, 3, next, next
	}
	if when, who := d.nextTurn(); when != sim.Never && better(when, 3, turns+who, tie) {
		at, kind, subject, tie = when, 3, turns+who, turns+who
	}
	for what, when := range []sim.Time{checks: d.nextCheck(), gives: d.nextGiveUp(), changes: d.nextChange()} {
		if when != sim.Never && better(when, 2, what, tie) {
			at, kind, subject, tie = when, 2, what, what
		}
	}
	return at, kind, subject
}

// pending reports whether anything more happens at the instant at.
func (d *dumb) pending(next int, at sim.Time) bool {
	t, kind, _ := d.soonest(next)
	return kind != 9 && t == at
}

// arrive is rule 7; false when the invocation is rejected.
func (d *dumb) arrive(n int) bool {
	d.verdict.fates = append(d.verdict.fates,
		fate{status: outcome.Unfinished, invoker: -1, container: -1, start: -1, end: -1, attempts: 1})
	if _, mib := d.unit(int(d.trace[n].Function)); mib > d.largest() {
		d.verdict.fates[n].status = outcome.Rejected
		return false
	}
	if d.queue.discipline != "" {
		if len(d.waiting) > 0 || !d.seat(n) {
			d.waiting = append(d.waiting, n)
			d.hasWaited(n)
		}
		return true
	}
	if len(d.waiting) > 0 || !d.place(n) {
		if d.drop {
			d.verdict.fates[n].status = outcome.Rejected
			return false
		}
		d.waiting = append(d.waiting, n)
		d.verdict.queued++
	}
	return true
}

// serveCentral is the queue, strictly in order.
func (d *dumb) serveCentral() {
	d.skipGone()
	for len(d.waiting) > 0 && (d.workers == nil && d.place(d.waiting[0]) || d.workers != nil && d.seat(d.waiting[0])) {
		d.waiting = d.waiting[1:]
		d.skipGone()
	}
}

// place is rules 8 and 9; false when no invoker can take the invocation.
func (d *dumb) place(n int) bool {
	fn := int(d.trace[n].Function)
	i := d.choose(fn)
	if i < 0 {
		unit, _ := d.unit(fn)
		i = d.behind(unit)
	}
	if i >= 0 {
		d.start(n, i)
	}
	return i >= 0
}

// start is rules 8 and 9, on invoker i.
func (d *dumb) start(n, i int) {
	unit, mib := d.unit(int(d.trace[n].Function))
	f := &d.verdict.fates[n]
	f.invoker, f.queued, f.kind = i, d.now.Sub(d.trace[n].Arrival), outcome.Warm
	c := d.idle(i, unit)
	if c == nil && d.joins(i, unit) {
		d.standIn(n, i, unit)
		return
	}
	wait := d.warm
	if c != nil && d.now.Sub(c.idleSince) >= d.grace {
		wait += d.resume
	}
	if c == nil {
		used, _ := d.memoryOf(i, false)
		least := mib + d.reserve.Slack // that is to be free
		if d.memoryAt(i)-used < mib {
			least = max(least, mib+workload.MiB(d.reserve.Ahead*float64(mib)))
		}
		for ; d.memoryAt(i)-used < least && slices.ContainsFunc(d.containers, func(o *box) bool {
			return !o.gone && !o.busy && o.invoker == i
		}); used, _ = d.memoryOf(i, false) {
			d.evict(i)
		}
		c = &box{serial: len(d.containers), invoker: i, unit: unit, fresh: true, decided: d.now}
		d.containers = append(d.containers, c)
		f.kind, wait = outcome.Cold, d.cold
		if d.create > 0 {
			c.making = big.NewRat(int64(d.thread(d.create)), 1)
		}
	}
	d.frequency[[2]int{i, unit}]++
	d.value(c)
	f.start, f.container = d.now.Add(d.latency+wait), int64(c.serial)
	c.busy, c.serves, c.ends = true, n, f.start.Add(d.takes(i, n))
	if d.mode != cluster.CPUIgnored || c.fresh && d.wait != cluster.WaitNever {
		c.use.ready, f.start = f.start, -1
	} else {
		c.asked = true
	}
}

// value is rule 13, at a start in c.
func (d *dumb) value(c *box) {
	worth := new(big.Int).Quo(big.NewInt(int64(d.cold+d.thread(d.create))<<10), big.NewInt(int64(d.unitMemory(c.unit)))) // the unit
	c.priority = worth.Mul(worth, big.NewInt(int64(d.frequency[[2]int{c.invoker, c.unit}])))
	c.priority.Add(c.priority, d.clock[c.invoker])
}

// idle returns the idle container of unit on i that became idle last, ties to
// the newest.
func (d *dumb) idle(i, unit int) *box {
	var best *box
	for _, c := range d.containers {
		if !c.gone && !c.busy && c.invoker == i && c.unit == unit && (best == nil || c.idleSince >= best.idleSince) {
			best = c
		}
	}
	return best
}

// evict removes the idle container of i that goes first: rules 12 and 13.
func (d *dumb) evict(i int) {
	var worst *box
	for _, c := range d.containers {
		if c.gone || c.busy || c.invoker != i {
			continue
		}
		ranked := strings.HasPrefix(d.keepalive, "greedy-dual")
		switch {
		case worst == nil,
			ranked && c.priority.Cmp(worst.priority) < 0,
			(!ranked || c.priority.Cmp(worst.priority) == 0) && c.idleSince < worst.idleSince:
			worst = c
		}
	}
	if d.clock[i].Cmp(worst.priority) < 0 {
		d.clock[i] = worst.priority
	}
	d.remove(worst)
	d.verdict.evictions++
}

func (d *dumb) remove(c *box) {
	c.gone = true
	if d.undo > 0 {
		c.going = big.NewRat(int64(d.thread(d.undo)), 1)
	}
	if !slices.ContainsFunc(d.containers,
		func(o *box) bool { return !o.gone && o.invoker == c.invoker && o.unit == c.unit }) {
		d.frequency[[2]int{c.invoker, c.unit}] = 0
	}
}

// choose is rules 20 to 23: the first of the candidates with the least cost, in
// index order. Costs are exact whole numbers.
func (d *dumb) choose(fn int) int {
	unit, mib := d.unit(fn)
	home, step := d.walk(d.functions[fn].Name)
	best, least := -1, new(big.Rat)
	for i := range d.invokers {
		active, running := d.memoryOf(i, true)
		if !d.member[i] || d.memoryAt(i)-active < mib {
			continue
		}
		position := 0
		for (home+position*step)%d.invokers != i {
			position++
		}
		cost, memory := new(big.Rat), int64(d.memoryAt(i))
		switch d.schedule {
		case "first-fit":
			if d.idle(i, unit) == nil {
				cost.SetInt64(1)
			}
		case "max-available":
			cost.SetInt64(int64(active) - memory)
		case "least-loaded":
			cost.SetInt64(int64(running + d.queued(i)))
		case "sticky-random":
			cost.SetInt64(int64(position))
		case "sticky-max-available": // 0.3·position/n + 0.7·active/capacity, times 10
			cost.Add(big.NewRat(3*int64(position), int64(d.invokers)), big.NewRat(7*int64(active), memory))
		}
		if best < 0 || cost.Cmp(least) < 0 {
			best, least = i, cost
		}
	}
	return best
}

// walk is rule 22, FNV-1a written out.
func (d *dumb) walk(name string) (home, step int) {
	h := uint64(14695981039346656037)
	for i := range len(name) {
		h = (h ^ uint64(name[i])) * 1099511628211
	}
	n := uint64(d.invokers)
	steps := []int{0}
	for s := 1; s < d.invokers; s++ {
		if gcd(s, d.invokers) == 1 {
			steps = append(steps, s)
		}
	}
	if d.invokers > 1 {
		steps = steps[1:]
	}
	return int(h % n), steps[h/n%uint64(len(steps))]
}

func gcd(a, b int) int {
	for b > 0 {
		a, b = b, a%b
	}
	return a
}

func (d *dumb) count() {
	for n := range d.verdict.fates {
		f := &d.verdict.fates[n]
		if d.horizon > 0 && f.start >= d.horizon {
			f.start = -1 // decided, but the function had not begun to run
		}
		switch f.status {
		case outcome.Completed:
			d.verdict.completed++
		case outcome.Failed:
			d.verdict.failed++
		case outcome.Rejected:
			d.verdict.rejected++
		case outcome.Unfinished:
			d.verdict.unfinished++
		}
		if f.start < 0 {
			f.waited = 0
		}
		if f.container < 0 { // it waits in a line, or was never placed
			f.invoker, f.queued = -1, 0
		}
		if f.invoker >= 0 && f.kind == outcome.Cold {
			d.verdict.cold++
		} else if f.invoker >= 0 {
			d.verdict.warm++
		}
	}
}
