package experiments

import "thaw/models/cluster"

// timelineFile is a cluster.TimelineSink that writes the timeline file: one row
// per simulated second and invoker, then one for the whole (invoker = −1).
type timelineFile struct {
	file    *tableFile
	n       int
	second  int64s
	invoker int64s
	counts  [7]int64s
	active  int64s
	used    int64s
	mean    float64s
	columns []column
}

// createTimeline begins a timeline file.
func createTimeline(path string, stamp Stamp) (*timelineFile, error) {
	w := &timelineFile{
		second: int64s{name: "second"}, invoker: int64s{name: "invoker"},
		active: int64s{name: "active_mib"}, used: int64s{name: "used_mib"}, mean: float64s{name: "latency_ms_mean"},
	}
	w.columns = []column{&w.second, &w.invoker}
	for i, name := range [...]string{"invocations", "cold_starts", "evictions", "expiries", "running", "idle", "queue_length"} {
		w.counts[i].name = name
		w.columns = append(w.columns, &w.counts[i])
	}
	w.columns = append(w.columns, &w.active, &w.used, &w.mean)
	file, err := createTable(path, w.columns, stamp)
	w.file = file
	return w, err
}

// Seconds implements cluster.TimelineSink.
func (w *timelineFile) Seconds(rows []cluster.TimelineRow) error {
	for i := range rows {
		t := &rows[i]
		w.second.values = append(w.second.values, t.Second)
		w.invoker.values = append(w.invoker.values, int64(t.Invoker))
		for c, v := range [...]int32{t.Invocations, t.ColdStarts, t.Evictions, t.Expiries, t.Running, t.Idle, t.QueueLength} {
			w.counts[c].values = append(w.counts[c].values, int64(v))
		}
		w.active.values = append(w.active.values, t.ActiveMiB)
		w.used.values = append(w.used.values, t.UsedMiB)
		w.mean.values = append(w.mean.values, t.LatencyMsMean)
		if w.n++; w.n == rowGroup {
			if err := w.flush(); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *timelineFile) flush() error {
	err := w.file.writeGroup(w.columns, w.n)
	w.n = 0
	for _, c := range w.columns {
		c.clear()
	}
	return err
}

// finish completes the file, or drops it.
func (w *timelineFile) finish(keep bool) (FileInfo, error) {
	if keep {
		if err := w.flush(); err != nil {
			w.file.abort()
			return FileInfo{}, err
		}
		return w.file.commit()
	}
	w.file.abort()
	return FileInfo{}, nil
}
