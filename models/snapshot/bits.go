package snapshot

import "math/bits"

// Bits is a set of pages.
type Bits struct{ words []uint64 }

// NewBits returns an empty set of pages below n.
func NewBits(n int32) *Bits { return &Bits{make([]uint64, (int(n)+63)/64)} }

// Has reports whether page p is in the set.
func (b *Bits) Has(p int32) bool { return b.words[p>>6]>>(p&63)&1 != 0 }

// Add puts page p into the set.
func (b *Bits) Add(p int32) { b.words[p>>6] |= 1 << (p & 63) }

// Remove takes page p out of the set.
func (b *Bits) Remove(p int32) { b.words[p>>6] &^= 1 << (p & 63) }

// AddSpan puts the pages of s into the set.
func (b *Bits) AddSpan(s Span) {
	for p, end := s.First, s.First+s.Pages; p < end; {
		at := p & 63
		n := min(64-at, end-p)
		b.words[p>>6] |= ^uint64(0) >> (64 - n) << at
		p += n
	}
}

// RemoveSpan takes the pages of s out of the set.
func (b *Bits) RemoveSpan(s Span) {
	for p, end := s.First, s.First+s.Pages; p < end; {
		at := p & 63
		n := min(64-at, end-p)
		b.words[p>>6] &^= ^uint64(0) >> (64 - n) << at
		p += n
	}
}

// Count returns how many pages are in the set.
func (b *Bits) Count() int {
	n := 0
	for _, w := range b.words {
		n += bits.OnesCount64(w)
	}
	return n
}

// NextIn returns the first page from p on that is in the set, or end.
func (b *Bits) NextIn(p, end int32) int32 {
	for p < end {
		if w := b.words[p>>6] >> (p & 63); w != 0 {
			return min(end, p+int32(bits.TrailingZeros64(w)))
		}
		p = p&^63 + 64
	}
	return end
}

// NextOut returns the first page from p on that is not in the set, or end.
func (b *Bits) NextOut(p, end int32) int32 {
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
func (b *Bits) Spans(end int32) []Span {
	var out []Span
	for p := b.NextIn(0, end); p < end; {
		q := b.NextOut(p, end)
		out = append(out, Span{p, q - p})
		p = b.NextIn(q, end)
	}
	return out
}

// Clone returns a copy.
func (b *Bits) Clone() *Bits { return &Bits{append([]uint64(nil), b.words...)} }
