package schedule

import (
	"context"
	"fmt"
	"io"
	"testing"
	"time"

	"thaw/models/cluster"
	"thaw/models/membership"
	"thaw/models/outcome"
	"thaw/models/startup"
	"thaw/models/workload"
	"thaw/policies"
	"thaw/sim"
)

// steady invokes each of many functions once every ten seconds, a millisecond apart.
type steady struct {
	table workload.Table
	next  int
	last  int
}

func (s *steady) Table() *workload.Table { return &s.table }

func (s *steady) Read(batch []workload.Invocation) (n int, err error) {
	count := len(s.table.Functions)
	for ; n < len(batch) && s.next < s.last*count; n++ {
		at := sim.Time(s.next/count)*10*sim.Second + sim.Time(s.next%count)*sim.Second/1000
		batch[n] = workload.Invocation{Arrival: at, Function: workload.FuncID(s.next % count), Duration: time.Millisecond}
		s.next++
	}
	if n == 0 {
		return 0, io.EOF
	}
	return n, nil
}

// rounds keeps where each function was placed, by round.
type rounds struct {
	functions int
	at        [][]cluster.InvokerID
}

func (r *rounds) Take(b *outcome.Batch) error {
	for _, o := range b.Outcomes {
		k := int(o.Number) / r.functions
		for len(r.at) <= k {
			r.at = append(r.at, make([]cluster.InvokerID, r.functions))
		}
		r.at[k][int(o.Number)%r.functions] = o.Invoker
	}
	return nil
}

// placed runs so many rounds on n invokers with a membership.
func placed(t *testing.T, scheduler string, n int, events ...membership.Event) [][]cluster.InvokerID {
	t.Helper()
	src := &steady{last: 3, table: workload.Table{Apps: []workload.App{{Name: "a", Memory: 1}}}}
	for f := range 500 {
		src.table.Functions = append(src.table.Functions, workload.Function{Name: fmt.Sprintf("a/f%d", f), Memory: 1})
	}
	e, err := policies.Parse([]policies.Entry[cluster.NewScheduler]{ConsistentHashBounded, StickyRandom}, scheduler)
	if err != nil {
		t.Fatal(err)
	}
	out := &rounds{functions: 500}
	cfg := cluster.Config{Invokers: n, Memory: 1 << 20, Concurrency: 1, Startup: startup.Constant(0, 0), Seed: 1,
		Membership: membership.Config{Events: events}}
	_, err = cluster.Replay(context.Background(), cfg, src, cluster.Policies{Schedule: e.Policy,
		KeepAlive: func(*cluster.View) cluster.KeepAlive { return forever{} }}, cluster.Output{Sink: out})
	if err != nil {
		t.Fatal(err)
	}
	return out.at
}

type forever struct{}

func (forever) Idle(cluster.ContainerID, sim.Time) cluster.Lease {
	return cluster.Lease{Keep: cluster.Forever}
}

// When one of n invokers leaves, do only the functions at home there move, to several
// others, and do they come back when it returns?
func TestOnlyTheShareOfAnInvokerMoves(t *testing.T) {
	for _, scheduler := range []string{"consistent-hash-bounded,eps=1000", "sticky-random"} {
		for n := 2; n <= 9; n++ {
			for gone := range int32(n) {
				at := placed(t, scheduler, n,
					membership.Event{At: 5 * sim.Second, Invoker: gone, Kind: membership.Kind(1 + gone%2)}, // drain or crash
					membership.Event{At: 15 * sim.Second, Invoker: gone, Kind: membership.Join})
				moved, to := 0, map[cluster.InvokerID]bool{}
				for f, home := range at[0] {
					switch {
					case home == cluster.InvokerID(gone) && at[1][f] != home:
						moved++
						to[at[1][f]] = true
					case at[1][f] != home || home == cluster.InvokerID(gone):
						t.Fatalf("%s, %d invokers, %d leaves: function %d moves from %d to %d", scheduler, n, gone, f, home,
							at[1][f])
					}
					if at[2][f] != home {
						t.Fatalf("%s, %d invokers, %d returns: function %d is on %d, not on %d", scheduler, n, gone, f,
							at[2][f], home)
					}
				}
				if share := 500 / n; moved < share/2 || moved > 2*share || len(to) < min(n-1, 2) {
					t.Errorf("%s, %d invokers, %d leaves: %d functions move to %d others", scheduler, n, gone, moved, len(to))
				}
			}
		}
	}
}
