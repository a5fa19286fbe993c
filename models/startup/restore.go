package startup

import (
	"cmp"
	"math"
	"slices"
	"time"

	"thaw/models/params"
	"thaw/models/snapshot"
	"thaw/models/workload"
	"thaw/sim"
)

// Restores configures how a replay stores and restores snapshots. Numbers that no paper
// states are assumed.
type Restores struct {
	Strategy int // of the table
	Table    *snapshot.Table

	Inputs    Inputs
	BudgetMiB params.Sourced[int] // disk space for snapshots of each invoker; the least recently used goes
	WriteMBPS params.Sourced[int] // 10⁶ bytes a second at which a snapshot is written
}

// Inputs selects the source of the ratio of an invocation's input to the recorded one,
// since traces do not record it.
type Inputs uint8

// Where ratios come from.
const (
	DrawnInputs    Inputs = iota // assumed: 1/4 to 4, the range of ao2022, figure 5.8, uniform in the logarithm
	SameInputs                   // every input is as large as the recorded one
	DurationInputs               // as the durations of the invocations in the trace
)

// String returns the name used on the command line.
func (i Inputs) String() string { return [...]string{"drawn", "same", "duration"}[i] }

// DefaultRestores returns them for a strategy of a table.
func DefaultRestores(table *snapshot.Table, strategy int) Restores {
	return Restores{
		Strategy: strategy, Table: table,
		BudgetMiB: params.Sourced[int]{Value: 100 << 10,
			Source: "assumed: a ninth of the 900 GB disk of c5d.metal (ao2022, section 5.5.1), " +
				"beside images and logs"},
		WriteMBPS: params.Sourced[int]{Value: 750,
			Source: "assumed: half of the disk's read bandwidth (ao2022, section 5.5.1), as its provider rates such " +
				"disks"},
	}
}

// RestoreCounts count the snapshots and restores of a run.
type RestoreCounts struct {
	Recorded int64 // restores that the strategy recorded
	Dropped  int64 // snapshots that were deleted to make room
	Clamped  int64 // restores that were outside the range of the table at some time
}

// snapshotStore holds the snapshots of all invokers.
//
//	cold start ─▶ answered ─▶ written ─▶ first restore: recorded ─▶ restored as the strategy does
//	                                                   page cache: what containers leave, LRU
type snapshotStore struct {
	cfg       Restores
	class     []int32 // by function: of the table
	alone     []time.Duration
	room      int64 // bytes for snapshots of an invoker
	of        []invokerStore
	snapshots sim.Arena[int32, storedSnapshot]
	onDisk    sim.LRU          // by invoker
	inCache   sim.LRU          // by invoker: snapshots with pages in the page cache
	places    map[uint64]int32 // by invoker and unit
	counts    RestoreCounts
	draws     sim.Stream
	wakes     sim.Outbox[sim.Wake]
	ended     sim.Outbox[Restored]
	ending    []ending // by Advance
	recorded  bool     // the strategy has a record phase
}

// ending is a restore that ends, and the tie by which such come in order.
type ending struct {
	Restored
	tie int64
}

// invokerStore is the part of the store on one invoker.
type invokerStore struct {
	bytes, cached int64
	running       []run
	alarm         sim.Time // of the pending wake, or sim.Never
}

// run is a restore in progress.
type run struct {
	owner, tie        int64
	began, since, end sim.Time       // since: done is of then
	done              float64        // share of it
	times             snapshot.Times // that it would take with as many others as there are
	q                 snapshot.Restore
	recorded, clamped bool
}

// storedSnapshot is a snapshot.
type storedSnapshot struct {
	invoker  int32
	place    uint64
	bytes    int64
	ready    sim.Time      // it is written
	duration time.Duration // of the invocation that it is of
	cached   int64         // bytes of its files in the page cache
	watched  bool          // its record phase is over
}

