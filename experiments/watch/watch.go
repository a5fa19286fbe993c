// Package watch adds up the progress of replays that run side by side.
//
//	a run ──▶ Begin ──▶ Report … ──▶ End
//	                       └──▶ Progress of all ──▶ who wants to know
package watch

import (
	"slices"
	"sync"
	"time"

	"thaw/sim"
)

// Progress is the progress of an execution.
type Progress struct {
	Runs, Finished int           // of this execution, without skipped runs
	Invocations    int64         // replayed so far, over all runs
	Expected       int64         // over all runs; 0 while unknown
	Fraction       float64       // of the work; −1 while unknown
	Policy         string        // of the run that reported
	Seed           int64         // likewise
	Simulated      time.Duration // likewise
}

// Watch adds up the progress of concurrent runs.
type Watch struct {
	mu     sync.Mutex
	notify func(Progress)
	length time.Duration
	now    Progress
	each   int64 // invocations of a finished run; 0: none has finished
	active []*Run
}

// Run is the progress of one run.
type Run struct {
	policy      string
	seed        int64
	invocations int64
	simulated   sim.Time
}

// New watches runs of a simulated length each; 0: unknown.
func New(runs int, length time.Duration, notify func(Progress)) *Watch {
	return &Watch{notify: notify, length: length, now: Progress{Runs: runs, Fraction: -1}}
}

// Begin watches one more run, of a policy under a seed.
func (w *Watch) Begin(policy string, seed int64) *Run {
	w.mu.Lock()
	defer w.mu.Unlock()
	s := &Run{policy: policy, seed: seed}
	w.active = append(w.active, s)
	return s
}

// Report notes how far a run has come.
func (w *Watch) Report(s *Run, invocations int64, simulated sim.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now.Invocations += invocations - s.invocations
	s.invocations, s.simulated = invocations, simulated
	w.update(s)
}

// End counts a run as finished.
func (w *Watch) End(s *Run, invocations int64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now.Invocations += invocations - s.invocations
	w.now.Finished++
	w.each = invocations
	w.active = slices.DeleteFunc(w.active, func(a *Run) bool { return a == s })
	w.update(s)
}

// update estimates the finished share of the work and notifies the caller.
func (w *Watch) update(s *Run) {
	if w.notify == nil {
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
	w.now.Policy, w.now.Seed, w.now.Simulated = s.policy, s.seed, s.simulated.Sub(0)
	w.notify(w.now)
}

// Share turns the progress of one of several plans into that of all.
type Share struct {
	Call      func(Progress) // nil: nobody listens
	Done, All int            // plans
}

// Of returns what one of several windows of the plan tells.
func (s Share) Of(window, windows int) func(Progress) {
	if s.Call == nil {
		return nil
	}
	return func(p Progress) {
		p.Fraction = (float64(s.Done) + (float64(window)+max(p.Fraction, 0))/float64(windows)) / float64(s.All)
		s.Call(p)
	}
}
