package cluster_test

import (
	"math"
	"slices"
	"testing"
	"time"

	"thaw/models/cluster"
	"thaw/models/outcome"
	"thaw/sim"
)

// lines is a timeline with a row for every second and invoker, the whole last.
type lines [][]outcome.Second

// expand fills in the rows of invokers on which nothing happened.
func (a *anyRun) expand(t *testing.T, rows []outcome.Second) (all lines) {
	t.Helper()
	var last []outcome.Second
	for k, r := range rows {
		at := int(r.Invoker)
		if r.Invoker == cluster.None {
			at = a.invokers
		}
		if r.Second == 0 {
			last = append(last, r)
		}
		if r.Second != int64(len(all)) || at >= len(last) ||
			k > 0 && rows[k-1].Second == r.Second && rows[k-1].Invoker >= r.Invoker && r.Invoker != cluster.None {
			a.fail(t, "row %d is out of order: %+v", k, r)
		}
		last[at] = r
		if r.Invoker != cluster.None {
			continue
		}
		all = append(all, slices.Clone(last))
		for i := range last {
			last[i].Second++
			last[i].Invocations, last[i].ColdStarts, last[i].Begun, last[i].Evictions, last[i].Expiries,
				last[i].LatencyMsMean = 0, 0, 0, 0, 0, 0
		}
	}
	return all
}

// secondOf is the second that an instant belongs to.
func secondOf(at sim.Time) int { return int(max(0, math.Ceil(at.Seconds())-1)) }

// Do the counts of a timeline sum to those of the summary, whatever the platform,
// the policies and the horizon are, and has it a row for every second of the run?
func TestTimelineSumsToTheSummary(t *testing.T) {
	inProgress, quiet := 0, 0
	for seed := range uint64(1500) {
		a := newAnyRun(seed)
		seen, line, sum := a.run(t, true)
		all := a.expand(t, line.rows)
		var got outcome.Second
		for _, rows := range all {
			got.Invocations += rows[a.invokers].Invocations
			got.ColdStarts += rows[a.invokers].ColdStarts
			got.Evictions += rows[a.invokers].Evictions
			got.Expiries += rows[a.invokers].Expiries
			got.Begun += rows[a.invokers].Begun
			got.Failed += rows[a.invokers].Failed
		}
		begun := 0
		for _, o := range seen.list {
			if o.Start >= 0 {
				begun++
			}
		}
		starts := sum.ColdStarts + sum.WarmStarts + sum.PrewarmStarts + sum.RestoreStarts
		want := outcome.Second{Invocations: int32(starts), ColdStarts: int32(sum.ColdStarts),
			Evictions: int32(sum.Evictions), Expiries: int32(sum.Expiries), Begun: int32(begun), Failed: int32(sum.Failed)}
		if got != want {
			a.fail(t, "seed %d: the rows sum to %+v, expected %+v", seed, got, want)
		}
		if end := sim.Time(math.Round(sum.EndS * 1e9)); len(all) != secondOf(end)+1 {
			a.fail(t, "seed %d: %d seconds, but the run ends after %v s", seed, len(all), sum.EndS)
		}
		last := all[len(all)-1][a.invokers]
		if waiting := a.waiting(seen.list); unoccupied(&a.cfg.Control) && int(last.QueueLength) != waiting {
			a.fail(t, "seed %d: %d are queued in the last row, %d wait at the end", seed, last.QueueLength, waiting)
		}
		if a.horizon == 0 && !a.cfg.Membership.On() && (last.QueueLength > 0 || sum.Unfinished > 0 ||
			last.Running > 0 && !a.loads && !abilities(a.keepalive).operates) { // else one loads
			a.fail(t, "seed %d: after the last end the row is %+v", seed, last)
		}
		inProgress += int(min(1, starts-int64(begun)))
		if n := len(all); a.horizon > 0 && n > 2 && all[n-2][a.invokers] == all[n-1][a.invokers] {
			quiet++
		}
	}
	if inProgress < 100 {
		t.Errorf("in %d runs only a start was in progress at the end", inProgress)
	}
}

