package index

import (
	"thaw/models/cluster/fleet"
	"thaw/models/workload"
)

// Fit answers which invoker, in index order, has memory available: an
// 8-ary tree of upper bounds over the invokers' accounts. Memory that becomes
// available lifts bounds only as far as they grow, memory that is taken
// touches nothing, and a query tightens the bounds that it finds too high:
// amortised O(log n), and next to nothing for a busy invoker.
type Fit struct {
	fleet.Bounds
	invokers []fleet.Invoker
}

func newFit(f *fleet.Fleet) *Fit {
	invokers := f.Invokers()
	x := &Fit{invokers: invokers}
	for _, size := range treeShape(len(invokers))[1:] {
		level := make([]workload.MiB, size)
		for i := range level {
			level[i] = -1
		}
		x.Levels = append(x.Levels, level)
	}
	for i := range invokers {
		x.Raise(fleet.InvokerID(i), x.available(i))
	}
	f.RaiseBounds(&x.Bounds)
	return x
}

func (x *Fit) available(i int) workload.MiB { return x.invokers[i].Available() }

// First returns the lowest-index invoker ≥ from with at least mem MiB
// available, or fleet.None.
func (x *Fit) First(mem workload.MiB, from fleet.InvokerID) fleet.InvokerID {
	if uint(from) < uint(len(x.invokers)) && x.available(int(from)) >= mem {
		return from // as a rule, while the platform has room
	}
	top := len(x.Levels)
	for k := range min(fan, x.width(top)) {
		if i := x.first(top, k, mem, int(from)); i != fleet.None {
			return i
		}
	}
	return fleet.None
}

// width returns the number of nodes of a level; level 0 are the invokers.
func (x *Fit) width(level int) int {
	if level == 0 {
		return len(x.invokers)
	}
	return len(x.Levels[level-1])
}

// bound returns the most memory that invokers below node k can have available.
func (x *Fit) bound(level, k int) workload.MiB {
	if level == 0 {
		return x.available(k)
	}
	return x.Levels[level-1][k]
}

// first searches below node k of a level.
func (x *Fit) first(level, k int, mem workload.MiB, from int) fleet.InvokerID {
	if level == 0 {
		if k >= from && x.available(k) >= mem {
			return fleet.InvokerID(k)
		}
		return fleet.None
	}
	if x.Levels[level-1][k] < mem || (k+1)<<(3*level) <= from {
		return fleet.None
	}
	most := workload.MiB(-1)
	if level == 1 {
		below := x.invokers[k*fan : min(k*fan+fan, len(x.invokers))]
		for j := range below {
			available := below[j].Available()
			if available >= mem && k*fan+j >= from {
				return fleet.InvokerID(k*fan + j)
			}
			most = max(most, available)
		}
		x.Levels[0][k] = most
		return fleet.None
	}
	for j := k * fan; j < min(k*fan+fan, x.width(level-1)); j++ {
		if i := x.first(level-1, j, mem, from); i != fleet.None {
			return i
		}
		most = max(most, x.bound(level-1, j))
	}
	x.Levels[level-1][k] = most
	return fleet.None
}
