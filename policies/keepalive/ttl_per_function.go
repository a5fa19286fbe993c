package keepalive

import (
	"fmt"
	"math"
	"math/bits"
	"time"

	"thaw/models/cluster"
	"thaw/sim"
)

// TTLPerFunction is a keep-alive that each function earns by its own idle times. It is the
// keep-alive window of the hybrid histogram alone, without loading ahead.
var TTLPerFunction = Define("ttl-per-function",
	"a container goes when it has been idle for a quantile of its function's idle times so far, at least min and at "+
		"most max; under memory pressure the least recently idle goes first",
	"shahrad2020, section 4.2 (the tail of the idle times of an application bounds its keep-alive); thaw: bins of an "+
		"eighth of a power of two",
	perFunctionParams{Quantile: 0.99, Min: time.Minute, Max: 4 * time.Hour, Default: 10 * time.Minute, After: 10},
	newTTLPerFunction)

// The tail, a bin of a minute and the range of four hours are those of shahrad2020, ten
// minutes those of ttl.
type perFunctionParams struct {
	Quantile float64       `param:"quantile" min:"0.001" max:"1" help:"of a function's idle times"`
	Min      time.Duration `param:"min" min:"1ms" max:"24h" help:"the shortest time"`
	Max      time.Duration `param:"max" min:"1ms" max:"24h" help:"the longest time"`
	Default  time.Duration `param:"default" min:"0s" help:"the time while a function has had fewer idle times than after"`
	// assumed: a tenth of them would be one
	After int `param:"after" min:"1" max:"1000000" help:"idle times from which on a function has its own"`
}

// Validate checks what the fields alone do not show.
func (p perFunctionParams) Validate() error {
	if p.Min > p.Max {
		return fmt.Errorf("min=%v, max=%v: min at most max was expected", p.Min, p.Max)
	}
	if x := p.Quantile * 1000; math.Abs(x-math.Round(x)) > 1e-6 {
		return fmt.Errorf("quantile=%v: at most three decimals were expected", p.Quantile)
	}
	return nil
}

// ttlPerFunction counts the idle times of each unit in bins whose upper edges are
// min · 2^j · (1 + k/8): a container stays until the edge above its quantile.
type ttlPerFunction struct {
	*uses
	perFunctionParams
	permille uint64
	spreads  []spread // by unit
}

func newTTLPerFunction(p perFunctionParams, v *cluster.View) cluster.KeepAlive {
	return &ttlPerFunction{uses: newUses(v), perFunctionParams: p, permille: uint64(math.Round(p.Quantile * 1000)),
		spreads: make([]spread, v.Units())}
}

// binOf returns the bin of an idle time: the first whose edge is not below it, or the
// last one.
func (p *ttlPerFunction) binOf(idle time.Duration) int {
	q := (8*uint64(min(idle, p.Max)) + uint64(p.Min) - 1) / uint64(p.Min) // in eighths of min, rounded up
	if q <= 8 {
		return 0
	}
	j := bits.Len64(q-1) - 4
	return 8*j + int((q-1)>>j) - 7
}

// edgeOf returns the upper edge of a bin, max at most.
func (p *ttlPerFunction) edgeOf(bin int) time.Duration {
	return min(p.Min*time.Duration(8+bin%8)<<(bin/8)/8, p.Max)
}

// Arrived counts the idle time that an arrival ends.
func (p *ttlPerFunction) Arrived(fn cluster.FuncID, now sim.Time) {
	unit := p.view.Unit(fn)
	if idle, some := p.arrived(unit, now); some {
		p.spreads[unit].add(p.binOf(idle))
	}
}

// Started and Removed tell what is in use.
func (p *ttlPerFunction) Started(c cluster.ContainerID, fn cluster.FuncID, _ bool, now sim.Time) {
	p.started(c, fn, now)
}

// Removed forgets c.
func (p *ttlPerFunction) Removed(c cluster.ContainerID, _ bool, now sim.Time) { p.removed(c, now) }

// Idle keeps c for its unit's time.
func (p *ttlPerFunction) Idle(c cluster.ContainerID, now sim.Time) cluster.Lease {
	unit, _, _ := p.idle(c, now)
	s := &p.spreads[unit]
	if int(s.n) < p.After {
		return cluster.Lease{Keep: p.Default}
	}
	rank := (uint64(s.n)*p.permille + 999) / 1000
	return cluster.Lease{Keep: p.edgeOf(s.seek(&s.low, uint32(rank)))}
}
