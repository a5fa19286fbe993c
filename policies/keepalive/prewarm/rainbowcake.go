package prewarm

import (
	"math"
	"time"

	"thaw/models/cluster"
	"thaw/models/cluster/layers"
	"thaw/models/outcome"
	"thaw/models/workload"
	"thaw/policies"
	"thaw/policies/keepalive"
	"thaw/sim"
)

// RainbowCake keeps containers by layers.
var RainbowCake = keepalive.Define("rainbowcake",
	"a container loses its function when its lease ends, then its runtime, and only then goes; a cold start takes "+
		"over the best that suits. A lease is a quantile of the exponential times between the last arrivals of the "+
		"layer, no longer than its memory is worth; a container is loaded when the function is expected again",
	"rainbowcake, containerpool ContainerPool.scala, Distribution.scala and History.scala",
	rainbowParams{Alpha: 0.996, Quantile: 0.8, Min: time.Minute, Bare: 2, Language: 64,
		Runtime: 0.5, Prewarm: "none-idle"}, newRainbowCake, policies.NeedMemory)

type rainbowParams struct {
	Alpha    float64       `param:"alpha" min:"0" max:"0.999999" help:"weight of start-up time against memory"`
	Quantile float64       `param:"quantile" min:"0.01" max:"0.99" help:"of the time until the next arrival"`
	Min      time.Duration `param:"min" min:"1s" help:"shortest lease, before the bound of what memory is worth"`
	Bare     workload.MiB  `param:"bare" min:"1MiB" help:"memory of a container without a runtime"`
	Language workload.MiB  `param:"language" min:"1MiB" help:"memory of one with a runtime; assumed: it is measured there"`
	Runtime  float64       `param:"runtime" min:"0" max:"1" help:"part of init that the runtime is; assumed"`
	// released: as the code, which loads if one is idle, against its comment
	Prewarm string `param:"prewarm" enum:"never|none-idle|released" help:"when a function is expected"`
}

// The layers: of each language, and the bare one.
const bareLayer = len(languages)

const (
	kept       = 6              // arrivals that a layer remembers
	forgetting = 24 * time.Hour // after which it forgets one
)

// rainbowCake decides from arrivals so far.
type rainbowCake struct {
	rainbowParams
	view    *cluster.View
	hands   cluster.Hands
	users   []rainbowUser // by unit
	tongues [len(languages)]arrivals
	bare    arrivals
	notes   keepalive.Slots[rainbowNote]
	due     calendar
	times   float64 // the quantile of an exponential time with a mean of 1
	touched int32   // keeps the loads of PrefetchArrivals alive
}

// rainbowUser is what is known of a unit.
type rainbowUser struct {
	arrivals
	most     time.Duration // what its memory is worth
	language int32
	idle     int32 // idle and loading containers
}

type rainbowNote struct{ counted bool }

// arrivals are the last of a layer, from the oldest on and around.
type arrivals struct {
	at       [kept]sim.Time
	first, n int32
}

// see adds one.
func (a *arrivals) see(now sim.Time) {
	for a.n == kept || a.n > 0 && now.Sub(a.at[a.first]) >= forgetting {
		a.first = (a.first + 1) % kept
		a.n--
	}
	a.at[(a.first+a.n)%kept] = now
	a.n++
}

// quantile returns the quantile of an exponential time whose mean is that since the oldest
// arrival by their number, in whole seconds, rounded up; some is false where that is nothing.
// times is the quantile of one whose mean is 1.
func (a *arrivals) quantile(times float64, now sim.Time) (d time.Duration, some bool) {
	if a.n == 0 || now == a.at[a.first] {
		return 0, false
	}
	mean := now.Sub(a.at[a.first]).Seconds() / float64(a.n)
	return time.Duration(math.Ceil(times*mean)) * time.Second, true
}

func newRainbowCake(p rainbowParams, v *cluster.View) cluster.KeepAlive {
	r := &rainbowCake{rainbowParams: p, view: v, users: make([]rainbowUser, v.Units()),
		times: -math.Log1p(-p.Quantile)}
	language := languageOf(v)
	for u := range r.users {
		fn := v.FunctionOf(cluster.UnitID(u))
		own := time.Duration((1-p.Runtime)*float64(v.MeanStage(outcome.Init))) + v.MeanStage(outcome.Restore) +
			v.MeanStage(outcome.Fault)
		r.users[u].language, r.users[u].most = int32(language(fn)), r.worth(own, float64(v.Memory(fn)))
	}
	return r
}

// worth returns for how long so much memory may be kept for so much time of a start.
func (r *rainbowCake) worth(start time.Duration, mib float64) time.Duration {
	s := math.Ceil(r.Alpha * start.Seconds() / ((1 - r.Alpha) * mib))
	return time.Duration(min(s, math.MaxInt64/1e9/2)) * time.Second
}

