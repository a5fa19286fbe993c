package azure2019

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"testing"
	"time"
	"unsafe"

	"pgregory.net/rapid"

	"thaw/traces/findings"
	"thaw/traces/input"
	"thaw/traces/minutes"
)

// durationCases are rows whose shapes are extreme, after real ones.
func durationCase(average, minimum, maximum float64, percentiles ...float64) durationRow {
	r := durationRow{average: average, count: 100, minimum: minimum, maximum: maximum}
	copy(r.percentiles[:], percentiles)
	return r
}

// integralMean is the mean by the midpoint rule over the levels, per segment:
// an oracle that knows nothing of knots.
func integralMean(c *durationCurve) float64 {
	const steps = 20_000
	sum := 0.0
	for i := range quantileSegments {
		lo, hi := quantileLevels[i], quantileLevels[i+1]
		for j := range steps {
			level := lo + (hi-lo)*(float64(j)+0.5)/steps
			sum += float64(c.at(uint64(math.Ldexp(level, 64)))) * (hi - lo) / steps
		}
	}
	return sum / 1e6
}

func generateDurationRow(t *rapid.T) durationRow {
	values := rapid.SliceOfN(rapid.OneOf(rapid.Float64Range(0, 100), rapid.Float64Range(0, 600_000),
		rapid.Map(rapid.IntRange(0, 5), func(i int) float64 { return float64(i) })), quantilePoints,
		quantilePoints).Draw(t, "percentiles")
	sort.Float64s(values)
	r := durationRow{count: 10, minimum: values[0], maximum: values[quantileSegments]}
	copy(r.percentiles[:], values)
	least, most := 0.0, 0.0
	for i := range quantileSegments {
		least += (quantileLevels[i+1] - quantileLevels[i]) * values[i]
		most += (quantileLevels[i+1] - quantileLevels[i]) * values[i+1]
	}
	r.average = least + rapid.Float64Range(0, 1).Draw(t, "where")*(most-least)
	return r
}

// Is every curve monotone, through its percentiles, with the Average as mean?
func TestDurationCurveProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := generateDurationRow(t)
		c, fit := fitDuration(&r)
		if !fit.reachable {
			t.Fatalf("an average between the limits is called unreachable: %+v", r)
		}
		// A knot stands on a grid of 2⁻³², a point is a float32, a mean whole ns.
		tolerance := 1e-6*r.average + r.percentiles[quantileSegments]*0x1p-32 + 1e-6
		if got := float64(c.mean()) / 1e6; math.Abs(got-r.average) > tolerance {
			t.Fatalf("mean is %g ms, expected %g: %+v", got, r.average, r)
		}
		levels := rapid.SliceOfN(rapid.Uint64(), 50, 50).Draw(t, "levels")
		for _, start := range quantileStarts {
			levels = append(levels, start, start-1, start+1)
		}
		slices.Sort(levels)
		for i := 1; i < len(levels); i++ {
			if c.at(levels[i]) < c.at(levels[i-1]) {
				t.Fatalf("falls from %v at %x to %v at %x: %+v", c.at(levels[i-1]), levels[i-1], c.at(levels[i]),
					levels[i], r)
			}
		}
		for i, start := range quantileStarts {
			want := r.percentiles[i] // a percentile: not above it before, not below it behind
			if got := float64(c.at(start)) / 1e6; got < want*(1-1e-6)-1e-6 {
				t.Fatalf("level %g is %g ms, expected at least %g: %+v", quantileLevels[i], got, want, r)
			}
			if got := float64(c.at(start-1)) / 1e6; i > 0 && got > want*(1+1e-6)+1e-6 {
				t.Fatalf("below level %g it is %g ms, expected at most %g: %+v", quantileLevels[i], got, want, r)
			}
		}
		if got, want := float64(c.at(math.MaxUint64))/1e6, r.percentiles[quantileSegments]; got > want*(1+1e-6)+1e-6 {
			t.Fatalf("the longest draw is %g ms, expected at most %g", got, want)
		}
	})
}

