package verdict

import (
	"math"
	"testing"

	"thaw/experiments/papers/stated"
)

// Is the shape of a number reproduced only where chance cannot turn its sign around?
// The mean of a few seeds often has the right sign; its interval tells whether that
// means anything.
func TestShapeNeedsAnInterval(t *testing.T) {
	for _, c := range []struct {
		name      string
		published string
		values    []float64 // of the differences
		want      Verdict
	}{
		{"far from it, and surely of its sign", "10", []float64{1, 1.1, 0.9, 1, 1.05, 0.95}, ShapeOnly},
		{"of its sign by chance", "10", []float64{6, -5, 7, -4, 5, -3}, NotReproduced},
		{"surely of the other sign", "10", []float64{-1, -1.1, -0.9, -1, -1.05, -0.95}, NotReproduced},
		{"surely below zero, as published", "-10", []float64{-1, -1.1, -0.9, -1, -1.05, -0.95}, ShapeOnly},
		{"below zero by chance", "-10", []float64{-6, 5, -7, 4, -5, 3}, NotReproduced},
		{"a range that includes zero has no sign", "-5 to 5", []float64{20, 20.1, 19.9, 20, 20.05, 19.95},
			NotReproduced},
		{"within the tolerance", "1", []float64{1, 1.01, 0.99, 1, 1.01, 0.99}, Reproduced},
		{"a mean within the tolerance, and an interval that is not", "1", []float64{0.5, 1.5, 0.6, 1.4, 0.9, 1.1},
			ShapeOnly},
	} {
		s := Statement{Measure: Difference, Of: "a", To: "b"}
		if err := s.Published.UnmarshalText([]byte(c.published)); err != nil {
			t.Fatal(err)
		}
		if err := s.Tolerance.UnmarshalText([]byte("absolute 0.2")); err != nil {
			t.Fatal(err)
		}
		o := s.Number(Set{Values: map[string][]float64{"a": c.values, "b": make([]float64, len(c.values))}})
		if o.Verdict != c.want {
			t.Errorf("%s: %s of %v to %v is %s, expected %s", c.name, c.published, o.Low, o.High, o.Verdict, c.want)
		}
	}
}

// Is an order reproduced only where chance cannot turn a pair around, and its shape
// where the means are in order?
func TestOrderNeedsAnInterval(t *testing.T) {
	steady, less, noisy := []float64{5, 5.1, 4.9, 5}, []float64{1, 1.1, 0.9, 1}, []float64{9, -5, 9, 6}
	for _, c := range []struct {
		name       string
		order      [][]string
		want       Verdict
		share      float64
		everything bool
	}{
		{"surely in order", [][]string{{"less"}, {"steady"}}, Reproduced, 1, true},
		{"in order by chance", [][]string{{"less"}, {"noisy"}}, ShapeOnly, 1, false},
		{"the other way round", [][]string{{"steady"}, {"less"}}, NotReproduced, 0, false},
		{"one of two pairs", [][]string{{"less", "steady"}, {"steady"}}, NotReproduced, 0.5, false},
	} {
		s := Statement{Measure: Order, Order: c.order}
		r := s.Ordered([]Set{{Values: map[string][]float64{"steady": steady, "less": less, "noisy": noisy}}})
		if r.Verdict != c.want || r.Simulated != c.share || r.Within != c.everything {
			t.Errorf("%s: %s, %v of the pairs, within %v; expected %s, %v, %v", c.name, r.Verdict, r.Simulated,
				r.Within, c.want, c.share, c.everything)
		}
	}
}

// Is a difference of shares told in percentage points, and one that nobody could see as none?
func TestDifferenceOfShares(t *testing.T) {
	none := stated.Value{Text: "0%"}
	for want, x := range map[string]float64{"0 points": -2.38e-7, "-1.5 points": -0.015, "+0.01 points": 0.0001,
		"none": math.NaN()} {
		if got := Text(Difference, none, x); got != want {
			t.Errorf("%v is %s, expected %s", x, got, want)
		}
	}
}
