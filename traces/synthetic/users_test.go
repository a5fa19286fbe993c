package synthetic

import (
	"io"
	"math"
	"testing"
	"time"

	"thaw/models/workload"
	"thaw/sim"
)

// Is a trace of users what its keys say: functions of the menu, thoughts, the mean of
// durations whatever their spread, and no arrival?
func TestUsersOfASpec(t *testing.T) {
	s, err := Open("synthetic,model=users,users=4,think=0s-2s,ramp=8s,within=1.5,menu=2x300MiB/100ms/300ms@3+64MiB/1s,duration=1h",
		Options{Length: 20 * time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	src, err := s.Source(1)
	if err != nil {
		t.Fatal(err)
	}
	table := src.Table()
	u := table.Users
	if n, err := src.Read(make([]workload.Invocation, 9)); n != 0 || err != io.EOF {
		t.Errorf("%d arrivals (%v), expected none", n, err)
	}
	if u == nil || u.Count != 4 || u.Until != 1200*sim.Second || u.Think != sim.Uniform(0, 2*time.Second) {
		t.Fatalf("users %+v", u)
	}
	for user, want := range []sim.Time{0, 2e9, 4e9, 6e9} {
		if got := u.Begins(user); got != want {
			t.Errorf("user %d begins at %v, expected %v", user, got, want)
		}
	}
	want := []workload.Function{{Memory: 300, MeanDuration: 1e8, LongestDuration: 3e8},
		{Memory: 300, MeanDuration: 1e8, LongestDuration: 3e8}, {Memory: 64, MeanDuration: 1e9, LongestDuration: 1e9}}
	if len(table.Functions) != len(want) {
		t.Fatalf("%d functions, expected %d", len(table.Functions), len(want))
	}
	const draws = 400_000
	stream := sim.NewStream(9, "test")
	for i, f := range table.Functions {
		w := want[i]
		if f.Memory != w.Memory || f.MeanDuration != w.MeanDuration || f.LongestDuration != w.LongestDuration ||
			u.Menu[i].Weight != []float64{3, 3, 1}[i] {
			t.Errorf("function %d is %+v of weight %v, expected %+v", i, f, u.Menu[i].Weight, w)
		}
		sum := 0.0
		for k := range uint64(draws) {
			sum += float64(u.Menu[i].Duration.Draw(stream, uint64(i), k))
		}
		// the standard deviation of a lognormal of sigma 1.5 is 2.9 times its mean
		if mean, expected := sum/draws, float64(w.MeanDuration); math.Abs(mean/expected-1) > 4*2.92/math.Sqrt(draws) {
			t.Errorf("function %d lasts %v in the mean, expected %v", i, time.Duration(mean), w.MeanDuration)
		}
	}
}
