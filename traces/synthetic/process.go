package synthetic

import (
	"math"
	"time"

	"thaw/sim"
	"thaw/traces/published"
)

// setProcess chooses how a function's arrivals come about: a CV of
// inter-arrival times from figure 6, then the process that has it.
func setProcess(f *function, pub *published.Workload, d *draft, id, seed uint64) {
	draw := sim.NewStream(seed, "synthetic cv")
	timer := pub.Triggers[d.trigger].Letter == 'T'
	points := pub.CV
	if timer {
		points = pub.TimerCV
	}
	c := interpolateCV(points, draw.Float(id, 0))
	f.rate = d.rate / (24 * 60)
	f.keep = math.MaxUint64
	keep, jitter := regularChance(c)
	switch {
	case timer && c < 1:
		p := nearestPeriod(pub.TimerPeriods, 86_400/d.rate*max(keep, leastKeep))
		f.setPeriod(float64(p), max(keep, leastKeep), jitter)
	case c < 1 && keep >= leastKeep:
		f.setPeriod(float64(24*time.Hour)/d.rate*keep, keep, jitter)
	case c < 1:
	default:
		// A burst has no more than a third of a day's invocations: with fewer bursts a day
		// there would be none on many.
		f.burst = min(burstOf(f.rate, c), d.rate/3)
	}
}

// longestPeriod is 73 years: phase, chance and jitter of a function with this
// period still add up within 64 bits. A trace lasts a year at most, so that a
// function with a longer period is as good as never invoked.
const longestPeriod = 1 << 61

// setPeriod sets the time between chances, in ns. A rate near 0 asks for more of
// them than 64 bits hold; what overflows would be the shortest period.
func (f *function) setPeriod(period, keep, jitter float64) {
	f.period = int64(min(max(1000, period), longestPeriod))
	f.jitter = jitter * float64(f.period)
	f.flat, f.rate = true, 0
	if keep < 1 {
		f.keep = uint64(keep * (1 << 63) * 2)
	}
}

// regularChance returns the probability that a chance is taken and the share of
// the interval over which it is spread, for a CV below 1:
// c² = 1 − p + p²w²/6, with p = 1 while jitter alone suffices.
func regularChance(c float64) (keep, jitter float64) {
	if c*c <= 1.0/6 {
		return 1, c * math.Sqrt(6)
	}
	return 3 - math.Sqrt(3+6*min(c, 1)*min(c, 1)), 1
}

// burstOf returns by how much the minutes that are on exceed the mean rate (a
// minute) of a function, so that its inter-arrival times have a CV of c ≥ 1.
func burstOf(rate, c float64) float64 {
	lo, hi := 0.0, 1.0
	for hi < 1e12 && burstCV(rate, rate+hi) < c {
		hi *= 2
	}
	for range 60 {
		if mid := (lo + hi) / 2; burstCV(rate, rate+mid) < c {
			lo = mid
		} else {
			hi = mid
		}
	}
	return lo
}

// burstCV returns the CV of the inter-arrival times of a process whose
// minutes are on with probability rate/mean and then hold Poisson(mean) uniform arrivals.
//
// A minute is occupied with probability r = rate/mean·(1−e^−mean) and has N ≥ 1
// arrivals. Inside it lie N−1 gaps with E[gap²] = 2/((N+1)(N+2)); from its last
// arrival to the first of the next occupied minute it is D + K + D', where K is
// geometric and D the least of N uniforms: E[D] = 1/(N+1), E[D²] = 2/((N+1)(N+2)).
func burstCV(rate, mean float64) float64 {
	mean = max(mean, 1e-5) // below it the differences of exponentials lose their digits
	none := math.Exp(-mean)
	some := -math.Expm1(-mean)
	r := min(1, rate/mean) * some
	// Over N ≥ 1: inverse = E[1/(N+1)], product = E[1/((N+1)(N+2))].
	inverse := (some/mean - none) / some
	product := ((1-none*(1+mean))/(mean*mean) - none/2) / some
	inside := 2 * (3*(inverse-product) - 2*inverse)
	empty, empty2 := (1-r)/r, (1-r)*(2-r)/(r*r)
	across := empty2 + 4*product + 2*inverse*inverse + 4*empty*inverse
	// Gaps and their squares per occupied minute, of which there are r a minute.
	arrivals := mean / some
	meanGap := 1 / (r * arrivals)
	return math.Sqrt(max(0, (inside+across)/arrivals/(meanGap*meanGap)-1))
}

// interpolateCV interpolates a distribution of CVs, linearly up to 1 and by
// logarithms beyond.
func interpolateCV(p []published.Point, u float64) float64 {
	if u <= p[0].Share {
		return p[0].Value
	}
	i := 1
	for i < len(p)-1 && u > p[i].Share {
		i++
	}
	lo, hi := p[i-1], p[i]
	f := (u - lo.Share) / (hi.Share - lo.Share)
	if lo.Value < 1 {
		return lo.Value + f*(hi.Value-lo.Value)
	}
	return lo.Value * math.Pow(hi.Value/lo.Value, f)
}

// nearestPeriod returns the period nearest to a number of seconds, by ratio.
func nearestPeriod(periods []time.Duration, seconds float64) time.Duration {
	best := periods[0]
	for _, p := range periods {
		if math.Abs(math.Log(p.Seconds()/seconds)) < math.Abs(math.Log(best.Seconds()/seconds)) {
			best = p
		}
	}
	return best
}
