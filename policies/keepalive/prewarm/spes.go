package prewarm

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"thaw/models/cluster"
	"thaw/policies/keepalive"
	"thaw/sim"
)

// SPES treats each function by its class.
//
//	first days ─▶ waiting times ─▶ class ─▶ when the next invocation is due ─▶ loaded, or kept, around then
//	later days ─▶ waiting times ───────────────▲
var SPES = keepalive.Define("spes",
	"the first days of the run find the class of each function by its waiting times, under a fixed keep-alive; then "+
		"every minute a function whose class says that it is due has a container, and one that is not due and was "+
		"not invoked for as long as its class allows has none",
	"spes, run.ipynb (classes, thresholds, predictions) and cal_corr.py (correlation), which state "+
		"every threshold; assumed: the fixed keep-alive meanwhile, seven days of it (there 12 of 14), and that all "+
		"containers of a function go together and one is loaded (there a function is one)",
	spesParams{Train: 7 * 24 * time.Hour, Keep: 10 * time.Minute, Prewarm: 2 * time.Minute, GiveUp: time.Minute,
		Dense: 5 * time.Minute, Pulsed: 3 * time.Minute, Burst: 10 * time.Minute, Calls: 11, Alpha: 0.5, Adapt: "yes"},
	newSPES)

type spesParams struct {
	Train   time.Duration `param:"train" min:"10m" max:"8760h" help:"the first part of the run, which trains"`
	Keep    time.Duration `param:"keep" min:"0s" help:"how long an idle container stays meanwhile; assumed"`
	Prewarm time.Duration `param:"prewarm" min:"0s" max:"24h" help:"around the time at which a function is due"`
	GiveUp  time.Duration `param:"giveup" min:"1m" max:"24h" help:"without an invocation, after which it goes"`
	Dense   time.Duration `param:"dense" min:"1m" max:"24h" help:"likewise of a dense one, and bound of that class"`
	Pulsed  time.Duration `param:"pulsed" min:"1m" max:"24h" help:"likewise of a pulsed one"`
	Burst   time.Duration `param:"burst" min:"1m" max:"24h" help:"shortest active time of a successive one"`
	Calls   int           `param:"calls" min:"1" max:"1000000" help:"or fewest invocations in one"`
	Alpha   float64       `param:"alpha" min:"0" max:"1000" help:"weight of cold starts against waste, of unknown ones"`
	Adapt   string        `param:"adapt" enum:"yes|no" help:"no: nothing is learnt after the training"`
}

// Validate checks that times are whole minutes.
func (p spesParams) Validate() error {
	var mistakes []error
	for _, x := range []struct {
		name string
		time time.Duration
	}{{"train", p.Train}, {"prewarm", p.Prewarm}, {"giveup", p.GiveUp}, {"dense", p.Dense}, {"pulsed", p.Pulsed},
		{"burst", p.Burst}} {
		if x.time%time.Minute != 0 {
			mistakes = append(mistakes, fmt.Errorf("%s=%v: whole minutes were expected", x.name, x.time))
		}
	}
	return errors.Join(mistakes...)
}

type spes struct {
	spesParams
	pool
	minute int // that runs
	days   []spesUnit
}

// spesUnit is what is known of a unit.
type spesUnit struct {
	habit
	calls, ahead uint32  // invocations of this minute, and at the instant at which it ends
	past         history // while it trains
	last         int     // active minute; never: none
	due          []window
	heralds      []herald
	seen         []tallied // waiting times since the training, ascending
}

// never is the last active minute of a function without one. All give-up times have passed since.
const never = math.MinInt32

// adaptFrom is the number of waiting times from which a function is thought to have changed
// (spes, run.ipynb).
const adaptFrom = 5

func newSPES(p spesParams, v *cluster.View) cluster.KeepAlive {
	x := &spes{spesParams: p, pool: newPool(v), days: make([]spesUnit, v.Units())}
	for u := range x.days {
		x.days[u].last = never
	}
	return x
}

