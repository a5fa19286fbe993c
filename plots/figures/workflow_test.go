package figures

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"thaw/plots"
)

// csvOf is the data of a figure as drawn.
func csvOf(t *testing.T, f plots.Figure) string {
	t.Helper()
	sheet, err := f.Compose(plots.Column)
	if err != nil {
		t.Fatal(err)
	}
	text, err := sheet.Render(plots.CSV)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// Does a Gantt chart draw each phase of each task, in rows by stage and begin, and of a task that was stopped what it
// reached?
func TestRowsOfAGanttChart(t *testing.T) {
	nan := math.NaN()
	f := Gantt{Stages: []string{"a", "b"}, Phases: []string{"wait", "work"}, Tasks: []GanttTask{
		{Stage: 1, At: []float64{5, 6, 9}}, {Stage: 0, At: []float64{2, 2, 4}}, {Stage: 0, At: []float64{1, 3, 4}},
		{Stage: 1, At: []float64{5, nan, 7}, Stopped: true}, {Stage: 1, At: []float64{6, 7, nan}, Stopped: true},
	}, Path: []int{2, 0}}
	want := `stage,row,phase,from_s,to_s,stopped
a,1,wait,1,3,0
a,1,work,3,4,0
a,2,work,2,4,0
b,1,wait,5,6,0
b,1,work,6,9,0
b,2,wait,5,7,1
b,3,wait,6,7,1
`
	if got := csvOf(t, f); got != want {
		t.Errorf("got\n%s\nexpected\n%s", got, want)
	}
}

// Of more tasks than rows: how many are in each phase, as means over parts of the time?
func TestBandsOfAGanttChart(t *testing.T) {
	f := Gantt{Stages: []string{"a", "b"}, Phases: []string{"wait", "work"}}
	for range MostRows {
		f.Tasks = append(f.Tasks, GanttTask{Stage: 0, At: []float64{0, 1, 3}})
	}
	f.Tasks = append(f.Tasks, GanttTask{Stage: 1, At: []float64{3, 3, 3.0025}}, GanttTask{Stage: 1, At: []float64{3, 3, 4}})
	text := csvOf(t, f)
	for _, want := range []string{
		"a,wait,0,0.01,2000\n", "a,wait,0.99,1,2000\n", "a,work,1,1.01,2000\n", "a,work,2.99,3,2000\n",
		"b,work,3,3.01,1.25\n", "b,work,3.01,3.02,1\n", "b,work,3.99,4,1\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in the table", want)
		}
	}
	if n := strings.Count(text, "\n"); n != 1+100+200+100 {
		t.Errorf("%d lines, expected a part of 0.01 s for each phase with a task", n)
	}
}

// Does the table of a graph have its stages and streams, and is all that is wrong with one told?
func TestTableOfAGraph(t *testing.T) {
	f := Graph{Stages: []GraphStage{{Name: "in", Outside: true, Tasks: math.NaN(), MeanS: math.NaN()},
		{Name: "a", Tasks: 3, MeanS: 1.5, Critical: true}}, Streams: []GraphStream{{0, 1, "frames", true}}}
	want := `panel,stage,tasks,mean_s,critical,from,to,key
stages,in,,,0,,,
stages,a,3,1.5,1,,,
streams,,,,1,in,a,frames
`
	if got := csvOf(t, f); got != want {
		t.Errorf("got\n%s\nexpected\n%s", got, want)
	}
	f.Stages[0].Name, f.Streams[0].To, f.Width = "a", 2, 5
	_, err := f.Compose(0)
	for _, want := range []string{`stage 0 and 1 have the same name "a"`, "stream 0 leads from stage 0 to 2", "width 5 mm"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, expected %q", err, want)
		}
	}
	f = Graph{Stages: []GraphStage{{Name: "a"}, {Name: "b"}}, Streams: []GraphStream{{From: 0, To: 1}, {From: 1, To: 0}}}
	if _, err := f.Compose(0); err == nil || !strings.Contains(err.Error(), "cycle") {
		t.Errorf("%v, expected that a cycle is refused", err)
	}
}

// Is all that is wrong with a Gantt chart told?
func TestMistakesOfAGanttChart(t *testing.T) {
	f := Gantt{Phases: []string{"work"}, Path: []int{9}}
	for i := range MostStages + 1 {
		f.Stages = append(f.Stages, fmt.Sprint("stage ", i))
	}
	f.Tasks = []GanttTask{{Stage: 500, At: []float64{0, 1}}, {At: []float64{2, 1}}, {At: []float64{1}}, {At: []float64{math.NaN(), 1}}}
	_, err := f.Compose(0)
	for _, want := range []string{"201 stages, expected at most 200", "task 0 is of stage 500", "task 1: instant 1 is 1",
		"task 2 has 1 values, expected 2", "task 3: instant 0 is NaN", "the path has task 9 of 4"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, expected %q", err, want)
		}
	}
}
