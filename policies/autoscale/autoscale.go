// Package autoscale holds the policies that say how many invokers are members, one file a
// policy.
//
//	load averages of the members ──Decide──▶ +2: two invokers join; −1: one drains
//
// The limits, the samples and the choice of the invokers are models/autoscale's.
package autoscale

import (
	"time"

	"thaw/models/autoscale"
	"thaw/models/load"
)

// limits are the parameters that autoscalers share.
type limits struct {
	// assumed: the whole platform at first, as without an autoscaler
	Min     int           `param:"min" min:"1" max:"1000000" help:"least number of members"`
	Max     int           `param:"max" min:"0" max:"1000000" help:"most members; 0: all invokers"`
	Initial int           `param:"initial" min:"0" max:"1000000" help:"members at first; 0: as many as at most"`
	Every   time.Duration `param:"every" min:"1ms" max:"24h" help:"time from one sample of the loads to the next"`
	Window  time.Duration `param:"window" min:"1ms" max:"24h" help:"time constant of the load averages"`
}

func defaults() limits {
	return limits{Min: 1, Every: load.Linux.Every, Window: load.Linux.Window}
}

// policy makes one of a controller.
func (l *limits) policy(controller func() autoscale.Controller) autoscale.Policy {
	return autoscale.Policy{Min: l.Min, Max: l.Max, Initial: l.Initial,
		Load: load.Config{Every: l.Every, Window: l.Window}, New: controller}
}
