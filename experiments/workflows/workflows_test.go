package workflows

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"thaw/experiments/build"
	"thaw/experiments/exit"
	"thaw/experiments/folder"
	"thaw/experiments/results"
	"thaw/models/workflow"
	"thaw/plots"
	"thaw/plots/figures"
	"thaw/plots/readable"
	"thaw/sim"
)

// example is a workflow of docs/examples.
func example(t *testing.T, name string) *File {
	t.Helper()
	f, err := Open(filepath.Join("..", "..", "docs", "examples", "workflow-"+name+".yaml"))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// planOf runs a workflow into a folder of the test.
func planOf(t *testing.T, f *File, seeds int) *Plan {
	t.Helper()
	return &Plan{File: f, Seed: 1, Seeds: seeds, Out: filepath.Join(t.TempDir(), "out"), Build: build.Read(),
		Command: []string{"thaw", "workflow", "run", f.Path, "--out", "out"}}
}

func execute(t *testing.T, p *Plan) *Outcome {
	t.Helper()
	out, err := p.Execute(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// What do the examples show: a stage in pairs whose straggler is rescued, scenes, deadlines that are kept?
func TestExamplesShowWhatTheyAreFor(t *testing.T) {
	out := execute(t, planOf(t, example(t, "grayscale"), 3))
	for _, r := range out.Rows {
		if r.Late != 0 || r.Lead <= 0 || r.Chunks != 120 || r.Tasks != 360 || r.Peak > 100 || r.Cold == 0 {
			t.Errorf("grayscale: %+v; expected 120 chunks in time, by at most 100 workers, some of them cold", r)
		}
	}
	p := planOf(t, example(t, "scenes"), 3)
	out = execute(t, p)
	for i, r := range out.Rows {
		if r.Chunks != 40 || !math.IsNaN(r.Late) || r.Done > 25 {
			t.Errorf("scenes: %+v; expected 40 chunks, nobody who watches, and no wait of 20 s for the straggler", r)
		}
		left := out.Stages[i*6]
		if left.Stage != "left" || left.Rescued != 1 || left.Stopped != 1 {
			t.Errorf("scenes: %+v; expected that the other half of its pair rescues the straggler", left)
		}
		if units := out.Stages[i*6+4].Units; units < 20 || units > 45 {
			t.Errorf("scenes: %d scenes in 960 frames, expected about 27", units)
		}
	}
}

// Does the folder hold what the engine did: every task, with nothing where it did not get?
func TestTheFolderHoldsTheRun(t *testing.T) {
	p := planOf(t, example(t, "scenes"), 2)
	execute(t, p)
	d, err := Read(p.Out)
	if err != nil {
		t.Fatal(err)
	}
	var e workflow.Engine
	r, err := e.Run(context.Background(), p.Spec, 1, true)
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Tasks) != len(r.Records) || d.Last != r.Last {
		t.Fatalf("%d tasks, last %d; expected %d, %d", len(d.Tasks), d.Last, len(r.Records), r.Last)
	}
	never := 0
	for i, x := range r.Records {
		if d.Tasks[i].Record != x || d.Tasks[i].Stage != p.Spec.Stages[x.Stage].Name {
			t.Fatalf("task %d is %+v, expected %+v", i, d.Tasks[i], x)
		}
		if x.Worked == sim.Never {
			never++
		}
	}
	if never == 0 {
		t.Error("no task was stopped before it had computed: the test checks less than it should")
	}
	all, err := results.ReadTable(filepath.Join(p.Out, folder.TasksName))
	if err != nil || all.Rows < 2*len(r.Records)-40 {
		t.Errorf("%d rows of both seeds, %v; expected about twice %d", all.Rows, err, len(r.Records))
	}
}

// Do the phases and the pauses along the critical path add up to the time of the run?
func TestThePathAddsUp(t *testing.T) {
	for _, name := range []string{"grayscale", "scenes"} {
		out := execute(t, planOf(t, example(t, name), 1))
		between, took := Spent(out.Path)
		sum := between
		for _, d := range took {
			sum += d
		}
		if last := out.Path[len(out.Path)-1]; sum != time.Duration(last.Ended) || last.Ended.Seconds() != out.Rows[0].Done {
			t.Errorf("%s: the path takes %v, its last task ends at %v, the run at %v s", name, sum, last.Ended, out.Rows[0].Done)
		}
		for i := range out.Path[1:] {
			a, b := &out.Path[i], &out.Path[i+1]
			// frames in a row that are left are released a tick after the last task has ended
			if b.After != a.Task || b.Ready > a.Ended.Add(10*time.Millisecond) {
				t.Errorf("%s: %s %d is not what released %s %d", name, a.Stage, a.Chunk, b.Stage, b.Chunk)
			}
		}
	}
}

// How long is a task in its phases, whole, cut, stopped early, and never started?
func TestTook(t *testing.T) {
	s, never := sim.Second, sim.Never
	for _, q := range []struct {
		at    [5]sim.Time
		until sim.Time
		want  string
	}{
		{[5]sim.Time{1 * s, 2 * s, 4 * s, 7 * s, 11 * s}, never, "[1s 2s 3s 4s]"},
		{[5]sim.Time{1 * s, 2 * s, 4 * s, 7 * s, 11 * s}, 5 * s, "[1s 2s 1s 0s]"},
		{[5]sim.Time{1 * s, 2 * s, 4 * s, never, 6 * s}, never, "[1s 2s 2s 0s]"},
		{[5]sim.Time{1 * s, never, never, never, 6 * s}, never, "[5s 0s 0s 0s]"},
	} {
		x := Task{Record: workflow.Record{Asked: q.at[0], Started: q.at[1], Fetched: q.at[2], Worked: q.at[3], Ended: q.at[4]}}
		if got := fmt.Sprint(x.Took(q.until)); got != q.want {
			t.Errorf("%v until %v: %s, expected %s", q.at, q.until, got, q.want)
		}
	}
}

// Does a run that fails or is interrupted leave nothing, and what was not thaw's?
func TestARunThatFailsLeavesNothing(t *testing.T) {
	p := planOf(t, example(t, "grayscale"), 1)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := p.Execute(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("%v, expected that the run is interrupted", err)
	}
	if _, err := os.Stat(p.Out); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the folder is left: %v", err)
	}
	execute(t, p)
	own := filepath.Join(p.Out, "plots", "mine.txt")
	if err := os.MkdirAll(filepath.Dir(own), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(own, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	p.Force = true
	if _, err := p.Execute(context.Background()); err == nil || !strings.Contains(err.Error(), "plots/mine.txt") {
		t.Errorf("%v, expected that a file of others in the folder is named", err)
	}
	if _, err := Read(p.Out); err != nil {
		t.Errorf("what was there is gone: %v", err)
	}
}

// Is a folder refused that is unfinished, damaged, or of something else?
func TestFoldersThatAreRefused(t *testing.T) {
	for _, q := range []struct{ file, from, to, want string }{
		{folder.WorkflowName, `"complete": true`, `"complete": false`, "unfinished"},
		{folder.WorkflowName, `"seeds"`, `"sedes"`, "no manifest of thaw"},
		{folder.WorkflowName, `{`, `[`, "damaged"},
		{folder.WorkflowText, "chunks", "chunkz", "damaged: its SHA-256"},
		{folder.TasksName, "PAR1", "PAR2", "damaged: its SHA-256"},
	} {
		p := planOf(t, example(t, "grayscale"), 1)
		execute(t, p)
		path := filepath.Join(p.Out, q.file)
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(strings.Replace(string(text), q.from, q.to, 1)), 0o644); err != nil {
			t.Fatal(err)
		}
		_, err = Read(p.Out)
		if err == nil || !strings.Contains(err.Error(), q.want) || exit.Code(err) != exit.CodeUsage {
			t.Errorf("%s with %q: %v, expected %q", q.file, q.to, err, q.want)
		}
	}
}

// Can every text of the figures of the examples be read in a column and on a page, and does the graph mark the
// path of the run?
func TestFiguresCanBeRead(t *testing.T) {
	for _, name := range []string{"grayscale", "scenes"} {
		p := planOf(t, example(t, name), 1)
		execute(t, p)
		d, err := Read(p.Out)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range []plots.Figure{d.graph(), d.gantt()} {
			for _, width := range []plots.Width{plots.Column, plots.Page} {
				sheet, err := f.Compose(width)
				if err != nil {
					t.Fatal(err)
				}
				for _, wrong := range readable.Wrong(sheet) {
					t.Errorf("%s: %s at %v mm: %s", name, f.Name(), float64(width), wrong)
				}
			}
		}
		var marked []string
		for _, s := range d.graph().(figures.Graph).Stages {
			if s.Critical {
				marked = append(marked, s.Name)
			}
		}
		want := map[string]string{"grayscale": "decode grayscale encode", "scenes": "left blend scenechange title encode"}
		if got := strings.Join(marked, " "); got != want[name] {
			t.Errorf("%s: marked %s, expected %s", name, got, want[name])
		}
	}
}

// Do DuckDB, pyarrow, polars, pandas and arrow-rs read the tables, and do tasks add up to stages and summary?
func TestOutsideReaders(t *testing.T) {
	interpreter, err := filepath.Abs(filepath.Join("..", "..", ".venv", "bin", "python"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(interpreter); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("%s is missing: `make test` makes it where python3 is present, and CI needs it", interpreter)
		}
		t.Skipf("%s is missing: run `make test` where python3 is present", interpreter)
	}
	p := planOf(t, example(t, "scenes"), 2)
	execute(t, p)
	out, err := exec.Command(interpreter, filepath.Join("..", "testdata", "readers", "check.py"), p.Out).CombinedOutput()
	if err != nil {
		lines := slices.DeleteFunc(strings.Split(string(out), "\n"), func(l string) bool { return strings.HasPrefix(l, "ok ") })
		t.Fatalf("%v\n%s", err, strings.Join(lines, "\n"))
	}
	if n := strings.Count(string(out), "\nok"); n < 100 {
		t.Errorf("only %d checks", n)
	}
}

// Where does the time of a path go, whose first task hands on what it did for the other half of its pair before it ends?
func TestSpent(t *testing.T) {
	s := sim.Second
	at := func(ready, asked, started, fetched, worked, ended sim.Time) Task {
		return Task{Record: workflow.Record{Ready: ready * s, Asked: asked * s, Started: started * s, Fetched: fetched * s,
			Worked: worked * s, Ended: ended * s}}
	}
	path := []Task{at(1, 2, 3, 5, 9, 20), at(12, 13, 13, 14, 18, 19)}
	between, took := Spent(path)
	if got := fmt.Sprint(between, took); got != "3s [1s 3s 8s 4s]" {
		t.Errorf("between and in the phases: %s, expected 3s [1s 3s 8s 4s]", got)
	}
}

// Is a workflow with more stages than a page holds told so, in place of a picture that no reader can read?
func TestTooManyStagesForAFigure(t *testing.T) {
	var b strings.Builder
	b.WriteString("inputs: [{name: input, chunks: 1}]\nstore: {connection: 1MB/s}\nstages:\n")
	for i := range 200 {
		fmt.Fprintf(&b, "  - {name: s%d}\n", i)
	}
	b.WriteString("streams:\n  - {from: \"input:x\", to: \"s0:x\"}\n")
	for i := range 199 {
		fmt.Fprintf(&b, "  - {from: \"s%d:x\", to: \"s%d:x\"}\n", i, i+1)
	}
	path := filepath.Join(t.TempDir(), "w.yaml")
	if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	f, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	p := planOf(t, f, 1)
	execute(t, p)
	if _, err := Draw(p.Out, nil, plots.Output{}); err == nil || !strings.Contains(err.Error(), "figures show fewer than 200") {
		t.Errorf("%v, expected that 200 stages are too many", err)
	}
}

// Is the task that released a unit, as recorded, the one that a reader of the table finds: in a chain the task of the
// same chunk before it, in a pair the later of the two, and its end the instant at which the unit was ready?
func TestWhatReleasedATaskFollowsFromTheTable(t *testing.T) {
	for _, name := range []string{"grayscale", "scenes"} {
		p := planOf(t, example(t, name), 1)
		execute(t, p)
		d, err := Read(p.Out)
		if err != nil {
			t.Fatal(err)
		}
		before := map[string][]string{"grayscale": {"decode"}, "encode": {"grayscale"}, "blend": {"left", "right"},
			"scenechange": {"blend"}}
		checked := 0
		for i := range d.Tasks {
			x := &d.Tasks[i]
			stages := before[x.Stage]
			if stages == nil || name == "scenes" && (x.Stage == "encode" || x.Chunk == 11 || x.Chunk == 12) {
				continue // frames; the straggler, and the other half, which ends later than its own output is there
			}
			var last *Task
			for k := range d.Tasks {
				y := &d.Tasks[k]
				if y.Chunk == x.Chunk && slices.Contains(stages, y.Stage) && (last == nil || y.Ended > last.Ended) {
					last = y
				}
			}
			if x.After != last.Task || name == "grayscale" && x.Ready != last.Ended || x.Ready > last.Ended {
				t.Errorf("%s: %s %d was ready at %v after task %d, expected %v after task %d", name, x.Stage, x.Chunk, x.Ready,
					x.After, last.Ended, last.Task)
			}
			checked++
		}
		if checked < 70 {
			t.Errorf("%s: only %d tasks were checked", name, checked)
		}
	}
}
