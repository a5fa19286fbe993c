package keepalive_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"thaw/models/cluster"
	"thaw/policies"
	"thaw/policies/all"
	"thaw/sim"
)

// answers notes every lease of a policy.
type answers struct {
	cluster.KeepAlive
	view *cluster.View
	list []answer
}

type answer struct {
	at        sim.Time
	container int64
	lease     cluster.Lease
}

func (a *answers) Idle(c cluster.ContainerID, now sim.Time) cluster.Lease {
	l := a.KeepAlive.Idle(c, now)
	a.list = append(a.list, answer{now, a.view.Serial(c), l})
	return l
}

func (a *answers) Arrived(fn cluster.FuncID, now sim.Time) {
	if w, ok := a.KeepAlive.(cluster.ArrivalWatcher); ok {
		w.Arrived(fn, now)
	}
}

func (a *answers) Started(c cluster.ContainerID, fn cluster.FuncID, cold bool, now sim.Time) {
	if w, ok := a.KeepAlive.(cluster.StartWatcher); ok {
		w.Started(c, fn, cold, now)
	}
}

func (a *answers) Removed(c cluster.ContainerID, evicted bool, now sim.Time) {
	if w, ok := a.KeepAlive.(cluster.EvictionWatcher); ok {
		w.Removed(c, evicted, now)
	}
}

func (a *answers) Loaded(c cluster.ContainerID, now sim.Time) {
	if w, ok := a.KeepAlive.(cluster.LoadWatcher); ok {
		w.Loaded(c, now)
	}
}

func (a *answers) MemberChanged(i cluster.InvokerID, member bool, now sim.Time) {
	if w, ok := a.KeepAlive.(cluster.MemberWatcher); ok {
		w.MemberChanged(i, member, now)
	}
}

// Within returns the policy, whose other abilities count.
func (a *answers) Within() any { return a.KeepAlive }

// until returns the leases before an instant of a world whose trace changes from there on.
func until(t *testing.T, policy string, seed uint64, at sim.Time, change bool) []answer {
	w := drawTimes(seed)
	if change {
		for i := range w.rest {
			if x := &w.rest[i]; x.Arrival >= at {
				x.Arrival = at + (x.Arrival-at)/3
				x.Function = (x.Function + 1) % 4
				x.Duration += time.Second
			}
		}
	}
	a := &answers{}
	_, err := cluster.Replay(context.Background(), w.cfg, w, cluster.Policies{Schedule: firstFit(t),
		KeepAlive: func(v *cluster.View) cluster.KeepAlive {
			a.view, a.KeepAlive = v, policyOf(t, policy)(v)
			return a
		}}, cluster.Output{})
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(a.list, func(x answer) bool { return x.at >= at })
}

// timed are the policies that do something every few seconds or minutes, which takes long in worlds
// of days.
var timed = []string{"aquatope-pool", "icebreaker", "knative-kpa", "ping", "provisioned", "rainbowcake", "stem-cells"}

// Does any policy decide by what has not happened yet? Its leases up to an instant are the
// same whatever the trace says from there on.
func TestTheFutureChangesNoDecision(t *testing.T) {
	for _, k := range all.KeepAlives() {
		if slices.Contains(k.Needs, policies.NeedFuture) || slices.Contains(timed, k.Name) {
			continue // an oracle does; the others have a test of their own, in prewarm
		}
		seen := 0
		for seed := range uint64(15) {
			w := drawTimes(seed)
			at := w.rest[len(w.rest)*2/3].Arrival
			want, got := until(t, k.Name, seed, at, false), until(t, k.Name, seed, at, true)
			if !slices.Equal(got, want) {
				t.Fatalf("%s, seed %d: another future from %v on changed a lease before it", k.Name, seed, at.Seconds())
			}
			seen += len(got)
		}
		if seen < 1000 {
			t.Errorf("%s: %d leases: the worlds test too little", k.Name, seen)
		}
	}
}
