package cluster_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"thaw/models/cluster"
	"thaw/models/outcome"
	"thaw/models/worker"
	"thaw/policies"
	"thaw/policies/all"
	"thaw/sim"
)

// Worker queues, as the dumb simulator reads the rules: every key from all that the
// worker has seen, every token counted, every sample of the load taken.

// queueing is the worker queue of a world; none without a discipline.
type queueing struct {
	discipline, order string
	tokens            int
	check             time.Duration // of aimd, or 0
	load              float64
	most              int
	bypass            time.Duration
}

// policy is the queue as the engine takes it.
func (q queueing) policy() *worker.Policy {
	if q.discipline == "" {
		return nil
	}
	text := q.discipline
	if text != "queueless" {
		text += fmt.Sprintf(",fixed=%d,bypass=%v,aimd=%v", q.tokens, q.bypass, q.check > 0)
	}
	if q.check > 0 {
		text += fmt.Sprintf(",check=%v,max-load=%g,max-oversubscribe=%d", q.check, q.load, q.most)
	}
	if q.order != "" {
		text += ",order=" + q.order
	}
	p, err := policies.Parse(all.Queues(), text)
	if err != nil {
		panic(err)
	}
	return &p.Policy
}

// handover is who leaves the queues of invokers that go.
type handover struct {
	back []int  // to be placed anew
	late []bool // by invocation: it had to wait
	seen struct{ lost, back, stood, served int }
}

// dumbWorker is the queue of an invoker and what it has seen.
type dumbWorker struct {
	line   []queuer
	limit  int
	load   int64 // 1/2048
	seen   map[string][]time.Duration
	last   map[int]sim.Time // by function: when one came
	begun  map[int]sim.Time // by invocation that runs: when it left the queue
	tokens map[int]bool     // by invocation that runs
	passed int              // invocations that passed the queue by
	lacked bool             // the head had no token when it was last tried
}

type queuer struct {
	key int64
	n   int
}

// least is the number of tokens with which worker i begins.
func (d *dumb) least(i int) int {
	if d.queue.tokens == 0 {
		return d.coresAt(i)
	}
	return d.queue.tokens
}

// most is the number of its tokens at the most.
func (d *dumb) most(i int) int {
	if d.queue.most == 0 {
		return 2 * max(d.queue.tokens, d.coresAt(i))
	}
	return d.queue.most
}

func (d *dumb) layWorkers() {
	if d.queue.discipline == "" {
		return
	}
	d.workers = make([]dumbWorker, d.invokers)
	for i := range d.workers {
		d.begin(i)
	}
	d.late = make([]bool, len(d.trace))
}

// begin makes worker i as at the beginning.
func (d *dumb) begin(i int) {
	if d.workers != nil {
		d.workers[i] = dumbWorker{limit: d.least(i), seen: map[string][]time.Duration{}, last: map[int]sim.Time{},
			begun: map[int]sim.Time{}, tokens: map[int]bool{}, passed: d.workers[i].passed}
	}
}

// hasWaited counts an invocation that has to wait, once.
func (d *dumb) hasWaited(n int) {
	for n >= len(d.late) {
		d.late = append(d.late, false)
	}
	if !d.late[n] {
		d.late[n] = true
		d.verdict.queued++
	}
}

func (d *dumb) queued(i int) int {
	if d.workers == nil {
		return 0
	}
	return len(d.workers[i].line)
}

// mean is the moving average of what a worker has seen.
func (w *dumbWorker) mean(what string, fn int) (mean time.Duration, known bool) {
	for k, x := range w.seen[fmt.Sprint(what, fn)] {
		if k == 0 {
			mean = x
		}
		mean += (x - mean) / 10
	}
	return mean, w.seen[fmt.Sprint(what, fn)] != nil
}

func (w *dumbWorker) see(what string, fn int, x time.Duration) {
	w.seen[fmt.Sprint(what, fn)] = append(w.seen[fmt.Sprint(what, fn)], x)
}

// seat brings invocation n to the queue of an invoker; false where none takes it.
func (d *dumb) seat(n int) bool {
	fn := int(d.trace[n].Function)
	i := d.choose(fn)
	if i < 0 {
		for k := range d.workers {
			if _, mib := d.unit(fn); !d.member[k] || d.memoryAt(k) < mib {
				continue
			}
			if i < 0 || len(d.workers[k].line)+len(d.workers[k].begun) < len(d.workers[i].line)+len(d.workers[i].begun) {
				i = k
			}
		}
	}
	if i >= 0 {
		d.joinQueue(n, i)
	}
	return i >= 0
}

