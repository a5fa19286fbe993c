package flows

import (
	"slices"
	"strconv"
	"strings"

	"thaw/sim"
)

// finish makes graphs and jobs of the rows. The clock begins at the first job.
func (a *alibaba) finish() {
	first := sim.Never
	for i := range a.all {
		j := &a.all[i]
		after, ok := a.usable(j)
		if !ok {
			continue
		}
		order, cycle := arrange(j.tasks, after)
		if cycle >= 0 {
			a.leave(j, &j.tasks[cycle], classCycle,
				"task "+j.tasks[cycle].Name+" waits for itself, by way of others or not")
			continue
		}
		for k := range j.tasks {
			j.arrival = min(j.arrival, j.tasks[k].start)
		}
		for _, k := range order {
			a.work(j, k, after[k])
		}
		first = min(first, j.arrival)
		a.t.Jobs = append(a.t.Jobs, Job{Arrival: j.arrival, Graph: len(a.t.Graphs)})
		a.t.Graphs = append(a.t.Graphs, j.graph(after, order))
	}
	for i := range a.t.Jobs {
		a.t.Jobs[i].Arrival -= first
	}
	a.t.sortJobs()
	if len(a.t.Jobs) == 0 {
		a.t.Report.Errorf(classEmpty, a.lines.File, 0, 0, "no job is left, expected at least one whose tasks all "+
			"terminated")
	}
}

// leave leaves a job out because of one of its tasks.
func (a *alibaba) leave(j *rows, at *row, class, why string) {
	a.t.Report.Warnf(class, a.lines.File, at.line, 1, "job %s: %s", j.name, why)
}

// usable tells whether a job can be replayed, and which tasks each of its tasks waits for.
func (a *alibaba) usable(j *rows) (after [][]int, ok bool) {
	if n := len(j.tasks); n > MaxTasks {
		a.leave(j, &j.tasks[0], classLarge, strconv.Itoa(n)+" tasks, expected at most "+strconv.Itoa(MaxTasks))
		return nil, false
	}
	numbers, named := map[string]int{}, map[string]bool{}
	for i := range j.tasks {
		r := &j.tasks[i]
		switch number := strconv.Itoa(r.number); {
		case !r.ended && !a.opt.Unfinished:
			a.leave(j, r, classStatus, "task "+r.Name+" has another status than Terminated")
			return nil, false
		case r.end < r.start:
			a.leave(j, r, classTimes, "task "+r.Name+" starts at "+r.start.Sub(0).String()+" and ends at "+
				r.end.Sub(0).String())
			return nil, false
		case named[r.Name]:
			a.leave(j, r, classTwice, "two tasks are named "+r.Name)
			return nil, false
		case r.number > 0:
			if k, there := numbers[number]; there {
				a.leave(j, r, classTwice, "tasks "+j.tasks[k].Name+" and "+r.Name+" have one number")
				return nil, false
			}
			numbers[number] = i
		}
		named[r.Name] = true
	}
	after = make([][]int, len(j.tasks))
	for i := range j.tasks {
		r := &j.tasks[i]
		for _, number := range r.after {
			k, there := numbers[number]
			if !there {
				a.leave(j, r, classMissing, "task "+r.Name+" waits for task "+number+", which is not there")
				return nil, false
			}
			after[i] = append(after[i], k)
		}
		slices.Sort(after[i])
	}
	return after, true
}

// work works out how long a task works, and names its function.
func (a *alibaba) work(j *rows, i int, after []int) {
	r := &j.tasks[i]
	from := r.start
	for _, k := range after {
		from = max(from, j.tasks[k].end)
	}
	if from > r.start {
		a.t.Report.Warnf(classEarly, a.lines.File, r.line, 1, "job %s: task %s starts at %v, what it waits for ends "+
			"at %v: its work begins there", j.name, r.Name, r.start.Sub(0), from.Sub(0))
	}
	if from > r.end {
		a.t.Report.Warnf(classOverlap, a.lines.File, r.line, 1, "job %s: task %s ends at %v, what it waits for at %v: "+
			"its work is 0", j.name, r.Name, r.end.Sub(0), from.Sub(0))
		from = r.end
	}
	r.Work = sim.Const(r.end.Sub(from))
	r.Function = j.name + "/" + strings.SplitN(r.Name, "_", 2)[0]
	if r.number == 0 {
		r.Function = j.name + "/" + r.Name
	}
}
