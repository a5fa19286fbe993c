package index

import (
	"thaw/models/cluster/fleet"
)

// Set holds the indices of one fleet, each built when it is first asked for.
type Set struct {
	f *fleet.Fleet

	fit       *Fit
	warm      *Warm
	available *Available
	load      *Load
	room      *Room
	eviction  *Eviction
	walks     *Walks
	level     *Level
}

// NewSet returns the set of a fleet, empty.
func NewSet(f *fleet.Fleet) Set { return Set{f: f} }

// Fit returns the index of available memory by invoker order.
func (s *Set) Fit() *Fit {
	if s.fit == nil {
		s.fit = newFit(s.f)
	}
	return s.fit
}

// Warm returns the index of invokers with a warm container by function.
func (s *Set) Warm() *Warm {
	if s.warm == nil {
		s.warm = newWarm(s.f)
		s.f.MarkWarm(&s.warm.WarmBits)
	}
	return s.warm
}

// Available returns the index of invokers by available memory.
func (s *Set) Available() *Available {
	if s.available == nil {
		s.available = newAvailable(s.f)
	}
	return s.available
}

// Load returns the index of invokers by running containers.
func (s *Set) Load() *Load {
	if s.load == nil {
		s.load = newLoad(s.f, s.Fit())
	}
	return s.load
}

// Room returns the index of invokers that have memory free.
func (s *Set) Room() *Room {
	if s.room == nil {
		s.room = newRoom(s.f, s.Available())
	}
	return s.room
}

// Eviction returns the index of invokers by the cost of their evictions, with a
// decay per second of at least 0. A set has one: a second decay panics.
func (s *Set) Eviction(decay float64) *Eviction {
	if s.eviction == nil {
		s.eviction = newEviction(s.f, decay)
	}
	if s.eviction.decay != decay {
		panic("index: a second decay was asked for")
	}
	return s.eviction
}

// Evicts reports whether somebody asked for Eviction.
func (s *Set) Evicts() bool { return s.eviction != nil }

// Level returns the index of invokers by levels of available memory, or nil where
// there are too many invokers for it.
func (s *Set) Level() *Level {
	if s.level == nil {
		s.level = newLevel(s.f, s.Available())
		s.Warm().summarise() // which the levels are compared with
	}
	return s.level
}

// Walks returns the index of warm invokers in the order of walks, one a unit. A set
// has one.
func (s *Set) Walks(walks []Walk) *Walks {
	if s.walks != nil {
		panic("index: a second order of walks was asked for")
	}
	s.walks = newWalks(s.f, walks)
	return s.walks
}
