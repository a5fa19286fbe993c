package traces

import (
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"time"

	"thaw/models/names"
	"thaw/models/workload"
	"thaw/sim"
	"thaw/traces/findings"
	"thaw/traces/input"
	"thaw/traces/minutes"
)

// AppMemory says how much of an app's memory one of its functions books, when
// a container serves a function. The Azure 2019 data set states memory per app.
type AppMemory uint8

const (
	// AppMemorySplit gives a function its app's memory divided by the number of
	// the app's functions in the trace, at least 1 MiB: the convention of
	// FaasCache (ASPLOS'21).
	AppMemorySplit AppMemory = iota
	// AppMemoryWhole gives every function its app's whole memory.
	AppMemoryWhole
)

var appMemoryNames = [...]string{"split", "whole"}

// ParseAppMemory returns the rule of that name.
func ParseAppMemory(name string) (AppMemory, error) {
	i := slices.Index(appMemoryNames[:], name)
	if i < 0 {
		return 0, fmt.Errorf("unknown app memory rule %q, expected split or whole%s", name,
			names.Suggest(name, appMemoryNames[:]))
	}
	return AppMemory(i), nil
}

func (m AppMemory) String() string { return appMemoryNames[m] }

// Durations says how long the invocations of a function last.
type Durations uint8

const (
	// DurationsDrawn are the trace's own, or drawn from what it states of the function.
	DurationsDrawn Durations = iota
	// DurationsMean gives every invocation its function's mean, as FaasCache (ASPLOS'21)
	// replays it.
	DurationsMean
)

var durationsNames = [...]string{"drawn", "mean"}

// ParseDurations returns the rule of that name.
func ParseDurations(name string) (Durations, error) {
	i := slices.Index(durationsNames[:], name)
	if i < 0 {
		return 0, fmt.Errorf("unknown rule of durations %q, expected drawn or mean%s", name,
			names.Suggest(name, durationsNames[:]))
	}
	return Durations(i), nil
}

func (d Durations) String() string { return durationsNames[d] }

// Options say which part of a trace is replayed and what is assumed where it
// is silent. The zero Options are the whole trace as it is.
type Options struct {
	Format         string         // a name of Formats; "" = told by the path and the first bytes
	Spread         minutes.Spread // azure2019: where in its minute an invocation arrives
	AppMemory      AppMemory      // what a function books of its app's memory
	Epoch          Epoch          // where the trace's clock begins
	Start, Length  time.Duration  // the window, by that clock; length 0 = to the trace's end
	Functions      int            // down-sample by function to so many; 0 = all
	Rate           float64        // down-sample by invocation to so many a second; 0 = all
	Ramp           time.Duration  // slow start; 0 = none
	FunctionMemory workload.MiB   // for every function instead of the trace's; 0 = the trace's
	Durations      Durations      // of the invocations
	Loops          bool           // a closed loop is welcome: a trace whose users make its arrivals
	MaxExpand      int64          // how many times its size a compressed file may have; 0 = input.DefaultMaxExpand
}

func (o *Options) limits() input.Limits { return input.Limits{MaxExpand: o.MaxExpand} }

// check returns everything that is wrong with the options.
func (o *Options) check() error {
	var all []error
	report := func(wrong bool, format string, args ...any) {
		if wrong {
			all = append(all, fmt.Errorf(format, args...))
		}
	}
	report(o.Start < 0, "start of %v: expected 0 or more", o.Start)
	report(o.Length < 0, "length of %v: expected 0 (to the end) or more", o.Length)
	report(o.Functions < 0, "%d functions: expected 0 (all) or more", o.Functions)
	report(!(o.Rate >= 0) || math.IsInf(o.Rate, 1), "rate of %v invocations a second: expected 0 (all) or more",
		o.Rate)
	report(o.Ramp < 0, "ramp of %v: expected 0 (none) or more", o.Ramp)
	report(o.MaxExpand < 0, "max-expand of %d: expected 0 (%d) or more", o.MaxExpand, input.DefaultMaxExpand)
	report(o.FunctionMemory < 0, "function memory of %d MiB: expected 0 (the trace's own) or more", o.FunctionMemory)
	if o.Format != "" {
		_, err := findFormat(o.Format)
		report(err != nil, "%w", err)
	}
	return errors.Join(all...)
}

