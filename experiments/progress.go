package experiments

import (
	"slices"
	"sync"
	"time"

	"thaw/sim"
)

// Progress tells how far an execution is.
type Progress struct {
	Runs, Finished int           // of this execution, without those that were skipped
	Invocations    int64         // replayed so far, over all runs
	Expected       int64         // over all runs; 0 while it cannot be told
	Fraction       float64       // of the work; −1 while it cannot be told
	Policy         string        // of the run that reported
	Seed           int64         // likewise
	Simulated      time.Duration // likewise
}

// Watch adds up the progress of runs that go on at the same time.
type Watch struct {
	mu     sync.Mutex
	call   func(Progress)
	length time.Duration
	now    Progress
	each   int64 // invocations of a finished run; 0: none has finished
	active []*seen
}

// seen is the progress of one run.
type seen struct {
	run         *Run
	invocations int64
	simulated   sim.Time
}

// NewWatch begins to watch runs of a simulated length each; 0: it is not known.
func NewWatch(runs int, length time.Duration, call func(Progress)) *Watch {
	return &Watch{call: call, length: length, now: Progress{Runs: runs, Fraction: -1}}
}

// Begin begins to watch a run.
func (w *Watch) Begin(r *Run) *seen {
	w.mu.Lock()
	defer w.mu.Unlock()
	s := &seen{run: r}
	w.active = append(w.active, s)
	return s
}

func (w *Watch) report(s *seen, invocations int64, simulated sim.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now.Invocations += invocations - s.invocations
	s.invocations, s.simulated = invocations, simulated
	w.tell(s)
}

// End counts a run as finished.
func (w *Watch) End(s *seen, invocations int64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now.Invocations += invocations - s.invocations
	w.now.Finished++
	w.each = invocations
	w.active = slices.DeleteFunc(w.active, func(a *seen) bool { return a == s })
	w.tell(s)
}

// tell estimates the share of the work that is done and calls back.
func (w *Watch) tell(s *seen) {
	if w.call == nil {
		return
	}
	part, known := float64(w.now.Finished), w.each > 0 || w.length > 0
	for _, a := range w.active {
		switch {
		case w.each > 0:
			part += min(1, float64(a.invocations)/float64(w.each))
		case w.length > 0:
			part += min(1, float64(a.simulated)/float64(w.length))
		}
	}
	w.now.Fraction = -1
	if known && w.now.Runs > 0 {
		w.now.Fraction = part / float64(w.now.Runs)
	}
	w.now.Expected = w.each * int64(w.now.Runs)
	w.now.Policy, w.now.Seed, w.now.Simulated = s.run.Policy, s.run.Seed, s.simulated.Sub(0)
	w.call(w.now)
}
