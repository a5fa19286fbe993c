package plots_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"sort"
	"testing"

	"thaw/plots"
	"thaw/plots/figures"
)

// A pixel of 300 dpi in points. From 30 cm away it is a minute of arc, as fine as an eye sees.
const pixel = 72.0 / 300

// place is a place on paper, in points.
type place struct{ x, y float64 }

// paper is the size of a panel in points, taken as wide as its figure.
func paper(w plots.Width) place {
	if w == plots.Page {
		return place{7.0 * 72, 2.1 * 72}
	}
	return place{3.33 * 72, 1.45 * 72}
}

// moved is the greatest distance between two lines: of any place on either from the other.
// Both run from left to right.
func moved(a, b []place) float64 { return math.Max(reach(a, b), reach(b, a)) }

// reach walks along a, from corner to corner in steps of a fifth of a pixel, and measures the way to b.
func reach(a, b []place) float64 {
	worst := nearest(a[0], b)
	for i := 1; i < len(a); i++ {
		dx, dy := a[i].x-a[i-1].x, a[i].y-a[i-1].y
		steps := math.Ceil(math.Hypot(dx, dy) / (pixel / 5))
		for k := 1.0; k <= steps; k++ {
			worst = math.Max(worst, nearest(place{a[i-1].x + dx*k/steps, a[i-1].y + dy*k/steps}, b))
		}
	}
	return worst
}

// nearest is the distance of a place from a line. It looks at a strip around the place, and
// at a wider one as long as the strip may miss the nearest side.
func nearest(p place, line []place) float64 {
	for strip := pixel; ; strip *= 4 {
		best := math.Inf(1)
		from := sort.Search(len(line), func(i int) bool { return line[i].x >= p.x-strip })
		for i := max(1, from); i < len(line) && line[i-1].x <= p.x+strip; i++ {
			best = math.Min(best, toSide(p, line[i-1], line[i]))
		}
		if best <= strip || strip > 1e4 {
			return best
		}
	}
}

// toSide is the distance of a place from the side between two corners.
func toSide(p, a, b place) float64 {
	t, dx, dy := 0.0, b.x-a.x, b.y-a.y
	if dx != 0 || dy != 0 {
		t = min(1, max(0, ((p.x-a.x)*dx+(p.y-a.y)*dy)/(dx*dx+dy*dy)))
	}
	return math.Hypot(a.x+t*dx-p.x, a.y+t*dy-p.y)
}

// stairsOf draws a staircase: sideways, then up or down.
func stairsOf(corners []place) []place {
	out := corners[:1:1]
	for _, c := range corners[1:] {
		out = append(out, place{c.x, out[len(out)-1].y}, c)
	}
	return out
}

// distribution makes values between 1 and 10,000 ms and the share at or below each. Where
// it is drawn on a logarithmic axis, x is the share of the axis.
type distribution struct {
	name   string
	values []float64
	shares []float64
}

func fromShares(name string, xs, ys []float64) distribution {
	d := distribution{name: name, shares: ys}
	for _, x := range xs {
		d.values = append(d.values, math.Pow(10, 4*x))
	}
	d.values[len(xs)-1] = 10_000
	return d
}

func fromSample(name string, n int, draw func(i int) float64) distribution {
	d := distribution{name: name, values: []float64{1, 10_000}}
	for i := range n - 2 {
		d.values = append(d.values, min(10_000, max(1, draw(i))))
	}
	slices.Sort(d.values)
	for i := range d.values {
		d.shares = append(d.shares, float64(i+1)/float64(n))
	}
	return d
}

// slope is a straight rise across the panel up to a share, by n even steps.
func slope(name string, n int, top float64) distribution {
	var xs, ys []float64
	for i := range n {
		u := float64(i) / float64(n-1)
		xs, ys = append(xs, u), append(ys, top*u)
	}
	return fromShares(name, xs, ys)
}