// Does the closed form of the mean agree with integration, at extreme shapes?
func TestDurationCurveMean(t *testing.T) {
	for _, r := range []durationRow{
		durationCase(1507, 11, 110_605, 13, 15, 31, 47, 98, 62_157, 99_843),
		durationCase(40, 0, 44_610, 0, 0, 0, 2, 5, 22, 44_610),
		durationCase(118, 36, 201, 118, 118, 118, 118, 118, 118, 118),
		durationCase(0, 0, 93, 0, 0, 0, 0, 0, 0, 15),
		durationCase(1531, 111, 5015, 111, 111, 111, 484, 517, 5015, 5015),
		durationCase(250, 250, 250, 250, 250, 250, 250, 250, 250, 250),
	} {
		c, _ := fitDuration(&r)
		if got := integralMean(&c); math.Abs(got-r.average) > 0.001*r.average+1e-3 {
			t.Errorf("integral is %g ms, expected %g", got, r.average)
		}
	}
}

// What happens to a row that contradicts itself? The nearest curve is drawn
// from, and the fit says so.
func TestDurationCurveUnreachable(t *testing.T) {
	high := durationCase(10_000, 10, 70, 10, 20, 30, 40, 50, 60, 70)
	c, fit := fitDuration(&high)
	if fit.reachable || math.Abs(integralMean(&c)-fit.most) > 0.01*fit.most {
		t.Errorf("too high an average: reachable %v, mean %g, expected the highest curve's %g", fit.reachable,
			integralMean(&c), fit.most)
	}
	low := durationCase(5, 10, 70, 10, 20, 30, 40, 50, 60, 70)
	c, fit = fitDuration(&low)
	if fit.reachable || math.Abs(integralMean(&c)-fit.least) > 0.01*fit.least {
		t.Errorf("too low an average: reachable %v, mean %g, expected the lowest curve's %g", fit.reachable,
			integralMean(&c), fit.least)
	}
	rounded := durationCase(10.6, 10, 10, 10, 10, 10, 10, 10, 10, 10)
	if c, fit = fitDuration(&rounded); !fit.reachable || c.mean() != 10_600*time.Microsecond {
		t.Errorf("an average within rounding: reachable %v, mean %v, expected 10.6ms", fit.reachable, c.mean())
	}
	inside := durationCase(15, 12, 18, 10, 11, 12, 15, 18, 19, 20)
	if _, fit = fitDuration(&inside); !fit.endsContradict {
		t.Error("a Minimum above the lowest percentile is not noticed")
	}
}

func TestDurationCurveSize(t *testing.T) {
	if n := unsafe.Sizeof(durationCurve{}); n > 64 {
		t.Errorf("a curve has %d bytes, expected at most a cache line", n)
	}
}

// realDurationRows reads the day-07 rows of the durations file.
func realDurationRows(t testing.TB) []durationRow {
	t.Helper()
	path := filepath.Join(realDay, "function_durations_percentiles.anon.d07.csv")
	f, err := os.Open(path)
	if err != nil {
		t.Skipf("the shared traces are absent: %v", err)
	}
	defer f.Close()
	lines := input.NewLines(path, f)
	var report findings.Report
	columns, _, _, err := readColumns(lines, durationColumns, &report)
	if err != nil {
		t.Fatal(err)
	}
	r := &rowReader{lines: lines, columns: columns, report: &report}
	var rows []durationRow
	for r.next() == nil {
		row, ok := r.duration()
		if !ok {
			t.Fatalf("unusable row:\n%s", &report)
		}
		rows = append(rows, row)
	}
	return rows
}

