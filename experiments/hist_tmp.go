package experiments

import "math/bits"

type tmpHist struct {
	c   [64 * 512]uint64
	n   uint64
	sum float64
	max int64
}

func (h *tmpHist) Record(v int64) {
	u := uint64(v)
	e := max(bits.Len64(u)-10, 0)
	h.c[e<<9+int(u>>e)]++
	h.n++
	h.sum += float64(v)
	h.max = max(h.max, v)
}
func (h *tmpHist) Quantile(q float64) int64 { return 0 }
func (h *tmpHist) Mean() float64            { return h.sum / float64(h.n) }
func (h *tmpHist) Max() int64               { return h.max }
func (h *tmpHist) Count() uint64            { return h.n }
