// Package gate holds the invocations that are before a decision: on their way to the controller,
// and waiting for it.
//
//	Enter ─▶ stations (control.Path) ─▶ through ─▶ Turn ─▶ the controller decides
//	                                                └─ it is busy ─▶ waiting ─Release─▶
package gate

import (
	"thaw/models/control"
	"thaw/sim"
)

// Gate is that of a run. W is an invocation that waits. It holds invocations and calls nobody.
type Gate[W any] struct {
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

// New returns the gate of a run.
func New[W any](cfg control.Config, seed uint64) Gate[W] {
	return Gate[W]{Config: cfg, server: sim.NewPool(1), path: control.NewPath(cfg.Path, seed)}
}

// Open reports whether nothing is before a decision, and nothing delays it.
func (g *Gate[W]) Open() bool { return !g.Delayed() && !g.Occupied() && g.path == nil }

// Enter takes an invocation that has come. It reports whether there is nothing on its way, so
// that its turn is now.
func (g *Gate[W]) Enter(w *W, number int64, now sim.Time) (through bool) {
	if g.path == nil {
		return true
	}
	job := int(g.path.Enter(number, now))
	for job >= len(g.passing) {
		g.passing = append(g.passing, *w)
	}
	g.passing[job] = *w
	return false
}

// Follow begins what follows the execution of an invocation, and reports whether anything does.
func (g *Gate[W]) Follow(number int64, now sim.Time) bool {
	if g.path == nil {
		return false
	}
	g.path.Follow(number, now)
	return true
}

// Wakes takes the wakes that stations ask for; their subjects are above 0.
func (g *Gate[W]) Wakes() []sim.Wake {
	wakes := g.path.Wakes()
	for i := range wakes {
		wakes[i].Subject++
	}
	return wakes
}

// Advance ends a service, by the subject of its wake, and returns who is through by that.
func (g *Gate[W]) Advance(subject uint32, now sim.Time) []W {
	g.path.Advance(subject-1, now)
	g.through = g.through[:0]
	for _, job := range g.path.Passed() {
		g.through = append(g.through, g.passing[job])
	}
	return g.through
}

// Turn reports whether an invocation has the controller now; if not, it waits for it.
func (g *Gate[W]) Turn(w *W, now sim.Time) bool {
	if !g.Occupied() || g.server.Acquire(0, now) {
		return true
	}
	g.waiting.Push(*w)
	return false
}

// Release gives the controller back, and returns who has it next.
func (g *Gate[W]) Release(now sim.Time) (next W, some bool) {
	if _, some = g.server.Release(now); some {
		next = g.waiting.Pop()
	}
	return next, some
}

// Send notes that the controller works on an invocation, which goes to an invoker when it has
// ended that.
func (g *Gate[W]) Send(w *W, to int32) { g.sent, g.to, g.sends = *w, to, true }

// Sent takes the invocation that the controller works on, if any.
func (g *Gate[W]) Sent() (w W, to int32, some bool) {
	some, g.sends = g.sends, false
	return g.sent, g.to, some
}

// Holds returns how many invocations are on their way, wait, or are worked on.
func (g *Gate[W]) Holds() int {
	n := g.waiting.Len()
	if g.sends {
		n++
	}
	if g.path != nil {
		n += g.path.Passing()
	}
	return n
}

// Abandon returns those that are before their turn: who waits in that order, and the others in that
// of the trace.
func (g *Gate[W]) Abandon() (left []W) {
	for g.waiting.Len() > 0 {
		left = append(left, g.waiting.Pop())
	}
	if g.path == nil {
		return left
	}
	for _, job := range g.path.Left() {
		left = append(left, g.passing[job])
	}
	return left
}
