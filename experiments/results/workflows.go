package results

import (
	"time"

	"thaw/models/outcome"
)

// WorkflowsFile has one row an instance of a workflow, in the order in which they arrived.
type WorkflowsFile struct {
	path  string
	stamp Stamp
	outcome.Workflows
}

func newWorkflows(path string, stamp Stamp) *WorkflowsFile {
	return &WorkflowsFile{path: path, stamp: stamp}
}

// Finish writes the file, or nothing if keep is false.
func (f *WorkflowsFile) Finish(keep bool) (FileInfo, error) {
	if !keep {
		return FileInfo{}, nil
	}
	number, arrival := newInts("instance"), newInts("arrival_ns")
	completion := &floats{name: "completion_ms"}
	status := newTexts("status", newVocabulary([]string{outcome.Completed.String(), outcome.Unfinished.String()}))
	tasks, stopped := newInts("tasks"), newInts("tasks_stopped")
	wait, fetch, work, emit := newInts("wait_ns"), newInts("fetch_ns"), newInts("work_ns"), newInts("emit_ns")
	columns := []column{number, arrival, completion, status, tasks, stopped, wait, fetch, work, emit}
	file, err := createTable(f.path, columns, f.stamp)
	if err != nil {
		return FileInfo{}, err
	}
	n := 0
	flush := func() error {
		err := file.writeGroup(columns, n)
		for _, c := range columns {
			c.clear()
		}
		n = 0
		return err
	}
	for i := range f.Rows {
		r := &f.Rows[i]
		took, how := outcome.Missing(), int32(1)
		if r.End >= 0 {
			took, how = float64(r.End.Sub(r.Arrival))/float64(time.Millisecond), 0
		}
		completion.add(took)
		status.add(how)
		for _, x := range []struct {
			to    *int64s
			value int64
		}{
			{number, r.Number}, {arrival, int64(r.Arrival)}, {tasks, r.Tasks}, {stopped, r.Stopped},
			{wait, int64(r.Wait)}, {fetch, int64(r.Fetch)}, {work, int64(r.Work)}, {emit, int64(r.Emit)},
		} {
			x.to.values = append(x.to.values, x.value)
		}
		if n++; n == rowGroup {
			if err := flush(); err != nil {
				file.abort()
				return FileInfo{}, err
			}
		}
	}
	if n > 0 || len(f.Rows) == 0 {
		if err := flush(); err != nil {
			file.abort()
			return FileInfo{}, err
		}
	}
	return file.commit()
}
