package traces

import (
	"io"
	"math"

	"thaw/sim"
)

// synthFunction is what the generator knows of a function: how its arrivals
// come about, and its durations.
type synthFunction struct {
	// A Poisson or bursty function has a rate, the others have a period.
	rate  float64 // arrivals a minute, at the mean of the day
	burst float64 // arrivals that a minute with arrivals has beyond the rate, on average; 0 is Poisson

	period int64   // ns between chances; 0 for functions with a rate
	keep   uint64  // a chance is taken when a draw lies below: probability·2^64; all ones: always
	jitter float64 // ns by which a chance may come later

	flat bool // the rate does not follow the time of day

	logMedian, logSigma float32 // of the duration: log2 of nanoseconds
}

// synthArrivals draws the arrivals of one seed. Every draw is keyed by
// function and minute, or by function and chance: any minute can be made
// without those before it.
type synthArrivals struct {
	s      *Synthetic
	counts sim.Stream // (function, minute)
	ticks  sim.Stream // (function, chance)
	phases sim.Stream // (function)
}

func newSynthArrivals(s *Synthetic, seed uint64) synthArrivals {
	return synthArrivals{
		s:      s,
		counts: sim.NewStream(seed, "synthetic count"),
		ticks:  sim.NewStream(seed, "synthetic chance"),
		phases: sim.NewStream(seed, "synthetic phase"),
	}
}

// refill makes the next minute that has arrivals, sorted, or returns io.EOF.
func (x *synthSource) refill() error {
	for (x.minute+1)*synthMinuteNanos < int64(x.s.to) {
		x.minute++
		x.at = 0
		x.sorter.keys = x.arrivals.minute(x.minute, x.sorter.keys[:0])
		x.cut()
		x.sorter.sort()
		if len(x.sorter.keys) > 0 {
			return nil
		}
	}
	return io.EOF
}

// cut drops what lies outside the window, in its first and last minute.
func (x *synthSource) cut() {
	start := x.minute * synthMinuteNanos
	from, to := int64(x.s.from)-start, int64(x.s.to)-start
	if from <= 0 && to >= synthMinuteNanos {
		return
	}
	keep := x.sorter.keys[:0]
	for _, k := range x.sorter.keys {
		if t := int64(k>>expandTimeShift) * 1000; t >= from && t < to {
			keep = append(keep, k)
		}
	}
	x.sorter.keys = keep
}

// minute appends the keys of all arrivals of a minute, in order of function.
func (a *synthArrivals) minute(minute int64, dst []uint64) []uint64 {
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
		u := synthUnit(h)
		// The minute holds an arrival with probability q(1 − e^(−mean)), which
		// is at most q·mean: nearly every minute of nearly every function ends here.
		mean := rate + f.burst
		q := rate / mean
		if u >= q*min(1, mean) {
			continue
		}
		n := a.s.math.poisson(mean, u/q)
		dst = synthSpread(uint64(i), n, h, dst)
	}
	return dst
}

// synthSpread appends the keys of n arrivals of fn, uniform in the minute. The
// low bits number them: their durations are drawn by key.
func synthSpread(fn uint64, n int, h uint64, dst []uint64) []uint64 {
	low := fn << expandRandomBits
	for j := range n {
		h += 0x9e3779b97f4a7c15
		t := (expandMix(h) >> 32 * expandMinuteMicros) >> 32
		dst = append(dst, t<<expandTimeShift|low|uint64(j)&(1<<expandRandomBits-1))
	}
	return dst
}

// chances appends the arrivals of a timer or regular function in a minute.
func (a *synthArrivals) chances(f *synthFunction, fn uint64, minute int64, dst []uint64) []uint64 {
	from, p := minute*synthMinuteNanos, f.period
	phase := a.phase(f, fn)
	// Chance k comes at phase + k·p at the earliest and jitter later at the latest.
	k := ceilDiv(from-phase-int64(f.jitter), p)
	low := fn << expandRandomBits
	for j := uint64(0); ; k++ {
		t := phase + k*p - from
		if t >= synthMinuteNanos {
			return dst
		}
		if f.jitter > 0 || f.keep != math.MaxUint64 {
			h := a.ticks.At(fn, uint64(k))
			if f.keep != math.MaxUint64 && expandMix(h) >= f.keep {
				continue
			}
			t += int64(f.jitter * synthUnit(h))
			if t >= synthMinuteNanos {
				continue
			}
		}
		if t >= 0 {
			dst = append(dst, uint64(t/1000)<<expandTimeShift|low|j&(1<<expandRandomBits-1))
			j++
		}
	}
}

// phase returns the first chance of a function: uniform in its period, whole
// microseconds. Assumed: the published traces count by the minute, so nothing
// is known of how timers are aligned.
func (a *synthArrivals) phase(f *synthFunction, fn uint64) int64 {
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