// waiting counts the invocations that no invoker had at the end.
func (a *anyRun) waiting(list []outcome.Invocation) (n int) {
	for _, o := range list {
		if o.Invoker == cluster.None && o.Status == outcome.Unfinished {
			n++
		}
	}
	return n
}

// Does each row tell what the outcomes tell of its second and invoker, and the row of
// the whole their sum? The memory of starting and busy containers is never above that of
// all, nor that above what the invoker has, however long removals take.
func TestTimelineRowsAreThoseOfTheOutcomes(t *testing.T) {
	for seed := range uint64(1500) {
		a := newAnyRun(seed)
		seen, line, sums := a.run(t, true)
		all := a.expand(t, line.rows)
		if sums.ActiveMiBMean > sums.UsedMiBMean*(1+1e-12) || sums.UsedMiBMean > sums.UsedMiBPeak*(1+1e-12) ||
			sums.UsedMiBPeak > float64(a.invokers)*float64(a.cfg.Largest()) || sums.WastedMemoryRatio > 1+1e-12 {
			a.fail(t, "seed %d: memory of the summary: %+v", seed, sums)
		}
		type count struct {
			begun   int32
			latency float64
		}
		begun, placed := map[[2]int]count{}, map[[2]int]int32{}
		dated := unoccupied(&a.cfg.Control) // it is known when each got its container
		for _, o := range seen.list {
			if o.Invoker == cluster.None {
				continue
			}
			got := o.Arrival.Add(o.Queued)
			if o.StartWait > 0 {
				got = got.Add(o.Schedule + o.StartWait)
			}
			dated = dated && (o.Schedule == 0 || a.cfg.Wait == cluster.WaitNever)
			placed[[2]int{secondOf(got), int(o.Invoker)}]++
			if o.Start >= 0 {
				at := [2]int{secondOf(o.Start), int(o.Invoker)}
				x := begun[at]
				begun[at] = count{x.begun + 1, x.latency + float64(o.Start-o.Arrival)/1e6}
			}
		}
		for second, rows := range all {
			var sum outcome.Second
			for i, r := range rows[:a.invokers] {
				if r.ActiveMiB < 0 || r.ActiveMiB > r.UsedMiB || r.UsedMiB > int64(a.cfg.Largest()) || r.RemovingMiB < 0 {
					a.fail(t, "seed %d: %+v on an invoker of %d MiB", seed, r, a.cfg.Largest())
				}
				x := begun[[2]int{second, i}]
				if r.Begun != x.begun || math.Abs(r.LatencyMsMean*float64(r.Begun)-x.latency) > 1e-6*(1+x.latency) {
					a.fail(t, "seed %d: %+v, expected %+v", seed, r, x)
				}
				if dated && r.Invocations != placed[[2]int{second, i}] {
					a.fail(t, "seed %d: %+v, but %d were placed", seed, r, placed[[2]int{second, i}])
				}
				sum = plus(sum, r)
			}
			whole := rows[a.invokers]
			sum.LatencyMsMean = whole.LatencyMsMean * float64(whole.Begun)
			if got := plus(outcome.Second{}, whole); got != sum {
				a.fail(t, "seed %d, second %d: the invokers' rows sum to %+v, the whole is %+v", seed, second, sum, got)
			}
		}
	}
}

// plus adds a row up, but for what only the whole has. Of the mean latency it takes
// the sum.
func plus(a, r outcome.Second) outcome.Second {
	return outcome.Second{Invocations: a.Invocations + r.Invocations, ColdStarts: a.ColdStarts + r.ColdStarts,
		Begun: a.Begun + r.Begun, Evictions: a.Evictions + r.Evictions, Expiries: a.Expiries + r.Expiries,
		Running: a.Running + r.Running, Idle: a.Idle + r.Idle, ActiveMiB: a.ActiveMiB + r.ActiveMiB,
		UsedMiB: a.UsedMiB + r.UsedMiB, RemovingMiB: a.RemovingMiB + r.RemovingMiB,
		LatencyMsMean: a.LatencyMsMean + r.LatencyMsMean*float64(r.Begun)}
}

