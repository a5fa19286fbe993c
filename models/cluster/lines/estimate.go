package lines

import (
	"time"

	"thaw/models/cluster/fleet"
)

// learned is what the invocations of each unit took so far.
//
// The rest of an execution, seen at any instant of it, takes E[D²] / 2·E[D] in the mean,
// the mean residual life of renewal theory. Of b containers that each end at such an
// instant, the (w+1)-th end is about (w+1)/b times that away.
type learned struct {
	starts, executions []sum // by unit
}

// sum is of times in seconds and of their squares.
type sum struct{ n, of, squares float64 }

func newLearned(units int) *learned {
	return &learned{starts: make([]sum, units), executions: make([]sum, units)}
}

func (s *sum) add(d time.Duration) {
	x := d.Seconds()
	s.n, s.of, s.squares = s.n+1, s.of+x, s.squares+x*x
}

// Learns reports whether the lines learn.
func (l *Lines) Learns() bool { return l.learn != nil }

// Started notes that a start of unit u took d, from the decision until the container was
// ready.
func (l *Lines) Started(u fleet.UnitID, d time.Duration) { l.learn.starts[u].add(d) }

// Executed notes that an execution of unit u took d.
func (l *Lines) Executed(u fleet.UnitID, d time.Duration) {
	if l.learn != nil {
		l.learn.executions[u].add(d)
	}
}

// Sooner reports whether an invocation of unit u at the end of the line of deployment d,
// of whose containers so many run or start, expects a slot sooner than a new container.
// Without an estimate of both it does not.
func (l *Lines) Sooner(d fleet.DeployID, u fleet.UnitID, containers int32) bool {
	start, execution := &l.learn.starts[u], &l.learn.executions[u]
	if start.n == 0 || execution.n == 0 || containers == 0 {
		return false
	}
	before := float64(l.Waiting(d)+1) / (float64(containers) * float64(l.slots))
	// before · Σd²/2Σd < Σs/n
	return before*execution.squares*start.n < 2*execution.of*start.of
}
