package cluster

import (
	"thaw/models/cluster/fleet"
	"thaw/models/cluster/index"
	"thaw/models/cluster/layers"
	"thaw/models/cluster/steps"
	"thaw/models/cpu"
	"thaw/models/future"
	"thaw/models/membership"
	"thaw/models/outcome"
	"thaw/models/worker"
	"thaw/models/workload"
	"thaw/sim"
	"time"
)

// View is what a policy may ask about the platform: it reads the fleet and its
// indices. Every question is O(1) unless its comment says otherwise. Indices are
// built for the policies that ask for them in their constructor and cost nothing
// otherwise.
type View struct {
	cfg     *Config
	table   *workload.Table
	fleet   fleet.Fleet
	indices index.Set
	classes membership.Classes
	roster  *membership.Roster // or nil: all invokers are members
	steps   *steps.Steps       // or nil
	workers *worker.Workers    // or nil
	layers  *layers.Layers     // or nil
	cpus    []cpu.Cores        // or nil: cores are not modelled, or the scheduler does not see them
	units   int                // that serve functions
}

// init lays out a platform without containers. The view must not move afterwards.
func (v *View) init(cfg *Config, table *workload.Table) {
	v.cfg, v.table, v.classes = cfg, table, cfg.classes()
	v.fleet = fleet.New(fleet.Config{Invokers: cfg.Invokers, Memory: cfg.Memory, Memories: cfg.Classes.Memories(),
		PerApp: cfg.Scope == PerApp, Slots: cfg.Concurrency}, table)
	v.indices = index.NewSet(&v.fleet)
	v.units = v.fleet.Units()
}

// Invokers returns the number of invokers.
func (v *View) Invokers() int { return len(v.fleet.Invokers()) }

// Members returns the number of invokers that take containers now.
func (v *View) Members() int {
	if v.roster == nil {
		return v.Invokers()
	}
	return v.roster.Members()
}

// IsMember reports whether invoker i takes invocations now.
func (v *View) IsMember(i InvokerID) bool { return v.roster == nil || v.roster.Member(int32(i)) }

// Member returns the k-th of them in index order, from 0.
func (v *View) Member(k int) InvokerID {
	if v.roster == nil {
		return InvokerID(k)
	}
	return InvokerID(v.roster.Nth(k))
}

// Class returns the class of invoker i: its speed, price and architecture. It takes
// O(classes).
func (v *View) Class(i InvokerID) *membership.Class { return v.classes.Of(int32(i)) }

// Future returns what the trace will bring, for clairvoyant policies: nil where nobody
// knows it.
func (v *View) Future() *future.Future { return v.cfg.Future }

// Concurrency returns how many invocations a container runs at a time.
func (v *View) Concurrency() int { return v.cfg.Concurrency }

// Table returns the trace's functions and apps.
func (v *View) Table() *workload.Table { return v.table }

// Capacity returns the memory of invoker i.
func (v *View) Capacity(i InvokerID) workload.MiB { return v.fleet.Capacity(i) }

// Available returns capacity − memory of starting and busy containers; of an invoker that
// is no member nothing, or less while it drains.
func (v *View) Available(i InvokerID) workload.MiB { return v.fleet.Invoker(i).Available() }

// Free returns capacity − memory of all containers, and likewise.
func (v *View) Free(i InvokerID) workload.MiB { return v.fleet.Invoker(i).Free() }

// Running returns the number of starting and busy containers of invoker i.
func (v *View) Running(i InvokerID) int32 { return v.fleet.Invoker(i).Running() }

// Queued returns the number of invocations that wait at invoker i, where invokers have
// queues of their own.
func (v *View) Queued(i InvokerID) int32 { return v.fleet.Invoker(i).Queued() }

// Load returns Running(i) + Queued(i).
func (v *View) Load(i InvokerID) int32 { return v.fleet.Invoker(i).Load() }

// Executing returns the number of executions that run or could run on invoker i: those on
// its cores and those that wait for one. Where cores are not modelled it is Running(i), and
// where messages take time what the scheduler knows of that.
func (v *View) Executing(i InvokerID) int32 {
	if v.cpus == nil {
		return v.Running(i)
	}
	return int32(v.cpus[i].Len())
}

// Memory returns what a container for fn books: the function's memory,
// or its app's when containers are per app.
func (v *View) Memory(fn FuncID) workload.MiB { return v.fleet.Function(fn).Memory() }

// Candidate reports whether invoker i may be chosen for fn: it has available
// memory for a container of fn (semantics, rule 7).
func (v *View) Candidate(i InvokerID, fn FuncID) bool {
	return v.Available(i) >= v.Memory(fn)
}

