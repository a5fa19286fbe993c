package allocation

import (
	"fmt"
	"math"
	"time"
)

// Workflow is a workflow with its surfaces and what is asked of it.
type Workflow struct {
	Name      string
	Functions []Function
	Flow      *Flow
	QoS       time.Duration // of the latency of an execution
	Share     float64       // of executions that must keep it
	World     World
	Space     Space
	Prices    Prices
}

// Check reports all mistakes. Surfaces and sizes of one workflow are of one order, so that
// numbers far apart are mistakes.
func (w *Workflow) Check() (errs []error) {
	fail := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	for _, err := range []error{w.Space.Cores.check("cores"), w.Space.MiB.check("MiB")} {
		if err != nil {
			errs = append(errs, err)
		}
	}
	x := &w.World
	switch {
	case !(x.Noise >= 0 && x.Noise <= 2):
		fail("noise of %v, expected 0 to 2 (σ of the logarithm of a duration)", x.Noise)
	case !(x.Outliers >= 0 && x.Outliers <= 1):
		fail("outliers are a share of %v, expected 0 to 1", x.Outliers)
	case !(x.Outlying >= 1 && x.Outlying <= 1000) || !(x.Starved >= 1 && x.Starved <= 1000):
		fail("outliers take %v times and starved functions %v times as long, expected 1 to 1000", x.Outlying, x.Starved)
	case x.Kills && (x.Timeout <= 0 || x.Timeout > time.Hour):
		fail("timeout of %v, expected more than 0s to 1h", x.Timeout)
	}
	for i := range w.Functions {
		f := &w.Functions[i]
		if !(f.Work >= 0 && f.Waiting >= 0 && f.Work+f.Waiting > 0 && f.Work+f.Waiting <= time.Hour) {
			fail("function %s: work of %v and waiting of %v, expected none below 0s, and more than 0s to 1h together",
				f.Name, f.Work, f.Waiting)
		}
		if !(f.Parallel > 0 && f.Parallel <= 1000) || !(f.MiB > 0 && f.MiB <= 1<<30) {
			fail("function %s: %v cores at most and %v MiB, expected more than 0 to 1000 and to 1 TiB", f.Name,
				f.Parallel, f.MiB)
		}
	}
	if !(w.Share > 0 && w.Share < 1) {
		fail("%v of the executions are to keep the QoS, expected a share between 0 and 1", w.Share)
	}
	if w.QoS <= 0 {
		fail("QoS of %v, expected more than 0s", w.QoS)
	}
	if p := &w.Prices; !(p.Core >= 0 && p.GB >= 0 && p.Core+p.GB > 0) {
		fail("prices of %v USD a core and hour and %v a GB and hour, expected none below 0 and one above", p.Core, p.GB)
	}
	if errs == nil {
		errs = w.checkReach()
	}
	return errs
}

// checkReach refuses what no size reaches: a working set beyond the memory that there is, a QoS
// that even the largest sizes miss, and one that the least sizes keep.
func (w *Workflow) checkReach() (errs []error) {
	for i := range w.Functions {
		f := &w.Functions[i]
		if _, ok := w.Space.MiB.AtLeast(f.MiB); !ok {
			errs = append(errs, fmt.Errorf("function %s: a working set of %v MiB, and no size has more than %v MiB",
				f.Name, f.MiB, w.Space.MiB.Value(math.MaxInt32)))
		}
	}
	if errs != nil {
		return errs
	}
	s := &w.Space
	fast := w.typical(Size{s.Cores.Value(math.MaxInt32), s.MiB.Value(math.MaxInt32)})
	if fast > w.QoS.Seconds() {
		errs = append(errs, fmt.Errorf("QoS of %v: with the largest sizes an execution without noise takes %.3gs: the "+
			"optimum lies outside of the grid, expected a longer QoS or more cores", w.QoS, fast))
	}
	if slow := w.typical(Size{s.Cores.Value(0), s.MiB.Value(0)}); slow <= w.QoS.Seconds()/2 {
		errs = append(errs, fmt.Errorf("QoS of %v: with the least sizes an execution without noise takes %.3gs, "+
			"less than "+
			"half of it: the optimum lies at the edge of the grid, expected a shorter QoS or smaller sizes", w.QoS,
			slow))
	}
	return errs
}

// typical is the latency without noise where all functions have a size.
func (w *Workflow) typical(z Size) float64 {
	return w.Flow.Latency(func(function int) float64 {
		t, _ := w.Functions[function].Duration(&w.World, z)
		return t
	})
}

// Names are those of the functions.
func Names(functions []Function) []string {
	var out []string
	for i := range functions {
		out = append(out, functions[i].Name)
	}
	return out
}