// Operate takes the hands for later.
func (p *spes) Operate(h cluster.Hands) { p.hands = h }

// Period is the minute in which the paper counts.
func (p *spes) Period() time.Duration { return time.Minute }

// Arrived counts an invocation. One at the end of a minute comes before its tick, and belongs to
// the next.
func (p *spes) Arrived(fn cluster.FuncID, now sim.Time) {
	x := &p.days[p.view.Unit(fn)]
	if now < sim.Time(p.minute+1)*sim.Time(time.Minute) {
		x.calls++
	} else {
		x.ahead++
	}
}

// Started notes a use.
func (p *spes) Started(c cluster.ContainerID, _ cluster.FuncID, _ bool, _ sim.Time) { p.use(c) }

// Idle keeps c for a fixed time, or until its class lets it go.
func (p *spes) Idle(c cluster.ContainerID, _ sim.Time) cluster.Lease {
	p.rest(c)
	if !p.trained() {
		return cluster.Lease{Keep: p.Keep}
	}
	return cluster.Lease{Keep: cluster.Forever}
}

func (p *spes) trained() bool { return p.minute >= int(p.Train/time.Minute) }

// Removed forgets c.
func (p *spes) Removed(c cluster.ContainerID, _ bool, _ sim.Time) { p.lose(c) }

// Tick notes the minute that ended, finds classes when the training has, and decides from then on.
func (p *spes) Tick(sim.Time) {
	ended, training := p.minute, !p.trained()
	p.minute++
	for u := range p.days {
		x := &p.days[u]
		if calls := x.calls; training && calls > 0 {
			x.past = append(x.past, activeMinute{int32(ended), calls})
			x.last = ended
		} else if !training {
			p.observe(x, ended, calls > 0)
		}
		x.calls, x.ahead = x.ahead, 0
	}
	if training && p.trained() {
		p.learn()
	}
	if p.trained() {
		for u := range p.days {
			p.decide(u, ended)
		}
	}
}

// decide loads a function that is due, and gives one up that is not.
func (p *spes) decide(u, ended int) {
	x, have := &p.days[u], p.units[u].have
	switch {
	case x.class == alwaysWarm:
		if have == 0 {
			p.set(cluster.UnitID(u), 1)
		}
	case p.expected(x, ended):
		if have == 0 {
			p.set(cluster.UnitID(u), 1)
		}
	case have > 0 && ended-x.last >= p.giveUp(x.class): // none gives up in less than a minute
		p.set(cluster.UnitID(u), 0)
	}
}

// giveUp is the number of minutes without an invocation after which a class gives up.
func (p *spes) giveUp(c class) int {
	keep := p.GiveUp
	switch c {
	case dense:
		keep = p.Dense
	case pulsed:
		keep = p.Pulsed
	}
	return int(keep / time.Minute)
}

// expected reports whether a function is due, by its own habit or by others that announce it.
func (p *spes) expected(x *spesUnit, ended int) bool {
	reach := p.Prewarm.Minutes()
	if due(x.due, ended, reach) {
		return true
	}
	for _, a := range x.heralds {
		v := &p.days[a.unit]
		if v.last == never {
			continue
		}
		own := [1]window{{float64(v.last), float64(v.last)}}
		if announces(own[:], a.lag, ended, reach) || announces(v.due, a.lag, ended, reach) {
			return true
		}
	}
	return false
}

