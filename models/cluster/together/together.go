// Package together says which parts of a platform are not modelled together. A new part
// adds its field here, and a line for each part that it does not know.
//
//	parts of a run ──▶ Conflicts ──▶ refused at the start, each with the way out
package together

import (
	"errors"
	"fmt"
	"slices"

	"thaw/models/daemon"
	"thaw/models/membership"
)

// Parts are those of a run.
type Parts struct {
	Concurrency int                // invocations that a container runs at a time
	Delayed     bool               // messages between scheduler and invokers take time
	Queue       bool               // invokers have queues of their own
	Wait        bool               // invocations wait for a start
	Drop        bool               // invocations that find no memory are rejected
	Cores       bool               // are modelled
	Network     bool               // a network mechanism
	Mechanism   bool               // any mechanism
	Daemon      *daemon.Config     // of containers
	Classes     membership.Classes // of invokers
	Changes     *membership.Config // of the membership
	Autoscale   bool
	Client      bool // clients give up or try again
	Throttle    bool // a gate refuses
}

const (
	delays    = "delays between scheduler and invokers"
	mechanism = "a stage by mechanism (prefetch, network, storage or memory-elasticity)"
	changes   = "invokers that join, leave or slow down (invoker-event, invoker-failures, autoscale)"
	crashes   = "invokers that crash (invoker-event, invoker-failures)"
	scaler    = "an autoscaler (autoscale), which chooses among invokers that are alike"
)

// Conflicts returns all of them.
func (p *Parts) Conflicts() (errs []error) {
	refuse := func(so bool, format string, args ...any) {
		if so {
			errs = append(errs, fmt.Errorf(format, args...))
		}
	}
	d := p.Daemon
	refuse(p.Delayed && p.Concurrency > 1, "container concurrency is %d with "+delays+", expected 1: slots that the "+
		"scheduler does not know of are not modelled", p.Concurrency)
	refuse(p.Delayed && p.Queue, "worker queues with "+delays+", which do not cover them: set both delays to 0s")
	refuse(p.Delayed && p.Wait, "invocations wait for a start, with "+delays+", which do not cover that: set both "+
		"delays to 0s, or wait to never")
	refuse(p.Drop && p.Queue, "worker queues with overload drop, which rejects those that would wait: set overload to "+
		"wait, or leave the queues out")
	refuse(p.Network && d.On() && d.NamespaceCreate+d.NamespaceDelete > 0, "bridge networking of the container daemon "+
		"and a network mechanism model the same lock: set daemon.network to host")
	refuse(p.Network && d.Works() && d.WorkLocked, "work of the container daemon under the namespace lock and a "+
		"network mechanism model the same lock: set daemon.work_lock to none")
	refuse(!p.Cores && d.Works(), "creations and removals take %v and %v of a processor without cores, expected cpu "+
		"isolated, shared or stretch", d.CreateWork, d.RemoveWork)
	return append(errs, p.membership()...)
}

// Workflow returns the conflicts of a trace that is a workflow, each of whose tasks has to end.
func (p *Parts) Workflow() (errs []error) {
	refuse := func(so bool, what, why string) {
		if so {
			errs = append(errs, fmt.Errorf("a workflow, with %s: %s", what, why))
		}
	}
	const loses = "a task that is refused or lost would leave its workflow waiting for ever, and workflows do not " +
		"try again: leave it out"
	refuse(p.Client, "clients who give up or try again (client)", "a workflow waits for its tasks, however long they "+
		"take: leave it out")
	refuse(p.Throttle, "a throttle", loses)
	refuse(p.Drop, "overload drop", loses)
	refuse(p.Changes.Has(membership.Crash), crashes, loses)
	refuse(p.Cores, "cores (cpu isolated, shared or stretch)", "when a task works and when it moves data is not known "+
		"to the cores: set cpu to ignored")
	return errs
}

// membership returns the conflicts of invokers that differ or change.
func (p *Parts) membership() (errs []error) {
	refuse := func(so bool, what, with string) {
		if so {
			errs = append(errs, errors.New(what+" with "+with+" are not modelled together: leave one of them out"))
		}
	}
	if err := p.Classes.Uneven(); err != nil {
		refuse(p.Mechanism, err.Error(), mechanism)
	}
	m := p.Changes
	refuse(m.On() && p.Delayed, changes, delays)
	refuse(m.Has(membership.Crash) && p.Daemon.On(), crashes, "container daemons (daemon.parallel)")
	refuse(m.Has(membership.Crash) && p.Mechanism, crashes, mechanism)
	scheduled := slices.ContainsFunc(m.Events, func(e membership.Event) bool { return e.Kind != membership.SlowDown })
	refuse(p.Autoscale && scheduled, "invokers that join, drain or crash by a schedule (invoker-event)", scaler)
	if err := p.Classes.Uneven(); err != nil {
		refuse(p.Autoscale, err.Error(), scaler)
	}
	return errs
}
