package index

import (
	"math"

	"thaw/models/cluster/fleet"
)

// tournament is an 8-ary tree of minima over one key an invoker. Keys carry
// the invoker's index in their low half, so they are distinct and ties go to
// the lowest index. A new key stops climbing where it changes nothing.
type tournament struct {
	levels [][]uint64
}

func newTournament(n int) tournament {
	var t tournament
	for _, size := range treeShape(n) {
		level := make([]uint64, size)
		for i := range level {
			level[i] = math.MaxUint64
		}
		t.levels = append(t.levels, level)
	}
	return t
}

// key packs a rank, least first, and the invoker.
func key(rank uint32, i fleet.InvokerID) uint64 { return uint64(rank)<<32 | uint64(uint32(i)) }

func (t *tournament) set(i fleet.InvokerID, key uint64) {
	k := int(i)
	old := t.levels[0][k]
	t.levels[0][k] = key
	for l := 1; l < len(t.levels); l++ {
		k /= fan
		node := &t.levels[l][k]
		switch {
		case key < *node:
			*node = key
		case *node != old:
			return // another one wins here and above
		default:
			c := (*[fan]uint64)(t.levels[l-1][k*fan:])
			key = min(c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7])
			*node = key
		}
	}
}

func (t *tournament) least() uint64 {
	c := (*[fan]uint64)(t.levels[len(t.levels)-1])
	return min(c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7])
}

const fan = fleet.Fan

// treeShape returns the padded sizes of the levels over n leaves.
func treeShape(n int) []int {
	var sizes []int
	for {
		padded := (n + fan - 1) / fan * fan
		sizes = append(sizes, padded)
		if padded == fan {
			return sizes
		}
		n = padded / fan
	}
}