// Do real functions keep their mean, and how far off are the usual methods?
func TestDurationCurveOnRealRows(t *testing.T) {
	rows := realDurationRows(t)
	if len(rows) != 250 {
		t.Fatalf("%d rows, expected 250", len(rows))
	}
	var upper, linear []float64
	var upperSum, linearSum, ours, stated float64
	tailOnly, nearest := 0, 0
	for i := range rows {
		r := &rows[i]
		c, fit := fitDuration(r)
		if !fit.reachable {
			if nearest++; r.average > 0 {
				t.Errorf("row %d is not self-consistent: %+v, %+v", i, r, fit)
			}
			continue
		}
		if mean := integralMean(&c); math.Abs(mean-r.average) > 0.02*r.average+1e-3 {
			t.Errorf("row %d: mean of the curve is %g ms, Average is %g", i, mean, r.average)
		}
		checkSampledMean(t, i, r, &c)
		if fit.tailOnly {
			tailOnly++
		}
		u, l := naiveMeans(r)
		weight := r.count
		upperSum, linearSum = upperSum+weight*u, linearSum+weight*l
		ours, stated = ours+weight*float64(c.mean())/1e6, stated+weight*r.average
		if r.average > 0 {
			upper, linear = append(upper, u/r.average), append(linear, l/r.average)
		}
	}
	sort.Float64s(upper)
	sort.Float64s(linear)
	at := func(v []float64, q float64) string { return fmt.Sprintf("%.2f", v[int(q*float64(len(v)-1))]) }
	t.Logf("mean drawn ÷ Average over %d rows with Average > 0 | median | p90 | max | weighted by Count", len(upper))
	t.Logf("upper percentile of each bin    | %s | %s | %s | %.2f", at(upper, .5), at(upper, .9), at(upper, 1),
		upperSum/stated)
	t.Logf("straight lines                  | %s | %s | %s | %.2f", at(linear, .5), at(linear, .9), at(linear, 1),
		linearSum/stated)
	t.Logf("the curve                       | 1.00 | 1.00 | 1.00 | %.4f", ours/stated)
	t.Logf("%d of %d rows meet their Average by bending the tail alone", tailOnly, len(rows))
	if nearest != 2 {
		t.Errorf("%d rows have an Average of 0 ms that their percentiles deny, expected 2 (p99 of 3 and of 15 ms)", nearest)
	}
	if upperSum < 1.4*stated || linearSum < 1.1*stated {
		t.Errorf("the usual methods are off by %.2f and %.2f only: the claim that they inflate durations is wrong",
			upperSum/stated, linearSum/stated)
	}
	if math.Abs(ours/stated-1) > 1e-4 {
		t.Errorf("all draws together are off by %g", ours/stated-1)
	}
}

// checkSampledMean draws at a low-discrepancy sequence (multiples of the golden
// ratio), whose error is known, so that the test is as sharp as the claim.
func checkSampledMean(t *testing.T, i int, r *durationRow, c *durationCurve) {
	const draws = 1 << 16
	sum := 0.0
	for k := range uint64(draws) {
		sum += float64(c.at(k*0x9e3779b97f4a7c15 + 0x9e3779b97f4a7c15/2))
	}
	// Koksma: the error is at most the variation times the star discrepancy,
	// which for this sequence is below 2·log₂(n)/n.
	bound := (max(r.maximum, r.percentiles[quantileSegments]) - r.minimum) * 2 * 16 / draws
	if mean := sum / draws / 1e6; math.Abs(mean-r.average) > 0.02*r.average+bound {
		t.Errorf("row %d: mean of %d draws is %g ms, Average is %g", i, draws, mean, r.average)
	}
}

// naiveMeans are the means, in ms, of the two methods in use elsewhere: the
// upper percentile of the bin, and straight lines between percentiles.
func naiveMeans(r *durationRow) (upper, linear float64) {
	for i := range quantileSegments {
		w := quantileLevels[i+1] - quantileLevels[i]
		upper += w * r.percentiles[i+1]
		linear += w * (r.percentiles[i] + r.percentiles[i+1]) / 2
	}
	return upper, linear
}

var sinkDuration time.Duration

// What does a draw cost, of one function and of a random one of 50,000?
func BenchmarkDurationDraw(b *testing.B) {
	for _, functions := range []int{1, 50_000} {
		b.Run(fmt.Sprintf("functions=%d", functions), func(b *testing.B) {
			r := durationCase(1507, 11, 110_605, 13, 15, 31, 47, 98, 62_157, 99_843)
			curves := make([]durationCurve, functions)
			for i := range curves {
				curves[i], _ = fitDuration(&r)
			}
			u := uint64(1)
			for b.Loop() {
				u += 0x9e3779b97f4a7c15
				z := minutes.MixBits(u)
				sinkDuration += curves[z>>32*uint64(functions)>>32].at(z * 0xbf58476d1ce4e5b9)
			}
		})
	}
}
