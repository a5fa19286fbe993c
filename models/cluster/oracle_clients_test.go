package cluster_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"thaw/models/client"
	"thaw/models/cluster"
	"thaw/models/outcome"
	"thaw/models/workload"
	"thaw/sim"
)

// Clients, users and the gate, as the dumb simulator reads "Clients" of docs/semantics.md.
// What it calls an invocation elsewhere is an attempt here: every attempt has an entry in
// trace and fates, in the order in which they are sent. Whether somebody waits for one, how
// many are on the platform, how much of a limit is left: all is counted anew.

// patronage is who invokes in a world, and what the platform takes.
type patronage struct {
	client   *client.Policy
	throttle client.Throttle
	loop     *workload.Users
	drop     bool
}

func (w *world) table() workload.Table {
	return workload.Table{Functions: w.functions, Apps: w.apps, Users: w.loop}
}

// patrons are those of a run with more than a trace.
type patrons struct {
	policy   client.Policy
	arrivals []workload.Invocation // of the trace
	calls    []*call               // the invocations
	call     []int                 // by attempt: its invocation
	kth      []int                 // by attempt: how many of its invocation there are with it, from 1
	inside   []bool                // by attempt: the gate has let it in, and not out
	budget   int                   // thousandths of a retry
	saved    map[int]time.Duration // by unit: the time for which it did not grow
	since    map[int]sim.Time      // by unit: as of when
	patrons  []*patron             // of a closed loop
	told     struct{ cancelled, timedOutRunning, timedOutWaiting int }
}

// call is an invocation.
type call struct {
	arrival sim.Time
	fn      workload.FuncID
	runs    time.Duration
	attempt int      // the one that somebody waits for, or -1
	next    sim.Time // when it is tried again, or Never
	retries int      // that count
	sent    int
	user    int // or -1
	fate    *fate
}

// patron is a user.
type patron struct {
	next  sim.Time // when they invoke, or Never
	round int
}

// welcome makes the patrons, where there are any.
func (d *dumb) welcome() {
	if d.client == nil && d.loop == nil && !d.throttle.On() {
		return
	}
	p := &patrons{arrivals: d.trace, saved: map[int]time.Duration{}, since: map[int]sim.Time{}}
	if d.trace = nil; d.client != nil {
		p.policy = *d.client
	}
	p.budget = 1000 * p.policy.Reserve
	if d.loop != nil {
		for u := range d.loop.Count {
			p.patrons = append(p.patrons, &patron{next: sim.Time(int(d.loop.Ramp) / d.loop.Count * u)})
		}
	}
	d.patrons = p
}

// script are the arrivals of the trace.
func (d *dumb) script() []workload.Invocation {
	if d.patrons == nil {
		return d.trace
	}
	return d.arrivals
}

// rank is the place of an attempt among others of one instant: first attempts first, each in
// the order of the invocations. From the seventeenth on they count as the first again.
func (d *dumb) rank(n int) int {
	if d.patrons == nil {
		return n
	}
	return (d.kth[n]-1)%16<<32 + d.patrons.call[n]
}

// goesOn reports whether the run does: something is to come, somebody will act, or an
// attempt is on the platform and can still end there.
func (d *dumb) goesOn(next, open int) bool {
	if d.patrons == nil {
		return open > 0 && !d.hopeless(next)
	}
	turn, _ := d.nextTurn()
	there := len(d.waiting) > 0
	for _, w := range d.workers {
		there = there || len(w.line) > 0
	}
	there = there || len(d.inLines) > 0 || slices.ContainsFunc(d.containers, func(c *box) bool { return !c.gone && c.busy })
	return next < len(d.arrivals) || turn != sim.Never || d.nextGiveUp() != sim.Never || there && !d.hopeless(next)
}

// comes is an arrival of the trace.
func (d *dumb) comes(next int) bool {
	if d.patrons == nil {
		return d.arrive(next)
	}
	in := d.arrivals[next]
	d.calls = append(d.calls, &call{arrival: in.Arrival, fn: in.Function, runs: in.Duration, next: sim.Never, user: -1})
	d.send(len(d.calls) - 1)
	return true
}

