// Package approach holds the invocations that are before a decision: on their way to the controller,
// and waiting for it.
//
//	Enter ─▶ stations (control.Path) ─▶ through ─▶ Turn ─▶ the controller decides
//	                                                └─ it is busy ─▶ waiting ─Release─▶
package approach

import (
	"thaw/models/control"
	"thaw/sim"
)

// Approach is that of a run. W is an invocation that waits. It holds invocations and calls nobody.
type Approach[W any] struct {
	control.Config
	server  sim.Pool    // the controller
	waiting sim.Ring[W] // for it, in the order in which they came
	path    *control.Path
	passing []W // by job of the path
	through []W // of the last Advance

	sent  W // what the controller works on, and where that goes then
	to    int32
	sends bool
}

// New returns the approach of a run.
func New[W any](cfg control.Config, seed uint64) Approach[W] {
	return Approach[W]{Config: cfg, server: sim.NewPool(1), path: control.NewPath(cfg.Path, seed)}
}

// Open reports whether nothing is before a decision, and nothing delays it.
func (a *Approach[W]) Open() bool { return !a.Delayed() && !a.Occupied() && a.path == nil }

// Enter takes an invocation that has come. It reports whether there is nothing on its way, so
// that its turn is now.
func (a *Approach[W]) Enter(w *W, number int64, now sim.Time) (through bool) {
	if a.path == nil {
		return true
	}
	job := int(a.path.Enter(number, now))
	for job >= len(a.passing) {
		a.passing = append(a.passing, *w)
	}
	a.passing[job] = *w
	return false
}

// Follow begins what follows the execution of an invocation, and reports whether anything does.
func (a *Approach[W]) Follow(number int64, now sim.Time) bool {
	if a.path == nil {
		return false
	}
	a.path.Follow(number, now)
	return true
}

// Wakes takes the wakes that stations ask for; their subjects are above 0.
func (a *Approach[W]) Wakes() []sim.Wake {
	wakes := a.path.Wakes()
	for i := range wakes {
		wakes[i].Subject++
	}
	return wakes
}

// Advance ends a service, by the subject of its wake, and returns who is through by that.
func (a *Approach[W]) Advance(subject uint32, now sim.Time) []W {
	a.path.Advance(subject-1, now)
	a.through = a.through[:0]
	for _, job := range a.path.Passed() {
		a.through = append(a.through, a.passing[job])
	}
	return a.through
}

// Turn reports whether an invocation has the controller now; if not, it waits for it.
func (a *Approach[W]) Turn(w *W, now sim.Time) bool {
	if !a.Occupied() || a.server.Acquire(0, now) {
		return true
	}
	a.waiting.Push(*w)
	return false
}

// Release gives the controller back, and returns who has it next.
func (a *Approach[W]) Release(now sim.Time) (next W, some bool) {
	if _, some = a.server.Release(now); some {
		next = a.waiting.Pop()
	}
	return next, some
}

// Send notes that the controller works on an invocation, which goes to an invoker when it has
// ended that.
func (a *Approach[W]) Send(w *W, to int32) { a.sent, a.to, a.sends = *w, to, true }

// Sent takes the invocation that the controller works on, if any.
func (a *Approach[W]) Sent() (w W, to int32, some bool) {
	some, a.sends = a.sends, false
	return a.sent, a.to, some
}

// Holds returns how many invocations are on their way, wait, or are worked on.
func (a *Approach[W]) Holds() int {
	n := a.waiting.Len()
	if a.sends {
		n++
	}
	if a.path != nil {
		n += a.path.Passing()
	}
	return n
}

// Abandon returns those that are before their turn: who waits in that order, and the others in that
// of the trace.
func (a *Approach[W]) Abandon() (left []W) {
	for a.waiting.Len() > 0 {
		left = append(left, a.waiting.Pop())
	}
	if a.path == nil {
		return left
	}
	for _, job := range a.path.Left() {
		left = append(left, a.passing[job])
	}
	return left
}
