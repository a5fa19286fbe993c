package plots_test

import (
	"fmt"
	"math"
	"math/rand/v2"

	"thaw/plots"
	"thaw/plots/figures"
)

// demoWorkflows are graphs and Gantt charts: one stage, a chain, a fork with edges that pass others, names
// that are long, more tasks than rows, and tasks that were stopped.
func demoWorkflows(rng *rand.Rand, add func(plots.Figure)) {
	stage := func(name string) figures.GraphStage {
		return figures.GraphStage{Name: name, Lines: []string{"1234 tasks", "mean 1.85 s"}, Tasks: 1234, MeanS: 1.85}
	}
	outside := func(name string) figures.GraphStage {
		return figures.GraphStage{Name: name, Outside: true, Tasks: math.NaN(), MeanS: math.NaN()}
	}
	one := figures.Graph{Stages: []figures.GraphStage{stage("a")}}
	one.File = "graph-one"
	add(one)
	chain := figures.Graph{Path: "critical path of seed 1", Stages: []figures.GraphStage{outside("input_0")}}
	for i := range 9 {
		s := stage(fmt.Sprintf("stage_%d", i))
		s.Critical = true
		chain.Stages = append(chain.Stages, s)
		chain.Streams = append(chain.Streams, figures.GraphStream{From: i, To: i + 1, Key: "frames", Critical: i > 0})
	}
	add(chain)
	fork := figures.Graph{Stages: []figures.GraphStage{outside("input_0"), stage("decode"),
		stage("a_filter_with_a_name_that_no_box_of_a_column_holds"), stage("b"), stage("c"), stage("mix"), stage("encode"),
		outside("output_0")}}
	fork.File = "graph-fork"
	for _, e := range [][3]any{{0, 1, "chunks"}, {1, 2, "frames"}, {1, 3, "frames"}, {1, 4, "frames"}, {2, 5, "frames_0"},
		{3, 5, "frames_1"}, {4, 6, "a-key-that-is-long_17"}, {5, 6, "frames_0"}, {1, 6, "frames_2"}, {6, 7, "chunks"}} {
		fork.Streams = append(fork.Streams, figures.GraphStream{From: e[0].(int), To: e[1].(int), Key: e[2].(string),
			Critical: e[0] == 1 && e[1] == 6})
	}
	add(fork)
	add(demoGantt(rng, "gantt", 40, 1))
	add(demoGantt(rng, "gantt-600", 200, 0))
	add(demoGantt(rng, "gantt-bands", 900, 0))
}

// demoGantt has so many tasks in each of three stages, and one in a fourth.
func demoGantt(rng *rand.Rand, name string, n, stopped int) figures.Gantt {
	g := figures.Gantt{Frame: plots.Frame{File: name}, Of: "critical path of seed 1",
		Stages: []string{"decode", "a_filter_with_a_name_that_is_long", "encode", "one"},
		Phases: []string{"wait for a worker", "fetch", "work", "emit"}}
	task := func(stage int, at float64) {
		t := figures.GanttTask{Stage: stage, At: []float64{at}}
		for range g.Phases {
			at += rng.ExpFloat64()
			t.At = append(t.At, at)
		}
		g.Tasks = append(g.Tasks, t)
	}
	for stage := range 3 {
		for range n {
			task(stage, float64(stage)*3+rng.Float64())
		}
	}
	task(3, 12)
	for i := range stopped {
		t := &g.Tasks[i]
		t.Stopped, t.At[3] = true, math.NaN()
	}
	g.Path = []int{n - 1, 2*n - 1, 3*n - 1, 3 * n}
	return g
}
