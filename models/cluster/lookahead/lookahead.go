// Package lookahead touches what a replay is about to need. Where that lies outside the
// nearest caches, many misses at a time take hardly longer than one. It changes nothing,
// so no result depends on it.
//
//	the next arrivals ──▶ Arrivals ────▶ functions, their warmest containers
//	                           └───────▶ what shared cores finish meanwhile
//	events dealt out ───▶ Completions ─▶ containers that become idle
package lookahead

import (
	"thaw/models/cluster/fleet"
	"thaw/models/cpu"
	"thaw/models/workload"
	"thaw/sim"
)

// Lookahead is that of one run.
type Lookahead struct {
	On        bool // Completions is to be called
	functions bool // arrivals are looked at
	cfg       Config
	due       []int32
	touched   uint16 // keeps the loads alive
}

// Config says what to look at.
type Config struct {
	Fleet    *fleet.Fleet
	Blind    bool                            // nothing
	Policies []func(n []workload.Invocation) // look at arrivals, too

	// Container returns the container of a record, where completions name records and not
	// containers; else nil. A record that is vacant has a link in its place.
	Container func(record uint32) fleet.ContainerID
	Kinds     [sim.MaxKind + 1]bool // of events that are about a completion or a start

	Cores  []cpu.Cores // which share, or nil
	Alarms *sim.Alarms // theirs
}

// Length is how many arrivals to look at, at a time: so many misses overlap.
const Length = 32

// from so many containers on it looks at completions: below, the nearest caches hold what
// matters.
const from = 1 << 12

// New returns one for a run.
func New(cfg Config) Lookahead {
	return Lookahead{cfg: cfg, functions: !cfg.Blind && len(cfg.Fleet.Functions()) >= fleet.ManyFunctions}
}

// Arrivals looks at the next arrivals, with the container that each would most likely
// find, and at what shared cores finish until the last of them.
func (a *Lookahead) Arrivals(batch []workload.Invocation) {
	a.On = a.cfg.Fleet.Containers() > from && !a.cfg.Blind
	if a.On && a.cfg.Cores != nil {
		a.finishes(batch[len(batch)-1].Arrival)
	}
	if !a.functions {
		return
	}
	touched := a.touched
	for k := range batch {
		touched += a.cfg.Fleet.PrefetchStart(batch[k].Function)
	}
	a.touched = touched
	for _, look := range a.cfg.Policies {
		look(batch)
	}
}

// Completions looks at the containers that the completions ahead will need, each with the
// one that it will follow in its deployment. Some of them may be long over.
func (a *Lookahead) Completions(ahead []sim.Order) {
	touched := a.touched
	for _, o := range ahead {
		if !a.cfg.Kinds[o.Kind()] {
			continue
		}
		c := fleet.ContainerID(o.Subject())
		if a.cfg.Container != nil {
			c = a.cfg.Container(o.Subject())
		}
		touched += a.cfg.Fleet.PrefetchRelease(c)
	}
	a.touched = touched
}

// finishes looks at what shared cores finish before an instant.
func (a *Lookahead) finishes(limit sim.Time) {
	a.due = a.cfg.Alarms.Before(limit, a.due[:0])
	touched := a.touched
	for _, i := range a.due {
		id, some := a.cfg.Cores[i].First()
		if kind, f := cpu.Split(id); some && kind == cpu.Execution {
			touched += a.cfg.Fleet.PrefetchRelease(a.cfg.Container(f))
		}
	}
	a.touched = touched
}
