package snapshot

import (
	"errors"
	"fmt"
	"time"

	"thaw/sim"
)

// Case is one experiment: an invocation that is recorded, and one or several at the
// same time that are restored from what it left.
type Case struct {
	Function     *Function
	Strategy     Strategy
	Record, Test Input
	Host         Host
	Disk         Disk
	Parallel     int     // VMs of the test phase; 0 is one
	Different    bool    // each VM is restored from a snapshot of its own
	CachedShare  float64 // of the memory file and the set file, in the page cache before the test
	OtherStreams int     // others that read from the disk all along, each with one request of 128 KiB after another
	Seed         uint64
	Detail       bool // note each fault of the test phase
}

// DefaultCase is a function on the machine that it was measured on, with input A
// recorded and input B tested.
func DefaultCase(f *Function, s Strategy) (Case, error) {
	a, err := f.Input("A")
	if err != nil {
		return Case{}, err
	}
	b, err := f.Input("B")
	if err != nil {
		return Case{}, err
	}
	host, disk := HostOf(f.Suite)
	return Case{Function: f, Strategy: s, Record: a, Test: b, Host: host, Disk: disk, Parallel: 1, Seed: 1}, nil
}

// MostAtOnce bounds the VMs of a case, since each holds state for every page, and the
// streams beside them.
const MostAtOnce = 4096

// Check returns what is wrong with a case, all of it.
func (c *Case) Check() error {
	var errs []error
	if c.Function == nil {
		errs = append(errs, errors.New("restore: no function, expected one"))
	} else if err := c.Function.Check(); err != nil {
		errs = append(errs, err)
	}
	if c.Strategy == nil {
		errs = append(errs, errors.New("restore: no strategy, expected one"))
	}
	if err := c.Disk.Check(); err != nil {
		errs = append(errs, err)
	}
	if c.Host.Cores.Value < 1 {
		errs = append(errs, fmt.Errorf("host %s has %d cores, expected at least one", c.Host.Name, c.Host.Cores.Value))
	}
	if g := c.Host.ThreadGain.Value; !(g >= 0 && g <= 1) {
		errs = append(errs, fmt.Errorf("host %s gains %g by a second thread on a core, expected 0 to 1", c.Host.Name,
			g))
	}
	if s, z := c.Host.SmallPages.Value, c.Host.Async.Value; !(s >= 0 && s <= 10) || !(z >= 0 && z <= 1) {
		errs = append(errs, fmt.Errorf("host %s is slower by %g after a restore and has workers take over %g of the "+
			"faults, expected 0 to 10 and 0 to 1", c.Host.Name, s, z))
	}
	for _, in := range []Input{c.Record, c.Test} {
		if in.Pages < 0 || in.Work <= 0 {
			errs = append(errs, fmt.Errorf("input %q of %d pages and %v of work, expected 0 pages or more and more "+
				"than 0s", in.Name, in.Pages, in.Work))
		}
	}
	if c.Parallel < 0 || c.Parallel > MostAtOnce {
		errs = append(errs, fmt.Errorf("restore of %d VMs at a time, expected 1 to %d", c.Parallel, MostAtOnce))
	}
	if !(c.CachedShare >= 0 && c.CachedShare <= 1) {
		errs = append(errs, fmt.Errorf("a share of %g of the files is in the page cache, expected 0 to 1",
			c.CachedShare))
	}
	if c.OtherStreams < 0 || c.OtherStreams > MostAtOnce {
		errs = append(errs, fmt.Errorf("%d other streams read from the disk, expected 0 to %d", c.OtherStreams,
			MostAtOnce))
	}
	return errors.Join(errs...)
}

// Run simulates the record phase and the test phase of a case.
func Run(c Case) (Result, error) {
	if err := c.Check(); err != nil {
		return Result{}, err
	}
	w, err := NewWorld(c.Function, c.Record, c.Test, c.Seed)
	if err != nil {
		return Result{}, err
	}
	return RunWorld(c, w)
}

// RunWorld is Run in a given world.
func RunWorld(c Case, w *World) (Result, error) {
	record, recorded, err := c.record(w)
	if err != nil {
		return Result{}, err
	}
	plan := c.Strategy.Plan(record)
	if err := plan.check(w.Pages); err != nil {
		return Result{}, err
	}
	r, err := c.test(w, record, &plan)
	r.Recorded = recorded
	r.Groups = record.Groups
	return r, err
}

// record simulates the record phase: the first invocation, on the clean snapshot, or the
// same once more on the snapshot that it left.
func (c *Case) record(w *World) (*Record, Phase, error) {
	watch, track := c.Strategy.Watch(), w.Record
	if watch.Warm && w.Again != nil {
		track = w.Again
	}
	rec := &Record{Pages: w.Pages, Group: make([]uint16, w.Pages), NonZero: w.NonZero.Clone()}
	pages := int32(0)
	for _, a := range track {
		pages += a.Pages
	}
	rec.Faulted = make([]int32, 0, pages)
	plan := Plan{Mappings: []Mapping{{Span{First: 0, Pages: w.Pages}, MemoryFile, 0}},
		UserMode: watch.By == WatchFaults}
	e, err := newEngine(&c.Host, &c.Disk, 1)
	if err != nil {
		return nil, Phase{}, err
	}
	maps, err := flatten(plan.Mappings, w.Pages)
	if err != nil {
		return nil, Phase{}, err
	}
	v := &vm{plan: &plan, pages: w.Pages, maps: maps, memory: newFile(w.Pages), track: track, record: rec,
		resided: NewBits(w.Pages), draws: sim.NewStream(c.Seed,
			"snapshot/record"), setup: c.Host.VMM.Value + c.Host.Restore.Value + c.Host.Mmap.Value}
	v.mem.previous, v.open.previous = -1, -1
	if watch.By == WatchPresent {
		v.every = max(1, watch.Group)
		v.seen = NewBits(w.Pages)
	}
	v.slower = c.Host.SmallPages.Value
	if watch.Sanitise {
		v.slower += c.Host.Sanitise.Value
	}
	e.add(v)
	e.run()
	if v.every > 0 {
		v.scanPageCache()
	}
	for _, s := range w.RecordFreed {
		if watch.Sanitise {
			rec.NonZero.RemoveSpan(s)
		} else {
			rec.NonZero.AddSpan(s)
		}
	}
	return rec, v.Phase, nil
}

