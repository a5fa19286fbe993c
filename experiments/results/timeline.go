package results

import (
	"slices"

	"thaw/models/outcome"
)

// timelineRows is one row group of the timeline file: some seconds of one series
// per invoker and of one series of the whole platform. Most seconds equal the one
// before, so that the group holds only changes until it is written.
type timelineRows struct {
	series  int   // invokers, and the whole
	fit     int   // seconds that fill the group
	n       int   // seconds in the group
	first   int64 // the first of them
	changes []change
	columns *timelineColumns
}

// change is a row that differs from the previous second's, or the first row of its
// series in the group.
type change struct {
	second int32 // in the group
	series int32
	row    outcome.Second
}

func (r *timelineRows) length() int     { return r.n * r.series }
func (r *timelineRows) clear()          { r.n, r.changes = 0, r.changes[:0] }
func (r *timelineRows) table() []column { return r.columns.fill(r) }

// timelineColumns are the columns of a row group. Only the second goroutine uses
// them. Rows are ordered by series, the whole platform (invoker = −1) last, then by
// time: values of one invoker change seldom, so that writing a group takes time for
// its changes, not for its rows.
type timelineColumns struct {
	second                          int64s
	invoker                         steps
	invocations, coldStarts, begun  steps
	evictions, expiries             steps
	running, idle, queueLength      steps
	activeMiB, usedMiB, removingMiB steps
	failed, members                 steps
	completed, retries, timeouts    steps
	latency                         floats
	steps                           []*steps
	all                             []column
	order                           []int32 // of the changes, by series
	begin                           []int32 // of each series in order
}

func newTimelineColumns() *timelineColumns {
	c := &timelineColumns{second: int64s{integers: integers{"second"}}, latency: floats{name: "latency_ms_mean"}}
	c.all = append(c.all, &c.second)
	for _, f := range []struct {
		at   *steps
		name string
	}{
		{&c.invoker, "invoker"}, {&c.invocations, "invocations"}, {&c.coldStarts, "cold_starts"}, {&c.begun, "begun"},
		{&c.evictions, "evictions"}, {&c.expiries, "expiries"}, {&c.running, "running"}, {&c.idle, "idle"},
		{&c.queueLength, "queue_length"}, {&c.activeMiB, "active_mib"}, {&c.usedMiB, "used_mib"},
		{&c.removingMiB, "removing_mib"}, {&c.failed, "failed"}, {&c.members, "members"},
		{&c.completed, "completed"}, {&c.retries, "retries"}, {&c.timeouts, "timeouts"},
	} {
		f.at.name = f.name
		c.steps = append(c.steps, f.at)
		c.all = append(c.all, f.at)
	}
	c.all = append(c.all, &c.latency)
	return c
}

// fill makes columns of the changes.
func (c *timelineColumns) fill(r *timelineRows) []column {
	rows := r.length()
	for _, v := range c.steps {
		v.reset(rows)
	}
	c.latency.reset(rows)
	c.second.values = resize(c.second.values, rows)
	c.sort(r)
	for i := range r.series {
		c.fillSeries(r, i)
	}
	return c.all
}

// sort orders the changes by series and keeps the order of time within a series.
func (c *timelineColumns) sort(r *timelineRows) {
	c.begin = resize(c.begin, r.series+1)
	c.order = resize(c.order, len(r.changes))
	clear(c.begin)
	for i := range r.changes {
		c.begin[r.changes[i].series+1]++
	}
	for i := range r.series {
		c.begin[i+1] += c.begin[i]
	}
	for i := range r.changes {
		at := &c.begin[r.changes[i].series]
		c.order[*at] = int32(i)
		*at++
	}
	copy(c.begin[1:], c.begin[:r.series]) // each now points at the end of its series
	c.begin[0] = 0
}

