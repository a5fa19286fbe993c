package keepalive_test

import (
	"testing"
	"time"

	"thaw/models/cluster"
	"thaw/sim"
)

// Does FaasCache's histogram decide what a list of all times between arrivals says?
func TestFaasCacheHistKnowsAllArrivals(t *testing.T) {
	kinds := remember(t, "faascache-hist", 150, func(m *remembers, id cluster.ContainerID, now sim.Time) cluster.Lease {
		u := m.view.UnitOf(id)
		arrivals := m.arrivals[u]
		var gaps []time.Duration
		for i := range len(arrivals) - 1 {
			gaps = append(gaps, arrivals[i+1].Sub(arrivals[i]))
		}
		in, _ := minutes(gaps, 240)
		ahead, keep := time.Duration(0), 2*time.Hour
		sum, squares := 0, 0
		for _, x := range in {
			sum, squares = sum+x, squares+x*x
		}
		n := len(in)
		if n >= 2 && n*squares-sum*sum <= 2*n*sum { // variance ≤ 2 · mean
			head, tail, seen := -1, -1, 0
			for bin := 0; tail < 0; bin++ {
				for _, x := range in {
					if x == bin {
						seen++
					}
				}
				if head < 0 && 100*seen > 5*n {
					head = max(0, bin-1)
				}
				if 100*seen > 99*n {
					tail = min(bin+1, 240)
				}
			}
			ahead, keep = time.Duration(head)*54*time.Second, time.Duration(tail)*66*time.Second
		}
		last := arrivals[len(arrivals)-1]
		used, some := m.used[m.view.Serial(id)]
		switch {
		case !some:
			return cluster.Lease{Keep: keep}
		case ahead == 0:
			return cluster.Lease{Keep: max(0, used.Add(keep).Sub(now))}
		case last.Add(ahead) <= now:
			return cluster.Lease{Keep: max(0, last.Add(ahead+keep).Sub(now))}
		case m.planned[u] == len(arrivals):
			return cluster.Lease{}
		}
		m.planned[u] = len(arrivals)
		return cluster.Lease{Prewarm: last.Add(ahead).Sub(now)}
	})
	if kinds["ahead"] < 100 || kinds["kept"] < 100 || kinds["unloaded"] == 0 {
		t.Errorf("%v: the worlds test too little", kinds)
	}
}
