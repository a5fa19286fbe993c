package keepalive

import (
	"time"

	"thaw/models/cluster"
	"thaw/sim"
)

// FaasCacheHist is the hybrid histogram as the authors of FaasCache re-implemented it to
// compare with: by times between arrivals in place of idle times, with another test of
// predictability, without a forecast.
var FaasCacheHist = Define("faascache-hist",
	"a function is unloaded after each execution, loaded again before the head of its times between arrivals and kept "+
		"until after their tail where their variance ÷ mean is 2 at most, in minutes; any other stays for 2 h after "+
		"a start; under memory pressure the least recently idle goes first",
	"fuerst2021faascache, HIST variant of the keep-alive; faascachesim, LambdaScheduler.py, track_activation",
	none{}, newFaasCacheHist)

// longTTL is the time after its last start for which a container stays whose function is not
// predictable.
const longTTL = 2 * time.Hour

// faasCacheHist decides by the times between arrivals of each unit.
type faasCacheHist struct {
	*uses
	times []arrivals // by unit
}

// arrivals is what is known of the times between the arrivals of a unit, those below four
// hours, in whole minutes.
type arrivals struct {
	last    sim.Time // or never
	planned sim.Time // the last arrival when a container was last planned ahead
	mean    float64  // their mean so far, by Welford's updates
	squares float64  // likewise the sum of their squared distances from the mean
	spread
}

func newFaasCacheHist(_ none, v *cluster.View) cluster.KeepAlive {
	p := &faasCacheHist{uses: newUses(v), times: make([]arrivals, v.Units())}
	for i := range p.times {
		p.times[i].last, p.times[i].planned = never, never
	}
	return p
}

// Prewarms says that Lease.Prewarm is used.
func (p *faasCacheHist) Prewarms() {}

// Arrived counts the time since the last arrival.
func (p *faasCacheHist) Arrived(fn cluster.FuncID, now sim.Time) {
	x := &p.times[p.view.Unit(fn)]
	last := x.last
	if x.last = now; last == never {
		return
	}
	minute := int(min(now.Sub(last)/time.Minute, bins))
	if minute == bins {
		return
	}
	x.add(minute)
	delta := float64(minute) - x.mean
	x.mean += delta / float64(x.n)
	x.squares += float64(delta * (float64(minute) - x.mean)) // rounded as in the artefact, on every processor
}

// Started and Removed tell when containers were last used.
func (p *faasCacheHist) Started(c cluster.ContainerID, fn cluster.FuncID, _ bool, now sim.Time) {
	p.started(c, fn, now)
}

// Removed forgets c.
func (p *faasCacheHist) Removed(c cluster.ContainerID, _ bool, now sim.Time) { p.removed(c, now) }

// Idle unloads c where its unit has a pre-warm window, and has one container loaded at the
// window's end, which is counted from the last arrival. A container stays for the keep-alive
// window from its last start, or from its loading ahead.
func (p *faasCacheHist) Idle(c cluster.ContainerID, now sim.Time) cluster.Lease {
	unit, used, _ := p.idle(c, now)
	x := &p.times[unit]
	prewarm, keep := x.windows()
	due := x.last.Add(prewarm) // of the load
	switch {
	case used == never:
		return cluster.Lease{Keep: keep}
	case prewarm == 0:
		return cluster.Lease{Keep: max(0, used.Add(keep).Sub(now))}
	case due <= now: // it would be loaded by now
		return cluster.Lease{Keep: max(0, due.Add(keep).Sub(now))}
	case x.planned == x.last:
		return cluster.Lease{}
	}
	x.planned = x.last
	return cluster.Lease{Prewarm: due.Sub(now)}
}

// windows returns the pre-warm window, 0 for none, and the keep-alive window.
func (x *arrivals) windows() (prewarm, keep time.Duration) {
	if x.n < 2 || x.mean != 0 && x.squares/float64(x.n)/x.mean > 2 {
		return 0, longTTL
	}
	head := max(0, x.seek(&x.low, x.n/20+1)-1)                         // more than 5 % are in bins up to the next one
	tail := min(x.seek(&x.high, uint32(uint64(x.n)*99/100)+1)+1, bins) // likewise of 99 %
	return time.Duration(head) * time.Minute * 9 / 10, time.Duration(tail) * time.Minute * 11 / 10
}
