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

// Restores are how snapshots are kept and restored in a replay. The numbers that
// no paper states are assumed.
type Restores struct {
	Strategy int // of the table
	Table    *snapshot.Table

	Inputs    Inputs
	BudgetMiB params.Sourced[int] // disk space for snapshots of each invoker; the least recently used goes
	WriteMBPS params.Sourced[int] // 10⁶ bytes a second at which a snapshot is written
}

// Inputs tells where the ratio of an invocation's input to the recorded one comes
// from, which no trace tells.
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
		BudgetMiB: params.Sourced[int]{Value: 100 << 10, Source: "assumed: a ninth of the 900 GB disk of c5d.metal (ao2022, section 5.5.1), beside images and logs"},
		WriteMBPS: params.Sourced[int]{Value: 750, Source: "assumed: half of the disk's read bandwidth (ao2022, section 5.5.1), as its provider rates such disks"},
	}
}

// RestoreCounts are what came of the snapshots of a run.
type RestoreCounts struct {
	Recorded int64 // restores that were watched for the strategy's sake
	Dropped  int64 // snapshots that went for the room of others
	Clamped  int64 // restores of which the table was asked outside its range
}

// keeper is the snapshots of all invokers.
//
//	cold start ─▶ answered ─▶ written ─▶ first restore: recorded ─▶ restored as the strategy does
//	                                                   page cache: what containers leave, LRU
type keeper struct {
	cfg      Restores
	class    []int32 // by function: of the table
	alone    []time.Duration
	room     int64 // bytes for snapshots of an invoker
	of       []shelf
	kept     sim.Arena[int32, kept]
	onDisk   sim.LRU          // by invoker
	inCache  sim.LRU          // by invoker: those that the page cache has something of
	places   map[uint64]int32 // by invoker and unit
	counts   RestoreCounts
	draws    sim.Stream
	wakes    sim.Outbox[sim.Wake]
	ended    sim.Outbox[Restored]
	ending   []ending // by Advance
	recorded bool     // the strategy has a record phase
}

// ending is a restore that ends, and the tie by which such come in order.
type ending struct {
	Restored
	tie int64
}

// shelf is what an invoker has of snapshots.
type shelf struct {
	bytes, cached int64
	running       []run
	alarm         sim.Time // of the pending wake, or sim.Never
}

// run is a restore that is under way.
type run struct {
	owner, tie        int64
	began, since, end sim.Time       // since: done is of then
	done              float64        // share of it
	times             snapshot.Times // that it would take with as many others as there are
	q                 snapshot.Restore
	recorded, clamped bool
}

