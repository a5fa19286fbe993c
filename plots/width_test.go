package plots_test

import (
	"math"
	"strings"
	"testing"

	"thaw/plots"
	"thaw/plots/figures"
)

// Which widths can be asked for, and does an error say what was expected?
func TestParseWidth(t *testing.T) {
	for text, want := range map[string]plots.Width{"column": plots.Column, " Page": plots.Page, "60": 60, "400mm": 400,
		"88.5 mm": 88.5} {
		if got, err := plots.ParseWidth(text); err != nil || got != want {
			t.Errorf("%q: %v mm, %v, expected %v mm", text, got, err, want)
		}
	}
	for _, text := range []string{"", "double", "59.9", "401", "-88", "NaN", "Inf", "3.3in", "1e9", "mm"} {
		if got, err := plots.ParseWidth(text); err == nil ||
			!strings.Contains(err.Error(), "expected column (3.33 in), page (7.0 in) or millimetres from 60 to 400") {
			t.Errorf("%q: %v mm, %v", text, got, err)
		}
	}
}

// Is a figure as wide as was asked for, and as wide as it says itself where nothing was?
func TestComposedWidth(t *testing.T) {
	f := demos()["cdf-one-point"].(figures.LatencyCDF)
	for _, c := range []struct{ own, asked, want plots.Width }{
		{0, 0, plots.Column}, {plots.Page, 0, plots.Page}, {plots.Page, plots.Column, plots.Column}, {0, 120, 120},
	} {
		f.Width = c.own
		s, err := f.Compose(c.asked)
		if err != nil {
			t.Fatal(err)
		}
		if w, _ := s.Size(); math.Abs(w.Points()/72*25.4-float64(c.want)) > 1e-9 {
			t.Errorf("own width %v mm, asked for %v mm: the sheet is %v pt wide", c.own, c.asked, w.Points())
		}
	}
	for _, wrong := range []plots.Width{7, -1, 401, plots.Width(math.NaN())} {
		if _, err := f.Compose(wrong); err == nil || !strings.Contains(err.Error(), "expected column") {
			t.Errorf("%v mm: %v", wrong, err)
		}
	}
}
