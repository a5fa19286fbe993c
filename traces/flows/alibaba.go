package flows

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"thaw/models/names"
	"thaw/sim"
	"thaw/traces/findings"
	"thaw/traces/input"
)

// AlibabaFormat is the name of the format of ReadAlibaba.
const AlibabaFormat = "alibaba2018"

// alibabaColumns are the columns of batch_task.csv, which has no header (cluster-trace-v2018,
// schema.txt of github.com/alibaba/clusterdata). A header of these names may stand there.
var alibabaColumns = [...]string{"task_name", "instance_num", "job_name", "task_type", "status", "start_time",
	"end_time", "plan_cpu", "plan_mem"}

const (
	colTask = iota
	colInstances
	colJob
	_ // task_type
	colStatus
	colStart
	colEnd
	colCPU
	colMemory
)

// The classes of findings about Alibaba's files.
const (
	classStatus   = "job left out: not terminated"
	classCycle    = "job left out: its tasks wait for each other"
	classMissing  = "job left out: a task that it waits for is missing"
	classTwice    = "job left out: two tasks of one name or number"
	classTimes    = "job left out: a task ends before it starts"
	classLarge    = "job left out: too many tasks"
	classStage    = "reference to a stage is ignored"
	classUnnamed  = "name without dependencies"
	classMemory   = "memory unknown"
	classEarly    = "task registered before what it waits for ended"
	classOverlap  = "work cut to 0: a task ended before what it waits for"
	classColumns  = "columns"
	classNumber   = "number"
	classIdentity = "name"
	classEmpty    = "no jobs"
)

// ReadAlibaba reads Alibaba's table of batch tasks: batch_task.csv of cluster-trace-v2018,
// plain, compressed or in a .tar, of nine columns, a row a task.
//
//	M1,5,j_1,1,Terminated,100,110,100,0.5       waits for nothing
//	R2_1,2,j_1,1,Terminated,110,140,50,0.39     waits for task 1 of j_1
//	J3_1_2,1,j_1,1,Terminated,140,145,50,0.39   waits for tasks 1 and 2
//	task_Nzg3,1,j_2,1,Terminated,7,9,50,0.39    independent
//
// In a name only the numbers matter (the data set's description, section 2.3). A job arrives when the
// first of its tasks starts, and all of it is replayed or nothing. Functions are named by
// job and task, since nothing tells which jobs run the same program.
//
// start_time is when a task is registered, which may be before what it waits for has ended
// (issue 56 of the repository). So its work is the time to its end from its start or from
// the end of the last task that it waits for, whichever is later.
//
// Known flaws, each counted, with the first places: jobs with tasks of another status than
// Terminated; an end of 0 (issue 167), or before the start; cycles, and tasks that are not
// there, both from names that were cut off (issues 115, 136); references to stages such as
// J10_7_9_Stg4, of which nothing else is known (136); plan_mem of -1, 101 or nothing
// (the description, section 2.2). Memory is relative, 100 being the most; Options.Memory says
// how much that is, and without it memory is unknown. Anything else is a mistake.
func ReadAlibaba(path string, opt Options) (*Trace, error) {
	in, err := input.Open(path, opt.Limits)
	if err != nil {
		return nil, fmt.Errorf("open workflow trace: %w", err)
	}
	defer in.Close()
	t := &Trace{Path: path, Format: AlibabaFormat}
	a := alibaba{t: t, opt: opt, lines: input.NewLines(path, in), jobs: map[string]int{}}
	if err := a.read(); err != nil {
		return nil, err
	}
	if err := t.pin(in); err != nil {
		return nil, err
	}
	if t.Report.Usable() {
		a.finish()
	}
	return t, t.Report.Err()
}

// pin notes what the file was.
func (t *Trace) pin(in input.Reader) error {
	p, err := in.Pin()
	if err != nil {
		return err
	}
	info, err := p.Sum()
	t.Input = []input.FileInfo{info}
	return err
}

// alibaba reads one file.
type alibaba struct {
	t     *Trace
	opt   Options
	lines *input.Lines
	cut   input.Fields
	jobs  map[string]int
	all   []rows
	tasks int
}

func (a *alibaba) read() error {
	for {
		line, err := a.lines.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if a.lines.Line == 1 {
			line = bytes.TrimPrefix(line, []byte("\xef\xbb\xbf"))
		}
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		if !a.cut.Cut(a.lines, line, &a.t.Report) {
			continue
		}
		if n := len(a.cut.Text); n != len(alibabaColumns) {
			a.fail(-1, classColumns, "%d columns, expected %d: %s", n, len(alibabaColumns),
				strings.Join(alibabaColumns[:], ","))
			continue
		}
		if a.lines.Line == 1 && string(a.cut.Text[colTask]) == alibabaColumns[colTask] {
			a.header()
			continue
		}
		if a.tasks++; a.tasks > maxAllTasks {
			return fmt.Errorf("%s:%d: more than %d tasks, expected fewer: cut the file, its jobs whole", a.lines.File,
				a.lines.Line, maxAllTasks)
		}
		a.row()
	}
}

// header reports columns of another order.
func (a *alibaba) header() {
	for i, f := range a.cut.Text {
		if string(f) != alibabaColumns[i] {
			a.fail(i, classColumns, "column %s, expected %s%s", findings.Quoted(f), alibabaColumns[i],
				names.Suggest(string(f), alibabaColumns[:]))
		}
	}
}

// fail reports a mistake in a field of the line, or in the line.
func (a *alibaba) fail(field int, class, format string, args ...any) {
	a.t.Report.Errorf(class, a.lines.File, a.lines.Line, a.column(field), format, args...)
}

