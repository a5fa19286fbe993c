package snapshot_test

import (
	"testing"
	"time"

	"thaw/models/snapshot"
	"thaw/sim"
)

const us = time.Microsecond

// onePage is a guest that touches one page of a file that is not in the page cache, on a
// machine of round numbers: a request takes 100us and 10us a page, a minor fault 4us, a
// fault of a handler in user space 10us, 30us pass until a worker has a fault, and a thread
// wakes in 5us.
func onePage(t *testing.T, strategy string, change func(*snapshot.Case)) snapshot.Phase {
	t.Helper()
	f, err := snapshot.FindFunction("hello-world")
	if err != nil {
		t.Fatal(err)
	}
	w := &snapshot.World{Pages: 4, NonZero: snapshot.NewBits(4)}
	w.NonZero.AddSpan(snapshot.Span{Pages: 4})
	w.Record = []snapshot.Access{{Span: snapshot.Span{First: 0, Pages: 1}}}
	w.Test = []snapshot.Access{{Span: snapshot.Span{First: 1, Pages: 1}}}
	host, disk := snapshot.HostOf("faasnap")
	host.Minor.Value, host.User.Value, host.HandOver.Value = sim.Const(4*us), sim.Const(10*us), sim.Const(30*us)
	host.Wake.Value = 5 * us
	disk.BytesPerS.Value, disk.Latency.Value, disk.Sequential.Value = 409_600_000, 100*us, 100*us
	disk.ReadAhead.Value, disk.IOPS.Value = 0, 1e9
	in := snapshot.Input{Name: "x", Work: 1}
	c := snapshot.Case{Function: f, Strategy: strategyOf(t, strategy), Host: host, Disk: disk, Record: in, Test: in,
		Seed: 1}
	if change != nil {
		change(&c)
	}
	r, err := snapshot.RunWorld(c, w)
	if err != nil {
		t.Fatal(err)
	}
	return r.VMs[0]
}

// How much of a wait for the disk is inside of the fault, and how much is the vCPU blocked
// outside of it? By hand: 110us until the page is there.
func TestWaitsInsideAndOutside(t *testing.T) {
	for _, row := range []struct {
		strategy              string
		async                 float64
		handOver              time.Duration
		kind                  snapshot.Kind
		inside, blocked, took time.Duration
	}{
		{"on-demand", 0, 30 * us, snapshot.FaultMajor, 110*us + 5*us + 4*us, 0, 119 * us},
		{"on-demand", 1, 30 * us, snapshot.FaultMajor, 30 * us, 80*us + 10*us + 4*us, 124 * us},
		// the worker has it after the page is there
		{"on-demand", 1, 200 * us, snapshot.FaultMajor, 200 * us, 10*us + 4*us, 214 * us},
		{"reap", 0, 30 * us, snapshot.FaultUserMajor, 110*us + 10*us + 10*us, 0, 130 * us},
		{"reap", 1, 30 * us, snapshot.FaultUserMajor, 10 * us, 110*us + 20*us, 140 * us},
	} {
		p := onePage(t, row.strategy, func(c *snapshot.Case) {
			c.Host.Async.Value, c.Host.HandOver.Value = row.async, sim.Const(row.handOver)
		})
		got := p.Faults[row.kind]
		if got.Count != 1 || got.Service != row.inside || got.Wait != row.blocked || p.FaultTime() != row.took {
			t.Errorf("%s, share %g: %d faults, %v inside and %v blocked, expected one, %v and %v", row.strategy,
				row.async, got.Count, got.Service, got.Wait, row.inside, row.blocked)
		}
	}
}

// Does the share of faults that a worker takes over hold over many faults, and does it
// move time out of the faults rather than make it go away?
func TestShareOfHandedOver(t *testing.T) {
	of := func(share float64) (inside, all time.Duration, majors int) {
		p := run(t, "image", "on-demand", func(c *snapshot.Case) { c.Host.Async.Value = share }).VMs[0]
		f := p.Faults[snapshot.FaultMajor]
		return f.Service, f.Service + f.Wait, f.Count
	}
	inside0, all0, n0 := of(0)
	inside1, all1, n1 := of(1)
	half, allHalf, n := of(0.5)
	if n0 != n1 || n != n0 {
		t.Fatalf("%d, %d and %d major faults, expected as many", n0, n, n1)
	}
	if mid := (inside0 + inside1) / 2; half < mid*95/100 || half > mid*105/100 {
		t.Errorf("half of the faults handed over leave %v inside, expected about %v", half, mid)
	}
	// a worker's wake-up is longer, nothing else
	want := time.Duration(n0) * 10 * us
	if d := all1 - all0; d < want*99/100 || d > want*101/100 || allHalf <= all0 || allHalf >= all1 {
		t.Errorf("handing over makes %d faults %v longer, expected %v", n0, d, want)
	}
}

