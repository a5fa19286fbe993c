package schedule

import (
	"fmt"
	"testing"

	"thaw/models/cluster"
	"thaw/models/workload"
	"thaw/sim"
)

// How many invokers does each pool get? In proportion to the functions, but one at least for each
// priority that has some, as far as they go, from the lowest priority on; and the first as many as
// it is given.
func TestPoolSizes(t *testing.T) {
	for _, c := range []struct {
		first     int
		functions []int
		invokers  int
		want      string
	}{
		{0, []int{60, 60}, 8, "[4 4]"},
		{0, []int{90, 30}, 8, "[6 2]"}, // the thesis: a quarter of the functions, a quarter of the servers
		{0, []int{1, 119}, 8, "[1 7]"},
		{0, []int{10, 20, 30}, 6, "[1 2 3]"},
		{0, []int{10, 0, 30}, 4, "[1 0 3]"},
		{0, []int{50, 50}, 1, "[0 1]"},
		{0, []int{7}, 5, "[5]"},
		{0, []int{0, 5}, 3, "[0 3]"},
		{4, []int{60, 60}, 6, "[4 2]"}, // the thesis: a lower pool of half the size
		{9, []int{60, 60}, 6, "[5 1]"},
		{2, []int{10, 10, 10}, 6, "[2 2 2]"},
		{3, []int{7}, 5, "[5]"},
	} {
		if got := fmt.Sprint(sizes(c.first, c.functions, c.invokers)); got != c.want {
			t.Errorf("%v functions on %d invokers, first %d: %s, expected %s", c.functions, c.invokers, c.first, got, c.want)
		}
	}
}

// Which priority has a function, by its trigger, or drawn by its name?
func TestPriorities(t *testing.T) {
	w := world{invokers: 4, memory: 1024, functions: 400, count: 4, every: sim.Second.Sub(0), runs: sim.Second.Sub(0)}
	w.loaded(t, KRLU, "", func(v *cluster.View, _ cluster.Scheduler) {
		q := kParams{Pools: 3, By: "share", High: 0.25}
		counts := make([]int, 3)
		for _, k := range priorities(&q, v) {
			counts[k]++
		}
		for k, want := range []int{100, 150, 150} { // a quarter, and half of the rest each: ±4 standard deviations
			if counts[k] < want-40 || counts[k] > want+40 {
				t.Errorf("%d functions have priority %d, expected about %d", counts[k], k, want)
			}
		}
		q.High = 1
		for f, k := range priorities(&q, v) {
			if k != 0 {
				t.Fatalf("function %d has priority %d where all have the highest", f, k)
			}
		}
	})
	for trigger, want := range map[string]int{"http": 0, "queue": 1, "event": 1, "orchestration": 1, "timer": 2, "": 2} {
		if got := urgency(&workload.Function{Trigger: trigger}); got != want {
			t.Errorf("trigger %q has urgency %d, expected %d", trigger, got, want)
		}
	}
}
