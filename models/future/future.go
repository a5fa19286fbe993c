// Package future knows what a trace will bring. Clairvoyant policies ask it: they are
// bounds, and no platform can run them.
//
//	the trace, once before the replay ──Read──▶ Future ──▶ Next, NextAbove, InUse
//
// Executions are those of the trace, from arrival to arrival + latency + duration, in
// warm containers, with the latency that the run draws for that invocation. A cold start
// ends later than that, and who waits begins later: the platform may then have more
// containers busy than the future says (InUse), for as long as that.
package future

import (
	"errors"
	"io"
	"slices"
	"time"

	"thaw/models/workload"
	"thaw/sim"
)

// Config says how the invocations of a trace use containers.
type Config struct {
	Units   int                         // what containers serve: functions, or apps
	UnitOf  func(workload.FuncID) int32 // from 0
	Slots   int                         // invocations that a container runs at a time
	Latency func(int64) time.Duration   // of the warm start of an invocation by its number
	Horizon sim.Time                    // nothing is read from then on; 0: there is no end
}

// Future is that of a trace, by unit.
type Future struct {
	units []unit
	slots int // invocations that a container runs at a time
}

// unit is what is to come of one.
type unit struct {
	arrivals []sim.Time
	past     int        // so many of them have been passed
	levels   []level    // by containers in use, from the first
	ends     []sim.Time // of executions, in their order
	begun    int        // so many arrivals InUse has passed
	ended    int        // and so many ends
}

// level is when one more container is needed than before.
type level struct {
	rises []sim.Time
	past  int
}

// Read reads the source to its end.
func Read(src workload.Source, cfg Config) (*Future, error) {
	f := &Future{units: make([]unit, cfg.Units), slots: max(1, cfg.Slots)}
	running := make([]sim.Heap[sim.Time, int64, struct{}], cfg.Units)
	read := workload.Batches(src, 1<<12)
	for number := int64(0); ; {
		batch, err := read()
		switch {
		case errors.Is(err, io.EOF):
			f.end(running)
			return f, nil
		case err != nil:
			return nil, &workload.SourceError{Err: err}
		}
		for k := range batch {
			in := &batch[k]
			if cfg.Horizon > 0 && in.Arrival >= cfg.Horizon {
				f.end(running)
				return f, nil
			}
			u := cfg.UnitOf(in.Function)
			x, h := &f.units[u], &running[u]
			for h.Len() > 0 && h.Min().First <= in.Arrival {
				x.ends = append(x.ends, h.Pop().First)
			}
			x.arrives(in.Arrival, h.Len(), f.slots)
			h.Push(in.Arrival.Add(cfg.Latency(number)).Add(in.Duration), number, struct{}{})
			number++
		}
	}
}

// end lets end what runs at the end of the trace.
func (f *Future) end(running []sim.Heap[sim.Time, int64, struct{}]) {
	for u := range running {
		for running[u].Len() > 0 {
			f.units[u].ends = append(f.units[u].ends, running[u].Pop().First)
		}
	}
}

// arrives notes an invocation while n others run.
func (x *unit) arrives(at sim.Time, n, slots int) {
	x.arrivals = append(x.arrivals, at)
	if n%slots > 0 {
		return // a container in use has a free slot
	}
	for len(x.levels) <= n/slots {
		x.levels = append(x.levels, level{})
	}
	x.levels[n/slots].rises = append(x.levels[n/slots].rises, at)
}

// Next returns the next arrival of unit u at now or later, or sim.Never. Questions of a
// unit must not go back in time.
func (f *Future) Next(u int32, now sim.Time) sim.Time {
	x := &f.units[u]
	return next(x.arrivals, &x.past, now)
}

// NextAbove returns when more than busy containers of unit u are in use next, at now or
// later, or sim.Never. Questions about a unit and a number must not go back in time.
func (f *Future) NextAbove(u int32, busy int, now sim.Time) sim.Time {
	x := &f.units[u]
	if busy >= len(x.levels) {
		return sim.Never
	}
	l := &x.levels[busy]
	return next(l.rises, &l.past, now)
}

// InUse returns how many containers of unit u are in use at an instant, for those that arrive
// then as well. Questions of a unit must not go back in time.
func (f *Future) InUse(u int32, now sim.Time) int {
	x := &f.units[u]
	for x.begun < len(x.arrivals) && x.arrivals[x.begun] <= now {
		x.begun++
	}
	for x.ended < len(x.ends) && x.ends[x.ended] <= now {
		x.ended++
	}
	return (x.begun - x.ended + f.slots - 1) / f.slots
}

// next moves past on to the first of the times that is not before now.
func next(times []sim.Time, past *int, now sim.Time) sim.Time {
	rest := times[*past:]
	if len(rest) > 0 && rest[0] < now {
		// it is most often among the next ones
		step := 1
		for step < len(rest) && rest[step] < now {
			step *= 2
		}
		from := step / 2
		k, _ := slices.BinarySearch(rest[from:min(step+1, len(rest))], now)
		*past += from + k
		rest = times[*past:]
	}
	if len(rest) == 0 {
		return sim.Never
	}
	return rest[0]
}

// Floor returns the number of containers that an infinite cache creates: of each unit as
// many as it uses at once. No policy that loads none ahead of need has fewer cold starts.
func (f *Future) Floor() (containers int64) {
	for k := range f.units {
		containers += int64(len(f.units[k].levels))
	}
	return containers
}
