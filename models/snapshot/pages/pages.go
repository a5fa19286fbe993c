// Package pages has sets and runs of pages of a guest or of a file.
//
//	Set   .##..###.#    a bit a page
//	Span    first, pages: each maximal run of a set
package pages

import "math/bits"

// Span is a run of contiguous pages, of the guest or of a file.
type Span struct{ First, Pages int32 }

// Set is a set of pages.
type Set struct{ words []uint64 }

// New returns an empty set of pages below n.
func New(n int32) *Set { return &Set{make([]uint64, (int(n)+63)/64)} }

// Has reports whether page p is in the set.
func (b *Set) Has(p int32) bool { return b.words[p>>6]>>(p&63)&1 != 0 }

// Add puts page p into the set.
func (b *Set) Add(p int32) { b.words[p>>6] |= 1 << (p & 63) }

// Remove takes page p out of the set.
func (b *Set) Remove(p int32) { b.words[p>>6] &^= 1 << (p & 63) }

// AddSpan puts the pages of s into the set.
func (b *Set) AddSpan(s Span) {
	for p, end := s.First, s.First+s.Pages; p < end; {
		at := p & 63
		n := min(64-at, end-p)
		b.words[p>>6] |= ^uint64(0) >> (64 - n) << at
		p += n
	}
}

// RemoveSpan takes the pages of s out of the set.
func (b *Set) RemoveSpan(s Span) {
	for p, end := s.First, s.First+s.Pages; p < end; {
		at := p & 63
		n := min(64-at, end-p)
		b.words[p>>6] &^= ^uint64(0) >> (64 - n) << at
		p += n
	}
}

// Count returns how many pages are in the set.
func (b *Set) Count() int {
	n := 0
	for _, w := range b.words {
		n += bits.OnesCount64(w)
	}
	return n
}

// NextIn returns the first page from p on that is in the set, or end.
func (b *Set) NextIn(p, end int32) int32 {
	for p < end {
		if w := b.words[p>>6] >> (p & 63); w != 0 {
			return min(end, p+int32(bits.TrailingZeros64(w)))
		}
		p = p&^63 + 64
	}
	return end
}

// NextOut returns the first page from p on that is not in the set, or end.
func (b *Set) NextOut(p, end int32) int32 {
	for p < end {
		if w := ^b.words[p>>6] >> (p & 63); w != 0 {
			return min(end, p+int32(bits.TrailingZeros64(w)))
		}
		p = p&^63 + 64
	}
	return end
}

// Spans returns the maximal runs of pages below end that are in the set, in
// ascending order.
func (b *Set) Spans(end int32) []Span {
	var out []Span
	for p := b.NextIn(0, end); p < end; {
		q := b.NextOut(p, end)
		out = append(out, Span{p, q - p})
		p = b.NextIn(q, end)
	}
	return out
}

// Clone returns a copy.
func (b *Set) Clone() *Set { return &Set{append([]uint64(nil), b.words...)} }

// Follow adds to seen, a set of the same size, what is in b, and calls of each page that
// was not there, in ascending order.
func (b *Set) Follow(seen *Set, call func(p int32)) {
	for i, now := range b.words {
		fresh := now &^ seen.words[i]
		if fresh == 0 {
			continue
		}
		seen.words[i] = now
		for ; fresh != 0; fresh &= fresh - 1 {
			call(int32(i<<6 + bits.TrailingZeros64(fresh)))
		}
	}
}
