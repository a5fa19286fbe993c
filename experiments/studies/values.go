package studies

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// ItemValues are the values of a metric for one item of a study, one per seed.
type ItemValues struct {
	Item   string // after the point, if there are several points
	Values []float64
}

// Values returns a metric of VARIANT, the mean over items, or of VARIANT/ITEM,
// one a seed.
func (r *Result) Values(metric, reference string) ([]float64, error) {
	list, err := r.ByItem(metric, reference, nil)
	if err != nil {
		return nil, err
	}
	return MeanOfItems(list), nil
}

// ByItem returns a metric of VARIANT or VARIANT/ITEM by item. A non-empty only
// selects items. The value of a run that has no sample of the metric is NaN.
func (r *Result) ByItem(metric, reference string, only []string) ([]ItemValues, error) {
	if _, err := r.Study.Metric(metric); err != nil {
		return nil, fmt.Errorf("cell %s: %w", r.Cell, err)
	}
	variant, item, one := strings.Cut(reference, "/")
	var out []ItemValues
	for i, at := range r.Runs {
		if at.Variant != variant || one && at.Item != item || len(only) > 0 && !slices.Contains(only, at.Item) {
			continue
		}
		v, ok := r.Rows[i][metric]
		if !ok {
			v = math.NaN()
		}
		if len(out) == 0 || out[len(out)-1].Item != at.Item {
			out = append(out, ItemValues{Item: at.Item})
		}
		last := &out[len(out)-1]
		last.Values = append(last.Values, v)
		if r.Study.Exact {
			last.Values = slices.Repeat(last.Values, r.Seeds)
		}
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("cell %s has no run of %q", r.Cell, reference)
	}
	return out, nil
}

// MeanOfItems returns the mean over items, one a seed.
func MeanOfItems(list []ItemValues) []float64 {
	out := make([]float64, len(list[0].Values))
	for _, item := range list {
		for seed, v := range item.Values {
			out[seed] += v / float64(len(list))
		}
	}
	return out
}
