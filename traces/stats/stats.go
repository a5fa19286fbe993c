// Package stats describes a trace by the statistics that papers publish of the
// Azure workload, and puts the two side by side.
//
//	workload.Source ─▶ Of ─▶ Summary ┐
//	workload.Source ─▶ Of ─▶ Summary ┼─▶ Compare ─▶ Table
//	            published.Azure      ┘
package stats

import (
	"fmt"
	"io"
	"math"
	"time"

	"thaw/models/workload"
	"thaw/sim"
)

// Summary describes a trace by the statistics that are published of the
// Azure workload. Shares are fractions; a number that the trace does not have
// (triggers of a trace without triggers) is NaN.
//
// Shares of functions and apps are of all in the trace's table, whether it
// invokes them or not, save where durations or inter-arrival times are needed: the
// published shares are of what was invoked at least once in 14 days, so that on
// a given day many are not.
type Summary struct {
	Name string // how the trace is called in a Table; set by the caller
	// ClockOffset is what the trace's own clock reads where its arrivals begin to
	// count; set by the caller.
	ClockOffset time.Duration

	Invocations       int64
	Functions, Apps   int // in the table
	ActiveFunctions   int // invoked at least once
	ActiveApps        int
	Span              time.Duration // from 0 to the last arrival, rounded up to minutes
	MinuteMean        float64       // invocations a minute
	MinutePeak        int64
	ZeroDurations     int64     // invocations that last 0 ns
	SameInstant       int64     // invocations at the same instant as the function's last
	TopFunctions      []float64 // share of invocations of the most popular 0.1, 1 and 10%
	TopApps           []float64 // the same of apps
	TopFive           float64   // share of invocations of the five most popular functions
	TopOne            float64
	DailyFunctions    []float64 // share of functions with at most 1, 24, 288, 1440 invocations a day
	DailyApps         []float64 // the same of apps
	AppSizes          []float64 // share of apps with 1, 2, 3, 4-5, 6-10, 11 and more functions
	SingleAppShare    float64   // share of invocations of apps with one function
	Triggers          []Trigger
	AppCV, FunctionCV []CV
	// share of functions whose mean duration is at most 1 ms, 100 ms, 1 s, 10 s, 1 min, 10 min
	Duration           []float64
	DurationLeast      []float64     // share whose shortest is at most 100 ms, 1 s
	DurationMost       []float64     // share whose longest is at most 1 s, 10 s, 1 min
	InvocationDuration time.Duration // mean over invocations
	Concurrency        float64       // mean number of invocations running
	Memory             []float64     // share of apps with at most 100, 120, 140, 200, 300 MB
	MinuteOfDay        []float64     // invocations of each minute of the day, relative to the mean
}

// Trigger is one trigger's share of functions and of invocations.
type Trigger struct {
	Name                   string
	Functions, Invocations float64
}

// CV is the distribution of the coefficient of variation of inter-arrival
// times in one class of apps or functions.
type CV struct {
	Class  string    // all, only timers, at least one timer, no timer
	Count  int       // with at least leastArrivals arrivals
	Shares []float64 // at 0 (below 0.05), and at most 1, 2, 10
}

const (
	leastArrivals = 10   // below it a CV says little
	zeroCV        = 0.05 // counts as 0: a rare timer whose trace tells only the minute has that much
)

// entity accumulates one function or app.
type entity struct {
	n           int64
	first, last sim.Time
	squares     float64 // of inter-arrival times, s²
}

func (e *entity) arrive(t sim.Time) {
	if e.n == 0 {
		e.first = t
	} else {
		gap := t.Sub(e.last).Seconds()
		e.squares += float64(gap * gap)
	}
	e.last = t
	e.n++
}

// cv returns the coefficient of variation of the inter-arrival times.
func (e *entity) cv() float64 {
	gaps := float64(e.n - 1)
	mean := e.last.Sub(e.first).Seconds() / gaps
	if mean == 0 {
		return math.NaN()
	}
	return math.Sqrt(max(e.squares/gaps/(mean*mean)-1, 0))
}

