package cluster_test

import (
	"fmt"
	"slices"
	"testing"

	"thaw/models/cluster"
	"thaw/models/workload"
	"thaw/sim"
)

// foretell asks, before it places, which containers would go, and compares it with
// those that go.
type foretell struct {
	cluster.Scheduler
	view   *cluster.View
	told   []int64 // serial numbers of those that are about to go, in order
	wrong  string
	longer int // evictions of more than one
}

func (f *foretell) Place(fn cluster.FuncID, number int64, now sim.Time) cluster.InvokerID {
	i := f.Scheduler.Place(fn, number, now)
	if len(f.told) > 0 && f.wrong == "" {
		f.wrong = fmt.Sprintf("before invocation %d, containers %v did not go as they should", number, f.told)
	}
	f.told = f.told[:0]
	if i != cluster.None && !f.view.HasWarm(i, fn) {
		for _, c := range f.view.Victims(i, f.view.Memory(fn), nil) {
			f.told = append(f.told, f.view.Serial(c))
		}
		if len(f.told) > 1 {
			f.longer++
		}
	}
	return i
}

func (f *foretell) Removed(c cluster.ContainerID, evicted bool, now sim.Time) {
	if !evicted || f.wrong != "" {
		return
	}
	if len(f.told) == 0 || f.told[0] != f.view.Serial(c) {
		f.wrong = fmt.Sprintf("at %d container %d goes, told were %v", now, f.view.Serial(c), f.told)
		return
	}
	f.told = slices.Delete(f.told, 0, 1)
}

// Are the containers that a policy is told would go those that go, in that order?
// With and without priorities, and where many have been idle for as long.
func TestVictimsAreThoseThatGo(t *testing.T) {
	for _, keepalive := range []string{"lru", "ttl", "greedy-dual"} {
		longer := 0
		for seed := range uint64(200) {
			w := draw(seed, "first-fit", keepalive)
			w.horizon = 0
			for f := range w.functions { // large ones come where small ones are idle
				w.functions[f].Memory = workload.MiB(64 << (f % 4))
			}
			w.scope, w.memory, w.invokers = cluster.PerFunction, 512, 1+int(seed%2)
			w.apps = []workload.App{{Name: "app", Memory: 512}}
			for f := range w.functions {
				w.functions[f].App = 0
			}
			pol := named(t, "first-fit", keepalive)
			inner, teller := pol.Schedule, (*foretell)(nil)
			pol.Schedule = func(v *cluster.View) cluster.Scheduler {
				teller = &foretell{Scheduler: inner(v), view: v}
				return teller
			}
			if _, _, err := w.try(w.config(), pol, 0); err != nil {
				t.Fatal(err)
			}
			if teller.wrong != "" {
				t.Fatalf("%s, seed %d: %s\n%v", keepalive, seed, teller.wrong, w)
			}
			longer += teller.longer
		}
		if longer < 100 {
			t.Errorf("%s: only %d times had more than one to go", keepalive, longer)
		}
	}
}