// fillSeries adds the rows of one series.
func (c *timelineColumns) fillSeries(r *timelineRows, series int) {
	base := series * r.n
	for s := range c.second.values[base : base+r.n] {
		c.second.values[base+s] = r.first + int64(s)
	}
	for _, at := range c.order[c.begin[series]:c.begin[series+1]] {
		t := &r.changes[at].row
		row := base + int(r.changes[at].second)
		c.invoker.Set(row, int64(t.Invoker))
		c.running.Set(row, int64(t.Running))
		c.idle.Set(row, int64(t.Idle))
		c.queueLength.Set(row, int64(t.QueueLength))
		c.activeMiB.Set(row, t.ActiveMiB)
		c.usedMiB.Set(row, t.UsedMiB)
		c.removingMiB.Set(row, t.RemovingMiB)
		c.members.Set(row, int64(t.Members))
		c.invocations.pulse(row, int64(t.Invocations))
		c.coldStarts.pulse(row, int64(t.ColdStarts))
		c.begun.pulse(row, int64(t.Begun))
		c.evictions.pulse(row, int64(t.Evictions))
		c.expiries.pulse(row, int64(t.Expiries))
		c.failed.pulse(row, int64(t.Failed))
		c.completed.pulse(row, int64(t.Completed))
		c.retries.pulse(row, int64(t.Retries))
		c.timeouts.pulse(row, int64(t.Timeouts))
		if t.Begun > 0 {
			c.latency.set(row, t.LatencyMsMean)
		}
	}
}

func resize[T any](values []T, n int) []T {
	if cap(values) < n {
		return make([]T, n)
	}
	return values[:n]
}

// TimelineFile is an outcome.TimelineSink that writes the timeline file.
type TimelineFile struct {
	*pipe[*timelineRows]
	last []outcome.Second // of each series
}

// CreateTimeline begins a timeline file.
func CreateTimeline(path string, stamp Stamp) (*TimelineFile, error) {
	columns := newTimelineColumns()
	p, err := openPipe(path, stamp, func() *timelineRows { return &timelineRows{columns: columns} })
	return &TimelineFile{pipe: p}, err
}

// Seconds implements outcome.TimelineSink.
func (w *TimelineFile) Seconds(rows []outcome.Second) error {
	if len(rows) == 0 {
		return fileError("%s: a second without rows", w.file.out.path)
	}
	r := w.rows
	if w.last == nil {
		w.last = slices.Clone(rows) // the first second has all series
	}
	if r.n == 0 {
		r.series, r.fit, r.first = len(w.last), max(1, rowGroup/len(w.last)), rows[0].Second
		for i := range w.last { // each series begins with its last state
			r.changes = append(r.changes, change{0, int32(i), stateOf(&w.last[i])})
		}
	}
	for i := range rows {
		series := int(rows[i].Invoker)
		if rows[i].Invoker == outcome.None {
			series = len(w.last) - 1
		}
		if differ(&w.last[series], &rows[i]) || happened(&rows[i]) {
			w.last[series] = rows[i]
			r.changes = append(r.changes, change{int32(r.n), int32(series), rows[i]})
		}
	}
	if r.n++; r.n == r.fit {
		return w.next()
	}
	return nil
}

// stateOf returns a row's state without its counts.
func stateOf(t *outcome.Second) outcome.Second {
	q := *t
	q.Invocations, q.ColdStarts, q.Begun, q.Evictions, q.Expiries, q.Failed, q.LatencyMsMean = 0, 0, 0, 0, 0, 0, 0
	q.Completed, q.Retries, q.Timeouts = 0, 0, 0
	return q
}

// differ reports whether the states of two seconds differ.
func differ(a, b *outcome.Second) bool {
	return a.Running != b.Running || a.Idle != b.Idle || a.QueueLength != b.QueueLength ||
		a.ActiveMiB != b.ActiveMiB || a.UsedMiB != b.UsedMiB || a.RemovingMiB != b.RemovingMiB || a.Members != b.Members
}

// happened reports whether a second counts anything.
func happened(t *outcome.Second) bool {
	return t.Invocations|t.ColdStarts|t.Begun|t.Evictions|t.Expiries|t.Failed|t.Completed|t.Retries|t.Timeouts != 0
}
