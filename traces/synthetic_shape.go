package traces

import (
	"fmt"
	"math"
	"slices"
	"time"

	"gonum.org/v1/gonum/mathext"

	"thaw/models/workload"
	"thaw/sim"
)

// synthDraft is a function while the shape is being made.
type synthDraft struct {
	app     int
	trigger int     // index in the published triggers
	rate    float64 // invocations a day
	top     float64 // share of functions that are more popular
}

// shapeAzure makes apps, triggers, rates, arrivals, durations and memory, in
// this order; each step draws from streams of its own.
func (s *Synthetic) shapeAzure() {
	pub := synthPublished()
	n, seed := s.spec.Functions, s.spec.Shape
	sizes := synthAppSizes(&pub, n)
	drafts := synthTriggers(&pub, sizes, n, seed)
	days := s.spec.Duration.Hours() / 24
	synthRates(&pub, drafts, s.spec.Invocations/days, s.spec.MaxShare, seed)
	s.fns = make([]synthFunction, n)
	for i := range drafts {
		synthProcess(&s.fns[i], &pub, &drafts[i], uint64(i), seed)
	}
	s.rescale(s.spec.Invocations)
	s.table = workload.Table{Functions: make([]workload.Function, n), Apps: make([]workload.App, len(sizes))}
	synthDurations(s, &pub, drafts, seed)
	synthMemory(s, &pub, sizes, drafts, seed)
}

// synthAppSizes returns the number of functions of each app, n in all. Apps
// are spread evenly over the published distribution, so that it is met at any n.
func synthAppSizes(pub *synthAzure, n int) []int {
	// In the last class sizes follow a Pareto law through the share of huge apps.
	last := pub.appSizes[len(pub.appSizes)-1]
	tail := math.Log(pub.hugeApps/last.share) / math.Log(100/float64(last.from))
	size := func(u float64) int {
		for _, c := range pub.appSizes[:len(pub.appSizes)-1] {
			if u < c.share {
				return c.from + int(u/c.share*float64(c.to-c.from+1))
			}
			u -= c.share
		}
		left := 1 - u/last.share
		return min(last.to, int(float64(last.from)*math.Pow(left, 1/tail)))
	}
	// The golden ratio steps through the distribution without ever clustering.
	var sizes []int
	for left := n; left > 0; {
		u := math.Mod(0.5+float64(len(sizes))*(math.Phi-1), 1)
		k := min(size(u), left)
		sizes = append(sizes, k)
		left -= k
	}
	return sizes
}

// synthRates gives every function a rate: the popularity curve cut into n
// ranks, and the ranks dealt to the triggers so that each gets its share of
// invocations, at random among the functions of a trigger.
func synthRates(pub *synthAzure, drafts []synthDraft, daily, maxShare float64, seed uint64) {
	rates := synthPopularity(pub, len(drafts), daily, maxShare)
	members := make([][]int, len(pub.triggers))
	for i := range drafts {
		members[drafts[i].trigger] = append(members[drafts[i].trigger], i)
	}
	order := sim.NewStream(seed, "synthetic rank")
	for t := range members {
		synthShuffle(members[t], order, uint64(t))
	}
	budget := make([]float64, len(pub.triggers)) // invocations still to be dealt
	for t := range budget {
		budget[t] = pub.triggers[t].invocations / 100 * daily
	}
	deal := sim.NewStream(seed, "synthetic deal")
	for rank, rate := range rates {
		top := (float64(rank) + 0.5) / float64(len(rates))
		t := synthDeal(pub, members, budget, rate, top, deal.Float(uint64(rank), 0))
		fn := members[t][0]
		members[t] = members[t][1:]
		budget[t] -= rate
		drafts[fn].rate, drafts[fn].top = rate, top
	}
}

