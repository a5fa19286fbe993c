package plots_test

import (
	"math"
	"strings"
	"testing"

	"thaw/plots"
)

// Can two series of a figure be taken for each other, as curves or as bars?
func TestNoTwoSeriesShareALook(t *testing.T) {
	blue := plots.Look{Hue: plots.Blue()}
	for name, given := range map[string][]plots.Look{
		"none given":  make([]plots.Look, 28),
		"the same":    {blue, blue, blue, blue},
		"given later": {{}, {}, plots.DefaultLook(0), blue},
	} {
		curves, bars := map[plots.Look]bool{}, map[plots.Look]bool{}
		for i, l := range plots.Looks(given) {
			curve := plots.Look{Hue: l.Hue, Dash: l.Dash, Marker: l.Marker}
			bar := plots.Look{Hue: l.Hue, Hatch: l.Hatch}
			if curves[curve] || bars[bar] {
				t.Errorf("%s: series %d has the look of an earlier one: %v", name, i, l)
			}
			curves[curve], bars[bar] = true, true
		}
	}
}

// Does a thing keep its look whatever stands beside it, and its hue beside one that looks the same?
func TestAThingKeepsItsLook(t *testing.T) {
	green := plots.Look{Hue: plots.Green(), Dash: 1, Marker: 2, Hatch: 1}
	got := plots.Looks([]plots.Look{{}, green, {}, green})
	if got[1] != green {
		t.Errorf("the look %v became %v beside series without one", green, got[1])
	}
	first := plots.DefaultLook(0)
	if later := plots.Looks([]plots.Look{{}, first}); later[1] != first {
		t.Errorf("the look %v became %v after a series without one", first, later[1])
	}
	if got[3].Hue != green.Hue || got[3] == green {
		t.Errorf("the second series of look %v got %v, expected its hue in another style", green, got[3])
	}
}

// What does the table say about a published number, a range, a bound and a derived value?
func TestTableOfPublishedValues(t *testing.T) {
	nan := math.NaN()
	derived := plots.Reference{From: 4, To: 4, Low: 3, High: 5, Derived: true, Stated: true}
	rows := []struct {
		ref  plots.Reference
		want string
	}{
		{plots.Published(2), "published,2,2,,"},
		{plots.Reference{From: 1, To: 3, Low: nan, High: nan, Stated: true}, "published,1,3,,"},
		{plots.Reference{From: 2, To: math.Inf(1), Low: nan, High: nan, Stated: true}, "published,2,,,"},
		{derived, "derived,4,4,3,5"},
		{plots.Reference{}, ",,,,"},
	}
	f := plots.Bars{Label: "Latency", Unit: plots.Plain, Series: []plots.BarSeries{{Name: "simulated"}}}
	s := &f.Series[0]
	for _, r := range rows {
		f.Categories = append(f.Categories, string(rune('a'+len(f.Categories))))
		s.Estimates = append(s.Estimates, plots.Interval{Value: 2, Low: 2, High: 2})
		s.References = append(s.References, r.ref)
	}
	for _, log := range []bool{false, true} {
		f.Log = log
		sheet, err := f.Compose(plots.Column)
		if err != nil {
			t.Fatal(err)
		}
		table, err := sheet.Render(plots.CSV)
		if err != nil {
			t.Fatal(err)
		}
		for i, r := range rows {
			if want := f.Categories[i] + ",simulated,2,2,2," + r.want + "\n"; !strings.Contains(string(table), want) {
				t.Errorf("logarithmic %v: the table has no row %q:\n%s", log, want, table)
			}
		}
	}
}
