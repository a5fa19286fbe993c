package experiments

import "thaw/models/cluster"

// timelineRows is one row group of the timeline file: one row per simulated
// second and invoker, then one for the whole (invoker = −1).
type timelineRows struct {
	n                                              int
	second, invoker                                int64s
	invocations, coldStarts, evictions, expiries   int64s
	running, idle, queueLength, activeMiB, usedMiB int64s
	latencyMsMean                                  repeated
	columns                                        []column
}

func newTimelineRows() *timelineRows {
	r := &timelineRows{latencyMsMean: newRepeated("latency_ms_mean")}
	for _, c := range []struct {
		at   *int64s
		name string
	}{
		{&r.second, "second"}, {&r.invoker, "invoker"}, {&r.invocations, "invocations"}, {&r.coldStarts, "cold_starts"},
		{&r.evictions, "evictions"}, {&r.expiries, "expiries"}, {&r.running, "running"}, {&r.idle, "idle"},
		{&r.queueLength, "queue_length"}, {&r.activeMiB, "active_mib"}, {&r.usedMiB, "used_mib"},
	} {
		*c.at = int64s{c.name, make([]int64, 0, rowGroup)}
		r.columns = append(r.columns, c.at)
	}
	r.columns = append(r.columns, &r.latencyMsMean)
	return r
}

func (r *timelineRows) table() []column { return r.columns }
func (r *timelineRows) length() int     { return r.n }
func (r *timelineRows) clear() {
	r.n = 0
	for _, c := range r.columns {
		c.clear()
	}
}

// add appends rows until the group is full and returns how many it took.
func (r *timelineRows) add(rows []cluster.TimelineRow) int {
	k := min(rowGroup-r.n, len(rows))
	lo, hi := r.n, r.n+k
	second, invoker, invocations := r.second.grow(lo, hi), r.invoker.grow(lo, hi), r.invocations.grow(lo, hi)
	coldStarts, evictions, expiries := r.coldStarts.grow(lo, hi), r.evictions.grow(lo, hi), r.expiries.grow(lo, hi)
	running, idle, queueLength := r.running.grow(lo, hi), r.idle.grow(lo, hi), r.queueLength.grow(lo, hi)
	activeMiB, usedMiB := r.activeMiB.grow(lo, hi), r.usedMiB.grow(lo, hi)
	for i := range rows[:k] {
		t := &rows[i]
		second[i], invoker[i] = t.Second, int64(t.Invoker)
		invocations[i], coldStarts[i] = int64(t.Invocations), int64(t.ColdStarts)
		evictions[i], expiries[i] = int64(t.Evictions), int64(t.Expiries)
		running[i], idle[i], queueLength[i] = int64(t.Running), int64(t.Idle), int64(t.QueueLength)
		activeMiB[i], usedMiB[i] = t.ActiveMiB, t.UsedMiB
		r.latencyMsMean.add(t.LatencyMsMean)
	}
	r.n = hi
	return k
}

// timelineFile is a cluster.TimelineSink that writes the timeline file.
type timelineFile struct{ *pipe[*timelineRows] }

// createTimeline begins a timeline file.
func createTimeline(path string, stamp Stamp) (*timelineFile, error) {
	p, err := openPipe(path, stamp, newTimelineRows)
	return &timelineFile{p}, err
}

// Seconds implements cluster.TimelineSink.
func (w *timelineFile) Seconds(rows []cluster.TimelineRow) error {
	for len(rows) > 0 {
		rows = rows[w.rows.add(rows):]
		if w.rows.n == rowGroup {
			if err := w.next(); err != nil {
				return err
			}
		}
	}
	return nil
}
