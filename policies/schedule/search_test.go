package schedule

import (
	"testing"
	"time"

	"thaw/models/cluster"
)

// Do the constants that say when a search asks an index change no decision?
func TestWhenToAskChangesNothing(t *testing.T) {
	w := world{invokers: 24, memory: 1536, functions: 200, count: 3000, every: 5 * time.Millisecond,
		runs: 900 * time.Millisecond}
	for seed := range uint64(5) {
		w.seed = seed
		w.loaded(t, StickyMaxAvailable, "alpha=0.5", func(v *cluster.View, s cluster.Scheduler) {
			p := s.(*stickyMaxAvailable)
			for fn := range cluster.FuncID(w.functions) {
				p.stride = 1 << 30
				want := p.Place(fn, 0, 0)
				for p.stride = 1; p.stride < 8; p.stride++ {
					if got := p.Place(fn, 0, 0); got != want {
						t.Errorf("seed %d: function %d goes to %d when the index is asked after %d places, to %d "+
							"otherwise", seed, fn, got, p.stride, want)
					}
				}
			}
		})
		w.loaded(t, StickyRandom, "", func(v *cluster.View, s cluster.Scheduler) {
			p := s.(*stickyRandom)
			for fn := range cluster.FuncID(w.functions) {
				p.probe = 1 << 20
				want := p.Place(fn, 0, 0)
				for p.probe = 1; p.probe < 24; p.probe += 3 {
					if got := p.Place(fn, 0, 0); got != want {
						t.Errorf("seed %d: function %d goes to %d after %d probes, to %d otherwise", seed, fn, got,
							p.probe, want)
					}
				}
			}
		})
		w.loaded(t, ConsistentHashBounded, "eps=0.01", func(v *cluster.View, s cluster.Scheduler) {
			p := s.(*consistentHash)
			for fn := range cluster.FuncID(w.functions) {
				p.probe = 0
				want := p.Place(fn, 0, 0)
				for p.probe = 1; p.probe < 2000; p.probe *= 3 {
					if got := p.Place(fn, 0, 0); got != want {
						t.Errorf("seed %d: function %d goes to %d after %d probes, to %d otherwise", seed, fn, got,
							p.probe, want)
					}
				}
			}
		})
	}
}
