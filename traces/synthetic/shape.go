package synthetic

import (
	"fmt"
	"math"
	"slices"
	"time"

	"gonum.org/v1/gonum/mathext"

	"thaw/models/workload"
	"thaw/sim"
	"thaw/traces/published"
)

// draft is a function while the shape is being made.
type draft struct {
	app     int
	trigger int     // index in the published triggers
	rate    float64 // invocations a day
	top     float64 // share of functions that are more popular
}

// shapeAzure makes apps, triggers, rates, arrivals, durations and memory, in
// this order; each step draws from streams of its own.
func (s *Trace) shapeAzure() {
	pub := published.Azure()
	n, seed := s.spec.Functions, s.spec.Shape
	sizes := appSizes(&pub, n)
	drafts := assignTriggers(&pub, sizes, n, seed)
	days := s.spec.Duration.Hours() / 24
	assignRates(&pub, drafts, s.spec.Invocations/days, s.spec.MaxShare, s.spec.Ranks, seed)
	s.fns = make([]function, n)
	for i := range drafts {
		setProcess(&s.fns[i], &pub, &drafts[i], uint64(i), seed)
	}
	s.rescale(s.spec.Invocations)
	s.table = workload.Table{Functions: make([]workload.Function, n), Apps: make([]workload.App, len(sizes))}
	assignDurations(s, &pub, drafts, seed)
	assignMemory(s, &pub, sizes, drafts, seed)
}

