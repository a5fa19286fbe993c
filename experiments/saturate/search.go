package saturate

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"time"
)

// Search is the procedure that finds the highest rate that a policy set sustains.
//
// A probe replays the window at one constant rate by down-sampling its
// invocations. All policies see the same arrivals, and the arrivals of a lower
// rate are a subset of those of a higher rate. The rate rises linearly from zero
// over the first half of Settle and then holds. Measurement takes Hold, in windows
// of Window:
//
//	rate  ┌─────────────┬──────────────────┐
//	     ╱│   settled   │ │ │ │ │ │ │ │ │ │ │  windows
//	    ╱ └─────────────┴──────────────────┘
//	    Settle/2      Settle      Settle + Hold
//
// The platform sustains a rate if the starts in the measured time are at least the
// share Served of the arrivals. The number of waiting invocations, in the central
// queue or for a container, then grows by at most 1 − Served of the arrivals. Above
// its capacity the platform accumulates the whole excess.
//
// Rates rise from From by the factor Growth until a rate is not sustained, or until
// To, which ends the search. If From itself is not sustained, rates fall by the
// same factor, down to where nothing arrives any more. Geometric bisection then narrows the bracket between the last
// sustained and the first unsustained rate to Precision.
type Search struct {
	From      float64       `json:"from_per_s"`
	To        float64       `json:"to_per_s"`
	Growth    float64       `json:"growth"`    // above 1
	Precision float64       `json:"precision"` // of the bracket: high ≤ low × (1 + Precision)
	Settle    time.Duration `json:"settle_ns"` // before the measurement
	Hold      time.Duration `json:"hold_ns"`   // of the measurement, a multiple of Window
	Window    time.Duration `json:"window_ns"` // over which a throughput is taken
	Served    float64       `json:"served"`    // share of the arrivals that must have begun to run
}

// DefaultSearch returns the default search of a saturation experiment.
// Windows of 10 s are those of the Sophon thesis, section 4.6.1.
func DefaultSearch() Search {
	return Search{From: 100, To: 10_000, Growth: 1.5, Precision: 0.02, Settle: 2 * time.Minute, Hold: 2 * time.Minute,
		Window: 10 * time.Second, Served: 0.99}
}

// Length returns the length of a probe.
func (s *Search) Length() time.Duration { return s.Settle + s.Hold }

// Bounds of a search, beyond which it would not end, or its numbers overflow.
const (
	leastRate   = 1e-8 // per second
	mostRate    = 1e12
	leastGrowth = 1.01
	longest     = 10_000 * time.Hour // of settling and of the measurement
	mostWindows = 1_000_000
)

// maxFalls is the number of falls by Growth after which a search gives up.
const maxFalls = 16

// Check returns all mistakes in the search.
func (s *Search) Check() error {
	var all []error
	report := func(wrong bool, format string, args ...any) {
		if wrong {
			all = append(all, fmt.Errorf(format, args...))
		}
	}
	report(!(s.From > 0), "from: %v/s: expected a rate above zero", s.From)
	report(s.From > 0 && s.From < leastRate, "from: %v/s: expected a rate of at least %v/s", s.From, leastRate)
	report(!(s.To >= s.From), "to: %v/s: expected a rate of at least from, %v/s", s.To, s.From)
	report(s.To >= s.From && s.To > mostRate, "to: %v/s: expected a rate of at most %v/s", s.To, mostRate)
	report(!(s.Growth >= leastGrowth && s.Growth <= 16), "growth: %v: expected a factor above 1, from %v to 16",
		s.Growth, leastGrowth)
	report(!(s.Precision >= 0.001 && s.Precision <= 1), "precision: %v: expected 0.1%% to 100%%", s.Precision)
	report(s.Settle < 0 || s.Settle > longest, "settle: %v: expected a duration from 0s to %v", s.Settle, longest)
	report(s.Window <= 0, "window: %v: expected a duration above zero", s.Window)
	report(s.Window > 0 && (s.Hold <= 0 || s.Hold%s.Window != 0), "hold: %v: expected a multiple of the window of %v",
		s.Hold, s.Window)
	report(s.Hold > longest, "hold: %v: expected a duration of at most %v", s.Hold, longest)
	report(s.Window > 0 && s.Hold/s.Window > mostWindows, "hold: %v: has %d windows of %v, expected at most %d", s.Hold,
		s.Hold/max(s.Window, 1), s.Window, mostWindows)
	report(!(s.Served > 0 && s.Served <= 1), "served: %v: expected a share above 0, at most 1", s.Served)
	return errors.Join(all...)
}

