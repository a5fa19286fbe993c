package keepalive

import (
	"errors"
	"fmt"
	"math"
	"time"

	"thaw/models/cluster"
	"thaw/sim"
)

// HybridHistogram is the policy of "Serverless in the Wild": it unloads a function after each
// execution and loads it again shortly before the next one is to be expected.
//
//	            ┌─ too many idle times out of bounds ─▶ forecast of the next one
//	idle times ─┼─ their histogram is representative ─▶ its head and tail
//	            └─ otherwise ─────────────────────────▶ kept for the whole range
//
//	execution ends ── pre-warm window ── loaded ── keep-alive window ── gone
var HybridHistogram = Define("hybrid-histogram",
	"a function is unloaded after each execution, loaded again before the head of its idle times and kept until after "+
		"their tail; by a forecast where most of them are out of bounds, and kept for the whole range where their "+
		"histogram tells nothing",
	"shahrad2020, section 4.2; kuster2021, controller.py (margins of the forecast, last ten idle times); dslab, "+
		"hybrid_histogram.rs (share out of bounds)",
	hybridParams{Range: 4 * time.Hour, Head: 5, Tail: 99, Margin: 0.1, Test: "bins", CV: 2, OOB: 0.5, Forecast: "yes"},
	newHybridHistogram)

type hybridParams struct {
	Range  time.Duration `param:"range" min:"1m" max:"4h" help:"of idle times in bins, and the longest keep-alive"`
	Head   int           `param:"head" min:"0" max:"100" help:"percentile before which a function is loaded"`
	Tail   int           `param:"tail" min:"0" max:"100" help:"percentile after which it is unloaded"`
	Margin float64       `param:"margin" min:"0" max:"1" help:"share by which loading comes sooner and unloading later"`
	Test   string        `param:"test" enum:"bins|iat" help:"bins: counts of bins vary; iat: the times hardly do"`
	CV     float64       `param:"cv" min:"0" max:"1000" help:"threshold of that test"`
	// assumed: the paper does not say how many are too many; half of them is dslab's default
	OOB      float64 `param:"oob" min:"0" max:"1" help:"share of idle times out of bounds from which a forecast decides"`
	Forecast string  `param:"forecast" enum:"yes|no" help:"no: kept for the whole range in place of a forecast"`
}

// Validate checks what the fields alone do not show.
func (p hybridParams) Validate() error {
	var mistakes []error
	if p.Range%time.Minute != 0 {
		mistakes = append(mistakes, fmt.Errorf("range=%v: whole minutes were expected", p.Range))
	}
	if p.Head > p.Tail {
		mistakes = append(mistakes, fmt.Errorf("head=%d, tail=%d: head at most tail was expected", p.Head, p.Tail))
	}
	if x := p.Margin * 1000; math.Abs(x-math.Round(x)) > 1e-6 {
		mistakes = append(mistakes, fmt.Errorf("margin=%v: at most three decimals were expected", p.Margin))
	}
	return errors.Join(mistakes...)
}

// hybrid decides by the idle times of each unit: those of a function, or of an app whose
// functions share containers, as in the paper.
type hybrid struct {
	*uses
	hybridParams
	minutes  int           // bins
	permille time.Duration // of the margin
	times    []histogram   // by unit
}

// histogram is what is known of the idle times of a unit.
type histogram struct {
	out     uint32 // times out of bounds
	squares uint64 // of the counts of bins, summed
	sum     uint64 // of the times within bounds, in whole minutes
	sum2    uint64 // of their squares
	spread
	last recent
}

func newHybridHistogram(p hybridParams, v *cluster.View) cluster.KeepAlive {
	return &hybrid{uses: newUses(v), hybridParams: p, minutes: int(p.Range / time.Minute),
		permille: time.Duration(math.Round(p.Margin * 1000)), times: make([]histogram, v.Units())}
}

// Prewarms says that Lease.Prewarm is used.
func (p *hybrid) Prewarms() {}

// Arrived counts the idle time that an arrival ends.
func (p *hybrid) Arrived(fn cluster.FuncID, now sim.Time) {
	unit := p.view.Unit(fn)
	idle, some := p.arrived(unit, now)
	if !some {
		return
	}
	h := &p.times[unit]
	h.last.set(h.n+h.out, idle)
	minute := int(min(idle/time.Minute, bins))
	if minute >= p.minutes {
		h.out++
		return
	}
	h.squares += 2*uint64(h.counts[minute]) + 1
	h.sum += uint64(minute)
	h.sum2 += uint64(minute * minute)
	h.add(minute)
}

// Started and Removed tell what is in use.
func (p *hybrid) Started(c cluster.ContainerID, fn cluster.FuncID, _ bool, now sim.Time) {
	p.started(c, fn, now)
}

// Removed forgets c.
func (p *hybrid) Removed(c cluster.ContainerID, _ bool, now sim.Time) { p.removed(c, now) }

// Idle unloads c where a pre-warm window begins, and has it loaded again at its end: once a
// unit, when the last container of the unit becomes idle. A container that was loaded ahead,
// or whose unit has no pre-warm window, is kept for the keep-alive window.
func (p *hybrid) Idle(c cluster.ContainerID, now sim.Time) cluster.Lease {
	unit, used, all := p.idle(c, now)
	prewarm, keep := p.windows(unit)
	switch {
	case used == never || prewarm == 0:
		return cluster.Lease{Keep: keep}
	case all:
		return cluster.Lease{Prewarm: prewarm}
	}
	return cluster.Lease{}
}

// windows returns the pre-warm window of a unit, 0 for none, and its keep-alive window.
func (p *hybrid) windows(unit cluster.UnitID) (prewarm, keep time.Duration) {
	h := &p.times[unit]
	if seen := h.n + h.out; seen > 0 && float64(h.out) >= p.OOB*float64(seen) {
		if next := h.last.next(seen); next > 0 && p.Forecast == "yes" {
			return next / 100 * 85, next / 100 * 30
		}
	} else if p.representative(h) {
		head := h.seek(&h.low, max(1, rankOf(h.n, p.Head)))
		tail := h.seek(&h.high, max(1, rankOf(h.n, p.Tail))) + 1 // rounded up
		prewarm = time.Duration(head) * time.Minute / 1000 * (1000 - p.permille)
		return prewarm, time.Duration(tail)*time.Minute/1000*(1000+p.permille) - prewarm
	}
	return 0, p.Range
}

// rankOf returns the rank of a percentile among n values, rounded up.
func rankOf(n uint32, percent int) uint32 { return uint32((uint64(n)*uint64(percent) + 99) / 100) }

// representative reports whether the histogram tells when to expect the next arrival. The
// paper asks whether the counts of its bins vary: those of a few high bins do. FaasCache
// asks whether the times themselves vary little.
func (p *hybrid) representative(h *histogram) bool {
	n := float64(h.n)
	if p.Test == "bins" { // variance ÷ mean² = bins · Σ counts² ÷ n² − 1
		return n > 0 && float64(p.minutes)*float64(h.squares) >= (1+float64(p.CV*p.CV))*(n*n)
	}
	sum := float64(h.sum)
	return n > 1 && float64(n*float64(h.sum2))-float64(sum*sum) <= p.CV*(n*sum)
}
