package keepalive

import (
	"time"

	"thaw/models/forecast"
)

// recent are the last idle times of a unit.
type recent [16]time.Duration

// lately is how many of them a forecast knows.
const lately = 10

// set keeps time number seen, from 0.
func (r *recent) set(seen uint32, x time.Duration) { r[seen%16] = x }

// next returns what an autoregression of the last ten of all times seen, or as many as there
// are, expects next, of the order that fits best; 0 or less for nothing to go by. It is asked
// where most idle times are hours long, so that its cost does not count.
func (r *recent) next(seen uint32) time.Duration {
	past := make([]float64, min(seen, lately))
	for i := range past {
		past[len(past)-1-i] = float64(r[(seen-1-uint32(i))%16])
	}
	fit, err := forecast.FitAR(past, 0, lately)
	if err != nil {
		return 0
	}
	return time.Duration(min(fit.Next(past), 1<<62))
}
