package story

import (
	"fmt"
	"slices"

	"thaw/models/cluster"
	"thaw/sim"
)

// leases stand between the engine and the keep-alive policy. They note when containers
// become idle, with their priorities under a ranking policy, and which are loaded ahead.
type leases struct {
	cluster.KeepAlive
	teller *teller
}

// Within returns the policy, whose abilities count.
func (l leases) Within() any { return l.KeepAlive }

func (t *teller) keepAlive(k cluster.KeepAlive) cluster.KeepAlive { return leases{k, t} }

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

// Loaded notes a container that loads ahead of need.
func (l leases) Loaded(c cluster.ContainerID, now sim.Time) {
	t := l.teller
	text := fmt.Sprintf("%s loads ahead on invoker %d", t.container(c), t.view.InvokerOf(c))
	t.notes = append(t.notes, &note{at: now, number: -1, text: text})
	if w, ok := l.KeepAlive.(cluster.LoadWatcher); ok {
		w.Loaded(c, now)
	}
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

func (l leases) Ended(c cluster.ContainerID, now sim.Time) {
	if w, ok := l.KeepAlive.(cluster.EndWatcher); ok {
		w.Ended(c, now)
	}
}

func (l leases) Removed(c cluster.ContainerID, evicted bool, now sim.Time) {
	if w, ok := l.KeepAlive.(cluster.EvictionWatcher); ok {
		w.Removed(c, evicted, now)
	}
}

func (l leases) MemberChanged(i cluster.InvokerID, member bool, now sim.Time) {
	if w, ok := l.KeepAlive.(cluster.MemberWatcher); ok {
		w.MemberChanged(i, member, now)
	}
}
