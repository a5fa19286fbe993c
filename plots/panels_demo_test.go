package plots_test

import (
	"math"

	"thaw/plots"
	"thaw/plots/figures"
	"thaw/plots/published"
)

// number is a number with its tolerance, ratio one that a published ratio gives.
func number(v float64) published.Reference {
	return published.Reference{Stated: true, From: v, To: v, Low: 0.8 * v, High: 1.2 * v}
}

func ratio(v float64) published.Reference {
	r := number(v)
	r.Derived = "published ratio × simulated REAP"
	return r
}

// input is a number that the model was set by, twice one that a publication contradicts.
func input(v float64) published.Reference {
	r := number(v)
	r.Input = true
	return r
}

func twice(v, other float64) published.Reference {
	r := number(v)
	r.Low = -v // a tolerance that reaches below zero
	r.Other = &published.Reference{Stated: true, From: other, To: other, Low: math.NaN(), High: math.NaN(),
		Derived: "from published numbers"}
	return r
}

// Bounds and ranges without a tolerance.
func atLeast(v float64) published.Reference {
	return published.Reference{Stated: true, From: v, To: math.Inf(1), Low: v, High: math.Inf(1)}
}

func inRange(low, high float64) published.Reference {
	return published.Reference{Stated: true, From: low, To: high, Low: math.NaN(), High: math.NaN()}
}

// bare is without its tolerance, as in a strip, which shades it.
func bare(r published.Reference) published.Reference {
	r.Low, r.High = math.NaN(), math.NaN()
	return r
}

