package plots

import "math/rand/v2"

// demoRestores are figures of restores: four ways, one, and one with a single fault.
func demoRestores(rng *rand.Rand, add func(Figure)) {
	edges := make([]float64, 14)
	for i := range edges {
		edges[i] = 0.0005 * float64(int(1)<<i)
	}
	names := []string{"warm", "cached", "on-demand", "faasnap,file=false,merge=0"}
	var counts []FaultCounts
	var maps []PagePanel
	for i, n := range names {
		c := make([]float64, 13)
		for k := range 4 + 3*i {
			c[k] = float64(rng.IntN(5000 >> k))
		}
		counts = append(counts, FaultCounts{n, c})
		var kinds []PageDots
		for k, kind := range []string{"anonymous", "minor", "major"}[:min(3, i+1)] {
			d := PageDots{Kind: kind}
			for j := range 3000 >> k {
				d.TimesMS = append(d.TimesMS, 50+float64(j)/20)
				d.MiB = append(d.MiB, 500*rng.Float64()*float64(k+1)/3)
			}
			kinds = append(kinds, d)
		}
		maps = append(maps, PagePanel{n, kinds})
	}
	add(FaultHistogram{EdgesMS: edges, Panels: counts})
	add(FaultHistogram{Frame: Frame{File: "faults-double", Width: Double}, EdgesMS: edges, Panels: counts})
	add(FaultHistogram{Frame: Frame{File: "faults-none"}, EdgesMS: edges, Panels: []FaultCounts{{"warm", make([]float64, 13)}}})
	add(PageMap{Panels: maps})
	add(PageMap{Frame: Frame{File: "pages-double", Width: Double}, Panels: maps})
	add(PageMap{Frame: Frame{File: "pages-one"}, Panels: []PagePanel{{"warm", []PageDots{{"major", []float64{3}, []float64{17}}}}}})
}
