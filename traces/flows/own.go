package flows

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"thaw/models/wholefile"
	"thaw/sim"
	"thaw/traces/findings"
	"thaw/traces/input"
)

// OwnFormat is the name of the format of ReadOwn.
const OwnFormat = "flows-csv"

// ownColumns are the columns of a file that Write wrote.
var ownColumns = [...]string{"job", "graph", "task", "function", "after", "arrival_ns", "work", "memory_mib",
	"output_bytes", "instances"}

const (
	ownJob = iota
	ownGraph
	ownTask
	ownFunction
	ownAfter
	ownArrival
	ownWork
	ownMemory
	ownOutput
	ownInstances
)

const classOrder = "order"

// Write writes a trace as a table with a header, a row a task; those of a job stand
// together, in topological order. after lists tasks with ; between, and work is a
// distribution.
//
//	job,graph,task,function,after,arrival_ns,work,memory_mib,output_bytes,instances
//	1,chain3,t1,chain3/t1,,0,100ms,128,0,1
//	1,chain3,t2,chain3/t2,t1,0,"exponential,mean=1s",128,0,1
func Write(w io.Writer, t *Trace) error {
	out := bufio.NewWriterSize(w, 1<<16)
	fmt.Fprintln(out, strings.Join(ownColumns[:], ","))
	for i, job := range t.Jobs {
		g := &t.Graphs[job.Graph]
		for k := range g.Tasks {
			x := &g.Tasks[k]
			var after []string
			for _, j := range x.After {
				after = append(after, g.Tasks[j].Name)
			}
			for _, name := range []string{g.Name, x.Name, x.Function} {
				if name == "" || strings.ContainsAny(name, ";\r\n") || strings.TrimSpace(name) != name {
					return fmt.Errorf("write workflow trace: the name %q, expected one without ; and line breaks, and "+
						"without spaces around it", name)
				}
			}
			fmt.Fprintf(out, "%d,%s,%s,%s,%s,%d,%s,%s,%d,%d\n", i+1, quoted(g.Name), quoted(x.Name), quoted(x.Function),
				quoted(strings.Join(after, ";")), int64(job.Arrival), quoted(x.Work.String()),
				strconv.FormatFloat(x.MemoryMiB, 'g', -1, 64), x.Output, x.Instances)
		}
	}
	return out.Flush()
}

// quoted returns a field as RFC 4180 says.
func quoted(text string) string {
	if !strings.ContainsAny(text, `,"`) {
		return text
	}
	return `"` + strings.ReplaceAll(text, `"`, `""`) + `"`
}

// WriteFile writes a trace to a file, which gets its name when it is complete.
func WriteFile(path string, t *Trace) error {
	f, err := wholefile.Create(path)
	if err != nil {
		return fmt.Errorf("write workflow trace: %w", err)
	}
	if err := Write(f, t); err != nil {
		f.Abort()
		return err
	}
	if err = f.Commit(); err == nil {
		err = wholefile.SyncFolder(filepath.Dir(path))
	}
	if err != nil {
		return fmt.Errorf("write workflow trace: %w", err)
	}
	return nil
}

// ReadOwn reads what Write wrote. Nothing is filled in or left out: what is odd is a
// mistake. Jobs of one graph share it.
func ReadOwn(path string, opt Options) (*Trace, error) {
	in, err := input.Open(path, opt.Limits)
	if err != nil {
		return nil, fmt.Errorf("open workflow trace: %w", err)
	}
	defer in.Close()
	o := own{t: &Trace{Path: path, Format: OwnFormat}, lines: input.NewLines(path, in), graphs: map[string]int{},
		jobs: map[string]bool{}}
	if err := o.read(); err != nil {
		return nil, err
	}
	if err := o.t.pin(in); err != nil {
		return nil, err
	}
	o.t.sortJobs()
	if len(o.t.Jobs) == 0 && o.t.Report.Usable() {
		o.t.Report.Errorf(classEmpty, path, 0, 0, "no jobs, expected at least one")
	}
	return o.t, o.t.Report.Err()
}

// own reads one file.
type own struct {
	t      *Trace
	lines  *input.Lines
	cut    input.Fields
	graphs map[string]int
	jobs   map[string]bool // whose rows are over, or have begun
	now    rows
	after  [][]int
	line   int // of the first row of the job
	rows   int
}

func (o *own) read() error {
	for {
		line, err := o.lines.Next()
		if err == io.EOF {
			o.close()
			return nil
		}
		if err != nil {
			return err
		}
		if o.lines.Line == 1 {
			line = bytes.TrimPrefix(line, []byte("\xef\xbb\xbf"))
		}
		if len(bytes.TrimSpace(line)) == 0 || !o.cut.Cut(o.lines, line, &o.t.Report) {
			continue
		}
		if o.lines.Line == 1 {
			o.header()
			continue
		}
		if len(o.cut.Text) != len(ownColumns) {
			o.fail(-1, classColumns, "%d columns, expected %d", len(o.cut.Text), len(ownColumns))
			o.now.bad = true
			continue
		}
		if o.rows++; o.rows > maxAllTasks {
			return fmt.Errorf("%s:%d: more than %d tasks, expected fewer", o.lines.File, o.lines.Line, maxAllTasks)
		}
		o.row()
	}
}

func (o *own) header() {
	for i, name := range ownColumns {
		if i >= len(o.cut.Text) || string(o.cut.Text[i]) != name {
			o.fail(-1, classColumns, "the header lacks %s in column %d, expected %s", name, i+1,
				strings.Join(ownColumns[:], ","))
			return
		}
	}
}

