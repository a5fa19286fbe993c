package synthetic

import (
	"io"
	"math"

	"thaw/sim"
	"thaw/traces/minutes"
)

// function is what the generator knows of a function: how its arrivals
// come about, and its durations.
type function struct {
	// A Poisson or bursty function has a rate, the others have a period.
	rate  float64 // arrivals a minute, at the mean of the day
	burst float64 // arrivals that a minute with arrivals has beyond the rate, on average; 0 is Poisson

	period int64   // ns between chances; 0 for functions with a rate
	keep   uint64  // a chance is taken when a draw lies below: probability·2^64; all ones: always
	jitter float64 // ns by which a chance may come later

	first int64 // ns; of the timers model: the first chance
	flat  bool  // the rate does not follow the time of day

	logMedian, logSigma float32 // of the duration: log2 of nanoseconds
}

// arrivals draws the arrivals of one seed. Every draw is keyed by
// function and minute, or by function and chance: any minute can be made
// without those before it.
type arrivals struct {
	s      *Trace
	counts sim.Stream // (function, minute)
	ticks  sim.Stream // (function, chance)
	phases sim.Stream // (function)
}

func newArrivals(s *Trace, seed uint64) arrivals {
	return arrivals{
		s:      s,
		counts: sim.NewStream(seed, "synthetic count"),
		ticks:  sim.NewStream(seed, "synthetic chance"),
		phases: sim.NewStream(seed, "synthetic phase"),
	}
}

// refill makes the next minute that has arrivals, sorted, or returns io.EOF.
func (x *source) refill() error {
	for (x.minute+1)*minuteNanos < int64(x.s.to) {
		x.minute++
		x.at = 0
		x.sorter.Keys = x.keys(x.sorter.Keys[:0])
		if x.s.spec.Even {
			spreadEvenly(x.sorter.Keys)
		}
		x.cut()
		x.sorter.Sort()
		if len(x.sorter.Keys) > 0 {
			return nil
		}
	}
	return io.EOF
}

// keys appends the keys of all arrivals of the minute, in order of function.
func (x *source) keys(dst []uint64) []uint64 {
	if x.s.renewals != nil {
		return x.pending.minute(x.s, x.minute, dst)
	}
	return x.arrivals.minute(x.minute, dst)
}

// key returns the key of an arrival, at a microsecond of its minute and the number of it.
func key(micros int64, fn, number uint64) uint64 {
	return uint64(micros)<<minutes.TimeShift | fn<<minutes.RandomBits | number&(1<<minutes.RandomBits-1)
}

// cut drops what lies outside the window, in its first and last minute.
func (x *source) cut() {
	start := x.minute * minuteNanos
	from, to := int64(x.s.from)-start, int64(x.s.to)-start
	if from <= 0 && to >= minuteNanos {
		return
	}
	keep := x.sorter.Keys[:0]
	for _, k := range x.sorter.Keys {
		if t := int64(k>>minutes.TimeShift) * 1000; t >= from && t < to {
			keep = append(keep, k)
		}
	}
	x.sorter.Keys = keep
}

// minute appends the keys of all arrivals of a minute, in order of function.
func (a *arrivals) minute(minute int64, dst []uint64) []uint64 {
	factor := a.s.day[minute]
	for i := range a.s.fns {
		f := &a.s.fns[i]
		if f.period > 0 {
			dst = a.chances(f, uint64(i), minute, dst)
			continue
		}
		rate := f.rate
		if !f.flat {
			rate *= factor
		}
		h := a.counts.At(uint64(i), uint64(minute))
		u := unit(h)
		// The minute holds an arrival with probability q(1 − e^(−mean)), which
		// is at most q·mean: nearly every minute of nearly every function ends here.
		mean := rate + f.burst
		q := rate / mean
		if u >= q*min(1, mean) {
			continue
		}
		n := a.s.math.poisson(mean, u/q)
		dst = scatter(uint64(i), n, h, dst)
	}
	return dst
}

// scatter appends the keys of n arrivals of fn, uniform in the minute. The
// low bits number them: their durations are drawn by key.
func scatter(fn uint64, n int, h uint64, dst []uint64) []uint64 {
	low := fn << minutes.RandomBits
	for j := range n {
		h += 0x9e3779b97f4a7c15
		t := (minutes.MixBits(h) >> 32 * minutes.Micros) >> 32
		dst = append(dst, t<<minutes.TimeShift|low|uint64(j)&(1<<minutes.RandomBits-1))
	}
	return dst
}

// spreadEvenly moves the n arrivals of each function in a minute to its start and then every
// 60 s ÷ n, as FaasCache spreads the counts of the Azure trace (aFuerst/faascache-sim,
// trace_split_funcs.py). Keys are in order of function.
func spreadEvenly(keys []uint64) {
	const below = 1<<minutes.TimeShift - 1
	for from := 0; from < len(keys); {
		to := from + 1
		for to < len(keys) && keys[to]&below>>minutes.RandomBits == keys[from]&below>>minutes.RandomBits {
			to++
		}
		for i := range keys[from:to] {
			at := uint64(i) * minutes.Micros / uint64(to-from)
			keys[from+i] = at<<minutes.TimeShift | keys[from+i]&below
		}
		from = to
	}
}

// chances appends the arrivals of a timer or regular function in a minute.
func (a *arrivals) chances(f *function, fn uint64, minute int64, dst []uint64) []uint64 {
	from, p := minute*minuteNanos, f.period
	phase := a.phase(f, fn)
	// Chance k comes at phase + k·p at the earliest and jitter later at the latest.
	k := ceilDiv(from-phase-int64(f.jitter), p)
	low := fn << minutes.RandomBits
	for j := uint64(0); ; k++ {
		t := phase + k*p - from
		if t >= minuteNanos {
			return dst
		}
		if f.jitter > 0 || f.keep != math.MaxUint64 {
			h := a.ticks.At(fn, uint64(k))
			if f.keep != math.MaxUint64 && minutes.MixBits(h) >= f.keep {
				continue
			}
			t += int64(f.jitter * unit(h))
			if t >= minuteNanos {
				continue
			}
		}
		if t >= 0 {
			dst = append(dst, uint64(t/1000)<<minutes.TimeShift|low|j&(1<<minutes.RandomBits-1))
			j++
		}
	}
}

// phase returns the first chance of a function: uniform in its period, whole
// microseconds. Assumed: the published traces count by the minute, so nothing
// is known of how timers are aligned.
func (a *arrivals) phase(f *function, fn uint64) int64 {
	if a.s.spec.Model == timersModel {
		return f.first
	}
	micros := max(1, uint64(f.period)/1000)
	return int64(a.phases.At(fn, 0)%micros) * 1000
}

// ceilDiv returns the least integer that is at least a/b, for b > 0.
func ceilDiv(a, b int64) int64 {
	q := a / b
	if a > q*b {
		q++
	}
	return q
}
