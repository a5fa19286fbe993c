package schedule

import (
	"testing"
	"time"

	"thaw/sim"
)

// What does a controller learn of starts and ends in containers?
func TestLearned(t *testing.T) {
	at := func(ms int) sim.Time { return sim.Time(time.Duration(ms) * time.Millisecond) }
	l := learned{of: make([]seen, 3)}
	for k := range 4 { // a cold start of 500 ms, then warm ones of 100 ms
		from := 1000 * k
		took := 100
		if k == 0 {
			took = 500
		}
		l.Started(7, 1, k == 0, at(from))
		l.Ended(7, at(from+took))
		if want := []float64{1, 5, 5, 5}[k]; l.ratio(1) != want {
			t.Errorf("after %d starts cold over warm time is %v, expected %v", k+1, l.ratio(1), want)
		}
	}
	l.Started(7, 1, false, at(5000)) // lost with its container, whose slot another one takes
	l.Removed(7, false, at(5001))
	l.Started(7, 2, true, at(9000))
	l.Ended(7, at(9300))
	if x := l.of[1]; x.warm.n != 3 || l.of[2].cold.mean() != 300e6 {
		t.Errorf("of what was lost it learned %+v, of the next %+v", x, l.of[2])
	}
	// two at a time in one container: neither is told from the other; then one alone
	l.Started(3, 0, true, at(10000))
	l.Started(3, 0, false, at(10010))
	l.Ended(3, at(10020))
	l.Ended(3, at(10800))
	if x := l.of[0]; x.warm.n+x.cold.n != 0 {
		t.Errorf("of two at a time it learned %+v", x)
	}
	l.Started(3, 0, false, at(11000))
	l.Ended(3, at(11040))
	if x := l.of[0]; x.warm.n != 1 || x.warm.mean() != 40e6 || l.all.n != 4 {
		t.Errorf("of one alone it learned %+v, %d of all", x, l.all.n)
	}
	l.Ended(99, at(12000)) // one that began before it could hear
	if l.of[0].cold.add(time.Millisecond); l.ratio(0) != 1 {
		t.Errorf("a cold start that is quicker than a warm one makes a factor of %v", l.ratio(0))
	}
}
