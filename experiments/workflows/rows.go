package workflows

import (
	"math"
	"time"

	"thaw/experiments/results"
	"thaw/models/workflow"
	"thaw/sim"
)

// Row is one run.
type Row struct {
	Seed     int64
	Done     float64 // s; NaN: nothing came out
	First    float64
	End      float64
	Chunks   int
	Late     float64 // NaN: nobody watches
	Lead     float64
	Slept    float64
	Tasks    int
	Stopped  int
	Warm     int
	Cold     int
	Surplus  int
	Peak     int
	Worker   float64
	Bytes    uint64
	Requests uint64
	Last     int64 // the task that brought what came last into the output
}

// StageRow is one stage of a run. Times are sums over its tasks.
type StageRow struct {
	Seed             int64
	Stage            string
	Units            int
	Tasks            int
	Stopped          int
	Stolen, Rescued  int
	First, Last      float64 // NaN: no task began
	Wait, Fetch      float64
	Work, Emit, Busy float64
}

// Task is one task of a run.
type Task struct {
	Seed  int64
	Stage string
	workflow.Record
}

// number is a column of integers.
func number[T any](name string, of func(*T) int64) results.RowColumn[T] {
	return results.RowColumn[T]{Name: name, Whole: true, Value: func(r *T) float64 { return float64(of(r)) }}
}

// measured is a column of numbers that may be missing.
func measured[T any](name string, of func(*T) float64) results.RowColumn[T] {
	return results.RowColumn[T]{Name: name, Value: of}
}

// Columns are the columns of the summary.
func Columns() []results.RowColumn[Row] {
	return []results.RowColumn[Row]{
		number("seed", func(r *Row) int64 { return r.Seed }),
		measured("done_s", func(r *Row) float64 { return r.Done }),
		measured("first_s", func(r *Row) float64 { return r.First }),
		measured("end_s", func(r *Row) float64 { return r.End }),
		number("chunks", func(r *Row) int64 { return int64(r.Chunks) }),
		measured("late_chunks", func(r *Row) float64 { return r.Late }),
		measured("lead_s_least", func(r *Row) float64 { return r.Lead }),
		measured("slept_s", func(r *Row) float64 { return r.Slept }),
		number("tasks", func(r *Row) int64 { return int64(r.Tasks) }),
		number("stopped", func(r *Row) int64 { return int64(r.Stopped) }),
		number("warm_launches", func(r *Row) int64 { return int64(r.Warm) }),
		number("cold_launches", func(r *Row) int64 { return int64(r.Cold) }),
		number("surplus_workers", func(r *Row) int64 { return int64(r.Surplus) }),
		number("workers_peak", func(r *Row) int64 { return int64(r.Peak) }),
		measured("worker_s", func(r *Row) float64 { return r.Worker }),
		number("store_bytes", func(r *Row) int64 { return int64(r.Bytes) }),
		number("requests", func(r *Row) int64 { return int64(r.Requests) }),
		number("last_task", func(r *Row) int64 { return r.Last }),
	}
}

// StageColumns are the columns of the table of stages.
func StageColumns() []results.RowColumn[StageRow] {
	return []results.RowColumn[StageRow]{
		number("seed", func(r *StageRow) int64 { return r.Seed }),
		{Name: "stage", Text: func(r *StageRow) string { return r.Stage }},
		number("units", func(r *StageRow) int64 { return int64(r.Units) }),
		number("tasks", func(r *StageRow) int64 { return int64(r.Tasks) }),
		number("stopped", func(r *StageRow) int64 { return int64(r.Stopped) }),
		number("stolen", func(r *StageRow) int64 { return int64(r.Stolen) }),
		number("rescued", func(r *StageRow) int64 { return int64(r.Rescued) }),
		measured("first_s", func(r *StageRow) float64 { return r.First }),
		measured("last_s", func(r *StageRow) float64 { return r.Last }),
		measured("wait_s", func(r *StageRow) float64 { return r.Wait }),
		measured("fetch_s", func(r *StageRow) float64 { return r.Fetch }),
		measured("work_s", func(r *StageRow) float64 { return r.Work }),
		measured("emit_s", func(r *StageRow) float64 { return r.Emit }),
		measured("worker_s", func(r *StageRow) float64 { return r.Busy }),
	}
}

