package forms

import (
	"fmt"
	"strings"
	"testing"
)

// Is a figure that cannot be drawn refused before anything is run, with all that is wrong?
func TestCheckFigure(t *testing.T) {
	f := Figure{Name: "1", Draws: "grouped-bars", Cells: []string{"a", "a"}, Metrics: []string{"m"}, Log: "y",
		Guides: []Guide{{At: 0, Label: "zero"}}, Own: "m", Unit: "h", Columns: 9, Series: "s",
		Names: map[string]string{"a": " ", "b": "one\ntwo"}}
	var got []string
	f.Check(func(format string, args ...any) { got = append(got, fmt.Sprintf(format, args...)) })
	for _, want := range []string{`cell "a" stands there twice`, "guide at 0, expected above 0 on a logarithmic axis",
		"own and total are of stacked-bars", `unit "h", expected s or nothing`, "9 columns, expected at most 6",
		"expected a series with series, spans and fault-histogram", `names: " " of "a"`, `of "b", expected a printable line`} {
		if !strings.Contains(strings.Join(got, "\n"), want) {
			t.Errorf("%q is missing in\n%s", want, strings.Join(got, "\n"))
		}
	}
	if len(got) != 8 {
		t.Errorf("%d mistakes:\n%s", len(got), strings.Join(got, "\n"))
	}
}
