package prewarm

import (
	"errors"
	"math"
	"time"

	"thaw/models/cluster"
	"thaw/policies/keepalive"
	"thaw/sim"
)

// KnativeKPA is the autoscaler of Knative over the containers of a function.
var KnativeKPA = keepalive.Define("knative-kpa",
	"every 2 s the number of containers of a function follows its mean concurrency over a stable and a panic window: "+
		"what is missing is loaded, what is too much goes if it is idle; while it panics nothing goes; "+
		"the last one goes "+
		"after a grace time",
	"knativekpa, autoscaler.go and kpa-specific; assumed: no activator holds requests back, and the "+
		"platform starts a "+
		"container for whoever finds none",
	kpaParams{Stable: time.Minute, Panic: 6 * time.Second, Target: 100, Utilization: 0.7, Threshold: 2, Up: 1000,
		Down: 2, Grace: 30 * time.Second, Initial: 1}, newKPA)

type kpaParams struct {
	Stable      time.Duration `param:"stable" min:"2s" max:"1h" help:"stable window"`
	Panic       time.Duration `param:"panic" min:"2s" help:"panic window"`
	Target      float64       `param:"target" min:"0.01" help:"invocations at a time a container, at most what one runs"`
	Utilization float64       `param:"utilization" min:"0.01" max:"1" help:"share of the target that is aimed at"`
	Threshold   float64       `param:"threshold" min:"1" help:"containers wanted ÷ containers at which it panics"`
	Up          float64       `param:"up" min:"1.01" help:"most growth in 2 s, a factor"`
	Down        float64       `param:"down" min:"1.01" help:"most shrinking in 2 s, a factor"`
	Grace       time.Duration `param:"grace" min:"0s" help:"how long the last container stays"`
	Initial     int           `param:"initial" min:"0" max:"1000" help:"containers of each function at the start"`
}

// kpaTick is the time between decisions, and the width of a bucket of the windows.
const kpaTick = 2 * time.Second

// Validate checks what the windows restrict in each other.
func (p kpaParams) Validate() error {
	if p.Panic > p.Stable || p.Stable%kpaTick != 0 || p.Panic%kpaTick != 0 {
		return errors.New("stable and panic: multiples of 2s were expected, panic at most as long as stable")
	}
	return nil
}

type kpa struct {
	kpaParams
	pool
	goal    float64 // invocations at a time a container
	units   []kpaUnit
	buckets []time.Duration // by bucket and unit: running × time; of a unit without any, all are 0
	at      int             // the bucket of the present tick
	running keepalive.Slots[int32]
}

// kpaUnit is what the autoscaler knows of a unit. Times below 0 are never. It is as large as a
// line of the processor's cache: every start and end touches another one.
type kpaUnit struct {
	running, filled int32         // invocations now; buckets since it became active
	most            int32         // wanted since it panics
	area            time.Duration // running × time since the last tick
	since           sim.Time      // until when that is counted
	stable, panic   time.Duration // sums of the windows' buckets
	active          sim.Time      // since when
	panicked        sim.Time      // when there was a cause last
	zero            sim.Time      // since when none is wanted
}

func newKPA(p kpaParams, v *cluster.View) cluster.KeepAlive {
	k := &kpa{kpaParams: p, pool: newPool(v), units: make([]kpaUnit, v.Units()),
		goal: min(p.Target, float64(v.Concurrency())) * p.Utilization}
	k.buckets = make([]time.Duration, v.Units()*int(p.Stable/kpaTick))
	for u := range k.units {
		k.units[u].panicked, k.units[u].zero = -1, -1
	}
	return k
}

// Operate loads the initial containers.
func (p *kpa) Operate(h cluster.Hands) {
	p.hands = h
	for u := range p.units {
		p.set(cluster.UnitID(u), p.Initial)
	}
}

// Period is the time between decisions.
func (p *kpa) Period() time.Duration { return kpaTick }

// count adds n to the invocations that run in c.
func (p *kpa) count(c cluster.ContainerID, n int32, now sim.Time) {
	x := &p.units[p.view.UnitOf(c)]
	x.advance(now)
	*p.running.At(c) += n
	x.running += n
}

func (x *kpaUnit) advance(now sim.Time) {
	x.area += time.Duration(x.running) * now.Sub(x.since)
	x.since = now
}

// Started counts an invocation from its decision on, its cold start included.
func (p *kpa) Started(c cluster.ContainerID, _ cluster.FuncID, _ bool, now sim.Time) {
	p.use(c)
	p.count(c, 1, now)
}

// Ended discounts it.
func (p *kpa) Ended(c cluster.ContainerID, now sim.Time) { p.count(c, -1, now) }

// Idle keeps c until a decision lets it go.
func (p *kpa) Idle(c cluster.ContainerID, _ sim.Time) cluster.Lease {
	p.rest(c)
	return cluster.Lease{Keep: cluster.Forever}
}

// Removed discounts what was lost with c.
func (p *kpa) Removed(c cluster.ContainerID, _ bool, now sim.Time) {
	p.lose(c)
	p.count(c, -*p.running.At(c), now)
}

// Tick decides for each unit that has or had something.
func (p *kpa) Tick(now sim.Time) {
	n := int(p.Stable / kpaTick)
	p.at = (p.at + 1) % n
	for u := range p.units {
		x, have := &p.units[u], p.pool.units[u].have
		if x.running|have == 0 && x.area|x.stable == 0 {
			x.since, x.filled = now, 0
			continue
		}
		x.advance(now)
		if x.filled == 0 {
			x.active = now
		}
		p.push(u)
		p.set(cluster.UnitID(u), p.decide(x, int(have-p.pool.units[u].loading), now))
	}
}

// push moves the windows of unit u on by a bucket.
func (p *kpa) push(u int) {
	x, all := &p.units[u], len(p.units)
	n, short := int(p.Stable/kpaTick), int(p.Panic/kpaTick)
	leaves := p.buckets[(p.at+n-short)%n*all+u] // the panic window
	own := &p.buckets[p.at*all+u]
	x.stable += x.area - *own
	x.panic += x.area - leaves
	*own, x.area = x.area, 0
	x.filled = min(x.filled+1, int32(n))
}

// wanted returns the containers for a window's sum over some buckets.
func (p *kpa) wanted(sum time.Duration, buckets int) int {
	return int(math.Ceil(float64(sum) / float64(time.Duration(buckets)*kpaTick) / p.goal))
}

// decide returns how many containers there should be, of which some are there.
func (p *kpa) decide(x *kpaUnit, there int, now sim.Time) int {
	there = max(1, there)
	least, most := int(float64(there)/p.Down), int(math.Ceil(float64(there)*p.Up))
	filled := int(x.filled)
	stable := p.wanted(x.stable, filled)
	panics := p.wanted(x.panic, min(filled, int(p.Panic/kpaTick)))
	over := float64(panics) >= p.Threshold*float64(there)
	stable, panics = min(max(stable, least), most), min(max(panics, least), most)
	switch {
	case over && x.panicked < 0:
		x.panicked, x.most = now, 0
	case over:
		x.panicked = now
	case x.panicked >= 0 && now.Sub(x.panicked) > p.Stable:
		x.panicked = -1
	}
	if x.panicked >= 0 {
		x.most = int32(max(int(x.most), stable, panics))
		stable = int(x.most)
	}
	if stable > 0 {
		x.zero = -1
		return stable
	}
	if x.zero < 0 && now.Sub(x.active) >= p.Stable {
		x.zero = now
	}
	if x.zero < 0 || now.Sub(x.zero) < p.Grace {
		return 1
	}
	return 0
}