// durations accumulates the durations of one function.
type durations struct {
	sum         float64 // s
	least, most time.Duration
}

// pass is the state of one pass over a trace: a few words a function.
type pass struct {
	table     *workload.Table
	functions []entity
	apps      []entity
	durations []durations
	minutes   [24 * 60]int64
	minute    int64 // the current one
	inMinute  int64
	last      sim.Time
	out       Summary
}

// Of reads src to its end and describes it. Its memory is bounded by the
// number of functions.
func Of(src workload.Source) (*Summary, error) {
	t := src.Table()
	p := &pass{
		table:     t,
		functions: make([]entity, len(t.Functions)),
		apps:      make([]entity, len(t.Apps)),
		durations: make([]durations, len(t.Functions)),
	}
	batch := make([]workload.Invocation, 4096)
	for {
		n, err := src.Read(batch)
		if err == io.EOF {
			return p.finish(), nil
		}
		if err != nil {
			return nil, fmt.Errorf("trace statistics: %w", err)
		}
		if err := p.add(batch[:n]); err != nil {
			return nil, err
		}
	}
}

func (p *pass) add(batch []workload.Invocation) error {
	for i := range batch {
		v := &batch[i]
		switch {
		case v.Arrival < p.last:
			return fmt.Errorf("trace statistics: invocation %d arrives at %v, "+
				"before the one before it at %v: expected arrivals in order",
				p.out.Invocations, time.Duration(v.Arrival), time.Duration(p.last))
		case v.Function < 0 || int(v.Function) >= len(p.functions):
			return fmt.Errorf("trace statistics: invocation %d is of function %d, expected 0 to %d", p.out.Invocations,
				v.Function, len(p.functions)-1)
		}
		p.last = v.Arrival
		p.out.Invocations++
		if m := int64(v.Arrival / sim.Time(time.Minute)); m != p.minute {
			p.endMinute()
			p.minute = m
		}
		p.inMinute++
		f := &p.functions[v.Function]
		if f.n > 0 && f.last == v.Arrival {
			p.out.SameInstant++
		}
		f.arrive(v.Arrival)
		p.apps[p.table.Functions[v.Function].App].arrive(v.Arrival)
		p.durations[v.Function].add(v.Duration, f.n == 1)
		if v.Duration == 0 {
			p.out.ZeroDurations++
		}
	}
	return nil
}

func (d *durations) add(v time.Duration, first bool) {
	d.sum += v.Seconds()
	if first || v < d.least {
		d.least = v
	}
	d.most = max(d.most, v)
}

func (p *pass) endMinute() {
	p.out.MinutePeak = max(p.out.MinutePeak, p.inMinute)
	p.minutes[p.minute%int64(len(p.minutes))] += p.inMinute
	p.inMinute = 0
}

// finish computes the statistics from what was counted.
func (p *pass) finish() *Summary {
	p.endMinute()
	s := &p.out
	s.Functions, s.Apps = len(p.functions), len(p.apps)
	minutes := p.minute + 1
	s.Span = time.Duration(minutes) * time.Minute
	s.MinuteMean = float64(s.Invocations) / float64(minutes)
	seconds := 0.0
	for i := range p.durations {
		seconds += p.durations[i].sum
	}
	s.Concurrency = seconds / s.Span.Seconds()
	if s.Invocations > 0 {
		s.InvocationDuration = time.Duration(seconds / float64(s.Invocations) * 1e9)
	}
	s.MinuteOfDay = make([]float64, min(minutes, int64(len(p.minutes))))
	for i := range s.MinuteOfDay {
		days := (minutes-1-int64(i))/int64(len(p.minutes)) + 1
		s.MinuteOfDay[i] = float64(p.minutes[i]) / float64(days) / s.MinuteMean
	}
	p.popularity()
	p.sizes()
	p.triggers()
	p.variation()
	p.distributions()
	return s
}
