// Package synthetic generates a trace while it is replayed, from a line of text.
//
//	"synthetic,functions=50,..." ─▶ Spec ─▶ Trace: what the functions are ─▶ Source: arrivals, durations
//	                                        (published.Azure, or Poisson and Zipf)
package synthetic

import (
	"fmt"
	"math"
	"time"

	"thaw/models/workload"
	"thaw/sim"
	"thaw/traces/findings"
	"thaw/traces/input"
	"thaw/traces/minutes"
)

// Trace is a trace that is made while it is read.
//
//	spec ──shape seed──▶ functions, rates, memory ──run seed──▶ minute by minute:
//	  counts and instants ──radix sort──▶ arrivals ──quantile──▶ durations
//
// The shape (which functions there are, how often each runs, how long and in
// how much memory) depends on the spec alone; arrivals and durations depend on
// the run's seed as well, so that the seeds of an experiment are replicates of
// one workload. Arrivals are whole microseconds.
//
// How arrivals come about, per function:
//
//   - exact timers: phase + k·period, nothing random but the phase;
//   - regular functions (inter-arrival CV c below 1): one chance an interval, at
//     phase + (k + w·U)·P, taken with probability p. Its CV² is 1 − p + p²w²/6
//     exactly, so p and w follow from c;
//   - Poisson and bursty functions (c of at least 1): every minute is on with
//     probability q and then holds Poisson(λ/q) arrivals, uniform in it, λ being
//     the rate a minute. q is solved from the exact CV of this process, see
//     burstOf. Rates follow the time of day; timers and regular functions do
//     not.
type Trace struct {
	spec  Spec
	table workload.Table
	fns   []function
	day   []float64 // factor of the rate, a minute of the trace
	math  *mathTables

	renewals []renewing // of the renewals model, by function

	flat, daily float64 // expected a minute: at a constant rate, and following the day on average

	from, to sim.Time // the window that sources yield
}

// Options say how a trace is read. The zero value reads all of it, as
// its spec says.
type Options struct {
	// WholeApp gives each function the memory of its whole app, whatever the
	// spec says.
	WholeApp bool

	// Start and Length cut a window out of the trace; what lies before it is
	// never made. Length 0 reaches to the end.
	Start, Length time.Duration
}

// Open prepares the trace of a spec such as
// "synthetic,functions=50000,invocations=900000000,duration=24h".
func Open(text string, opt Options) (*Trace, error) {
	spec, err := Parse(text)
	if err != nil {
		return nil, err
	}
	if opt.WholeApp {
		spec.AppMemory = wholeMemory
	}
	s, err := New(spec)
	if err != nil {
		return nil, err
	}
	return s, s.window(opt.Start, opt.Length)
}

// New prepares the trace of a spec.
func New(spec Spec) (*Trace, error) {
	if err := spec.check(); err != nil {
		return nil, err
	}
	s := &Trace{spec: spec, math: newMathTables()}
	s.to = sim.Time(spec.Duration)
	s.day = dayFactors(&spec)
	switch spec.Model {
	case poissonModel:
		s.shapePoisson()
	case timersModel:
		s.shapeTimers()
	case usersModel:
		s.shapeUsers()
	case renewalsModel:
		s.shapeRenewals()
	default:
		s.shapeAzure()
	}
	for i := range s.fns {
		if f := &s.fns[i]; f.flat {
			s.flat += f.perMinute()
		} else {
			s.daily += f.rate
		}
	}
	return s, nil
}

// Spec returns what the trace was made from.
func (s *Trace) Spec() Spec { return s.spec }

// Files returns nothing: the spec is the whole input.
func (s *Trace) Files() []input.FileInfo { return nil }

// Report returns an empty report: nothing in a generated trace is odd.
func (s *Trace) Report() *findings.Report { return &findings.Report{} }

// Table returns the functions and apps of the trace.
func (s *Trace) Table() *workload.Table { return &s.table }

// Expected returns the number of invocations to be expected in the trace. A
// source yields about that many: counts are random.
func (s *Trace) Expected() float64 { return s.spec.Invocations }

