package network

import (
	"time"

	"thaw/sim"
)

// Spent returns the total time of a step so far, on all nodes.
func (n *Nodes) Spent(s Step) time.Duration {
	return time.Duration(n.counts[s]) * n.cfg.Costs[s]
}

// Taken returns how often a step was taken.
func (n *Nodes) Taken(s Step) int64 { return n.counts[s] }

// Jobs returns the greatest number of jobs in progress at once.
func (n *Nodes) Jobs() int { return n.jobs.Slots() }

// NodeOf returns the node of a job.
func (n *Nodes) NodeOf(id sim.JobID) int32 { return n.jobs.At(id).node }

// Pooled returns how many namespaces the pool of a node holds ready.
func (n *Nodes) Pooled(node int32) int { return int(n.of[node].ready) }

// Members returns how many containers are connected to a group's namespace on a
// node, or wait for it, and whether there is one.
func (n *Nodes) Members(node, group int32) (members int, ok bool) {
	o := &n.of[node]
	if int(group) >= len(o.groups) || o.groups[group] == 0 {
		return 0, false
	}
	return int(n.groups.At(o.groups[group] - 1).members), true
}

// Semaphore returns the statistics of the rtnetlink semaphore of a node.
func (n *Nodes) Semaphore(node int32, now sim.Time) sim.Usage {
	return n.of[node].semaphore.Usage(now)
}

// ControlPlane returns those of the cluster's control plane.
func (n *Nodes) ControlPlane(now sim.Time) sim.Usage { return n.control.Usage(now) }

// AddressesOf returns those of the address pool of a node.
func (n *Nodes) AddressesOf(node int32, now sim.Time) sim.Usage {
	return n.of[node].addresses.Usage(now)
}
