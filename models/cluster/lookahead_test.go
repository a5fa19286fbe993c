package cluster_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"thaw/models/cluster"
	"thaw/models/workload"
)

// Does a replay with rows, where completions are looked at ahead from thousands of
// containers on, mind what was ahead long ago? A burst ends; then single
// invocations make containers, one after the other.
func TestAheadOfLongAgo(t *testing.T) {
	const burst, all = 300, 5000
	for _, apart := range []time.Duration{time.Microsecond, 10 * time.Microsecond, 100 * time.Microsecond, ms,
		10 * ms} {
		w := &world{invokers: 1, memory: 8192, schedule: "first-fit", keepalive: "lru", cold: apart,
			apps: []workload.App{{Name: "app", Memory: 1}}}
		for fn := range cluster.FuncID(all) {
			w.functions = append(w.functions, workload.Function{Name: fmt.Sprintf("app/%d", fn), Memory: 1})
			at := time.Duration(max(fn, burst)-burst) * apart * 3
			w.at(at, fn, apart+time.Duration(fn%burst)*apart/burst)
		}
		if list, sum := w.replay(t, w.config(), 0); len(list) != all || sum.ColdStarts != all {
			t.Errorf("%v apart: %d rows, %d cold starts, expected %d", apart, len(list), sum.ColdStarts, all)
		}
	}
}

// Does looking ahead change a result? Worlds of more functions and containers than
// it takes for it to begin, with rows and without.
func TestAheadChangesNothing(t *testing.T) {
	const functions, containers = 5000, 6000
	for _, schedule := range []string{"first-fit", "sticky-random", "least-loaded", "sophon-sr-mc"} {
		r := rand.New(rand.NewPCG(1, 2))
		w := &world{invokers: 70, memory: 100, schedule: schedule, keepalive: "ttl,keep=1s", warm: ms, cold: 100 * ms,
			apps: []workload.App{{Name: "app", Memory: 1}}}
		for fn := range functions {
			w.functions = append(w.functions, workload.Function{Name: fmt.Sprintf("app/%d", fn), Memory: 1})
		}
		for k := range 4 * containers {
			at := time.Duration(k) * 100 * time.Microsecond
			fn := cluster.FuncID(r.IntN(functions))
			w.at(at, fn, time.Duration(r.Int64N(int64(2*time.Second))))
		}
		ahead, sumAhead := w.replay(t, w.config(), 0)
		blind, sumBlind := w.replay(t, cluster.Blind(w.config()), 0)
		if sumAhead.UsedMiBPeak <= 1<<12 {
			t.Errorf("%s: %v containers at a time are too few", schedule, sumAhead.UsedMiBPeak)
		}
		if !reflect.DeepEqual(ahead, blind) || !sumAhead.Equal(sumBlind) {
			t.Errorf("%s: looking ahead changes results: %+v, without %+v", schedule, sumAhead, sumBlind)
		}
		pol := named(t, schedule, "greedy-dual")
		sumAhead, err := w.sum(w.config(), pol)
		if err != nil {
			t.Fatal(err)
		}
		sumBlind, err = w.sum(cluster.Blind(w.config()), named(t, schedule, "greedy-dual"))
		if err != nil {
			t.Fatal(err)
		}
		if !sumAhead.Equal(sumBlind) {
			t.Errorf("%s without rows: looking ahead changes results: %+v, without %+v", schedule, sumAhead, sumBlind)
		}
	}
}

// Does looking ahead leave an arrival of no function to the replay, which refuses it in its turn,
// and does a policy that looks ahead decide as one that does not?
func TestAheadOfNoFunction(t *testing.T) {
	const functions = 5000
	w := &world{invokers: 70, memory: 1000, apps: []workload.App{{Name: "app", Memory: 1}}, warm: ms, cold: 100 * ms}
	for fn := range functions {
		w.functions = append(w.functions, workload.Function{Name: fmt.Sprintf("app/%d", fn), Memory: 1})
	}
	for k := range functions {
		w.at(time.Duration(k)*ms, cluster.FuncID(k*k%functions), 10*ms)
	}
	for _, keep := range []string{"ttl", "rainbowcake"} {
		ahead, err := w.sum(w.config(), named(t, "sticky-random", keep))
		if err != nil {
			t.Fatal(err)
		}
		blind, err := w.sum(cluster.Blind(w.config()), named(t, "sticky-random", keep))
		if err != nil || !ahead.Equal(blind) {
			t.Errorf("%s: looking ahead changes results: %+v, without %+v (%v)", keep, ahead, blind, err)
		}
	}
	for _, fn := range []cluster.FuncID{functions, -1} {
		bad := *w
		bad.trace = append(bad.trace[:len(bad.trace):len(bad.trace)], workload.Invocation{Arrival: 1e12, Function: fn})
		for _, keep := range []string{"ttl", "rainbowcake"} {
			if _, err := bad.sum(bad.config(), named(t, "sticky-random", keep)); err == nil {
				t.Errorf("%s: function %d of %d was replayed", keep, fn, functions)
			}
		}
	}
}
