package plots_test

import (
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
