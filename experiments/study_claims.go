package experiments

import (
	"fmt"
	"slices"
	"strings"

	"thaw/models/names"
)

// itemValues are the values that a metric takes for one item of a study, one a
// seed.
type itemValues struct {
	item   string // with the point in front of it where there are several
	values []float64
}

// values returns a metric of VARIANT, the mean over items, or of VARIANT/ITEM,
// one a seed.
func (r *studyResult) values(metric, reference string) ([]float64, error) {
	list, err := r.byItem(metric, reference, nil)
	if err != nil {
		return nil, err
	}
	return meanOfItems(list), nil
}

// byItem returns a metric of VARIANT or VARIANT/ITEM, by item; only, where it is
// not empty, says of which.
func (r *studyResult) byItem(metric, reference string, only []string) ([]itemValues, error) {
	variant, item, one := strings.Cut(reference, "/")
	var out []itemValues
	for i, at := range r.runs {
		if at.Variant != variant || one && at.Item != item || len(only) > 0 && !slices.Contains(only, at.Item) {
			continue
		}
		v, ok := r.rows[i][metric]
		if !ok {
			return nil, fmt.Errorf("cell %s: %s has no %s", r.cell.Name, at.name(), metric)
		}
		if len(out) == 0 || out[len(out)-1].item != at.Item {
			out = append(out, itemValues{item: at.Item})
		}
		last := &out[len(out)-1]
		last.values = append(last.values, v)
		if r.study.exact {
			last.values = slices.Repeat(last.values, r.seeds)
		}
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("cell %s has no run of %q", r.cell.Name, reference)
	}
	return out, nil
}

// meanOfItems returns the mean over items, one a seed.
func meanOfItems(list []itemValues) []float64 {
	out := make([]float64, len(list[0].values))
	for _, item := range list {
		for seed, v := range item.values {
			out[seed] += v / float64(len(list))
		}
	}
	return out
}

// ofStudies returns the claim's metric by item, over all cells of the reference.
func (c *Claim) ofStudies(ref reference, byCell map[*Cell]*cellResult) ([]itemValues, error) {
	var out []itemValues
	for _, cell := range ref.cells {
		list, err := byCell[cell].study.byItem(c.Metric, ref.policy, c.Items)
		if err != nil {
			return nil, err
		}
		for _, v := range list {
			if len(ref.cells) > 1 {
				v.item = strings.TrimSpace(fmt.Sprintf("%v %s", cell.at.X, v.item))
			}
			if len(out) > 0 && len(out[0].values) != len(v.values) {
				return nil, fmt.Errorf("cell %s is run under another number of seeds than %s", cell.Name, ref.cells[0].Name)
			}
			out = append(out, v)
		}
	}
	return out, nil
}

func (c *Claim) studyValues(ref reference, byCell map[*Cell]*cellResult) ([]float64, error) {
	list, err := c.ofStudies(ref, byCell)
	if err != nil {
		return nil, err
	}
	return meanOfItems(list), nil
}

// byItem returns the values of the claim's references, one set an item. All must
// have the same items, or be of one item or point each.
func (p *Paper) byItem(c *Claim, byCell map[*Cell]*cellResult) ([]valueSet, error) {
	var first []itemValues
	var sets []valueSet
	for _, text := range c.references() {
		ref, err := p.resolve(text)
		if err != nil {
			return nil, err
		}
		list, err := c.ofStudies(ref, byCell)
		if err != nil {
			return nil, err
		}
		if first == nil {
			first, sets = list, make([]valueSet, len(list))
		}
		if len(list) != len(first) {
			return nil, fmt.Errorf("%d items of %s against %d, expected the same", len(list), text, len(first))
		}
		for i, v := range list {
			if v.item != first[i].item && len(list) > 1 {
				return nil, fmt.Errorf("item %q of %s against %q, expected the same", v.item, text, first[i].item)
			}
			if sets[i].values == nil {
				sets[i] = valueSet{v.item, map[string][]float64{}}
			}
			sets[i].values[text] = v.values
		}
	}
	return sets, nil
}

// meanRatios returns for each seed the mean over items of of ÷ to, − 1; false
// where one is taken to zero.
func meanRatios(c *Claim, sets []valueSet) ([]float64, bool) {
	out := make([]float64, len(sets[0].values[c.Of]))
	for seed := range out {
		for _, set := range sets {
			of, to := set.values[c.Of][seed], set.values[c.To][seed]
			if to == 0 {
				return nil, false
			}
			out[seed] += of / to / float64(len(sets))
		}
		out[seed]--
	}
	return out, true
}

// checkItems reports what a claim about the items of a study gets wrong.
func (c *Claim) checkItems(cell *Cell) error {
	study, settings := cell.model()
	if study == nil {
		if c.Measure == MeasureMeanRatio || c.Measure == MeasureItemOrder || len(c.Items) > 0 {
			return fmt.Errorf("cell %s is no study: it has no items, of which %s and items speak", cell.Name, c.Measure)
		}
		return nil
	}
	known := study.items(settings)
	for _, item := range c.Items {
		if !slices.Contains(known, item) {
			return fmt.Errorf("cell %s has no item %q%s", cell.Name, item, names.Hint(item, known))
		}
	}
	return nil
}