// nextTurn is when a client acts next, and which: by user in a closed loop, else by invocation.
func (d *dumb) nextTurn() (at sim.Time, who int) {
	at = sim.Never
	if d.patrons == nil {
		return at, 0
	}
	for u := range d.patrons.patrons {
		when := d.patrons.patrons[u].next
		for _, c := range d.calls {
			if c.user == u {
				when = min(when, c.next)
			}
		}
		if when < at {
			at, who = when, u
		}
	}
	for k, c := range d.calls {
		if c.user < 0 && c.next < at {
			at, who = c.next, k
		}
	}
	return at, who
}

// turn is what a client does then: a retry, or a user's next invocation.
func (d *dumb) turn(who int) {
	if d.loop == nil {
		d.send(who)
		return
	}
	for k, c := range d.calls {
		if c.user == who && c.next == d.now {
			d.send(k)
			return
		}
	}
	p := d.patrons.patrons[who]
	sum := 0.0
	for _, m := range d.loop.Menu {
		sum += m.Weight
	}
	share, fn := sim.NewStream(1, "client/function").Float(uint64(who), uint64(p.round))*sum, 0
	for share -= d.loop.Menu[0].Weight; share >= 0; share -= d.loop.Menu[fn].Weight {
		fn++
	}
	runs := d.loop.Menu[fn].Duration.Draw(sim.NewStream(1, "client/duration"), uint64(who), uint64(p.round))
	d.calls = append(d.calls, &call{arrival: d.now, fn: workload.FuncID(fn), runs: max(runs, 1), next: sim.Never,
		user: who})
	p.next = sim.Never
	d.send(len(d.calls) - 1)
}

// send is the next attempt of invocation k.
func (d *dumb) send(k int) {
	c, n := d.calls[k], len(d.trace)
	c.next, c.attempt = sim.Never, n
	if c.sent++; c.sent > 1 {
		d.verdict.retries++
	} else {
		d.budget = min(d.budget+d.policy.Budget, 1000*max(1, d.policy.Reserve))
	}
	d.trace = append(d.trace, workload.Invocation{Arrival: d.now, Duration: c.runs, Function: c.fn})
	d.patrons.call, d.kth, d.inside = append(d.patrons.call, k), append(d.kth, c.sent), append(d.inside, false)
	unit, mib := d.unit(int(c.fn))
	if mib > d.largest() { // no retry helps
		d.arrive(n)
		d.over(n, outcome.Rejected)
		return
	}
	if !d.admits(unit) {
		d.verdict.fates = append(d.verdict.fates, fate{invoker: -1, container: -1, start: -1, end: -1})
		d.verdict.throttled++
		d.unanswered(n, outcome.Rejected, true)
		return
	}
	d.inside[n] = true
	if !d.arrive(n) {
		d.left(n)
		d.unanswered(n, outcome.Rejected, false)
	}
}

// admits reports whether the gate lets an attempt of a unit in.
func (d *dumb) admits(unit int) bool {
	all, own, containers := 0, 0, 0
	for n, in := range d.inside {
		if in {
			all++
			if u, _ := d.unit(int(d.trace[n].Function)); u == unit {
				own++
			}
		}
	}
	if d.throttle.Concurrency > 0 && all >= d.throttle.Concurrency {
		return false
	}
	for _, c := range d.containers {
		if !c.gone && c.unit == unit {
			containers++
		}
	}
	if d.throttle.Burst == 0 || own < containers {
		return true
	}
	part := d.throttle.Every / time.Duration(d.throttle.Burst)
	full := part * time.Duration(d.throttle.Burst)
	if _, seen := d.since[unit]; !seen {
		d.saved[unit] = full
	}
	d.saved[unit] = min(full, d.saved[unit]+d.now.Sub(d.since[unit]))
	if d.since[unit] = d.now; d.saved[unit] < part {
		return false
	}
	d.saved[unit] -= part
	return true
}

