package prewarm

import (
	"thaw/models/cluster"
	"thaw/policies/keepalive"
	"thaw/sim"
)

// pool counts the containers of each unit, lists those that are idle, and brings their
// number to what a policy wants. Policies of this package embed it.
type pool struct {
	view  *cluster.View
	hands cluster.Hands
	units []poolUnit
	notes keepalive.Slots[poolNote]
}

type poolUnit struct {
	have, loading  int32 // containers, and those of them that load ahead of need
	idle           int32
	oldest, newest cluster.ContainerID // idle ones by recency; Nobody, slot 0: none
}

type poolNote struct {
	older, newer         cluster.ContainerID
	there, loading, idle bool
}

func newPool(v *cluster.View) pool { return pool{view: v, units: make([]poolUnit, v.Units())} }

// Loaded counts a container that begins to load.
func (p *pool) Loaded(c cluster.ContainerID, _ sim.Time) {
	x, u := p.enter(c)
	x.loading = true
	u.loading++
}

// enter counts container c unless it is counted.
func (p *pool) enter(c cluster.ContainerID) (*poolNote, *poolUnit) {
	x, u := p.notes.At(c), &p.units[p.view.UnitOf(c)]
	if !x.there {
		*x = poolNote{there: true}
		u.have++
	}
	return x, u
}

// use notes that c runs, and reports whether it was not in use before.
func (p *pool) use(c cluster.ContainerID) (fresh bool) {
	x, u := p.enter(c)
	fresh = x.idle || x.loading
	p.unlist(x, u)
	return fresh
}

// rest notes that c is idle.
func (p *pool) rest(c cluster.ContainerID) {
	x, u := p.enter(c)
	p.unlist(x, u)
	x.idle, x.older, x.newer = true, u.newest, 0
	u.idle++
	if u.newest != 0 {
		p.notes[u.newest].newer = c
	} else {
		u.oldest = c
	}
	u.newest = c
}

// unlist takes x off the idle and the loading ones.
func (p *pool) unlist(x *poolNote, u *poolUnit) {
	if x.loading {
		x.loading = false
		u.loading--
	}
	if !x.idle {
		return
	}
	x.idle = false
	u.idle--
	if x.older != 0 {
		p.notes[x.older].newer = x.newer
	} else {
		u.oldest = x.newer
	}
	if x.newer != 0 {
		p.notes[x.newer].older = x.older
	} else {
		u.newest = x.older
	}
}

// lose forgets c.
func (p *pool) lose(c cluster.ContainerID) {
	x, u := p.notes.At(c), &p.units[p.view.UnitOf(c)]
	if x.there {
		p.unlist(x, u)
		u.have--
	}
	*x = poolNote{}
}

// set brings the containers of unit u to want: it orders what is missing, and lets idle ones
// go that are too many, the least recently idle first. Those in use stay.
func (p *pool) set(u cluster.UnitID, want int) {
	x := &p.units[u]
	order(p.view, p.hands, u, want-int(x.have))
	c := x.oldest
	for n := int(x.have); n > want && c != 0; n-- {
		next := p.notes[c].newer
		p.hands.Renew(c, cluster.Lease{})
		c = next
	}
}
