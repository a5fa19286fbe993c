package tuner

import (
	"errors"
	"fmt"
	"math"
	"time"

	"thaw/models/cpu"
	"thaw/sim"
)

// Run is a node at work.
type Run struct {
	node    *Node
	rule    Rule
	slice   time.Duration
	load    Load
	streams []sim.Stream // by function
	next    []arrival    // by function
	cores   cpu.Cores
	now     sim.Time
	tasks   sim.Arena[uint32, task]
	there   []int // executions of each function
	meters  []meter
	meter   gauge
	metered bool
	done    func(fn int, arrived, now sim.Time, work time.Duration) // may be nil
}

// arrival is the next one of a function.
type arrival struct {
	at    sim.Time
	n     uint64  // of all of them
	draw  uint64  // of times between arrivals
	phase uint64  // in which it comes
	rate  float64 // then, a nanosecond
}

// task is an execution.
type task struct {
	fn      int32
	arrived sim.Time
	work    time.Duration
	rest    time.Duration // behind the first slice
}

// meter counts what a function did in a window.
type meter struct {
	ended            int
	work, responses  float64 // of those that ended, s
	wait, busy, done float64 // thread-seconds wanted and not had, had, and core-seconds of work
	switches         float64 // involuntary
	containers       int     // most at once
}

// gauge counts what the node did.
type gauge struct {
	time, load, slow float64 // s; threads busy of all, and the slowdown of that, times s
}

// realTimeSlice is how long a real-time execution runs before others of its priority
// (linux, include/linux/sched/rt.h: RR_TIMESLICE).
const realTimeSlice = 100 * time.Millisecond

// Start begins a run of the node under a load, with the knobs of its latency-sensitive
// functions; nil: those that they start with.
func (n *Node) Start(r Rule, l Load, knobs []Knobs) (*Run, error) {
	if errs := append(n.Check(), l.Check()...); errs != nil {
		return nil, errors.Join(errs...)
	}
	m, err := n.classes(r, knobs).Machine(n.Law, n.Cores)
	if err != nil {
		return nil, err
	}
	run := &Run{node: n, rule: r, slice: n.slice(l.Scale), load: l, cores: cpu.Classed(m),
		next: make([]arrival, len(n.Functions)), there: make([]int, len(n.Functions)),
		meters: make([]meter, len(n.Functions))}
	for i := range n.Functions {
		run.streams = append(run.streams, sim.NewStream(l.Seed, "tuner/"+l.Name+"/"+n.Functions[i].Name))
		run.phased(i, 0)
		run.follow(i)
	}
	return run, nil
}

// The entities of a function's stream.
const (
	drawGap = iota
	drawWork
	drawPhase
)

// phased sets the rate of function fn in a phase.
func (r *Run) phased(fn int, phase uint64) {
	a := &r.next[fn]
	s := r.load.Swing
	z := sim.NormalQuantile(r.streams[fn].Float(drawPhase, phase))
	a.phase, a.rate = phase, r.node.Functions[fn].Rate*r.load.Scale*math.Exp(s*z-s*s/2)/1e9
}

// follow draws the arrival of function fn behind its last one. Where a phase ends before,
// the draw begins anew there, which exponential times allow.
func (r *Run) follow(fn int) {
	a := &r.next[fn]
	for {
		gap := -math.Log(r.streams[fn].Float(drawGap, a.draw)) / a.rate
		a.draw++
		end := sim.Time(0).Add(r.load.Phase) * sim.Time(a.phase+1)
		if gap < float64(end-a.at) {
			a.at = a.at.Add(time.Duration(gap))
			return
		}
		a.at = end
		r.phased(fn, a.phase+1)
	}
}

// Tune changes the knobs.
func (r *Run) Tune(knobs []Knobs) error {
	m, err := r.node.classes(r.rule, knobs).Machine(r.node.Law, r.node.Cores)
	if err != nil {
		return fmt.Errorf("tuner: %w", err)
	}
	r.cores.Reclass(m, r.now)
	return nil
}

// Pass lets the node work until an instant, with arrivals or without.
func (r *Run) Pass(until sim.Time, arrivals bool) {
	for {
		fn, at := -1, until
		if arrivals {
			for i := range r.next {
				if r.next[i].at < at {
					fn, at = i, r.next[i].at
				}
			}
		}
		if end, some := r.cores.Next(); some && end <= at {
			r.to(end)
			for id, ok := r.cores.Finish(end); ok; id, ok = r.cores.Finish(end) {
				r.finish(id)
			}
			continue
		}
		if fn < 0 {
			r.to(until)
			return
		}
		r.to(at)
		r.arrive(fn)
	}
}

// Drain lets all executions end, and returns when the last has.
func (r *Run) Drain() sim.Time {
	for at, some := r.cores.Next(); some; at, some = r.cores.Next() {
		r.Pass(at, false)
	}
	return r.now
}

// to moves the clock and the meters.
func (r *Run) to(at sim.Time) {
	if r.metered && at > r.now {
		dt := at.Sub(r.now).Seconds()
		for i := range r.meters {
			if r.there[i] == 0 {
				continue
			}
			m, g := &r.meters[i], r.cores.Going(uint8(i+1))
			m.wait += (float64(g.Tasks) - g.Threads) * dt
			m.busy += g.Threads * dt
			m.done += g.Work * dt
			if g.Threads < float64(g.Tasks) {
				slice := r.node.Law.Slice
				if r.rule == RoundRobin || r.rule == Tuned && !r.node.Functions[i].BestEffort {
					slice = realTimeSlice
				}
				m.switches += g.Threads * dt / slice.Seconds()
			}
		}
		load := float64(r.cores.Busy()) / float64(r.node.Cores*max(r.node.Law.Threads, 1))
		r.meter.time += dt
		r.meter.load += load * dt
		r.meter.slow += math.Pow(load, float64(r.node.Law.Power)) * dt
	}
	r.now = at
}

// arrive begins an execution of function fn.
func (r *Run) arrive(fn int) {
	a, f := &r.next[fn], &r.node.Functions[fn]
	s := r.node.Spread
	z := sim.NormalQuantile(r.streams[fn].Float(drawWork, a.n))
	work := time.Duration(min(math.Max(1, f.Work.Seconds()*1e9*math.Exp(s*z-s*s/2)), float64(sim.MaxDraw)))
	x := task{fn: int32(fn), arrived: a.at, work: work}
	class := uint8(fn + 1)
	if r.rule == FIFOThenCFS {
		class = uint8(len(r.node.Functions) + 1)
		if work > r.slice {
			x.rest, work = work-r.slice, r.slice
		}
	}
	r.cores.Start(r.tasks.Alloc(x), class, work, a.at)
	r.there[fn]++
	r.meters[fn].containers = max(r.meters[fn].containers, r.there[fn])
	a.n++
	r.follow(fn)
}

// finish ends an execution, or its first slice.
func (r *Run) finish(id uint32) {
	x := r.tasks.At(id)
	if x.rest > 0 {
		r.cores.Start(id, uint8(x.fn+1), x.rest, r.now)
		x.rest = 0
		return
	}
	fn := int(x.fn)
	m := &r.meters[fn]
	m.ended++
	m.work += x.work.Seconds()
	m.responses += r.now.Sub(x.arrived).Seconds()
	r.there[fn]--
	if r.done != nil {
		r.done(fn, x.arrived, r.now, x.work)
	}
	r.tasks.Free(id)
}

// open begins a window.
func (r *Run) open() {
	for i := range r.meters {
		r.meters[i] = meter{containers: r.there[i]}
	}
	r.meter, r.metered = gauge{}, true
}
