package plots

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// pixels of a panel of one column.
func testGrid(log bool) Grid {
	x := Axis{Log: log, Min: 1, Max: 10_000}
	y := Axis{Min: 0, Max: 1}
	return gridOf(&x, &y, Column.length(), Column.Tall())
}

// stairs gives the corners of a staircase, in pixels.
func stairs(g Grid, pts []XY) [][2]float64 {
	var out [][2]float64
	for i, p := range pts {
		x, y := g.px(p)
		if i > 0 {
			out = append(out, [2]float64{x, out[len(out)-1][1]})
		}
		out = append(out, [2]float64{x, y})
	}
	return out
}

// distribution is the staircase of sorted values: each once, with the share at or below it.
func distribution(values []float64) []XY {
	var out []XY
	for i, v := range values {
		if i+1 == len(values) || values[i+1] != v {
			out = append(out, XY{v, float64(i+1) / float64(len(values))})
		}
	}
	return out
}

// farthest is the greatest distance of any corner of a from the nearest side of b: as all
// sides are upright or level and both curves rise, that is the greatest distance of any point.
func farthest(a, b [][2]float64) float64 {
	worst, from := 0.0, 0
	for _, p := range a {
		best := math.Inf(1)
		for j := from; j+1 < len(b); j++ {
			q, r := b[j], b[j+1]
			dx := math.Max(0, math.Max(q[0]-p[0], p[0]-r[0]))
			dy := math.Max(0, math.Max(math.Min(q[1], r[1])-p[1], p[1]-math.Max(q[1], r[1])))
			if d := math.Hypot(dx, dy); d < best {
				best, from = d, max(0, j-50)
			} else if q[0] > p[0]+best && best < 1e9 {
				break
			}
		}
		worst = math.Max(worst, best)
	}
	return worst
}

// Does a thinned distribution stay within a pixel of the whole one?
func TestThinnedStepsStayWithinAPixel(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	worlds := map[string]func(i int) float64{
		"even in the logarithm": func(int) float64 { return math.Pow(10, 4*rng.Float64()) },
		"two modes": func(int) float64 {
			if rng.Float64() < 0.9 {
				return 1 + rng.ExpFloat64()
			}
			return 300 + 100*rng.ExpFloat64()
		},
		"whole milliseconds": func(int) float64 { return math.Ceil(20 * rng.ExpFloat64()) },
		"clumps": func(i int) float64 {
			return math.Pow(10,
				float64(rng.IntN(40))/10) * (1 + 1e-3*rng.Float64())
		},
		"heavy tail": func(int) float64 { return math.Min(1e4, math.Pow(1-rng.Float64(), -1.3)) },
	}
	for name, draw := range worlds {
		v := make([]float64, 30_000)
		for i := range v {
			v[i] = math.Max(1, draw(i))
		}
		slices.Sort(v)
		pts := distribution(v)
		g := testGrid(true)
		keep, claimed := thinSteps(g, pts, MostPoints)
		whole, thin := stairs(g, pts), stairs(g, pick(pts, keep))
		err := math.Max(farthest(whole, thin), farthest(thin, whole))
		if len(keep) > 800 || err >= 1 || err > claimed+1e-9 {
			t.Errorf("%s: %d of %d points, error %v pixels, claimed %v", name, len(keep), len(pts), err, claimed)
		}
		if len(pts) > 2000 && len(keep) < 50 {
			t.Errorf("%s: only %d points kept of %d", name, len(keep), len(pts))
		}
		if keep[0] != 0 || keep[len(keep)-1] != len(pts)-1 {
			t.Errorf("%s: an end is lost", name)
		}
	}
}

// Is the bound kept by the worst curve for the thinner: stairs of just over a pixel, all across the panel?
func TestWorstStairs(t *testing.T) {
	g := testGrid(true)
	for _, size := range []float64{0.2, 0.5, 0.9, 1.1, 3} {
		var pts []XY
		for px := 0.0; px <= g.width; px += size / 2 {
			pts = append(pts, XY{math.Pow(10, 4*px/g.width), math.Floor(px/size) * size / g.width})
		}
		keep, err := thinSteps(g, pts, MostPoints)
		if len(keep) > 800 || err >= 1 {
			t.Errorf("stairs of %v pixels: %d points, error %v", size, len(keep), err)
		}
	}
}

// Does a thinned smooth curve stay within a pixel, measured between its points as well?
func TestThinnedCurveStaysWithinAPixel(t *testing.T) {
	x, y := Axis{Min: 0, Max: 1}, Axis{Min: -1, Max: 1}
	g := gridOf(&x, &y, Column.length(), Column.Tall())
	var pts []XY
	for i := range 50_001 {
		v := float64(i) / 50_000
		pts = append(pts, XY{v, math.Sin(30 * v * v)})
	}
	keep, dense := thinCurve(g, pts)
	if dense || len(keep) > 800 {
		t.Fatalf("%d points, dense %v", len(keep), dense)
	}
	for k := 1; k < len(keep); k++ {
		a, b := pts[keep[k-1]], pts[keep[k]]
		for i := keep[k-1]; i < keep[k]; i++ {
			// straight up or down is never nearer than the nearest place
			line := a.Y + (b.Y-a.Y)*(pts[i].X-a.X)/(b.X-a.X)
			d := math.Abs(line-pts[i].Y) / 2 * g.height
			slope := (b.Y - a.Y) / 2 * g.height / ((b.X - a.X) * g.width)
			if near := d / math.Hypot(1, slope); near > 1 {
				t.Fatalf("point %d is %v pixels off", i, near)
			}
		}
	}
}

// Does noise keep its peaks, each within half a point of where it is?
func TestNoiseKeepsItsPeaks(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	x, y := Axis{Min: 0, Max: 1e5}, Axis{Min: -10, Max: 10}
	g := gridOf(&x, &y, Column.length(), Column.Tall())
	var pts []XY
	for i := range 100_000 {
		pts = append(pts, XY{float64(i), rng.NormFloat64()})
	}
	pts[77_777].Y, pts[12_345].Y = 9, -9
	keep, dense := thinCurve(g, pts)
	if !dense || len(keep) > 800 || !slices.Contains(keep, 77_777) || !slices.Contains(keep, 12_345) {
		t.Fatalf("%d points, dense %v, peaks kept: %v, %v", len(keep), dense, slices.Contains(keep, 77_777),
			slices.Contains(keep, 12_345))
	}
	// the extremes over any stretch of the axis differ little from those of kept points a slice around it
	for from := 0; from+2000 < len(pts); from += 1777 {
		whole, kept := -10.0, -10.0
		for _, p := range pts[from : from+2000] {
			whole = math.Max(whole, p.Y)
		}
		for _, i := range keep {
			if i >= from-260 && i < from+2000+260 {
				kept = math.Max(kept, pts[i].Y)
			}
		}
		if kept < whole {
			t.Errorf("from %d: peak of %v became %v", from, whole, kept)
		}
	}
	if !slices.IsSorted(keep) {
		t.Error("points out of order")
	}
}