// Probe is the measurement of one rate.
type Probe struct {
	RatePerS  float64 `json:"rate_per_s"` // offered, before chance
	Sustained bool    `json:"sustained"`

	// Over the measured time; invocations larger than any invoker, which are
	// rejected, are left out.
	Arrived   int64 `json:"arrived"`
	Started   int64 `json:"started"`
	Completed int64 `json:"completed"`
	Waiting   int64 `json:"waiting"` // arrived but not started, at the end

	ThroughputPerS float64 `json:"throughput_per_s"` // completions
	PeakPerS       float64 `json:"peak_per_s"`       // completions in the best window
}

// Rate is what a search finds, a second: NaN, and null in files, where there is none.
type Rate float64

// NoRate is the rate of a search that found none.
func NoRate() Rate { return Rate(math.NaN()) }

// Found reports whether there is a rate.
func (r Rate) Found() bool { return !math.IsNaN(float64(r)) }

// MarshalJSON implements json.Marshaler.
func (r Rate) MarshalJSON() ([]byte, error) {
	if !r.Found() {
		return []byte("null"), nil
	}
	return json.Marshal(float64(r))
}

// UnmarshalJSON implements json.Unmarshaler.
func (r *Rate) UnmarshalJSON(text []byte) error {
	if string(text) == "null" {
		*r = NoRate()
		return nil
	}
	return json.Unmarshal(text, (*float64)(r))
}

// Finding is the result of a search.
type Finding struct {
	SustainedPerS   Rate    `json:"sustained_per_s"`   // highest rate found that is sustained, if any is
	UnsustainedPerS Rate    `json:"unsustained_per_s"` // lowest rate found that is not, if any is not up to To
	ThroughputPerS  Rate    `json:"throughput_per_s"`  // completions at the sustained rate
	PeakPerS        float64 `json:"peak_per_s"`        // completions in the best window of all probes
	Probes          []Probe `json:"probes"`            // in the order in which they were made
}

// search finds the highest rate that probe sustains.
func (s *Search) search(probe func(rate float64) (Probe, error)) (Finding, error) {
	out := Finding{SustainedPerS: NoRate(), UnsustainedPerS: NoRate(), ThroughputPerS: NoRate()}
	try := func(rate float64) (bool, error) {
		p, err := probe(rate)
		if err != nil {
			return false, err
		}
		out.Probes = append(out.Probes, p)
		out.PeakPerS = max(out.PeakPerS, p.PeakPerS)
		if p.Sustained {
			out.SustainedPerS, out.ThroughputPerS = Rate(rate), Rate(p.ThroughputPerS)
		} else {
			out.UnsustainedPerS = Rate(rate)
		}
		return p.Sustained, nil
	}
	rate := s.From
	sustained, err := try(rate)
	if err != nil {
		return out, err
	}
	if sustained {
		for sustained && rate < s.To {
			rate = min(rate*s.Growth, s.To)
			if sustained, err = try(rate); err != nil {
				return out, err
			}
		}
		if sustained {
			return out, nil
		}
	} else {
		for falls := 0; !sustained; falls++ {
			if falls == maxFalls {
				return out, nil
			}
			rate /= s.Growth
			if sustained, err = try(rate); errors.Is(err, errSilent) {
				return out, nil // so low a rate cannot be measured: none is sustained
			} else if err != nil {
				return out, err
			}
		}
	}
	for {
		low, high := float64(out.SustainedPerS), float64(out.UnsustainedPerS)
		if high <= low*(1+s.Precision) {
			return out, nil
		}
		if _, err = try(math.Sqrt(low * high)); err != nil {
			return out, err
		}
	}
}
