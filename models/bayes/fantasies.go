package bayes

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"thaw/sim"
)

// fantasies are draws of a function at points, in standardised values, with the processes that
// have seen each of them exactly.
type fantasies struct {
	kernel  kernel
	signal  float64
	x       [][]float64
	values  [][]float64 // by draw and point
	inverse []float64   // of the covariance of the function at the points, by rows
	alphas  []float64   // that times the values, by point and draw
}

// leastDeviation keeps a division by a deviation finite at a point that is known exactly; in
// parts of the signal's.
const leastDeviation = 1e-4

// fantasies draws the function at the measured points.
func (g *GP) fantasies(draws int, s sim.Stream, number uint64) (*fantasies, error) {
	n := len(g.x)
	f := &fantasies{kernel: g.kernel, signal: g.Signal, x: g.x[:n:n], values: make([][]float64, draws)}
	k := g.covariance(0)
	var solved, product mat.Dense  // what is left of the covariance where measurements were seen: k − k·K⁻¹·k
	_ = g.chol.SolveTo(&solved, k) // a bad condition: still the best there is
	product.Mul(k, &solved)
	left := mat.NewSymDense(n, nil)
	for i := range n {
		for j := range i + 1 {
			left.SetSym(i, j, k.At(i, j)-(product.At(i, j)+product.At(j, i))/2)
		}
		left.SetSym(i, i, left.At(i, i)+1e-9*g.Signal)
	}
	var chol mat.Cholesky
	if !factorise(&chol, left, g.Signal) {
		return nil, fmt.Errorf("the function cannot be drawn at %d measured points: their covariance is not positive "+
			"definite", n)
	}
	means := mat.NewVecDense(n, nil)
	means.MulVec(k, mat.NewVecDense(n, g.alpha))
	z := make([][]float64, n)
	order := make([]int, draws)
	for i := range z {
		z[i] = make([]float64, draws)
		normals(s, number+uint64(i), order, z[i])
	}
	var root mat.TriDense
	chol.LTo(&root)
	for d := range f.values {
		v := make([]float64, n)
		for i := range v {
			v[i] = means.AtVec(i)
			for j := range i + 1 {
				v[i] += root.At(i, j) * z[j][d]
			}
		}
		f.values[d] = v
	}
	return f, f.condition()
}

// condition makes the processes that have seen the draws.
func (f *fantasies) condition() error {
	n, draws := len(f.x), len(f.values)
	k := mat.NewSymDense(n, nil)
	for i := range f.x {
		for j := range i {
			v, _ := f.kernel.at(f.x[i], f.x[j])
			k.SetSym(i, j, v)
		}
		k.SetSym(i, i, f.signal*(1+1e-6)) // points may coincide
	}
	var chol mat.Cholesky
	var inverse mat.SymDense
	if !factorise(&chol, k, f.signal) {
		return fmt.Errorf("the covariance of %d points is not positive definite", n)
	}
	_ = chol.InverseTo(&inverse) // a bad condition: still the best there is
	f.inverse, f.alphas = make([]float64, n*n), make([]float64, n*draws)
	for i := range n {
		for j := range n {
			v := inverse.At(i, j)
			f.inverse[i*n+j] = v
			for d := range draws {
				f.alphas[i*draws+d] += v * f.values[d][j]
			}
		}
	}
	return nil
}

// add draws one more point.
func (f *fantasies) add(x []float64, s sim.Stream, number uint64) error {
	n, draws := len(f.x), len(f.values)
	w := newWork(n, len(x), draws)
	sd := f.predict(x, &w, 0)
	z, order := make([]float64, draws), make([]int, draws)
	normals(s, number+uint64(n), order, z)
	f.x = append(f.x, x)
	for d := range f.values {
		f.values[d] = append(f.values[d], w.means[0][d]+sd*z[d])
	}
	return f.condition()
}

// predict computes the mean of each draw at a point into w.means[m] and returns the deviation,
// which is the same for all.
func (f *fantasies) predict(x []float64, w *work, m int) float64 {
	n, draws := len(f.x), len(f.values)
	k, solved, means := w.k[m], w.solved[m], w.means[m]
	clear(means)
	for i, p := range f.x {
		k[i], w.slope[m][i] = f.kernel.at(x, p)
		v := k[i]
		for d, a := range f.alphas[i*draws : (i+1)*draws] {
			means[d] += v * a
		}
	}
	variance := f.signal
	for i := range n {
		sum := 0.0
		for j, v := range f.inverse[i*n : (i+1)*n] {
			sum += v * k[j]
		}
		solved[i] = sum
		variance -= k[i] * sum
	}
	return math.Sqrt(max(variance, leastDeviation*leastDeviation*f.signal))
}

// pull adds to the gradient what the means and the deviation of function m contribute, whose
// derivatives are w.dEI[m] by draw and dVariance·2 by variance, times a factor.
func (f *fantasies) pull(x []float64, w *work, m int, dVariance, factor float64, gradient []float64) {
	draws := len(f.values)
	for i, p := range f.x {
		weight := -dVariance * w.solved[m][i] // variance is −kᵀK⁻¹k, and half of its slope counts
		for d, a := range f.alphas[i*draws : (i+1)*draws] {
			weight += w.dEI[m][d] * a
		}
		weight *= w.slope[m][i] * factor
		for d, inv := range f.kernel.inverse {
			gradient[d] += weight * (x[d] - p[d]) * inv * inv
		}
	}
}
