package cluster

// Walk is an order of all n invokers: Home, Home + Step, Home + 2·Step, ...
// modulo n, with Step co-prime to n and Step·Inverse ≡ 1 modulo n.
type Walk struct{ Home, Step, Inverse int32 }

// WalkIndex answers which warm invoker comes first on a unit's walk. It is a
// WarmIndex whose bits stand in the order of the walk.
type WalkIndex struct {
	bits  *WarmIndex // by place on the walk
	walks []Walk     // by unit
	n     uint64
}

// update records whether a container of u is warm on invoker i.
func (x *WalkIndex) update(u UnitID, i InvokerID, warm bool) {
	at := x.place(&x.walks[u], i)
	if warm {
		x.bits.set(u, at)
		return
	}
	x.bits.keep(u, at, false)
}

// place returns how many steps lead from home to i.
func (x *WalkIndex) place(w *Walk, i InvokerID) InvokerID {
	ahead := uint64(i) + x.n - uint64(w.Home)
	return InvokerID(ahead * uint64(w.Inverse) % x.n)
}

// First returns the first invoker on the walk of fn's unit for which
// View.HasWarm is true, or None.
func (x *WalkIndex) First(fn FuncID) InvokerID { return x.at(fn, x.bits.First(fn)) }

// Next returns the first such invoker after i on the walk, or None.
func (x *WalkIndex) Next(fn FuncID, i InvokerID) InvokerID {
	return x.at(fn, x.bits.Next(fn, x.place(x.walk(fn), i)))
}

func (x *WalkIndex) walk(fn FuncID) *Walk { return &x.walks[x.bits.functions[fn].unit] }

func (x *WalkIndex) at(fn FuncID, place InvokerID) InvokerID {
	if place == None {
		return None
	}
	w := x.walk(fn)
	return InvokerID((uint64(w.Home) + uint64(place)*uint64(w.Step)) % x.n)
}