// TaskColumns are the columns of the table of tasks.
func TaskColumns() []results.RowColumn[Task] {
	at := func(name string, of func(*Task) sim.Time) results.RowColumn[Task] {
		return measured(name, func(r *Task) float64 { return seconds(of(r)) })
	}
	return []results.RowColumn[Task]{
		number("seed", func(r *Task) int64 { return r.Seed }),
		number("task", func(r *Task) int64 { return r.Task }),
		{Name: "stage", Text: func(r *Task) string { return r.Stage }},
		number("chunk", func(r *Task) int64 { return int64(r.Chunk) }),
		number("frame", func(r *Task) int64 { return int64(r.Frame) }),
		number("attempt", func(r *Task) int64 { return int64(r.Attempt) + 1 }),
		number("after_task", func(r *Task) int64 { return r.After }),
		at("ready_s", func(r *Task) sim.Time { return r.Ready }),
		at("asked_s", func(r *Task) sim.Time { return r.Asked }),
		at("sought_s", func(r *Task) sim.Time { return r.Sought }),
		at("there_s", func(r *Task) sim.Time { return r.There }),
		at("started_s", func(r *Task) sim.Time { return r.Started }),
		at("fetched_s", func(r *Task) sim.Time { return r.Fetched }),
		at("worked_s", func(r *Task) sim.Time { return r.Worked }),
		at("ended_s", func(r *Task) sim.Time { return r.Ended }),
		at("out_s", func(r *Task) sim.Time { return r.Out }),
		number("stopped", func(r *Task) int64 {
			if r.Killed {
				return 1
			}
			return 0
		}),
	}
}

// seconds returns an instant, NaN for one that did not come.
func seconds(t sim.Time) float64 {
	if t == sim.Never {
		return math.NaN()
	}
	return t.Seconds()
}

// rowOf sums a run up.
func rowOf(spec *workflow.Spec, r *workflow.Result, seed int64) Row {
	row := Row{Seed: seed, Done: math.NaN(), First: math.NaN(), End: r.End.Seconds(), Late: math.NaN(),
		Lead: math.NaN(), Slept: r.Slept.Seconds(), Warm: r.Warm, Cold: r.Cold, Surplus: r.Surplus,
		Peak: r.PeakWorkers, Bytes: r.Bytes, Requests: r.Requests, Last: r.Last}
	for _, t := range r.Chunks[min(1, len(r.Chunks)):] {
		if t == sim.Never {
			continue
		}
		row.Chunks++
		row.First = earlier(row.First, t.Seconds())
		row.Done = -earlier(-row.Done, -t.Seconds())
	}
	if late, lead, some := r.Late(spec); some {
		row.Late, row.Lead = float64(late), lead.Seconds()
	}
	var busy time.Duration
	for i := range r.Stages {
		row.Tasks += r.Stages[i].Tasks
		row.Stopped += r.Stages[i].Killed
		busy += r.Stages[i].Busy
	}
	row.Worker = busy.Seconds()
	return row
}

// earlier is the less of two numbers of which the first may be missing.
func earlier(a, b float64) float64 {
	if math.IsNaN(a) {
		return b
	}
	return min(a, b)
}

// stagesOf sums up each stage of a run.
func stagesOf(spec *workflow.Spec, r *workflow.Result, seed int64) []StageRow {
	out := make([]StageRow, 0, len(r.Stages))
	for i := range r.Stages {
		s := &r.Stages[i]
		row := StageRow{Seed: seed, Stage: spec.Stages[i].Name, Units: s.Units, Tasks: s.Tasks, Stopped: s.Killed,
			Stolen: s.Stolen, Rescued: s.Rescued, First: seconds(s.First), Last: math.NaN(), Wait: s.Wait.Seconds(),
			Fetch: s.Fetch.Seconds(), Work: s.Work.Seconds(), Emit: s.Emit.Seconds(), Busy: s.Busy.Seconds()}
		if s.Tasks > 0 {
			row.Last = s.Last.Seconds()
		}
		out = append(out, row)
	}
	return out
}
