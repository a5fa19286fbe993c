package sim

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// Does the tree name the alarm that a look at all of them names, however they move?
func TestAlarmsNameTheNext(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 1))
	for _, n := range []int{1, 2, 8, 9, 64, 65, 128, 129, 1000, 5000} {
		a, at := NewAlarms(n), make([]Time, n)
		for i := range at {
			at[i] = Never
		}
		now := Time(0)
		for range 4000 {
			i, to := r.IntN(n), now+Time(r.Uint64()>>(1+r.IntN(60)))
			switch r.IntN(5) {
			case 0:
				to = Never
			case 1:
				to = now // together with others
			}
			if to < now { // past the end of time
				to = Never
			}
			a.Set(i, to)
			at[i] = to
			due := slices.Min(at)
			if a.Due() != due || due != Never && a.First() != slices.Index(at, due) {
				t.Fatalf("%d alarms: %d is due at %d, expected %d at %d", n, a.First(), a.Due(), slices.Index(at, due), due)
			}
			limit := now + Time(r.Uint64()>>(1+r.IntN(62)))
			checkBefore(t, &a, at, max(limit, now))
			if r.IntN(3) == 0 && due != Never {
				now = due
			}
		}
	}
}

func checkBefore(t *testing.T, a *Alarms, at []Time, limit Time) {
	t.Helper()
	var want []int32
	for i, x := range at {
		if x < limit {
			want = append(want, int32(i))
		}
	}
	if got := a.Before(limit, nil); !slices.Equal(got, want) {
		t.Fatalf("before %d: %v, expected %v", limit, got, want)
	}
}