// appSizes returns the number of functions of each app, n in all. Apps
// are spread evenly over the published distribution, so that it is met at any n.
func appSizes(pub *published.Workload, n int) []int {
	// In the last class sizes follow a Pareto law through the share of huge apps.
	last := pub.AppSizes[len(pub.AppSizes)-1]
	tail := math.Log(pub.HugeApps/last.Share) / math.Log(100/float64(last.From))
	size := func(u float64) int {
		for _, c := range pub.AppSizes[:len(pub.AppSizes)-1] {
			if u < c.Share {
				return c.From + int(u/c.Share*float64(c.To-c.From+1))
			}
			u -= c.Share
		}
		left := 1 - u/last.Share
		return min(last.To, int(float64(last.From)*math.Pow(left, 1/tail)))
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

// assignRates gives every function a rate: the popularity curve cut into n
// ranks, and the ranks dealt to the triggers so that each gets its share of
// invocations, at random among the functions of a trigger.
func assignRates(pub *published.Workload, drafts []draft, daily, maxShare float64, ranks [2]float64, seed uint64) {
	rates := popularity(pub, len(drafts), daily, maxShare, ranks)
	members := make([][]int, len(pub.Triggers))
	for i := range drafts {
		members[drafts[i].trigger] = append(members[drafts[i].trigger], i)
	}
	order := sim.NewStream(seed, "synthetic rank")
	for t := range members {
		shuffle(members[t], order, uint64(t))
	}
	budget := make([]float64, len(pub.Triggers)) // invocations still to be dealt
	for t := range budget {
		budget[t] = pub.Triggers[t].Invocations / 100 * daily
	}
	deal := sim.NewStream(seed, "synthetic deal")
	for rank, rate := range rates {
		top := ranks[0] + float64((ranks[1]-ranks[0])*(float64(rank)+0.5)/float64(len(rates)))
		t := dealTrigger(pub, members, budget, rate, top, deal.Float(uint64(rank), 0))
		fn := members[t][0]
		members[t] = members[t][1:]
		budget[t] -= rate
		drafts[fn].rate, drafts[fn].top = rate, top
	}
}

// dealTrigger picks the trigger of a rank: in the first percent of ranks the one
// with the largest budget left, up to 10% in proportion to budgets, and below
// in proportion to functions left. Timers have ranks that a timer can have.
func dealTrigger(pub *published.Workload, members [][]int, budget []float64, rate, top, u float64) int {
	weight := make([]float64, len(members))
	sum := 0.0
	for t := range weight {
		if len(members[t]) == 0 || rate > fastestTimer && pub.Triggers[t].Letter == 'T' {
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

// popularity returns n rates a day in falling order, the published curve between two
// ranks cut into n equal parts. At the published load (18,000 a function and day) the
// least popular 93% of functions have the published absolute rates; at another
// load all rates are scaled alike.
func popularity(pub *published.Workload, n int, daily, maxShare float64, ranks [2]float64) []float64 {
	rates := make([]float64, n)
	c := newRateCurve(pub)
	for i := range rates {
		// the mean over the rank's part of the curve, by 16 points
		for j := range 16 {
			part := (float64(i) + (float64(j)+0.5)/16) / float64(n)
			rates[i] += c.at(ranks[0]+float64((ranks[1]-ranks[0])*part)) / 16
		}
	}
	capRates(rates, daily, maxShare)
	return rates
}

// rateCurve is the published popularity. Let S be the share of invocations of the
// functions above a share of them, 0 being the most popular: through the head's
// points 1−S is a power of that share, and below the first of them S is, with the
// exponent that continues the rate; the body is log-linear.
type rateCurve struct {
	perDay               float64
	first, second        published.Point // of the head
	join                 float64         // the share where the body begins
	rise, slope1, slope2 float64         // the exponents of the three parts of the head
	body                 []published.Point
}

func newRateCurve(pub *published.Workload) rateCurve {
	a, b := pub.Head[0], pub.Head[1]
	c := rateCurve{perDay: pub.PerDay, first: a, second: b, body: bodyPoints(pub)}
	c.join = 1 - pub.Daily[len(pub.Daily)-1].Share
	rest := bodyMean(pub) / pub.PerDay // share of the body
	c.slope1 = math.Log((1-a.Value)/(1-b.Value)) / math.Log(b.Share/a.Share)
	c.slope2 = math.Log((1-b.Value)/rest) / math.Log(c.join/b.Share)
	c.rise = (1 - a.Value) * c.slope1 / a.Value
	return c
}

// at returns the rate a day at the share top of the functions.
func (c *rateCurve) at(top float64) float64 {
	a, b := c.first, c.second
	switch {
	case top < a.Share:
		return c.perDay * a.Value * c.rise / top * math.Pow(top/a.Share, c.rise)
	case top < b.Share:
		return c.perDay * (1 - a.Value) * c.slope1 / top * math.Pow(top/a.Share, -c.slope1)
	case top < c.join:
		return c.perDay * (1 - b.Value) * c.slope2 / top * math.Pow(top/b.Share, -c.slope2)
	}
	return logLinear(c.body, 1-top)
}

// bodyPoints returns the body of the popularity curve with its lower end.
func bodyPoints(pub *published.Workload) []published.Point {
	return append([]published.Point{{Value: pub.Slowest}}, pub.Daily...)
}

// bodyMean returns the invocations a day in the body of the curve, per function.
func bodyMean(pub *published.Workload) float64 {
	sum, p := 0.0, bodyPoints(pub)
	for i := 1; i < len(p); i++ {
		sum += (p[i].Share - p[i-1].Share) * (p[i].Value - p[i-1].Value) / math.Log(p[i].Value/p[i-1].Value)
	}
	return sum
}

// logLinear interpolates the logarithm of the value at a share.
func logLinear(p []published.Point, share float64) float64 {
	i := 1
	for i < len(p)-1 && share > p[i].Share {
		i++
	}
	lo, hi := p[i-1], p[i]
	f := (share - lo.Share) / (hi.Share - lo.Share)
	return lo.Value * math.Pow(hi.Value/lo.Value, min(max(f, 0), 1))
}

// capRates scales falling rates to a sum of daily with none above maxShare of it.
func capRates(rates []float64, daily, maxShare float64) {
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
func (s *Trace) rescale(want float64) {
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
func (f *function) perMinute() float64 {
	if f.period == 0 {
		return f.rate
	}
	return float64(f.keep) / (1 << 64) * float64(time.Minute) / float64(f.period)
}

// assignMemory draws the memory of the apps and shares it among their functions.
func assignMemory(s *Trace, pub *published.Workload, sizes []int, drafts []draft, seed uint64) {
	draw := sim.NewStream(seed, "synthetic memory")
	for a := range sizes {
		mib := pub.Memory(draw.Float(uint64(a), 0)) * 1e6 / (1 << 20)
		s.table.Apps[a] = workload.App{Name: fmt.Sprintf("a%05d", a),
			Memory: workload.MiB(max(1, math.Round(min(mib, maxMemoryMiB))))}
	}
	for i := range drafts {
		app := drafts[i].app
		m := s.table.Apps[app].Memory
		if s.spec.AppMemory == splitMemory {
			m = max(1, workload.MiB(math.Round(float64(m)/float64(sizes[app]))))
		}
		f := &s.table.Functions[i]
		f.App, f.Memory = workload.AppID(app), m
		f.Name = fmt.Sprintf("%s/f%05d", s.table.Apps[app].Name, i)
		f.Trigger = pub.Triggers[drafts[i].trigger].Name
	}
}

// assignDurations draws mean and spread of every function's durations.
func assignDurations(s *Trace, pub *published.Workload, drafts []draft, seed uint64) {
	draw := sim.NewStream(seed, "synthetic mean duration")
	for i := range drafts {
		id := uint64(i)
		// A Gaussian copula ties the mean to the rank of the rate.
		z := pub.ActiveShift + pub.RateRank*mathext.NormalQuantile(1-drafts[i].top) +
			math.Sqrt(1-pub.RateRank*pub.RateRank)*mathext.NormalQuantile(draw.Float(id, 0))
		mean := logLinear(pub.Duration, math.Erfc(-z/math.Sqrt2)/2) // seconds
		if rate := drafts[i].rate / 86_400; mean*rate > busiest {
			mean = busiest / rate
		}
		sigma := pub.WithinMedian * math.Exp(pub.WithinSigma*mathext.NormalQuantile(draw.Float(id, 1)))
		s.setDuration(i, mean, min(max(sigma, 0.05), 1.6))
	}
}

// setDuration makes function i's durations log-normal with a mean in seconds,
// cut at longestDuration, and tells the table the mean after the cut, and the longest of
// as many as the function has invocations a day: the median of that maximum.
func (s *Trace) setDuration(i int, mean, sigma float64) {
	mean = min(mean, longestDuration.Seconds())
	mu := math.Log(mean*1e9) - sigma*sigma/2
	s.fns[i].logMedian, s.fns[i].logSigma = float32(mu/math.Ln2), float32(sigma/math.Ln2)
	cut := (math.Log(float64(longestDuration)) - mu) / sigma
	below := math.Erfc(-(cut-sigma)/math.Sqrt2) / 2
	above := math.Erfc(cut/math.Sqrt2) / 2
	f := &s.table.Functions[i]
	f.MeanDuration = time.Duration(mean*1e9*below + float64(longestDuration)*above)
	daily := max(1, s.fns[i].perMinute()*24*60)
	most := math.Exp(mu + sigma*mathext.NormalQuantile(math.Exp2(-1/daily)))
	f.LongestDuration = max(f.MeanDuration, time.Duration(min(most, float64(longestDuration))))
}

// shuffle permutes a by sorting on random keys.
func shuffle(a []int, s sim.Stream, purpose uint64) {
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
