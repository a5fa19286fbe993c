// Package azure2019 reads the Azure Functions data set of 2019: counts per
// minute, percentiles of durations per function, memory per app.
//
//	find ─▶ header ─▶ read ─▶ join ─▶ Source: counts of a minute ─▶ minutes.Expander ─▶ arrivals
//	files   columns   rows    table                  curve of the function ─▶ durations
//
// Trace documents the layout and the flaws of the format.
package azure2019

import (
	"fmt"
	"io"
	"slices"
	"sync"
	"time"

	"thaw/models/workload"
	"thaw/sim"
	"thaw/traces/findings"
	"thaw/traces/input"
	"thaw/traces/minutes"
)

// Options say how to read an Azure 2019 trace. The zero value reads
// all of it.
type Options struct {
	Spread minutes.Spread

	// WholeApp gives each function the memory of its whole app; otherwise the
	// app's memory is split evenly among its functions in the trace.
	WholeApp bool

	// Start and Length cut a window out of the trace. Start counts from the
	// first minute that the trace has or, with OwnClock, from the midnight at which
	// day 1 begins; Length 0 reaches to the end. Arrivals count from the window's
	// start. Days outside the window are not read and
	// minutes outside it not expanded, and a minute inside it is the same as
	// without a window.
	Start, Length time.Duration
	OwnClock      bool

	Limits input.Limits // of what each file expands to
}

// Trace is an opened trace of the Azure Functions data set of 2019, in the
// layout that its publication documents (AzureFunctionsDataset2019.md in
// github.com/Azure/AzurePublicDataset; Shahrad et al., Serverless in the Wild,
// USENIX ATC 2020). A day NN has three comma-separated files:
//
//	invocations_per_function_md.anon.dNN.csv
//	    HashOwner,HashApp,HashFunction,Trigger,1,2,…,1440
//	    one row a function: how often it was invoked in each minute of the day
//	function_durations_percentiles.anon.dNN.csv
//	    HashOwner,HashApp,HashFunction,Average,Count,Minimum,Maximum,
//	    percentile_Average_0,…_1,…_25,…_50,…_75,…_99,…_100
//	    execution times of the day in ms, without cold starts; the percentiles
//	    are weighted ones of averages over 30 s
//	app_memory_percentiles.anon.dNN.csv
//	    HashOwner,HashApp,SampleCount,AverageAllocatedMb,AverageAllocatedMb_pct1,…
//	    allocated memory of an app in MiB
//
// Known flaws: memory is there for 12 of the 14 days; some functions have no
// duration or memory row; an Average may be 0 ms; Count need not equal the sum
// of the counts. Each is handled as Report says.
//
// A trace is opened once, which reads everything, and replayed many times.
// Memory is bounded by one day: 8 bytes a non-zero count, and 60 a function.
type Trace struct {
	opt     Options
	path    string
	days    []*traceDay              // those that the window touches, in order
	archive bool                     // whether path is one
	pinned  map[string]*input.Pinned // by path: of every file that was read
	files   []input.FileInfo
	report  *findings.Report

	table      workload.Table
	identities []uint64          // of functions: what their random streams are named by
	intern     *internTable      // functions as the files name them
	final      []workload.FuncID // of an interned function
	median     durationCurve     // of functions without a row
	memory     []appMemory       // of interned apps

	before     time.Duration // the first minute, by the trace's own clock
	minutes    int64         // the trace's length as far as it was looked at
	start, end sim.Time      // what is read of the window, from the first minute
	zero       sim.Time      // start of the window, below 0 where it begins before the first minute

	mu     sync.Mutex
	loaded map[int]*loadedDay // by index in days
	held   int                // bytes in loaded
	budget int                // for held, if there are several days
}

// heldBytes bounds the days kept in memory, if they are several: short
// traces are not read again for every seed, of long ones one day is there.
const heldBytes = 64 << 20

// Open opens a folder, one invocations file (its durations and memory
// files are looked for beside it), or the upstream archive. Files may be plain,
// .gz, .zst or .xz. Everything is read and checked once; an unusable trace is
// one error that lists every mistake with its place.
func Open(path string, opt Options) (*Trace, error) {
	a, err := open(path, opt, heldBytes)
	if err != nil {
		return nil, err
	}
	if err := a.report.Err(); err != nil {
		return nil, err
	}
	return a, nil
}

// Validate reads a whole trace and reports every problem in it. The
// error says only that there is no such trace.
func Validate(path string, limits input.Limits) (*findings.Report, error) {
	a, err := open(path, Options{Limits: limits}, heldBytes)
	if err != nil {
		return nil, err
	}
	return a.report, nil
}

