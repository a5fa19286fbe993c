package cluster

// lists is a family of circular doubly-linked lists whose links lie in one
// array: element c has place 2c, the head of list h has place 2h+1, and an
// empty list is a head linked to itself. Linking and unlinking never branch.
//
//	head h ⇄ first ⇄ ... ⇄ last ⇄ head h
type lists struct{ links []link }

type link struct{ prev, next int32 }

const nobody int32 = -1

func place(c int32) int32  { return 2 * c }
func header(h int32) int32 { return 2*h + 1 }

// reach makes places for heads and elements up to k.
func (l *lists) reach(k int32) {
	for int32(len(l.links)) <= header(k) {
		l.links = append(l.links, link{})
	}
}

// open makes list h empty.
func (l *lists) open(h int32) {
	l.reach(h)
	l.links[header(h)] = link{header(h), header(h)}
}

// before links element c in front of the element or head at the given place.
func (l *lists) before(at, c int32) {
	x := &l.links[at]
	prev := x.prev
	x.prev = place(c)
	l.links[prev].next = place(c)
	l.links[place(c)] = link{prev, at}
}

// pop unlinks element c, the last of list h.
func (l *lists) pop(h, c int32) {
	prev := l.links[place(c)].prev
	l.links[header(h)].prev = prev
	l.links[prev].next = header(h)
}

// remove unlinks element c.
func (l *lists) remove(c int32) {
	x := l.links[place(c)]
	l.links[x.prev].next = x.next
	l.links[x.next].prev = x.prev
}

// first and last return the ends of list h, or nobody.
func (l *lists) first(h int32) int32 { return element(l.links[header(h)].next) }
func (l *lists) last(h int32) int32  { return element(l.links[header(h)].prev) }

// next and prev return the neighbours of element c, or nobody.
func (l *lists) next(c int32) int32 { return element(l.links[place(c)].next) }
func (l *lists) prev(c int32) int32 { return element(l.links[place(c)].prev) }

// element returns the element at a place, or nobody for a head.
func element(at int32) int32 {
	if at&1 != 0 {
		return nobody
	}
	return at >> 1
}
