package plots_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"sync"

	"thaw/plots"
	"thaw/plots/figures"
)

// policyNames are as long as those of real comparisons.
var policyNames = []string{
	"sticky-max-available + greedy-dual", "sticky-random + ttl", "max-available + lru", "first-fit + ttl",
	"random + none", "round-robin + ttl", "least-loaded + greedy-dual", "power-of-two + lru",
	"consistent-hash-bounded + greedy-dual", "sophon-ma-mc,sample=10,decay=0.3 + greedy-dual", "sophon-sr-ma + lru",
	"sticky-max-available,alpha=0.3 + ttl,keep=10m", "sophon-ma-ma + greedy-dual",
}

// demos are figures of every kind, with made-up data of realistic shape and the
// extremes that readers meet: one series, thirteen, six decades, nothing but zeros, one point.
func demos() map[string]plots.Figure { return onceDemos() }

var onceDemos = sync.OnceValue(makeDemos)

func makeDemos() map[string]plots.Figure {
	rng := rand.New(rand.NewPCG(1, 2))
	d := map[string]plots.Figure{}
	add := func(f plots.Figure) { d[f.Name()] = f }

	latencies := func(n int, cold float64) []float64 {
		out := make([]float64, n)
		for i := range out {
			out[i] = 1 + rng.ExpFloat64()*0.8
			if rng.Float64() < cold {
				out[i] = 250 * math.Exp(rng.NormFloat64()*0.9)
			}
		}
		slices.Sort(out)
		return out
	}
	var four, thirteen []figures.Distribution
	for i, n := range policyNames {
		l := figures.Distribution{Name: n, ValuesMS: latencies(10_000, 0.02*float64(i+1))}
		thirteen = append(thirteen, l)
		if i < 4 {
			four = append(four, l)
		}
	}
	guides := []float64{0.5, 0.9, 0.99}
	add(figures.LatencyCDF{Series: four, Guides: guides})
	add(figures.LatencyCDF{Series: four, Guides: append(guides, 0.999), Tail: true})
	add(figures.LatencyCDF{Frame: plots.Frame{File: "cdf-13"}, Series: thirteen, Guides: guides})
	add(figures.LatencyCDF{Frame: plots.Frame{File: "cdf-double", Width: plots.Page}, Series: thirteen[:7],
		Guides: guides})
	add(figures.LatencyCDF{Frame: plots.Frame{File: "cdf-one"}, Series: four[:1], Guides: guides})
	add(figures.LatencyCDF{Frame: plots.Frame{File: "cdf-one-point"},
		Series: []figures.Distribution{{Name: "a", ValuesMS: []float64{7}}}})
	add(figures.LatencyCDF{Frame: plots.Frame{File: "cdf-zeros"}, FloorMS: 0.1,
		Series: []figures.Distribution{{Name: "a", ValuesMS: make([]float64, 10)}}})
	wide := make([]float64, 20_000)
	for i := range wide {
		wide[i] = math.Pow(10, -3+8*float64(i)/20_000)
	}
	add(figures.LatencyCDF{Frame: plots.Frame{File: "cdf-8-decades"},
		Series: []figures.Distribution{{Name: "a", ValuesMS: wide}}})
	add(figures.LatencyCDF{Frame: plots.Frame{File: "tail-8-decades"}, Tail: true,
		Series: []figures.Distribution{{Name: "a", ValuesMS: wide}}})

	demoShares(rng, add)
	demoKinds(add)
	add(demoRun(rng, "four-panel", 600, 10))
	add(demoRun(rng, "four-1000", 3600*4, 60))
	add(demoRun(rng, "four-one-row", 1, 2))
	zero := make([]float64, 50)
	times := make([]float64, 50)
	for i := range times {
		times[i] = float64(i)
	}
	add(figures.FourPanel{Frame: plots.Frame{File: "four-zeros"}, TimeS: times, InvocationsPerS: zero,
		ColdStartsPerS: zero, MeanLatencyMS: zero, Memory: zero, MemoryUnit: plots.Share})

	demoComparisons(rng, add)
	demoBars(add)
	demoPanels(add)
	demoLines(rng, add)
	demoRestores(rng, add)
	demoTradeOffs(add)
	demoWorkflows(rng, add)
	return d
}

