package plots_test

import (
	"math/rand/v2"

	"thaw/plots"
	"thaw/plots/figures"
)

// demoRestores are figures of restores: four ways, one, and one with a single fault.
func demoRestores(rng *rand.Rand, add func(plots.Figure)) {
	edges := make([]float64, 14)
	for i := range edges {
		edges[i] = 0.0005 * float64(int(1)<<i)
	}
	names := []string{"warm", "cached", "on-demand", "faasnap,file=false,merge=0"}
	var counts []figures.FaultCounts
	var maps []figures.PagePanel
	for i, n := range names {
		c := make([]float64, 13)
		for k := range 4 + 3*i {
			c[k] = float64(rng.IntN(5000 >> k))
		}
		counts = append(counts, figures.FaultCounts{Name: n, Counts: c})
		var kinds []figures.PageDots
		for k, kind := range []string{"anonymous", "minor", "major"}[:min(3, i+1)] {
			d := figures.PageDots{Kind: kind}
			for j := range 3000 >> k {
				d.TimesMS = append(d.TimesMS, 50+float64(j)/20)
				d.MiB = append(d.MiB, 500*rng.Float64()*float64(k+1)/3)
			}
			kinds = append(kinds, d)
		}
		maps = append(maps, figures.PagePanel{Name: n, Kinds: kinds})
	}
	add(figures.FaultHistogram{EdgesMS: edges, Panels: counts})
	add(figures.FaultHistogram{Frame: plots.Frame{File: "faults-double", Width: plots.Page}, EdgesMS: edges,
		Panels: counts})
	add(figures.FaultHistogram{Frame: plots.Frame{File: "faults-none"}, EdgesMS: edges,
		Panels: []figures.FaultCounts{{Name: "warm", Counts: make([]float64, 13)}}})
	add(figures.PageMap{Panels: maps})
	add(figures.PageMap{Frame: plots.Frame{File: "pages-double", Width: plots.Page}, Panels: maps})
	add(figures.PageMap{Frame: plots.Frame{File: "pages-one"},
		Panels: []figures.PagePanel{{Name: "warm",
			Kinds: []figures.PageDots{{Kind: "major", TimesMS: []float64{3}, MiB: []float64{17}}}}}})
}
