package prewarm

import (
	"math"
	"slices"
)

// activeMinute is a minute in which a function was invoked. A history lists them by time.
type activeMinute struct {
	at    int32
	calls uint32
}

type history []activeMinute

// since returns the part of h from minute from on.
func (h history) since(from int) history {
	k, _ := slices.BinarySearchFunc(h, from, func(a activeMinute, at int) int { return int(a.at) - at })
	return h[k:]
}

// habit is the class of a function, and what its class foretells with.
type habit struct {
	class
	from   int     // minute of the training from which it was found: what is earlier is forgotten
	wait   float64 // regular: the usual waiting time
	stray  float64 // regular: its standard deviation
	bounds bool    // times holds the two ends of a range
	times  []float64
	modes  []tallied // possible: the commonest waiting times, commonest first
}

// class is a class of SPES.
type class uint8

const (
	unknown class = iota
	alwaysWarm
	regular
	approximate
	dense
	successive
	pulsed
	possible
	correlated
)

// window is when the next active minute is expected, in minutes.
type window struct{ left, right float64 }

// Thresholds of the released notebook (spes, run.ipynb).
const (
	warmShare    = 0.001 // of idle minutes, below which a function is always warm
	fewestRuns   = 3     // or waiting times, with which a function can be regular, or approximately so
	spreadCV     = 0.01  // standard deviation ÷ mean up to which waiting times are regular
	commonTimes  = 3     // waiting times that are approximately regular
	commonShare  = 0.9   // of all, which these make
	rareShare    = 0.1   // of all, up to which one of them foretells nothing
	longestStray = 2     // minutes
	modesKept    = 5     // commonest waiting times of a dense or possible function
	denseReach   = 10    // minutes: the latest that a mode of a dense function foretells
	denseNoModes = 3     // minutes: likewise where no waiting time occurred twice
	rangeWidth   = 10    // minutes, up to which modes are one range
	mergeFrom    = 500   // minutes: the shortest usual waiting time whose interruptions are slackened
	mergeShare   = 0.3   // of waiting times, above which too many would be
)

// tallied is a value and how often it occurred.
type tallied struct{ value, count int32 }

// tally counts values, in ascending order.
func tally(values []int32) []tallied {
	var out []tallied
	sorted := slices.Clone(values)
	slices.Sort(sorted)
	for _, v := range sorted {
		if k := len(out) - 1; k >= 0 && out[k].value == v {
			out[k].count++
		} else {
			out = append(out, tallied{v, 1})
		}
	}
	return out
}

// byCount sorts values by how often they occurred, the most often first, of equals the least.
func byCount(list []tallied) []tallied {
	out := slices.Clone(list)
	slices.SortStableFunc(out, func(a, b tallied) int { return int(b.count) - int(a.count) })
	return out
}

// modesOf returns the commonest values that occurred more than once.
func modesOf(list []tallied) []tallied {
	out := byCount(list)
	out = out[:min(modesKept, len(out))]
	for len(out) > 0 && out[len(out)-1].count < 2 {
		out = out[:len(out)-1]
	}
	return out
}

// waits are the waiting times of a history: idle minutes between active ones.
type waits struct {
	all   []int32 // with what lies before the first and behind the last active minute
	whole []int32 // without
	runs  int     // of active minutes
	brief int     // minutes of the shortest run
	least uint64  // invocations of the run with the fewest
}

// waitsOf finds those of minutes from to to−1. h is not empty and lies there.
func waitsOf(h history, from, to int) waits {
	w := waits{brief: math.MaxInt, least: math.MaxUint64}
	if gap := h[0].at - int32(from); gap > 0 {
		w.all = append(w.all, gap)
	}
	head, begin, calls := len(w.all), h[0].at, uint64(0)
	for i, a := range h {
		calls += uint64(a.calls)
		last := i == len(h)-1
		if !last && h[i+1].at == a.at+1 {
			continue
		}
		w.runs++
		w.brief, w.least = min(w.brief, int(a.at-begin)+1), min(w.least, calls)
		if !last {
			w.all = append(w.all, h[i+1].at-a.at-1)
			begin, calls = h[i+1].at, 0
		}
	}
	w.whole = w.all[head:]
	if gap := int32(to) - h[len(h)-1].at - 1; gap > 0 {
		w.all = append(w.all, gap)
		w.whole = w.all[head : len(w.all)-1]
	}
	return w
}

// habitOf finds the class of a function from its active minutes from to to−1, or unknown.
func (p *spesParams) habitOf(h history, from, to int) habit {
	h = h.since(from)
	if len(h) == 0 {
		return habit{}
	}
	if float64(to-from-len(h)) < warmShare*float64(to-from) {
		return habit{class: alwaysWarm, from: from}
	}
	w := waitsOf(h, from, to)
	x := habit{class: p.classOf(&w), from: from}
	x.foretell(tally(w.all), w.all)
	return x
}