// joinQueue is the coming of invocation n to invoker i.
func (d *dumb) joinQueue(n, i int) {
	fn := int(d.trace[n].Function)
	w := &d.workers[i]
	if last, came := w.last[fn]; came {
		w.see("gap", fn, d.now.Sub(last))
	}
	w.last[fn] = d.now
	unit, _ := d.unit(fn)
	warm := d.idle(i, unit) != nil
	if mean, known := w.mean("run", fn); known && warm && mean < d.queue.bypass {
		w.passed++
		d.leaveQueue(n, i, false)
		return
	}
	x := queuer{d.key(i, fn, warm), n}
	at := 0
	for at < len(w.line) && w.line[at].key <= x.key {
		at++
	}
	w.line = slices.Insert(w.line, at, x)
	d.serve(i)
	if slices.ContainsFunc(w.line, func(o queuer) bool { return o.n == n }) {
		d.hasWaited(n)
	}
}

// dismiss ends the wait at worker i, whose invocations have failed or come back to the
// scheduler.
func (d *dumb) dismiss(i int, fails bool) (failed []int) {
	if d.workers == nil {
		return nil
	}
	for _, x := range d.workers[i].line {
		if fails {
			d.verdict.fates[x.n].status, d.verdict.fates[x.n].end = outcome.Failed, d.now
			failed = append(failed, x.n)
			d.seen.lost++
			continue
		}
		d.back = append(d.back, x.n)
		d.seen.back++
	}
	d.workers[i].line, d.workers[i].lacked = nil, false
	return failed
}

// key is what an invocation that joins worker i waits by.
func (d *dumb) key(i, fn int, warm bool) int64 {
	w := &d.workers[i]
	expected, _ := w.mean("cold", fn)
	if warm {
		expected, _ = w.mean("warm", fn)
	}
	gap, _ := w.mean("gap", fn)
	switch d.queue.discipline {
	case "sjf":
		return int64(expected)
	case "eedf":
		return int64(d.now.Add(expected))
	case "rare":
		if d.queue.order == "paper" {
			return -int64(gap)
		}
		return int64(gap)
	case "cold-priority", "scale":
		for n := range w.begun {
			if warm && int(d.trace[n].Function) == fn {
				return 0
			}
		}
		return int64(expected)
	}
	return 0
}

// serve begins heads while there is a token, and a container or memory.
func (d *dumb) serve(i int) {
	w := &d.workers[i]
	for w.lacked = false; len(w.line) > 0; {
		head := w.line[0]
		if d.gone(head.n) {
			w.line = w.line[1:]
			d.left(head.n)
			continue
		}
		unit, mib := d.unit(int(d.trace[head.n].Function))
		active, _ := d.memoryOf(i, true)
		held := 0
		for _, token := range w.tokens {
			if token {
				held++
			}
		}
		if w.lacked = d.queue.discipline != "queueless" && held >= w.limit; w.lacked ||
			d.idle(i, unit) == nil && d.memoryAt(i)-active < mib && !d.joins(i, unit) {
			return
		}
		w.line = w.line[1:]
		d.leaveQueue(head.n, i, true)
	}
}

// serveAll is a check: the limits have moved already.
func (d *dumb) serveAll() {
	d.checked = d.now
	for i := range d.workers {
		if d.workers[i].lacked {
			d.serve(i)
		}
	}
}

func (d *dumb) leaveQueue(n, i int, token bool) {
	d.start(n, i)
	d.workers[i].begun[n], d.workers[i].tokens[n] = d.now, token
}

// workerEnded teaches worker i that invocation n has ended.
func (d *dumb) workerEnded(i, n int) {
	if d.workers == nil {
		return
	}
	w := &d.workers[i]
	fn, f := int(d.trace[n].Function), &d.verdict.fates[n]
	ran := f.end.Sub(f.start)
	w.see("run", fn, ran)
	if f.kind == outcome.Cold {
		w.see("cold", fn, f.end.Sub(w.begun[n]))
	} else {
		w.see("warm", fn, ran)
	}
	delete(w.begun, n)
	delete(w.tokens, n)
	d.serve(i)
}

// tick takes the samples and checks after the present instant and up to at.
func (d *dumb) tick(at sim.Time) {
	if d.queue.check == 0 {
		return
	}
	period, check := 5*sim.Second, sim.Time(d.queue.check)
	for t := d.now + 1; ; t++ {
		if t = min((t+period-1)/period*period, (t+check-1)/check*check); t > at {
			return
		}
		for i := range d.workers {
			w := &d.workers[i]
			if t%period == 0 {
				n, up := int64(len(w.begun))*2048, int64(0)
				if n >= w.load {
					up = 2047
				}
				w.load = (w.load*1884 + n*(2048-1884) + up) / 2048
			}
			switch {
			case t%check != 0:
			case float64(w.load)/2048/float64(d.coresAt(i)) > d.queue.load:
				w.limit -= (w.limit - d.least(i) + 1) / 2
			case w.limit < d.most(i):
				w.limit++
			}
		}
	}
}

