package snapshot

import (
	"math"
	"time"

	"thaw/sim"
)

// stage is what ends when a VM is stepped.
type stage uint8

const (
	settingUp stage = iota
	fetching
	installing
	running
	answered
)

// vm is one VM of a phase.
type vm struct {
	Phase
	task    int32
	stage   stage
	began   sim.Time // of the stage
	plan    *Plan
	setup   time.Duration
	pages   int32
	maps    []segment
	memory  *file
	set     *file
	mem     reader // of the memory file: the VM's mapping, or the handler's
	open    reader // of the set file
	track   []Access
	detail  bool
	slower  float64 // by which the guest's work is longer: after a restore, and while it is recorded
	waits   int     // fetching threads or reads that it still waits for
	draws   sim.Stream
	faults  uint64
	record  *Record
	every   int   // faults between two looks; 0: nobody looks
	seen    *Bits // what the looks so far have found
	resided *Bits // guest pages that are in place
	mapped  *Bits // pages that the host has in place, the guest not yet; nil: none

	at      int   // access
	off     int32 // page of it
	seg     int
	thought bool // the work before that page is done
	blocked Kind // the fault that is being served
	faultAt sim.Time
	inFault bool
}

// advance lets a VM go on now.
func (e *engine) advance(v *vm) {
	switch v.stage {
	case settingUp:
		v.Setup = e.now.Sub(v.began)
		v.begin(fetching, e.now)
		if v.plan.Fetch.Blocking {
			e.launch(v)
		}
		if v.waits == 0 {
			e.advance(v)
		} else {
			e.leave(v.task)
		}
	case fetching:
		if v.plan.Fetch.Blocking {
			v.Fetch = e.now.Sub(v.began)
		}
		v.begin(installing, e.now)
		d := time.Duration(0)
		if v.plan.Fetch.Way != Scatter {
			d = time.Duration(len(v.plan.Install))*e.host.Ioctl.Value +
				time.Duration(pagesOf(v.plan.Install))*e.host.CopyPage.Value
		}
		e.use(v.task)
		e.wake(v.task, e.now.Add(e.stretched(d)))
	case installing:
		v.Install = e.now.Sub(v.began)
		for _, s := range v.plan.Install {
			v.mapped.AddSpan(s)
		}
		v.begin(running, e.now)
		e.guest(v)
	case running:
		e.guest(v)
	}
}

func (v *vm) begin(s stage, now sim.Time) { v.stage, v.began = s, now }

// fetched records that one fetch that a VM waits for is done.
func (e *engine) fetched(v *vm) {
	v.waits--
	if v.waits == 0 && v.stage == fetching {
		e.use(v.task)
		e.wake(v.task, e.now)
	}
}

// segment returns the backing of guest page p.
func (v *vm) segment(p int32) *segment {
	i := v.seg
	if p >= v.maps[i].end || i > 0 && p < v.maps[i-1].end {
		low, high := 0, len(v.maps)-1
		for low < high {
			mid := int(uint(low+high) >> 1)
			if v.maps[mid].end > p {
				high = mid
			} else {
				low = mid + 1
			}
		}
		i = low
		v.seg = i
	}
	return &v.maps[i]
}

// guest runs the invocation from now until it waits, answers, or has used up its
// slice.
func (e *engine) guest(v *vm) {
	t := e.now
	if v.inFault {
		t = e.completeFault(v, t)
	}
	until := t.Add(e.slice)
	for v.at < len(v.track) {
		a := &v.track[v.at]
		think := e.stretched(a.Think)
		if v.slower > 0 {
			think += time.Duration(float64(think) * v.slower)
		}
		for v.off < a.Pages {
			if t > until {
				e.wake(v.task, t)
				return
			}
			var on bool
			if t, on = e.accessRun(v, a, think, t, until); !on {
				return
			}
		}
		v.at++
		v.off = 0
	}
	if t > e.now {
		e.wake(v.task, t)
		return
	}
	v.Invoke = t.Sub(v.began)
	v.Total = time.Duration(t)
	v.stage = answered
	e.open--
	e.leave(v.task)
}

