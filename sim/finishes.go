package sim

// finishes are flows by their virtual finish, then in the order in which they came. The
// next few stand sorted in a row, where one more moves some of them by a place: while they
// are few, that costs less than a heap does by its mispredicted branches. The others are in
// the heap, and those whose places are told all are.
//
//	near  [9 7 5 3] ──▶ the next     of all, the least
//	far   heap of 9 and more
type finishes struct {
	near []finish // the next one last
	far  Heap[uint64, uint64, flow]
	told bool // the heap tells places
}

// finish is a flow and its virtual finish.
type finish struct {
	end Service
	flow
}

const (
	nearMost = 32
	nearFill = 16 // so many come from the heap at a time
)

func (f *finishes) len() int { return len(f.near) + f.far.Len() }

// next returns the next of the flows, of which there is one.
func (f *finishes) next() (end Service, v *flow) {
	if n := len(f.near); n > 0 {
		x := &f.near[n-1]
		return x.end, &x.flow
	}
	least := f.far.Min()
	return Service{least.First, least.Then}, &least.Value
}

// push adds a flow, which has come after all others.
func (f *finishes) push(end Service, v flow) {
	if f.told || f.far.Len() > 0 && !end.Before(f.firstFar()) {
		f.far.Push(end.Whole, end.Part, v)
		return
	}
	if len(f.near) == nearMost {
		last := f.near[0]
		if !end.Before(last.end) {
			f.far.Push(end.Whole, end.Part, v)
			return
		}
		f.far.Push(last.end.Whole, last.end.Part, last.flow)
		f.near = f.near[:copy(f.near, f.near[1:])]
	}
	f.near = append(f.near, finish{})
	i := len(f.near) - 1
	for ; i > 0 && !end.Before(f.near[i-1].end); i-- {
		f.near[i] = f.near[i-1]
	}
	x := &f.near[i]
	x.end, x.seq, x.amount, x.id = end, v.seq, v.amount, v.id
}

// firstFar returns the least finish in the heap, which is not empty.
func (f *finishes) firstFar() Service {
	least := f.far.Min()
	return Service{least.First, least.Then}
}

// pop removes and returns the next of the flows, of which there is one.
func (f *finishes) pop() flow {
	if f.told {
		return f.far.Pop().Value
	}
	last := len(f.near) - 1
	v := f.near[last].flow
	f.near = f.near[:last]
	if last == 0 && f.far.Len() > 0 {
		f.fill()
	}
	return v
}

// fill takes the next flows out of the heap, where none are near.
func (f *finishes) fill() {
	n := min(nearFill, f.far.Len())
	f.near = append(f.near, make([]finish, n)...)
	for i := n - 1; i >= 0; i-- {
		x := f.far.Pop()
		f.near[i] = finish{Service{x.First, x.Then}, x.Value}
	}
}

func (f *finishes) reset() {
	f.near = f.near[:0]
	f.far.Reset()
}