// window limits sources to the arrivals of a window, which starts at 0 then;
// what lies before it is never made.
func (s *Trace) window(start, length time.Duration) error {
	if start < 0 || length < 0 || start >= s.spec.Duration {
		return fmt.Errorf("window from %v for %v: expected a start before the trace's end at %v", start, length,
			s.spec.Duration)
	}
	s.from = sim.Time(start)
	if length > 0 && length < s.spec.Duration-start {
		s.to = s.from.Add(length)
	}
	if u := s.table.Users; u != nil {
		u.Until = s.to - s.from
		if err := u.Check(len(s.table.Functions)); err != nil {
			return err
		}
	}
	return nil
}

// Extent returns the expected size of the window: its invocations and its end.
func (s *Trace) Extent() (invocations int64, last sim.Time, known bool, err error) {
	total := 0.0
	for m := int64(s.from) / minuteNanos; m*minuteNanos < int64(s.to); m++ {
		begin := max(m*minuteNanos, int64(s.from))
		part := float64(min((m+1)*minuteNanos, int64(s.to))-begin) / float64(minuteNanos)
		total += part * s.expected(m)
	}
	return int64(math.Round(total)), s.to - s.from - 1, true, nil
}

// expected returns the number of invocations to be expected in a minute.
func (s *Trace) expected(minute int64) float64 {
	if s.renewals != nil {
		begin := time.Duration(minute) * time.Minute
		return s.spec.renewed(begin, min(begin+time.Minute, s.spec.Duration))
	}
	return s.flat + s.daily*s.day[minute]
}

// Source returns the trace's invocations under a run's seed. Sources are
// independent of each other and may be read concurrently.
func (s *Trace) Source(seed uint64) (workload.Source, error) {
	if s.table.Users != nil {
		return unasked{&s.table}, nil
	}
	return newSource(s, seed), nil
}

// minuteNanos is one minute of the trace.
const minuteNanos = int64(time.Minute)

// source is the stream of one seed. Its memory is the keys of one minute,
// twice, whatever the length of the trace.
type source struct {
	s        *Trace
	arrivals arrivals
	pending  pending // of the renewals model
	lengths  sim.Stream
	minute   int64            // the one in sorter
	sorter   minutes.Expander // its keys hold the minute's invocations, sorted
	at       int              // next key
}

func newSource(s *Trace, seed uint64) *source {
	run := runSeed(s.spec.Seed, seed)
	x := &source{
		s:        s,
		arrivals: newArrivals(s, run),
		lengths:  sim.NewStream(run, "synthetic duration"),
		minute:   int64(s.from)/minuteNanos - 1,
	}
	if s.renewals != nil { // an arrival follows from those before it
		x.pending, x.minute = newPending(s, run), -1
	}
	return x
}

// Table returns the functions and apps of the trace.
func (x *source) Table() *workload.Table { return &x.s.table }

// Read fills a prefix of batch; see workload.Source.
func (x *source) Read(batch []workload.Invocation) (int, error) {
	n := 0
	for n < len(batch) {
		if x.at == len(x.sorter.Keys) {
			if err := x.refill(); err != nil {
				if n > 0 {
					return n, nil
				}
				return 0, err
			}
			continue
		}
		m := min(len(batch)-n, len(x.sorter.Keys)-x.at)
		x.decode(x.sorter.Keys[x.at:x.at+m], batch[n:n+m])
		x.at += m
		n += m
	}
	return n, nil
}

// decode turns sorted keys into invocations and draws their durations.
func (x *source) decode(keys []uint64, dst []workload.Invocation) {
	if x.s.spec.fixed() {
		x.decodeFixed(keys, dst)
		return
	}
	base := x.minute*minuteNanos - int64(x.s.from)
	fns, m := x.s.fns, x.s.math
	minute := uint64(x.minute)
	dst = dst[:len(keys)]
	for i, k := range keys {
		fn := k >> minutes.RandomBits & (minutes.MaxFunctions - 1)
		f := &fns[fn]
		d := m.logNormal(float64(f.logMedian), float64(f.logSigma), x.lengths.At(minute, k))
		dst[i] = workload.Invocation{
			Arrival:  sim.Time(base + int64(k>>minutes.TimeShift)*1000),
			Duration: min(d, longestDuration),
			Function: workload.FuncID(fn),
		}
	}
}

// runSeed combines the seed of a spec, 0 unless given, with a run's.
func runSeed(spec, run uint64) uint64 {
	if spec == 0 {
		return run
	}
	return sim.NewStream(spec, "synthetic seed").At(run, 0)
}