// left lets an attempt out of the gate.
func (d *dumb) left(n int) {
	if d.patrons != nil {
		d.inside[n] = false
	}
}

// awaited reports whether somebody waits for attempt n.
func (d *dumb) awaited(n int) bool { return d.calls[d.patrons.call[n]].attempt == n }

// gone reports whether attempt n, which waits, has been called off.
func (d *dumb) gone(n int) bool {
	gone := d.patrons != nil && d.policy.Cancel && !d.awaited(n)
	if gone {
		d.patrons.told.cancelled++
	}
	return gone
}

// skipGone takes who was called off from the head of the central queue.
func (d *dumb) skipGone() {
	for len(d.waiting) > 0 && d.gone(d.waiting[0]) {
		d.left(d.waiting[0])
		d.waiting = d.waiting[1:]
	}
}

// nextGiveUp is when somebody's patience ends.
func (d *dumb) nextGiveUp() sim.Time {
	at := sim.Never
	if d.patrons == nil || d.policy.Timeout == 0 {
		return at
	}
	for _, c := range d.calls {
		if c.attempt >= 0 {
			at = min(at, d.trace[c.attempt].Arrival.Add(d.policy.Timeout))
		}
	}
	return at
}

// giveUp is the end of all patience that ends now, in the order in which the attempts were sent.
func (d *dumb) giveUp() {
	var tired []int
	for _, c := range d.calls {
		if c.attempt >= 0 && d.trace[c.attempt].Arrival.Add(d.policy.Timeout) == d.now {
			tired = append(tired, c.attempt)
		}
	}
	slices.Sort(tired)
	for _, n := range tired {
		d.verdict.timeouts++
		if f := d.verdict.fates[n]; f.container >= 0 {
			d.patrons.told.timedOutRunning++
		} else {
			d.patrons.told.timedOutWaiting++
		}
		d.unanswered(n, outcome.TimedOut, false)
	}
	if !d.policy.Cancel {
		return
	}
	if len(d.waiting) > 0 && !d.awaited(d.waiting[0]) {
		d.serveCentral()
	}
	for i := range d.workers {
		if slices.ContainsFunc(d.workers[i].line, func(x queuer) bool { return slices.Contains(tired, x.n) }) {
			d.serve(i)
		}
	}
}

// answered is the completion of attempt n.
func (d *dumb) answered(n int) {
	if d.patrons == nil {
		return
	}
	if d.left(n); d.awaited(n) {
		d.over(n, outcome.Completed)
		return
	}
	d.verdict.duplicates++
	d.verdict.wasted += d.now.Sub(d.verdict.fates[n].start)
}

// lose is the failure of attempts with their invoker.
func (d *dumb) lose(lost []int) {
	if d.patrons == nil {
		return
	}
	slices.SortFunc(lost, func(a, b int) int { return d.rank(a) - d.rank(b) })
	for _, n := range lost {
		d.left(n)
		d.unanswered(n, outcome.Failed, false)
	}
}

// unanswered is the end of attempt n for its client: there is another one, or none.
func (d *dumb) unanswered(n int, how outcome.Status, throttled bool) {
	k := d.patrons.call[n]
	c, p := d.calls[k], &d.policy
	if !d.awaited(n) {
		d.verdict.duplicates++
		return
	}
	pause := func(b client.Backoff, times int) sim.Time {
		wait := float64(b.Base)
		for range times - 1 {
			wait = wait * b.Factor
		}
		wait = min(wait, float64(b.Most))
		u := sim.NewStream(1, "client/backoff").Float(uint64(k), uint64(c.sent))
		return d.now.Add(time.Duration(math.Round(wait * [...]float64{1, u, (1 + u) / 2}[b.Jitter])))
	}
	if throttled && p.Throttled.Base > 0 {
		if at := pause(p.Throttled, c.sent-c.retries); at.Sub(c.arrival) <= p.Within {
			c.next, c.attempt = at, -1
			return
		}
	} else if c.retries < p.Retries && (p.Budget == 0 || d.budget >= 1000) {
		if c.retries++; p.Budget > 0 {
			d.budget -= 1000
		}
		c.next, c.attempt = pause(p.Backoff, c.retries), -1
		return
	}
	d.over(n, how)
}

