package startup

import (
	"errors"
	"fmt"
	"time"

	"thaw/models/memory"
	"thaw/models/workload"
	"thaw/sim"
)

// room is the memory of VMs as a mechanism: a container begins when its VM has memory
// for it, and is gone when its VM has released that memory (models/memory).
type room struct {
	hosts *memory.Hosts
	cores bool
	works sim.Outbox[Work]
	alone []time.Duration // by function
	ended sim.Outbox[Done]
}

// complaintsShown bounds the number of functions that an error names.
const complaintsShown = 5

// CheckMemory returns what is wrong with the memory of VMs for the functions of a
// table. It names the first few functions that do not fit.
func CheckMemory(cfg *memory.Config, table *workload.Table) []error {
	errs := cfg.Check()
	if s := &cfg.Strategy; s.Slack >= cfg.Memory {
		errs = append(errs, fmt.Errorf("memory strategy %s: %d MiB of slack on invokers of %d MiB, expected less",
			s.Name, s.Slack, cfg.Memory))
	}
	more := 0
	for f := range table.Functions {
		fn := &table.Functions[f]
		if int32(fn.Memory) > cfg.Memory {
			continue // no invoker could ever hold it: it is rejected
		}
		if err := cfg.Fit(fn.Name, int32(fn.Memory)); err != nil {
			if more++; more <= complaintsShown {
				errs = append(errs, err)
			}
		}
	}
	if more > complaintsShown {
		errs = append(errs, fmt.Errorf("and %d more functions like these", more-complaintsShown))
	}
	return errs
}

// NewMemory returns the mechanism of a run, or an error that lists all mistakes. With N:1 the
// containers of a unit on an invoker share VMs, which run already.
func NewMemory(cfg memory.Config, table *workload.Table, invokers int) (Mechanism, error) {
	if err := errors.Join(CheckMemory(&cfg, table)...); err != nil {
		return nil, err
	}
	r := &room{cores: cfg.Cores, alone: make([]time.Duration, len(table.Functions))}
	for f := range table.Functions {
		r.alone[f] = cfg.UncontendedTime(int32(table.Functions[f].Memory))
	}
	var err error
	r.hosts, err = memory.New(cfg, invokers)
	return r, err
}

func (r *room) Begin(s Start, now sim.Time) sim.Time {
	r.hosts.Grow(s.Owner, s.Tie, s.Invoker, s.Unit, s.Name, int32(s.Memory), now)
	return sim.Never
}

func (r *room) End(l Leaving, now sim.Time) sim.Time {
	r.hosts.Shrink(l.Owner, l.Tie, l.Invoker, l.Name, int32(l.Memory), now)
	return sim.Never
}

func (r *room) HasTeardown() bool { return true }

func (r *room) Wakes() []sim.Wake { return r.hosts.Wakes() }

func (r *room) Advance(subject uint32, now sim.Time) { r.hosts.Advance(subject, now) }

func (r *room) Ended() []Done {
	for _, d := range r.hosts.Ended() {
		r.ended.Put(Done{Owner: d.Owner, Leaving: !d.Grown})
	}
	return r.ended.Take()
}

func (r *room) OnCores() bool { return r.cores }

func (r *room) Works() []Work {
	for _, w := range r.hosts.Toils() {
		r.works.Put(Work{w.Host, w.Amount, w.Subject})
	}
	return r.works.Take()
}

func (r *room) Working(subject uint32) (time.Duration, int32, int64) { return r.hosts.Toiling(subject) }

func (r *room) UncontendedTime(fn workload.FuncID) time.Duration { return r.alone[fn] }