// nextCheck is the next instant at which a limit may move for somebody who waits.
func (d *dumb) nextCheck() sim.Time {
	for i := range d.workers {
		if d.queue.check > 0 && len(d.workers[i].line) > 0 {
			check := sim.Time(d.queue.check)
			return max((d.now+check-1)/check, d.checked/check+1) * check
		}
	}
	return sim.Never
}

// Does the engine serve the queues of invokers as the rules say? In every order, with
// fixed tokens and such that follow the load, and past the queue.
func TestEngineAgreesOnWorkerQueues(t *testing.T) {
	worlds := 300
	if testing.Short() {
		worlds = 60
	}
	for _, discipline := range []string{"fcfs", "sjf", "eedf", "rare", "cold-priority", "scale", "queueless"} {
		t.Run(discipline, func(t *testing.T) {
			queued, passed, moved := 0, 0, 0
			for seed := range uint64(worlds) {
				w := queueWorld(seed, discipline)
				if w.disagreement(t) != "" {
					w.shrink(t)
					t.Fatalf("seed %d: %s\n%+v\n%v", seed, w.disagreement(t), w.processors, w)
				}
				d := &dumb{world: *w}
				queued += int(d.run().queued)
				for i := range d.workers {
					passed += d.workers[i].passed
					if w.queue.check > 0 && d.workers[i].limit > d.least(i) {
						moved++
					}
				}
			}
			if queued < 2*worlds || discipline != "queueless" && min(passed, moved) < worlds/10 {
				t.Errorf("%d waited, %d passed by, %d limits moved: the worlds are too easy", queued, passed, moved)
			}
		})
	}
}

// queueWorld draws a world with worker queues.
func queueWorld(seed uint64, discipline string) *world {
	r := rand.New(rand.NewPCG(seed, 23))
	w := randomWorld(seed, []string{"first-fit", "least-loaded", "sticky-random", "max-available"}[seed%4],
		[]string{"ttl", "lru", "none", "greedy-dual"}[seed/4%4])
	w.queue = queueing{discipline: discipline}
	if discipline == "rare" {
		w.queue.order = []string{"paper", "code"}[r.IntN(2)]
	}
	if r.IntN(2) == 0 {
		w.processors = processors{mode: cluster.CPUMode(1 + r.IntN(2)), cores: 1 + r.IntN(3)}
	}
	if seed%3 == 0 { // no times of a grid
		for n := range w.trace {
			w.trace[n].Duration += w.trace[n].Duration / 7
		}
	}
	if discipline == "queueless" {
		return w
	}
	if w.queue.tokens = 1 + r.IntN(4); w.cores > 0 && r.IntN(3) == 0 {
		w.queue.tokens = 0 // as many as cores
	}
	if r.IntN(2) == 0 {
		w.queue.bypass = grid * time.Duration(1+r.IntN(8))
	}
	if w.cores > 0 && r.IntN(3) > 0 {
		w.queue.check = []time.Duration{grid, time.Second, 700 * time.Millisecond, 5 * time.Second}[r.IntN(4)]
		w.queue.load = float64(1+r.IntN(1500)) / 1000
		if r.IntN(2) == 0 {
			w.queue.most = max(w.queue.tokens, w.cores, 3) + r.IntN(5) // 3: classes have so many cores
		}
	}
	return w
}

// Does a queue decide from what has ended alone? Whatever runs longer than it did beyond
// an instant changes nothing that was decided up to then.
func TestWorkerQueuesDoNotForesee(t *testing.T) {
	for _, discipline := range []string{"sjf", "eedf", "rare", "cold-priority", "scale", "fcfs"} {
		decided, changed := 0, 0
		for seed := range uint64(150) {
			w := queueWorld(seed, discipline)
			r := rand.New(rand.NewPCG(seed, 29))
			before, _ := w.replay(t, w.config(), 0)
			at := sim.Time(r.Int64N(int64(w.trace[len(w.trace)-1].Arrival) + 1))
			other := *w
			other.trace = slices.Clone(w.trace)
			for n, o := range before {
				if o.Status == outcome.Unfinished || o.Status == outcome.Completed && o.End > at {
					other.trace[n].Duration += time.Duration(r.Int64N(int64(9 * grid)))
					changed++
				}
			}
			after, _ := other.replay(t, other.config(), 0)
			left := func(o outcome.Invocation) bool { return o.Invoker >= 0 && o.Arrival.Add(o.Queued) <= at }
			for n := range before {
				x, y := before[n], after[n]
				if left(x) != left(y) || left(x) && (x.Queued != y.Queued || x.Container != y.Container || x.Kind != y.Kind) {
					t.Fatalf("%s, seed %d: up to %v, invocation %d\n%+v\n%+v with other durations after it\n%v", discipline,
						seed, time.Duration(at), n, x, y, w)
				}
				if left(x) && x.Queued > 0 {
					decided++
				}
			}
		}
		if min(decided, changed) < 150 {
			t.Errorf("%s: %d waited, %d durations changed: the worlds are too easy", discipline, decided, changed)
		}
	}
}
