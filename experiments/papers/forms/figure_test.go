package forms

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"thaw/experiments/strictyaml"
	"thaw/plots"
	kinds "thaw/plots/figures"
	"thaw/plots/published"
)

// Is a figure that cannot be drawn refused before anything is run, with all that is wrong?
func TestCheckFigure(t *testing.T) {
	f := Figure{Name: "1", Draws: "grouped-bars", Cells: []string{"a", "a"}, Metrics: []string{"m"}, Log: "y",
		Guides: []Guide{{At: 0, Label: "zero"}}, Own: "m", Unit: "h", Columns: 9, Series: "s",
		Scales: []string{"a"}, Strip: "below",
		Names: map[string]string{"a": " ", "b": "one\ntwo"}}
	var got []string
	f.Check(func(format string, args ...any) { got = append(got, fmt.Sprintf(format, args...)) })
	for _, want := range []string{`cell "a" stands there twice`, "guide at 0, expected above 0 on a logarithmic axis",
		"own and total are of stacked-bars", `unit "h", expected s or nothing`, "9 columns, expected at most 6",
		"scales are of four-panel", `claims "below", expected apart or nothing`, "expected a series with series, spans and fault-histogram", `names: " " of "a"`, `of "b", expected a printable line`} {
		if !strings.Contains(strings.Join(got, "\n"), want) {
			t.Errorf("%q is missing in\n%s", want, strings.Join(got, "\n"))
		}
	}
	if len(got) != 10 {
		t.Errorf("%d mistakes:\n%s", len(got), strings.Join(got, "\n"))
	}
}

// Does a trade-off have one thing to pay and one to pay it for?
func TestTradeOffHasTwoMetrics(t *testing.T) {
	for metrics, want := range map[int]string{1: "1 metrics, expected two", 2: "", 3: "3 metrics, expected two"} {
		f := Figure{Name: "1", Draws: "trade-off", Metrics: []string{"a", "b", "c"}[:metrics]}
		got := ""
		f.Check(func(format string, args ...any) { got += fmt.Sprintf(format, args...) })
		if (got == "") != (want == "") || !strings.Contains(got, want) {
			t.Errorf("%d: %q, expected %q", metrics, got, want)
		}
	}
}

// Are figures refused whose files are one, on some file system or on any, and claims apart that would be
// the file of another figure?
func TestCheckFiles(t *testing.T) {
	list := []Figure{{Name: "table 7"}, {Name: "table-7"}, {Name: "memory"}, {Name: "Memory"}, {Name: "a/b"},
		{Name: "2", Strip: "apart"}, {Name: "2-Claims"}, {Name: "7"}, {Name: "7"}, {Name: "8"}}
	var got []string
	CheckFiles(list, func(_ strictyaml.Place, format string, args ...any) {
		got = append(got, fmt.Sprintf(format, args...))
	})
	want := []string{`figure "table-7": the name is taken`, `figure "Memory": the name is taken`,
		`figure "a/b": the name has a slash`, `figure "2-Claims": the name is taken`, `figure "7": the name is taken`}
	if len(got) != len(want) {
		t.Errorf("%d mistakes, expected %d:\n%s", len(got), len(want), strings.Join(got, "\n"))
	}
	for i := range min(len(got), len(want)) {
		if !strings.HasPrefix(got[i], want[i]) {
			t.Errorf("%s, expected %s", got[i], want[i])
		}
	}
}

// What does an item say that a cell does not have, where the cell has some and where it has none?
func TestUnknownItem(t *testing.T) {
	for want, known := range map[string][]string{"has no items, but a single unnamed one": {""},
		`no item "nope", expected one of image, json`: {"image", "json"}} {
		if err := UnknownItem("boot", "nope", known); !strings.Contains(err.Error(), want) {
			t.Errorf("%v, expected %s", err, want)
		}
	}
}

// Do files of tables have names of one form, whichever way a paper writes them?
func TestFilesOfTables(t *testing.T) {
	for name, want := range map[string]string{"table 5.3": "figure-table-5.3", "table-3.1": "figure-table-3.1",
		"4.10": "figure-4.10"} {
		if got := (&Figure{Name: name}).file(); got != want {
			t.Errorf("%s is in %s, expected %s", name, got, want)
		}
	}
}

// Does the caption say what the rows of a strip show, of the kinds that are in it and of no other?
func TestMeaningOfStrip(t *testing.T) {
	number := kinds.ClaimRow{Counted: true, Published: published.Reference{Stated: true, From: 1, To: 1},
		Simulated: []plots.Interval{plots.Exact(1)}}
	order, change, ranged, input, bare := number, number, number, number, number
	order.Order, order.Published = true, published.Reference{}
	change.Changed, ranged.Published.To, input.Counted, bare.Simulated = true, 2, false, nil
	all := []string{"simulated ÷ published", "+25% counts as 1.25", "by its middle", "stated greater", "no predictions",
		"claims.csv says which"}
	for _, c := range []struct {
		row  kinds.ClaimRow
		says []int
	}{{number, []int{0}}, {order, []int{3}}, {change, []int{0, 1}}, {ranged, []int{0, 2}}, {input, []int{0, 4}},
		{bare, []int{0, 5}}} {
		text := meaning(kinds.Claims{c.row})
		for i, want := range all {
			if strings.Contains(text, want) != slices.Contains(c.says, i) {
				t.Errorf("%+v: %s", c.row, text)
			}
		}
	}
	if text := meaning(nil); text != "" {
		t.Errorf("of no rows: %s", text)
	}
}

// Can the points of a trade-off be told apart, and keep those that have a look of their own that one?
func TestPointsOfTradeOffs(t *testing.T) {
	own := plots.Look{Hue: plots.Blue(), Marker: plots.Square}
	series := []kinds.Trade{{Points: []kinds.TradePoint{{Name: "a"}, {Name: "b"}}}, {Points: []kinds.TradePoint{{Name: "c", Look: own}}}}
	tellApart(series)
	a, b, c := series[0].Points[0].Look, series[0].Points[1].Look, series[1].Points[0].Look
	if a == b || a == c || b == c || c != own || !a.IsSet() || !b.IsSet() {
		t.Errorf("%+v, %+v, %+v", a, b, c)
	}
}

// Is a figure named as the publication names it, with its variant in words, whatever handle it has here?
func TestPublishedFigure(t *testing.T) {
	for _, c := range []struct{ name, after, variant, wantAfter, wantVariant string }{
		{"4.10", "", "", "figure 4.10", ""}, {"10a", "", "", "figure 10a", ""}, {"table-3.5", "", "", "table 3.5", ""},
		{"table 3.1", "", "", "table 3.1", ""}, {"3.4 random", "", "", "figure 3.4", "random"},
		{"5-sizes", "", "over sizes", "figure 5", "over sizes"}, {"1", "chapter 1", "", "chapter 1", ""},
		{"4.5.3", "section 4.5.3", "", "section 4.5.3", ""}, {"memory", "", "", "", ""}, {"9", "nothing", "ours", "", ""},
		{"memory", "section 5.6.3", "", "section 5.6.3", ""},
	} {
		f := Figure{Name: c.name, After: c.after, Variant: c.variant}
		if after, variant := f.Published(); after != c.wantAfter || variant != c.wantVariant {
			t.Errorf("%+v: %q, %q", c, after, variant)
		}
	}
}
