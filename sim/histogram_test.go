package sim

import (
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// samples of the shapes that a histogram of a run sees.
func histogramSamples() map[string][]int64 {
	r := rand.New(rand.NewPCG(2, 3))
	day := int64(24 * time.Hour)
	s := map[string][]int64{"one": {12345}, "zeros": make([]int64, 10),
		"extremes": {0, 1, math.MaxInt64, math.MaxInt64}}
	for range 100_000 {
		s["log-uniform to a day"] = append(s["log-uniform to a day"],
			int64(math.Exp(r.Float64()*math.Log(float64(day)))))
		s["all of int64"] = append(s["all of int64"], int64(r.Uint64()>>(1+r.IntN(63))))
	}
	for range 1001 {
		s["small"] = append(s["small"], int64(r.IntN(1024)))
		s["warm or cold"] = append(s["warm or cold"], []int64{1e6, 5e8, 5e8 + 1}[r.IntN(3)])
	}
	return s
}

func TestHistogramQuantilesAgainstSortedSamples(t *testing.T) {
	for name, sample := range histogramSamples() {
		var h Histogram
		sum := new(big.Int)
		for _, v := range sample {
			h.Record(v)
			sum.Add(sum, big.NewInt(v))
		}
		slices.Sort(sample)
		n := len(sample)
		mean, _ := new(big.Float).Quo(new(big.Float).SetInt(sum), big.NewFloat(float64(n))).Float64()
		if h.Count() != uint64(n) || h.Min() != sample[0] || h.Max() != sample[n-1] ||
			math.Abs(h.Mean()-mean) > 1e-12*mean {
			t.Errorf("%s: count %d min %d max %d mean %g, want %d %d %d %g",
				name, h.Count(), h.Min(), h.Max(), h.Mean(), n, sample[0], sample[n-1], mean)
		}
		for _, q := range []float64{0, 0.001, 0.01, 0.05, 0.07, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 0.9999,
			1} {
			rank := new(big.Rat).Mul(new(big.Rat).SetFrac64(int64(math.Round(q*1e4)), 1e4), big.NewRat(int64(n), 1))
			up := new(big.Int).Div(new(big.Int).Sub(new(big.Int).Add(rank.Num(), rank.Denom()), big.NewInt(1)),
				rank.Denom())
			want := sample[max(up.Int64(), 1)-1]
			got := h.Quantile(q)
			if diff := math.Abs(float64(got) - float64(want)); diff > float64(want)/1000 || want < 1024 && diff > 0 {
				t.Errorf("%s: quantile %g = %d, the sample has %d", name, q, got, want)
			}
		}
	}
}

func TestHistogramCellsCoverTheIntegersOnce(t *testing.T) {
	next := int64(0)
	for i := range numCells {
		low, high := cellRange(i)
		if low != next || high < low || cellOf(low) != uint64(i) || cellOf(high) != uint64(i) {
			t.Fatalf("cell %d is [%d, %d], expected it to begin at %d and to hold its ends", i, low, high, next)
		}
		if i == numCells-1 {
			if high != math.MaxInt64 {
				t.Fatalf("the last cell ends at %d", high)
			}
			return
		}
		next = high + 1
	}
}

func TestHistogramMergeIsAsIfRecordedTogether(t *testing.T) {
	var whole, merged, repeated Histogram
	for _, sample := range histogramSamples() {
		var part Histogram
		for i, v := range sample {
			whole.Record(v)
			part.Record(v)
			if i%3 == 0 {
				repeated.RecordN(v, 3)
			}
		}
		merged.Merge(&part)
	}
	merged.Merge(&Histogram{})
	if *merged.cells != *whole.cells {
		t.Error("the cells differ")
	}
	merged.cells, whole.cells = nil, nil
	if merged != whole {
		t.Errorf("merged %+v, together %+v", merged, whole)
	}
	var thrice Histogram
	for _, sample := range histogramSamples() {
		for i, v := range sample {
			for range 3 {
				if i%3 == 0 {
					thrice.Record(v)
				}
			}
		}
	}
	if *repeated.cells != *thrice.cells || repeated.Sum() != thrice.Sum() || repeated.Count() != thrice.Count() {
		t.Error("RecordN(v, 3) is not Record(v) three times")
	}
	clamped := Histogram{}
	clamped.Record(-5)
	clamped.Record(7)
	if clamped.Min() != 0 || clamped.Max() != 7 || clamped.Sum() != 7 {
		t.Errorf("after -5 and 7: min %d, max %d, sum %g", clamped.Min(), clamped.Max(), clamped.Sum())
	}
}

func TestHistogramEachAddsUp(t *testing.T) {
	for name, sample := range histogramSamples() {
		var h Histogram
		for _, v := range sample {
			h.Record(v)
		}
		seen, last := uint64(0), int64(-1)
		h.Each(func(low, high int64, n uint64) {
			if low <= last || high < low {
				t.Errorf("%s: cell [%d, %d] after %d", name, low, high, last)
			}
			seen, last = seen+n, high
		})
		if seen != uint64(len(sample)) {
			t.Errorf("%s: %d values in the cells, want %d", name, seen, len(sample))
		}
	}
}