// Trace is opened once and replayed many times, also at the same time.
type Trace struct {
	path   string
	opt    Options
	format Format
	f      traceFormat
	table  *workload.Table
	sample traceSample
}

// traceSample is what down-sampling to a rate was computed from.
type traceSample struct {
	invocations int64    // of the window, where the format applies it
	last        sim.Time // arrival of the last one
	probability float64
}

// Open opens the trace at path, a file or a folder; the empty path is the
// sample inside the binary, and a path that begins with "synthetic" describes
// a generated trace. Errors name every mistake that was found.
func Open(path string, opt Options) (*Trace, error) {
	if err := opt.check(); err != nil {
		return nil, fmt.Errorf("open trace: %w", err)
	}
	t := &Trace{path: path, opt: opt}
	var err error
	if t.format, err = formatOf(path, opt.Format, opt.limits()); err != nil {
		return nil, fmt.Errorf("open trace: %w", err)
	}
	if t.f, err = t.format.open(path, opt); err != nil {
		return nil, err
	}
	if err := t.checkIdle(); err != nil {
		return nil, err
	}
	if err := t.checkLoop(); err != nil {
		return nil, err
	}
	src, err := t.choose(0)
	if err != nil {
		return nil, err
	}
	defer Close(src)
	t.sample.probability = 1
	if opt.Rate > 0 {
		if err := t.measure(src); err != nil {
			return nil, err
		}
	}
	all, err := t.shape(src, 0)
	if err != nil {
		return nil, err
	}
	t.table = all.Table()
	return t, nil
}

// Source returns the trace's invocations from the beginning. What the format
// and the filters draw at random depends on the seed. A source that is left
// before its end is to be closed with Close.
func (t *Trace) Source(seed uint64) (workload.Source, error) {
	src, err := t.choose(seed)
	if err != nil {
		return nil, err
	}
	all, err := t.shape(src, seed)
	if err != nil {
		Close(src)
		return nil, err
	}
	return all, nil
}

// choose returns the window of the trace, of the chosen functions.
func (t *Trace) choose(seed uint64) (workload.Source, error) {
	raw, err := t.f.Source(seed)
	if err != nil {
		return nil, err
	}
	src := raw
	if !t.format.windows {
		if src, err = Window(src, t.opt.Start, t.opt.Length); err != nil {
			Close(raw)
			return nil, err
		}
	}
	if t.opt.Functions > 0 {
		if src, err = SampleFunctions(src, t.opt.Functions); err != nil {
			Close(raw)
			return nil, err
		}
	}
	return src, nil
}

// shape thins and overrides what was chosen.
func (t *Trace) shape(src workload.Source, seed uint64) (_ workload.Source, err error) {
	if t.opt.Rate > 0 {
		if src, err = SampleInvocations(src, seed, t.sample.probability); err != nil {
			return nil, err
		}
	}
	if src, err = Ramp(src, seed, t.opt.Ramp); err != nil {
		return nil, err
	}
	return Override(src, t.opt.FunctionMemory, t.opt.Durations)
}

// measure finds the probability that leaves the wanted rate: the wanted number
// ÷ the number that is there, over the time from the start of the window to its
// last arrival. It reads src to its end where the format cannot tell its
// extent.
func (t *Trace) measure(src workload.Source) error {
	s := &t.sample
	known := false
	windowed := t.format.windows || t.opt.Start == 0 && t.opt.Length == 0
	if e, ok := t.f.(traceExtender); ok && t.opt.Functions == 0 && windowed {
		var err error
		if s.invocations, s.last, known, err = e.Extent(); err != nil {
			return err
		}
	}
	if !known {
		var err error
		if s.invocations, s.last, err = countExtent(src); err != nil {
			return err
		}
	}
	s.probability = rateProbability(t.opt.Rate, s.invocations, s.last.Sub(0))
	return nil
}