// drawn composes the distribution and gives the corners on paper, of the whole and of the
// thinned staircase. The axes run from 1 to 10,000 ms and from 0 to 1, in the tail from the
// power of ten at or below the least share up to 1.
func (d distribution) drawn(t *testing.T, w plots.Width, tail bool) (whole, thinned []place) {
	t.Helper()
	series := []figures.Distribution{{Name: "a", ValuesMS: d.values, Fractions: d.shares}}
	table := compose(t, figures.LatencyCDF{Frame: plots.Frame{Width: w}, Series: series, Tail: tail}).Table()
	least := 0.1
	for _, s := range d.shares {
		if above := 1 - s; above > 1e-12 {
			least = math.Min(least, above)
		}
	}
	bottom := math.Pow(10, math.Floor(math.Log10(max(least, 1e-7))+1e-9))
	size := paper(w)
	at := func(ms, share float64) place {
		y := share
		if tail {
			y = 1 - math.Log10(max(share, bottom))/math.Log10(bottom)
		}
		return place{size.x * math.Log10(ms) / 4, size.y * y}
	}
	for i, v := range d.values {
		if i+1 < len(d.values) && d.values[i+1] == v {
			continue // the staircase rises once
		}
		share := d.shares[i]
		if tail {
			share = 1 - share
		}
		whole = append(whole, at(v, share))
	}
	for _, row := range table[1:] {
		thinned = append(thinned, at(number64(t, row[1]), number64(t, row[2])))
	}
	return whole, thinned
}

func sampled() []distribution {
	rng := rand.New(rand.NewPCG(11, 12))
	return []distribution{
		fromSample("even in the logarithm", 4000, func(int) float64 { return math.Pow(10, 4*rng.Float64()) }),
		fromSample("two modes", 4000, func(int) float64 {
			if rng.Float64() < 0.9 {
				return 1 + rng.ExpFloat64()
			}
			return 300 * math.Exp(rng.NormFloat64())
		}),
		fromSample("whole milliseconds", 4000, func(int) float64 { return math.Ceil(200 * rng.ExpFloat64()) }),
		fromSample("heavy tail", 4000, func(int) float64 { return math.Pow(1-rng.Float64(), -1.3) }),
		fromSample("a least share of a power of ten", 10_000,
			func(int) float64 { return math.Pow(10, 2+rng.Float64()) }),
		fromSample("one cliff", 4000, func(int) float64 { return 100 + 1e-3*rng.Float64() }),
		fromSample("clumps", 4000, func(int) float64 {
			return math.Pow(10, float64(rng.IntN(40))/10) * (1 + 1e-3*rng.Float64())
		}),
	}
}

// Does thinning move a distribution by less than an eye sees? Every kind of latency that a
// run gives, and straight rises by as many steps as are hardest to thin.
func TestThinningADistributionIsNotSeen(t *testing.T) {
	cases := sampled()
	for _, n := range []int{801, 1201, 1601, 2401, 8000} {
		cases = append(cases, slope("rise", n, 1))
	}
	for _, d := range cases {
		for _, w := range []plots.Width{plots.Column, plots.Page} {
			for _, tail := range []bool{false, true} {
				whole, thinned := d.drawn(t, w, tail)
				if off := moved(stairsOf(whole), stairsOf(thinned)); off >= pixel || len(thinned) > 800 {
					t.Errorf("%s of %d, width %.0f mm, tail %v: moved by %.3f pt, an eye sees %.3f; %d points are drawn",
						d.name, len(whole), w, tail, off, pixel, len(thinned))
				}
			}
		}
	}
}

// Does thinning stay within a quarter of a pixel where 800 points are enough for that, and does
// it take no more of them than that needs? A rise by h points on paper takes h / 0.06.
func TestThinningADistributionStopsAtAQuarterPixel(t *testing.T) {
	for _, top := range []float64{0.1, 0.2, 0.4} {
		d := slope("rise", 20_000, top)
		whole, thinned := d.drawn(t, plots.Column, false)
		if off := moved(stairsOf(whole), stairsOf(thinned)); off > 0.06+1e-9 {
			t.Errorf("rise to %v: moved by %.3f pt, at most 0.06 were promised", top, off)
		}
		if need := top*paper(plots.Column).y/0.06 + 2; float64(len(thinned)) > 1.05*need {
			t.Errorf("rise to %v: %d points are drawn where %.0f are enough", top, len(thinned), need)
		}
	}
}

// Where 800 points are not enough for a quarter of a pixel, are they made use of? Boxes of one height
// are best for a straight rise, and thinning may be a quarter worse.
func TestThinningADistributionUsesItsPoints(t *testing.T) {
	for _, w := range []plots.Width{plots.Column, plots.Page} {
		whole, thinned := slope("rise", 20_000, 1).drawn(t, w, false)
		best := paper(w).y / 799
		if off := moved(stairsOf(whole), stairsOf(thinned)); off > 1.25*best || len(thinned) < 600 {
			t.Errorf("width %.0f mm: moved by %.3f pt with %d points, %.3f are possible", w, off, len(thinned), best)
		}
	}
}