func (o *own) fail(field int, class, format string, args ...any) {
	column := 1
	if field >= 0 {
		column = o.cut.Starts[field] + 1
		o.now.bad = true
	}
	o.t.Report.Errorf(class, o.lines.File, o.lines.Line, column, format, args...)
}

// row reads a task.
func (o *own) row() {
	f := o.cut.Text
	if job := string(f[ownJob]); job != o.now.name || len(o.now.tasks) == 0 && !o.now.bad {
		o.close()
		if o.jobs[job] || job == "" {
			o.fail(ownJob, classOrder, "job %s is empty, or has rows elsewhere, expected those of a job together",
				findings.Quoted(f[ownJob]))
		}
		o.jobs[job] = true
		o.now = rows{name: job, tasks: o.now.tasks[:0], bad: o.now.bad}
		o.after, o.line = o.after[:0], o.lines.Line
		o.now.arrival = sim.Time(o.number(ownArrival, 1<<61))
	} else if at := sim.Time(o.number(ownArrival, 1<<61)); at != o.now.arrival {
		o.fail(ownArrival, classOrder, "arrival_ns is %d, expected that of the other tasks of its job, %d", at,
			o.now.arrival)
	}
	var r row
	r.Name, r.Function = string(f[ownTask]), string(f[ownFunction])
	if r.Name == "" || r.Function == "" || len(f[ownGraph]) == 0 {
		o.fail(ownGraph, classIdentity, "graph, task or function is empty, expected names")
	}
	if graph := string(f[ownGraph]); len(o.now.tasks) == 0 {
		o.now.form = graph
	} else if graph != o.now.form {
		o.fail(ownGraph, classIdentity, "graph is %s, expected that of the other tasks of its job, %q",
			findings.Quoted(f[ownGraph]), o.now.form)
	}
	var err error
	if r.Work, err = sim.ParseDist(string(f[ownWork])); err != nil {
		o.fail(ownWork, classNumber, "work: %v", err)
	}
	r.MemoryMiB, err = strconv.ParseFloat(string(f[ownMemory]), 64)
	if err != nil || !(r.MemoryMiB >= 0 && r.MemoryMiB <= 1<<30) {
		o.fail(ownMemory, classNumber, "memory_mib is %s, expected 0 (unknown) to %d",
			findings.Quoted(f[ownMemory]), 1<<30)
	}
	r.Output = o.number(ownOutput, MaxOutput)
	if r.Instances = int(o.number(ownInstances, MaxInstances)); r.Instances == 0 && !o.now.bad {
		o.fail(ownInstances, classNumber, "instances is 0, expected 1 to %d", MaxInstances)
	}
	o.place(r)
}

// number reads a whole number.
func (o *own) number(field int, most uint64) uint64 {
	v, err := strconv.ParseUint(string(o.cut.Text[field]), 10, 64)
	if err != nil || v > most {
		o.fail(field, classNumber, "%s is %s, expected a whole number from 0 to %d", ownColumns[field],
			findings.Quoted(o.cut.Text[field]), most)
		return 0
	}
	return v
}

// place puts a task behind those of its job that it comes after.
func (o *own) place(r row) {
	byName := func(name string) int {
		return slices.IndexFunc(o.now.tasks, func(x row) bool { return x.Name == name })
	}
	if byName(r.Name) >= 0 {
		o.fail(ownTask, classTwice, "task %q stands twice in its job", r.Name)
	}
	var after []int
	if text := string(o.cut.Text[ownAfter]); text != "" {
		for _, name := range strings.Split(text, ";") {
			k := byName(name)
			if k < 0 || slices.Contains(after, k) {
				o.fail(ownAfter, classMissing, "after: task %q is not one of the tasks of the job above, or stands "+
					"twice; expected tasks that stand before %q", name, r.Name)
				continue
			}
			after = append(after, k)
		}
	}
	slices.Sort(after)
	if len(o.now.tasks) == MaxTasks {
		o.fail(ownTask, classLarge, "more than %d tasks in a job", MaxTasks)
		return
	}
	o.now.tasks, o.after = append(o.now.tasks, r), append(o.after, after)
}

// close makes a job of the rows so far.
func (o *own) close() {
	j := &o.now
	if len(j.tasks) == 0 || j.bad {
		o.now.bad = false
		return
	}
	order := make([]int, len(j.tasks))
	for i := range order {
		order[i] = i
	}
	g := j.graph(o.after, order)
	g.Name = j.form
	i, known := o.graphs[g.Name]
	if !known {
		i = len(o.t.Graphs)
		o.graphs[g.Name] = i
		o.t.Graphs = append(o.t.Graphs, g)
	} else if !o.t.Graphs[i].equal(&g) {
		o.t.Report.Errorf(classIdentity, o.lines.File, o.line, 1, "graph %q of job %s differs from the graph of that "+
			"name above, expected another name", g.Name, j.name)
	}
	o.t.Jobs = append(o.t.Jobs, Job{Arrival: j.arrival, Graph: i})
}

// equal tells whether two graphs are the same.
func (g *Graph) equal(h *Graph) bool {
	return g.Name == h.Name && slices.EqualFunc(g.Tasks, h.Tasks, func(a, b Task) bool {
		return a.Name == b.Name && a.Function == b.Function && slices.Equal(a.After, b.After) &&
			a.Work.String() == b.Work.String() && a.MemoryMiB == b.MemoryMiB && a.Output == b.Output &&
			a.Instances == b.Instances
	})
}
