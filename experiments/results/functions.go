package results

import (
	"time"

	"thaw/models/outcome"
	"thaw/models/workload"
)

// FunctionsFile has one row a function of the trace, in the order of the trace's table:
// what it is, how often an invocation of it was placed and how often that was a cold start.
// Functions without an invocation have a row, too.
type FunctionsFile struct {
	path  string
	table *workload.Table
	stamp Stamp
	outcome.Functions
}

func newFunctions(path string, table *workload.Table, stamp Stamp) *FunctionsFile {
	return &FunctionsFile{path: path, table: table, stamp: stamp}
}

// Finish writes the file, or nothing if keep is false.
func (f *FunctionsFile) Finish(keep bool) (FileInfo, error) {
	if !keep {
		return FileInfo{}, nil
	}
	functions, apps := vocabularies(f.table)
	name, app := newTexts("function", functions), newTexts("app", apps)
	memory, starts, cold := newInts("memory_mib"), newInts("starts"), newInts("cold_starts")
	mean, longest := &floats{name: "duration_ms_mean"}, &floats{name: "duration_ms_longest"}
	columns := []column{name, app, memory, mean, longest, starts, cold}
	file, err := createTable(f.path, columns, f.stamp)
	if err != nil {
		return FileInfo{}, err
	}
	for k := range f.table.Functions {
		fn := &f.table.Functions[k]
		name.add(int32(k))
		app.add(int32(fn.App))
		memory.values = append(memory.values, int64(fn.Memory))
		mean.add(told(fn.MeanDuration, !fn.ImputedDuration))
		longest.add(told(fn.LongestDuration, !fn.ImputedDuration))
		starts.values = append(starts.values, int64(f.Starts[k]))
		cold.values = append(cold.values, int64(f.Cold[k]))
		if len(starts.values) < rowGroup && k+1 < len(f.table.Functions) {
			continue
		}
		if err := file.writeGroup(columns, len(starts.values)); err != nil {
			file.abort()
			return FileInfo{}, err
		}
		for _, c := range columns {
			c.clear()
		}
	}
	return file.commit()
}

// told is a duration in milliseconds, and missing where the trace does not tell it.
func told(d time.Duration, so bool) float64 {
	if !so || d == 0 {
		return outcome.Missing()
	}
	return float64(d) / float64(time.Millisecond)
}
