package flows

import "time"

// Shape is what the graph of a workflow looks like.
type Shape struct {
	Tasks     int
	Edges     int
	Depth     int  // tasks on its longest path
	Width     int  // most tasks of one depth
	Fan       int  // most tasks that one task waits for
	Connected bool // one piece
	InTree    bool // each task has at most one successor, one has none: it gathers
	OutTree   bool // each task has at most one predecessor, one has none: it scatters
}

// Chain reports whether the tasks stand in a row. A single task does.
func (s Shape) Chain() bool { return s.InTree && s.OutTree }

// Shape returns the shape of a graph. The width is that of the layers by longest path
// from a root; the widest antichain may be wider.
func (g *Graph) Shape() Shape {
	s := Shape{Tasks: len(g.Tasks)}
	depth, layers := make([]int, len(g.Tasks)), make([]int, len(g.Tasks)+1)
	out, piece := make([]int, len(g.Tasks)), make([]int, len(g.Tasks))
	roots, leaves, pieces := 0, 0, len(g.Tasks)
	for i := range g.Tasks {
		after := g.Tasks[i].After
		piece[i], depth[i] = i, 1
		s.Edges += len(after)
		s.Fan = max(s.Fan, len(after))
		if len(after) == 0 {
			roots++
		}
		for _, j := range after {
			out[j]++
			depth[i] = max(depth[i], depth[j]+1)
			if a, b := find(piece, i), find(piece, j); a != b {
				piece[a] = b
				pieces--
			}
		}
		layers[depth[i]]++
		s.Depth, s.Width = max(s.Depth, depth[i]), max(s.Width, layers[depth[i]])
	}
	most := 0
	for _, n := range out {
		most = max(most, n)
		if n == 0 {
			leaves++
		}
	}
	s.Connected = pieces == 1
	s.InTree, s.OutTree = leaves == 1 && most <= 1, roots == 1 && s.Fan <= 1
	return s
}

// find returns the name of the piece of a graph that a task belongs to.
func find(piece []int, i int) int {
	for piece[i] != i {
		piece[i] = piece[piece[i]]
		i = piece[i]
	}
	return i
}

// longestPath returns the greatest sum of times along a path.
func (g *Graph) longestPath(took func(task int) time.Duration) time.Duration {
	end := make([]time.Duration, len(g.Tasks))
	var longest time.Duration
	for i := range g.Tasks {
		for _, j := range g.Tasks[i].After {
			end[i] = max(end[i], end[j])
		}
		end[i] += took(i)
		longest = max(longest, end[i])
	}
	return longest
}

// CriticalPath returns the longest path by the mean work of the tasks.
func (g *Graph) CriticalPath() time.Duration {
	return g.longestPath(func(i int) time.Duration { return g.Tasks[i].Work.Mean() })
}

// Work returns the mean work of all tasks, each counted once.
func (g *Graph) Work() time.Duration {
	var sum time.Duration
	for i := range g.Tasks {
		sum += g.Tasks[i].Work.Mean()
	}
	return sum
}
