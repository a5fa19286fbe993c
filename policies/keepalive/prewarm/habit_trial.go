package prewarm

import "math"

// Thresholds of the released notebook (spes, run.ipynb).
const (
	heldOut      = 0.25 // share of the training on which unknown functions are tried: three days of twelve
	longestLag   = 10   // minutes by which another function may come first
	togetherFrom = 0.7  // share of a function's minutes that another one must announce
	aloneUpTo    = 0.3  // share of its idle minutes that it may announce in vain
	fewColdRatio = 0.1  // of cold starts, up to which they decide alone
)

// herald is a function whose invocations announce those of another, up to lag minutes later.
type herald struct{ unit, lag int }

// result is what a class would have done: cold starts an invocation, and wasted minutes an
// active minute.
type result struct{ cold, waste float64 }

// trial tries classes on the last part of a training, minutes from to to−1.
type trial struct {
	p        *spesParams
	units    []spesUnit
	from, to int
	scratch  []window
	at       []int // by herald: its next active minute
}

// run replays the active minutes of h, for the container that the paper keeps. expected tells, of a
// minute without an invocation, whether the function is due.
func (t *trial) run(h history, giveUp float64, expected func(minute, last int) bool) result {
	var cold, waste, used int
	var calls uint64
	last := math.MinInt32
	rest := h.since(t.from)
	if k := len(h) - len(rest); k > 0 {
		last = int(h[k-1].at)
	}
	loaded := float64(t.from-1-last) < giveUp || expected(t.from-1, last)
	for m := t.from; m < t.to; m++ {
		if len(rest) > 0 && int(rest[0].at) == m {
			if !loaded {
				cold++
			}
			loaded, last = true, m
			used++
			calls += uint64(rest[0].calls)
			rest = rest[1:]
			continue
		}
		will := expected(m, last)
		if loaded {
			waste++
			loaded = will || float64(m-last) < giveUp
		} else {
			loaded = will
		}
	}
	return result{float64(cold) / float64(calls), float64(waste) / float64(used)}
}

// assign finds the class of an unknown function. It reads the classes that all functions have before
// anything is assigned.
func (t *trial) assign(u int, heralds []herald) (x habit) {
	h := t.units[u].past
	w := waitsOf(h, 0, t.to)
	list := tally(w.all)
	repeats := len(modesOf(list)) > 0
	if len(h.since(t.from)) == 0 {
		if repeats {
			x.class = possible
			x.foretell(list, w.all)
		}
		return x
	}
	results := []result{t.run(h, t.p.Pulsed.Minutes(), func(int, int) bool { return false }), untried, untried}
	if repeats {
		x.class = possible
		x.foretell(list, w.all)
		results[1] = t.run(h, t.p.GiveUp.Minutes(), func(minute, last int) bool {
			if last < 0 {
				return false
			}
			t.scratch = x.windows(last, t.scratch[:0])
			return due(t.scratch, minute, t.p.Prewarm.Minutes())
		})
	}
	if len(heralds) > 0 {
		t.at = append(t.at[:0], make([]int, len(heralds))...)
		results[2] = t.run(h, t.p.GiveUp.Minutes(), func(minute, _ int) bool { return t.announced(heralds, minute) })
	}
	if best := []class{pulsed, possible, correlated}[choose(results, t.p.Alpha)]; best != possible {
		return habit{class: best}
	}
	return x
}

// announced reports whether a herald announces a function in a minute, no earlier than the last one
// that was asked for.
func (t *trial) announced(heralds []herald, minute int) bool {
	found := false
	for k, a := range heralds {
		v := &t.units[a.unit]
		for t.at[k] < len(v.past) && int(v.past[t.at[k]].at) <= minute {
			t.at[k]++
		}
		if t.at[k] > 0 && !found {
			last := int(v.past[t.at[k]-1].at)
			t.scratch = append(t.scratch[:0], window{float64(last), float64(last)})
			t.scratch = v.windows(last, t.scratch)
			found = announces(t.scratch, a.lag, minute, t.p.Prewarm.Minutes())
		}
	}
	return found
}

// announces is due for windows that end lag minutes later.
func announces(windows []window, lag, minute int, reach float64) bool {
	for _, w := range windows {
		if w.left <= float64(minute)+reach && w.right+float64(lag) >= float64(minute)-reach {
			return true
		}
	}
	return false
}

// untried is the result of a class that cannot be tried.
var untried = result{math.Inf(1), math.Inf(1)}

// choose weighs the results of pulsed, possible and correlated as the notebook does. Its last
// comparison takes fewer cold starts where their relative saving, times alpha, is no more
// than the relative waste, which reads the wrong way round; it is kept.
func choose(r []result, alpha float64) int {
	c, w := 0, 0 // of the fewest cold starts, of the least waste
	for k := range r {
		if r[k].cold < r[c].cold {
			c = k
		}
		if r[k].waste < r[w].waste {
			w = k
		}
	}
	switch {
	case c == w && r[c].cold < 1:
		return c
	case c < w && r[c].cold == r[w].cold:
		return w
	case w < c && r[c].waste == r[w].waste:
		return c
	case r[c].cold <= fewColdRatio:
		return c
	case r[c].cold == 1:
		return 0
	}
	if alpha*(r[w].cold-r[c].cold)*r[w].waste <= (r[c].waste-r[w].waste)*r[c].cold {
		return c
	}
	return w
}

// heralds finds the functions of the same app that announce function u.
func (t *trial) heralds(u int, peers []int) (out []herald) {
	for _, v := range peers {
		if v == u || len(t.units[v].past) == 0 {
			continue
		}
		from := t.units[v].from
		for lag := 0; lag <= longestLag; lag++ {
			if announcesAt(t.units[v].past, t.units[u].past, from, t.to, lag) {
				out = append(out, herald{v, lag})
				break
			}
		}
	}
	return out
}

// announcesAt reports whether the active minutes of a, lag minutes later, are those of b, in
// minutes from to to−1.
func announcesAt(a, b history, from, to, lag int) bool {
	a, b = a.since(from), b.since(from+lag)
	both, early := 0, 0 // of a: those that b follows, those before to−lag
	k := 0
	for _, x := range a {
		at := int(x.at) + lag
		if at >= to {
			break
		}
		early++
		for k < len(b) && int(b[k].at) < at {
			k++
		}
		if k < len(b) && int(b[k].at) == at {
			both++
		}
	}
	idle := to - from - lag - len(b)
	return len(b) > 0 && idle > 0 && float64(both) >= togetherFrom*float64(len(b)) &&
		float64(early-both) <= aloneUpTo*float64(idle)
}