// learn finds the class of every function from the training. It sees nothing that comes later.
func (p *spes) learn() {
	minutes := int(p.Train / time.Minute)
	const day = 24 * 60
	apps := make([][]int, len(p.view.Table().Apps))
	for u := range p.days {
		x := &p.days[u]
		if len(x.past) == 0 {
			continue
		}
		app := p.appOf(u)
		apps[app] = append(apps[app], u)
		x.habit = p.habitOf(x.past, 0, minutes)
		for from := day; x.class == unknown && from <= minutes/2; from += day {
			x.habit = p.habitOf(x.past, from, minutes)
		}
		if x.class == unknown {
			x.habit = habit{}
		}
	}
	t := trial{p: &p.spesParams, units: p.days, from: minutes - int(float64(heldOut*float64(minutes))), to: minutes}
	var units []int
	var habits []habit
	for u := range p.days {
		if x := &p.days[u]; x.class == unknown && len(x.past) > 0 {
			x.heralds = t.heralds(u, apps[p.appOf(u)])
			units = append(units, u)
			habits = append(habits, t.assign(u, x.heralds))
		}
	}
	for k, u := range units {
		x := &p.days[u]
		x.habit = habits[k]
		if x.class != correlated {
			x.heralds = nil
		}
	}
	for u := range p.days {
		x := &p.days[u]
		if x.past = nil; x.last != never {
			x.due = x.windows(x.last, nil)
		}
		for c := p.units[u].oldest; c != 0; c = p.notes[c].newer {
			p.hands.Renew(c, cluster.Lease{Keep: cluster.Forever})
		}
	}
}

func (p *spes) appOf(u int) int {
	return int(p.view.Table().Functions[p.view.FunctionOf(cluster.UnitID(u))].App)
}

// observe notes whether a function was invoked in the minute that ended, and foretells anew.
func (p *spes) observe(x *spesUnit, ended int, active bool) {
	if !active {
		if x.class == regular && x.due[0].right <= float64(ended) { // it did not come: the next time
			x.due[0].left += x.wait + 1
			x.due[0].right = x.due[0].left + float64(2*x.slack())
		}
		return
	}
	if waited := ended - x.last - 1; x.last != never && waited > 0 && p.Adapt == "yes" {
		x.adapt(int32(waited), p.Dense.Minutes())
	}
	x.last = ended
	x.due = x.windows(ended, x.due[:0])
}

// adapt notes a waiting time after the training, and brings the habit up to date.
func (x *spesUnit) adapt(waited int32, bound float64) {
	k, some := slices.BinarySearchFunc(x.seen, waited, func(t tallied, v int32) int { return int(t.value - v) })
	if !some {
		x.seen = slices.Insert(x.seen, k, tallied{value: waited})
	}
	x.seen[k].count++
	n := int32(0)
	for _, t := range x.seen {
		n += t.count
	}
	if n < adaptFrom {
		return
	}
	switch x.class {
	case regular:
		if m := median(x.seen, n); math.Abs(m-x.wait) > max(1, x.stray) {
			x.wait = (x.wait + m) / 2
		}
	case dense:
		least, most := float64(x.seen[0].value), float64(x.seen[len(x.seen)-1].value)
		if math.Abs(least-x.times[0]) > 1 {
			x.times[0] = least
		}
		if math.Abs(most-x.times[1]) > 1 && most <= bound {
			x.times[1] = most
		}
	case possible:
		if n == adaptFrom {
			for _, t := range byCount(x.seen) {
				x.promote(t)
			}
		} else {
			x.promote(x.seen[k])
		}
		x.fromModes()
	case unknown:
		if modes := modesOf(x.seen); len(modes) > 0 {
			x.class, x.modes = possible, modes
			x.fromModes()
		}
	}
}

// promote makes a mode of a waiting time that has occurred often enough since the training.
func (x *habit) promote(t tallied) {
	if t.count < 2 || slices.ContainsFunc(x.modes, func(m tallied) bool { return m.value == t.value }) {
		return
	}
	k := slices.IndexFunc(x.modes, func(m tallied) bool { return m.count <= t.count })
	switch {
	case k < 0:
	case x.modes[k].count < t.count:
		x.modes[k] = t
	default:
		x.modes = slices.Insert(x.modes, k, t)
	}
}

// median returns that of n values.
func median(list []tallied, n int32) float64 {
	at := func(rank int32) int32 {
		k := 0
		for ; rank >= list[k].count; k++ {
			rank -= list[k].count
		}
		return list[k].value
	}
	return float64(at((n-1)/2)+at(n/2)) / 2
}
