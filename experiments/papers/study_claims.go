package papers

import (
	"fmt"
	"slices"
	"strings"

	"thaw/experiments/papers/forms"
	"thaw/experiments/papers/verdict"
	"thaw/experiments/studies"
)

// ofStudies returns the claim's metric by item, over all cells of the reference.
func (c *Claim) ofStudies(ref reference, byCell map[*Cell]*cellResult) ([]studies.ItemValues, error) {
	var out []studies.ItemValues
	for _, cell := range ref.cells {
		list, err := byCell[cell].study.ByItem(c.Metric, ref.policy, c.Items)
		if err != nil {
			return nil, err
		}
		for _, v := range list {
			if len(ref.cells) > 1 {
				v.Item = strings.TrimSpace(fmt.Sprintf("%v %s", cell.at.X, v.Item))
			}
			if len(out) > 0 && len(out[0].Values) != len(v.Values) {
				return nil, fmt.Errorf("cell %s is run under another number of seeds than %s", cell.Name,
					ref.cells[0].Name)
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
	return studies.MeanOfItems(list), nil
}

// byItem returns the values of the claim's references, one set an item. All references
// need the same items, or one item or point each.
func (p *Paper) byItem(c *Claim, byCell map[*Cell]*cellResult) ([]verdict.Set, error) {
	var first []studies.ItemValues
	var sets []verdict.Set
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
			first, sets = list, make([]verdict.Set, len(list))
		}
		if len(list) != len(first) {
			return nil, fmt.Errorf("%d items of %s against %d, expected the same", len(list), text, len(first))
		}
		for i, v := range list {
			if v.Item != first[i].Item && len(list) > 1 {
				return nil, fmt.Errorf("item %q of %s against %q, expected the same", v.Item, text, first[i].Item)
			}
			if sets[i].Values == nil {
				sets[i] = verdict.Set{Item: v.Item, Values: map[string][]float64{}}
			}
			sets[i].Values[text] = v.Values
		}
	}
	return sets, nil
}

// checkItems reports unknown items of a claim, and items of a cell without a study.
func (c *Claim) checkItems(cell *Cell) error {
	study, settings := cell.model()
	if study == nil {
		if c.Measure.ByItem() || len(c.Items) > 0 {
			return fmt.Errorf("cell %s is no study: it has no items, of which %s and items speak", cell.Name,
				c.Measure)
		}
		return nil
	}
	known := study.Items(settings)
	for _, item := range c.Items {
		if !slices.Contains(known, item) {
			return forms.UnknownItem(cell.Name, item, known)
		}
	}
	return nil
}
