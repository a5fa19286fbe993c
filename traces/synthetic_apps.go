package traces

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"

	"thaw/sim"
)

// synthTriggers gives every app a combination of triggers that its size can
// hold, and every function of the app one of them.
func synthTriggers(pub *synthAzure, sizes []int, n int, seed uint64) []synthDraft {
	combos := synthDealCombinations(pub, sizes, seed)
	letters := ""
	for _, t := range pub.triggers {
		letters += string(t.letter)
	}
	left := make([]float64, len(pub.triggers)) // functions still wanted of each trigger
	for t := range left {
		left[t] = pub.triggers[t].functions / 100 * float64(n)
	}
	drafts := make([]synthDraft, 0, n)
	first := make([]int, len(sizes))
	for a, size := range sizes {
		first[a] = len(drafts)
		c := combos[a]
		for k := range size {
			t := -1
			if k < len(c) {
				t = strings.IndexByte(letters, c[k])
				left[t]--
			} else if len(c) == 1 {
				t = strings.IndexByte(letters, c[0])
				left[t]--
			}
			drafts = append(drafts, synthDraft{app: a, trigger: t})
		}
	}
	// What apps of several triggers have beyond one function each goes to the
	// triggers of which most is missing.
	draw := sim.NewStream(seed, "synthetic trigger")
	for i := range drafts {
		if drafts[i].trigger < 0 {
			t := synthMissing(combos[drafts[i].app], letters, left, draw.Float(uint64(i), 0))
			drafts[i].trigger = t
			left[t]--
		}
	}
	return drafts
}

// synthMissing picks one of the letters in proportion to the functions still
// wanted of each.
func synthMissing(c, letters string, left []float64, u float64) int {
	sum := 0.0
	for k := range len(c) {
		sum += max(left[strings.IndexByte(letters, c[k])], 1e-3)
	}
	u *= sum
	for k := range len(c) {
		t := strings.IndexByte(letters, c[k])
		if u -= max(left[t], 1e-3); u < 0 || k == len(c)-1 {
			return t
		}
	}
	panic("a combination without triggers")
}

// synthDealCombinations assigns the published shares of combinations to the
// apps. Larger combinations choose first, among the apps that are large enough;
// orchestrations choose among apps of six functions and more, because the 3% of apps that
// have them hold 6.9% of all functions.
func synthDealCombinations(pub *synthAzure, sizes []int, seed uint64) []string {
	order := make([]int, len(sizes))
	for i := range order {
		order[i] = i
	}
	synthShuffle(order, sim.NewStream(seed, "synthetic app"), 0)
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(sizes[b], sizes[a]) })
	list := slices.Clone(pub.combinations)
	slices.SortStableFunc(list, func(a, b synthCombination) int { return cmp.Compare(synthNeeds(b.letters), synthNeeds(a.letters)) })
	total := 0.0
	for _, c := range list {
		total += c.share
	}
	out := make([]string, len(sizes))
	draw := sim.NewStream(seed, "synthetic combination")
	sum, dealt := 0.0, 0
	for ci, c := range list {
		sum += c.share / total * float64(len(sizes))
		for ; dealt < int(math.Round(sum)) && len(order) > 0; dealt++ {
			fits, _ := slices.BinarySearchFunc(order, synthNeeds(c.letters), func(a, need int) int {
				if sizes[a] >= need {
					return -1
				}
				return 1
			})
			if fits == 0 {
				fits = 1 // the largest app left; too small for all of its triggers
			}
			k := int(draw.Float(uint64(ci), uint64(dealt)) * float64(fits))
			out[order[k]] = c.letters
			order = slices.Delete(order, k, k+1)
		}
	}
	for _, a := range order {
		out[a] = "H"
	}
	return out
}

// synthNeeds returns the functions an app must have for a combination.
func synthNeeds(letters string) int {
	if strings.Contains(letters, "O") {
		return max(6, len(letters))
	}
	return len(letters)
}

// synthProcess chooses how a function's arrivals come about: a CV of
// inter-arrival times from figure 6, then the process that has it.
func synthProcess(f *synthFunction, pub *synthAzure, d *synthDraft, id, seed uint64) {
	draw := sim.NewStream(seed, "synthetic cv")
	timer := pub.triggers[d.trigger].letter == 'T'
	points := pub.cv
	if timer {
		points = pub.timerCV
	}
	c := synthCV(points, draw.Float(id, 0))
	// A burst is no more than a third of a day's invocations: no day-long trace can show more.
	c = min(c, math.Sqrt(1+2*d.rate/3))
	f.rate = d.rate / (24 * 60)
	f.keep = math.MaxUint64
	keep, jitter := synthRegular(c)
	switch {
	case timer && c < 1:
		p := synthNearest(pub.timerPeriods, 86_400/d.rate*max(keep, synthLeastKeep))
		f.setPeriod(int64(p), max(keep, synthLeastKeep), jitter)
	case c < 1 && keep >= synthLeastKeep:
		f.setPeriod(int64(float64(24*time.Hour)/d.rate*keep), keep, jitter)
	case c < 1:
	default:
		f.burst = (c*c - 1) / 2
	}
}

func (f *synthFunction) setPeriod(period int64, keep, jitter float64) {
	f.period = max(1000, period)
	f.jitter = jitter * float64(f.period)
	f.flat, f.rate = true, 0
	if keep < 1 {
		f.keep = uint64(keep * (1 << 63) * 2)
	}
}

// synthRegular returns the probability that a chance is taken and the share of
// the interval over which it is spread, for a CV below 1:
// c² = 1 − p + p²w²/6, with p = 1 while jitter alone suffices.
func synthRegular(c float64) (keep, jitter float64) {
	if c*c <= 1.0/6 {
		return 1, c * math.Sqrt(6)
	}
	return 3 - math.Sqrt(3+6*min(c, 1)*min(c, 1)), 1
}

// synthCV interpolates a distribution of CVs, linearly up to 1 and by
// logarithms beyond.
func synthCV(p []synthPoint, u float64) float64 {
	if u <= p[0].share {
		return p[0].value
	}
	i := 1
	for i < len(p)-1 && u > p[i].share {
		i++
	}
	lo, hi := p[i-1], p[i]
	f := (u - lo.share) / (hi.share - lo.share)
	if lo.value < 1 {
		return lo.value + f*(hi.value-lo.value)
	}
	return lo.value * math.Pow(hi.value/lo.value, f)
}

// synthNearest returns the period nearest to a number of seconds, by ratio.
func synthNearest(periods []time.Duration, seconds float64) time.Duration {
	best := periods[0]
	for _, p := range periods {
		if math.Abs(math.Log(p.Seconds()/seconds)) < math.Abs(math.Log(best.Seconds()/seconds)) {
			best = p
		}
	}
	return best
}
