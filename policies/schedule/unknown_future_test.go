package schedule

import (
	"slices"
	"testing"
	"time"

	"thaw/models/cluster"
	"thaw/models/workload"
	"thaw/sim"
)

// Do schedulers that learn decide by what has been, and never by what will be? Of a trace all
// that comes after an instant is changed: other functions arrive, and what then runs takes
// longer. Decisions until that instant must be the same.
func TestDecisionsDoNotKnowTheFuture(t *testing.T) {
	w := witnessWorlds()[1]
	w.seed = 7
	at := sim.Time(60 * time.Second)
	for _, r := range witnessRules {
		decided := func(w world) (list []cluster.InvokerID) {
			w.replay(t, r.entry, r.args, func(v *cluster.View, s cluster.Scheduler) cluster.Scheduler {
				return asked{s, func(fn cluster.FuncID, _ int64, now sim.Time, got cluster.InvokerID) {
					if now < at {
						list = append(list, got)
					}
				}}
			})
			return list
		}
		is := decided(w)
		changed := w
		changed.change = func(trace []workload.Invocation) {
			for k := range trace {
				in := &trace[k]
				if in.Arrival >= at {
					in.Function = workload.FuncID(w.functions-1) - in.Function
				}
				if in.Arrival.Add(in.Duration) > at {
					in.Duration = max(0, at.Sub(in.Arrival)) + 17*in.Duration
				}
			}
		}
		if other := decided(changed); !slices.Equal(is, other) {
			t.Errorf("%s,%s: %d decisions until %v, with another future %d that are not the same", r.entry.Name, r.args,
				len(is), at.Seconds(), len(other))
		}
		if len(is) < 100 {
			t.Errorf("%s,%s: only %d decisions", r.entry.Name, r.args, len(is))
		}
	}
}
