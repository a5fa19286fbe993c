package azure2019

import (
	"cmp"
	"hash/fnv"
	"math"
	"slices"
	"strings"
	"time"

	"thaw/models/workload"
	"thaw/traces/minutes"
)

// What a trace without any duration or memory rows gets. Source: Shahrad et
// al., Serverless in the Wild, USENIX ATC 2020, fig. 7 (half of the functions
// take at most 1 s on average) and fig. 8 (half of the apps have at most 140 MB
// allocated on average), both read off the figures.
const (
	assumedDuration = time.Second
	assumedMiB      = 140
)

// join makes the table of what was read: functions and apps sorted by name, so
// that nothing depends on the order of rows; what is missing gets the median.
func (a *Trace) join() {
	t := a.intern
	order := make([]int32, 0, len(t.names))
	for fn := range t.names {
		if t.appOf[fn] >= 0 {
			order = append(order, int32(fn))
		}
	}
	if len(order) == 0 {
		a.report.Errorf("no rows", a.path, 0, 0, "the trace has no functions")
		return
	}
	if total := a.total(); total == 0 && a.opt.Start == 0 && a.opt.Length == 0 {
		a.report.Errorf("no invocations", a.path, 0, 0, "all counts are 0, expected at least one invocation")
		return
	}
	if len(order) > minutes.MaxFunctions {
		a.report.Errorf("too many functions", a.path, 0, 0, "the trace has %d functions, expected at most %d",
			len(order), minutes.MaxFunctions)
		return
	}
	for fn, key := range t.names {
		t.names[fn] = keyName(key)
	}
	slices.SortFunc(order, func(x, y int32) int {
		return cmp.Or(strings.Compare(t.names[x], t.names[y]),
			strings.Compare(t.appNames[t.appOf[x]], t.appNames[t.appOf[y]]))
	})
	a.final = make([]workload.FuncID, len(t.names))
	for i := range a.final {
		a.final[i] = -1
	}
	a.table.Functions = make([]workload.Function, len(order))
	a.identities = make([]uint64, len(order))
	appID := a.joinApps(order)
	for i, fn := range order {
		a.final[fn] = workload.FuncID(i)
		f := &a.table.Functions[i]
		f.Name, f.App = t.names[fn], appID[t.appOf[fn]]
		if trigger := t.triggerOf[fn]; trigger >= 0 {
			f.Trigger = t.triggers[trigger]
		}
		h := fnv.New64a()
		h.Write([]byte(f.Name))
		if i > 0 && t.names[order[i-1]] == f.Name {
			h.Write([]byte(t.appNames[t.appOf[fn]])) // two functions that are called alike are not in step
		}
		a.identities[i] = h.Sum64()
	}
	a.joinMemory()
	a.joinDurations()
	a.compareCounts()
}

// total is the number of invocations in the window.
func (a *Trace) total() (n int64) {
	for _, d := range a.days {
		n += d.total
	}
	return n
}

// joinApps fills the table of apps and returns their places in it.
func (a *Trace) joinApps(order []int32) map[int32]workload.AppID {
	t := a.intern
	var apps []int32
	seen := map[int32]bool{}
	for _, fn := range order {
		if app := t.appOf[fn]; !seen[app] {
			seen[app] = true
			apps = append(apps, app)
		}
	}
	slices.SortFunc(apps, func(x, y int32) int { return strings.Compare(t.appNames[x], t.appNames[y]) })
	places := make(map[int32]workload.AppID, len(apps))
	for i, app := range apps {
		places[app] = workload.AppID(i)
		a.table.Apps = append(a.table.Apps, workload.App{Name: t.appNames[app]})
	}
	return places
}

