package cluster_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"thaw/models/cluster"
	"thaw/models/outcome"
	"thaw/models/workload"
	"thaw/sim"
)

// ahead keeps containers for a second, and loads the next one two seconds after one
// has gone.
type ahead struct{}

func (ahead) Prewarms() {}

var _ cluster.Prewarmer = ahead{}

func (ahead) Idle(cluster.ContainerID, sim.Time) cluster.Lease {
	return cluster.Lease{Keep: time.Second, Prewarm: 2 * time.Second}
}

// What is a start in a container that was loaded ahead of need? The first one in it a
// prewarm start, the next ones warm. A container that nobody needs any more is not
// loaded, and none is for which another would have to go. By hand: a cold start takes
// 100 ms.
func TestLoadedAheadOfNeed(t *testing.T) {
	type kinds = []outcome.StartKind
	for _, c := range []struct {
		name       string
		memory     workload.MiB
		w          *world
		want       kinds
		containers []int64 // by invocation: their creation number
	}{
		// Gone at 2.1 s, loaded from 4.1 s to 4.2 s. It then goes at 8.5 s, and the next
		// invocation comes before the next container would be loaded, at 10.5 s.
		{"in time", 512, pairOf("first-fit", "none").at(0, 0, time.Second).at(5*time.Second, 0,
			time.Second).at(6500*ms, 0, time.Second).at(9*time.Second, 0, time.Second),
			kinds{outcome.Cold, outcome.Prewarmed, outcome.Warm, outcome.Cold}, []int64{0, 1, 1, 2}},
		{"too early", 512, pairOf("first-fit", "none").at(0, 0, time.Second).at(4*time.Second, 0,
			time.Second).at(5500*ms, 0, 0),
			kinds{outcome.Cold, outcome.Cold, outcome.Warm}, []int64{0, 1, 1}},
		{"still loading", 512, pairOf("first-fit", "none").at(0, 0, time.Second).at(4150*ms, 0, time.Second),
			kinds{outcome.Cold, outcome.Cold}, []int64{0, 2}},
		{"memory is taken", 256, pairOf("first-fit", "none").at(0, 0, time.Second).at(3*time.Second, 1,
			5*time.Second).at(8500*ms, 0, time.Second),
			kinds{outcome.Cold, outcome.Cold, outcome.Cold}, []int64{0, 1, 2}},
	} {
		c.w.memory = c.memory
		pol := named(t, "first-fit", "none")
		pol.KeepAlive = func(*cluster.View) cluster.KeepAlive { return ahead{} }
		list, sum, err := c.w.try(c.w.config(), pol, 0)
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		var got kinds
		var containers []int64
		for _, o := range list {
			got, containers = append(got, o.Kind), append(containers, o.Container)
		}
		if !slices.Equal(got, c.want) || !slices.Equal(containers, c.containers) {
			t.Errorf("%s: starts are %v in containers %v, expected %v in %v", c.name, got, containers, c.want,
				c.containers)
		}
		if ahead := slices.Contains(c.want, outcome.Prewarmed); (sum.PrewarmStarts == 1) != ahead ||
			sum.ColdStarts+sum.WarmStarts+sum.PrewarmStarts != int64(len(c.want)) {
			t.Errorf("%s: %+v", c.name, sum)
		}
		src := &source{workload.Table{Functions: c.w.functions, Apps: c.w.apps}, c.w.trace, 0}
		if unwatched, err := cluster.Replay(context.Background(), c.w.config(), src, pol,
			cluster.Output{}); err != nil || !unwatched.Equal(sum) {
			t.Errorf("%s: without rows %+v, %v; with rows %+v", c.name, unwatched, err, sum)
		}
	}
}

// orderly orders a container of each of the first two units at once, and one of the third when
// the second begins to load; it notes what it hears.
type orderly struct {
	view  *cluster.View
	hands cluster.Hands
	heard *[]string
}

func (b *orderly) Operate(h cluster.Hands) { b.hands = h }
func (b *orderly) Period() time.Duration   { return time.Second }
func (b *orderly) Prewarms()               {}
func (b *orderly) note(what string, c cluster.ContainerID) {
	*b.heard = append(*b.heard, what+" "+string(rune('f'+b.view.UnitOf(c))))
}

func (b *orderly) Tick(now sim.Time) {
	if now == sim.Second {
		b.hands.Load(0)
		b.hands.Load(1)
	}
}

func (b *orderly) Loaded(c cluster.ContainerID, _ sim.Time) {
	if b.note("loads", c); b.view.UnitOf(c) == 1 {
		b.hands.Load(2)
	}
}

func (b *orderly) Idle(c cluster.ContainerID, _ sim.Time) cluster.Lease {
	b.note("is there:", c)
	return cluster.Lease{Keep: cluster.Forever}
}

// Does what comes between two orders of one instant come between them? Without a cold start a
// container is there at the instant of its order, before the next order is served. And is what
// is ordered meanwhile served once?
func TestOrdersOfOneInstant(t *testing.T) {
	w := pairOf("first-fit", "none").at(0, 0, 0).at(3*time.Second, 0, 0)
	w.memory, w.cold = 1024, 0
	pol := named(t, "first-fit", "none")
	var heard []string
	pol.KeepAlive = func(v *cluster.View) cluster.KeepAlive { return &orderly{view: v, heard: &heard} }
	_, sum, err := w.try(w.config(), pol, 0)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"is there: f", "loads f", "is there: f", "loads g", "is there: g", "loads h", "is there: h",
		"is there: f"}
	if !slices.Equal(heard, want) || sum.Prewarms != 3 || sum.PrewarmsRefused != 0 {
		t.Errorf("heard %q, expected %q; %d loaded, %d refused", heard, want, sum.Prewarms, sum.PrewarmsRefused)
	}
}
