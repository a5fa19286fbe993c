package forms

import (
	"fmt"
	"strings"
	"testing"

	"thaw/experiments/strictyaml"
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