// NewRestorer returns the snapshots of a run.
func NewRestorer(cfg Restores, table *workload.Table, invokers int, draws sim.Stream) Restorer {
	st := &snapshotStore{
		draws: draws,
		cfg:   cfg, room: int64(cfg.BudgetMiB.Value) << 20, of: make([]invokerStore, invokers),
		onDisk: sim.NewLRU(invokers), inCache: sim.NewLRU(invokers), places: map[uint64]int32{},
		class: classesOf(cfg.Table, table), recorded: cfg.Table.Watched(cfg.Strategy),
	}
	for i := range st.of {
		st.of[i].alarm = sim.Never
	}
	st.alone = make([]time.Duration, len(cfg.Table.Classes))
	for c := range st.alone {
		t, _ := cfg.Table.At(snapshot.Restore{Class: c, Strategy: cfg.Strategy, Ratio: 1, Load: 1})
		st.alone[c] = t.Restore + t.Fault
	}
	return st
}

// classesOf finds for each function of a trace the function of the table that is
// most like it: nearest in the logarithms of memory and of mean duration, or of
// memory alone where the trace tells no durations.
func classesOf(t *snapshot.Table, trace *workload.Table) []int32 {
	type place struct{ memory, duration float64 }
	known := make([]place, len(t.Classes))
	for c, name := range t.Classes {
		f, err := snapshot.FindFunction(name)
		if err != nil {
			panic("startup: the table of restores has a function that there is not: " + name)
		}
		mb := f.ZoneMB.Value + f.WorkingA.Value - f.BaseMB.Value // that is not zero once it has answered
		known[c] = place{math.Log(mb * 1e6 / (1 << 20)), math.Log(f.Warm.Value.Seconds())}
	}
	out := make([]int32, len(trace.Functions))
	for i := range trace.Functions {
		x := &trace.Functions[i]
		at := place{math.Log(float64(max(1, x.Memory))), math.Log(x.MeanDuration.Seconds())}
		best := math.Inf(1)
		for c, k := range known {
			d := (at.memory - k.memory) * (at.memory - k.memory)
			if x.MeanDuration > 0 {
				d += (at.duration - k.duration) * (at.duration - k.duration)
			}
			if d < best {
				best, out[i] = d, int32(c)
			}
		}
	}
	return out
}

func placeOf(invoker, unit int32) uint64 { return uint64(uint32(invoker))<<32 | uint64(uint32(unit)) }

// Has also touches the snapshot, so that it is not deleted before its restore.
func (st *snapshotStore) Has(s Start, now sim.Time) bool {
	st.shrink(s.Invoker, s.Free)
	i, some := st.places[placeOf(s.Invoker, s.Unit)]
	if !some || st.snapshots.At(i).ready > now {
		return false
	}
	st.onDisk.Touch(s.Invoker, i)
	return true
}

// Restore begins a restore. Its speed is that of the table for the present number of
// concurrent restores: each restore that begins slows the others down, each that ends
// speeds them up.
func (st *snapshotStore) Restore(s Start, now sim.Time) {
	o := &st.of[s.Invoker]
	t, class := st.cfg.Table, int(st.class[s.Function])
	x := run{owner: s.Owner, tie: s.Tie, began: now}
	x.q = snapshot.Restore{Class: class, Strategy: st.cfg.Strategy, Ratio: 1}
	// else it went meanwhile; its files stay until they are closed
	if i, some := st.places[placeOf(s.Invoker, s.Unit)]; some {
		f := st.snapshots.At(i)
		x.q.Ratio = st.ratio(s, f.duration)
		left := t.Cached(class, st.cfg.Strategy, x.q.Ratio)
		switch {
		case st.recorded && !f.watched:
			x.recorded, f.watched, f.duration = true, true, s.Duration
			st.counts.Recorded++
		case left > 0:
			x.q.Share = min(1, float64(f.cached)/float64(left))
		}
		st.fill(i, left, s.Free)
	}
	st.elapse(o, now)
	o.running = append(o.running, x)
	st.pace(s.Invoker, o, now)
}

