package client

import (
	"slices"
	"testing"
	"time"

	"thaw/models/workload"
	"thaw/sim"
)

// asked counts what one user asks for, a thousand times a second, by period of the bursts.
func asked(seed uint64, b workload.Burst, weights []float64, periods int) [][]int {
	u := &workload.Users{Count: 1, Until: sim.Time(time.Hour), Burst: b}
	for _, w := range weights {
		u.Menu = append(u.Menu, workload.Choice{Weight: w, Duration: sim.Const(time.Millisecond)})
	}
	c := New(Policy{}, u, seed)
	var slot int32
	c.Begin(func(s int32, _ sim.Time) { slot = s })
	counts := make([][]int, periods)
	for p := range counts {
		counts[p] = make([]int, len(weights))
		for k := range 30000 {
			now := sim.Time(p)*30*sim.Second + sim.Time(k)*sim.Second/1000
			t, first := c.Next(slot, int64(k), now)
			if !first {
				return nil
			}
			counts[p][c.Of(t).Function]++
			c.Over(t, now)
		}
	}
	return counts
}

// Who is in demand when? Nobody in the first 30 s; then two that weigh 16 or more, other ones
// every 30 s, of all that may be; and what they gain, all others lose in proportion.
func TestBurstsMoveFromFunctionToFunction(t *testing.T) {
	weights := []float64{1, 40, 16, 8, 16, 40}
	burst := workload.Burst{Every: 30 * time.Second, Count: 2, Weight: 100, From: 16}
	seen, changed, pairs := map[int]bool{}, 0, 0
	var before []int
	got := asked(1, burst, weights, 24)
	for p, counts := range got {
		var hot []int // by what is asked for, in a world where only weights of 100 make so much
		for f, n := range counts {
			if float64(n) > 0.335*30000 {
				hot = append(hot, f)
			}
		}
		if p == 0 && len(hot) > 0 || p > 0 && (len(hot) < 1 || len(hot) > 2) {
			t.Fatalf("period %d: functions %v are in demand, of %v", p, hot, counts)
		}
		sum, present := 0.0, slices.Clone(weights)
		for f := range present {
			if slices.Contains(hot, f) {
				present[f] = 100
				seen[f] = true
			}
			sum += present[f]
		}
		for f, n := range counts {
			want := 30000 * present[f] / sum
			if d := float64(n) - want; d*d > 25*want+25 {
				t.Errorf("period %d: function %d is asked for %d times, expected %.0f", p, f, n, want)
			}
		}
		if p > 1 && !slices.Equal(before, hot) {
			changed++
		}
		before = hot
		if len(hot) == 2 {
			pairs++
		}
	}
	if len(seen) != 4 || seen[0] || seen[3] || changed < 12 || pairs < 12 {
		t.Errorf("in demand were %v, others in %d of 22 periods, two in %d of 23", seen, changed, pairs)
	}
	if same := asked(1, burst, weights, 4); !slices.EqualFunc(same, got[:4], slices.Equal) {
		t.Error("the same seed draws others")
	}
	if other := asked(2, burst, weights, 4); slices.EqualFunc(other, got[:4], slices.Equal) {
		t.Error("another seed draws the same")
	}
}

// Without bursts weights stay as they are.
func TestNoBursts(t *testing.T) {
	for p, counts := range asked(1, workload.Burst{}, []float64{1, 3}, 3) {
		if n := float64(counts[0]); n < 7100 || n > 7900 {
			t.Errorf("period %d: a quarter of 30,000 is %v", p, n)
		}
	}
}
