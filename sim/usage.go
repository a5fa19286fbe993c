package sim

import (
	"math/bits"
	"time"
)

// Usage is what a resource did from instant 0 to the instant asked for.
type Usage struct {
	Requests uint64  // that came
	Finished uint64  // that were served and left
	Busy     float64 // mean number in service
	Waiting  float64 // mean number in wait, before service
	MaxWait  time.Duration
	MaxQueue int
	// Utilisation is the share of the capacity that was in use.
	Utilisation float64
	// MeanWait is the mean time in wait over all requests that came, with the
	// waits that are not over counted up to now.
	MeanWait time.Duration
}

// level integrates a count over time, exactly.
type level struct {
	n         uint64
	since     Time
	high, low uint64 // the integral up to since, in ns
}

func (l *level) set(n uint64, now Time) {
	l.settle(now)
	l.n = n
}

func (l *level) settle(now Time) {
	high, low := bits.Mul64(l.n, uint64(now-l.since))
	var carry uint64
	l.low, carry = bits.Add64(l.low, low, 0)
	l.high += high + carry
	l.since = now
}

// integral returns the integral up to now, in ns.
func (l level) integral(now Time) float64 {
	l.settle(now)
	return float64(l.high)*(1<<64) + float64(l.low)
}

func (l level) mean(now Time) float64 {
	if now <= 0 {
		return 0
	}
	return l.integral(now) / float64(now)
}
