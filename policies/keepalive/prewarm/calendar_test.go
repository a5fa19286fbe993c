package prewarm

import (
	"cmp"
	"slices"
	"testing"
	"time"

	"thaw/models/cluster"
	"thaw/sim"
)

// Does the calendar give what a sorted list of all that was added gives, and in its order? What is due
// lies up to three minutes ahead, and of equals the first that was added comes first.
func TestCalendarBySorting(t *testing.T) {
	for seed := range uint64(50) {
		s := sim.NewStream(seed, "test/calendar")
		var c calendar
		var all []appointment
		odd := func(u cluster.UnitID) bool { return u%2 == 1 }
		taken := 0
		for second := range uint64(300) {
			for k := range s.At(second, 0) % 6 {
				at := sim.Time(second) * sim.Second
				if s.At(second, 10+k)%3 > 0 {
					at += sim.Time(s.At(second, 20+k) % 1e9)
				}
				at = at.Add(time.Duration(1+s.At(second, 30+k)%180) * time.Second)
				u := cluster.UnitID(s.At(second, 40+k) % 9)
				c.add(at, u)
				all = append(all, appointment{at, c.added, u})
			}
			if second%7 == 3 {
				continue // nobody asks: the next answer is of two seconds
			}
			now := sim.Time(second+1) * sim.Second
			var want []appointment
			all = slices.DeleteFunc(all, func(a appointment) bool {
				if a.at <= now && odd(a.unit) {
					want = append(want, a)
				}
				return a.at <= now
			})
			slices.SortFunc(want, func(a, b appointment) int { return cmp.Or(cmp.Compare(a.at, b.at), int(a.added-b.added)) })
			got := slices.Clone(c.until(now, odd))
			taken += len(got)
			if !slices.Equal(got, want) {
				t.Fatalf("seed %d, second %d: %v, expected %v", seed, second, got, want)
			}
		}
		if taken < 100 {
			t.Errorf("seed %d: %d appointments: it tests too little", seed, taken)
		}
	}
}
