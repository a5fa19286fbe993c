package cluster

import (
	"thaw/models/cluster/fleet"
	"thaw/models/cpu"
	"thaw/models/workload"
	"thaw/sim"
)

// lookahead touches what the replay is about to need. Where that lies outside the
// nearest caches, many misses at a time take hardly longer than one. It changes
// nothing, so no result depends on it.
type lookahead struct {
	on         bool // completions are looked at
	functions  bool // arrivals are looked at
	blind      bool
	fleet      *fleet.Fleet
	inFlight   *[]inFlight // nil: completions name the container
	cpus       []cpu.Cores // which share, or nil
	alarms     *sim.Alarms // theirs
	due        []int32
	prefetcher Prefetcher // the scheduler, or nil
	touched    uint16     // keeps the loads alive
}

const (
	aheadFrom   = 1 << 12 // containers: below, the nearest caches hold what matters
	aheadLength = 32      // arrivals: so many misses overlap
)

func (e *engine) newLookahead() lookahead {
	a := lookahead{fleet: &e.fleet, blind: e.cfg.blind, cpus: e.cpus, alarms: &e.alarms}
	a.functions = !a.blind && len(e.fleet.Functions()) >= fleet.ManyFunctions
	a.prefetcher, _ = e.sched.(Prefetcher)
	if e.detailed {
		a.inFlight = &e.inFlight
	}
	return a
}

// prefetchArrivals looks at the next arrivals, with the container that each would most
// likely find.
func (a *lookahead) prefetchArrivals(batch []workload.Invocation) {
	a.on = a.fleet.Containers() > aheadFrom && !a.blind
	if a.on && a.cpus != nil {
		a.prefetchFinishes(batch[len(batch)-1].Arrival)
	}
	if !a.functions {
		return
	}
	touched := a.touched
	for k := range batch {
		touched += a.fleet.PrefetchStart(batch[k].Function)
	}
	a.touched = touched
	if a.prefetcher != nil {
		a.prefetcher.PrefetchArrivals(batch)
	}
}

// prefetchCompletions looks at the containers that the completions ahead will need, each
// with the one that it will follow in its deployment. Some of them may be long over:
// their record is vacant then, and has a link in place of a container.
func (a *lookahead) prefetchCompletions(ahead []sim.Order) {
	touched := a.touched
	for _, o := range ahead {
		f := o.Subject()
		switch o.Kind() {
		case kindCompleted, kindReady:
		default:
			continue
		}
		c := ContainerID(f)
		if a.inFlight != nil {
			c = (*a.inFlight)[f].container
		}
		touched += a.fleet.PrefetchRelease(c)
	}
	a.touched = touched
}

// prefetchFinishes looks at what shared cores finish before an instant.
func (a *lookahead) prefetchFinishes(limit sim.Time) {
	a.due = a.alarms.Before(limit, a.due[:0])
	touched := a.touched
	for _, i := range a.due {
		id, some := a.cpus[i].First()
		if kind, f := cpu.Split(id); some && kind == cpu.Execution {
			touched += a.fleet.PrefetchRelease((*a.inFlight)[f].container)
		}
	}
	a.touched = touched
}