// demoShares are apps that never start cold, those that always do, and all between.
func demoShares(rng *rand.Rand, add func(plots.Figure)) {
	var some []figures.Shares
	for i, n := range policyNames[:7] {
		var values []float64
		for range 300 {
			values = append(values, min(1, max(0, rng.NormFloat64()*0.4+0.1*float64(i))))
		}
		slices.Sort(values)
		some = append(some, figures.Shares{Name: n, Values: values})
	}
	fig := figures.ShareCDF{Label: "cold starts of an app", Things: "apps", Series: some, Guides: []float64{0.5, 0.75},
		LeftOut: 3}
	add(fig)
	fig.File, fig.LeftOut, fig.Series = "share-cdf-one", 0, []figures.Shares{{Name: "a", Values: []float64{1, 1}}}
	add(fig)
}

func demoKinds(add func(plots.Figure)) {
	kinds := func(n int) (out []figures.PolicyStarts) {
		for i := range n {
			c := 0.01 + 0.02*float64(i)
			pre := 0.03 * float64(i%3)
			out = append(out, figures.PolicyStarts{Name: policyNames[i],
				Cold:    plots.Interval{c, c * 0.9, c * 1.3},
				Warm:    plots.Interval{1 - c - pre, 1 - c - pre - 0.02, 1 - c - pre + 0.01},
				Prewarm: plots.Interval{pre, pre * 0.8, pre * 1.1}})
		}
		return out
	}
	add(figures.StartKinds{Policies: kinds(4)})
	add(figures.StartKinds{Frame: plots.Frame{File: "kinds-13"}, Policies: kinds(13)})
	add(figures.StartKinds{Frame: plots.Frame{File: "kinds-double", Width: plots.Page}, Policies: kinds(6)})
	add(figures.StartKinds{Frame: plots.Frame{File: "kinds-one"},
		Policies: []figures.PolicyStarts{{Name: "ttl", Cold: plots.Exact(1), Warm: plots.Exact(0),
			Prewarm: plots.Exact(0), Restore: plots.Exact(0)}}})
}

func demoComparisons(rng *rand.Rand, add func(plots.Figure)) {
	metric := func(name string, u plots.Unit, base, spread float64, log bool) figures.Metric {
		m := figures.Metric{Name: name, Unit: u, Log: log}
		for range policyNames {
			v := base * math.Exp(spread*rng.NormFloat64())
			m.Estimates = append(m.Estimates,
				plots.Interval{v, v * (1 - 0.1*rng.Float64()), v * (1 + 0.2*rng.Float64())})
		}
		return m
	}
	metrics := []figures.Metric{
		metric("cold start ratio", plots.Share, 0.08, 0.5, false),
		metric("latency p99", plots.Milliseconds, 900, 1.2, true),
		metric("latency p50", plots.Milliseconds, 1.5, 0.1, false),
		metric("memory used, mean", plots.MiB, 300_000, 0.2, false),
	}
	add(figures.PolicyComparison{Policies: policyNames, Baseline: "sticky-random + ttl", Metrics: metrics})
	add(figures.PolicyComparison{Frame: plots.Frame{File: "comparison-double", Width: plots.Page},
		Policies: policyNames, Baseline: "first-fit + ttl", Metrics: metrics})
	short := []figures.Metric{{Name: "throughput", HigherBetter: true,
		Estimates: []plots.Interval{{120_000, 110_000, 125_000}, {180_000, 170_000, 186_000}, {math.NaN(), 0, 0}}}}
	add(figures.PolicyComparison{Frame: plots.Frame{File: "comparison-longest-double", Width: plots.Page},
		Policies: []string{"ttl", "consistent-hash-bounded + greedy-dual", "lru"},
		Baseline: "consistent-hash-bounded + greedy-dual", Metrics: short}) // the widest name is in bold
	add(figures.PolicyComparison{Frame: plots.Frame{File: "comparison-one"},
		Policies: []string{"ttl", "lru", "greedy-dual"}, Baseline: "ttl", Metrics: short})
}

