package pages

import (
	"bytes"
	"math"
	"testing"

	"pgregory.net/rapid"
)

// Are changes written as the column that they stand for, byte for byte, wherever they
// fall in a block, and however often one row is set?
func TestStepsAreTheColumn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 900).Draw(t, "rows")
		gap := rapid.SampledFrom([]int{1, 3, 40, 400}).Draw(t, "gap")
		values := rapid.SampledFrom([]int64{0, 1, -1, 7, math.MaxInt64, math.MinInt64})
		column := make([]int64, n)
		var steps Steps
		for row := 0; row <= n; row += rapid.IntRange(0, gap).Draw(t, "next") {
			v := values.Draw(t, "value")
			steps.Set(row, v)
			for i := row; i < n; i++ {
				column[i] = v
			}
			if row == n || gap > 1 && rapid.IntRange(0, 9).Draw(t, "end") == 0 {
				break
			}
		}
		if got, want := steps.AppendDelta(nil, n), AppendDelta(nil, column); !bytes.Equal(got, want) {
			t.Fatalf("%d rows of %+v: %x, expected %x", n, steps, got, want)
		}
	})
}