func open(path string, opt Options, budget int) (*Trace, error) {
	if opt.Start < 0 || opt.Length < 0 {
		return nil, fmt.Errorf("%s: window start %v and length %v: expected neither below zero", path, opt.Start,
			opt.Length)
	}
	a := &Trace{
		opt: opt, path: path, budget: budget, report: &findings.Report{},
		intern: newInternTable(), loaded: map[int]*loadedDay{}, pinned: map[string]*input.Pinned{},
	}
	if err := a.find(); err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(a.days, func(d *traceDay) bool { return d.header != nil }) {
		return a, nil // the report says why
	}
	if err := a.choose(); err != nil {
		return nil, err
	}
	if err := a.readAll(); err != nil {
		return nil, err
	}
	if a.report.Usable() {
		a.join()
	}
	return a, nil
}

// Files returns the files that were read, with their sizes and hashes.
func (a *Trace) Files() []input.FileInfo { return slices.Clone(a.files) }

// Report returns what was odd about the trace and what was filled in.
func (a *Trace) Report() *findings.Report { return a.report }

// Table returns the functions and apps of the trace: every function that has a
// row in the days that the window touches, sorted by name.
func (a *Trace) Table() *workload.Table { return &a.table }

// Span returns the length of the window that is replayed.
func (a *Trace) Span() time.Duration { return a.end.Sub(a.zero) }

// FirstMinute returns how long after the midnight at which day 1 begins the trace's
// first minute does.
func (a *Trace) FirstMinute() time.Duration { return a.before }

// Source returns the invocations under a seed. It may be called many times and
// concurrently.
func (a *Trace) Source(seed uint64) (workload.Source, error) {
	s := &source{
		a: a, expander: minutes.NewExpander(seed, a.opt.Spread),
		durations: sim.NewStream(seed, "traces: duration"),
		minute:    int64(a.start) / minuteNanos, day: -1,
	}
	s.expander.Identities = a.identities
	return s, nil
}

const minuteNanos = 60 * int64(sim.Second)

// source expands one minute after another.
type source struct {
	a         *Trace
	expander  *minutes.Expander
	durations sim.Stream

	day    int // index in a.days of the one that is loaded; -1 before the first
	loaded *loadedDay
	cursor fileCursor
	minute int64 // the next one to expand, counted from the trace's start
	cells  []minutes.Cell
	draws  []uint64
	err    error
}

func (s *source) Table() *workload.Table { return &s.a.table }

// Read fills a prefix of batch; it never returns 0 without an error unless
// batch is empty.
func (s *source) Read(batch []workload.Invocation) (int, error) {
	if len(batch) == 0 || s.err != nil {
		return 0, s.err
	}
	s.draws = slices.Grow(s.draws[:0], len(batch))[:len(batch)]
	for {
		if n := s.expander.Next(batch, s.draws); n > 0 {
			if n = s.finish(batch[:n]); n > 0 {
				return n, nil
			}
			continue
		}
		if s.err = s.advance(); s.err != nil {
			s.Close()
			return 0, s.err
		}
	}
}

// finish draws durations and cuts what lies outside the window.
func (s *source) finish(batch []workload.Invocation) int {
	a := s.a
	curves := s.loaded.curves
	for i := range batch {
		v := &batch[i]
		v.Duration = curves[v.Function].at(s.durations.At(a.identities[v.Function], s.draws[i]))
	}
	kept := batch
	for len(kept) > 0 && kept[0].Arrival < a.start {
		kept = kept[1:]
	}
	for len(kept) > 0 && kept[len(kept)-1].Arrival >= a.end {
		kept = kept[:len(kept)-1]
	}
	n := copy(batch, kept)
	if a.zero != 0 {
		for i := range batch[:n] {
			batch[i].Arrival -= a.zero
		}
	}
	return n
}

// advance loads the next minute of the window.
func (s *source) advance() error {
	a := s.a
	if s.minute*minuteNanos >= int64(a.end) {
		return io.EOF
	}
	if s.day < 0 || s.minute >= a.days[s.day].end {
		next := s.day + 1
		for next < len(a.days) && a.days[next].end <= s.minute {
			next++
		}
		if next == len(a.days) {
			return io.EOF
		}
		s.loaded = nil // so that two days need not be in memory at once
		loaded, err := a.load(next, &s.cursor)
		if err != nil {
			return err
		}
		s.day, s.loaded = next, loaded
		s.minute = max(s.minute, a.days[next].start)
		return nil
	}
	s.cells = s.loaded.minute(s.minute-a.days[s.day].start, a.final, s.cells[:0])
	s.expander.Load(s.minute, s.cells)
	s.minute++
	return nil
}

// Close releases what the source holds open. Reading to the end does so too.
func (s *source) Close() error { return s.cursor.Close() }
