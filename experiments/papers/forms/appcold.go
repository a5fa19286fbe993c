package forms

import (
	"path/filepath"
	"slices"

	"thaw/experiments/figures"
	"thaw/experiments/results"
	kinds "thaw/plots/figures"
)

// AppMetrics are computed by Apps from the table of functions of a run.
var AppMetrics = []string{
	"apps_always_cold_ratio", // apps all of whose starts are cold ÷ apps that start at all
}

// Apps computes the metrics over the apps of a run. A metric without a sample is NaN.
func Apps(path string) (map[string]float64, error) {
	ratios, err := figures.AppRatios(path)
	if err != nil {
		return nil, err
	}
	always := 0.
	for _, r := range ratios {
		if r == 1 {
			always++
		}
	}
	return map[string]float64{"apps_always_cold_ratio": always / float64(len(ratios))}, nil // NaN of none
}

// drawAppCold draws the cold starts of apps over all windows and seeds together, a curve a policy of
// the cells.
func drawAppCold(d *drawing, cells []Cell) error {
	fig := figures.AppColdCDF()
	for _, r := range cells {
		for _, policy := range d.shown(r) {
			var curve kinds.Shares
			curve.Name, curve.Look = d.show(policy)
			err := r.EachRun(policy, func(run Run) error {
				ratios, err := figures.AppRatios(filepath.Join(run.Folder, results.FunctionsName))
				curve.Values = append(curve.Values, ratios...)
				return err
			})
			if err != nil {
				return err
			}
			if len(curve.Values) > 0 { // something started
				slices.Sort(curve.Values)
				fig.Series = append(fig.Series, curve)
			}
		}
	}
	if len(fig.Series) > 0 {
		d.add("", fig)
	}
	return nil
}