// accessRun touches the next page, and those behind it that are met alike. It
// returns when the guest goes on, or false: it is woken then.
func (e *engine) accessRun(v *vm, a *Access, think time.Duration, t, until sim.Time) (sim.Time, bool) {
	p, last := a.First+v.off, a.First+a.Pages
	if v.resided.Has(p) {
		n := v.resided.NextOut(p, last) - p
		d := time.Duration(n) * think
		if v.thought {
			d -= think
			v.thought = false
		}
		v.Accesses += int64(n)
		v.off += n
		v.Work += d
		return t.Add(d), true
	}
	if !v.thought {
		t = t.Add(think)
		v.Work += think
		v.thought = true
	}
	seg := v.segment(p)
	switch {
	case v.mapped != nil && v.mapped.Has(p):
		return e.localFault(v, a, p, FaultInPlace, e.inPlace, seg.end, think, t, until), true
	case seg.to == Anonymous:
		return e.localFault(v, a, p, FaultAnonymous, e.anonymous, seg.end, think, t, until), true
	}
	f := v.memory
	if seg.to == SetFile {
		f = v.set
	}
	q := p + seg.offset
	if f.present.Has(q) && !f.marked.Has(q) {
		end := min(seg.end, last) + seg.offset
		end = f.marked.NextIn(q, f.present.NextOut(q, end)) - seg.offset
		kind, cost := FaultMinor, e.minor
		if v.plan.UserMode {
			kind, cost = FaultUser, e.user
		}
		return e.localFault(v, a, p, kind, cost, end, think, t, until), true
	}
	if t > e.now { // others may see it, so it happens at its time
		e.wake(v.task, t)
		return t, false
	}
	if !e.sharedFault(v, f, p, q, seg.to) {
		return t, false
	}
	return e.completeFault(v, t), true
}

// localFault serves the fault on page p and those on the pages behind it, up to end, that
// are of the same kind and depend on nobody.
func (e *engine) localFault(v *vm, a *Access, p int32, kind Kind, cost *costs, end int32, think time.Duration, t,
	until sim.Time) sim.Time {
	stat := &v.Faults[kind]
	end = min(end, a.First+a.Pages)
	end = v.resided.NextIn(p, end)
	if kind == FaultInPlace {
		end = v.mapped.NextOut(p, end)
	} else if v.mapped != nil {
		end = v.mapped.NextIn(p, end)
	}
	first := p
	var service, work, wait time.Duration
	if kind == FaultUser {
		wait = e.stretched(time.Duration(e.host.UserWake.Value) * e.host.Wake.Value)
	}
	for {
		took := e.stretched(cost[uint8(v.draws.At(0, v.faults))])
		v.faults++
		service += took
		stat.Bins[binOf(took)]++
		if v.detail {
			v.Happened = append(v.Happened, Fault{t, p, kind, took})
		}
		t = t.Add(took + wait)
		p++
		if v.record != nil {
			e.note(v, p-1)
		}
		if p >= end || t > until {
			break
		}
		t = t.Add(think)
		work += think
	}
	n := p - first
	if kind == FaultMinor || kind == FaultUser {
		v.missed(first, n)
	}
	v.thought = false
	stat.Count += int(n)
	stat.Service += service
	stat.Wait += time.Duration(n) * wait
	v.Work += work
	v.Accesses += int64(n)
	v.off += n
	v.resided.AddSpan(Span{First: first, Pages: n})
	if kind == FaultAnonymous || kind == FaultUser || kind == FaultMinor && a.Write {
		v.AnonymousPages += int(n)
	}
	return t
}

// missed lowers the misses of the mapping that n pages were found in.
func (v *vm) missed(p, n int32) {
	r := &v.mem
	if v.segment(p).to == SetFile {
		r = &v.open
	}
	r.miss = max(0, r.miss-n)
}

