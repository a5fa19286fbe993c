package autoscale

import (
	"math"
	"time"

	"thaw/models/autoscale"
	"thaw/policies"
	"thaw/sim"
)

// PID holds the mean load of the members at a target.
var PID = policies.Define("pid",
	"a PID controller of the mean load average of a core against a target, with hysteresis: it acts where a share of "+
		"the members is above a band around the target, or below it, and then not for a dead time; members drain no "+
		"earlier than a dead time after the begin",
	"fuerst2022chrlu, section 4 (PID with hysteresis, dead-band of 5 min, at least half of the servers overloaded); "+
		"assumed: target, band and gains, of which it states none",
	pidParams{Target: 0.7, Band: 0.2, Share: 0.5, Dead: 5 * time.Minute, KP: 1, KI: 0.1, KD: 0.1, limits: defaults()},
	func(p pidParams) autoscale.Policy {
		return p.policy(func() autoscale.Controller { return &pid{pidParams: p} })
	})

type pidParams struct {
	// assumed: the default target of Kubernetes' and Knative's autoscalers is 70 % as well
	Target float64 `param:"target" min:"0.01" max:"1000" help:"load of a core that is aimed at"`
	// assumed: no overload below 1.2 × 0.7 = 0.84 of a core
	Band  float64       `param:"band" min:"0" max:"0.99" help:"members are overloaded above target × (1 + band), underloaded below target × (1 − band)"`
	Share float64       `param:"share" min:"0.001" max:"1" help:"share of the members that has to be, for a change"`
	Dead  time.Duration `param:"dead" min:"0s" max:"24h" help:"time after a change without another one"`
	// assumed: kp=1 is the number of members that would have the target; ki and kd are moderate
	KP float64 `param:"kp" min:"0" max:"1000" help:"gain of the error, which is load ÷ target − 1"`
	KI float64 `param:"ki" min:"0" max:"1000" help:"gain of the error summed up since the last change, in dead times"`
	KD float64 `param:"kd" min:"0" max:"1000" help:"gain of what the error rises by in a window"`
	limits
}

// pid is the controller of one run.
type pid struct {
	pidParams
	last    float64 // the error at the last sample
	known   bool    // there was one since the last change
	sum     float64 // of errors × time since the last change, in dead times
	changed sim.Time
	acted   bool
}

// Decide returns as many members as the controller asks for, rounded up, where enough of
// them are beyond the band and the dead time is over.
func (p *pid) Decide(loads []float64, least, most int, now sim.Time) int {
	m := len(loads)
	if m == 0 {
		p.known = false
		return least
	}
	e, over, under := p.look(loads)
	rises := 0.0
	if p.known {
		rises = (e - p.last) * float64(p.Window) / float64(p.Every)
	}
	if p.Dead > 0 {
		p.sum = min(max(p.sum+e*float64(p.Every)/float64(p.Dead), -1), 1)
	}
	p.last, p.known = e, true
	if p.acted && now.Sub(p.changed) < p.Dead {
		return m
	}
	u, enough := p.KP*e+p.KI*p.sum+p.KD*rises, p.Share*float64(m)
	if !(u > 0 && float64(over) >= enough || u < 0 && float64(under) >= enough) {
		return m
	}
	const rounding = 1e-9 // of floating point, which asks for nobody
	wanted := int(math.Ceil(min(max(float64(m)*(1+u)-rounding, float64(least)), float64(most))))
	if wanted < m && !p.acted && now < sim.Time(p.Dead) {
		return m // averages begin at 0: that is no lack of load yet
	}
	if wanted != m {
		p.changed, p.acted, p.sum, p.known = now, true, 0, false
	}
	return wanted
}

// look returns the error of the mean, and how many members are above and below the band.
func (p *pid) look(loads []float64) (e float64, over, under int) {
	sum := 0.0
	for _, l := range loads {
		sum += l
		if l > p.Target*(1+p.Band) {
			over++
		} else if l < p.Target*(1-p.Band) {
			under++
		}
	}
	return sum/float64(len(loads))/p.Target - 1, over, under
}
