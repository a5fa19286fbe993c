package startup_test

import (
	"strings"
	"testing"
	"time"

	"thaw/models/memory"
	"thaw/models/startup"
	"thaw/models/workload"
	"thaw/sim"
)

func memoryTable() *workload.Table {
	return &workload.Table{
		Apps: []workload.App{{Name: "a", Memory: 512}},
		Functions: []workload.Function{
			{Name: "a/f", Memory: 256}, {Name: "a/g", Memory: 512}, {Name: "a/huge", Memory: 9000},
		},
	}
}

var squeezed = memory.Config{
	Memory: 4096, Layout: memory.Layout{Name: "n-to-one"}, Costs: memory.DefaultCosts(),
	Strategy: memory.Strategy{Name: "squeezy", Means: memory.Hotplug, Partitioned: true},
}

// Does a start wait for the plug, and is a container that goes gone when its memory
// is back? 256 MiB are two blocks: 25 ms and 1.67 ms a block to plug, 25 ms and
// 6.375 ms a block to unplug. Containers of another function have another VM.
func TestMemoryMechanism(t *testing.T) {
	m, err := startup.NewMemory(squeezed, memoryTable(), 1)
	if err != nil {
		t.Fatal(err)
	}
	var queue sim.Queue
	queue.Reset()
	run := func() map[int64]sim.Time {
		ends := map[int64]sim.Time{}
		for {
			for _, w := range m.Wakes() {
				queue.Push(sim.Event{At: w.At, Ord: sim.MakeOrder(0, uint64(w.Tie), w.Subject)})
			}
			ev, ok := queue.Next(sim.Event{At: sim.Never})
			if !ok {
				return ends
			}
			m.Advance(ev.Ord.Subject(), ev.At)
			for _, d := range m.Ended() {
				if d.Leaving {
					d.Owner += 100
				}
				ends[d.Owner] = ev.At
			}
		}
	}
	for i := range int32(2) {
		if m.Begin(startup.Start{Owner: int64(i), Tie: int64(i), Function: 0, Unit: 0, Name: i, Memory: 256},
			0) != sim.Never {
			t.Fatal("a plug takes no time")
		}
	}
	m.Begin(startup.Start{Owner: 2, Tie: 2, Function: 1, Unit: 1, Name: 2, Memory: 512}, 0)
	near := func(what string, got sim.Time, ms float64) {
		t.Helper()
		if want := sim.Time(ms * 1e6); got < want-1000 || got > want+1000 {
			t.Errorf("%s: %v, expected %v ms", what, time.Duration(got), ms)
		}
	}
	ends := run()
	near("first of f", ends[0], 25+10./3)
	near("second of f", ends[1], 2*(25+10./3))
	near("first of g", ends[2], 25+20./3)
	at := sim.Time(time.Second)
	if !m.HasTeardown() {
		t.Error("reclaims take no time")
	}
	m.End(startup.Leaving{Owner: 1, Tie: 1, Name: 1, Memory: 256}, at)
	near("f's second has gone", run()[101]-at, 25+2*6.375)
	near("alone", sim.Time(m.UncontendedTime(1)), 25+20./3)
}

// Is what does not fit refused with every complaint at once? A function that no
// invoker could hold is rejected by the replay and not complained about.
func TestMemoryMistakes(t *testing.T) {
	cfg := squeezed
	cfg.Strategy.Partition, cfg.Strategy.Slack = 128, cfg.Memory
	cfg.Layout.Most = 9
	cfg.Costs.Zero.Value = -1
	_, err := startup.NewMemory(cfg, memoryTable(), 1)
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{"a partition of 128 MiB is smaller than the 256 MiB of a/f",
		"smaller than the 512 MiB of a/g", "MiB of slack on invokers of", "memory.zero"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is missing in\n%v", want, err)
		}
	}
	if strings.Contains(err.Error(), "huge") {
		t.Errorf("a function that is rejected anyway is complained about:\n%v", err)
	}
}
