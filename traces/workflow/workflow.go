// Package workflow reads workflows as traces: a file in the YAML form of models/workflow/form,
// of which instances arrive. Its tasks are the invocations of a replay, and come to be in it.
//
//	file ─▶ form.Workflow ─┬─ stages: functions, memory ─▶ workload.Table
//	                       └─ specification, arrivals ───▶ workload.Table.Workflow
package workflow

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"thaw/experiments/strictyaml"
	"thaw/models/workflow"
	"thaw/models/workflow/form"
	"thaw/models/workload"
	"thaw/traces/findings"
	"thaw/traces/input"
)

// Layout says what such a file looks like.
const Layout = `a workflow in YAML (docs/workflows.md): inputs, stages with their memory, streams, store, and
arrivals: {every: 10s, count: 20} or {rate: 4/min, count: 20}, in place of one instance at 0s.
Invocations are the tasks of its stages: each arrives when its workflow asks for it, and ends when its task does.
The platform starts workers; a launcher has no place in it.`

// Trace is a workflow that was read.
type Trace struct {
	table *workload.Table
	files []input.FileInfo
	count int
}

// mostBytes bounds a file; one of a thousand stages has less than a tenth of it.
const mostBytes = 4 << 20

// Open reads the workflow at path. Memory, if it is not 0, is that of every function.
func Open(path string, memory workload.MiB, limits input.Limits) (*Trace, error) {
	r, err := input.Open(path, limits)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	text, err := io.ReadAll(io.LimitReader(r, mostBytes+1))
	if err != nil {
		return nil, err
	}
	if len(text) > mostBytes {
		return nil, fmt.Errorf("%s: more than %d bytes, expected a workflow", path, mostBytes)
	}
	pin, err := r.Pin()
	if err != nil {
		return nil, err
	}
	info, err := pin.Sum()
	if err != nil {
		return nil, err
	}
	w, spec, err := read(path, text, memory)
	if err != nil {
		return nil, err
	}
	t := &Trace{files: []input.FileInfo{info}, count: w.Arrivals.Count}
	t.table = tableOf(nameOf(path), w, spec, memory)
	return t, nil
}

// nameOf returns the name of the workflow's app: that of its file.
func nameOf(path string) string {
	base := filepath.Base(path)
	name, _, _ := strings.Cut(base, ".")
	if name == "" {
		return base
	}
	return name
}

// read reads a workflow, and reports everything that is wrong with it within a replay.
func read(path string, text []byte, memory workload.MiB) (*form.Workflow, *workflow.Spec, error) {
	d := strictyaml.New(path)
	root := d.Document(text)
	if root == nil {
		return nil, nil, d.Err()
	}
	w := &form.Workflow{}
	w.DecodeNode(d, root, "")
	w.CheckReplay(d, root, memory > 0)
	if err := d.Err(); err != nil {
		return nil, nil, err
	}
	spec, _ := w.Spec()
	return w, spec, nil
}

// tableOf lists the functions, in the order of the specification.
func tableOf(app string, w *form.Workflow, spec *workflow.Spec, memory workload.MiB) *workload.Table {
	t := &workload.Table{Workflow: &workflow.Program{Spec: spec, Arrivals: w.Instances()}}
	of := w.Memories()
	whole := workload.MiB(0)
	for _, name := range spec.Functions() {
		m := workload.MiB(of[name].MiB())
		if memory > 0 {
			m = memory
		}
		whole += m
		t.Functions = append(t.Functions, workload.Function{Name: app + "/" + name, Trigger: "workflow", Memory: m})
	}
	if memory > 0 {
		whole = memory
	}
	t.Apps = []workload.App{{Name: app, Memory: whole}}
	return t
}

// Source returns the trace, which has no arrivals before a replay.
func (t *Trace) Source(uint64) (workload.Source, error) { return none{t.table}, nil }

// Table returns the functions and the workflow.
func (t *Trace) Table() *workload.Table { return t.table }

// Files returns the file.
func (t *Trace) Files() []input.FileInfo { return t.files }

// Report returns an empty report.
func (t *Trace) Report() *findings.Report { return &findings.Report{} }

// Summary tells the size of the trace in a few words.
func (t *Trace) Summary() string {
	return fmt.Sprintf("instances of a workflow of %d stages: %d", len(t.table.Workflow.Spec.Stages), t.count)
}

// none is a source without arrivals.
type none struct{ table *workload.Table }

func (n none) Table() *workload.Table { return n.table }

func (n none) Read([]workload.Invocation) (int, error) { return 0, io.EOF }
