package cluster

import (
	"thaw/models/workload"
	"thaw/sim"
)

// View is the state of the platform, and what a policy may ask about it. For
// policies it is read-only, and every question is O(1) unless its comment says
// otherwise. Indices are built for the policies that ask for them in their
// constructor and cost nothing otherwise.
type View struct {
	cfg   *Config
	table *workload.Table

	invokers   []invoker
	containers []container
	deploys    []deployment
	chains     []int32
	freeSlot   int32
	freeDeploy int32
	functions  []function
	firstOf    []FuncID // by unit: its first function

	staged *staged // or nil

	shared  bool // containers run several invocations at a time
	ranked  bool // eviction by worth, not by the last use
	ordered bool // the lists of idle containers are kept
	worth   []float64
	heaps   [][]int32 // by invoker
	heapAt  []int32   // by container: its place in that heap

	fit      *FitIndex
	warm     *WarmIndex
	most     *AvailableIndex
	load     *LoadIndex
	room     *RoomIndex
	evict    *EvictionIndex
	walk     *WalkIndex
	level    *LevelIndex
	followed bool // most, load or level is there, or a timeline is written
}

// UnitID is what a container serves: a function, or an app (Config.Scope).
type UnitID int32

// Invokers returns the number of invokers.
func (v *View) Invokers() int { return len(v.invokers) }

// Table returns the trace's functions and apps.
func (v *View) Table() *workload.Table { return v.table }

// Capacity returns the memory of invoker i in MiB.
func (v *View) Capacity(i InvokerID) int32 { return v.invokers[i].capacity }

// Available returns capacity − memory of starting and busy containers, in MiB.
func (v *View) Available(i InvokerID) int32 {
	x := &v.invokers[i]
	return x.capacity - x.active
}

// Free returns capacity − memory of all containers, in MiB.
func (v *View) Free(i InvokerID) int32 {
	x := &v.invokers[i]
	return x.capacity - x.used
}

// Running returns the number of starting and busy containers of invoker i.
func (v *View) Running(i InvokerID) int32 { return v.invokers[i].running }

// Memory returns what a container for fn books, in MiB: the function's memory,
// or its app's when sandboxes are per app.
func (v *View) Memory(fn FuncID) int32 { return v.functions[fn].memory }

// Candidate reports whether invoker i may be chosen for fn: it has available
// memory for a container of fn (semantics, rule 7).
func (v *View) Candidate(i InvokerID, fn FuncID) bool {
	return v.Available(i) >= v.Memory(fn)
}

// HasWarm reports whether invoker i has a container that can take an
// invocation of fn at once: an idle one, or with container concurrency above 1
// a busy one with a free slot.
func (v *View) HasWarm(i InvokerID, fn FuncID) bool {
	d := v.find(v.functions[fn].unit, i)
	return d != nobody && v.deploys[d].warmest != nobody
}

// ColdCost returns the expected cold-start latency of fn in seconds.
func (v *View) ColdCost(fn FuncID) float64 {
	if v.staged != nil {
		return v.staged.coldCost(v.cfg, fn).Seconds()
	}
	return (v.cfg.Startup.MeanColdStart(fn) + v.cfg.Daemon.NamespaceCreate).Seconds()
}

// Stream returns the run's random stream for a purpose, which a policy
// prefixes with its name.
func (v *View) Stream(purpose string) sim.Stream { return sim.NewStream(v.cfg.Seed, purpose) }

// Unit returns the unit of fn; Units their number.
func (v *View) Unit(fn FuncID) UnitID { return v.functions[fn].unit }

// Units returns the number of units.
func (v *View) Units() int { return len(v.firstOf) }

// FunctionOf returns the first function of unit u, which names it.
func (v *View) FunctionOf(u UnitID) FuncID { return v.firstOf[u] }

// UnitOf returns the unit that container c serves.
func (v *View) UnitOf(c ContainerID) UnitID { return v.deploys[v.containers[c].deploy].unit }

// InvokerOf returns the invoker of container c.
func (v *View) InvokerOf(c ContainerID) InvokerID { return v.containers[c].invoker }

// MemoryOf returns what container c books, in MiB.
func (v *View) MemoryOf(c ContainerID) int32 { return v.containers[c].memory }

// Serial returns the creation number of container c, from 0.
func (v *View) Serial(c ContainerID) int64 { return v.containers[c].serial }

// DeployedHere returns the number of containers of c's unit on c's invoker,
// c included, and how many starts were decided on them since the first of them
// was created, the present one included.
func (v *View) DeployedHere(c ContainerID) (containers int32, starts int64) {
	d := &v.deploys[v.containers[c].deploy]
	return d.containers, d.starts
}

// FitIndex returns the index of available memory by invoker order.
func (v *View) FitIndex() *FitIndex {
	if v.fit == nil {
		v.fit = newFitIndex(v.invokers)
	}
	return v.fit
}

// WarmIndex returns the index of invokers with a warm container by function.
func (v *View) WarmIndex() *WarmIndex {
	if v.warm == nil {
		v.warm = newWarmIndex(v.functions, len(v.firstOf), len(v.invokers))
	}
	return v.warm
}

// AvailableIndex returns the index of invokers by available memory.
func (v *View) AvailableIndex() *AvailableIndex {
	if v.most == nil {
		v.most, v.followed = newAvailableIndex(v.invokers), true
	}
	return v.most
}

// LoadIndex returns the index of invokers by running containers.
func (v *View) LoadIndex() *LoadIndex {
	if v.load == nil {
		v.load, v.followed = newLoadIndex(v.FitIndex(), len(v.invokers)), true
	}
	return v.load
}
