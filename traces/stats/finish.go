package stats

import (
	"cmp"
	"math"
	"slices"
	"time"
)

// The points at which distributions are published.
var (
	topParts       = [...]float64{0.001, 0.01, 0.1}
	dailyRates     = [...]float64{1, 24, 288, 1440}
	cvPoints       = [...]float64{zeroCV, 1, 2, 10}
	durationPoints = [...]time.Duration{time.Millisecond, 100 * time.Millisecond, time.Second, 10 * time.Second,
		time.Minute, 10 * time.Minute}
	leastPoints  = [...]time.Duration{100 * time.Millisecond, time.Second}
	mostPoints   = [...]time.Duration{time.Second, 10 * time.Second, time.Minute}
	memoryPoints = [...]float64{100, 120, 140, 200, 300} // MB
	sizeBounds   = [...]int{1, 2, 3, 5, 10, math.MaxInt} // functions of an app, at most
)

// popularity fills in the shares of the most popular, and the daily rates.
func (p *pass) popularity() {
	s := &p.out
	functions, apps := activeCounts(p.functions), activeCounts(p.apps)
	s.ActiveFunctions, s.ActiveApps = len(functions), len(apps)
	s.TopFunctions, s.TopApps = topShares(functions, s.Functions), topShares(apps, s.Apps)
	s.TopOne, s.TopFive = topShare(functions, 1), topShare(functions, 5)
	days := s.Span.Hours() / 24
	s.DailyFunctions, s.DailyApps = rateShares(p.functions, days), rateShares(p.apps, days)
}

// activeCounts returns the counts of the active entities, the largest first.
func activeCounts(e []entity) []int64 {
	var counts []int64
	for i := range e {
		if e[i].n > 0 {
			counts = append(counts, e[i].n)
		}
	}
	slices.SortFunc(counts, func(a, b int64) int { return cmp.Compare(b, a) })
	return counts
}

// topShare returns the share of the n largest counts.
func topShare(counts []int64, n int) float64 {
	var top, all int64
	for i, c := range counts {
		all += c
		if i < n {
			top += c
		}
	}
	if all == 0 {
		return math.NaN()
	}
	return float64(top) / float64(all)
}

// topShares returns the shares of the most popular parts of all things; NaN
// where the part is less than one.
func topShares(counts []int64, all int) []float64 {
	out := make([]float64, len(topParts))
	for i, part := range topParts {
		n := int(math.Round(part * float64(all)))
		out[i] = math.NaN()
		if n >= 1 {
			out[i] = topShare(counts, n)
		}
	}
	return out
}

// rateShares returns the shares of entities with at most so many invocations a
// day. Those that are never invoked count: they have fewer than one a day.
func rateShares(e []entity, days float64) []float64 {
	return cumulative(len(e), len(dailyRates), func(i, at int) bool { return float64(e[i].n) <= dailyRates[at]*days })
}

// cumulative returns, for each of the points, the share of n things that are below it.
func cumulative(n, points int, below func(i, at int) bool) []float64 {
	out := make([]float64, points)
	for at := range out {
		count := 0
		for i := range n {
			if below(i, at) {
				count++
			}
		}
		out[at] = float64(count) / float64(n) // NaN for nothing
	}
	return out
}

// sizes fills in the number of functions of the apps.
func (p *pass) sizes() {
	size := make([]int, len(p.apps))
	for i := range p.functions {
		size[p.table.Functions[i].App]++
	}
	var single int64
	for a, n := range size {
		if n == 1 {
			single += p.apps[a].n
		}
	}
	cdf := cumulative(len(size), len(sizeBounds), func(i, at int) bool { return size[i] <= sizeBounds[at] })
	for i := len(cdf) - 1; i > 0; i-- {
		cdf[i] -= cdf[i-1]
	}
	p.out.AppSizes = cdf
	p.out.SingleAppShare = float64(single) / float64(p.out.Invocations)
}