func demoBars(add func(plots.Figure)) {
	add(figures.Bars{Label: "throughput", Categories: []string{"10", "100", "1000"}, Series: []figures.BarSeries{
		{Name: "thaw", Estimates: []plots.Interval{{14e6, 13e6, 15e6}, {12e6, 11e6, 12.5e6}, {7e6, 6e6, 8e6}}},
		{Name: "best peer", Estimates: []plots.Interval{{2.2e6, 2e6, 2.3e6}, {2.2e6, 2e6, 2.5e6}, {0.1e6, 0.09e6, 0.12e6}}},
		{Name: "third", Estimates: []plots.Interval{{3.2e6, 3e6, 3.3e6}, {1.2e6, 1e6, 1.5e6}, {0.3e6, 0.29e6, 0.42e6}}},
	}})
	add(figures.Bars{Frame: plots.Frame{File: "bars-log"}, Log: true, Values: true, Unit: plots.Milliseconds,
		Label: "latency", Categories: []string{"image", "sandbox", "restore"}, Series: []figures.BarSeries{
			{Name: "p50", Estimates: []plots.Interval{{0.02, 0.01, 0.05}, {100, 80, 300}, {5, 4, 8}}},
			{Name: "p99", Estimates: []plots.Interval{{10, 8, 11}, {12000, 9000, 14000}, {1, 0.9, 1.2}}},
		}})
	add(figures.Bars{Frame: plots.Frame{File: "bars-zeros"}, Label: "evictions", Categories: []string{"ttl", "lru"},
		Series: []figures.BarSeries{{Name: "a", Estimates: []plots.Interval{{}, {}}}}, Values: true})
	add(figures.Bars{Frame: plots.Frame{File: "bars-signed"}, Label: "change", Unit: plots.Share,
		Categories: []string{"ttl", "lru", "greedy-dual", "none"}, Series: []figures.BarSeries{
			{Name: "cold", Estimates: []plots.Interval{{-0.2, -0.25, -0.1}, {0.1, 0.05, 0.2}, {0.3, 0.2, 0.35}, {0, -0.02, 0.02}}}}})
	names := []string{"runc", "gvisor", "firecracker", "snapshot restore", "zygote"}
	part := func(n string, v ...float64) figures.Part { return figures.Part{Name: n, Values: v} }
	parts := []figures.Part{part("image", 120, 120, 80, 0, 0), part("network", 30, 35, 20, 4, 2),
		part("sandbox", 90, 300, 125, 8, 3),
		part("runtime init", 250, 260, 255, 12, 0), part("function init", 400, 410, 405, 60, 50)}
	totals := []plots.Interval{{890, 800, 1000}, {1125, 1000, 1200}, {885, 850, 900}, {84, 70, 99}, {55, 50, 70}}
	add(figures.StackedBars{Label: "cold start", Unit: plots.Milliseconds, Values: true, Categories: names,
		Parts: parts, Totals: totals})
	none := part("network", 0, 0, 0, 0, 0)
	add(figures.WhereTimeGoes{Policies: names, Stages: append([]figures.Part{none}, parts...), Totals: totals})
	add(figures.WhereTimeGoes{Frame: plots.Frame{File: "where-no-time"}, Policies: names, Stages: []figures.Part{none}})
	add(figures.StackedBars{Frame: plots.Frame{File: "stacked-lying"}, Horizontal: true, Label: "cold start",
		Unit: plots.Milliseconds, Values: true, Categories: names, Parts: parts, Totals: totals})
}