// sharedFault begins a fault that is seen by others, now, and reports whether it can be
// ended at once.
func (e *engine) sharedFault(v *vm, f *file, p, q int32, to Backing) bool {
	r, by := &v.mem, ByGuest
	if to == SetFile {
		r = &v.open
	}
	if v.plan.UserMode {
		by = ByHandler
	}
	v.inFault, v.faultAt = true, e.now
	met := e.touch(r, f, q, &v.Reads[by])
	switch {
	case met == there && v.plan.UserMode:
		v.blocked = FaultUser
	case met == there:
		v.blocked = FaultMinor
	case v.plan.UserMode:
		v.blocked = FaultUserMajor
	case met == missing:
		v.blocked = FaultMajor
	default:
		v.blocked = FaultShared
	}
	if met != there {
		e.await(v.task, f, q)
	}
	return met == there
}

// completeFault ends the pending fault and returns when the guest continues.
func (e *engine) completeFault(v *vm, now sim.Time) sim.Time {
	a := &v.track[v.at]
	p := a.First + v.off
	service, wait := e.served(v, now.Sub(v.faultAt))
	v.faults++
	stat := &v.Faults[v.blocked]
	stat.Count++
	stat.Service += service
	stat.Wait += wait
	stat.Bins[binOf(service)]++
	if v.detail {
		v.Happened = append(v.Happened, Fault{v.faultAt, p, v.blocked, service})
	}
	if a.Write || v.plan.UserMode {
		v.AnonymousPages++
	}
	if v.record != nil {
		e.note(v, p)
	}
	v.resided.Add(p)
	v.Accesses++
	v.off++
	v.thought, v.inFault = false, false
	return v.faultAt.Add(service + wait)
}

// served returns the time in the pending fault and the time for which the vCPU is blocked
// outside of it, given that the page came after so long. A worker that takes a fault over
// lets the vCPU block:
//
//	inside        fault ▪▪▪▪▪▪▪▪▪ disk ▪▪▪▪▪▪▪▪▪▪ wake, map
//	handed over   fault ▪▪ hand over │ blocked: disk, the worker wakes, the vCPU wakes, map
func (e *engine) served(v *vm, came time.Duration) (service, wait time.Duration) {
	draw := func(c *costs, column uint64) time.Duration {
		return e.stretched(c[uint8(v.draws.At(column, v.faults))])
	}
	waking := func(threads int) time.Duration {
		return e.stretched(time.Duration(max(0, threads)) * e.host.Wake.Value)
	}
	h := e.host
	disk := v.blocked == FaultMajor || v.blocked == FaultShared || v.blocked == FaultUserMajor
	async := disk && v.draws.Float(1, v.faults) < h.Async.Value
	switch {
	case v.blocked == FaultUserMajor && !async:
		return came + draw(e.user, 0) + waking(h.UserWake.Value-2), 0
	case v.blocked == FaultUserMajor || v.blocked == FaultUser:
		return draw(e.user, 0), came + waking(h.UserWake.Value)
	case !disk:
		return came + draw(e.minor, 0), 0
	case !async:
		return came + draw(e.minor, 0) + waking(h.MajorWake.Value-1), 0
	}
	service = draw(e.handed, 2)
	return service, max(0, came-service) + waking(h.MajorWake.Value) + draw(e.minor, 0)
}

// note records the first touch of a page.
func (e *engine) note(v *vm, p int32) {
	v.record.Faulted = append(v.record.Faulted, p)
	if v.every > 0 && len(v.record.Faulted)%v.every == 0 {
		v.scanPageCache()
	}
}

// scanPageCache gives the pages of the memory file that are in the page cache and
// were not at the last look the number of this one.
func (v *vm) scanPageCache() {
	r := v.record
	r.Groups++
	number := uint16(min(r.Groups, math.MaxUint16))
	v.memory.present.Follow(v.seen, func(p int32) { r.Group[p] = number })
}
