package figures

import (
	"path/filepath"
	"slices"

	"thaw/experiments/results"
	"thaw/plots"
	"thaw/plots/figures"
)

// AppRatios returns the share of cold starts of each app that started at all, in the order of the
// table of functions of a run.
func AppRatios(path string) ([]float64, error) {
	t, err := results.ReadTable(path, "app", "starts", "cold_starts")
	if err != nil {
		return nil, err
	}
	at := map[string]int{}
	var starts, colds []float64
	for i, app := range t.Texts("app") {
		k, known := at[app]
		if !known {
			k = len(starts)
			at[app] = k
			starts, colds = append(starts, 0), append(colds, 0)
		}
		starts[k] += float64(t.Ints("starts")[i])
		colds[k] += float64(t.Ints("cold_starts")[i])
	}
	var out []float64
	for k, n := range starts {
		if n > 0 {
			out = append(out, colds[k]/n)
		}
	}
	return out, nil
}

// AppColdCDF is the figure of the distributions of such shares.
func AppColdCDF() figures.ShareCDF {
	return figures.ShareCDF{Frame: plots.Frame{File: "app-cold-cdf"}, Label: "cold starts of an app", Things: "apps",
		Guides: []float64{0.5, 0.75, 0.9}}
}

// appColdCDF draws the first policy sets under which anything started.
func appColdCDF(d *resultData) ([]plots.Figure, error) {
	fig := AppColdCDF()
	shown := d.policies[:min(len(d.policies), MostCurves)]
	fig.LeftOut = len(d.policies) - len(shown)
	for _, p := range shown {
		curve := figures.Shares{Name: d.show(p).Name, Look: d.show(p).Look}
		for _, seed := range d.m.Seeds {
			ratios, err := AppRatios(filepath.Join(d.runFolder(p.Policy, seed), results.FunctionsName))
			if err != nil {
				return nil, err
			}
			curve.Values = append(curve.Values, ratios...)
		}
		if len(curve.Values) == 0 {
			continue // nothing started
		}
		slices.Sort(curve.Values)
		fig.Series = append(fig.Series, curve)
	}
	if len(fig.Series) == 0 {
		return nil, nil
	}
	return []plots.Figure{fig}, nil
}