// How far can a contrived distribution be moved? Steps just too high for two of them to go into
// a box use up the points, and the smooth rise at the end pays for it.
func TestThinningAContrivedDistribution(t *testing.T) {
	for w, promised := range map[plots.Width]float64{plots.Column: 0.33, plots.Page: 0.48} {
		worst := 0.0
		for step := 0.2; step < 1.2; step += 0.03 {
			rise := step * pixel / paper(w).y
			var xs, ys []float64
			for y := 0.0; y < 0.9; y += rise {
				xs, ys = append(xs, y), append(ys, y)
			}
			for y := 0.9; y < 1; y += rise / 50 {
				xs, ys = append(xs, y), append(ys, y)
			}
			d := fromShares("contrived", append(xs, 1), append(ys, 1))
			whole, thinned := d.drawn(t, w, false)
			worst = math.Max(worst, moved(stairsOf(whole), stairsOf(thinned)))
		}
		t.Logf("width %.0f mm: moved by up to %.3f pt", w, worst)
		if worst > promised {
			t.Errorf("width %.0f mm: moved by %.3f pt, at most %.2f were promised", w, worst, promised)
		}
	}
}

// curveOnPaper draws y(x), both between 0 and 1, as a curve of n points, and gives the places of the
// whole and of the thinned curve.
func curveOnPaper(t *testing.T, n int, y func(x float64) float64) (whole, thinned []place) {
	t.Helper()
	l := figures.Line{Name: "a"}
	size := paper(plots.Column)
	for i := range n {
		x := float64(i) / float64(n-1)
		l.X, l.Y = append(l.X, x), append(l.Y, y(x))
		whole = append(whole, place{size.x * x, size.y * y(x)})
	}
	corners := figures.Line{Name: "corners", X: []float64{0, 1}, Y: []float64{0, 1}} // the axes go from 0 to 1
	for _, row := range compose(t, figures.Lines{XLabel: "x", YLabel: "y",
		Series: []figures.Line{l, corners}}).Table()[1:] {
		if row[0] == "a" {
			thinned = append(thinned, place{size.x * number64(t, row[1]), size.y * number64(t, row[2])})
		}
	}
	return whole, thinned
}

// Does thinning move a curve by less than half a pixel, and leave out what is not needed for that?
// The points that are needed: one a corner, and as many chords as the bend asks for, twice
// that since halving does not find the best.
func TestThinningACurveIsNotSeen(t *testing.T) {
	rng := rand.New(rand.NewPCG(13, 14))
	walk := make([]float64, 51)
	for i := range walk {
		walk[i] = rng.Float64()
	}
	h := paper(plots.Column).y
	bend := func(height float64) float64 { return 2*math.Sqrt(height*h/4/0.12) + 2 } // chords of a parabola
	for _, c := range []struct {
		name string
		y    func(x float64) float64
		need float64
	}{
		{"straight", func(x float64) float64 { return 0.3 + 0.4*x }, 2},
		{"parabola", func(x float64) float64 { return 0.38 * x * x }, bend(0.38)},
		{"flat parabola", func(x float64) float64 { return 0.1 * x * x }, bend(0.1)},
		{"chirp", func(x float64) float64 { return 0.5 + 0.5*math.Sin(30*x*x) }, 400},
		{"peak of one point", func(x float64) float64 { return max(0, 1-1e4*math.Abs(x-0.5)) }, 5},
		{"steps", func(x float64) float64 { return math.Floor(20*x) / 20 }, 42},
		{"ripple below what is seen", func(x float64) float64 { return 0.5 + 0.05/h*math.Sin(1e4*x) }, 2},
		{"random polygon", func(x float64) float64 {
			i := min(int(50*x), 49)
			return walk[i] + (walk[i+1]-walk[i])*(50*x-float64(i))
		}, 55},
	} {
		whole, thinned := curveOnPaper(t, 10_001, c.y)
		if off := moved(whole, thinned); off > 0.12+1e-9 {
			t.Errorf("%s: moved by %.3f pt, at most 0.12 were promised", c.name, off)
		}
		if float64(len(thinned)) > c.need {
			t.Errorf("%s: %d points are drawn, %.0f are enough", c.name, len(thinned), c.need)
		}
	}
}
