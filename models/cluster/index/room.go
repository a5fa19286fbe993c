package index

import (
	"math"

	"thaw/models/cluster/fleet"
	"thaw/models/workload"
)

// Room answers where a container can be created without evicting any: on
// which invoker with enough free memory is the most available. It is branch and
// bound over the tournament of available memory, where a second tree, of upper
// bounds of free memory, says below which nodes to look. That tree is kept like
// Fit's: memory that becomes free lifts bounds only as far as they grow,
// memory that is taken touches nothing, and a search tightens what it finds too
// high.
type Room struct {
	fleet.Deaf
	fleet.Bounds // of free memory
	fleet        *fleet.Fleet
	invokers     []fleet.Invoker
	most         *Available
}

func newRoom(f *fleet.Fleet, most *Available) *Room {
	invokers := f.Invokers()
	x := &Room{fleet: f, invokers: invokers, most: most}
	for _, size := range treeShape(len(invokers))[1:] {
		level := make([]workload.MiB, size)
		for i := range level {
			level[i] = math.MinInt32
		}
		x.Levels = append(x.Levels, level)
	}
	for i := range invokers {
		x.Raise(fleet.InvokerID(i), x.free(i))
	}
	f.Follow(x, fleet.Freed|fleet.Members)
	return x
}

func (x *Room) free(i int) workload.MiB { return x.invokers[i].Free() }

// Freeing lifts the bounds above invoker i, which will have the memory of container
// c free as well.
func (x *Room) Freeing(c fleet.ContainerID, i fleet.InvokerID) {
	x.Raise(i, x.free(int(i))+x.fleet.Container(c).Memory())
}

// Offer lifts the bounds above invoker i, which has its memory free again.
func (x *Room) Offer(i fleet.InvokerID) { x.Raise(i, x.free(int(i))) }

// Max returns the invoker with the most available memory among those with at
// least mem MiB free (ties: lowest index), or fleet.None.
func (x *Room) Max(mem workload.MiB) fleet.InvokerID {
	if i, _ := x.most.Max(); x.free(int(i)) >= mem {
		return i
	}
	top := len(x.Levels)
	best := uint64(math.MaxUint64)
	for node := range x.most.t.levels[top] {
		best = x.search(top, node, mem, best)
	}
	if best == math.MaxUint64 {
		return fleet.None
	}
	return fleet.InvokerID(uint32(best))
}

// search returns the least key below node, or best if that is less.
func (x *Room) search(level, node int, mem workload.MiB, best uint64) uint64 {
	if x.most.t.levels[level][node] >= best {
		return best
	}
	if level == 0 {
		if x.free(node) < mem {
			return best
		}
		return x.most.t.levels[0][node]
	}
	bound := &x.Levels[level-1][node]
	if *bound < mem {
		return best
	}
	most := workload.MiB(math.MinInt32)
	for j := node * fan; j < node*fan+fan; j++ {
		if level == 1 && j >= len(x.invokers) {
			break
		}
		best = x.search(level-1, j, mem, best)
		if level == 1 {
			most = max(most, x.free(j))
		} else {
			most = max(most, x.Levels[level-2][j])
		}
	}
	*bound = most
	return best
}
