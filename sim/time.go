package sim

import "time"

// Time is the simulated clock: integer nanoseconds since the start of the
// trace window (semantics, rule 1). There is no floating-point time anywhere.
type Time int64

// Never is later than every instant a run can reach.
const Never Time = 1<<63 - 1

// Second is one simulated second.
const Second = Time(time.Second)

// Add returns the instant d after t.
func (t Time) Add(d time.Duration) Time { return t + Time(d) }

// Sub returns the duration from u to t.
func (t Time) Sub(u Time) time.Duration { return time.Duration(t - u) }

// Seconds returns t in seconds, for reports only.
func (t Time) Seconds() float64 { return float64(t) / float64(Second) }
