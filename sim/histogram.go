package sim

import (
	"math"
	"math/bits"
)

// Histogram counts non-negative integers in cells that are linear within an
// octave: 512 cells from one power of two to the next, every integer below 1024
// in a cell of its own.
//
//	0 1 2 ... 1023 | 1024 1026 ... 2046 | 2048 2052 ... | ... 2^63-1
//	cells of 1       cells of 2           cells of 4
//
// Whatever is recorded, memory is some 220 KiB, of which a run touches the
// cells of the octaves it uses. Count, Sum, Mean, Min and Max are exact, and
// Quantile is within 0.1 %. The zero Histogram is empty and ready.
type Histogram struct {
	cells    *[numCells]uint64
	count    uint64
	sumLow   uint64 // 128 bits: a day in nanoseconds, 10^9 times, passes 64
	sumHigh  uint64
	min, max int64
}

const (
	cellBits = 9
	numCells = (63-cellBits-1)<<cellBits + 2<<cellBits
)

// Record counts v; a negative v counts as 0.
func (h *Histogram) Record(v int64) {
	if h.cells == nil || v < h.min || v > h.max {
		v = h.widen(v)
	}
	h.cells[cellOf(v)]++
	h.count++
	var carry uint64
	h.sumLow, carry = bits.Add64(h.sumLow, uint64(v), 0)
	h.sumHigh += carry
}

// RecordAll counts each of the values, as Record would. It is the fast way: in a
// loop that does nothing else, the misses of one value overlap with the next.
func (h *Histogram) RecordAll(values []int64) {
	if len(values) == 0 {
		return
	}
	h.widen(values[0])
	low, high := h.min, h.max
	sumLow, sumHigh := h.sumLow, h.sumHigh
	for _, v := range values {
		v = max(v, 0)
		low, high = min(low, v), max(high, v)
		h.cells[cellOf(v)]++
		var carry uint64
		sumLow, carry = bits.Add64(sumLow, uint64(v), 0)
		sumHigh += carry
	}
	h.min, h.max, h.sumLow, h.sumHigh = low, high, sumLow, sumHigh
	h.count += uint64(len(values))
}

// RecordN counts v n times.
func (h *Histogram) RecordN(v int64, n uint64) {
	if n == 0 {
		return
	}
	if h.cells == nil || v < h.min || v > h.max {
		v = h.widen(v)
	}
	h.cells[cellOf(v)] += n
	h.count += n
	high, low := bits.Mul64(uint64(v), n)
	var carry uint64
	h.sumLow, carry = bits.Add64(h.sumLow, low, 0)
	h.sumHigh += high + carry
}

// widen makes room for v in the range of the histogram and returns it, raised
// to 0 when it is negative.
func (h *Histogram) widen(v int64) int64 {
	v = max(v, 0)
	if h.cells == nil {
		h.cells = new([numCells]uint64)
	}
	if h.count == 0 {
		h.min, h.max = v, v
	}
	h.min, h.max = min(h.min, v), max(h.max, v)
	return v
}

// cellOf returns the cell of v ≥ 0.
func cellOf(v int64) uint64 {
	octave := uint(bits.Len64(uint64(v)|1<<cellBits)) - cellBits - 1
	return uint64(octave)<<cellBits + uint64(v)>>(octave%64) // %64: one shift, no comparison
}

// cellRange returns the least and the greatest integer of cell i.
func cellRange(i int) (low, high int64) {
	octave := max(i>>cellBits-1, 0)
	low = int64(i-octave<<cellBits) << octave
	return low, low + (1<<octave - 1)
}

// Count returns how many values were recorded.
func (h *Histogram) Count() uint64 { return h.count }

// Min returns the least recorded value, 0 when there is none.
func (h *Histogram) Min() int64 { return h.min }

// Max returns the greatest recorded value, 0 when there is none.
func (h *Histogram) Max() int64 { return h.max }

// Sum returns the sum of the recorded values; it is exact up to the rounding
// of the result.
func (h *Histogram) Sum() float64 { return float64(h.sumHigh)*(1<<64) + float64(h.sumLow) }

// Mean returns the mean of the recorded values, 0 when there is none.
func (h *Histogram) Mean() float64 {
	if h.count == 0 {
		return 0
	}
	return h.Sum() / float64(h.count)
}

// Quantile returns the recorded value of rank ⌈q·Count⌉ in ascending order (the
// nearest-rank definition: the least recorded value that at least a share q of
// all values do not exceed), as the middle of its cell. So it is exact below
// 1024 and within 1/1024 of itself above. Quantile(0) is Min, Quantile(1) is
// Max, and an empty histogram yields 0.
func (h *Histogram) Quantile(q float64) int64 {
	switch {
	case h.count == 0:
		return 0
	case !(q > 0):
		return h.min
	case q >= 1:
		return h.max
	}
	// q·Count may come out a hair above an integer that it is meant to be.
	exact := q * float64(h.count)
	rank := uint64(math.Ceil(exact * (1 - 4e-16)))
	rank = min(max(rank, 1), h.count)
	if rank == h.count {
		return h.max
	}
	seen := uint64(0)
	for i := int(cellOf(h.min)); i < numCells; i++ {
		seen += h.cells[i]
		if seen >= rank {
			low, high := cellRange(i)
			return min(max(low+(high-low)/2, h.min), h.max)
		}
	}
	return h.max
}

// Each calls f for every cell that holds values, in ascending order, with the
// least and the greatest integer of the cell.
func (h *Histogram) Each(f func(low, high int64, count uint64)) {
	if h.count == 0 {
		return
	}
	for i := cellOf(h.min); i <= cellOf(h.max); i++ {
		if n := h.cells[i]; n > 0 {
			low, high := cellRange(int(i))
			f(low, high, n)
		}
	}
}

// Merge adds what o counted, as if it had been recorded here.
func (h *Histogram) Merge(o *Histogram) {
	if o.count == 0 {
		return
	}
	h.widen(o.min)
	if h.count == 0 {
		h.min = o.min
	}
	h.max = max(h.max, o.max)
	for i := cellOf(o.min); i <= cellOf(o.max); i++ {
		h.cells[i] += o.cells[i]
	}
	h.count += o.count
	var carry uint64
	h.sumLow, carry = bits.Add64(h.sumLow, o.sumLow, 0)
	h.sumHigh += o.sumHigh + carry
}
