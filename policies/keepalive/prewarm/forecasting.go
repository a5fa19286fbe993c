package prewarm

import (
	"time"

	"thaw/models/cluster"
	"thaw/models/forecast"
	"thaw/policies/keepalive"
	"thaw/sim"
)

// forecasting keeps for each unit the most containers that it used at once in the present
// minute. Policies that forecast the next minute's embed it.
type forecasting struct {
	pool
	busy, peak []int // by unit: containers in use now, and the most in this minute
	using      keepalive.Slots[bool]
	next       forecast.Forecast
}

func newForecasting(v *cluster.View) forecasting {
	return forecasting{pool: newPool(v), busy: make([]int, v.Units()), peak: make([]int, v.Units())}
}

// Operate takes the hands for later.
func (p *forecasting) Operate(h cluster.Hands) { p.hands = h }

// Period is a minute, in which forecasts count.
func (p *forecasting) Period() time.Duration { return time.Minute }

// Started counts a container as in use.
func (p *forecasting) Started(c cluster.ContainerID, _ cluster.FuncID, _ bool, _ sim.Time) {
	p.use(c)
	if x, u := p.using.At(c), p.view.UnitOf(c); !*x {
		*x = true
		p.busy[u]++
		p.peak[u] = max(p.peak[u], p.busy[u])
	}
}

// leave discounts it.
func (p *forecasting) leave(c cluster.ContainerID) {
	if x := p.using.At(c); *x {
		*x = false
		p.busy[p.view.UnitOf(c)]--
	}
}

// Removed forgets c.
func (p *forecasting) Removed(c cluster.ContainerID, _ bool, _ sim.Time) {
	p.leave(c)
	p.lose(c)
}

// ended returns the most containers of unit u in the minute that ended, and begins the next.
func (p *forecasting) ended(u int) (peak int) {
	peak = p.peak[u]
	p.peak[u] = p.busy[u]
	return peak
}

// follow tells f of the minute that ended, and brings the containers of unit u to the mean of
// the forecast and z standard deviations, rounded.
func (p *forecasting) follow(f forecast.Forecaster, u, peak int, z float64) {
	f.Observe(float64(peak))
	f.Forecast(&p.next)
	p.set(cluster.UnitID(u), int(max(0, p.next.Mean+z*p.next.StdDev)+0.5))
}