// Does a second latency count for what continues a read, and only there? A single page
// costs the whole latency, and a loader that reads on and on hardly any.
func TestSequentialLatency(t *testing.T) {
	quick := func(c *snapshot.Case) { c.Disk.Sequential.Value = 0 }
	a, b := onePage(t, "on-demand", nil), onePage(t, "on-demand", quick)
	if a.Total != b.Total {
		t.Errorf("a single page takes %v with a latency for sequential reads of 100us and %v with none", a.Total,
			b.Total)
	}
	slow := func(c *snapshot.Case) { c.Disk.Sequential.Value = c.Disk.Latency.Value }
	none := run(t, "image", "faasnap", quick).VMs[0]
	all := run(t, "image", "faasnap", slow).VMs[0]
	windows := none.FetchPages / 32
	most := time.Duration(windows) * 82 * us // the next window is under way while one arrives
	if d := all.Fetch - none.Fetch; d < most/4 || d > most {
		t.Errorf("a loader of %d windows waits %v longer if each is found anew, expected a good part of %v", windows, d,
			most)
	}
	if p, q := run(t, "image", "on-demand", quick).VMs[0], run(t, "image", "on-demand").VMs[0]; p.Total >= q.Total {
		t.Errorf("plain snapshots read ahead, too, and take %v without a latency for it, %v with one", p.Total, q.Total)
	}
}

// Is what REAP records the second invocation, and what FaaSnap records the first?
func TestWarmRecord(t *testing.T) {
	for _, row := range []struct {
		strategy string
		page     int32
	}{{"reap", 7}, {"faasnap,host=false,regions=false,file=false", 3}} {
		w := &snapshot.World{Pages: 16, NonZero: snapshot.NewBits(16)}
		w.NonZero.AddSpan(snapshot.Span{Pages: 16})
		w.Record = []snapshot.Access{{Span: snapshot.Span{First: 3, Pages: 1}}}
		w.Again = []snapshot.Access{{Span: snapshot.Span{First: 7, Pages: 1}}}
		w.Test = w.Again
		s := &noticing{Strategy: strategyOf(t, row.strategy)}
		c, err := snapshot.DefaultCase(mustFind(t, "hello-world"), s)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := snapshot.RunWorld(c, w); err != nil {
			t.Fatal(err)
		}
		if len(s.faulted) != 1 || s.faulted[0] != row.page {
			t.Errorf("%s records pages %v, expected %d", row.strategy, s.faulted, row.page)
		}
	}
}

func mustFind(t *testing.T, name string) *snapshot.Function {
	t.Helper()
	f, err := snapshot.FindFunction(name)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// noticing keeps what a strategy is told.
type noticing struct {
	snapshot.Strategy
	faulted []int32
}

func (n *noticing) Plan(r *snapshot.Record) snapshot.Plan {
	n.faulted = r.Faulted
	return n.Strategy.Plan(r)
}

// Is a guest slower by the share of small pages after a restore, in its work alone, and not
// where it was booted or kept?
func TestSmallPages(t *testing.T) {
	for _, row := range []struct {
		strategy string
		times    float64
	}{{"on-demand", 1.2}, {"reap", 1.2}, {"faasnap", 1.2}, {"cached", 1.2}, {"warm", 1}, {"cold-boot", 1}} {
		before := run(t, "image", row.strategy).VMs[0]
		after := run(t, "image", row.strategy, func(c *snapshot.Case) { c.Host.SmallPages.Value = 0.2 }).VMs[0]
		if r := float64(after.Work) / float64(before.Work); r < row.times-1e-3 || r > row.times+1e-3 {
			t.Errorf("%s: the work is %.4f times as long, expected %.1f", row.strategy, r, row.times)
		}
	}
}