// over is the end of an invocation with its attempt n.
func (d *dumb) over(n int, how outcome.Status) {
	c := d.calls[d.patrons.call[n]]
	f := d.verdict.fates[n]
	if f.status, f.end = how, d.now; how == outcome.Rejected {
		f.end = -1
	}
	c.fate, c.attempt = d.tell(c, &f, n), -1
	if c.user < 0 {
		return
	}
	p := d.patrons.patrons[c.user]
	p.round++
	next := d.now.Add(d.loop.Think.Draw(sim.NewStream(1, "client/think"), uint64(c.user), uint64(p.round)))
	if next < d.loop.Until {
		p.next = next
	}
}

// tell makes the row of an invocation from that of its attempt n.
func (d *dumb) tell(c *call, f *fate, n int) *fate {
	f.attempts, f.retrying = int32(c.sent), d.trace[n].Arrival.Sub(c.arrival)
	if f.status != outcome.Completed && f.start > d.now {
		f.start = -1
	}
	if f.start < 0 {
		f.waited = 0
	}
	if f.container < 0 {
		f.invoker, f.queued, f.kind = -1, 0, outcome.Warm
	}
	return f
}

// reckon counts at the end: starts of attempts, and how invocations have ended.
func (d *dumb) reckon() {
	for _, f := range d.verdict.fates {
		switch {
		case f.container < 0:
		case f.kind == outcome.Cold:
			d.verdict.cold++
		default:
			d.verdict.warm++
		}
	}
	rows := make([]fate, len(d.calls))
	for k, c := range d.calls {
		switch {
		case c.fate != nil:
		case c.attempt >= 0: // on the platform
			f := d.verdict.fates[c.attempt]
			if f.status = outcome.Unfinished; d.horizon > 0 && f.start >= d.horizon {
				f.start = -1
			}
			d.now = max(d.now, f.start)
			c.fate = d.tell(c, &f, c.attempt)
		default: // between two
			c.fate = &fate{status: outcome.Unfinished, invoker: -1, container: -1, start: -1, end: -1, kind: outcome.Warm,
				attempts: int32(c.sent), retrying: d.horizon.Sub(c.arrival)}
		}
		switch rows[k] = *c.fate; c.fate.status {
		case outcome.Completed:
			d.verdict.completed++
		case outcome.Failed:
			d.verdict.failed++
		case outcome.TimedOut:
			d.verdict.timedOut++
		case outcome.Rejected:
			d.verdict.rejected++
		case outcome.Unfinished:
			d.verdict.unfinished++
		}
	}
	d.verdict.fates = rows
}

// patronize gives a world clients.
func (w *world) patronize(seed uint64) {
	r := rand.New(rand.NewPCG(seed, 31))
	ticks := func(most int) time.Duration { return grid * time.Duration(r.IntN(most+1)) }
	backoff := func() client.Backoff {
		b := client.Backoff{Base: ticks(4), Factor: []float64{1, 1.5, 2}[r.IntN(3)], Jitter: client.Jitter(r.IntN(3))}
		b.Most = b.Base * time.Duration(1+r.IntN(6))
		return b
	}
	if r.IntN(5) > 0 {
		p := &client.Policy{Retries: r.IntN(5), Backoff: backoff(), Cancel: r.IntN(2) == 0}
		if r.IntN(5) > 0 {
			p.Timeout = max(ticks(10), w.warm+w.latency, grid)
		}
		if r.IntN(3) == 0 {
			p.Budget, p.Reserve = 100*(1+r.IntN(8)), r.IntN(4)
		}
		if r.IntN(3) == 0 {
			p.Throttled, p.Within = backoff(), ticks(20)
			p.Throttled.Base, p.Throttled.Most = p.Throttled.Base+grid, p.Throttled.Most+grid
		}
		w.client = p
	}
	if r.IntN(3) == 0 {
		w.throttle.Concurrency = 1 + r.IntN(8)
	}
	if r.IntN(3) == 0 {
		w.throttle.Burst, w.throttle.Every = 1+r.IntN(4), time.Duration(1+r.IntN(4))*time.Second
	}
	w.drop = w.queue.discipline == "" && r.IntN(4) == 0
	if r.IntN(3) > 0 {
		return
	}
	last := w.trace[len(w.trace)-1].Arrival
	w.trace = nil
	w.loop = &workload.Users{Count: 1 + r.IntN(6), Think: []sim.Dist{sim.Const(grid), sim.Uniform(0, 4*grid),
		sim.Exponential(2 * grid), sim.Const(2 * grid)}[r.IntN(4)], Until: last + 2*sim.Second,
		Ramp: ticks(4)}
	for range w.functions {
		w.loop.Menu = append(w.loop.Menu, workload.Choice{Weight: float64(r.IntN(4)), Duration: []sim.Dist{
			sim.Const(ticks(8)), sim.Exponential(2 * grid)}[r.IntN(2)]})
	}
	w.loop.Menu[0].Weight++
}

