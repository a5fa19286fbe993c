package cluster

import (
	"fmt"
	"time"

	"thaw/models/workload"
	"thaw/sim"
)

// Workflows within a replay (package flows): their tasks are invocations, whose executions
// end when the workflow says.

// checkWorkflow returns what makes the workflow of a table impossible on a platform.
func (c *Config) checkWorkflow(table *workload.Table) []error {
	if table.Workflow == nil {
		return nil
	}
	errs := c.parts().Workflow()
	for f := range table.Functions {
		fn := &table.Functions[f]
		memory := fn.Memory
		if c.Scope == PerApp {
			memory = table.Apps[fn.App].Memory
		}
		if largest := c.Largest(); memory > largest {
			errs = append(errs, fmt.Errorf("function %q of a workflow, whose %v are more than the %v of the largest "+
				"invoker: its tasks would be refused, and the workflow wait for ever", fn.Name, memory, largest))
		}
	}
	return errs
}

// worksite is the platform as package flows sees it.
type worksite struct{ *engine }

// PostFlow posts an event of workflows, as kindArrival: after completions and starts, whose
// containers it may use, and before leases end.
func (w worksite) PostFlow(at sim.Time, tie uint64, subject uint32) {
	w.post(at, kindArrival, int64(tie), int32(subject))
}

// Invoke brings a task to the platform.
func (w worksite) Invoke(fn FuncID) { w.arrive(&workload.Invocation{Arrival: w.now, Function: fn}) }

// Invoked returns the function of an invocation in flight.
func (w worksite) Invoked(f int32) FuncID { return w.requests[f].fn }

// Takes returns how long work takes on the invoker of a task.
func (w worksite) Takes(f int32, work time.Duration) time.Duration {
	if w.members == nil {
		return work
	}
	return w.members.Execution(w.InvokerOf(w.inFlight[f].container), work)
}

// End ends the execution of a task.
func (w worksite) End(f int32) { w.post(w.now, kindCompleted, w.requests[f].number, f) }
