package forms

import (
	"math"
	"testing"

	"thaw/experiments/paired"
	"thaw/plots"
	kinds "thaw/plots/figures"
)

// measuredCell is a cell of a study with values by policy.
type measuredCell struct {
	name   string
	x      float64
	values map[string][]float64
}

func (c measuredCell) Name() string               { return c.name }
func (c measuredCell) Point() (string, float64)   { return "cell", c.x }
func (c measuredCell) Policies() []string         { return []string{"a", "b"} }
func (c measuredCell) Items() []string            { return []string{""} }
func (c measuredCell) Label(metric string) string { return metric }
func (c measuredCell) Unit(string) plots.Unit     { return plots.Milliseconds }
func (c measuredCell) Has(_, policy string) bool  { return c.values[policy] != nil }
func (c measuredCell) Values(_, policy string) ([]float64, error) {
	return c.values[policy], nil
}
func (c measuredCell) Windows(string) (paired.Windows, error)  { return nil, nil }
func (c measuredCell) Series(string, string) ([]Series, error) { return nil, nil }
func (c measuredCell) EachRun(string, func(Run) error) error   { return nil }

// Does a figure of a paper draw a bar of height zero, or fail, where nothing was
// measured? And is what was measured under some seeds drawn from those?
func TestNoMarkWithoutSample(t *testing.T) {
	nan := math.NaN()
	some := []Cell{
		measuredCell{"one", 1, map[string][]float64{"a": {4, nan, 6}, "b": {nan, nan, nan}}},
		measuredCell{"two", 2, map[string][]float64{"a": {3, 3, 3}}},
	}
	none := []Cell{measuredCell{"one", 1, map[string][]float64{"a": {nan, nan}, "b": {nan, nan}}}}
	for _, form := range []string{"bars", "grouped-bars", "stacked-bars", "profile", "lines", "memory"} {
		f, err := Find(form)
		if err != nil {
			t.Fatal(err)
		}
		for what, cells := range map[string][]Cell{"some": some, "none": none} {
			figures, err := f.Draw(&Figure{Name: "1", Metrics: []string{"wait"}, Across: "rate"}, Input{}, cells)
			if err != nil {
				t.Fatalf("%s, %s: %v", form, what, err)
			}
			if what == "none" && len(figures) > 0 && form != "stacked-bars" {
				t.Errorf("%s draws %d figures of nothing", form, len(figures))
			}
			for _, fig := range figures {
				if _, err := plots.Save(t.TempDir(), fig, plots.Output{Formats: []plots.Format{plots.SVG}}); err != nil {
					t.Errorf("%s, %s: %v", form, what, err)
				}
			}
			if form == "bars" && what == "some" {
				of := figures[0].(plots.Panels).Tiles[0].Figure.(kinds.Bars).Series
				if a, b, c := of[0].Estimates[0].Value, of[0].Estimates[1].Value, of[1].Estimates[1].Value; a != 5 ||
					!math.IsNaN(b) || !math.IsNaN(c) {
					t.Errorf("bars of %v, %v and %v, expected 5 and none", a, b, c)
				}
			}
		}
	}
}