// kept is a snapshot.
type kept struct {
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
	k := &keeper{
		draws: draws,
		cfg:   cfg, room: int64(cfg.BudgetMiB.Value) << 20, of: make([]shelf, invokers),
		onDisk: sim.NewLRU(invokers), inCache: sim.NewLRU(invokers), places: map[uint64]int32{},
		class: classesOf(cfg.Table, table), recorded: cfg.Table.Watched(cfg.Strategy),
	}
	for i := range k.of {
		k.of[i].alarm = sim.Never
	}
	k.alone = make([]time.Duration, len(cfg.Table.Classes))
	for c := range k.alone {
		t, _ := cfg.Table.At(snapshot.Restore{Class: c, Strategy: cfg.Strategy, Ratio: 1, Load: 1})
		k.alone[c] = t.Restore + t.Fault
	}
	return k
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

// Has uses the snapshot, so that it does not go before it is restored.
func (k *keeper) Has(s Start, now sim.Time) bool {
	k.shrink(s.Invoker, s.Free)
	i, some := k.places[placeOf(s.Invoker, s.Unit)]
	if !some || k.kept.At(i).ready > now {
		return false
	}
	k.onDisk.Touch(s.Invoker, i)
	return true
}

// Restore begins a restore. It goes on as fast as the table says of as many at a
// time as there are: who begins slows the others down, who ends lets them go faster.
func (k *keeper) Restore(s Start, now sim.Time) {
	o := &k.of[s.Invoker]
	t, class := k.cfg.Table, int(k.class[s.Function])
	x := run{owner: s.Owner, tie: s.Tie, began: now}
	x.q = snapshot.Restore{Class: class, Strategy: k.cfg.Strategy, Ratio: 1}
	if i, some := k.places[placeOf(s.Invoker, s.Unit)]; some { // else it went meanwhile; its files stay until they are closed
		f := k.kept.At(i)
		x.q.Ratio = k.ratio(s, f.duration)
		left := t.Cached(class, k.cfg.Strategy, x.q.Ratio)
		switch {
		case k.recorded && !f.watched:
			x.recorded, f.watched, f.duration = true, true, s.Duration
			k.counts.Recorded++
		case left > 0:
			x.q.Share = min(1, float64(f.cached)/float64(left))
		}
		k.fill(i, left, s.Free)
	}
	k.elapse(o, now)
	o.running = append(o.running, x)
	k.pace(s.Invoker, o, now)
	if o.running[len(o.running)-1].clamped {
		k.counts.Clamped++
	}
}

// elapse notes how far the restores of an invoker are.
func (k *keeper) elapse(o *shelf, now sim.Time) {
	for i := range o.running {
		x := &o.running[i]
		if total := x.times.Restore + x.times.Fault; total > 0 {
			x.done = min(1, x.done+float64(now-x.since)/float64(total))
		}
	}
}

// pace sets when the restores of an invoker end, as many as they are now.
func (k *keeper) pace(invoker int32, o *shelf, now sim.Time) {
	first := sim.Never
	for i := range o.running {
		x := &o.running[i]
		x.since = now
		x.q.Load = len(o.running)
		if x.recorded {
			x.times = k.cfg.Table.Record(x.q.Class, x.q.Strategy)
		} else {
			x.times, x.clamped = k.cfg.Table.At(x.q)
		}
		x.end = now.Add(time.Duration(math.Ceil((1 - x.done) * float64(x.times.Restore+x.times.Fault))))
		first = min(first, x.end)
	}
	if first < o.alarm {
		o.alarm = first
		k.wakes.Put(sim.Wake{At: first, Tie: int64(invoker), Subject: uint32(invoker)})
	}
}

// Advance ends the restores of an invoker whose time has come.
func (k *keeper) Advance(subject uint32, now sim.Time) {
	o := &k.of[subject]
	if o.alarm != now {
		return // an earlier one has taken its place
	}
	o.alarm = sim.Never
	k.elapse(o, now)
	n := 0
	k.ending = k.ending[:0]
	for _, x := range o.running {
		if x.end > now {
			o.running[n] = x
			n++
			continue
		}
		took := now.Sub(x.began)
		before := time.Duration(float64(took) * float64(x.times.Restore) / float64(max(1, x.times.Restore+x.times.Fault)))
		k.ending = append(k.ending, ending{Restored{x.owner, before, took - before}, x.tie})
	}
	o.running = o.running[:n]
	slices.SortStableFunc(k.ending, func(a, b ending) int { return cmp.Compare(a.tie, b.tie) })
	for i := range k.ending {
		k.ended.Put(k.ending[i].Restored)
	}
	k.pace(int32(subject), o, now)
}

func (k *keeper) Wakes() []sim.Wake { return k.wakes.Take() }

func (k *keeper) Ended() []Restored { return k.ended.Take() }

// ratio returns how large the input of a start is, by the recorded one.
func (k *keeper) ratio(s Start, recorded time.Duration) float64 {
	switch k.cfg.Inputs {
	case DrawnInputs:
		return math.Exp2(4*k.draws.Float(0, uint64(s.Number)) - 2)
	case DurationInputs:
		if recorded > 0 && s.Duration > 0 {
			return float64(s.Duration) / float64(recorded)
		}
	}
	return 1
}

func (k *keeper) Record(Start, sim.Time) time.Duration { return 0 }

// Recorded writes a snapshot of a function that has answered on an invoker where
// there was none.
func (k *keeper) Recorded(s Start, now sim.Time) {
	place := placeOf(s.Invoker, s.Unit)
	bytes := int64(s.Memory) << 20
	if _, some := k.places[place]; some || bytes > k.room {
		return
	}
	o := &k.of[s.Invoker]
	for o.bytes+bytes > k.room {
		k.drop(k.onDisk.Oldest(s.Invoker))
	}
	took := time.Duration(float64(bytes) / (float64(k.cfg.WriteMBPS.Value) * 1e6) * float64(time.Second))
	i := k.kept.Alloc(kept{invoker: s.Invoker, place: place, bytes: bytes, ready: now.Add(took), duration: s.Duration})
	k.places[place] = i
	o.bytes += bytes
	k.onDisk.Add(s.Invoker, i)
}

func (k *keeper) Alone(fn workload.FuncID) time.Duration { return k.alone[k.class[fn]] }

func (k *keeper) Counts() RestoreCounts { return k.counts }
