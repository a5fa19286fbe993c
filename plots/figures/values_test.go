package figures

import (
	"math"
	"slices"
	"testing"

	"thaw/plots"
)

// Does the mean of a bin weigh each second by its starts, and leave out those without
// a mean?
func TestBinsAreWeighted(t *testing.T) {
	b := newBins([]float64{0, 1, 10, 11, 20}, 10)
	nan := math.NaN()
	got := b.mean([]float64{1, 4, 5, nan, 7}, []float64{1, 2, 3, 0, 0})
	if want := []float64{3, 5, 7}; !slices.Equal(got, want) {
		t.Errorf("means of %v, expected %v", got, want)
	}
	if got := b.mean([]float64{1, 4, 5, nan, 7}, nil); !slices.Equal(got, []float64{2.5, 5, 7}) {
		t.Errorf("without weights means of %v", got)
	}
	if got := b.maxima([]float64{1, 4, 5, 2, 7}); !slices.Equal(got, []float64{4, 5, 7}) {
		t.Errorf("maxima of %v", got)
	}
}

// Does a tail show the share of starts that take longer, and a distribution the share
// that do not?
func TestTailIsTheShareAbove(t *testing.T) {
	for _, c := range []struct {
		tail bool
		want []string
	}{{false, []string{"fraction", "0.25", "0.5", "0.75", "1"}},
		{true, []string{"fraction_above", "0.75", "0.5", "0.25", "0"}}} {
		f := LatencyCDF{Frame: plots.Frame{Width: plots.Column}, Tail: c.tail,
			Series: []Distribution{{Name: "a", ValuesMS: []float64{1, 2, 30, 400}}}}
		s, err := f.Compose(0)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, row := range s.Table() {
			got = append(got, row[2])
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("tail %v: %v, expected %v", c.tail, got, c.want)
		}
	}
}
