package schedule

import (
	"time"

	"thaw/models/cluster"
	"thaw/sim"
)

// learned is what a controller has seen of how long invocations take: from the decision of
// a start to the end of its execution, of warm and of cold starts of each function. A
// scheduler embeds it and hears by that of starts and ends. Executions that share a
// container are not told apart and teach nothing.
type learned struct {
	of  []seen  // by function
	at  []under // by container
	all means   // of warm starts of all functions
}

type seen struct{ warm, cold means }

// means is a sum of times and their number.
type means struct{ sum, n int64 }

func (m *means) add(d time.Duration) {
	m.sum += int64(d)
	m.n++
}

// mean returns it in nanoseconds; it is 0 where nothing was seen.
func (m *means) mean() float64 {
	if m.n == 0 {
		return 0
	}
	return float64(m.sum) / float64(m.n)
}

// under is what runs in a container.
type under struct {
	since  sim.Time
	fn     cluster.FuncID
	n      int32 // invocations
	cold   bool
	shared bool // by several at a time, until it is empty
}

func newLearned(v *cluster.View) learned { return learned{of: make([]seen, len(v.Table().Functions))} }

// Started notes the decision of a start.
func (l *learned) Started(c cluster.ContainerID, fn cluster.FuncID, cold bool, now sim.Time) {
	for len(l.at) <= int(c) {
		l.at = append(l.at, under{})
	}
	x := &l.at[c]
	x.n++
	if x.n > 1 {
		x.shared = true
		return
	}
	x.since, x.fn, x.cold = now, fn, cold
}

// Ended learns from an execution that has the container for itself.
func (l *learned) Ended(c cluster.ContainerID, now sim.Time) {
	if int(c) >= len(l.at) || l.at[c].n == 0 {
		return
	}
	x := &l.at[c]
	if took := now.Sub(x.since); !x.shared && x.cold {
		l.of[x.fn].cold.add(took)
	} else if !x.shared {
		l.of[x.fn].warm.add(took)
		l.all.add(took)
	}
	if x.n--; x.n == 0 {
		x.shared = false
	}
}

// Removed forgets a container and what is lost with it: its slot is used again.
func (l *learned) Removed(c cluster.ContainerID, _ bool, _ sim.Time) {
	if int(c) < len(l.at) {
		l.at[c] = under{}
	}
}

// ratio returns the mean cold over the mean warm time of fn, at least 1; and 1 as long as
// one of them is not known.
func (l *learned) ratio(fn cluster.FuncID) float64 {
	x := &l.of[fn]
	if x.warm.sum == 0 || x.cold.n == 0 {
		return 1
	}
	return max(1, x.cold.mean()/x.warm.mean())
}
