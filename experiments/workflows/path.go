package workflows

import (
	"time"

	"thaw/sim"
)

// Phases are what a task does, in their order.
func Phases() []string { return []string{"wait for a worker", "fetch", "work", "emit"} }

// instants are the begin of the first phase of a task, and the end of each. Those that a stopped task did
// not reach are Never.
func (t *Task) instants() [5]sim.Time {
	return [5]sim.Time{t.Asked, t.Started, t.Fetched, t.Worked, t.Ended}
}

// Took returns how long a task is in each phase, until an instant.
func (t *Task) Took(until sim.Time) (took [4]time.Duration) {
	until = min(until, t.Ended)
	at := t.instants()
	from := at[0]
	for k, to := range at[1:] {
		to = min(to, until)
		took[k] = max(0, to.Sub(from))
		from = max(from, to)
	}
	return took
}

// Spent sums up the phases along a path, and what is between them: waiting for content, ticks and limits.
// A task counts until the next one is ready: its output may be there before it ends.
func Spent(path []Task) (between time.Duration, took [4]time.Duration) {
	for i := range path {
		until := path[i].Ended
		if i+1 < len(path) {
			until = min(until, path[i+1].Ready)
		}
		for k, d := range path[i].Took(until) {
			took[k] += d
			between -= d
		}
		if i == len(path)-1 {
			between += time.Duration(until)
		}
	}
	return between, took
}
