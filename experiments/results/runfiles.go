package results

import (
	"path/filepath"

	"thaw/models/workload"
)

// RunFiles are the files of one run during its replay. Each takes one kind of the
// replay's output. Files beyond the level of detail are nil.
type RunFiles struct {
	Invocations *InvocationsFile
	Timeline    *TimelineFile
	Latency     *LatencyFile
	Functions   *FunctionsFile
	Workflows   *WorkflowsFile // of a trace that is a workflow
}

// CreateRun begins the files of a run in folder: latencies and functions, and on demand
// timeline and invocations.
func CreateRun(folder string, table *workload.Table, stamp Stamp, timeline, invocations bool) (f *RunFiles,
	err error) {
	f = &RunFiles{Latency: newLatency(filepath.Join(folder, LatencyName), stamp),
		Functions: newFunctions(filepath.Join(folder, FunctionsName), table, stamp)}
	defer func() {
		if err != nil {
			_, _ = f.Finish(false)
		}
	}()
	if table.Workflow != nil {
		f.Workflows = newWorkflows(filepath.Join(folder, WorkflowsName), stamp)
	}
	if timeline {
		at, err := CreateTimeline(filepath.Join(folder, TimelineName), stamp)
		if err != nil {
			return f, err
		}
		f.Timeline = at
	}
	if invocations {
		at, err := createInvocations(filepath.Join(folder, InvocationsName), table, stamp)
		if err != nil {
			return f, err
		}
		f.Invocations = at
	}
	return f, nil
}

// Finish completes the files, or removes them if keep is false. After a failure it
// removes the remaining files.
func (f *RunFiles) Finish(keep bool) (files []FileInfo, err error) {
	closeFile := func(finish func(bool) (FileInfo, error)) {
		info, failure := finish(keep && err == nil)
		switch {
		case failure != nil && err == nil:
			err = failure
		case keep && err == nil:
			files = append(files, info)
		}
	}
	if f.Invocations != nil {
		closeFile(f.Invocations.Finish)
	}
	if f.Timeline != nil {
		closeFile(f.Timeline.Finish)
	}
	closeFile(f.Latency.Finish)
	closeFile(f.Functions.Finish)
	if f.Workflows != nil {
		closeFile(f.Workflows.Finish)
	}
	return files, err
}
