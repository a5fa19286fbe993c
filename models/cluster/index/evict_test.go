package index

import (
	"math/rand/v2"
	"testing"

	"thaw/models/cluster/fleet"
	"thaw/models/workload"
	"thaw/sim"
)

// Do evictions of containers with the same idle times cost the same, in whatever order a
// keep-alive policy would have them go? Two invokers that cost the same tie, and then
// the one with more memory available takes the container.
func TestSameIdleTimesCostTheSame(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 500 {
		const n = 9
		f := fleet.New(fleet.Config{Invokers: 2, Memory: n, Slots: 1},
			&workload.Table{Functions: make([]workload.Function, 1)})
		f.RankByPriority()
		x := newEviction(&f, 0.3)
		var of [2][]fleet.ContainerID
		for i := range fleet.InvokerID(2) {
			for range n {
				d, _ := f.Deploy(0, i)
				f.Reserve(d)
				of[i] = append(of[i], f.Create(d, i, 1, fleet.Busy, 0))
			}
		}
		at := sim.Time(0)
		for k := range n {
			at += sim.Time(r.Int64N(int64(sim.Second)))
			for i := range of {
				c := of[i][k]
				f.Release(c, f.Container(c), at)
				f.Offer(c, f.Container(c), fleet.NewPriority(0, uint64(r.IntN(1000))))
			}
		}
		now := at + sim.Second
		if a, b := x.Cost(0, n, now), x.Cost(1, n, now); a != b {
			t.Fatalf("the same idle times cost %v and %v", a, b)
		}
	}
}
