package sim

import (
	"fmt"
	"math"
	"math/bits"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
)

// walks are the ways in which a run visits the keys of its streams.
var walks = map[string]func(i uint64) uint64{
	"one entity, index after index": func(i uint64) uint64 { return NewStream(1, "walk").At(7, i) },
	"entity after entity":           func(i uint64) uint64 { return NewStream(1, "walk").At(i, 0) },
	"seed after seed":               func(i uint64) uint64 { return NewStream(i, "walk").At(7, 0) },
	"the diagonal":                  func(i uint64) uint64 { return NewStream(1, "walk").At(i, i) },
	"the other diagonal":            func(i uint64) uint64 { return NewStream(1, "walk").At(i, -i) },
	"256 entities by index":         func(i uint64) uint64 { return NewStream(1, "walk").At(i&255, i>>8) },
	"indices in nanoseconds":        func(i uint64) uint64 { return NewStream(1, "walk").At(7, i*1_000_000_000) },
	"entities in high bits":         func(i uint64) uint64 { return NewStream(1, "walk").At(i<<40, 3) },
	"purpose after purpose":         func(i uint64) uint64 { return NewStream(1, fmt.Sprint("walk", i)).At(7, 0) },
}

// plausible fails the test when counts are not those of equally likely cells.
// The draws are fixed, so a test that passes once passes always.
func plausible(t *testing.T, what string, counts []int) {
	t.Helper()
	n := 0
	for _, c := range counts {
		n += c
	}
	want, chi := float64(n)/float64(len(counts)), 0.0
	for _, c := range counts {
		chi += (float64(c) - want) * (float64(c) - want) / want
	}
	p := distuv.ChiSquared{K: float64(len(counts) - 1)}.Survival(chi)
	if p < 1e-5 || p > 1-1e-5 {
		t.Errorf("%s: chi-square %.1f over %d cells has p = %.2g", what, chi, len(counts), p)
	}
}

func TestStreamIsUniformAlongEveryWalk(t *testing.T) {
	const n = 1 << 17
	for name, at := range walks {
		var byByte [8][256]int
		pairs, triples := make([]int, 1<<12), make([]int, 1<<12)
		seen := make(map[uint64]bool, n)
		for i := range uint64(n) {
			v := at(i)
			for b := range 8 {
				byByte[b][v>>(8*b)&255]++
			}
			pairs[v>>58<<6|at(i+1)>>58]++
			triples[v>>60<<8|at(i+1)>>60<<4|at(i+2)>>60]++
			seen[v] = true
		}
		for b := range 8 {
			plausible(t, fmt.Sprintf("%s, byte %d", name, b), byByte[b][:])
		}
		plausible(t, name+", pairs", pairs)
		plausible(t, name+", triples", triples)
		if len(seen) != n {
			t.Errorf("%s: %d draws have only %d values", name, n, len(seen))
		}
	}
}

// A flip of any bit of a key must flip every bit of the draw half of the time.
func TestStreamAvalanche(t *testing.T) {
	const n = 1 << 13
	for name, at := range map[string]func(i, flip uint64) uint64{
		"seed":   func(i, flip uint64) uint64 { return NewStream(i^flip, "avalanche").At(1, 2) },
		"entity": func(i, flip uint64) uint64 { return NewStream(5, "avalanche").At(i^flip, 2) },
		"index":  func(i, flip uint64) uint64 { return NewStream(5, "avalanche").At(1, i^flip) },
	} {
		for in := range 64 {
			var flips [64]int
			for i := range uint64(n) {
				for d := at(i, 0) ^ at(i, 1<<in); d != 0; d &= d - 1 {
					flips[bits.TrailingZeros64(d)]++
				}
			}
			for out, f := range flips {
				// 5.5 standard deviations, over 12,288 cells
				if z := (float64(f) - n/2) / math.Sqrt(n/4); math.Abs(z) > 5.5 {
					t.Errorf("bit %d of the %s flips bit %d in %.4f of all cases", in, name, out, float64(f)/n)
				}
			}
		}
	}
}

// correlated fails the test when two sequences of uniforms correlate.
func correlated(t *testing.T, what string, n uint64, a, b func(i uint64) float64) {
	t.Helper()
	sum := 0.0
	for i := range n {
		sum += (a(i) - 0.5) * (b(i) - 0.5) * 12
	}
	if z := sum / math.Sqrt(float64(n)); math.Abs(z) > 4.5 {
		t.Errorf("%s: correlation %.5f, %.1f standard deviations from none", what, sum/float64(n), z)
	}
}

func TestStreamsDoNotCorrelate(t *testing.T) {
	const n = 200_000
	s := NewStream(42, "arrival")
	along := func(s Stream, lag uint64) func(uint64) float64 {
		return func(i uint64) float64 { return s.Float(3, i+lag) }
	}
	across := func(s Stream, lag uint64) func(uint64) float64 {
		return func(i uint64) float64 { return s.Float(i+lag, 3) }
	}
	for _, lag := range []uint64{1, 2, 3, 64, 1 << 20, 1 << 32} {
		correlated(t, fmt.Sprintf("index lag %d", lag), n, along(s, 0), along(s, lag))
		correlated(t, fmt.Sprintf("entity lag %d", lag), n, across(s, 0), across(s, lag))
	}
	correlated(t, "entity against index", n, along(s, 0), across(s, 0))
	for _, other := range []string{"arrivam", "brrival", "duration", "arrival ", ""} {
		o := NewStream(42, other)
		correlated(t, "purpose "+other, n, along(s, 0), along(o, 0))
		correlated(t, "purpose "+other+" by entity", n, across(s, 0), across(o, 0))
	}
	for seed := range uint64(8) {
		o := NewStream(seed, "arrival")
		correlated(t, fmt.Sprintf("seeds 42 and %d", seed), n, along(s, 0), along(o, 0))
	}
}

func TestFloatLiesInTheOpenInterval(t *testing.T) {
	for _, random := range []uint64{0, 1, 1<<63 - 1, 1 << 63, math.MaxUint64 - 1, math.MaxUint64} {
		if u := unit(random); !(u > 0 && u < 1 && 1-u > 0 && 1-(1-u) == u) {
			t.Errorf("bits %#x give %.20g", random, u)
		}
	}
}

func TestIntNIsUniform(t *testing.T) {
	s := NewStream(9, "choice")
	for _, n := range []int{1, 2, 3, 10, 1000} {
		counts := make([]int, n)
		for i := range uint64(200_000) {
			counts[s.IntN(i, 1, n)]++
		}
		if n > 1 {
			plausible(t, fmt.Sprintf("IntN(%d)", n), counts)
		}
	}
}

// Draws are part of the results: a change of these words changes every
// published number (semantics, rule 17) and belongs in the CHANGELOG.
func TestStreamIsPinned(t *testing.T) {
	s := NewStream(1, "arrival")
	for _, c := range []struct{ entity, index, want uint64 }{
		{0, 0, 0x99ba4cf31a7cfffd}, {0, 1, 0x14aed7a2ca251a8f},
		{1, 0, 0x84b241f21cbd7452}, {123456, 1 << 40, 0x76375d6d2e2055f4},
	} {
		if got := s.At(c.entity, c.index); got != c.want {
			t.Errorf("At(%d, %d) = %#x, want %#x", c.entity, c.index, got, c.want)
		}
	}
}
