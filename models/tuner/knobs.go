package tuner

import "thaw/models/cpu"

// Knobs are those of a latency-sensitive function.
type Knobs struct {
	Priority int // of real time
	Cores    int // of its own, or Unpinned
}

// Unpinned has no cores of its own: it runs on those that are left over.
const Unpinned = -1

// Ranges of the knobs, and their steps (panda2024, resource-manager/faasched.py:
// increment_prio, increment_affin and their counterparts).
const (
	LeastPriority, MostPriority, PriorityStep = 1, 80, 10
	MostCores                                 = 16
	StartPriority, StartCores                 = 50, 3
)

// Start returns the knobs with which a function begins.
func (f *Function) Start() Knobs {
	if f.Locks {
		return Knobs{StartPriority, Unpinned}
	}
	return Knobs{StartPriority, StartCores}
}

// action is a change of both knobs at once.
type action struct {
	priority int // -1, 0, 1 steps
	cores    int // likewise
	unpin    bool
}

// Actions is how many there are.
const Actions = 12

// actions lists the actions by number (panda2024, faasched.py: take_action).
func actions() [Actions]action {
	return [Actions]action{
		{1, 0, true}, {-1, 0, true},
		{1, -1, false}, {-1, 1, false}, {-1, -1, false}, {1, 1, false},
		{1, 0, false}, {-1, 0, false}, {0, 1, false}, {0, -1, false}, {0, 0, false},
		{0, 0, true},
	}
}

// legal reports whether an action may be taken from these knobs: none goes beyond a range,
// but for more cores of a function that has none, and a function that locks has none.
func (a action) legal(k Knobs, locks bool) bool {
	switch {
	case a.priority > 0 && k.Priority >= MostPriority, a.priority < 0 && k.Priority <= LeastPriority:
		return false
	case a.cores > 0 && k.Cores >= MostCores, a.cores < 0 && k.Cores == Unpinned:
		return false
	}
	return !locks || a.unpin
}

// on returns the knobs after a legal action.
func (a action) on(k Knobs) Knobs {
	k.Priority = min(MostPriority, max(LeastPriority, k.Priority+a.priority*PriorityStep))
	switch {
	case a.unpin, a.cores < 0 && k.Cores == 1:
		k.Cores = Unpinned
	case a.cores > 0 && k.Cores == Unpinned:
		k.Cores = 1
	default:
		k.Cores += a.cores
	}
	return k
}

// Rule is how the functions of a node share its cores.
type Rule uint8

// The rules.
const (
	Tuned       Rule = iota // by the knobs of latency-sensitive functions
	Fair                    // cfs: all fair, on all cores
	FairPinned              // cfs-pinned: likewise, but latency-sensitive functions have their cores
	FIFOThenCFS             // each execution first in, first out for a slice, then fair
	RoundRobin              // rr-all: all real-time, sharing evenly
)

// classes are those of a node: rest, one a function, and that of first slices.
func (n *Node) classes(r Rule, knobs []Knobs) cpu.Classes {
	out := cpu.Classes{{Name: "rest"}}
	left, next := n.Cores-1, 0 // one stays for those without cores of their own
	for i := range n.Functions {
		f := &n.Functions[i]
		c := cpu.Class{Name: f.Name}
		k := Knobs{Cores: Unpinned}
		if !f.BestEffort {
			k = f.Start()
			if knobs != nil {
				k = knobs[next]
			}
			next++
		}
		if (r == Tuned || r == FairPinned) && k.Cores != Unpinned {
			c.Cores = min(k.Cores, left) // handed out in the order of the functions, as far as they go
			left -= c.Cores
		}
		switch {
		case r == Tuned && !f.BestEffort:
			c.RealTime, c.Priority = true, k.Priority
		case r == Tuned || r == FairPinned:
			c.Roams = f.BestEffort || f.Locks
		case r == RoundRobin:
			c.RealTime, c.Priority = true, StartPriority
		}
		out = append(out, c)
	}
	return append(out, cpu.Class{Name: "first slice", RealTime: true, FIFO: true, Priority: cpu.MaxPriority})
}
