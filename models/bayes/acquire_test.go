package bayes

import (
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mat"

	"thaw/sim"
)

// Is expected improvement, and the probability of keeping a limit, what draws come to?
func TestImprovementAgreesWithDraws(t *testing.T) {
	s := sim.NewStream(1, "draws")
	const n = 200_000
	for i, c := range [][3]float64{{0, 1, 0}, {2, 0.5, 1}, {-1, 3, 1.5}, {0, 1, -3}} {
		sum, squares, kept := 0.0, 0.0, 0.0
		for j := range n {
			v := c[0] + c[1]*sim.NormalQuantile(s.Float(uint64(i), uint64(j)))
			gain := max(c[2]-v, 0)
			sum += gain
			squares += gain * gain
			if v <= c[2] {
				kept++
			}
		}
		mean := sum / n
		sd := math.Sqrt((squares/n - mean*mean) / n)
		got, _, _ := improvement(c[0], c[1], c[2])
		near(t, "improvement", got, mean, 4*sd)
		p := kept / n
		near(t, "feasible", Feasible(c[0], c[1], c[2]), p, 4*math.Sqrt(p*(1-p)/n)+1e-9)
	}
	if Feasible(1, 0, 1) != 1 || Feasible(2, 0, 1) != 0 {
		t.Error("what is certain is not")
	}
}

// pair are measurements of a cost and of what is limited.
func pair(t *testing.T, n int, noise float64) (cost, limited *GP) {
	s := sim.NewStream(11, "pair")
	x := Hypercube(s, 1, n, 2)
	a, b := make([]float64, n), make([]float64, n)
	for i, p := range x {
		a[i] = p[0] + p[1] + noise*sim.NormalQuantile(s.Float(7, uint64(i)))
		b[i] = 1/(0.2+p[0]) + 0.3*p[1] + noise*sim.NormalQuantile(s.Float(8, uint64(i)))
	}
	for i, y := range [][]float64{a, b} {
		g, err := New(x, y, Hyper{Lengths: []float64{0.5, 0.8}, Signal: 1, Noise: 0.1 + 0.1*float64(i)})
		if err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			cost = g
		} else {
			limited = g
		}
	}
	return cost, limited
}

// joint draws a function without noise at its measured points and one more, straight from the
// joint posterior, with draws of its own.
func joint(t *testing.T, g *GP, x []float64, draws int, s sim.Stream) [][]float64 {
	n := len(g.x)
	points := append(slices.Clone(g.x), x)
	r := func(a, b []float64) float64 {
		return g.Signal * correlation(math.Hypot((a[0]-b[0])/g.Lengths[0], (a[1]-b[1])/g.Lengths[1]))
	}
	seen := mat.NewDense(n, n, nil)
	for i := range n {
		for j := range n {
			seen.Set(i, j, r(points[i], points[j]))
		}
		seen.Set(i, i, g.Signal+g.Noise)
	}
	var inverse mat.Dense
	if err := inverse.Inverse(seen); err != nil {
		t.Fatal(err)
	}
	cross := mat.NewDense(n+1, n, nil)
	for i := range n + 1 {
		for j := range n {
			cross.Set(i, j, r(points[i], points[j]))
		}
	}
	var gain, explained, means mat.Dense
	gain.Mul(cross, &inverse)
	explained.Mul(&gain, cross.T())
	means.Mul(&gain, mat.NewDense(n, 1, slices.Clone(g.y)))
	left := mat.NewSymDense(n+1, nil)
	for i := range n + 1 {
		for j := range i + 1 {
			left.SetSym(i, j, r(points[i], points[j])-explained.At(i, j))
		}
		left.SetSym(i, i, left.At(i, i)+1e-9)
	}
	var chol mat.Cholesky
	if !chol.Factorize(left) {
		t.Fatal("not positive definite")
	}
	var root mat.TriDense
	chol.LTo(&root)
	out := make([][]float64, draws)
	for d := range out {
		out[d] = make([]float64, n+1)
		z := make([]float64, n+1)
		for i := range z {
			z[i] = sim.NormalQuantile(s.Float(uint64(d), uint64(i)))
		}
		for i := range n + 1 {
			out[d][i] = means.At(i, 0)
			for j := range i + 1 {
				out[d][i] += root.At(i, j) * z[j]
			}
		}
	}
	return out
}