// demoPanels are figures with published values, and figures of several panels.
func demoPanels(add func(plots.Figure)) {
	orange := plots.Look{Hue: plots.Orange(), Dash: plots.Dashed, Marker: plots.Square, Hatch: plots.Rising}
	all := func(v float64) plots.Interval { return plots.Interval{Value: v, Low: 0.9 * v, High: 1.1 * v} }
	bars := func(categories int, log bool) figures.Bars {
		f := figures.Bars{Label: "mean latency of cold starts", Unit: plots.Milliseconds, Log: log, Values: !log,
			Guides: []figures.Guide{{Value: 150, Label: "150 ms"}}}
		names := []string{"hello-world", "image", "chameleon", "recognition", "read-list", "compression"}
		a, b := figures.BarSeries{Name: "Sticky-Max-Available", Look: orange}, figures.BarSeries{Name: "MA/MC"}
		marks := []published.Reference{number(120), ratio(90), atLeast(200), inRange(80, 140), input(70), twice(10, 40)}
		for i := range categories {
			f.Categories = append(f.Categories, names[i])
			a.Estimates, b.Estimates = append(a.Estimates, all(100+20*float64(i))), append(b.Estimates, all(60))
			a.References, b.References = append(a.References, marks[i]), append(b.References, published.Reference{})
		}
		f.Series = []figures.BarSeries{a, b}
		return f
	}
	one, few, many, log := bars(1, false), bars(3, false), bars(6, false), bars(6, true)
	few.File, many.File, log.File = "published-few", "published-many", "published-log"
	add(few)
	add(many)
	add(log)
	lines := figures.Lines{Frame: plots.Frame{File: "published-lines"}, XLabel: "input of the restore", Dots: true,
		YLabel: "execution time", YUnit: plots.WholeSeconds, XLog: true, Fractions: true, Series: []figures.Line{
			{Name: "Firecracker", Look: orange, X: []float64{0.25, 0.5, 1, 2, 4}, Y: []float64{1, 2, 3, 5, 9},
				Published: []figures.PublishedPoint{{X: 0.25, Reference: number(1.5)}, {X: 1, Reference: atLeast(2)},
					{X: 2, Reference: inRange(3, 4)}, {X: 4, Reference: ratio(7)}, {X: 0.5, Reference: input(2)}}},
			{Name: "no run", Published: []figures.PublishedPoint{{X: 2, Reference: twice(6, 8)}}}}}
	add(lines)
	stacked := figures.StackedBars{Frame: plots.Frame{File: "published-stacked"}, Label: "time", Unit: plots.Milliseconds,
		Values: true, Categories: []string{"hello-world, Firecracker", "hello-world, REAP", "image, FaaSnap"},
		Guides:     []figures.Guide{{Value: 200, Label: "200 ms"}},
		References: []published.Reference{number(150), atLeast(100), {}},
		Parts: []figures.Part{{Name: "set-up", Look: plots.Look{Hue: plots.Silver()}, Values: []float64{50, 60, 70}},
			{Name: "invocation", Values: []float64{90, 20, 130},
				Looks: []plots.Look{orange, {Hue: plots.Blue()}, {Hue: plots.Green(), Hatch: plots.Crossed}}}}}
	add(stacked)
	shares := figures.StackedBars{Frame: plots.Frame{File: "published-parts"}, Label: "share", Unit: plots.Share,
		Values: true, Categories: []string{"Docker Swarm", "Particle"}, Parts: []figures.Part{
			{Name: "start-up", Values: []float64{0.7, 0.2}, Published: []published.Reference{number(0.69), {}}},
			{Name: "work", Values: []float64{0.3, 0.8}, Published: []published.Reference{input(0.31), {}}}}}
	add(shares)
	spans := figures.Spans{Frame: plots.Frame{File: "spans"}, XLabel: "chunks", Label: "time", Unit: plots.Seconds,
		Kinds: []string{"start-up", "work"}}
	for i := range 40 {
		x := float64(i + 1)
		spans.Spans = append(spans.Spans, figures.Span{X: x, From: 0, To: x / 10},
			figures.Span{X: x, From: x / 10, To: x/10 + 2, Kind: 1})
	}
	add(spans)
	cdf := figures.LatencyCDF{Frame: plots.Frame{File: "published-cdf"}, FromShare: 0.5, Series: []figures.Distribution{
		{Name: "MA/MC", ValuesMS: []float64{1, 2, 5, 10, 500}, Published: []figures.Quantile{
			{ValueMS: 868, Share: 0.99, LowMS: 600, HighMS: 1000, LowShare: math.NaN(), HiShare: math.NaN()},
			{ValueMS: 10, Share: 0.85, LowMS: math.NaN(), HighMS: math.NaN(), LowShare: 0.8, HiShare: 0.9}}},
		{Name: "SR/MA", ValuesMS: []float64{1, 3, 6, 9, 700}}}}
	add(cdf)
	claims := figures.Claims{
		{Group: "sustained rate", Order: true, Label: "Sticky-Random, Random, Max-Available < Sticky-Max-Available < MA/MA, MA/MC, SR/MA, SR/MC",
			Low: 1.02, High: math.Inf(1), Verdict: "not reproduced", Counted: true,
			Simulated: []plots.Interval{{Value: 0.8, Low: 0.7, High: 0.9}, {Value: 1.4, Low: 1.1, High: 40}, plots.Exact(90)}},
		{Group: "mean latency", Label: "REAP ÷ FaaSnap", Low: 0.85, High: 1.15, Published: bare(inRange(0.99, 1.01)),
			Remark: "+74% – +76% → +1119.7%", Verdict: "not reproduced", Changed: true, Counted: true,
			Simulated: []plots.Interval{plots.Exact(0.01)}},
		{Group: "mean latency", Label: "start-up of a container", Low: 0.85, High: 1.15, Published: bare(twice(1, 1.6)), Verdict: "in line",
			Remark: "3 or 2.5 → 2.8", Simulated: []plots.Interval{plots.Exact(1.1)}},
		{Group: "mean latency", Label: "set-up of a machine", Low: 1, High: math.Inf(1), Published: bare(atLeast(1)), Verdict: "input",
			Remark: "≥ 2 → 2.6", Simulated: []plots.Interval{plots.Exact(1.3)}},
		{Group: "mean latency", Label: "not simulated", Low: math.NaN(), High: math.NaN(), Published: bare(input(1)),
			Remark: "0.5 → none", Verdict: "not comparable"}}
	tile := func(title string, f plots.Panelled) plots.Tile { return plots.Tile{Title: title, Figure: f} }
	add(plots.Panels{Frame: plots.Frame{File: "panels-grid", Width: plots.Page}, Columns: 3, Same: true, Strip: claims,
		Tiles: []plots.Tile{tile("recorded with A, restored for B", few), tile("the other way round", many),
			tile("of one", one)}})
	add(plots.Panels{Frame: plots.Frame{File: "panels-mixed"}, Columns: 2, Strip: claims, Tiles: []plots.Tile{
		tile("curves", lines), tile("", cdf), tile("spans", spans), tile("parts", shares), tile("whole", stacked)}})
	add(plots.Panels{Frame: plots.Frame{File: "panels-claims"}, Strip: claims})
}
