package figures

import (
	"fmt"
	"testing"

	"thaw/plots"
	"thaw/plots/readable"
)

// Which settings are not beaten? By hand: b costs more than a and gets less; d gets as much as c for
// more; an oracle is no policy.
func TestFrontIsWhatNoneBeats(t *testing.T) {
	f := TradeOff{Series: []Trade{
		{Name: "x", Points: []TradePoint{{Name: "a", X: 1, Y: 5}, {Name: "b", X: 2, Y: 6}, {Name: "c", X: 3, Y: 2}, {Name: "d", X: 4, Y: 2}}},
		{Name: "y", Points: []TradePoint{{Name: "e", X: 9, Y: 1}, {Name: "f", X: 1, Y: 7}, {Name: "g", X: 1, Y: 5}}},
		{Name: "z", Bound: true, Points: []TradePoint{{Name: "h", X: 0, Y: 0}}},
	}}
	got := ""
	for _, q := range f.Front() {
		got += fmt.Sprint(q.Name, q.X, q.Y, " ")
	}
	if want := "a1 5 c3 2 e9 1 "; got != want {
		t.Errorf("front %s, expected %s", got, want)
	}
}

// Does a setting have the look that it has in other figures, where the legend has room for its name?
func TestSettingsKeepTheirLooks(t *testing.T) {
	hour, minute := plots.Look{Hue: plots.Blue()}, plots.Look{Hue: plots.Blue(), Marker: plots.Square, Dash: plots.Dashed}
	f := TradeOff{Series: []Trade{{Name: "TTL", Look: hour}}}
	for n := 1; n <= mostSettings+1; n++ {
		q := TradePoint{Name: fmt.Sprintf("TTL, keep %dm", n), X: float64(n), Y: float64(n), Look: minute}
		f.Series[0].Points = append(f.Series[0].Points, q)
		s := plots.NewSheet(plots.Column)
		p, err := f.Panel(s, "")
		if err != nil {
			t.Fatal(err)
		}
		want := minute
		if n > mostSettings {
			want = hour
		}
		s.AddRow(p)
		texts := readable.Texts(s.LayOut())
		if got := f.lookOf(q, hour); got != want {
			t.Errorf("%d settings: the last looks like %+v, expected %+v", n, got, want)
		}
		if named := len(find(texts, q.Name)) > 0; named != (n <= mostSettings) {
			t.Errorf("%d settings: the legend names them: %v", n, named)
		}
	}
}
