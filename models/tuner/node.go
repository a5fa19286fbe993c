package tuner

import (
	"fmt"
	"math"
	"strings"
	"time"

	"thaw/models/cpu"
)

// Function is a function of a node.
type Function struct {
	Name       string
	BestEffort bool          // it has no knobs and shares cores fairly
	Locks      bool          // it waits for locks: it gets no cores of its own
	Work       time.Duration // of an execution on a core that does nothing else, mean
	Rate       float64       // arrivals a second, mean
}

// Node is a machine with its functions.
type Node struct {
	Cores     int
	Law       cpu.Law
	Spread    float64 // of the work of an execution: σ of its logarithm
	Functions []Function
}

// Limits of a node.
const (
	MaxFunctions = 32
	MaxRate      = 1e4
	MaxWork      = time.Hour
	MaxSpread    = 3
)

// Check returns what is wrong with the node, all of it.
func (n *Node) Check() []error {
	errs := n.Law.Check(n.Cores)
	bad := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	if n.Cores == 1 {
		bad("1 core of the node, expected at least 2: one stays for functions without cores of their own")
	}
	if !(n.Spread >= 0 && n.Spread <= MaxSpread) {
		bad("spread of the work of an execution is %v, expected 0 to %d", n.Spread, MaxSpread)
	}
	if len(n.Functions) > MaxFunctions {
		bad("%d functions, expected at most %d", len(n.Functions), MaxFunctions)
	}
	sensitive, effort := 0, 0
	for i := range n.Functions {
		f := &n.Functions[i]
		for j := range i {
			if n.Functions[j].Name == f.Name {
				bad("function %s: the name is given twice", f.Name)
			}
		}
		if f.Name == "" || strings.ContainsAny(f.Name, "/,\n") {
			bad("function %q: expected a name without slash, comma and line break", f.Name)
		}
		if f.Work <= 0 || f.Work > MaxWork {
			bad("function %s: work of an execution is %v, expected more than 0s to %v", f.Name, f.Work, MaxWork)
		}
		if !(f.Rate > 0 && f.Rate <= MaxRate) {
			bad("function %s: %v arrivals a second, expected more than 0 to %v", f.Name, f.Rate, MaxRate)
		}
		if f.BestEffort {
			effort++
		} else {
			sensitive++
		}
		if f.BestEffort && f.Locks {
			bad("function %s: locks of a best-effort function, which has no knobs", f.Name)
		}
	}
	if sensitive == 0 || effort == 0 {
		bad("%d latency-sensitive and %d best-effort functions, expected at least one of each", sensitive, effort)
	}
	return errs
}

// sensitive lists the latency-sensitive functions, in their order.
func (n *Node) sensitive() (list []int) {
	for i := range n.Functions {
		if !n.Functions[i].BestEffort {
			list = append(list, i)
		}
	}
	return list
}

// Load is what a node is asked to do: Poisson arrivals whose rates change with phases.
type Load struct {
	Scale float64       // of all rates
	Swing float64       // of a function's rate from phase to phase: σ of its logarithm
	Phase time.Duration // of one rate
	Seed  uint64
	Name  string // of its draws
}

// Check returns what is wrong with the load, all of it.
func (l *Load) Check() []error {
	var errs []error
	if !(l.Scale > 0 && l.Scale <= 100) {
		errs = append(errs, fmt.Errorf("scale of a load is %v, expected more than 0 to 100", l.Scale))
	}
	if !(l.Swing >= 0 && l.Swing <= 2) {
		errs = append(errs, fmt.Errorf("swing of a load is %v, expected 0 to 2", l.Swing))
	}
	if l.Phase < time.Second || l.Phase > 24*time.Hour {
		errs = append(errs, fmt.Errorf("phase of a load is %v, expected 1s to 24h", l.Phase))
	}
	return errs
}

// ScaleFor returns the scale at which a load is such a share of what the cores can do with
// all of their threads busy.
func (n *Node) ScaleFor(share float64) float64 {
	demand, l := 0.0, &n.Law // cores that the functions keep busy at a scale of 1
	for i := range n.Functions {
		demand += n.Functions[i].Rate * n.Functions[i].Work.Seconds()
	}
	can := float64(n.Cores)
	if l.Threads > 1 {
		can *= 1 + float64(l.Gain)/1e6
	}
	return share * can / (1 + float64(l.Stretch)/1e6) / demand
}

// slice is the first slice of fifo-then-cfs: the mean time between arrivals times the
// threads.
func (n *Node) slice(scale float64) time.Duration {
	rate := 0.0
	for i := range n.Functions {
		rate += n.Functions[i].Rate * scale
	}
	threads := float64(n.Cores * max(n.Law.Threads, 1))
	return time.Duration(math.Max(1, threads/rate*1e9))
}
