package figures

import (
	"fmt"
	"testing"
)

// Which settings are not beaten? By hand: b costs more than a and gets less; d gets as much as c for
// more; an oracle is no policy.
func TestFrontIsWhatNoneBeats(t *testing.T) {
	f := TradeOff{Series: []Trade{
		{Name: "x", Points: []TradePoint{{"a", 1, 5}, {"b", 2, 6}, {"c", 3, 2}, {"d", 4, 2}}},
		{Name: "y", Points: []TradePoint{{"e", 9, 1}, {"f", 1, 7}, {"g", 1, 5}}},
		{Name: "z", Bound: true, Points: []TradePoint{{"h", 0, 0}}},
	}}
	if got, want := fmt.Sprint(f.Front()), "[{a 1 5} {c 3 2} {e 9 1}]"; got != want {
		t.Errorf("front %s, expected %s", got, want)
	}
}
