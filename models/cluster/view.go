package cluster

import (
	"thaw/models/workload"
	"thaw/sim"
)

// View is what a policy may ask about the platform. It is read-only; every
// question is O(1) unless its comment says otherwise. Indices are built for
// the policies that ask for them in their constructor and cost nothing
// otherwise.
type View struct{}

// Invokers returns the number of invokers.
func (v *View) Invokers() int { panic("stub") }

// Table returns the trace's functions and apps.
func (v *View) Table() *workload.Table { panic("stub") }

// Capacity returns the memory of invoker i in MiB.
func (v *View) Capacity(i InvokerID) int32 { panic("stub") }

// Available returns capacity − memory of starting and busy containers, in MiB.
func (v *View) Available(i InvokerID) int32 { panic("stub") }

// Free returns capacity − memory of all containers, in MiB.
func (v *View) Free(i InvokerID) int32 { panic("stub") }

// Running returns the number of starting and busy containers of invoker i.
func (v *View) Running(i InvokerID) int32 { panic("stub") }

// Memory returns what a container for fn books, in MiB: the function's memory,
// or its app's when sandboxes are per app.
func (v *View) Memory(fn FuncID) int32 { panic("stub") }

// Candidate reports whether invoker i may be chosen for fn: it has available
// memory for a container of fn.
func (v *View) Candidate(i InvokerID, fn FuncID) bool { panic("stub") }

// HasWarm reports whether invoker i has a container that can take an
// invocation of fn at once: an idle one, or with container concurrency above 1
// a busy one with a free slot.
func (v *View) HasWarm(i InvokerID, fn FuncID) bool { panic("stub") }

// ColdCost returns the expected cold-start latency of fn in seconds.
func (v *View) ColdCost(fn FuncID) float64 { panic("stub") }

// Stream returns the run's random stream for a purpose, which a policy
// prefixes with its name.
func (v *View) Stream(purpose string) sim.Stream { panic("stub") }

// FunctionOf returns the unit that container c serves: a function, or with
// sandboxes per app the first function of the app.
func (v *View) UnitOf(c ContainerID) UnitID { panic("stub") }

// Unit returns the unit of fn.
func (v *View) Unit(fn FuncID) UnitID { panic("stub") }

// Units returns the number of units.
func (v *View) Units() int { panic("stub") }

// InvokerOf returns the invoker of container c.
func (v *View) InvokerOf(c ContainerID) InvokerID { panic("stub") }

// MemoryOf returns what container c books, in MiB.
func (v *View) MemoryOf(c ContainerID) int32 { panic("stub") }

// Serial returns the creation number of container c, from 0.
func (v *View) Serial(c ContainerID) int64 { panic("stub") }

// DeployedHere returns the number of containers of c's unit on c's invoker,
// c included, and how many starts were decided on them since the first of them
// was created.
func (v *View) DeployedHere(c ContainerID) (containers int32, starts int64) { panic("stub") }

// UnitID is what a container serves: a function, or an app.
type UnitID int32

// FitIndex answers which invoker in index order has memory available.
type FitIndex struct{}

// FitIndex returns the index of available memory by invoker order.
func (v *View) FitIndex() *FitIndex { panic("stub") }

// First returns the lowest-index invoker ≥ from with at least mem MiB
// available, or None; O(log n).
func (x *FitIndex) First(mem int32, from InvokerID) InvokerID { panic("stub") }

// WarmIndex answers where a unit has a container ready.
type WarmIndex struct{}

// WarmIndex returns the index of invokers with a warm container by function.
func (v *View) WarmIndex() *WarmIndex { panic("stub") }

// First returns the lowest-index invoker for which View.HasWarm is true, or None.
func (x *WarmIndex) First(fn FuncID) InvokerID { panic("stub") }

// AvailableIndex answers which invoker has the most memory available.
type AvailableIndex struct{}

// AvailableIndex returns the index of invokers by available memory.
func (v *View) AvailableIndex() *AvailableIndex { panic("stub") }

// Max returns the invoker with the most available memory (ties: lowest index)
// and that memory in MiB.
func (x *AvailableIndex) Max() (InvokerID, int32) { panic("stub") }

// LoadIndex answers which invoker has the fewest starting and busy containers.
type LoadIndex struct{}

// LoadIndex returns the index of invokers by running containers.
func (v *View) LoadIndex() *LoadIndex { panic("stub") }

// Min returns the invoker with the fewest starting and busy containers among
// those with at least mem MiB available (ties: lowest index), or None.
func (x *LoadIndex) Min(mem int32) InvokerID { panic("stub") }
