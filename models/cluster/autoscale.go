package cluster

import (
	"thaw/models/autoscale"
	"thaw/sim"
)

// settle derives what an autoscaler needs of the membership. Replay and Check call it.
func (c *Config) settle() {
	if c.Autoscale != nil {
		c.Membership.Orders = true
		_, _, c.Membership.First = c.Autoscale.Limits(c.Invokers)
	}
}

// scaling is the autoscaler of a run, which samples as policies tick.
type scaling struct {
	*autoscale.Scaler
	e *engine
}

// scale begins to scale, where the run has an autoscaler.
func (e *engine) scale(cfg *Config) {
	if cfg.Autoscale != nil {
		cores := cfg.classes().Cores(func(n int) int { return n })
		e.watch.tickers = append(e.watch.tickers, scaling{autoscale.New(cfg.Autoscale, cores), e})
	}
}

// Tick lets invokers join and drain at this instant.
func (s scaling) Tick(now sim.Time) {
	e := s.e
	executing := func(i int) int32 { return e.Executing(InvokerID(i)) }
	events := s.Sample(e.roster, executing, now)
	if len(events) == 0 {
		return
	}
	for _, x := range events {
		e.roster.Order(x)
	}
	e.takeChanges()
	e.reassign()
}