// add puts a VM into the engine, with its request arriving now.
func (e *engine) add(v *vm) {
	v.task = int32(len(e.tasks))
	v.Mappings = max(1, len(v.plan.Mappings))
	e.tasks = append(e.tasks, task{of: int32(len(e.vms)), next: -1})
	e.vms = append(e.vms, v)
	e.open++
	e.use(v.task)
	e.wake(v.task, sim.Time(0).Add(v.setup))
}

// test simulates the test phase.
func (c *Case) test(w *World, rec *Record, plan *Plan) (Result, error) {
	n := max(1, c.Parallel)
	e, err := newEngine(&c.Host, &c.Disk, n)
	if err != nil {
		return Result{}, err
	}
	var maps []segment
	if plan.Origin == Restored {
		if maps, err = flatten(plan.Mappings, w.Pages); err != nil {
			return Result{}, err
		}
	} else {
		maps = []segment{{w.Pages, 0, Anonymous}}
	}
	var files []*file
	var memory, set *file
	for i := range n {
		first := i == 0 || c.Different
		if first {
			memory, set = c.openFiles(w, plan, uint64(i))
			files = append(files, memory, set)
		}
		v := c.newVM(e, w, rec, plan, maps, uint64(i))
		v.memory, v.set = memory, set
		e.add(v)
		if f := plan.Fetch; plan.Origin == Restored && !f.Blocking && (first || f.Way == Direct || f.Way == Scatter) {
			e.launch(v) // the thread of a snapshot loads for all of its VMs
		}
	}
	e.disturb(c.OtherStreams)
	e.run()
	r := Result{VMs: make([]Phase, n), SetPages: pagesOf(plan.SetFile), Events: e.events}
	for i, v := range e.vms {
		r.VMs[i] = v.Phase
		r.Makespan = max(r.Makespan, v.Total)
		for _, s := range v.Reads {
			r.DiskBytes += s.Bytes
		}
	}
	for _, f := range files {
		r.CachePages += f.present.Count()
	}
	held, cold := NewBits(w.Pages), rec.NonZero.Clone()
	for _, s := range plan.SetFile {
		held.AddSpan(s)
		cold.RemoveSpan(s)
	}
	r.Regions, r.ColdPages = len(held.Spans(w.Pages)), cold.Count()
	return r, nil
}

// openFiles returns the files of a snapshot, with their cached pages.
func (c *Case) openFiles(w *World, plan *Plan, i uint64) (memory, set *file) {
	memory, set = newFile(w.Pages), newFile(pagesOf(plan.SetFile))
	if plan.Origin != Restored {
		return memory, set
	}
	if plan.Cached {
		memory.present.AddSpan(Span{First: 0, Pages: w.Pages})
	}
	draws := sim.NewStream(c.Seed, "snapshot/cached")
	for k, f := range []*file{memory, set} {
		const part = 32 // pages that came with one read
		for p := int32(0); p < f.pages; p += part {
			if c.CachedShare > 0 && draws.Float(2*i+uint64(k), uint64(p)) < c.CachedShare {
				f.present.AddSpan(Span{First: p, Pages: min(part, f.pages-p)})
			}
		}
	}
	return memory, set
}

// newVM returns a VM of the test phase.
func (c *Case) newVM(e *engine, w *World, rec *Record, plan *Plan, maps []segment, i uint64) *vm {
	v := &vm{plan: plan, pages: w.Pages, maps: maps, track: w.Test, detail: c.Detail,
		resided: NewBits(w.Pages), draws: sim.NewStream(c.Seed+i<<32, "snapshot/test")}
	v.mem.previous, v.open.previous = -1, -1
	h := &c.Host
	switch plan.Origin {
	case Kept:
		for _, s := range w.NonZero.Spans(w.Pages) {
			v.resided.AddSpan(s)
		}
		for _, p := range rec.Faulted {
			v.resided.Add(p)
		}
		v.AnonymousPages = v.resided.Count()
	case Booted:
		v.setup = h.VMM.Value + h.Boot.Value + c.Function.Init.Value
		for _, s := range w.NonZero.Spans(w.Pages) {
			v.resided.AddSpan(s)
		}
		v.AnonymousPages = v.resided.Count()
	default:
		v.slower = h.SmallPages.Value
		v.setup = h.VMM.Value + h.Restore.Value + time.Duration(len(plan.Mappings))*h.Mmap.Value
		if plan.UserMode || plan.Fetch.Way == Scatter || len(plan.Install) > 0 {
			v.mapped = NewBits(w.Pages)
		}
		v.InstallPages = pagesOf(plan.Install)
		v.AnonymousPages = int(v.InstallPages)
	}
	return v
}