// countExtent reads src to its end.
func countExtent(src workload.Source) (invocations int64, last sim.Time, err error) {
	batch := make([]workload.Invocation, 4096)
	for {
		n, err := src.Read(batch)
		if err == io.EOF {
			return invocations, last, nil
		}
		if err != nil {
			return 0, 0, err
		}
		if n > 0 {
			invocations += int64(n)
			last = batch[n-1].Arrival
		}
	}
}

// Table returns the functions and apps of every Source of the trace.
func (t *Trace) Table() *workload.Table { return t.table }

// Span returns the time from the start of the window to its end or the last
// arrival, as far as it can be told without reading the trace, and 0 otherwise.
// It serves to show how far a replay is.
func (t *Trace) Span() time.Duration {
	var span time.Duration
	switch f := t.f.(type) {
	case interface{ Span() time.Duration }:
		span = f.Span()
	case traceExtender:
		if _, last, ok, err := f.Extent(); ok && err == nil {
			span = last.Sub(0)
		}
	}
	if !t.format.windows {
		span = max(0, span-t.opt.Start)
	}
	if t.opt.Length > 0 && (span == 0 || t.opt.Length < span) {
		return t.opt.Length
	}
	return span
}

// Path returns what Open was given.
func (t *Trace) Path() string { return t.path }

// Format returns the name of the trace's format.
func (t *Trace) Format() string { return t.format.Name }

// Files lists the files that the trace is read from.
func (t *Trace) Files() []input.FileInfo { return t.f.Files() }

// Report lists what was found and handled while the trace was opened.
func (t *Trace) Report() *findings.Report { return t.f.Report() }

// Describe says in a few lines what is replayed: the trace, the part of it,
// and what was filled in.
func (t *Trace) Describe() string {
	var b strings.Builder
	name := t.path
	if name == "" {
		name = "embedded sample"
	}
	fmt.Fprintf(&b, "%s (%s): %d functions of %d apps", name, t.format.Name, len(t.table.Functions), len(t.table.Apps))
	if f, ok := t.f.(interface{ Summary() string }); ok {
		fmt.Fprintf(&b, "; %s", f.Summary())
	}
	b.WriteByte('\n')
	if offset := t.ClockOffset() - t.opt.Start; offset > 0 {
		fmt.Fprintf(&b, "clock: 0s is %v of the trace's own clock\n", offset)
	}
	if t.opt.Start > 0 || t.opt.Length > 0 {
		fmt.Fprintf(&b, "window: from %v", t.opt.Start)
		if t.opt.Length > 0 {
			fmt.Fprintf(&b, " for %v", t.opt.Length)
		}
		b.WriteByte('\n')
	}
	if t.opt.Functions > 0 {
		fmt.Fprintf(&b, "functions: %d chosen, %d wanted\n", len(t.table.Functions), t.opt.Functions)
	}
	if s := t.sample; t.opt.Rate > 0 {
		there := float64(s.invocations) / max(s.last, 1).Seconds()
		fmt.Fprintf(&b, "rate: each of %d invocations in %v (%.4g/s) is kept with probability %.4g: "+
			"%.4g/s expected, %.4g/s wanted\n",
			s.invocations, s.last.Sub(0), there, s.probability, there*s.probability, t.opt.Rate)
	}
	if t.opt.Ramp > 0 {
		fmt.Fprintf(&b, "ramp: the rate rises linearly over %v\n", t.opt.Ramp)
	}
	if n := t.table.Imputed(); n > 0 {
		fmt.Fprintf(&b, "filled in: duration or memory of %d functions\n", n)
	}
	for _, c := range t.Report().Classes() {
		fmt.Fprintf(&b, "%s: %s, %d times\n", c.Severity, c.Class, c.Count)
	}
	return b.String()
}

// traceFormat is an opened trace of some format. Source is called once for every
// replay, also at the same time; Report does not change any more.
type traceFormat interface {
	Source(seed uint64) (workload.Source, error)
	Files() []input.FileInfo
	Report() *findings.Report
}

// traceExtender is a traceFormat that knows what a Source of it yields without
// reading it, within its window where the format applies it: how many
// invocations, and when the last one arrives. known is false where it does not.
type traceExtender interface {
	Extent() (invocations int64, last sim.Time, known bool, err error)
}
