package memory

import (
	"testing"
	"time"
)

// Does a container get whole blocks, the last one too where it fills it in part? And
// does a VM of a host give room to as many as the host has memory for?
func TestInstancesGetWholeBlocks(t *testing.T) {
	for mib, want := range map[int32]int{1: 1, 127: 1, 128: 1, 129: 2, 130: 2, 256: 2, 257: 3} {
		if got := Blocks(mib); got != want {
			t.Errorf("%d MiB are %d blocks, expected %d", mib, got, want)
		}
		if got := virtioMem.container(mib); got != want {
			t.Errorf("a container of %d MiB is plugged %d blocks, expected %d", mib, got, want)
		}
	}
	b := newBench(t, Config{Memory: 1024, Strategy: virtioMem, Costs: simple()})
	const containers = 1024 / 200
	for name := range int32(containers) {
		b.h.Grow(int64(name), int64(name), 0, 0, name, 200, 0)
	}
	b.run()
	if got := b.h.Plugged(0, 0); got != 2*containers || len(b.ends) != containers {
		t.Errorf("%d blocks are plugged for %d containers of 200 MiB, expected two each", got, len(b.ends))
	}
}

// Can a container come to a full VM before the one that makes room for it has gone?
func TestComesBeforeAnotherHasGone(t *testing.T) {
	b := newBench(t, Config{Memory: 512, Strategy: squeezy, Costs: simple()})
	for name := range int32(4) {
		b.h.Grow(int64(name), int64(name), 0, 0, name, 128, 0)
	}
	b.run()
	b.h.Grow(4, 4, 0, 0, 4, 128, second(1))
	b.h.Shrink(5, 5, 0, 0, 128, second(1))
	b.run()
	if got := b.h.Plugged(0, 0); got != 4 || b.ends[5] <= b.ends[4] {
		t.Errorf("%d blocks are plugged, ends %v: expected 4, and the one that comes first", got, b.ends)
	}
}

// Of two idle containers, does the one go that has been idle longer? Both functions
// were invoked, f before g; h then needs the memory of one of them. g's container is
// still there when g is invoked again.
func TestLongestIdleGoesFirst(t *testing.T) {
	f := twoFunctions()
	f = append(f, f[0])
	f[2].Name = "h"
	r, err := RunLoad(LoadConfig{
		Config: Config{Strategy: squeezy, Costs: simple()}, Functions: f, KeepAlive: time.Minute, Limit: 512,
		Arrivals: []LoadArrival{{0, 0}, {second(1), 1}, {second(10), 2}, {second(20), 1}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if l := r.Latency[1]; r.Evicted != 1 || l[0] != 3*time.Second || l[1] != time.Second {
		t.Errorf("g took %v, %d evicted: expected 3s, 1s and one evicted", l, r.Evicted)
	}
}
