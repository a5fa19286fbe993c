package traces

import (
	"fmt"
	"io"
	"slices"
	"sync"
	"time"

	"thaw/models/workload"
	"thaw/sim"
)

// Azure2019Options say how to read an Azure 2019 trace. The zero value reads
// all of it.
type Azure2019Options struct {
	Spread Spread

	// WholeApp gives each function the memory of its whole app; otherwise the
	// app's memory is split evenly among its functions in the trace.
	WholeApp bool

	// Start and Length cut a window out of the trace. Start counts from the
	// first minute that the trace has; Length 0 reaches to the end. Arrivals
	// count from the window's start. Days outside the window are not read and
	// minutes outside it not expanded, and a minute inside it is the same as
	// without a window.
	Start, Length time.Duration
}

// Azure2019 is an opened trace of the Azure Functions data set of 2019, in the
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
type Azure2019 struct {
	opt     Azure2019Options
	path    string
	days    []*azure2019Day // those that the window touches, in order
	archive bool            // whether path is one
	files   []FileInfo
	report  *Report

	table      workload.Table
	identities []uint64             // of functions: what their random streams are named by
	intern     *azure2019Intern     // functions as the files name them
	final      []workload.FuncID    // of an interned function
	median     durationCurve        // of functions without a row
	memory     []azure2019AppMemory // of interned apps

	minutes    int64 // the trace's length as far as it was looked at
	start, end sim.Time

	mu     sync.Mutex
	loaded map[int]*azure2019Loaded // by index in days
	held   int                      // bytes in loaded
	budget int                      // for held, if there are several days
}

// azure2019Held bounds the days kept in memory, if they are several: short
// traces are not read again for every seed, of long ones one day is there.
const azure2019Held = 64 << 20

// OpenAzure2019 opens a folder, one invocations file (its durations and memory
// files are looked for beside it), or the upstream archive. Files may be plain,
// .gz, .zst or .xz. Everything is read and checked once; an unusable trace is
// one error that lists every mistake with its place.
func OpenAzure2019(path string, opt Azure2019Options) (*Azure2019, error) {
	a, err := openAzure2019(path, opt, azure2019Held)
	if err != nil {
		return nil, err
	}
	if err := a.report.Err(); err != nil {
		return nil, err
	}
	return a, nil
}

// ValidateAzure2019 reads a whole trace and reports every problem in it. The
// error says only that there is no such trace.
func ValidateAzure2019(path string) (*Report, error) {
	a, err := openAzure2019(path, Azure2019Options{}, azure2019Held)
	if err != nil {
		return nil, err
	}
	return a.report, nil
}

func openAzure2019(path string, opt Azure2019Options, budget int) (*Azure2019, error) {
	if opt.Start < 0 || opt.Length < 0 {
		return nil, fmt.Errorf("%s: window start %v and length %v: expected neither below zero", path, opt.Start, opt.Length)
	}
	a := &Azure2019{
		opt: opt, path: path, budget: budget, report: &Report{},
		intern: newAzure2019Intern(), loaded: map[int]*azure2019Loaded{},
	}
	if err := a.find(); err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(a.days, func(d *azure2019Day) bool { return d.header != nil }) {
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
func (a *Azure2019) Files() []FileInfo { return slices.Clone(a.files) }

// Report returns what was odd about the trace and what was filled in.
func (a *Azure2019) Report() *Report { return a.report }

// Table returns the functions and apps of the trace: every function that has a
// row in the days that the window touches, sorted by name.
func (a *Azure2019) Table() *workload.Table { return &a.table }

// Span returns the length of the window that is replayed.
func (a *Azure2019) Span() time.Duration { return a.end.Sub(a.start) }

// Source returns the invocations under a seed. It may be called many times and
// concurrently.
func (a *Azure2019) Source(seed uint64) (workload.Source, error) {
	s := &azure2019Source{
		a: a, expander: newExpander(seed, a.opt.Spread),
		durations: sim.NewStream(seed, "traces: duration"),
		minute:    int64(a.start) / azure2019Minute, day: -1,
	}
	s.expander.identities = a.identities
	return s, nil
}

const azure2019Minute = 60 * int64(sim.Second)

// azure2019Source expands one minute after another.
type azure2019Source struct {
	a         *Azure2019
	expander  *expander
	durations sim.Stream

	day    int // index in a.days of the one that is loaded; -1 before the first
	loaded *azure2019Loaded
	cursor azure2019Cursor
	minute int64 // the next one to expand, counted from the trace's start
	cells  []cell
	draws  []uint64
	err    error
}

func (s *azure2019Source) Table() *workload.Table { return &s.a.table }

// Read fills a prefix of batch; it never returns 0 without an error unless
// batch is empty.
func (s *azure2019Source) Read(batch []workload.Invocation) (int, error) {
	if len(batch) == 0 || s.err != nil {
		return 0, s.err
	}
	s.draws = slices.Grow(s.draws[:0], len(batch))[:len(batch)]
	for {
		if n := s.expander.next(batch, s.draws); n > 0 {
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
func (s *azure2019Source) finish(batch []workload.Invocation) int {
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
	if a.start > 0 {
		for i := range batch[:n] {
			batch[i].Arrival -= a.start
		}
	}
	return n
}

// advance loads the next minute of the window.
func (s *azure2019Source) advance() error {
	a := s.a
	if s.minute*azure2019Minute >= int64(a.end) {
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
	s.expander.load(s.minute, s.cells)
	s.minute++
	return nil
}

// Close releases what the source holds open. Reading to the end does so too.
func (s *azure2019Source) Close() error { return s.cursor.Close() }
