package keepalive

import "math/bits"

// bins is the number of bins of a spread.
const bins = 240

// spread counts values in bins and knows quantiles of them without a search: it keeps the bin
// of each, moves it when it is asked, and skips empty bins. A value more moves a quantile by
// at most one other value.
type spread struct {
	n        uint32 // values
	low      cursor // of two quantiles
	high     cursor
	occupied [(bins + 63) / 64]uint64 // bins that are not empty
	counts   [bins]uint32
}

// cursor is the bin of a quantile.
type cursor struct {
	bin   int32
	below uint32 // values in lower bins
}

// add counts a value of bin b.
func (s *spread) add(b int) {
	s.counts[b]++
	s.occupied[b>>6] |= 1 << (b & 63)
	s.n++
	if b < int(s.low.bin) {
		s.low.below++
	}
	if b < int(s.high.bin) {
		s.high.below++
	}
}

// seek moves a cursor to the bin of the value of a rank, from 1 to n, and returns it.
func (s *spread) seek(c *cursor, rank uint32) int {
	for c.below >= rank {
		c.bin = s.before(c.bin)
		c.below -= s.counts[c.bin]
	}
	for c.below+s.counts[c.bin] < rank {
		c.below += s.counts[c.bin]
		c.bin = s.after(c.bin)
	}
	return int(c.bin)
}

// before returns the last bin below b that is not empty. There is one.
func (s *spread) before(b int32) int32 {
	w := b >> 6
	if m := s.occupied[w] & (1<<(b&63) - 1); m != 0 {
		return w<<6 + int32(bits.Len64(m)) - 1
	}
	for w--; s.occupied[w] == 0; w-- {
	}
	return w<<6 + int32(bits.Len64(s.occupied[w])) - 1
}

// after returns the first bin above b that is not empty. There is one.
func (s *spread) after(b int32) int32 {
	w := b >> 6
	if m := s.occupied[w] &^ (2<<(b&63) - 1); m != 0 {
		return w<<6 + int32(bits.TrailingZeros64(m))
	}
	for w++; s.occupied[w] == 0; w++ {
	}
	return w<<6 + int32(bits.TrailingZeros64(s.occupied[w]))
}