// HasWarm reports whether invoker i has a container that can take an
// invocation of fn at once: an idle one, or with container concurrency above 1
// a busy one with a free slot.
func (v *View) HasWarm(i InvokerID, fn FuncID) bool { return v.fleet.HasWarm(v.Unit(fn), i) }

// MeanColdStart returns the expected cold-start latency of fn.
func (v *View) MeanColdStart(fn FuncID) time.Duration {
	if v.steps != nil {
		return v.steps.MeanColdStart(fn)
	}
	return v.cfg.Startup.MeanColdStart(fn) + v.cfg.Daemon.UncontendedTime()
}

// MeanStage returns the expected time of a stage of cold starts that is drawn.
func (v *View) MeanStage(s outcome.Stage) time.Duration { return v.cfg.Startup.Stages[s].Mean() }

// Stream returns the run's random stream for a purpose, which a policy
// prefixes with its name.
func (v *View) Stream(purpose string) sim.Stream { return sim.NewStream(v.cfg.Seed, purpose) }

// Unit returns the unit of fn.
func (v *View) Unit(fn FuncID) UnitID { return v.fleet.Function(fn).Unit() }

// Units returns the number of units that serve functions. Layers come after them.
func (v *View) Units() int { return v.units }

// LayerUnit returns the unit of the k-th layer of a Layerer.
func (v *View) LayerUnit(k int) UnitID { return v.layers.Unit(k) }

// FunctionOf returns the first function of unit u, which names it.
func (v *View) FunctionOf(u UnitID) FuncID { return v.fleet.FirstOf(u) }

// UnitOf returns the unit that container c serves.
func (v *View) UnitOf(c ContainerID) UnitID { return v.fleet.DeploymentOf(c).Unit() }

// DeploymentOf returns the number of container c's deployment: of its unit on its invoker.
// The number of one that has no container left is used again.
func (v *View) DeploymentOf(c ContainerID) int32 { return int32(v.fleet.Container(c).Deploy()) }

// InvokerOf returns the invoker of container c.
func (v *View) InvokerOf(c ContainerID) InvokerID { return v.fleet.Container(c).Invoker() }

// MemoryOf returns what container c books.
func (v *View) MemoryOf(c ContainerID) workload.MiB { return v.fleet.Container(c).Memory() }

// Serial returns the creation number of container c, from 0.
func (v *View) Serial(c ContainerID) int64 { return v.fleet.Container(c).Serial() }

// IdleSince returns since when idle container c is idle.
func (v *View) IdleSince(c ContainerID) sim.Time { return v.fleet.Container(c).Since() }

// DeployedHere returns the number of containers of c's unit on c's invoker,
// c included, and how many starts were decided on them since the first of them
// was created, the present one included.
func (v *View) DeployedHere(c ContainerID) (containers int32, starts int64) {
	d := v.fleet.DeploymentOf(c)
	return d.Containers(), d.Starts()
}

// Victims appends to list the idle containers that invoker i would evict to have
// mem free, in the order in which they would go: none where so much is free,
// and all there are where they are not enough. It takes O(victims), and under a
// Ranker O(victims × idle containers of i).
func (v *View) Victims(i InvokerID, mem workload.MiB, list []ContainerID) []ContainerID {
	return v.fleet.Victims(i, mem, list)
}

// FitIndex returns the index of available memory by invoker order.
func (v *View) FitIndex() *index.Fit { return v.indices.Fit() }

// WarmIndex returns the index of invokers with a warm container by function.
func (v *View) WarmIndex() *index.Warm { return v.indices.Warm() }

// AvailableIndex returns the index of invokers by available memory.
func (v *View) AvailableIndex() *index.Available { return v.indices.Available() }

// LoadIndex returns the index of invokers by running containers.
func (v *View) LoadIndex() *index.Load { return v.indices.Load() }

// RoomIndex returns the index of invokers that have memory free.
func (v *View) RoomIndex() *index.Room { return v.indices.Room() }

// EvictionIndex returns the index of invokers by the cost of their evictions,
// with a decay per second of at least 0. A View has one: a second decay panics.
func (v *View) EvictionIndex(decay float64) *index.Eviction { return v.indices.Eviction(decay) }

// LevelIndex returns the index of invokers by levels of available memory, or nil
// where there are too many invokers for it.
func (v *View) LevelIndex() *index.Level { return v.indices.Level() }

// WalkIndex returns the index of warm invokers in the order of walks, one a unit.
// A View has one.
func (v *View) WalkIndex(walks []index.Walk) *index.Walks { return v.indices.Walks(walks) }
