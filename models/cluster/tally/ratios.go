package tally

import (
	"math"
	"slices"

	"thaw/models/outcome"
)

// coldRatios enters the quantiles of cold starts ÷ starts over functions and over apps, each
// counted once, of those that started at all.
func (t *Tally) coldRatios(s *outcome.Summary) {
	functions := make([][2]float64, len(t.colds)) // starts, of which cold
	apps := make([][2]float64, len(t.table.Apps))
	for fn, f := range t.fleet.Functions() {
		starts, colds := float64(f.Starts), float64(t.colds[fn])
		functions[fn] = [2]float64{starts, colds}
		app := &apps[t.table.Functions[fn].App]
		app[0], app[1] = app[0]+starts, app[1]+colds
	}
	ratios := sortedRatios(functions)
	s.FunctionColdRatioP50, s.FunctionColdRatioP75 = nearestRank(ratios, 0.5), nearestRank(ratios, 0.75)
	ratios = sortedRatios(apps)
	s.AppColdRatioP50, s.AppColdRatioP75 = nearestRank(ratios, 0.5), nearestRank(ratios, 0.75)
	s.AppColdRatioP90 = nearestRank(ratios, 0.9)
}

// sortedRatios returns the shares of cold starts, without those of who never started.
func sortedRatios(counts [][2]float64) []float64 {
	var out []float64
	for _, n := range counts {
		if n[0] > 0 {
			out = append(out, n[1]/n[0])
		}
	}
	slices.Sort(out)
	return out
}

// nearestRank is the least of sorted values that at least a share q of them does not exceed, and
// missing where there is none.
func nearestRank(sorted []float64, q float64) float64 {
	if len(sorted) == 0 {
		return outcome.Missing()
	}
	return sorted[int(math.Ceil(q*float64(len(sorted))))-1]
}