// Is noisy expected improvement the mean improvement over joint draws of both functions, at the
// measured points and the new one?
func TestNoisyAgreesWithJointDraws(t *testing.T) {
	cost, limited := pair(t, 7, 0.2)
	const limit, draws, many = 2.5, 2000, 60_000
	a, err := NewNoisy(cost, limited, limit, draws, sim.NewStream(2, "acquisition"), 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range [][]float64{{0.2, 0.1}, {0.6, 0.05}, {0.9, 0.9}} {
		f := joint(t, cost, x, many, sim.NewStream(3, "cost"))
		g := joint(t, limited, x, many, sim.NewStream(3, "limited"))
		sum, squares := 0.0, 0.0
		bound := (limit - limited.mean) / limited.scale
		for d := range f {
			best, worst := math.Inf(1), math.Inf(-1)
			for i := range 7 {
				worst = max(worst, f[d][i])
				if g[d][i] <= bound {
					best = min(best, f[d][i])
				}
			}
			if math.IsInf(best, 1) {
				best = worst
			}
			gain := 0.0
			if g[d][7] <= bound {
				gain = max(best-f[d][7], 0)
			}
			sum += gain
			squares += gain * gain
		}
		mean := sum / many
		sd := math.Sqrt((squares/many - mean*mean) * (1./many + 1./draws)) // closed forms vary less than draws
		near(t, "noisy improvement", a.At(x, nil), mean, 4*sd)
	}
}

// Without noise, is it expected improvement over the best feasible measurement, times the
// probability of keeping the limit?
func TestNoisyWithoutNoise(t *testing.T) {
	cost, limited := pair(t, 9, 0)
	cost, _ = New(cost.x, measured(cost), Hyper{Lengths: []float64{0.5, 0.8}, Signal: 1, Noise: 1e-9})
	limited, _ = New(limited.x, measured(limited), Hyper{Lengths: []float64{0.5, 0.8}, Signal: 1, Noise: 1e-9})
	const limit = 2.5
	a, err := NewNoisy(cost, limited, limit, 8, sim.NewStream(2, "acquisition"), 1)
	if err != nil {
		t.Fatal(err)
	}
	best := math.Inf(1)
	for i, v := range measured(cost) {
		if measured(limited)[i] <= limit {
			best = min(best, v)
		}
	}
	for _, x := range [][]float64{{0.25, 0.1}, {0.5, 0.4}, {0.05, 0.2}} {
		m, v := cost.At(x)
		ml, vl := limited.At(x)
		gain, _, _ := improvement(m, math.Sqrt(v), best)
		want := gain * Feasible(ml, math.Sqrt(vl), limit)
		near(t, "improvement", a.At(x, nil)*cost.scale, want, 0.02*want+1e-5)
	}
}

// measured are the values that a process has seen.
func measured(g *GP) []float64 {
	out := make([]float64, len(g.y))
	for i, v := range g.y {
		out[i] = g.mean + g.scale*v
	}
	return out
}

// Is the gradient that of finite differences, before and after a point was added?
func TestGradient(t *testing.T) {
	cost, limited := pair(t, 8, 0.2)
	a, err := NewNoisy(cost, limited, 2.5, 32, sim.NewStream(2, "acquisition"), 1)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		for _, x := range [][]float64{{0.2, 0.1}, {0.6, 0.55}, {0.95, 0.3}} {
			gradient := make([]float64, 2)
			a.At(x, gradient)
			for d := range x {
				const step = 1e-6
				up, down := slices.Clone(x), slices.Clone(x)
				up[d] += step
				down[d] -= step
				near(t, "gradient", gradient[d], (a.At(up, nil)-a.At(down, nil))/(2*step), 1e-5*(1+math.Abs(gradient[d])))
			}
		}
		if err := a.Add([]float64{0.3, 0.3}); err != nil {
			t.Fatal(err)
		}
	}
}

// Is less to be gained near a point that is to be measured next, and does the search find more
// than the points that it starts with?
func TestNextPoints(t *testing.T) {
	cost, limited := pair(t, 8, 0.2)
	s := sim.NewStream(2, "acquisition")
	a, err := NewNoisy(cost, limited, 2.5, 32, s, 1)
	if err != nil {
		t.Fatal(err)
	}
	search := Search{Raw: 16, Restarts: 4, Steps: 40}
	x, value := search.Next(a, 2, nil, s, 1)
	start := 0.0
	for _, p := range Hypercube(s, 1, 16, 2) {
		start = max(start, a.At(p, nil))
	}
	grid := 0.0
	for i := range 51 {
		for j := range 51 {
			grid = max(grid, a.At([]float64{float64(i) / 50, float64(j) / 50}, nil))
		}
	}
	if value < start || value < 0.99*grid {
		t.Errorf("the search found %v, its starts had %v and a grid %v", value, start, grid)
	}
	if err := a.Add(x); err != nil {
		t.Fatal(err)
	}
	if again := a.At(x, nil); again > value/2 {
		t.Errorf("%v is to be gained at a point that is already to be measured, %v before", again, value)
	}
	if y, _ := search.Next(a, 2, nil, s, 2); slices.Equal(x, y) {
		t.Error("the second point of a batch is the first")
	}
	b, _ := NewNoisy(cost, limited, 2.5, 32, s, 1)
	if again, v := search.Next(b, 2, nil, s, 1); !slices.Equal(again, x) || v != value {
		t.Errorf("the same search came to %v and %v", x, again)
	}
}

// Does each part of each coordinate have one point?
func TestHypercube(t *testing.T) {
	s := sim.NewStream(4, "cube")
	points := Hypercube(s, 3, 10, 4)
	for d := range 4 {
		seen := [10]bool{}
		for _, p := range points {
			seen[int(p[d]*10)] = true
		}
		if seen != [10]bool{true, true, true, true, true, true, true, true, true, true} {
			t.Errorf("coordinate %d: %v", d, seen)
		}
	}
	if other := Hypercube(s, 4, 10, 4); other[0][0] == points[0][0] {
		t.Error("two hypercubes are one")
	}
}
