package keepalive

import (
	"time"

	"thaw/models/forecast"
)

// recent are the last ten idle times of a unit, or as many as there were.
type recent struct {
	n     uint32 // of all
	times [16]time.Duration
}

// lately is how many of them a forecast knows.
const lately = 10

// add appends a time.
func (r *recent) add(x time.Duration) {
	r.times[r.n%16] = x
	r.n++
}

// next returns what an autoregression of these times expects next, of the order that fits
// best; 0 or less for nothing to go by. It is asked where most idle times are hours long,
// so that its cost does not count.
func (r *recent) next() time.Duration {
	past := make([]float64, min(r.n, lately))
	for i := range past {
		past[len(past)-1-i] = float64(r.times[(r.n-1-uint32(i))%16])
	}
	fit, err := forecast.FitAR(past, 0, lately)
	if err != nil {
		return 0
	}
	return time.Duration(min(fit.Next(past), 1<<62))
}
