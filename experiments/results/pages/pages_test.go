package pages

import (
	"encoding/binary"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// unpackDelta reads a DELTA_BINARY_PACKED page bit by bit, straight from the
// format's description.
func unpackDelta(t interface{ Fatalf(string, ...any) }, page []byte) []int64 {
	uvarint := func() uint64 {
		v, n := binary.Uvarint(page)
		page = page[n:]
		return v
	}
	varint := func() int64 {
		v, n := binary.Varint(page)
		page = page[n:]
		return v
	}
	block, minis, count, first := uvarint(), uvarint(), uvarint(), varint()
	if block%128 != 0 || block/minis%32 != 0 {
		t.Fatalf("a block of %d in %d miniblocks breaks the format", block, minis)
	}
	if count == 0 {
		return nil
	}
	out := []int64{first}
	for uint64(len(out)) < count {
		least := varint()
		widths := page[:minis]
		page = page[minis:]
		for m := 0; m < int(minis) && uint64(len(out)) < count; m++ {
			bytes := page[:int(block/minis)*int(widths[m])/8]
			page = page[len(bytes):]
			for i := range int(block / minis) {
				var delta uint64
				for b := range int(widths[m]) {
					bit := i*int(widths[m]) + b
					delta |= uint64(bytes[bit/8]>>(bit%8)&1) << b
				}
				if uint64(len(out)) < count {
					out = append(out, out[len(out)-1]+least+int64(delta))
				}
			}
		}
	}
	if len(page) != 0 {
		t.Fatalf("%d bytes follow the last miniblock", len(page))
	}
	return out
}

// Does a page decode to what went in, whatever the values and their number?
func TestDeltaDecodes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 700).Draw(t, "n")
		kind := rapid.SampledFrom([]string{"wide", "small", "constant", "steps", "extremes"}).Draw(t, "kind")
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		values := make([]int64, n)
		for i := range values {
			switch kind {
			case "wide":
				values[i] = int64(r.Uint64())
			case "small":
				values[i] = r.Int64N(5) - 2
			case "constant":
				values[i] = -7
			case "steps":
				values[i] = int64(i / 101)
			case "extremes":
				values[i] = []int64{math.MinInt64, math.MaxInt64, 0, -1}[r.IntN(4)]
			}
		}
		if got := unpackDelta(t, AppendDelta(nil, values)); !slices.Equal(got, values) {
			t.Fatalf("%s, %d values: decoded to others", kind, n)
		}
	})
}
