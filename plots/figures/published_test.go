package figures

import (
	"math"
	"regexp"
	"strings"
	"testing"

	"thaw/plots"
	"thaw/plots/published"
	"thaw/plots/readable"
)

// What does the table say about a published number, a range, a bound and a derived value?
func TestTableOfPublishedValues(t *testing.T) {
	nan := math.NaN()
	derived := published.Reference{From: 4, To: 4, Low: 3, High: 5, Derived: "published ratio × simulated b", Stated: true}
	rows := []struct {
		ref  published.Reference
		want string
	}{
		{published.Reference{From: 2, To: 2, Low: nan, High: nan, Stated: true}, "published,,2,2,,,"},
		{published.Reference{From: 1, To: 3, Low: nan, High: nan, Stated: true}, "published,,1,3,,,"},
		{published.Reference{From: 2, To: math.Inf(1), Low: nan, High: nan, Stated: true}, "published,,2,,,,"},
		{published.Reference{From: 2, To: 2, Low: nan, High: nan, Input: true, Stated: true}, "\"published, input\",,2,2,,,"},
		{published.Reference{From: 2, To: 2, Low: nan, High: nan, Stated: true, Other: &derived}, "published,,2,2,,,4"},
		{derived, "derived,published ratio × simulated b,4,4,3,5,"},
		{published.Reference{From: 2, To: 2, Low: nan, High: nan, Ground: plots.Recalled, Stated: true,
			Verdict: "out of line"}, "remembered,,2,2,,,"},
		{published.Reference{}, ",,,,,,"},
	}
	f := Bars{Label: "Latency", Unit: plots.Plain, Series: []BarSeries{{Name: "simulated"}}}
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
			if want := f.Categories[i] + ",simulated,2,2,2," + r.want + "," + r.ref.Verdict + "\n"; !strings.Contains(string(table), want) {
				t.Errorf("logarithmic %v: the table has no row %q:\n%s", log, want, table)
			}
		}
	}
}

// statements are what a publication can state about a value, with what the legend says of it.
func statements() map[string]published.Reference {
	nan, inf := math.NaN(), math.Inf(1)
	number := published.Reference{Stated: true, From: 4, To: 4, Low: nan, High: nan}
	out := map[string]published.Reference{"published": number}
	for name, change := range map[string]func(r *published.Reference){
		"published: range":        func(r *published.Reference) { r.To = 6 },
		"published: at least":     func(r *published.Reference) { r.To = inf },
		"published: at most":      func(r *published.Reference) { r.From = -inf },
		"ratio × simulated b":     func(r *published.Reference) {},
		"ratio × simulated b: at": func(r *published.Reference) { r.To = inf },
		"ratio × simulated b: ra": func(r *published.Reference) { r.To = 6 },
	} {
		r := number
		change(&r)
		if strings.HasPrefix(name, "ratio") {
			r.Derived = "ratio × simulated b"
		}
		out[name] = r
		r.Input = true
		out[name+", input"] = r
	}
	number.Input = true
	out["published, input"] = number
	return out
}

// Does each kind of statement have a mark of its own, whatever the marker of the series, and a name in the
// legend, in figures of curves, of points and of bars?
func TestEveryKindHasItsMark(t *testing.T) {
	series := plots.Look{Hue: plots.Blue(), Marker: plots.Diamond}
	point := []plots.Interval{plots.Exact(5), plots.Exact(3)}
	bars := func(log bool) func(published.Reference) plots.Figure {
		return func(r published.Reference) plots.Figure {
			return Bars{Label: "x", Log: log, Categories: []string{"c", "d"}, Series: []BarSeries{{Name: "a", Look: series,
				Estimates: point, References: []published.Reference{r, {}}}, {Name: "b", Estimates: point}}}
		}
	}
	for what, figure := range map[string]func(published.Reference) plots.Figure{"bars": bars(false), "points": bars(true),
		"curves": func(r published.Reference) plots.Figure {
			return Lines{XLabel: "x", YLabel: "y", Series: []Line{{Name: "a", Look: series, X: []float64{1, 2}, Y: []float64{3, 9},
				Published: []PublishedPoint{{X: 1, Reference: r}}}, {Name: "b", X: []float64{1, 2}, Y: []float64{3, 1}}}}
		}} {
		seen := map[string]string{}
		for name, r := range statements() {
			sheet, err := figure(r).Compose(plots.Page)
			if err != nil {
				t.Fatal(err)
			}
			if want := strings.TrimSuffix(name, ", input"); len(find(readable.Texts(sheet), want)) != 1 ||
				(len(find(readable.Texts(sheet), ", model input")) == 1) != r.Input {
				t.Errorf("%s: the legend has no %q", what, name)
			}
			svg, err := sheet.Render(plots.SVG)
			if err != nil {
				t.Fatal(err)
			}
			marks := regexp.MustCompile(`(?s)<text.*?</text>`).ReplaceAllString(string(svg), "")
			if other, ok := seen[marks]; ok {
				t.Errorf("%s: %q looks like %q", what, name, other)
			}
			seen[marks] = name
		}
	}
}

// Does the legend of a figure with one series name it beside what is published, and a tolerance where one
// can be seen?
func TestLegendOfOneSeries(t *testing.T) {
	for _, c := range []struct {
		low, high float64
		accepted  int
	}{{3, 5, 1}, {3.99, 4.01, 0}, {math.NaN(), math.NaN(), 0}} {
		r := published.Reference{Stated: true, From: 4, To: 4, Low: c.low, High: c.high}
		for what, f := range map[string]plots.Figure{
			"curves": Lines{Series: []Line{{Name: "Linux Overlay", X: []float64{1, 2}, Y: []float64{3, 9},
				Published: []PublishedPoint{{X: 1, Reference: r}}}}},
			"bars": Bars{Categories: []string{"x"}, Series: []BarSeries{{Name: "Linux Overlay",
				Estimates: []plots.Interval{plots.Exact(5)}, References: []published.Reference{r}}}},
		} {
			sheet, err := f.Compose(plots.Page)
			if err != nil {
				t.Fatal(err)
			}
			texts := readable.Texts(sheet)
			if len(find(texts, "Linux Overlay, simulated")) != 1 || len(find(texts, "published")) != 1 ||
				len(find(texts, "accepted")) != c.accepted {
				t.Errorf("%s, accepted %v to %v: %v", what, c.low, c.high, texts)
			}
		}
	}
}

// Do bars that are all a whole tell their parts? "100%" behind each says nothing.
func TestPartsOfWholes(t *testing.T) {
	part := func(name string, a, b, stated float64) Part {
		r := published.Reference{Stated: true, From: stated, To: stated, Low: math.NaN(), High: math.NaN()}
		return Part{Name: name, Values: []float64{a, b}, Published: []published.Reference{r, {}}}
	}
	f := StackedBars{Unit: plots.Share, Values: true, Categories: []string{"x", "y"},
		Parts: []Part{part("start-up", 0.7, 0.2, 0.6986), part("work", 0.3, 0.8, 0.2825)}}
	sheet, err := f.Compose(plots.Column)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"70 · 30 %", "20 · 80 %", "69.9 · 28.3 %"} {
		if len(find(readable.Texts(sheet), want)) != 1 {
			t.Errorf("%q is missing", want)
		}
	}
	f.Parts[0].Values[0] = 0.5
	if sheet, err = f.Compose(plots.Column); err != nil || len(find(readable.Texts(sheet), " · ")) > 0 {
		t.Errorf("the parts stand behind a bar that is no whole, %v", err)
	}
}
