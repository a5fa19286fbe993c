package figures

import (
	"math"
	"strings"
	"testing"

	"thaw/plots"
	"thaw/plots/readable"
)

// textsOf are the texts of a strip at a width.
func textsOf(t *testing.T, rows Claims, width plots.Width) []readable.Text {
	t.Helper()
	sheet, err := plots.Panels{Strip: rows}.Compose(width)
	if err != nil {
		t.Fatal(err)
	}
	for _, wrong := range readable.Wrong(sheet) {
		t.Error(wrong)
	}
	return readable.Texts(sheet)
}

// find returns the places of a text.
func find(texts []readable.Text, want string) (out []readable.Text) {
	for _, text := range texts {
		if strings.Contains(text.Text, want) {
			out = append(out, text)
		}
	}
	return out
}

// Does a strip say once what rows have in common, and stand in two columns where the figure is wide? A
// strip with each row's whole statement is higher than a page.
func TestStripIsCompact(t *testing.T) {
	nan := math.NaN()
	rows := Claims{{Group: "alone", Label: "x ÷ y", Low: nan, High: nan, Published: nan, Remark: "1 → none"}}
	for _, label := range []string{"a", "b", "c", "d", "e"} {
		rows = append(rows, ClaimRow{Group: "total time, mean of all 12", Label: label + " ÷ z", Low: 0.5, High: 2, Published: 1,
			Simulated: []plots.Interval{plots.Exact(1.2)}, Remark: "+1% → +2%"})
	}
	narrow := textsOf(t, rows, plots.Column)
	if n := len(find(narrow, "total time, mean of all 12")); n != 1 {
		t.Errorf("at column width the heading stands there %d times, expected once", n)
	}
	if a, e := find(narrow, "a ÷ z")[0], find(narrow, "e ÷ z")[0]; a.Box.Max.X-e.Box.Max.X > 1 || a.Box.Min.Y <= e.Box.Min.Y {
		t.Error("at column width the rows do not stand below each other")
	}
	wide := textsOf(t, rows, plots.Page)
	if a, e := find(wide, "alone: x ÷ y")[0], find(wide, "e ÷ z")[0]; e.Box.Min.X < a.Box.Max.X {
		t.Error("at page width there is one column")
	}
	if n := len(find(wide, "total time, mean of all 12")); n != 2 {
		t.Errorf("a group that is cut has its heading %d times, expected in each column", n)
	}
}

// Does the line above the strip explain every mark that is in it, and none that is not?
func TestKeyOfStrip(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	order := ClaimRow{Label: "a < b", Order: true, Low: 1.02, High: inf, Published: nan, Remark: "reproduced",
		Simulated: []plots.Interval{{Value: 20, Low: 19, High: 21}}}
	number := ClaimRow{Label: "a", Low: nan, High: nan, Published: 1, Simulated: []plots.Interval{plots.Exact(1.1)}}
	for _, c := range []struct {
		rows       Claims
		axis       string
		said, kept []string
	}{
		{Claims{order}, "stated greater ÷ stated smaller", []string{"95% interval", "beyond the axis", "shaded"},
			[]string{"◊", "simulated ÷"}},
		{Claims{number}, "simulated ÷ published", []string{"◊ published"}, []string{"interval", "beyond", "shaded", "greater"}},
		{Claims{order, number}, "of orders (<) stated greater", []string{"◊ published", "95% interval"}, nil},
	} {
		texts := textsOf(t, c.rows, plots.Page)
		for _, want := range append(c.said, c.axis) {
			if len(find(texts, want)) == 0 {
				t.Errorf("%v: %q is missing", c.rows, want)
			}
		}
		for _, want := range c.kept {
			if len(find(texts, want)) > 0 {
				t.Errorf("%v: %q explains what is not there", c.rows, want)
			}
		}
	}
}

// Do the bars of a category stand around its name whether something is published about it or not?
func TestNamesStandBesideTheirBars(t *testing.T) {
	f := Bars{Label: "rate", Horizontal: true, Categories: []string{"one", "two"}, Series: []BarSeries{{Name: "simulated",
		Estimates:  []plots.Interval{plots.Exact(1), plots.Exact(2)},
		References: []Reference{{}, {Stated: true, From: 2, To: 2, Low: math.NaN(), High: math.NaN()}}}}}
	d := barDrawing{f: f, s: plots.NewSheet(plots.Column)}
	r := newBarPanel(d.s, f.Categories, plots.FitAxis("rate", plots.Plain, false, 0, 2), d.places(), true, false)
	p := r.panel()
	for c, last := range []int{0, 1} {
		_, top := r.span(c, 0)
		bottom, _ := r.span(c, last)
		if middle := (top + bottom) / 2; math.Abs(middle-p.Y.RowMiddle(c)) > 1e-9 {
			t.Errorf("the bars of %s have their middle at %v, their name stands at %v", f.Categories[c], middle, p.Y.RowMiddle(c))
		}
	}
}