// synthDeal picks the trigger of a rank: in the first percent of ranks the one
// with the largest budget left, up to 10% in proportion to budgets, and below
// in proportion to functions left. Timers have ranks that a timer can have.
func synthDeal(pub *synthAzure, members [][]int, budget []float64, rate, top, u float64) int {
	weight := make([]float64, len(members))
	sum := 0.0
	for t := range weight {
		if len(members[t]) == 0 || rate > synthFastest && pub.triggers[t].letter == 'T' {
			continue
		}
		weight[t] = float64(len(members[t]))
		if top < 0.1 {
			weight[t] = max(budget[t], 0)
		}
		sum += weight[t]
	}
	best, pick := -1, -1
	u *= sum
	for t, w := range weight {
		if len(members[t]) == 0 {
			continue
		}
		if best < 0 || w > weight[best] {
			best = t
		}
		if u -= w; u < 0 && pick < 0 && w > 0 {
			pick = t
		}
	}
	if top < 0.01 || pick < 0 {
		return best
	}
	return pick
}

// synthPopularity returns n rates a day in falling order, the published curve
// cut into n equal parts. At the published load (18,000 a function and day) the
// least popular 93% of functions have the published absolute rates; at another
// load all rates are scaled alike.
func synthPopularity(pub *synthAzure, n int, daily, maxShare float64) []float64 {
	rates := make([]float64, n)
	for i := range rates {
		// the mean over the rank's part of the curve, by 16 points
		for j := range 16 {
			rates[i] += synthRate(pub, (float64(i)+(float64(j)+0.5)/16)/float64(n)) / 16
		}
	}
	synthCap(rates, daily, maxShare)
	return rates
}

// synthRate returns the rate a day at the share top of the functions, 0 being
// the most popular. Let S be the share of invocations of the functions above:
// through the head's points 1−S is a power of top, and below the first of them
// S is, with the exponent that continues the rate; the body is log-linear.
func synthRate(pub *synthAzure, top float64) float64 {
	a, b := pub.head[0], pub.head[1]
	join := 1 - pub.daily[len(pub.daily)-1].share
	rest := synthBody(pub) / pub.perDay // share of the body
	slope1 := math.Log((1-a.value)/(1-b.value)) / math.Log(b.share/a.share)
	slope2 := math.Log((1-b.value)/rest) / math.Log(join/b.share)
	switch {
	case top < a.share:
		first := (1 - a.value) * slope1 / a.value
		return pub.perDay * a.value * first / top * math.Pow(top/a.share, first)
	case top < b.share:
		return pub.perDay * (1 - a.value) * slope1 / top * math.Pow(top/a.share, -slope1)
	case top < join:
		return pub.perDay * (1 - b.value) * slope2 / top * math.Pow(top/b.share, -slope2)
	}
	return synthLogLinear(synthBodyPoints(pub), 1-top)
}

// synthBodyPoints returns the body of the popularity curve with its lower end.
func synthBodyPoints(pub *synthAzure) []synthPoint {
	return append([]synthPoint{{0, pub.slowest}}, pub.daily...)
}

// synthBody returns the invocations a day in the body of the curve, per function.
func synthBody(pub *synthAzure) float64 {
	sum, p := 0.0, synthBodyPoints(pub)
	for i := 1; i < len(p); i++ {
		sum += (p[i].share - p[i-1].share) * (p[i].value - p[i-1].value) / math.Log(p[i].value/p[i-1].value)
	}
	return sum
}

// synthLogLinear interpolates the logarithm of the value at a share.
func synthLogLinear(p []synthPoint, share float64) float64 {
	i := 1
	for i < len(p)-1 && share > p[i].share {
		i++
	}
	lo, hi := p[i-1], p[i]
	f := (share - lo.share) / (hi.share - lo.share)
	return lo.value * math.Pow(hi.value/lo.value, min(max(f, 0), 1))
}

// synthCap scales falling rates to a sum of daily with none above maxShare of it.
func synthCap(rates []float64, daily, maxShare float64) {
	limit := max(maxShare, 1/float64(len(rates))) * daily
	for capped := 0; ; {
		sum := 0.0
		for _, r := range rates[capped:] {
			sum += r
		}
		scale := (daily - limit*float64(capped)) / sum
		for i := range rates[capped:] {
			rates[capped+i] *= scale
		}
		if capped == len(rates)-1 || rates[capped] <= limit*(1+1e-12) {
			return
		}
		for capped < len(rates)-1 && rates[capped] > limit {
			rates[capped] = limit
			capped++
		}
	}
}

