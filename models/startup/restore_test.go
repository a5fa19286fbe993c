package startup_test

import (
	"cmp"
	"slices"
	"testing"
	"time"

	"thaw/models/snapshot"
	"thaw/models/startup"
	"thaw/models/workload"
	"thaw/sim"
)

// restorer is snapshots for a trace with a few functions that are like json: of 83
// MiB and its warm time.
func restorer(t testing.TB, strategy string, budget int) (startup.Restorer, *snapshot.Table, int, int) {
	t.Helper()
	table, err := snapshot.LoadTable("nvme")
	if err != nil {
		t.Fatal(err)
	}
	s, err := table.Strategy(strategy)
	if err != nil {
		t.Fatal(err)
	}
	json, err := snapshot.FindFunction("json")
	if err != nil {
		t.Fatal(err)
	}
	trace := &workload.Table{Apps: []workload.App{{Name: "app", Memory: 128}}}
	for range 8 {
		trace.Functions = append(trace.Functions,
			workload.Function{Name: "app/f", Memory: 83, MeanDuration: json.Warm.Value})
	}
	cfg := startup.DefaultRestores(table, s)
	cfg.BudgetMiB.Value, cfg.Inputs = budget, startup.DurationInputs
	class := -1
	for c, name := range table.Classes {
		if name == json.Name {
			class = c
		}
	}
	return startup.NewRestorer(cfg, trace, 2, sim.NewStream(1, "restore/input")), table, class, s
}

func startOf(fn int, invoker int32, free workload.MiB) startup.Start {
	return startup.Start{Function: workload.FuncID(fn), Unit: int32(fn), Invoker: invoker, Memory: 128, Free: free,
		Duration: 10 * time.Millisecond}
}

// drive lets the restores of a restorer end, and returns what each took.
func drive(r startup.Restorer) []snapshot.Times {
	var out []snapshot.Times
	pending := slices.Clone(r.Wakes())
	for len(pending) > 0 {
		slices.SortStableFunc(pending, func(a, b sim.Wake) int { return cmp.Compare(a.At, b.At) })
		w := pending[0]
		r.Advance(w.Subject, w.At)
		pending = append(pending[1:], r.Wakes()...)
		for _, d := range r.Ended() {
			out = append(out, snapshot.Times{Restore: d.Restore, Fault: d.Fault})
		}
	}
	return out
}

// near allows for whole nanoseconds.
func near(a, b snapshot.Times) bool {
	return (a.Restore-b.Restore).Abs() <= 2 && (a.Fault-b.Fault).Abs() <= 2
}

// Do restores that begin together take as long as the table says of so many, which
// is what page-level runs of so many came to? And does one that others join half
// way take half of what it takes alone, and half of what it takes beside them?
func TestRestoresShareTheDisk(t *testing.T) {
	for _, strategy := range []string{"on-demand", "reap", "cached"} {
		for _, n := range []int{1, 2, 5, 16} {
			r, table, class, s := restorer(t, strategy, 1<<20)
			at := func(load int) snapshot.Times {
				times, _ := table.At(snapshot.Restore{Class: class, Strategy: s, Ratio: 1, Load: load})
				return times
			}
			ready := 10 * second
			for fn := range n { // recorded first, and nothing stays in the page cache
				r.Recorded(startOf(fn%8, int32(fn/8), 0), second)
				r.Restore(startOf(fn%8, int32(fn/8), 0), ready)
				drive(r)
			}
			for range n {
				r.Restore(startOf(0, 0, 0), 20*second)
			}
			for _, got := range drive(r) {
				if !near(got, at(n)) {
					t.Errorf("%s: one of %d restores takes %v, expected %v", strategy, n, got, at(n))
				}
			}
			alone, beside := at(1), at(2)
			half := (alone.Restore + alone.Fault) / 2
			r.Restore(startOf(0, 0, 0), 40*second)
			r.Restore(startOf(0, 0, 0), (40 * second).Add(half))
			got := drive(r)[0]
			if want := half + (beside.Restore+beside.Fault)/2; (got.Restore + got.Fault - want).Abs() > 2 {
				t.Errorf("%s: a restore that another joins half way takes %v, expected %v", strategy,
					got.Restore+got.Fault, want)
			}
		}
	}
}

const second = sim.Second