// Layers lists the languages' and the bare one.
func (r *rainbowCake) Layers() layers.Config {
	c := layers.Config{Language: languageOf(r.view)}
	for k := range languages {
		c.Layers = append(c.Layers, layers.Layer{Memory: r.Language, Language: k, Done: upTo(r.Runtime)})
	}
	c.Layers = append(c.Layers, layers.Layer{Memory: r.Bare, Language: layers.Any, Done: upTo(0)})
	return c
}

// Below takes the function away, then the runtime.
func (r *rainbowCake) Below(c cluster.ContainerID) cluster.UnitID {
	switch k := r.layerOf(c); {
	case k < 0:
		return r.view.LayerUnit(int(r.users[r.view.UnitOf(c)].language))
	case k < bareLayer:
		return r.view.LayerUnit(bareLayer)
	}
	return -1
}

// layerOf returns the layer that container c is, or −1 where it is a function's.
func (r *rainbowCake) layerOf(c cluster.ContainerID) int {
	return max(-1, int(r.view.UnitOf(c)-r.view.LayerUnit(0)))
}

// Operate takes the hands.
func (r *rainbowCake) Operate(h cluster.Hands) { r.hands = h }

// Arrived notes an arrival in each layer, and when the function is expected again.
func (r *rainbowCake) Arrived(fn cluster.FuncID, now sim.Time) {
	u := r.view.Unit(fn)
	x := &r.users[u]
	x.see(now)
	r.tongues[x.language].see(now)
	r.bare.see(now)
	if r.Prewarm == "never" {
		return
	}
	after, some := x.quantile(r.times, now)
	if !some {
		after = time.Second
	}
	r.due.add(now.Add(after), u)
}

// PrefetchArrivals touches what is known of functions that are about to arrive.
func (r *rainbowCake) PrefetchArrivals(ahead []workload.Invocation) {
	touched := r.touched
	functions := uint(len(r.view.Table().Functions))
	for k := range ahead {
		if fn := ahead[k].Function; uint(fn) < functions { // the replay refuses others, in their turn
			x := &r.users[r.view.Unit(fn)]
			touched += x.idle + int32(x.at[0])
		}
	}
	r.touched = touched
}

// Period is the step of expectations, which are in whole seconds.
func (r *rainbowCake) Period() time.Duration { return time.Second }

// Tick loads what is expected by now.
func (r *rainbowCake) Tick(now sim.Time) {
	wanted := r.Prewarm == "none-idle"
	for _, d := range r.due.until(now, func(u cluster.UnitID) bool { return (r.users[u].idle == 0) == wanted }) {
		r.hands.Load(d.unit)
	}
}

// Idle gives a lease by the layer.
func (r *rainbowCake) Idle(c cluster.ContainerID, now sim.Time) cluster.Lease {
	k := r.layerOf(c)
	seen, most := &r.bare, time.Duration(0)
	switch {
	case k < 0:
		u := r.view.UnitOf(c)
		r.count(c, true)
		seen, most = &r.users[u].arrivals, r.users[u].most
	case k < bareLayer:
		seen = &r.tongues[k]
		most = r.worth(time.Duration(r.Runtime*float64(r.view.MeanStage(outcome.Init))), float64(r.Language))
	default:
		most = r.worth(r.view.MeanStage(outcome.Image)+r.view.MeanStage(outcome.Storage)+
			r.view.MeanStage(outcome.Network)+r.view.MeanStage(outcome.Sandbox), float64(r.Bare))
	}
	keep, some := seen.quantile(r.times, now)
	if !some {
		return cluster.Lease{Keep: most}
	}
	if keep < r.Min {
		return cluster.Lease{Keep: r.Min}
	}
	return cluster.Lease{Keep: min(keep, most)}
}

// Loaded counts a container that loads as an idle one.
func (r *rainbowCake) Loaded(c cluster.ContainerID, _ sim.Time) { r.count(c, true) }

// Started and Removed discount one.
func (r *rainbowCake) Started(c cluster.ContainerID, _ cluster.FuncID, _ bool, _ sim.Time) {
	r.count(c, false)
}

func (r *rainbowCake) Removed(c cluster.ContainerID, _ bool, _ sim.Time) { r.count(c, false) }

func (r *rainbowCake) count(c cluster.ContainerID, idle bool) {
	x := r.notes.At(c)
	if u := r.view.UnitOf(c); x.counted != idle && int(u) < len(r.users) {
		x.counted = idle
		if idle {
			r.users[u].idle++
		} else {
			r.users[u].idle--
		}
	}
}