// rescale makes the expected number of invocations of the trace that of the
// spec by changing the functions that have a rate; timers keep their periods.
func (s *Synthetic) rescale(want float64) {
	minutes := s.spec.Duration.Minutes()
	var fixed, free float64
	for i := range s.fns {
		if f := &s.fns[i]; f.period > 0 {
			fixed += f.perMinute() * minutes
		} else {
			free += f.rate * minutes
		}
	}
	if free == 0 || fixed >= want {
		return
	}
	for i := range s.fns {
		s.fns[i].rate *= (want - fixed) / free
	}
}

// perMinute returns the mean rate of a function.
func (f *synthFunction) perMinute() float64 {
	if f.period == 0 {
		return f.rate
	}
	return float64(f.keep) / (1 << 64) * float64(time.Minute) / float64(f.period)
}

// synthMemory draws the memory of the apps and shares it among their functions.
func synthMemory(s *Synthetic, pub *synthAzure, sizes []int, drafts []synthDraft, seed uint64) {
	draw := sim.NewStream(seed, "synthetic memory")
	for a := range sizes {
		mib := pub.memory(draw.Float(uint64(a), 0)) * 1e6 / (1 << 20)
		s.table.Apps[a] = workload.App{Name: fmt.Sprintf("a%05d", a), Memory: int32(max(1, math.Round(min(mib, synthMaxMemory))))}
	}
	for i := range drafts {
		app := drafts[i].app
		m := s.table.Apps[app].Memory
		if s.spec.AppMemory == synthSplit {
			m = max(1, int32(math.Round(float64(m)/float64(sizes[app]))))
		}
		f := &s.table.Functions[i]
		f.App, f.Memory = workload.AppID(app), m
		f.Name = fmt.Sprintf("%s/f%05d", s.table.Apps[app].Name, i)
		f.Trigger = pub.triggers[drafts[i].trigger].name
	}
}

// synthDurations draws mean and spread of every function's durations.
func synthDurations(s *Synthetic, pub *synthAzure, drafts []synthDraft, seed uint64) {
	draw := sim.NewStream(seed, "synthetic mean duration")
	for i := range drafts {
		id := uint64(i)
		// A Gaussian copula ties the mean to the rank of the rate.
		z := pub.activeShift + pub.rateRank*mathext.NormalQuantile(1-drafts[i].top) +
			math.Sqrt(1-pub.rateRank*pub.rateRank)*mathext.NormalQuantile(draw.Float(id, 0))
		mean := synthLogLinear(pub.duration, math.Erfc(-z/math.Sqrt2)/2) // seconds
		if rate := drafts[i].rate / 86_400; mean*rate > synthBusiest {
			mean = synthBusiest / rate
		}
		sigma := pub.withinMedian * math.Exp(pub.withinSigma*mathext.NormalQuantile(draw.Float(id, 1)))
		s.setDuration(i, mean, min(max(sigma, 0.05), 1.6))
	}
}

// setDuration makes function i's durations log-normal with a mean in seconds,
// cut at synthLongest, and tells the table the mean after the cut.
func (s *Synthetic) setDuration(i int, mean, sigma float64) {
	mean = min(mean, synthLongest.Seconds())
	mu := math.Log(mean*1e9) - sigma*sigma/2
	s.fns[i].logMedian, s.fns[i].logSigma = float32(mu/math.Ln2), float32(sigma/math.Ln2)
	cut := (math.Log(float64(synthLongest)) - mu) / sigma
	below := math.Erfc(-(cut-sigma)/math.Sqrt2) / 2
	above := math.Erfc(cut/math.Sqrt2) / 2
	s.table.Functions[i].MeanDuration = time.Duration(mean*1e9*below + float64(synthLongest)*above)
}

// synthShuffle permutes a by sorting on random keys.
func synthShuffle(a []int, s sim.Stream, purpose uint64) {
	slices.SortFunc(a, func(x, y int) int {
		hx, hy := s.At(purpose, uint64(x)), s.At(purpose, uint64(y))
		switch {
		case hx < hy:
			return -1
		case hx > hy:
			return 1
		}
		return x - y
	})
}