// Is a function restored on an invoker once its first answer there was written
// down, recorded first, and restored as the table says afterwards, with what the
// page cache still has? Not elsewhere, and not before the 128 MiB are written,
// which takes 179 ms at 750 MB/s.
func TestSnapshotsStepByStep(t *testing.T) {
	r, table, class, s := restorer(t, "faasnap", 1024)
	f := startOf(0, 0, 4096)
	if r.Has(f, 0) {
		t.Fatal("a snapshot is there before anything ran")
	}
	r.Recorded(f, second)
	if r.Has(f, second.Add(178*time.Millisecond)) || !r.Has(f, second.Add(179*time.Millisecond)) {
		t.Error("the snapshot is not there 179 ms after the first answer, or before")
	}
	if r.Has(startOf(0, 1, 4096), 2*second) || r.Has(startOf(1, 0, 4096), 2*second) {
		t.Error("the snapshot is on another invoker, or of another function")
	}
	check := func(what string, at sim.Time, free workload.MiB, want snapshot.Times) {
		t.Helper()
		r.Restore(startOf(0, 0, free), at)
		got := drive(r)
		if len(got) != 1 || !near(got[0], want) {
			t.Errorf("%s takes %v, expected %v", what, got, want)
		}
	}
	at := func(share float64, load int) snapshot.Times {
		times, _ := table.At(snapshot.Restore{Class: class, Strategy: s, Ratio: 1, Share: share, Load: load})
		return times
	}
	check("the first restore", 10*second, 4096, table.Record(class, s))
	check("the second, of which all is cached", 20*second, 4096, at(1, 1))
	left := table.Cached(class, s, 1)
	r.Has(startOf(5, 0, workload.MiB(left>>21)), 25*second) // containers leave half of that
	check("one of which half is cached", 30*second, workload.MiB(left>>21), at(float64(left>>21<<20)/float64(left), 1))
	r.Has(startOf(5, 0, 0), 35*second)
	check("one of which nothing is", 40*second, 0, at(0, 1))
	if got, want := r.Counts(), (startup.RestoreCounts{Recorded: 1}); got != want {
		t.Errorf("counts are %+v, expected %+v", got, want)
	}
}

// Does the least recently used snapshot go when the room is used up, and is the
// input's ratio clamped and counted beyond the table?
func TestSnapshotsHaveABudget(t *testing.T) {
	r, _, _, _ := restorer(t, "on-demand", 3*128)
	for fn := range 3 {
		r.Recorded(startOf(fn, 0, 4096), second)
	}
	r.Has(startOf(0, 0, 4096), 10*second) // used
	r.Recorded(startOf(3, 0, 4096), 10*second)
	for fn, want := range []bool{true, false, true, true} {
		if got := r.Has(startOf(fn, 0, 4096), 20*second); got != want {
			t.Errorf("function %d has a snapshot: %v, expected %v", fn, got, want)
		}
	}
	long := startOf(0, 0, 4096)
	long.Duration *= 5
	r.Restore(long, 30*second)
	drive(r)
	if got, want := r.Counts(), (startup.RestoreCounts{Dropped: 1, Clamped: 1}); got != want {
		t.Errorf("counts are %+v, expected %+v", got, want)
	}
	large := startOf(4, 0, 4096)
	large.Memory = 3*128 + 1
	r.Recorded(large, 40*second)
	if r.Has(large, 50*second) || !r.Has(startOf(0, 0, 4096), 50*second) {
		t.Error("a snapshot larger than the room was kept, or others went for it")
	}
}

// Does each restore count once that was among more at once than the table has points for,
// whether it was there first or came last, and none of fewer?
func TestMoreAtOnceThanTheTableHas(t *testing.T) {
	for _, row := range []struct {
		restores int
		beyond   int64
	}{{64, 0}, {65, 65}, {70, 70}} {
		r, table, _, _ := restorer(t, "on-demand", 1<<20)
		if most := table.Loads[len(table.Loads)-1]; most != 64 {
			t.Fatalf("the table has %d restores at once, expected 64", most)
		}
		for i := range row.restores {
			r.Restore(startOf(i%8, 0, 4096), sim.Time(1000*i))
		}
		r.Restore(startOf(0, 1, 4096), 0) // alone on the other invoker
		if n := len(drive(r)); n != row.restores+1 {
			t.Fatalf("%d restores ended, expected %d", n, row.restores+1)
		}
		if got := r.Counts().Clamped; got != row.beyond {
			t.Errorf("%d restores at once: %d were beyond the table, expected %d", row.restores, got, row.beyond)
		}
	}
}

func TestRestoresDoNotAllocate(t *testing.T) {
	r, _, _, _ := restorer(t, "reap", 1024)
	f := startOf(0, 0, 4096)
	r.Recorded(f, second)
	now := 10 * second
	if n := testing.AllocsPerRun(1000, func() {
		now += second
		if r.Has(f, now) {
			r.Restore(f, now)
			for _, w := range r.Wakes() {
				r.Advance(w.Subject, w.At)
			}
			r.Ended()
		}
	}); n != 0 {
		t.Errorf("%v allocations a restore", n)
	}
}
