package figures

import (
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/plot/vg"

	"thaw/plots"
	"thaw/plots/published"
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
	rows := Claims{{Group: "alone", Label: "x ÷ y", Low: nan, High: nan, Remark: "1 → none"}}
	for _, label := range []string{"a", "b", "c", "d", "e"} {
		rows = append(rows, ClaimRow{Group: "total time, mean of all 12", Label: label + " ÷ z", Low: 0.5, High: 2,
			Published: at(1), Simulated: []plots.Interval{plots.Exact(1.2)}, Remark: "+1% → +2%", Verdict: "reproduced"})
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

// at is a published number at a place of the axis.
func at(v float64) published.Reference {
	return published.Reference{Stated: true, From: v, To: v, Low: math.NaN(), High: math.NaN()}
}

// Does the legend of a strip explain every mark that is in it, and none that is not, and does its title say
// how changes and ranges lie on the axis?
func TestLegendOfStrip(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	order := ClaimRow{Label: "a < b", Order: true, Low: 1.02, High: inf, Verdict: "reproduced", Counted: true,
		Simulated: []plots.Interval{{Value: 20, Low: 19, High: 21}}}
	number := ClaimRow{Label: "a", Low: nan, High: nan, Published: at(1), Simulated: []plots.Interval{plots.Exact(1.1)},
		Remark: "1 → 1.1", Verdict: "in line"}
	change, ranged, bound, derived := number, number, number, number
	change.Changed = true
	ranged.Published = published.Reference{Stated: true, From: 0.8, To: 1.2}
	bound.Published, bound.Published.Input = published.Reference{Stated: true, From: 1, To: inf}, true
	bound.Simulated = []plots.Interval{plots.Exact(-3)}
	derived.Published.Derived = "from published numbers"
	all := []string{"published", "95% interval", "above the axis", "below the axis", "accepted", "greater", "no prediction",
		"model input", "from published numbers", "at least", "range", "+25% counts as 1.25", "a range by its middle"}
	for _, c := range []struct {
		row  ClaimRow
		said []string
	}{
		{order, []string{"95% interval", "above the axis", "accepted", "greater"}},
		{number, []string{"published", "no prediction"}},
		{change, []string{"published", "no prediction", "+25% counts as 1.25"}},
		{ranged, []string{"published", "no prediction", "range", "a range by its middle"}},
		{bound, []string{"published", "no prediction", "at least", "model input", "below the axis"}},
		{derived, []string{"published", "no prediction", "from published numbers"}},
	} {
		texts := textsOf(t, Claims{c.row}, plots.Page)
		if len(find(texts, "1/")) == 0 {
			t.Errorf("%+v: no place below 1 is written as a fraction", c.row)
		}
		for _, text := range all {
			if n := len(find(texts, text)); n > 0 != slices.Contains(c.said, text) {
				t.Errorf("%+v: %q stands there %d times", c.row, text, n)
			}
		}
	}
}

// Does every row say what came out, with the numbers where it has some? A reader of a figure does not have
// the table.
func TestRowsHaveVerdicts(t *testing.T) {
	row := ClaimRow{Label: "a", Published: at(1), Simulated: []plots.Interval{plots.Exact(1.1)}, Remark: "3.15 → 1.28",
		Verdict: "not reproduced"}
	s := plots.NewSheet(plots.Column)
	for _, c := range []struct {
		remark, verdict, want string
		width                 vg.Length
	}{
		{"3.15 → 1.28", "not reproduced", "3.15 → 1.28\nnot reproduced", 62}, {"1 → 1", "input", "1 → 1, input", 62},
		{"", "shape only", "shape only", 62}, {"3.15 → 1.28", "not reproduced", "3.15 → 1.28, not reproduced", 120},
	} {
		row.Remark, row.Verdict = c.remark, c.verdict
		if got := row.said(s, c.width); got != c.want {
			t.Errorf("%q in %v, expected %q", got, c.width, c.want)
		}
	}
}

// Does the mark of a row lie at its place, with its own shape: what is published, hollow, and simulated
// filled, black of a prediction and grey of what is none?
func TestMarksOfRow(t *testing.T) {
	p := &plots.Panel{X: plots.FitAxis("", plots.Plain, true, 0.5, 2)}
	row := ClaimRow{Low: 0.8, High: 1.2, Published: at(1), Simulated: []plots.Interval{{Value: 1.5, Low: 1.4, High: 9}}}
	for _, counted := range []bool{false, true} {
		row.Counted = counted
		got := rowMarks(p, 5, row, 10)
		want := []plots.Mark{
			plots.Band{Xs: []float64{0.8, 1.2}, Low: []float64{1, 1}, High: []float64{9, 9}, Fill: acceptedFill()},
			plots.Stated{From: plots.XY{X: 1, Y: 5}, To: plots.XY{X: 1, Y: 5}, Lying: true, Hue: plots.Grey()},
			plots.Whisker{From: plots.XY{X: 1.4, Y: 5}, To: plots.XY{X: 2, Y: 5}, Colour: plots.Black()},
			plots.Dot{At: plots.XY{X: 1.5, Y: 5}, Style: simulatedDot(counted, plots.Disc)}}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("a prediction %v:\n%+v, expected\n%+v", counted, got, want)
		}
	}
	row.Simulated = []plots.Interval{plots.Exact(-1), plots.Exact(3)} // beyond both ends
	got := rowMarks(p, 5, row, 10)
	for i, want := range []plots.Dot{{At: plots.XY{X: 0.5, Y: 5}, Style: simulatedDot(true, plots.Leftward),
		Shift: vg.Point{X: tipLength}}, {At: plots.XY{X: 2, Y: 5}, Style: simulatedDot(true, plots.Rightward),
		Shift: vg.Point{X: -tipLength}}} {
		if !reflect.DeepEqual(got[2+i], want) {
			t.Errorf("beyond the axis: %+v, expected %+v", got[2+i], want)
		}
	}
	if simulatedDot(true, plots.Disc).Color == simulatedDot(false, plots.Disc).Color {
		t.Error("predictions look like inputs")
	}
}

// Does the row of a contradiction show both values, each in what it accepts, in a half of its own? In one band it
// cannot be seen which value the simulated one agrees with.
func TestContradictionHasTwoBands(t *testing.T) {
	p := &plots.Panel{X: plots.FitAxis("", plots.Plain, true, 0.5, 2)}
	row := ClaimRow{Low: 0.8, High: 1.2, Second: &[2]float64{1.3, 9}, Published: at(1)}
	row.Published.Other = &published.Reference{Stated: true, From: 1.6, To: 1.6, Low: math.NaN(), High: math.NaN(),
		Derived: "from published numbers"}
	var bands []plots.Band
	var marks []plots.Stated
	for _, m := range rowMarks(p, 5, row, 10) {
		switch m := m.(type) {
		case plots.Band:
			bands = append(bands, m)
		case plots.Stated:
			marks = append(marks, m)
		}
	}
	if len(bands) != 2 || len(marks) != 2 {
		t.Fatalf("%d bands and %d marks, expected two of each", len(bands), len(marks))
	}
	for i, want := range []struct{ low, high, value float64 }{{0.8, 1.2, 1}, {1.3, 2, 1.6}} {
		b, m := bands[i], marks[i]
		if b.Xs[0] != want.low || b.Xs[1] != want.high || m.From.X != want.value || m.From.Y <= b.Low[0] ||
			m.From.Y >= b.High[0] || m.Derived != (i == 1) {
			t.Errorf("value %d: %+v in %+v, expected %+v", i, m, b, want)
		}
	}
	if bands[0].Low[0] <= bands[1].High[0] {
		t.Error("the halves lie over each other")
	}
}

// Does a row with several dots say which is which, in the order in which they lie?
func TestRowsNameTheirDots(t *testing.T) {
	values := func(list ...float64) (out []plots.Interval) {
		for _, v := range list {
			out = append(out, plots.Exact(v))
		}
		return out
	}
	for _, c := range []struct {
		row  ClaimRow
		want string
	}{
		{ClaimRow{Simulated: values(3, 1, 2), Dots: []string{"c", "a", "b"}}, "dots: a, b, c"},
		{ClaimRow{Simulated: values(6, 5, 4, 3, 2, 1), Dots: []string{"f", "e", "d", "c", "b", "a"}}, "dots: a … f"},
		{ClaimRow{Simulated: values(1), Dots: []string{"a"}}, "dot: a"}, {ClaimRow{Simulated: values(1)}, ""},
		{ClaimRow{Simulated: values(1, 2), Dots: []string{"a, 1 h", "b"}}, "dots: a, 1 h; b"},
		{ClaimRow{Simulated: values(1, 2), Dots: []string{"a"}}, ""}, // one is missing: no name would be sure
	} {
		if got := c.row.dots(); got != c.want {
			t.Errorf("%+v: %q, expected %q", c.row, got, c.want)
		}
	}
	row := ClaimRow{Label: "a < b, c", Order: true, Low: 1.02, High: math.Inf(1), Simulated: values(1.5, 1.2),
		Dots: []string{"b", "c"}}
	texts := textsOf(t, Claims{row}, plots.Column)
	if len(find(texts, "dots: c, b")) != 1 || len(find(texts, "from left to right")) != 1 {
		t.Error("the figure does not say which dot is which")
	}
}

// Does the mark of an order stand above the dots, which lie close to where it begins?
func TestOrderStandsAboveItsDots(t *testing.T) {
	p := &plots.Panel{X: plots.FitAxis("", plots.Plain, true, 0.5, 2)}
	row := ClaimRow{Order: true, Low: 1.02, High: math.Inf(1), Published: at(1), Simulated: []plots.Interval{plots.Exact(1)}}
	row.Published.Order, row.Published.To, row.Published.Ground = true, math.Inf(1), plots.Expected
	marks := rowMarks(p, 8, row, 16)
	stated, dot := marks[1].(plots.Stated), marks[2].(plots.Dot)
	if stated.From.Y-dot.At.Y < 5 || stated.Open != plots.AtLeast || dot.At.Y < 1 || stated.From.Y > 15 {
		t.Errorf("%+v over %+v", stated, dot)
	}
}

// Does each row of shares say how its published parts came out, and a figure of one curve whose it is, and a group
// of bars what its categories are?
func TestWordsOfPanels(t *testing.T) {
	number := func(v float64, verdict string) []published.Reference {
		r := at(v)
		r.Verdict = verdict
		return []published.Reference{r}
	}
	find := func(fig plots.Figure, text string) int {
		sheet, err := fig.Compose(plots.Column)
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, q := range readable.Texts(sheet) {
			if strings.Contains(q.Text, text) {
				n++
			}
		}
		for _, wrong := range readable.Wrong(sheet) {
			t.Error(wrong)
		}
		return n
	}
	stack := StackedBars{Label: "share", Unit: plots.Share, Values: true, Categories: []string{"a"}, Parts: []Part{
		{Name: "one", Values: []float64{0.4}, Published: number(0.5, "not reproduced")},
		{Name: "two", Values: []float64{0.6}, Published: number(0.5, "input")}}}
	if find(stack, "not reproduced · input") != 1 {
		t.Error("a bar of shares has no verdicts")
	}
	lines := Lines{XLabel: "x", YLabel: "y", Named: true, Series: []Line{{Name: "Particle", X: []float64{1, 2}, Y: []float64{3, 4}}}}
	if find(lines, "Particle") != 1 {
		t.Error("a single curve has no name")
	}
	for _, lying := range []bool{false, true} {
		bars := Bars{Label: "share", Across: "memory (GB)", Horizontal: lying, Series: []BarSeries{{Name: "s"}}}
		for i := range 8 {
			bars.Categories = append(bars.Categories, string(rune('a'+i)))
			bars.Series[0].Estimates = append(bars.Series[0].Estimates, plots.Exact(1))
		}
		if find(bars, "memory") != 1 {
			t.Errorf("lying %v: the axis of the categories has no title", lying)
		}
	}
}

// Does the legend explain a shape once, whatever its values follow from? Three grey diamonds in a row say no more
// than one.
func TestOneEntryAShape(t *testing.T) {
	var rows Claims
	for _, from := range []string{"published ratio × simulated a", "published ratio × simulated b", "from published numbers"} {
		r := at(1)
		r.Derived = from
		rows = append(rows, ClaimRow{Label: from[len(from)-1:], Published: r, Simulated: []plots.Interval{plots.Exact(1)}})
	}
	texts := textsOf(t, rows, plots.Page)
	if len(find(texts, "follows from what is published")) != 1 || len(find(texts, "published ratio")) != 0 {
		t.Error("the diamond is not explained once")
	}
	if texts = textsOf(t, rows[:1], plots.Page); len(find(texts, "published ratio × simulated a")) != 1 {
		t.Error("a single reason is not said")
	}
}

// Do a remembered number and our own expectation look like nothing that is published, in mark and in words? A
// reader takes a circle for what stands in the publication.
func TestGroundsHaveTheirOwnEntries(t *testing.T) {
	for ground, want := range map[plots.Ground]string{plots.Printed: "published",
		plots.Recalled: "remembered or second-hand", plots.Expected: "our expectation"} {
		number, order := at(1), at(1)
		number.Ground, order.Ground, order.Order, order.To = ground, ground, true, math.Inf(1)
		texts := textsOf(t, Claims{{Label: "a", Published: number, Simulated: []plots.Interval{plots.Exact(1)}}}, plots.Page)
		if len(find(texts, want)) == 0 {
			t.Errorf("ground %v: the legend does not say %q", ground, want)
		}
		if n := len(find(texts, "published")); (n > 0) != (ground == plots.Printed) {
			t.Errorf("ground %v: %d texts say published", ground, n)
		}
		if number.IsBar() != (ground == plots.Printed) {
			t.Errorf("ground %v: a hollow bar is %v", ground, number.IsBar())
		}
		texts = textsOf(t, Claims{{Label: "a < b", Order: true, Published: order}}, plots.Page)
		if len(find(texts, want+": order")) == 0 {
			t.Errorf("ground %v: an order has no entry", ground)
		}
	}
}

// Do the bars of a category stand around its name whether something is published about it or not?
func TestNamesStandBesideTheirBars(t *testing.T) {
	f := Bars{Label: "rate", Horizontal: true, Categories: []string{"one", "two"}, Series: []BarSeries{{Name: "simulated",
		Estimates:  []plots.Interval{plots.Exact(1), plots.Exact(2)},
		References: []published.Reference{{}, {Stated: true, From: 2, To: 2, Low: math.NaN(), High: math.NaN()}}}}}
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