// elapse updates the progress of the restores of an invoker.
func (st *snapshotStore) elapse(o *invokerStore, now sim.Time) {
	for i := range o.running {
		x := &o.running[i]
		if total := x.times.Restore + x.times.Fault; total > 0 {
			x.done = min(1, x.done+float64(now-x.since)/float64(total))
		}
	}
}

// pace recomputes the ends of the restores of an invoker from their present number.
func (st *snapshotStore) pace(invoker int32, o *invokerStore, now sim.Time) {
	first := sim.Never
	for i := range o.running {
		x := &o.running[i]
		x.since = now
		x.q.Load = len(o.running)
		if x.recorded {
			x.times = st.cfg.Table.Record(x.q.Class, x.q.Strategy)
		} else {
			var beyond bool
			if x.times, beyond = st.cfg.Table.At(x.q); beyond && !x.clamped {
				x.clamped = true
				st.counts.Clamped++
			}
		}
		x.end = now.Add(time.Duration(math.Ceil((1 - x.done) * float64(x.times.Restore+x.times.Fault))))
		first = min(first, x.end)
	}
	if first < o.alarm {
		o.alarm = first
		st.wakes.Put(sim.Wake{At: first, Tie: int64(invoker), Subject: uint32(invoker)})
	}
}

// Advance ends the restores of an invoker that are complete.
func (st *snapshotStore) Advance(subject uint32, now sim.Time) {
	o := &st.of[subject]
	if o.alarm != now {
		return // an earlier one has taken its place
	}
	o.alarm = sim.Never
	st.elapse(o, now)
	n := 0
	st.ending = st.ending[:0]
	for _, x := range o.running {
		if x.end > now {
			o.running[n] = x
			n++
			continue
		}
		took := now.Sub(x.began)
		before := time.Duration(float64(took) * float64(x.times.Restore) /
			float64(max(1, x.times.Restore+x.times.Fault)))
		st.ending = append(st.ending, ending{Restored{x.owner, before, took - before}, x.tie})
	}
	o.running = o.running[:n]
	slices.SortStableFunc(st.ending, func(a, b ending) int { return cmp.Compare(a.tie, b.tie) })
	for i := range st.ending {
		st.ended.Put(st.ending[i].Restored)
	}
	st.pace(int32(subject), o, now)
}

func (st *snapshotStore) Wakes() []sim.Wake { return st.wakes.Take() }

func (st *snapshotStore) Ended() []Restored { return st.ended.Take() }

// ratio returns the size of a start's input relative to the recorded one.
func (st *snapshotStore) ratio(s Start, recorded time.Duration) float64 {
	switch st.cfg.Inputs {
	case DrawnInputs:
		return math.Exp2(4*st.draws.Float(0, uint64(s.Number)) - 2)
	case DurationInputs:
		if recorded > 0 && s.Duration > 0 {
			return float64(s.Duration) / float64(recorded)
		}
	}
	return 1
}

func (st *snapshotStore) Record(Start, sim.Time) time.Duration { return 0 }

// Recorded writes a snapshot of a function that has answered, if the invoker has none.
func (st *snapshotStore) Recorded(s Start, now sim.Time) {
	place := placeOf(s.Invoker, s.Unit)
	bytes := int64(s.Memory) << 20
	if _, some := st.places[place]; some || bytes > st.room {
		return
	}
	o := &st.of[s.Invoker]
	for o.bytes+bytes > st.room {
		st.drop(st.onDisk.Oldest(s.Invoker))
	}
	took := time.Duration(float64(bytes) / (float64(st.cfg.WriteMBPS.Value) * 1e6) * float64(time.Second))
	i := st.snapshots.Alloc(storedSnapshot{invoker: s.Invoker, place: place, bytes: bytes, ready: now.Add(took),
		duration: s.Duration})
	st.places[place] = i
	o.bytes += bytes
	st.onDisk.Add(s.Invoker, i)
}

func (st *snapshotStore) UncontendedTime(fn workload.FuncID) time.Duration {
	return st.alone[st.class[fn]]
}

func (st *snapshotStore) Counts() RestoreCounts { return st.counts }
