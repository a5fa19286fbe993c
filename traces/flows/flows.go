// Package flows reads, generates and describes traces of workflows: jobs that arrive, each
// a graph of tasks.
//
//	batch_task.csv ─▶┐                            ┌─▶ Stats: depth, width, shapes
//	flows,model=...  ├─▶ Trace: graphs, arrivals ─┼─▶ Specs, Cursor: for models/workflow
//	FILE.csv ───────▶┘                            └─▶ Alone: each job by itself
package flows

import (
	"fmt"
	"slices"
	"strings"

	"thaw/models/store"
	"thaw/models/workflow"
	"thaw/sim"
	"thaw/traces/findings"
	"thaw/traces/input"
)

// Task is a node of a graph. Where a trace does not state memory, output or cores they
// are 0.
type Task struct {
	Name      string
	Function  string   // whose instances run it
	After     []int    // tasks whose end it waits for, ascending; all stand before it
	Work      sim.Dist // from when the last of these has ended to its own end, with a worker at once
	MemoryMiB float64
	Output    uint64 // bytes that each instance emits
	Instances int    // that run in parallel; the task ends when the last of them does
}

// Graph is the form of a workflow: its tasks in topological order.
type Graph struct {
	Name  string
	Tasks []Task
}

// Job is a run of a graph.
type Job struct {
	Arrival sim.Time
	Graph   int
}

// Trace is graphs and the jobs that run them, by arrival. Report tells what was left out,
// filled in or cut.
type Trace struct {
	Path   string
	Format string
	Graphs []Graph
	Jobs   []Job
	Report findings.Report
	Input  []input.FileInfo
}

// Limits of a graph and of a trace. They bound memory; that of the tasks of a graph is
// that of the engine.
const (
	MaxTasks     = workflow.MaxStages
	MaxInstances = 1_000_000
	MaxOutput    = store.MaxBytes >> 20
	maxAllTasks  = 20_000_000
)

// Check returns everything that is wrong with a graph.
func (g *Graph) Check() error {
	var errs []string
	add := func(format string, args ...any) { errs = append(errs, fmt.Sprintf(format, args...)) }
	if n := len(g.Tasks); n < 1 || n > MaxTasks {
		add("%d tasks, expected 1 to %d", n, MaxTasks)
	}
	seen := make(map[string]bool, len(g.Tasks))
	for i := range g.Tasks {
		t := &g.Tasks[i]
		if t.Name == "" || seen[t.Name] {
			add("task %d is named %q, expected a name that no other task has", i+1, t.Name)
		}
		seen[t.Name] = true
		for k, j := range t.After {
			if j < 0 || j >= i || k > 0 && j <= t.After[k-1] {
				add("task %s comes after the tasks %v, expected ascending numbers from 0 to %d", t.Name, t.After, i-1)
				break
			}
		}
		if t.Instances < 1 || t.Instances > MaxInstances {
			add("task %s has %d instances, expected 1 to %d", t.Name, t.Instances, MaxInstances)
		}
		if t.Output > MaxOutput {
			add("task %s emits %d bytes, expected at most %d", t.Name, t.Output, uint64(MaxOutput))
		}
		if !(t.MemoryMiB >= 0 && t.MemoryMiB <= 1<<30) {
			add("task %s has %v MiB, expected 0 (unknown) to %d", t.Name, t.MemoryMiB, 1<<30)
		}
	}
	if len(errs) > 0 {
		return fmt.Errorf("graph %s: %s", g.Name, strings.Join(errs, "; "))
	}
	return nil
}

// sortJobs orders jobs by arrival; those of one instant stay as they are.
func (t *Trace) sortJobs() {
	slices.SortStableFunc(t.Jobs, func(a, b Job) int {
		switch {
		case a.Arrival < b.Arrival:
			return -1
		case a.Arrival > b.Arrival:
			return 1
		}
		return 0
	})
}

// Cursor walks through the jobs of a trace.
type Cursor struct {
	jobs []Job
	next int
}

// Cursor returns a cursor at the first job.
func (t *Trace) Cursor() *Cursor { return &Cursor{jobs: t.Jobs} }

// Next returns the arrival and the graph of the next job; ok is false after the last one.
func (c *Cursor) Next() (at sim.Time, graph int, ok bool) {
	if c.next == len(c.jobs) {
		return 0, 0, false
	}
	j := c.jobs[c.next]
	c.next++
	return j.Arrival, j.Graph, true
}