// Are the rows the same whether invocations are written or not?
func TestTimelineDoesNotDependOnOtherFiles(t *testing.T) {
	for seed := range uint64(600) {
		a := newAnyRun(seed)
		_, with, sum := a.run(t, true)
		_, without, alone := a.run(t, false)
		if !slices.Equal(with.rows, without.rows) || !sum.Equal(alone) {
			a.fail(t, "seed %d: the rows differ without invocations", seed)
		}
	}
}

// Has a run of a horizon a row for each second up to it, although nothing happens any
// more, and are those who wait in the last one?
func TestTimelineGoesOnToTheHorizon(t *testing.T) {
	w := pairOf("first-fit", "lru").at(0, 0, 3600*1000*ms).at(ms, 1, 3600*1000*ms).at(2*ms, 2, 0)
	w.horizon = 5*sim.Second + 1
	var seen kept
	w.total(t, w.config(), cluster.Output{Timeline: &seen})
	var got [][3]int64
	for _, r := range seen.rows {
		if r.Invoker == cluster.None {
			got = append(got, [3]int64{r.Second, int64(r.Running), int64(r.QueueLength)})
		}
	}
	if want := [][3]int64{{0, 2, 1}, {1, 2, 1}, {2, 2, 1}, {3, 2, 1}, {4, 2, 1}, {5, 2, 1}}; !slices.Equal(got, want) {
		t.Errorf("second, running, queued: %v, expected %v", got, want)
	}
}

// Do the parts of each latency sum to it, whoever is waited for? Where an invocation has
// begun, nothing of its latency is without a name.
func TestPartsSumToTheLatency(t *testing.T) {
	cores, warms, restores := 0, 0, 0
	for seed := range uint64(2000) {
		a := newAnyRun(seed)
		seen, _, _ := a.run(t, true)
		for n, o := range seen.list {
			if o.Start < 0 {
				continue
			}
			sum := o.Queued + o.Schedule + o.StartWait + o.Warming + o.CoreWait
			for _, d := range seen.stages[int64(n)] {
				sum += d
				if d < 0 {
					a.fail(t, "seed %d: a negative stage of %+v: %v", seed, o, seen.stages[int64(n)])
				}
			}
			if sum != o.Start.Sub(o.Arrival) || min(o.Queued, o.Schedule, o.StartWait, o.Warming, o.CoreWait) < 0 {
				a.fail(t, "seed %d: the parts sum to %v: %+v, %v", seed, sum, o, seen.stages[int64(n)])
			}
			fresh := o.Kind == outcome.Cold || o.Kind == outcome.Restored
			if o.CoreWait > 0 && a.cfg.CPU != cluster.CPUIsolated || o.Warming > 0 && fresh || fresh != (o.StagesAt >= 0) {
				a.fail(t, "seed %d: a part that it cannot have: %+v", seed, o)
			}
			cores, warms, restores = cores+int(min(o.CoreWait, 1)), warms+int(min(o.Warming, 1)),
				restores+map[bool]int{true: 1}[o.Kind == outcome.Restored]
		}
	}
	if min(cores, warms, restores) < 1000 {
		t.Errorf("%d waited for a core, %d were warm, %d restored: the worlds tell too little", cores, warms, restores)
	}
}

// Is the wait for a core what one works out by hand? Three invocations of a second each
// on one core, in containers that are there after 100 ms.
func TestCoreWaitByHand(t *testing.T) {
	w := pairOf("first-fit", "lru").at(0, 0, time.Second).at(0, 1, time.Second).at(500*ms, 0, time.Second)
	w.memory = 1024
	cfg := w.config()
	cfg.CPU, cfg.Cores = cluster.CPUIsolated, 1
	list, _ := w.replay(t, cfg, 0)
	for n, want := range []time.Duration{0, time.Second, 1500 * ms} {
		if list[n].CoreWait != want {
			t.Errorf("invocation %d waited %v for its core, expected %v", n, list[n].CoreWait, want)
		}
	}
}

// unoccupied reports whether nothing is on its way to a decision, or back.
func unoccupied(c *cluster.Control) bool { return !c.Delayed() && !c.Occupied() && len(c.Path) == 0 }