// triggers fills in the shares of the triggers, in order of their names; no
// rows when the trace does not tell them.
func (p *pass) triggers() {
	s := &p.out
	place := map[string]int{}
	for i := range p.functions {
		name := p.table.Functions[i].Trigger
		at, ok := place[name]
		if !ok {
			at = len(s.Triggers)
			place[name] = at
			s.Triggers = append(s.Triggers, Trigger{Name: name})
		}
		s.Triggers[at].Functions++
		s.Triggers[at].Invocations += float64(p.functions[i].n)
	}
	if len(s.Triggers) == 1 && s.Triggers[0].Name == "" {
		s.Triggers = nil
		return
	}
	for i := range s.Triggers {
		s.Triggers[i].Functions /= float64(s.Functions)
		s.Triggers[i].Invocations /= float64(s.Invocations)
	}
	slices.SortFunc(s.Triggers, func(a, b Trigger) int { return cmp.Compare(a.Name, b.Name) })
}

// cvClasses are the classes of figure 6, by whether an app has timers and
// whether it has other functions.
var cvClasses = [...]struct {
	name string
	in   func(timers, others bool) bool
}{
	{"all", func(_, _ bool) bool { return true }},
	{"only timers", func(timers, others bool) bool { return timers && !others }},
	{"at least one timer", func(timers, _ bool) bool { return timers }},
	{"no timer", func(timers, _ bool) bool { return !timers }},
}

// variation fills in the distributions of the CV of inter-arrival times.
func (p *pass) variation() {
	s := &p.out
	timers, others := make([]bool, len(p.apps)), make([]bool, len(p.apps))
	for i := range p.table.Functions {
		f := &p.table.Functions[i]
		if f.Trigger == "timer" {
			timers[f.App] = true
		} else {
			others[f.App] = true
		}
	}
	for ci, c := range cvClasses {
		if ci > 0 && s.Triggers == nil {
			break // the trace does not tell triggers
		}
		app := variation(p.apps, func(i int) bool { return c.in(timers[i], others[i]) })
		app.Class = c.name
		s.AppCV = append(s.AppCV, app)
		if c.name == "at least one timer" {
			continue // a function has one trigger: the same as only timers
		}
		fn := variation(p.functions, func(i int) bool {
			timer := p.table.Functions[i].Trigger == "timer"
			return c.in(timer, !timer)
		})
		fn.Class = c.name
		s.FunctionCV = append(s.FunctionCV, fn)
	}
}

func variation(e []entity, in func(i int) bool) CV {
	var cvs []float64
	for i := range e {
		if e[i].n >= leastArrivals && in(i) {
			if cv := e[i].cv(); !math.IsNaN(cv) {
				cvs = append(cvs, cv)
			}
		}
	}
	shares := cumulative(len(cvs), len(cvPoints), func(i, at int) bool { return cvs[i] <= cvPoints[at] })
	return CV{Count: len(cvs), Shares: shares}
}

// distributions fills in durations and memory.
func (p *pass) distributions() {
	s := &p.out
	var active []durations
	var mean []time.Duration
	for i := range p.durations {
		if n := p.functions[i].n; n > 0 {
			active = append(active, p.durations[i])
			mean = append(mean, time.Duration(p.durations[i].sum/float64(n)*1e9))
		}
	}
	n := len(active)
	s.Duration = cumulative(n, len(durationPoints), func(i, at int) bool { return mean[i] <= durationPoints[at] })
	s.DurationLeast = cumulative(n, len(leastPoints),
		func(i, at int) bool { return active[i].least <= leastPoints[at] })
	s.DurationMost = cumulative(n, len(mostPoints), func(i, at int) bool { return active[i].most <= mostPoints[at] })
	s.Memory = cumulative(len(p.apps), len(memoryPoints), func(i, at int) bool {
		return float64(p.table.Apps[i].Memory)*(1<<20)/1e6 <= memoryPoints[at]
	})
}
