// Package autoscale makes invokers join and drain as load comes and goes.
//
//	executions ──each period──▶ load averages ──▶ Controller ──▶ so many more, or fewer
//	of each invoker             of the members        │ within the limits
//	                                                  ▼
//	                    membership.Roster ◀── join, drain: events of this instant
//
// It sees the load averages of the members (models/load), for each of their cores, as an
// agent on each would report them. Who joins first was drained last and is still there,
// otherwise it is the lowest index; who drains first has the highest index.
package autoscale

import (
	"fmt"
	"time"

	"thaw/models/load"
	"thaw/models/membership"
	"thaw/sim"
)

// Policy is a way to scale, with its limits.
type Policy struct {
	Min, Max, Initial int // members; Max 0: all invokers, Initial 0: Max
	Load              load.Config
	New               func() Controller // for one run
}

// Controller decides about the number of members.
type Controller interface {
	// Decide is asked after each sample. loads are those of the members for each of their
	// cores. It answers how many members there should be, from least to most.
	Decide(loads []float64, least, most int, now sim.Time) int
}

// Limits returns the least and the most members of so many invokers, and those at first.
func (p *Policy) Limits(invokers int) (least, most, first int) {
	if most = p.Max; most == 0 {
		most = invokers
	}
	if first = p.Initial; first == 0 {
		first = most
	}
	return p.Min, most, first
}

// Check returns what is wrong with the limits for so many invokers, all of it.
func (p *Policy) Check(invokers int) (errs []error) {
	least, most, first := p.Limits(invokers)
	if most > invokers {
		errs = append(errs, fmt.Errorf("autoscale has at most %d members, expected no more than the %d invokers", most,
			invokers))
	}
	switch {
	case least < 1 || least > most && p.Max > 0:
		errs = append(errs, fmt.Errorf("autoscale has at least %d members, expected 1 to the most, %d", least, most))
	case least > most:
		errs = append(errs, fmt.Errorf("autoscale has at least %d members, expected 1 to the %d invokers", least, most))
	case first < least || first > most:
		errs = append(errs, fmt.Errorf("autoscale begins with %d members, expected %d to %d", first, least, most))
	}
	return errs
}

// Scaler is the autoscaler of one run.
type Scaler struct {
	policy      *Policy
	controller  Controller
	averages    *load.Averages
	cores       []int // by invoker
	loads       []float64
	events      []membership.Event
	least, most int
}

// New returns the autoscaler of invokers with so many cores each.
func New(p *Policy, cores []int) *Scaler {
	s := &Scaler{policy: p, controller: p.New(), averages: load.New(len(cores), p.Load), cores: cores}
	s.least, s.most, _ = p.Limits(len(cores))
	return s
}

// Period is the time from one sample to the next.
func (s *Scaler) Period() time.Duration { return s.policy.Load.Every }

// Sample takes the number of executions of each invoker, and returns who joins and who
// drains now. The slice is valid until the next call.
func (s *Scaler) Sample(r *membership.Roster, executing func(invoker int) int32, now sim.Time) []membership.Event {
	s.loads, s.events = s.loads[:0], s.events[:0]
	for i := range s.cores {
		n := executing(i)
		s.averages.Update(i, n)
		switch {
		case r.Member(int32(i)):
			s.loads = append(s.loads, s.averages.Of(i).Float()/float64(max(1, s.cores[i])))
		case n == 0:
			s.averages.Reset(i) // another machine will come
		}
	}
	m := r.Members()
	wanted := min(max(s.controller.Decide(s.loads, s.least, s.most, now), s.least), s.most)
	for ; m < wanted; m++ {
		i := s.next(r)
		if i < 0 {
			break
		}
		s.events = append(s.events, membership.Event{At: now, Invoker: i, Kind: membership.Join})
	}
	for k := r.Members() - 1; m > wanted; k, m = k-1, m-1 {
		s.events = append(s.events, membership.Event{At: now, Invoker: r.Nth(k), Kind: membership.Drain})
	}
	return s.events
}

// next returns who joins next, or −1: the lowest index that is still draining, otherwise of
// those that are away. One that is away by a failure comes back by itself.
func (s *Scaler) next(r *membership.Roster) int32 {
	best := int32(-1)
	for i := range int32(len(s.cores)) {
		if r.Member(i) || r.Returns(i) || s.joins(i) {
			continue
		}
		if r.There(i) {
			return i
		}
		if best < 0 {
			best = i
		}
	}
	return best
}

// joins reports whether invoker i joins already at this instant.
func (s *Scaler) joins(i int32) bool {
	for _, e := range s.events {
		if e.Invoker == i {
			return true
		}
	}
	return false
}
