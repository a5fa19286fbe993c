package startup

import (
	"math"
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
	kept     []kept
	free     []int32
	places   map[uint64]int32 // by invoker and unit
	counts   RestoreCounts
	draws    sim.Stream
	recorded bool // the strategy has a record phase
}

// shelf is what an invoker has of snapshots.
type shelf struct {
	by            [2]order // all, and those that the page cache has something of
	bytes, cached int64
	running       []sim.Time // ends of the restores under way
}

// The orders of snapshots, each by their last use.
const (
	onDisk = iota
	inCache
)

// order is a list of snapshots; link a place in it.
type (
	order struct{ oldest, newest int32 }
	link  struct{ older, newer int32 }
)

// kept is a snapshot.
type kept struct {
	in       [2]link
	invoker  int32
	place    uint64
	bytes    int64
	ready    sim.Time      // it is written
	duration time.Duration // of the invocation that it is of
	cached   int64         // bytes of its files in the page cache
	watched  bool          // its record phase is over
}

const nothing int32 = -1

// NewRestorer returns the snapshots of a run.
func NewRestorer(cfg Restores, table *workload.Table, invokers int, draws sim.Stream) Restorer {
	k := &keeper{
		draws: draws,
		cfg:   cfg, room: int64(cfg.BudgetMiB.Value) << 20, of: make([]shelf, invokers), places: map[uint64]int32{},
		class: classesOf(cfg.Table, table), recorded: cfg.Table.Watched(cfg.Strategy),
	}
	for i := range k.of {
		k.of[i].by = [2]order{{nothing, nothing}, {nothing, nothing}}
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
	k.shrink(&k.of[s.Invoker], s.Free)
	i, some := k.places[placeOf(s.Invoker, s.Unit)]
	if !some || k.kept[i].ready > now {
		return false
	}
	k.use(i)
	return true
}

func (k *keeper) Restore(s Start, now sim.Time) (restore, fault time.Duration) {
	o := &k.of[s.Invoker]
	t, class := k.cfg.Table, int(k.class[s.Function])
	q := snapshot.Restore{Class: class, Strategy: k.cfg.Strategy, Ratio: 1, Load: o.under(now)}
	i, some := k.places[placeOf(s.Invoker, s.Unit)]
	if !some { // it went meanwhile; its files stay until they are closed
		times, _ := t.At(q)
		o.running = append(o.running, now.Add(times.Restore+times.Fault))
		return times.Restore, times.Fault
	}
	x := &k.kept[i]
	q.Ratio = k.ratio(s, x.duration)
	var times snapshot.Times
	left := t.Cached(class, k.cfg.Strategy, q.Ratio)
	if k.recorded && !x.watched {
		times = t.Record(class, k.cfg.Strategy)
		x.watched, x.duration = true, s.Duration
		k.counts.Recorded++
	} else {
		if left > 0 {
			q.Share = min(1, float64(x.cached)/float64(left))
		}
		var clamped bool
		if times, clamped = t.At(q); clamped {
			k.counts.Clamped++
		}
	}
	k.fill(o, i, left, s.Free)
	o.running = append(o.running, now.Add(times.Restore+times.Fault))
	return times.Restore, times.Fault
}

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
		k.drop(o, o.by[onDisk].oldest)
	}
	i := int32(len(k.kept))
	if n := len(k.free); n > 0 {
		i = k.free[n-1]
		k.free = k.free[:n-1]
	} else {
		k.kept = append(k.kept, kept{})
	}
	took := time.Duration(float64(bytes) / (float64(k.cfg.WriteMBPS.Value) * 1e6) * float64(time.Second))
	k.kept[i] = kept{invoker: s.Invoker, place: place, bytes: bytes, ready: now.Add(took), duration: s.Duration}
	k.places[place] = i
	o.bytes += bytes
	k.append(o, onDisk, i)
}

func (k *keeper) Alone(fn workload.FuncID) time.Duration { return k.alone[k.class[fn]] }

func (k *keeper) Counts() RestoreCounts { return k.counts }

// under returns how many restores are under way with the one that begins now.
func (o *shelf) under(now sim.Time) int {
	n := 0
	for _, end := range o.running {
		if end > now {
			o.running[n] = end
			n++
		}
	}
	o.running = o.running[:n]
	return n + 1
}

// fill notes that a restore has left bytes of its files in the page cache, which
// has what containers leave of the memory.
func (k *keeper) fill(o *shelf, i int32, bytes int64, free int32) {
	x := &k.kept[i]
	if x.cached > 0 {
		k.unlink(o, inCache, i)
	}
	if bytes > x.cached {
		o.cached += bytes - x.cached
		x.cached = bytes
	}
	if x.cached > 0 {
		k.append(o, inCache, i)
	}
	k.shrink(o, free)
}

// shrink takes from the page cache what is too much, the least recently used first.
func (k *keeper) shrink(o *shelf, free int32) {
	for over := o.cached - int64(free)<<20; over > 0; {
		i := o.by[inCache].oldest
		x := &k.kept[i]
		part := min(over, x.cached)
		x.cached -= part
		o.cached -= part
		over -= part
		if x.cached == 0 {
			k.unlink(o, inCache, i)
		}
	}
}

func (k *keeper) drop(o *shelf, i int32) {
	x := &k.kept[i]
	k.unlink(o, onDisk, i)
	if x.cached > 0 {
		k.unlink(o, inCache, i)
	}
	o.bytes -= x.bytes
	o.cached -= x.cached
	delete(k.places, x.place)
	k.free = append(k.free, i)
	k.counts.Dropped++
}

func (k *keeper) use(i int32) {
	o := &k.of[k.kept[i].invoker]
	if o.by[onDisk].newest != i {
		k.unlink(o, onDisk, i)
		k.append(o, onDisk, i)
	}
}

func (k *keeper) append(o *shelf, list int, i int32) {
	by := &o.by[list]
	k.kept[i].in[list] = link{by.newest, nothing}
	if by.newest != nothing {
		k.kept[by.newest].in[list].newer = i
	} else {
		by.oldest = i
	}
	by.newest = i
}

func (k *keeper) unlink(o *shelf, list int, i int32) {
	by, x := &o.by[list], k.kept[i].in[list]
	if x.older != nothing {
		k.kept[x.older].in[list].newer = x.newer
	} else {
		by.oldest = x.newer
	}
	if x.newer != nothing {
		k.kept[x.newer].in[list].older = x.older
	} else {
		by.newest = x.older
	}
}
