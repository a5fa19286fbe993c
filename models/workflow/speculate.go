package workflow

// thief is what a task knows of the other half of its pair.
//
//	own half       fetch ─ compute ─┬─ emit ────────────── quit
//	other's half                    └─ compute ─ emit ──── quit, and the other is stopped
//	                                   └ the other has computed: leave it
type thief struct {
	unit    id    // of the other half
	busy    bool  // with it
	own     bool  // its own output is downstream
	pending uint8 // transfers of the other half's output
}

// pairs are the halves of groups of pictures, by lineage: 1 and 2, 3 and 4, and so on.
type pairs struct {
	units    []id
	computed []bool // by its own task
}

func (p *pairs) grow(lineage int32) {
	for int(lineage) >= len(p.units) {
		p.units, p.computed = append(p.units, none), append(p.computed, false)
	}
}

func (p *pairs) came(lineage int32, u id) {
	p.grow(lineage | 1)
	p.grow(lineage + 1)
	p.units[lineage] = u
}

func (p *pairs) gone(lineage int32) { p.units[lineage] = none }

// other returns the lineage of the other half.
func other(lineage int32) int32 { return (lineage - 1) ^ 1 + 1 }

// steal is what a task of a pair does when it has computed its half: it tells the other,
// and computes the other's half unless that is computed.
func (e *Engine) steal(t id) {
	x := e.tasks.At(t)
	p := &e.stages[x.stage].pairs
	lineage := e.units.At(x.unit).lineage
	p.computed[lineage] = true
	u := p.units[other(lineage)]
	if u == none {
		return
	}
	if p.computed[other(lineage)] {
		if thief := e.units.At(u).alive[0]; thief != none && e.tasks.At(thief).thief.busy {
			e.leave(thief) // what it does is done
		}
		return
	}
	x.thief.unit, x.thief.busy = u, true
	took := e.takes(x, e.work(&e.stages[x.stage], u, 1))
	e.after(kindStolen, t, uint32(t), e.now.Add(took))
	e.result.Stages[x.stage].Stolen++
}

// stolenWorked emits the other half's output.
func (e *Engine) stolenWorked(t id) {
	x := e.tasks.At(t)
	if !x.thief.busy {
		return
	}
	e.emit(t, ofStolen, x.thief.unit)
	if e.tasks.At(t).thief.pending == 0 {
		e.stolenEmitted(t)
	}
}

// stolenEmitted hands the other half's output downstream and stops its own task.
func (e *Engine) stolenEmitted(t id) {
	x := e.tasks.At(t)
	u := x.thief.unit
	e.result.Stages[x.stage].Rescued++
	e.brings = int64(x.no)
	e.handDown(u)
	if slow := e.units.At(u).alive[0]; slow != none {
		e.kill(slow)
	}
	e.leave(t)
}

// leave ends the work of a task for the other half.
func (e *Engine) leave(t id) {
	x := e.tasks.At(t)
	x.thief.busy = false
	e.stop(x, ofStolen)
	if x.thief.own {
		e.end(t, false)
	}
}

// kill stops a task. A worker quits at once; objects that it has in transfer go to their end.
func (e *Engine) kill(t id) {
	x := e.tasks.At(t)
	for which := range x.open {
		e.stop(x, which)
	}
	e.end(t, true)
}

// stop stops a transfer of a task, if there is one.
func (e *Engine) stop(x *task, which int) {
	if h := x.open[which]; h != 0 {
		e.durable.Stop(uint32(h - 1))
		x.open[which] = 0
	}
}

// mostTries bounds how often a task is begun.
const mostTries = 100

// timedOut stops a task that takes too long, and begins it again on another worker.
func (e *Engine) timedOut(t id) {
	x := e.tasks.At(t)
	u, s := x.unit, &e.stages[x.stage]
	if x.step == emitting {
		return
	}
	if e.units.At(u).tries == mostTries {
		e.err = &GaveUpError{Stage: s.Name, Chunk: int(e.units.At(u).lineage), Timeout: s.Timeout}
		return
	}
	e.attempt(u)
	e.kill(t)
}