// joinMemory gives apps and functions their memory.
func (a *Trace) joinMemory() {
	var known []float64
	mean := func(app string) float64 {
		if i, ok := a.intern.apps[app]; ok && int(i) < len(a.memory) && a.memory[i].weight > 0 {
			return a.memory[i].weighted / a.memory[i].weight
		}
		return -1
	}
	for _, m := range a.memory {
		if m.weight > 0 {
			known = append(known, m.weighted/m.weight)
		}
	}
	median, source := float64(assumedMiB), "assumed"
	if len(known) > 0 {
		slices.Sort(known)
		median, source = known[(len(known)-1)/2], "median of the trace"
	}
	sizes := make([]int32, len(a.table.Apps))
	for i := range a.table.Functions {
		sizes[a.table.Functions[i].App]++
	}
	imputed := make([]bool, len(a.table.Apps))
	for i := range a.table.Apps {
		app := &a.table.Apps[i]
		mib := mean(app.Name)
		if mib < 0 {
			mib, imputed[i] = median, true
			a.report.Warnf("imputed memory", a.path, 0, 0,
				"app %q with %d functions has no usable memory row: it gets %.4g MiB (%s)", app.Name, sizes[i],
				median, source)
		}
		app.Memory = workload.MiB(max(math.Round(mib), 1))
	}
	for i := range a.table.Functions {
		f := &a.table.Functions[i]
		f.Memory = a.table.Apps[f.App].Memory
		if !a.opt.WholeApp {
			f.Memory = max(f.Memory/workload.MiB(sizes[f.App]), 1)
		}
		f.ImputedMemory = imputed[f.App]
	}
}

// joinDurations finds the median row and the mean of every function.
func (a *Trace) joinDurations() {
	type place struct {
		row *fittedRow
		day int
	}
	var rows []place
	sums := make([]struct{ weighted, weight float64 }, len(a.table.Functions))
	longest := make([]time.Duration, len(a.table.Functions))
	for i, d := range a.days {
		for j := range d.rows {
			row := &d.rows[j]
			rows = append(rows, place{row, i})
			if f := a.final[row.fn]; f >= 0 {
				sums[f].weighted += max(row.count, 1) * float64(row.curve.mean())
				sums[f].weight += max(row.count, 1)
				longest[f] = max(longest[f], row.curve.longest())
			}
		}
	}
	a.median = constantDuration(assumedDuration)
	source := "assumed"
	if len(rows) > 0 {
		slices.SortFunc(rows, func(x, y place) int {
			return cmp.Or(cmp.Compare(x.row.average, y.row.average),
				strings.Compare(a.intern.names[x.row.fn], a.intern.names[y.row.fn]), cmp.Compare(x.day, y.day))
		})
		a.median = rows[(len(rows)-1)/2].row.curve
		source = "the row of the function with the median Average"
	}
	for i := range a.table.Functions {
		f := &a.table.Functions[i]
		if sums[i].weight > 0 {
			f.MeanDuration = time.Duration(math.Round(sums[i].weighted / sums[i].weight))
			f.LongestDuration = longest[i]
			continue
		}
		f.MeanDuration, f.LongestDuration, f.ImputedDuration = a.median.mean(), a.median.longest(), true
		a.report.Warnf("imputed duration", a.path, 0, 0,
			"function %q has no usable duration row: its durations have the mean %v (%s)", f.Name, f.MeanDuration,
			source)
	}
}

// compareCounts reports where the Count of a durations row is not the sum of
// the function's counts: unequal, or smaller where a file has a part of the
// day only.
func (a *Trace) compareCounts() {
	for _, d := range a.days {
		for i := range d.rows {
			row := &d.rows[i]
			if int(row.fn) >= len(d.sums) || d.sums[row.fn] < 0 {
				continue
			}
			sum := float64(d.sums[row.fn])
			if sum > row.count || d.header.whole() && sum != row.count {
				a.report.Warnf("count disagrees", a.label(d.names[durationsFile]), int(row.line), 0,
					"Count is %.0f, the invocations file counts %.0f: the latter are replayed", row.count, sum)
			}
		}
		d.sums = nil
	}
}

// curves returns the durations of every function on a day: its row of that day;
// without one that of the day before, and so on, or of the nearest day after;
// without any the median.
func (a *Trace) curves(day int) []durationCurve {
	curves := make([]durationCurve, len(a.table.Functions))
	for i := range curves {
		curves[i] = a.median
	}
	use := func(d *traceDay) {
		for i := range d.rows {
			if f := a.final[d.rows[i].fn]; f >= 0 {
				curves[f] = d.rows[i].curve
			}
		}
	}
	for i := len(a.days) - 1; i > day; i-- {
		use(a.days[i])
	}
	for i := 0; i <= day; i++ {
		use(a.days[i])
	}
	return curves
}
