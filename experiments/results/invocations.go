package results

import (
	"thaw/models/outcome"
	"thaw/models/workload"
)

// invocationRows is one row group of the invocations file: one row per
// invocation in the order in which invocations ended. Times are nanoseconds
// since the start of the window. Missing times, latencies, invokers and containers
// are −1, and so are the parts of a missing latency.
type invocationRows struct {
	n                                        int
	invocation, arrival, start, end, latency int64s
	container, queue, schedule               int64s
	startWait, warming, coreWait             int64s
	retrying, attempts                       int64s
	stages                                   [outcome.NumStages]int64s
	invoker                                  int64s
	function, app, kind, outcome             *texts
	columns                                  []column
}

func newInvocationRows(functions, apps, kinds, outcomes *vocabulary) *invocationRows {
	r := &invocationRows{
		function: newTexts("function", functions), app: newTexts("app", apps),
		kind: newTexts("start_kind", kinds), outcome: newTexts("outcome", outcomes),
	}
	number := func(c *int64s, name string) *int64s {
		*c = int64s{integers{name}, make([]int64, 0, rowGroup)}
		return c
	}
	for _, c := range []*texts{r.function, r.app, r.kind, r.outcome} {
		c.indices = make([]int32, 0, rowGroup)
	}
	r.columns = []column{
		number(&r.invocation, "invocation"), r.function, r.app,
		number(&r.arrival, "arrival_ns"), number(&r.start, "start_ns"), number(&r.end, "end_ns"),
		number(&r.latency, "latency_ns"), number(&r.invoker, "invoker"), number(&r.container, "container"),
		r.kind, r.outcome, number(&r.queue, "queue_ns"), number(&r.schedule, "schedule_ns"),
		number(&r.startWait, "start_wait_ns"), number(&r.warming, "warm_start_ns"),
	}
	for s := range r.stages {
		r.columns = append(r.columns, number(&r.stages[s], outcome.Stage(s).Column()))
	}
	r.columns = append(r.columns, number(&r.coreWait, CoreWaitColumn), number(&r.retrying, RetryingColumn),
		number(&r.attempts, "attempts"))
	return r
}

// add appends outcomes until the group is full and returns how many it took.
func (r *invocationRows) add(outcomes []outcome.Invocation, stages []outcome.StageTimes, table *workload.Table) int {
	k := min(rowGroup-r.n, len(outcomes))
	lo, hi := r.n, r.n+k
	invocation, arrival, start := r.invocation.grow(lo, hi), r.arrival.grow(lo, hi), r.start.grow(lo, hi)
	end, latency, container := r.end.grow(lo, hi), r.latency.grow(lo, hi), r.container.grow(lo, hi)
	queue, schedule := r.queue.grow(lo, hi), r.schedule.grow(lo, hi)
	startWait, warming, coreWait := r.startWait.grow(lo, hi), r.warming.grow(lo, hi), r.coreWait.grow(lo, hi)
	invoker, retrying, attempts := r.invoker.grow(lo, hi), r.retrying.grow(lo, hi), r.attempts.grow(lo, hi)
	for i := range outcomes[:k] {
		o := &outcomes[i]
		invocation[i], arrival[i], start[i], end[i] = o.Number, int64(o.Arrival), int64(o.Start), int64(o.End)
		late := int64(o.Start - o.Arrival)
		latency[i], container[i], invoker[i] = late, o.Container, int64(o.Invoker)
		queue[i], schedule[i] = int64(o.Queued), int64(o.Schedule)
		startWait[i], warming[i], coreWait[i] = int64(o.StartWait), int64(o.Warming), int64(o.CoreWait)
		retrying[i], attempts[i] = int64(o.Retrying), int64(o.Attempts)
		if o.Start < 0 { // no latency, and so no parts of it
			latency[i], queue[i], schedule[i], startWait[i], warming[i], coreWait[i] = -1, -1, -1, -1, -1, -1
			retrying[i] = -1
		}
		r.function.add(int32(o.Function))
		r.app.add(int32(table.Functions[o.Function].App))
		r.kind.add(int32(o.Kind))
		r.outcome.add(int32(o.Status))
	}
	r.addStages(outcomes[:k], stages)
	r.n = hi
	return k
}

// addStages appends the stage columns of the rows that add appends.
func (r *invocationRows) addStages(outcomes []outcome.Invocation, stages []outcome.StageTimes) {
	lo, hi := r.n, r.n+len(outcomes)
	for s := range r.stages {
		clear(r.stages[s].grow(lo, hi))
	}
	for i := range outcomes {
		switch o := &outcomes[i]; {
		case o.Start < 0:
			for s := range r.stages {
				r.stages[s].values[lo+i] = -1
			}
		case o.StagesAt >= 0:
			for s, d := range stages[o.StagesAt] {
				r.stages[s].values[lo+i] = int64(d)
			}
		}
	}
}

// grow makes room for rows lo to hi and returns it.
func (c *int64s) grow(lo, hi int) []int64 {
	c.values = c.values[:hi]
	return c.values[lo:hi]
}

func (r *invocationRows) table() []column { return r.columns }
func (r *invocationRows) length() int     { return r.n }
func (r *invocationRows) clear() {
	r.n = 0
	for _, c := range r.columns {
		c.clear()
	}
}

// CoreWaitColumn is the part of a latency that is no stage of a start but a wait for a
// core of the invoker, after all of them.
const CoreWaitColumn = "core_wait_ns"

// RetryingColumn is the part of a latency before the last attempt was sent.
const RetryingColumn = "retrying_ns"

// InvocationsFile is an outcome.Sink that writes every outcome to a Parquet
// file.
type InvocationsFile struct {
	*pipe[*invocationRows]
	functions *workload.Table
}

// createInvocations begins an invocations file for the functions of table.
func createInvocations(path string, table *workload.Table, stamp Stamp) (*InvocationsFile, error) {
	f, a := vocabularies(table)
	kinds := make([]string, outcome.NotStarted+1)
	for k := range kinds {
		kinds[k] = outcome.StartKind(k).String()
	}
	k := newVocabulary(kinds)
	statuses := make([]string, outcome.NumStatuses)
	for s := range statuses {
		statuses[s] = outcome.Status(s).String()
	}
	o := newVocabulary(statuses)
	p, err := openPipe(path, stamp, func() *invocationRows { return newInvocationRows(f, a, k, o) })
	return &InvocationsFile{p, table}, err
}

// vocabularies returns the names of a table's functions and apps.
func vocabularies(table *workload.Table) (functions, apps *vocabulary) {
	f, a := make([]string, len(table.Functions)), make([]string, len(table.Apps))
	for i := range f {
		f[i] = table.Functions[i].Name
	}
	for i := range a {
		a[i] = table.Apps[i].Name
	}
	return newVocabulary(f), newVocabulary(a)
}

// Take implements outcome.Sink.
func (w *InvocationsFile) Take(b *outcome.Batch) error {
	for rest := b.Outcomes; len(rest) > 0; {
		rest = rest[w.rows.add(rest, b.Stages, w.functions):]
		if w.rows.n == rowGroup {
			if err := w.next(); err != nil {
				return err
			}
		}
	}
	return nil
}
