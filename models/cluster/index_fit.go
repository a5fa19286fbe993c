package cluster

// FitIndex answers which invoker, in index order, has memory available: an
// 8-ary tree of upper bounds. Raising a leaf lifts bounds only as far as they
// grow, lowering touches the leaf alone, and a query tightens the bounds that
// it finds too high: amortised O(log n), and next to nothing for a busy leaf.
type FitIndex struct {
	levels [][]int32 // levels[0]: available MiB by invoker, padded with −1 to a multiple of 8
}

const fan = 8

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

func newFitIndex(invokers []invoker) *FitIndex {
	x := &FitIndex{}
	for _, size := range treeShape(len(invokers)) {
		level := make([]int32, size)
		for i := range level {
			level[i] = -1
		}
		x.levels = append(x.levels, level)
	}
	for i := range invokers {
		x.set(InvokerID(i), invokers[i].capacity-invokers[i].active)
	}
	return x
}

// set records the available memory of invoker i.
func (x *FitIndex) set(i InvokerID, available int32) {
	k := int(i)
	x.levels[0][k] = available
	for _, level := range x.levels[1:] {
		k /= fan
		if level[k] >= available {
			return
		}
		level[k] = available
	}
}

// First returns the lowest-index invoker ≥ from with at least mem MiB
// available, or None.
func (x *FitIndex) First(mem int32, from InvokerID) InvokerID {
	top := len(x.levels) - 1
	for k := range x.levels[top] {
		if x.levels[top][k] >= mem {
			if i := x.first(top, k, mem, int(from)); i != None {
				return i
			}
		}
	}
	return None
}

// first searches below node k of a level whose bound promises mem.
func (x *FitIndex) first(level, k int, mem int32, from int) InvokerID {
	if level == 0 {
		if k >= from {
			return InvokerID(k)
		}
		return None
	}
	span := 1
	for range level {
		span *= fan
	}
	if (k+1)*span <= from {
		return None
	}
	below := x.levels[level-1][k*fan : k*fan+fan]
	for j, bound := range below {
		if bound >= mem {
			if i := x.first(level-1, k*fan+j, mem, from); i != None {
				return i
			}
		}
	}
	x.levels[level][k] = max(below[0], below[1], below[2], below[3], below[4], below[5], below[6], below[7])
	return None
}