func (a *alibaba) column(field int) int {
	if field < 0 {
		return 1
	}
	return a.cut.Starts[field] + 1
}

// row reads a task.
func (a *alibaba) row() {
	f := a.cut.Text
	r := row{line: a.lines.Line, ended: string(f[colStatus]) == "Terminated"}
	good := true
	if len(f[colJob]) == 0 {
		a.fail(colJob, classIdentity, "job_name is empty, expected the name of a job")
		good = false
	}
	var why string
	if r.number, r.after, why = a.taskName(string(f[colTask])); why != "" {
		a.fail(colTask, classIdentity, "task_name %s: %s; expected letters, a number and _NUMBER for each task that "+
			"it waits for, such as R3_1_2, or task_ and anything", findings.Quoted(f[colTask]), why)
		good = false
	}
	if len(f[colStatus]) == 0 {
		a.fail(colStatus, classIdentity, "status is empty, expected Terminated or another")
		good = false
	}
	r.Name, r.Instances = string(f[colTask]), 1
	if n, ok := a.number(colInstances, r.ended, 1, MaxInstances, "1 to 1000000 instances"); !ok {
		good = false
	} else if n != math.Trunc(n) {
		a.fail(colInstances, classNumber, "instance_num is %s, expected a whole number",
			findings.Quoted(f[colInstances]))
		good = false
	} else if n > 0 {
		r.Instances = int(n)
	}
	start, ok := a.number(colStart, r.ended, 0, 1e9, "a number of seconds, 0 or more")
	good = good && ok
	end, ok := a.number(colEnd, r.ended, 0, 1e9, "a number of seconds, 0 or more")
	good = good && ok
	r.start, r.end = seconds(start), seconds(end)
	if _, ok = a.number(colCPU, false, 0, 1e9, "0 or more, 100 being a core"); !ok {
		good = false
	}
	r.MemoryMiB, ok = a.memory()
	if good && ok {
		a.add(string(f[colJob]), r)
	}
}

// memory returns the memory of a task, 0 for unknown.
func (a *alibaba) memory() (mib float64, ok bool) {
	text := string(a.cut.Text[colMemory])
	if v, err := strconv.ParseFloat(text, 64); text == "" || err == nil && (v == -1 || v == 101) {
		a.t.Report.Warnf(classMemory, a.lines.File, a.lines.Line, a.column(colMemory), "plan_mem is %q: unknown", text)
		return 0, true
	}
	v, ok := a.number(colMemory, true, 0, 100, "0 to 100 (-1, 101 and nothing: unknown)")
	return v / 100 * a.opt.Memory, ok
}

// number reads a field. One that is empty is 0 where it need not be there.
func (a *alibaba) number(field int, needed bool, lo, hi float64, expected string) (float64, bool) {
	text := a.cut.Text[field]
	if len(text) == 0 && !needed {
		return 0, true
	}
	v, err := strconv.ParseFloat(string(text), 64)
	if err != nil || !(v >= lo && v <= hi) {
		a.fail(field, classNumber, "%s is %s, expected %s", alibabaColumns[field], findings.Quoted(text), expected)
		return 0, false
	}
	return v, true
}

// taskName reads the number of a task and what it waits for out of its name. why is what
// is wrong with it.
func (a *alibaba) taskName(name string) (number int, after []string, why string) {
	if strings.HasPrefix(name, "task_") {
		return 0, nil, ""
	}
	parts := strings.Split(name, "_")
	letters := strings.TrimRightFunc(parts[0], func(r rune) bool { return r >= '0' && r <= '9' })
	if letters == "" || strings.ContainsFunc(letters, noLetter) {
		return 0, nil, "it does not begin with letters"
	}
	if letters == parts[0] {
		if len(parts) > 1 {
			return 0, nil, "it waits for tasks and has no number"
		}
		a.t.Report.Warnf(classUnnamed, a.lines.File, a.lines.Line, a.column(colTask),
			"task_name %q has no number: independent", name)
		return 0, nil, ""
	}
	if number = wholeNumber(parts[0][len(letters):]); number == 0 {
		return 0, nil, "its number is not 1 to 999999999"
	}
	for _, p := range parts[1:] {
		if stage, ok := strings.CutPrefix(p, "Stg"); ok && wholeNumber(stage) > 0 {
			a.t.Report.Warnf(classStage, a.lines.File, a.lines.Line, a.column(colTask),
				"task_name %q refers to stage %s, which no row describes: ignored", name, stage)
			continue
		}
		n := wholeNumber(p)
		if n == 0 {
			return 0, nil, fmt.Sprintf("%q is no number of a task", p)
		}
		if s := strconv.Itoa(n); !slices.Contains(after, s) {
			after = append(after, s)
		}
	}
	return number, after, ""
}

// noLetter tells whether a character is no letter of ASCII.
func noLetter(r rune) bool { return (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') }

// wholeNumber reads a number from 1; 0 is none.
func wholeNumber(text string) int {
	n, err := strconv.ParseUint(text, 10, 32)
	if err != nil || n > 999_999_999 || text[0] == '+' {
		return 0
	}
	return int(n)
}

// add puts a task with its job.
func (a *alibaba) add(job string, r row) {
	i, ok := a.jobs[job]
	if !ok {
		i = len(a.all)
		a.jobs[job] = i
		a.all = append(a.all, rows{name: job, arrival: sim.Never})
	}
	a.all[i].tasks = append(a.all[i].tasks, r)
}
