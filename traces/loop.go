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
	if !ok || f.Table().Users == nil {
		return nil
	}
	if !t.opt.Loops {
		return fmt.Errorf("%s: a closed loop, whose users invoke when they have been answered: it has no "+
			"arrivals before a run, and can be replayed by thaw run alone", t.path)
	}
	var errs []error
	refuse := func(given bool, text string) {
		if given {
			errs = append(errs, fmt.Errorf("%s, with a closed loop (model=users): %s", text, "its users decide when "+
				"to invoke what, and there are no arrivals to choose from"))
		}
	}
	refuse(t.opt.Start > 0, "a start of the window")
	refuse(t.opt.Functions > 0, "a number of functions")
	refuse(t.opt.Rate > 0, "a rate")
	refuse(t.opt.Ramp > 0, "a ramp (users begin over the key ramp of the trace)")
	if t.opt.Durations == DurationsMean {
		errs = append(errs, errors.New("mean durations, with a closed loop (model=users): the key within of the trace "+
			"says how durations spread, and without it all are alike"))
	}
	return errors.Join(errs...)
}
