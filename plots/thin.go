package plots

import (
	"math"

	"gonum.org/v1/plot/vg"
)

// XY is a point in the values of its axes.
type XY struct{ X, Y float64 }

// Tolerances of thinning, in pixels of 300 dpi.
const (
	stepTolerance  = 0.25 // of a distribution, where MostPoints are enough for it
	curveTolerance = 0.5  // of any other curve, where MostPoints are enough for it
	slackening     = 1.25 // from one tolerance of a distribution to the next, until MostPoints are enough
)

// Grid is the size of a panel in pixels of the PNG. Thinning measures its error on it. It has the
// whole width of the figure, which is more than the panel's, so the error is never underestimated.
type Grid struct {
	x, y          *Axis
	width, height float64
}

func gridOf(x, y *Axis, width, height vg.Length) Grid {
	return Grid{x, y, width.Dots(dpi), height.Dots(dpi)}
}

// Grid is that of a panel.
func (s *Sheet) Grid(p *Panel) Grid { return gridOf(&p.X, &p.Y, s.width, p.Height) }

// Thin keeps at most MostPoints points of a curve with ascending x; see thinCurve.
func (g Grid) Thin(pts []XY) (keep []int, dense bool) { return thinCurve(g, pts) }

func (g Grid) px(p XY) (x, y float64) {
	return g.x.Place(p.X) * g.width, g.y.Place(p.Y) * g.height
}

// ThinSteps leaves out points of a rising (or falling) staircase that nobody can see in the panel. It
// keeps at most the given number.
func (s *Sheet) ThinSteps(p *Panel, pts []XY, most int) []XY {
	keep, _ := thinSteps(gridOf(&p.X, &p.Y, s.width, p.Height), pts, most)
	return pick(pts, keep)
}

// thinSteps keeps at most a number of points of a rising (or falling) staircase. It returns their
// indices and an upper bound in pixels of the distance between the drawn and the whole staircase.
//
// Two kept points span a box. The whole staircase stays inside, and the drawn one follows two sides
// of the box, so their distance is at most the shorter side. A box therefore grows until its shorter
// side exceeds the tolerance.
func thinSteps(g Grid, pts []XY, most int) (keep []int, err float64) {
	if len(pts) <= most {
		return all(len(pts)), 0
	}
	xs, ys := make([]float64, len(pts)), make([]float64, len(pts))
	for i, p := range pts {
		xs[i], ys[i] = g.px(p)
	}
	for tolerance := stepTolerance; ; tolerance *= slackening {
		keep, err = boxes(xs, ys, tolerance)
		if len(keep) <= most {
			return keep, err
		}
	}
}

// boxes walks along a monotone curve. It keeps a point when the next one would make both sides of
// the box longer than the tolerance.
func boxes(xs, ys []float64, tolerance float64) (keep []int, err float64) {
	keep = append(keep, 0)
	last := 0
	for i := 1; i < len(xs); i++ {
		if shorter(xs, ys, last, i) > tolerance && i-1 > last {
			last = i - 1
			keep = append(keep, last)
		}
		if i-last > 1 {
			err = math.Max(err, shorter(xs, ys, last, i))
		}
	}
	if end := len(xs) - 1; end > last {
		keep = append(keep, end)
	}
	return keep, err
}

func shorter(xs, ys []float64, i, j int) float64 {
	return math.Min(math.Abs(xs[j]-xs[i]), math.Abs(ys[j]-ys[i]))
}

func all(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

// thinCurve keeps at most MostPoints points of a curve with ascending x. It leaves out points within
// curveTolerance of the line that is drawn without them (Ramer 1972, Douglas and Peucker 1973). Where
// too many remain, as in noise, the curve is dense: thinCurve cuts the axis into slices and
// keeps the minimum and maximum of each, which preserves the envelope.
func thinCurve(g Grid, pts []XY) (keep []int, dense bool) {
	if len(pts) <= MostPoints {
		return all(len(pts)), false
	}
	xs, ys := make([]float64, len(pts)), make([]float64, len(pts))
	for i, p := range pts {
		xs[i], ys[i] = g.px(p)
	}
	if keep := straighten(xs, ys, curveTolerance); len(keep) <= MostPoints {
		return keep, false
	}
	return envelope(xs, ys, MostPoints/2-1), true
}

// straighten simplifies a line by the algorithm of Ramer, Douglas and Peucker. It keeps its own stack,
// since a recursion could be as deep as the line is long.
func straighten(xs, ys []float64, tolerance float64) []int {
	kept := make([]bool, len(xs))
	kept[0], kept[len(xs)-1] = true, true
	count := 2
	stack := [][2]int{{0, len(xs) - 1}}
	for len(stack) > 0 && count <= MostPoints {
		a, b := stack[len(stack)-1][0], stack[len(stack)-1][1]
		stack = stack[:len(stack)-1]
		far, dist := 0, tolerance
		for i := a + 1; i < b; i++ {
			if d := distance(xs[i], ys[i], xs[a], ys[a], xs[b], ys[b]); d > dist {
				far, dist = i, d
			}
		}
		if far > 0 {
			kept[far] = true
			count++
			stack = append(stack, [2]int{a, far}, [2]int{far, b})
		}
	}
	var out []int
	for i, k := range kept {
		if k {
			out = append(out, i)
		}
	}
	return out
}

// distance returns the distance of the point (px, py) from the segment between a and b.
func distance(px, py, ax, ay, bx, by float64) float64 {
	dx, dy := bx-ax, by-ay
	t := 0.0
	if l := dx*dx + dy*dy; l > 0 {
		t = math.Min(1, math.Max(0, ((px-ax)*dx+(py-ay)*dy)/l))
	}
	return math.Hypot(px-ax-t*dx, py-ay-t*dy)
}

// envelope keeps the first and the last point, and the lowest and the highest of each slice.
func envelope(xs, ys []float64, slices int) []int {
	n := len(xs)
	lo, width := xs[0], xs[n-1]-xs[0]
	slice := func(i int) int { return min(slices-1, int((xs[i]-lo)/width*float64(slices))) }
	out := []int{0}
	add := func(i int) {
		if i > out[len(out)-1] {
			out = append(out, i)
		}
	}
	for a := 0; a < n; {
		b, low, high := a, a, a
		for ; b < n && slice(b) == slice(a); b++ {
			if ys[b] < ys[low] {
				low = b
			}
			if ys[b] > ys[high] {
				high = b
			}
		}
		add(min(low, high))
		add(max(low, high))
		a = b
	}
	add(n - 1)
	return out
}

func pick[T any](values []T, keep []int) []T {
	out := make([]T, len(keep))
	for i, k := range keep {
		out[i] = values[k]
	}
	return out
}