// Does the engine do with attempts what the rules say, in thousands of worlds with timeouts,
// retries, budgets, users and limits, with a central queue and with queues of invokers, with
// crashes, lost invocations and horizons? Each of it has to happen.
func TestEngineAgreesOnClients(t *testing.T) {
	worlds := 2400
	if testing.Short() {
		worlds = 300
	}
	var seen verdict
	var cancelled, running, waiting, loops int
	disciplines := []string{"", "", "", "fcfs", "sjf", "cold-priority", "queueless"}
	for seed := range uint64(worlds) {
		w := randomWorld(seed, []string{"first-fit", "least-loaded", "max-available", "sticky-random",
			"sticky-max-available"}[seed%5], []string{"none", "ttl", "lru", "greedy-dual"}[seed/5%4])
		if disciplines[seed%7] != "" {
			w = queueWorld(seed, disciplines[seed%7])
		}
		if seed%3 > 0 {
			w.enlist(seed)
		}
		if seed%4 == 0 && w.queue.discipline == "" {
			w.wait = cluster.Wait(1 + seed/4%2)
		}
		w.patronize(seed)
		if w.wait != cluster.WaitNever {
			w.drop = false
		}
		if w.disagreement(t) != "" {
			w.shrink(t)
			t.Fatalf("seed %d: %s\n%+v\n%+v\n%v%v", seed, w.disagreement(t), w.processors, w.roll, w, w.patronage.String())
		}
		d := &dumb{world: *w}
		v := d.run()
		seen.retries, seen.timeouts, seen.throttled = seen.retries+v.retries, seen.timeouts+v.timeouts,
			seen.throttled+v.throttled
		seen.duplicates, seen.timedOut, seen.failed = seen.duplicates+v.duplicates, seen.timedOut+v.timedOut,
			seen.failed+v.failed
		seen.rejected, seen.unfinished = seen.rejected+v.rejected, seen.unfinished+v.unfinished
		if d.patrons != nil {
			cancelled, running, waiting = cancelled+d.patrons.told.cancelled, running+d.patrons.told.timedOutRunning,
				waiting+d.patrons.told.timedOutWaiting
		}
		if w.loop != nil {
			loops++
		}
	}
	least := min(seen.retries, seen.timeouts, seen.throttled, seen.duplicates, seen.timedOut, seen.failed, seen.rejected,
		seen.unfinished, int64(cancelled), int64(running), int64(waiting), int64(4*loops))
	if least < int64(worlds)/4 {
		t.Errorf("%+v, %d called off, %d given up in a container and %d before, %d closed loops: the worlds are too easy",
			seen, cancelled, running, waiting, loops)
	}
}

func (p *patronage) String() string {
	s := fmt.Sprintf("throttle %+v, drop %v\n", p.throttle, p.drop)
	if p.client != nil {
		s += fmt.Sprintf("client %+v\n", *p.client)
	}
	if p.loop != nil {
		s += fmt.Sprintf("users %+v\n", *p.loop)
	}
	return s
}
