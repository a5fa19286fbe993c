package figures

import (
	"math"
	"strings"
	"testing"

	"thaw/plots"
)

// What does the table say about a published number, a range, a bound and a derived value?
func TestTableOfPublishedValues(t *testing.T) {
	nan := math.NaN()
	derived := Reference{From: 4, To: 4, Low: 3, High: 5, Derived: true, Stated: true}
	rows := []struct {
		ref  Reference
		want string
	}{
		{Reference{From: 2, To: 2, Low: nan, High: nan, Stated: true}, "published,2,2,,"},
		{Reference{From: 1, To: 3, Low: nan, High: nan, Stated: true}, "published,1,3,,"},
		{Reference{From: 2, To: math.Inf(1), Low: nan, High: nan, Stated: true}, "published,2,,,"},
		{derived, "derived,4,4,3,5"},
		{Reference{}, ",,,,"},
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
			if want := f.Categories[i] + ",simulated,2,2,2," + r.want + "\n"; !strings.Contains(string(table), want) {
				t.Errorf("logarithmic %v: the table has no row %q:\n%s", log, want, table)
			}
		}
	}
}
