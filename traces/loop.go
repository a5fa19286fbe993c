package traces

import (
	"errors"
	"fmt"

	"thaw/models/workload"
)

// checkLoop refuses a closed loop where arrivals are needed, and what chooses among the
// arrivals of a trace where it has none. A length is the time for which users invoke.
func (t *Trace) checkLoop() error {
	f, ok := t.f.(interface{ Table() *workload.Table })
	if !ok || !f.Table().Loops() {
		return nil
	}
	what, chooses := "a closed loop (model=users)", "its users decide when to invoke what"
	if f.Table().Workflow != nil {
		if !t.opt.Loops {
			return fmt.Errorf("%s: a workflow, whose tasks come to be while it runs: it has no arrivals before a run, "+
				"and can be replayed by thaw run alone", t.path)
		}
		what, chooses = "a workflow", "its tasks come to be while it runs"
	}
	if !t.opt.Loops {
		return fmt.Errorf("%s: a closed loop, whose users invoke when they have been answered: it has no "+
			"arrivals before a run, and can be replayed by thaw run alone", t.path)
	}
	var errs []error
	refuse := func(given bool, text string) {
		if given {
			errs = append(errs, fmt.Errorf("%s, with %s: %s, and there are no arrivals to choose from", text, what,
				chooses))
		}
	}
	refuse(t.opt.Start > 0, "a start of the window")
	refuse(t.opt.Functions > 0, "a number of functions")
	refuse(t.opt.Rate > 0, "a rate")
	if f.Table().Workflow != nil {
		refuse(t.opt.Length > 0, "a length of the window")
		refuse(t.opt.Ramp > 0, "a ramp")
		refuse(t.opt.Durations == DurationsMean, "mean durations")
		return errors.Join(errs...)
	}
	refuse(t.opt.Ramp > 0, "a ramp (users begin over the key ramp of the trace)")
	if t.opt.Durations == DurationsMean {
		errs = append(errs, errors.New("mean durations, with a closed loop (model=users): the key within of the trace "+
			"says how durations spread, and without it all are alike"))
	}
	return errors.Join(errs...)
}