// classOf tries the classes in the order of the paper.
func (p *spesParams) classOf(w *waits) class {
	if w.runs >= fewestRuns && (even(w.whole) || even(slacken(w.whole))) {
		return regular
	}
	if len(w.all) >= fewestRuns {
		top, n := byCount(tally(w.all)), int32(0)
		for _, t := range top[:min(commonTimes, len(top))] {
			n += t.count
		}
		if top[0].count > 1 && float64(n) >= commonShare*float64(len(w.all)) {
			return approximate
		}
	}
	switch {
	case percentile(w.all, 90) < p.Dense.Minutes():
		return dense
	case w.brief >= int(p.Burst.Minutes()), w.least >= uint64(p.Calls):
		return successive
	}
	return unknown
}

// even reports whether waiting times hardly differ.
func even(w []int32) bool {
	if percentile(w, 95)-percentile(w, 5) < 1 {
		return true
	}
	mean, dev := meanDev(w)
	return dev <= spreadCV*mean
}

func meanDev(w []int32) (mean, dev float64) {
	var sum, squares float64
	for _, v := range w {
		sum += float64(v)
	}
	mean = sum / float64(len(w))
	for _, v := range w {
		d := float64(v) - mean
		squares += float64(d * d)
	}
	return mean, math.Sqrt(squares / float64(len(w)))
}

// percentile interpolates linearly between the two nearest ranks.
func percentile(w []int32, percent float64) float64 {
	sorted := slices.Clone(w)
	slices.Sort(sorted)
	at := percent / 100 * float64(len(sorted)-1)
	k := int(at)
	if k == len(sorted)-1 {
		return float64(sorted[k])
	}
	return float64(sorted[k]) + float64((at-float64(k))*float64(sorted[k+1]-sorted[k]))
}

// slacken joins the pieces of long waiting times that single invocations interrupted: times of
// at most a quarter of the usual one go to a neighbour that is longer, as long as the sum
// is no more than usual. It changes nothing where the usual one is short or not usual, and where too many
// times would be joined.
func slacken(w []int32) []int32 {
	mode := byCount(tally(w))[0]
	if mode.value < mergeFrom || 2*int(mode.count) < len(tally(w)) {
		return w
	}
	short := func(v int32) bool { return 4*v <= mode.value }
	used, joined := make([]bool, len(w)), 0
	var out []int32
	for i, v := range w {
		if short(v) {
			continue
		}
		for _, step := range []int{-1, 1} {
			for k := i + step; k >= 0 && k < len(w) && 4*w[k] < 3*mode.value; k += step {
				if short(w[k]) && !used[k] && v+w[k] <= mode.value {
					used[k] = true
					joined++
					v += w[k]
				}
			}
		}
		out = append(out, v)
	}
	if float64(joined) > mergeShare*float64(len(w)) {
		return w
	}
	return out
}

// foretell sets what a class foretells with, from waiting times.
func (x *habit) foretell(list []tallied, all []int32) {
	switch x.class {
	case regular:
		x.wait = percentile(all, 50)
		_, x.stray = meanDev(all)
	case approximate:
		top := byCount(list)
		for _, t := range top[:min(commonTimes, len(top))] {
			if float64(t.count) > rareShare*float64(len(all)) {
				x.times = append(x.times, float64(t.value))
			}
		}
	case dense:
		x.bounds = true
		least, most := list[0].value, min(denseNoModes, list[len(list)-1].value)
		if modes := modesOf(list); len(modes) > 0 {
			least, most = extremes(modes)
			most = min(denseReach, most)
		}
		x.times = []float64{float64(least), float64(most)}
	case possible:
		x.modes = modesOf(list)
		x.fromModes()
	}
}

func extremes(list []tallied) (least, most int32) {
	least, most = list[0].value, list[0].value
	for _, t := range list {
		least, most = min(least, t.value), max(most, t.value)
	}
	return least, most
}

// fromModes makes one range of modes that lie together, and single times of others.
func (x *habit) fromModes() {
	least, most := extremes(x.modes)
	x.times = x.times[:0]
	if x.bounds = most-least <= rangeWidth; x.bounds {
		x.times = append(x.times, float64(least), float64(most))
		return
	}
	for _, t := range x.modes {
		x.times = append(x.times, float64(t.value))
	}
	slices.Sort(x.times)
}

// slack is by how much a regular function may come sooner or later.
func (x *habit) slack() float64 { return min(x.stray, longestStray) }

// windows appends when the next active minute is expected if the last one was last.
func (x *habit) windows(last int, into []window) []window {
	from := float64(last + 1)
	switch {
	case x.class == regular:
		return append(into, window{from + x.wait - x.slack(), from + x.wait + x.slack()})
	case x.bounds:
		return append(into, window{from + x.times[0], from + x.times[1]})
	}
	for _, t := range x.times {
		into = append(into, window{from + t, from + t})
	}
	return into
}

// due reports whether the end of a minute is within so many minutes of a window.
func due(windows []window, minute int, reach float64) bool {
	for _, w := range windows {
		if w.left <= float64(minute)+reach && w.right >= float64(minute)-reach {
			return true
		}
	}
	return false
}
