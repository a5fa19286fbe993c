package reuse

import (
	"fmt"
	"math"

	"thaw/models/workload"
	"thaw/sim"
)

// Control are the parameters of FaasCache's proportional controller of a server's memory. Its
// target is a number of misses a second, and it acts by the hit-ratio curve.
type Control struct {
	Start  workload.MiB // memory at the beginning
	Target float64      // misses a second; 0: Share of the mean rate of invocations
	Share  float64      // that makes the target, where it is 0
	Band   float64      // it acts when misses are further from the target than this part of it
	Window int          // invocations over whose arrivals the rate is a mean
	Gap    int          // least number of invocations between two changes
	Change workload.MiB // least change
}

// FaasCacheControl has the values of FaasCache's evaluation.
func FaasCacheControl() Control {
	return Control{Start: 5000, Share: 0.1, Band: 0.3, Window: 10_000, Gap: 10_000, Change: 100}
}

// Check returns what is wrong with the parameters.
func (c *Control) Check() error {
	switch {
	case c.Start < 1 || c.Change < 0:
		return fmt.Errorf("start is %v and change %v, expected at least 1MiB and 0MiB", c.Start, c.Change)
	case !(c.Target >= 0):
		return fmt.Errorf("target is %v, expected 0 or more misses a second", c.Target)
	case !(c.Share > 0 && c.Share <= 1):
		return fmt.Errorf("share is %v, expected a share above 0 and up to 1", c.Share)
	case !(c.Band >= 0):
		return fmt.Errorf("band is %v, expected 0 or more", c.Band)
	case c.Window < 1 || c.Window > 10_000_000 || c.Gap < 0:
		return fmt.Errorf("window is %d and gap %d, expected 1 to 10000000 and 0 or more", c.Window, c.Gap)
	}
	return nil
}

// Point is the course of a controller at an invocation.
type Point struct {
	Invocation int64
	At         sim.Time
	Memory     workload.MiB // from then on
	Rate       float64      // invocations a second, over the window before
	Expected   float64      // misses a second by the curve, with the memory until then
	Misses     float64      // misses a second over the window before, by the needs of its invocations
	Changed    bool
}

// Controller replays the controller over the invocations of a trace.
type Controller struct {
	Control
	curve    *Curve
	target   float64 // misses a second
	arrivals []sim.Time
	missed   []bool
	misses   int
	all      int64 // misses by need, of all invocations
	n        int64
	changed  int64 // invocation of the last change
	memory   workload.MiB
	every    int64 // invocations between points without a change

	course []Point
	area   float64 // MiB·ns
	since  sim.Time
	low    workload.MiB
	high   workload.MiB
}

// NewController returns one that knows the curve and the mean rate of the whole trace, as that
// of FaasCache does, and notes so many points beside the changes.
func NewController(c Control, curve *Curve, rate float64, uses int64, points int) *Controller {
	k := &Controller{Control: c, curve: curve, target: c.Target, memory: c.Start, low: c.Start, high: c.Start,
		arrivals: make([]sim.Time, c.Window), missed: make([]bool, c.Window),
		every: max(1, uses/int64(max(1, points)))}
	if k.target == 0 {
		k.target = c.Share * rate
	}
	k.changed = -int64(c.Gap)
	return k
}

// Target returns the misses a second that it aims at.
func (k *Controller) Target() float64 { return k.target }

// Use tells of an invocation and what memory it needs.
func (k *Controller) Use(at sim.Time, need int64) {
	i := k.n % int64(len(k.arrivals))
	oldest, full := k.arrivals[i], k.n >= int64(len(k.arrivals))
	if full && k.missed[i] {
		k.misses--
	}
	k.arrivals[i], k.missed[i] = at, need > int64(k.memory)
	if k.missed[i] {
		k.misses++
		k.all++
	}
	k.area += float64(k.memory) * float64(at-k.since)
	k.since = at
	k.n++
	if !full || at == oldest {
		return
	}
	p := Point{Invocation: k.n - 1, At: at, Memory: k.memory}
	p.Rate = float64(len(k.arrivals)) / at.Sub(oldest).Seconds()
	p.Misses = float64(k.misses) / at.Sub(oldest).Seconds()
	p.Expected = p.Rate * (1 - k.curve.HitRatio(int64(k.memory)))
	k.act(&p)
	if p.Changed || k.n%k.every == 0 {
		k.course = append(k.course, p)
	}
}

// act changes the memory where misses are too far from the target.
func (k *Controller) act(p *Point) {
	off := (p.Expected - k.target) / k.target
	if off <= k.Band && off >= -k.Band || k.n-k.changed < int64(k.Gap) {
		return
	}
	wanted := min(max(0, 1-k.target/p.Rate), k.curve.Most())
	size, ok := k.curve.SizeFor(wanted)
	size = max(1, size)
	if !ok || max(size-int64(k.memory), int64(k.memory)-size) < int64(k.Change) || size == int64(k.memory) {
		return
	}
	k.memory, k.changed = workload.MiB(size), k.n
	k.low, k.high = min(k.low, k.memory), max(k.high, k.memory)
	p.Memory, p.Changed = k.memory, true
}

// Course returns the points in their order.
func (k *Controller) Course() []Point { return k.course }

// Misses returns the misses a second by what invocations needed, over the whole course, first
// uses included; NaN where no time passed.
func (k *Controller) Misses() float64 {
	if k.since == 0 {
		return math.NaN()
	}
	return float64(k.all) / k.since.Seconds()
}

// Memory returns the mean over time from the beginning to the last invocation, the least and
// the most.
func (k *Controller) Memory() (mean float64, low, high workload.MiB) {
	mean = float64(k.Start)
	if k.since > 0 {
		mean = k.area / float64(k.since)
	}
	return mean, k.low, k.high
}

// Within returns the share of the points at which misses are within the band around the
// target, by the curve.
func (k *Controller) Within() float64 {
	n := 0
	for _, p := range k.course {
		if off := (p.Expected - k.target) / k.target; off <= k.Band && off >= -k.Band {
			n++
		}
	}
	return float64(n) / float64(len(k.course))
}
