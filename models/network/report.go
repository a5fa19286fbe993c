package network

import (
	"time"

	"thaw/sim"
)

// Spent returns the total time of a step so far, on all invokers.
func (n *Invokers) Spent(s Step) time.Duration {
	return time.Duration(n.counts[s]) * n.cfg.Costs[s]
}

// Taken returns how often a step was taken.
func (n *Invokers) Taken(s Step) int64 { return n.counts[s] }

// Jobs returns the greatest number of jobs in progress at once.
func (n *Invokers) Jobs() int { return n.jobs.Slots() }

// NodeOf returns the invoker of a job.
func (n *Invokers) NodeOf(id sim.JobID) int32 { return n.jobs.At(id).invoker }

// Pooled returns how many namespaces the pool of an invoker holds ready.
func (n *Invokers) Pooled(invoker int32) int { return int(n.of[invoker].ready) }

// Members returns how many containers are connected to a group's namespace on an
// invoker, or wait for it, and whether there is one.
func (n *Invokers) Members(invoker, group int32) (members int, ok bool) {
	o := &n.of[invoker]
	if int(group) >= len(o.groups) || o.groups[group] == 0 {
		return 0, false
	}
	return int(n.groups.At(o.groups[group] - 1).members), true
}

// Semaphore returns the statistics of the rtnetlink semaphore of an invoker.
func (n *Invokers) Semaphore(invoker int32, now sim.Time) sim.Usage {
	return n.of[invoker].semaphore.Usage(now)
}

// ControlPlane returns those of the cluster's control plane.
func (n *Invokers) ControlPlane(now sim.Time) sim.Usage { return n.control.Usage(now) }

// AddressesOf returns those of the address pool of an invoker.
func (n *Invokers) AddressesOf(invoker int32, now sim.Time) sim.Usage {
	return n.of[invoker].addresses.Usage(now)
}
