package cluster

import (
	"thaw/sim"
)

// Victims appends to list the idle containers that invoker i would evict to have
// mem MiB free, in the order in which they would go: none where so much is free,
// and all there are where they are not enough. It takes O(victims), and under a
// Ranker O(victims × idle containers of i).
func (v *View) Victims(i InvokerID, mem int32, list []ContainerID) []ContainerID {
	free := v.Free(i)
	for c := v.victim(i); c != nobody && free < mem; c = v.victimAfter(i, c) {
		list = append(list, ContainerID(c))
		free += v.containers[c].memory
	}
	return list
}

// victimAfter returns the container that invoker i would evict after c.
func (v *View) victimAfter(i InvokerID, c int32) int32 {
	if !v.ranked {
		return v.containers[c].idleNext
	}
	next := nobody
	for _, o := range v.heaps[i] {
		if v.lessWorth(c, o) && (next == nobody || v.lessWorth(o, next)) {
			next = o
		}
	}
	return next
}

// IdleSince returns since when idle container c is idle.
func (v *View) IdleSince(c ContainerID) sim.Time { return v.containers[c].since }

// RoomIndex returns the index of invokers that have memory free.
func (v *View) RoomIndex() *RoomIndex {
	if v.room == nil {
		v.room = newRoomIndex(v.invokers, v.AvailableIndex())
	}
	return v.room
}

// EvictionIndex returns the index of invokers by the cost of their evictions,
// with a decay per second of at least 0. A View has one: a second decay panics.
func (v *View) EvictionIndex(decay float64) *EvictionIndex {
	if v.evict == nil {
		v.evict, v.ordered = newEvictionIndex(v, decay), true
	}
	if v.evict.decay != decay {
		panic("cluster: a second decay was asked for")
	}
	return v.evict
}

// LevelIndex returns the index of invokers by levels of available memory, or nil
// where there are too many invokers for it.
func (v *View) LevelIndex() *LevelIndex {
	if v.level == nil {
		v.level = newLevelIndex(v.invokers, v.AvailableIndex())
		v.followed = v.followed || v.level != nil
		v.WarmIndex().summarise() // which the levels are compared with
	}
	return v.level
}

// WalkIndex returns the index of warm invokers in the order of walks, one a unit.
// A View has one.
func (v *View) WalkIndex(walks []Walk) *WalkIndex {
	if v.walk != nil {
		panic("cluster: a second order of walks was asked for")
	}
	n := len(v.invokers)
	v.walk = &WalkIndex{bits: newWarmIndex(v.functions, len(v.firstOf), n), walks: walks, n: uint64(n)}
	return v.walk
}
