package story

import (
	"fmt"
	"slices"

	"thaw/models/cluster"
	"thaw/sim"
)

// leases notes when containers become idle, and their priorities under a ranking
// policy.
type leases struct {
	cluster.KeepAlive
	teller *teller
}

// The engine detects some abilities of a policy by its type alone. The wrapper's
// type must have the same abilities.
type (
	ranks    struct{}
	prewarms struct{}
)

func (ranks) Ranks()       {}
func (prewarms) Prewarms() {}

// keepAlive stands between the engine and the keep-alive policy.
func (t *teller) keepAlive(k cluster.KeepAlive) cluster.KeepAlive {
	l := leases{k, t}
	_, r := k.(cluster.Ranker)
	_, p := k.(cluster.Prewarmer)
	ticker, ticks := k.(cluster.Ticker)
	switch [3]bool{r, p, ticks} {
	case [3]bool{true, false, false}:
		return struct {
			leases
			ranks
		}{leases: l}
	case [3]bool{false, true, false}:
		return struct {
			leases
			prewarms
		}{leases: l}
	case [3]bool{true, true, false}:
		return struct {
			leases
			ranks
			prewarms
		}{leases: l}
	case [3]bool{false, false, true}:
		return struct {
			leases
			cluster.Ticker
		}{l, ticker}
	case [3]bool{true, false, true}:
		return struct {
			leases
			ranks
			cluster.Ticker
		}{leases: l, Ticker: ticker}
	case [3]bool{false, true, true}:
		return struct {
			leases
			prewarms
			cluster.Ticker
		}{leases: l, Ticker: ticker}
	case [3]bool{true, true, true}:
		return struct {
			leases
			ranks
			prewarms
			cluster.Ticker
		}{leases: l, Ticker: ticker}
	}
	return l
}

func (l leases) Idle(c cluster.ContainerID, now sim.Time) cluster.Lease {
	t := l.teller
	lease := l.KeepAlive.Idle(c, now)
	t.since[t.view.Serial(c)] = now
	if slices.Contains(t.show, priority) {
		text := fmt.Sprintf("%s on invoker %d is idle, priority %v", t.container(c), t.view.InvokerOf(c),
			lease.Priority)
		t.notes = append(t.notes, &note{at: now, number: -1, text: text})
	}
	return lease
}

// The following methods forward events that the policy watches.

func (l leases) Arrived(fn cluster.FuncID, now sim.Time) {
	if w, ok := l.KeepAlive.(cluster.ArrivalWatcher); ok {
		w.Arrived(fn, now)
	}
}

func (l leases) Started(c cluster.ContainerID, fn cluster.FuncID, cold bool, now sim.Time) {
	if w, ok := l.KeepAlive.(cluster.StartWatcher); ok {
		w.Started(c, fn, cold, now)
	}
}

func (l leases) Removed(c cluster.ContainerID, evicted bool, now sim.Time) {
	if w, ok := l.KeepAlive.(cluster.EvictionWatcher); ok {
		w.Removed(c, evicted, now)
	}
}
