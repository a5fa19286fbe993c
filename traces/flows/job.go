package flows

import (
	"math"
	"slices"

	"thaw/sim"
)

// row is a task as a file has it.
type row struct {
	Task
	after      []string // names of tasks
	number     int      // in the names of tasks; 0: none
	start, end sim.Time // of the trace's own clock
	line       int
	ended      bool // by its own doing
}

// rows are the tasks of a job, in the order of the file.
type rows struct {
	name    string
	form    string // name of its graph, where it is another
	arrival sim.Time
	tasks   []row
	bad     bool // left out, and said why
}

// arrange puts the tasks of a job into topological order: of those that could come next,
// the first of the file. It returns the number of a task on a cycle where there is one,
// and -1 otherwise. after has the numbers of the tasks that each comes after.
func arrange(tasks []row, after [][]int) (order []int, cycle int) {
	waits, next := make([]int, len(tasks)), make([][]int, len(tasks))
	var ready sim.Heap[int32, int32, int32]
	for i, a := range after {
		waits[i] = len(a)
		for _, j := range a {
			next[j] = append(next[j], i)
		}
		if len(a) == 0 {
			ready.Push(int32(i), 0, int32(i))
		}
	}
	for ready.Len() > 0 {
		first := ready.Pop().Value
		order = append(order, int(first))
		for _, i := range next[first] {
			if waits[i]--; waits[i] == 0 {
				ready.Push(int32(i), 0, int32(i))
			}
		}
	}
	if len(order) == len(tasks) {
		return order, -1
	}
	at := slices.IndexFunc(waits, func(n int) bool { return n > 0 })
	for range tasks { // back along waits: what comes behind a cycle ends up on it
		at = after[at][slices.IndexFunc(after[at], func(j int) bool { return waits[j] > 0 })]
	}
	return order, at
}

// graph makes the graph of a job whose tasks are in order.
func (j *rows) graph(after [][]int, order []int) Graph {
	place := make([]int, len(order))
	g := Graph{Name: j.name, Tasks: make([]Task, 0, len(order))}
	for k, i := range order {
		place[i] = k
		t := j.tasks[i].Task
		t.After = nil
		for _, a := range after[i] {
			t.After = append(t.After, place[a])
		}
		slices.Sort(t.After)
		g.Tasks = append(g.Tasks, t)
	}
	return g
}

// seconds returns so many seconds as an instant, whole ones exactly.
func seconds(v float64) sim.Time {
	whole, part := math.Modf(v)
	return sim.Time(whole)*sim.Second + sim.Time(math.Round(part*1e9))
}
