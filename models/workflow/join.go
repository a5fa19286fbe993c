package workflow

import (
	"fmt"
	"math"
	"math/bits"
	"strings"

	"thaw/sim"
)

// mostKeys bounds the keys of a join: one bit each.
const mostKeys = 64

// joins are the places in the content of which a stage has events on some of its keys.
type joins struct {
	groups sim.Arena[id, group]
}

// group are the events of one place, that of the first key in front.
type group struct {
	head, tail id
	next       id // of the lineage
	number     int32
	came       uint64 // keys, a bit each
}

// join adds an event to those of its place, and delivers them when all keys have one.
func (e *Engine) join(to, stream int, ev id) {
	s := &e.stages[to]
	b := &s.buffer
	x := e.events.At(ev)
	for int(x.lineage) >= len(b.heads[0]) {
		b.heads[0] = append(b.heads[0], none)
	}
	link := &b.heads[0][x.lineage]
	for *link != none && b.joins.groups.At(*link).number != x.number {
		link = &b.joins.groups.At(*link).next
	}
	if *link == none {
		at := b.joins.groups.Alloc(group{head: none, tail: none, next: b.heads[0][x.lineage], number: x.number})
		b.heads[0][x.lineage] = at
		link = &b.heads[0][x.lineage]
	}
	g := b.joins.groups.At(*link)
	key := 0
	for s.into[key] != stream {
		key++
	}
	if sim.Invariants {
		sim.Check(g.came>>key&1 == 0, "stage %s: chunk %d came twice on one key", s.Name, x.lineage)
	}
	g.came |= 1 << key
	switch {
	case g.head == none:
		g.head, g.tail, x.next = ev, ev, none
	case key == 0:
		x.next, g.head = g.head, ev
	default:
		e.events.At(g.tail).next, g.tail, x.next = ev, ev, none
	}
	if n := bits.OnesCount64(g.came); n == len(s.into) {
		at, u := *link, unitOf{g.head, g.tail, int32(n)}
		*link = g.next
		b.joins.groups.Free(at)
		e.ready(to, u, x.lineage)
	}
}

// joining returns what a join waits for.
func (e *Engine) joining(stage int) []string {
	var waits []string
	s := &e.stages[stage]
	for lineage, at := range s.buffer.heads[0] {
		if at == none {
			continue
		}
		came, missing := []string{}, []string{}
		for key, stream := range s.into {
			name := e.spec.Streams[stream].Key
			if s.buffer.joins.groups.At(at).came>>key&1 == 1 {
				came = append(came, name)
			} else {
				missing = append(missing, name)
			}
		}
		waits = append(waits, fmt.Sprintf("stage %s: chunk %d came on %s, and waits for chunk %d on %s", s.Name,
			lineage, strings.Join(came, " and "), lineage, strings.Join(missing, " and ")))
		return waits
	}
	return waits
}

// chosen draws whether a stage works on a unit. The draw depends on its place in the content.
func (e *Engine) chosen(s *stage, u *unit) bool {
	return s.noise.Float(uint64(u.lineage)<<32|uint64(u.number), math.MaxUint64-1) < s.Share
}

// skip brings a unit through a stage that does not work on it: what it emits has no bytes.
func (e *Engine) skip(stage int, h id) {
	s := &e.stages[stage]
	e.result.Stages[stage].Skipped++
	e.letGo(e.units.At(h).pushed)
	s.skips = true
	e.handDown(h)
	s.skips = false
	e.units.Free(h)
}
