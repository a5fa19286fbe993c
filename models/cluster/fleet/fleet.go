package fleet

import (
	"thaw/models/workload"
)

// Fleet is the state of a platform.
type Fleet struct {
	invokers   []Invoker
	capacities []workload.MiB // by invoker
	containers []Container
	deploys    []Deployment
	chains     []DeployID
	freeSlot   ContainerID
	freeDeploy DeployID
	functions  []Function
	firstOf    []FuncID // by unit: its first function
	serials    int64    // containers created
	slots      uint16   // invocations that a container runs at a time
	shared     bool     // more than one
	sums       Sums

	ranked  bool                        // eviction by priority, not by the last use
	ordered bool                        // the lists of idle containers are kept
	ranks   []ranking                   // by invoker
	rankAt  []int32                     // by idle container: its place there
	chooser func(InvokerID) ContainerID // of victims, or nil

	marks     marks
	followers followers
}

// Function is what a replay wants to know of a function, in one place.
type Function struct {
	unit   UnitID
	memory workload.MiB // what a container of its unit books
	Starts uint32       // counted by the replay
	last   DeployID     // the deployment where it started last, which may be another's by now
}

// Unit returns what containers for the function serve.
func (x *Function) Unit() UnitID { return x.unit }

// Memory returns what such a container books.
func (x *Function) Memory() workload.MiB { return x.memory }

// Config describes a fleet.
type Config struct {
	Invokers int
	Memory   workload.MiB   // of each invoker
	Memories []workload.MiB // by invoker, in place of Memory; nil: all are equal
	PerApp   bool           // containers serve apps, not functions
	Slots    int            // invocations that a container runs at a time
}

// New lays out a platform without containers.
func New(cfg Config, table *workload.Table) Fleet {
	f := Fleet{
		invokers:   make([]Invoker, cfg.Invokers),
		capacities: make([]workload.MiB, cfg.Invokers),
		chains:     make([]DeployID, 1<<12),
		containers: []Container{Nobody: {since: -1}},
		deploys:    []Deployment{Nobody: {invoker: None}},
		slots:      uint16(cfg.Slots),
		shared:     cfg.Slots > 1,
	}
	for i := range f.invokers {
		memory := cfg.Memory
		if cfg.Memories != nil {
			memory = cfg.Memories[i]
		}
		f.invokers[i].offered, f.capacities[i] = memory, memory
	}
	f.layFunctions(table, cfg.PerApp)
	return f
}

// layFunctions sets the unit of each function and what it books.
func (f *Fleet) layFunctions(table *workload.Table, perApp bool) {
	f.functions = make([]Function, len(table.Functions))
	units := len(f.functions)
	if perApp {
		units = len(table.Apps)
	}
	f.firstOf = make([]FuncID, units)
	for fn := len(f.functions) - 1; fn >= 0; fn-- {
		t := &table.Functions[fn]
		x := Function{unit: UnitID(fn), memory: t.Memory}
		if perApp {
			x.unit, x.memory = UnitID(t.App), table.Apps[t.App].Memory
		}
		x.memory = max(1, x.memory)
		f.functions[fn], f.firstOf[x.unit] = x, FuncID(fn)
	}
}

// Invokers returns all invokers, by ID, to be read.
func (f *Fleet) Invokers() []Invoker { return f.invokers }

// Invoker returns invoker i.
func (f *Fleet) Invoker(i InvokerID) *Invoker { return &f.invokers[i] }

// Capacity returns the memory of invoker i.
func (f *Fleet) Capacity(i InvokerID) workload.MiB { return f.capacities[i] }

// Containers returns the number of slots of containers; slot Nobody is none.
func (f *Fleet) Containers() int { return len(f.containers) }

// Container returns the slot c. The pointer is good until the next Create.
func (f *Fleet) Container(c ContainerID) *Container { return &f.containers[c] }

// Deploys returns the number of slots of deployments; slot Nobody is none.
func (f *Fleet) Deploys() int { return len(f.deploys) }

// Deployment returns the slot d. The pointer is good until the next DeployFor.
func (f *Fleet) Deployment(d DeployID) *Deployment { return &f.deploys[d] }

// DeploymentOf returns the deployment of container c.
func (f *Fleet) DeploymentOf(c ContainerID) *Deployment { return &f.deploys[f.containers[c].deploy] }

// Functions returns all functions, by ID, to be read.
func (f *Fleet) Functions() []Function { return f.functions }

// AddUnits adds n units that serve no function. It has to come before the first container.
func (f *Fleet) AddUnits(n int) {
	for range n {
		f.firstOf = append(f.firstOf, -1)
	}
}

// Created returns how many containers have been created.
func (f *Fleet) Created() int64 { return f.serials }

// Function returns function fn.
func (f *Fleet) Function(fn FuncID) *Function { return &f.functions[fn] }

// Units returns the number of units.
func (f *Fleet) Units() int { return len(f.firstOf) }

// FirstOf returns the first function of unit u, which names it; −1 where it serves none.
func (f *Fleet) FirstOf(u UnitID) FuncID { return f.firstOf[u] }

// Slots returns how many invocations a container runs at a time.
func (f *Fleet) Slots() uint16 { return f.slots }