func demoLines(rng *rand.Rand, add func(plots.Figure)) {
	var sweep []figures.Line
	for i, n := range policyNames[:5] {
		l := figures.Line{Name: n}
		for k := range 12 {
			x := math.Pow(2, float64(k))
			y := 0.5 * math.Pow(x, -0.3-0.05*float64(i)) * (1 + 0.02*rng.NormFloat64())
			l.X, l.Y, l.Low, l.High = append(l.X, x), append(l.Y, y), append(l.Low, y*0.9), append(l.High, y*1.15)
		}
		sweep = append(sweep, l)
	}
	add(figures.Lines{XLabel: "memory of an invoker", YLabel: "cold start ratio", XUnit: plots.Plain,
		YUnit: plots.Share, XLog: true, YLog: true, Dots: true, Series: sweep})
	add(figures.Lines{Frame: plots.Frame{File: "lines-linear"}, XLabel: "memory of an invoker (GiB)",
		YLabel: "cold start ratio", YUnit: plots.Share, Dots: true, Series: sweep[:3]})
	walk := figures.Line{Name: "walk"}
	y := 100.0
	for k := range 100_000 {
		y = math.Abs(y + rng.NormFloat64())
		walk.X, walk.Y = append(walk.X, float64(k)), append(walk.Y, y)
	}
	noise := figures.Line{Name: "noise", X: walk.X}
	for range walk.X {
		noise.Y = append(noise.Y, 300+60*rng.NormFloat64())
	}
	add(figures.Lines{Frame: plots.Frame{File: "lines-noise"}, XLabel: "time", XUnit: plots.Seconds,
		YLabel: "queue", Series: []figures.Line{walk, noise}})
	add(figures.Lines{Frame: plots.Frame{File: "lines-one-point"}, XLabel: "n", YLabel: "y",
		Series: []figures.Line{{Name: "a", X: []float64{3}, Y: []float64{0}}}})
}

// demoRun is a run under a rising load.
func demoRun(rng *rand.Rand, name string, rows, invokers int) figures.FourPanel {
	f := figures.FourPanel{Frame: plots.Frame{File: name}, MemoryUnit: plots.Share,
		Fourth: figures.Measure{Label: "queued", Values: make([]float64, rows)}}
	f.InvokerMemory = make([][]float64, invokers)
	level := make([]float64, invokers)
	for t := range rows {
		x := float64(t) / float64(rows)
		rate := 40 + 60*x + 15*math.Sin(20*x) + 6*rng.NormFloat64()
		cold := math.Max(0, rate*math.Max(0.02, x-0.6)+rng.NormFloat64())
		f.TimeS = append(f.TimeS, float64(t))
		f.InvocationsPerS = append(f.InvocationsPerS, rate)
		f.ColdStartsPerS = append(f.ColdStartsPerS, cold)
		l := 5 + 4000*math.Pow(math.Max(0, x-0.4), 2)*(1+0.2*rng.NormFloat64())
		if x > 0.1 && x < 0.15 {
			l = math.NaN()
		}
		f.MeanLatencyMS = append(f.MeanLatencyMS, l)
		sum := 0.0
		for i := range invokers {
			level[i] += 0.02 * rng.NormFloat64()
			v := math.Min(1, math.Max(0, 0.3+0.5*x+0.2*math.Sin(level[i]+float64(i))))
			f.InvokerMemory[i] = append(f.InvokerMemory[i], v)
			sum += v
		}
		f.Memory = append(f.Memory, sum/float64(invokers))
		f.Fourth.Values[t] = math.Max(0, 50*(x-0.7)*(1+rng.NormFloat64()))
	}
	return f
}

func demoTradeOffs(add func(plots.Figure)) {
	curves := []figures.Trade{
		{Name: "none", Points: []figures.TradePoint{{Name: "none", X: 0, Y: 1}}},
		{Name: "TTL", Points: []figures.TradePoint{{Name: "TTL, keep 1m", X: 10, Y: 0.02}, {Name: "TTL, keep 10m", X: 27, Y: 0.005},
			{Name: "TTL, keep 1h", X: 55, Y: 0.003}}},
		{Name: "Histogram", Points: []figures.TradePoint{{Name: "Histogram", X: 20, Y: 0.004}}},
		{Name: "Clairvoyant", Bound: true, Points: []figures.TradePoint{{Name: "Clairvoyant", X: 9, Y: 0.002}}},
	}
	f := figures.TradeOff{XLabel: "mean idle memory", XUnit: plots.MiB, YLabel: "cold starts", YUnit: plots.Share,
		Series: curves}
	add(f)
	f.File, f.Width = "trade-off-zero", plots.Page
	f.Series = append(f.Series, figures.Trade{Name: "Always", Points: []figures.TradePoint{{Name: "Always", X: 90, Y: 0}}})
	add(f)
}
