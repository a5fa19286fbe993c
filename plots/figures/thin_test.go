package figures

import (
	"math/rand/v2"
	"testing"

	"thaw/plots"
)

// Does a thinned band never show less than there is?
func TestThinnedBandHoldsTheWholeBand(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	l := Line{Name: "a"}
	for i := range 20_000 {
		y := rng.NormFloat64()
		l.X, l.Y = append(l.X, float64(i)), append(l.Y, y)
		l.Low, l.High = append(l.Low, y-rng.Float64()), append(l.High, y+rng.Float64())
	}
	p := &plots.Panel{X: plots.Axis{Min: 0, Max: 20_000}, Y: plots.Axis{Min: -5, Max: 5}, Height: plots.Column.Tall()}
	out, _ := l.thin(plots.NewSheet(plots.Column).Grid(p))
	lo, hi, _ := plots.SpanOf(l.Low, l.High)
	tlo, thi, _ := plots.SpanOf(out.Low, out.High)
	if lo != tlo || hi != thi || len(out.Low) != len(out.X) || len(out.X) > 800 {
		t.Errorf("band from %v to %v became %v to %v over %d points", lo, hi, tlo, thi, len(out.X))
	}
}
