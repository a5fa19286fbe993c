package results

import (
	"path/filepath"

	"thaw/models/workload"
)

// RunFiles are the files of one run while it is replayed. Each takes what the
// replay tells of one kind; those that the detail does not ask for are nil.
type RunFiles struct {
	Invocations *InvocationsFile
	Timeline    *TimelineFile
	Latency     *LatencyFile
}

// CreateRun begins the files of a run in folder: its latencies, and its timeline
// and its invocations where they are asked for.
func CreateRun(folder string, table *workload.Table, stamp Stamp, timeline, invocations bool) (f *RunFiles,
	err error) {
	f = &RunFiles{Latency: newLatency(filepath.Join(folder, LatencyName), stamp)}
	defer func() {
		if err != nil {
			_, _ = f.Finish(false)
		}
	}()
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

// Finish completes the files, or drops them; after a failure the rest is
// dropped, too.
func (f *RunFiles) Finish(keep bool) (files []FileInfo, err error) {
	one := func(finish func(bool) (FileInfo, error)) {
		info, failure := finish(keep && err == nil)
		switch {
		case failure != nil && err == nil:
			err = failure
		case keep && err == nil:
			files = append(files, info)
		}
	}
	if f.Invocations != nil {
		one(f.Invocations.Finish)
	}
	if f.Timeline != nil {
		one(f.Timeline.Finish)
	}
	one(f.Latency.Finish)
	return files, err
}
