// Package future knows what a trace will bring. Clairvoyant policies ask it: they are
// bounds, and no platform can run them.
//
//	the trace, once before the replay ──Read──▶ Future ──▶ Next, NextAbove
//
// Executions are those of the trace, from arrival to arrival + latency + duration, in
// warm containers, with the latency that the run draws for that invocation. A cold start
// ends later than that, and who waits begins later: the platform may then have more
// containers busy than the future says.
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
}

// unit is what is to come of one.
type unit struct {
	arrivals []sim.Time
	past     int     // so many of them have been passed
	levels   []level // by containers in use, from the first
}

// level is when one more container is needed than before.
type level struct {
	rises []sim.Time
	past  int
}

// Read reads the source to its end.
func Read(src workload.Source, cfg Config) (*Future, error) {
	f := &Future{units: make([]unit, cfg.Units)}
	running := make([]sim.Heap[sim.Time, int64, struct{}], cfg.Units)
	read := workload.Batches(src, 1<<12)
	for number := int64(0); ; {
		batch, err := read()
		switch {
		case errors.Is(err, io.EOF):
			return f, nil
		case err != nil:
			return nil, &workload.SourceError{Err: err}
		}
		for k := range batch {
			in := &batch[k]
			if cfg.Horizon > 0 && in.Arrival >= cfg.Horizon {
				return f, nil
			}
			u := cfg.UnitOf(in.Function)
			h := &running[u]
			for h.Len() > 0 && h.Min().First <= in.Arrival {
				h.Pop()
			}
			f.units[u].arrives(in.Arrival, h.Len(), max(1, cfg.Slots))
			if end := in.Arrival.Add(cfg.Latency(number)).Add(in.Duration); end > in.Arrival {
				h.Push(end, number, struct{}{})
			}
			number++
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
