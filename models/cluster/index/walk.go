package index

import (
	"thaw/models/cluster/fleet"
)

// Walk is an order of all n invokers: Home, Home + Step, Home + 2·Step, ...
// modulo n, with Step co-prime to n and Step·Inverse ≡ 1 modulo n.
type Walk struct{ Home, Step, Inverse int32 }

// Walks answers which warm invoker comes first on a unit's walk. It is a
// Warm whose bits stand in the order of the walk.
type Walks struct {
	fleet.Deaf
	bits  *Warm  // by place on the walk
	walks []Walk // by unit
	n     uint64
}

func newWalks(f *fleet.Fleet, walks []Walk) *Walks {
	x := &Walks{bits: newWarm(f), walks: walks, n: uint64(len(f.Invokers()))}
	f.Follow(x, fleet.Warmth)
	return x
}

// Warm notes whether a container of u is warm on invoker i.
func (x *Walks) Warm(u fleet.UnitID, i fleet.InvokerID, warm bool) {
	if int(u) >= len(x.walks) {
		return // it serves no function yet
	}
	at := x.place(&x.walks[u], i)
	if warm {
		x.bits.Set(u, at)
		return
	}
	x.bits.Clear(u, at, 1)
}

// place returns how many steps lead from home to i.
func (x *Walks) place(w *Walk, i fleet.InvokerID) fleet.InvokerID {
	ahead := uint64(i) + x.n - uint64(w.Home)
	return fleet.InvokerID(ahead * uint64(w.Inverse) % x.n)
}

// First returns the first invoker on the walk of fn's unit for which
// View.HasWarm is true, or fleet.None.
func (x *Walks) First(fn fleet.FuncID) fleet.InvokerID { return x.at(fn, x.bits.First(fn)) }

// Next returns the first such invoker after i on the walk, or fleet.None.
func (x *Walks) Next(fn fleet.FuncID, i fleet.InvokerID) fleet.InvokerID {
	return x.at(fn, x.bits.Next(fn, x.place(x.walk(fn), i)))
}

func (x *Walks) walk(fn fleet.FuncID) *Walk { return &x.walks[x.bits.functions[fn].Unit()] }

func (x *Walks) at(fn fleet.FuncID, place fleet.InvokerID) fleet.InvokerID {
	if place == fleet.None {
		return fleet.None
	}
	w := x.walk(fn)
	return fleet.InvokerID((uint64(w.Home) + uint64(place)*uint64(w.Step)) % x.n)
}
