package papers

import (
	"context"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"thaw/experiments"
	"thaw/experiments/paired"
	"thaw/experiments/papers/forms"
	"thaw/experiments/watch"
	"thaw/plots"
	kinds "thaw/plots/figures"
)

// Is the interval of a row, and of a bar, one over windows? Two seeds of each of three
// windows have three degrees of freedom fewer than six values of their own: Student's t of
// the three window means, 4.303 standard errors on each side. And do readers see that three
// windows are thin?
func TestIntervalsAreOverWindows(t *testing.T) {
	opt := Options{Windows: 3, Out: filepath.Join(t.TempDir(), "out")}
	r := reproduceTiny(t, opt, claim("measure: value", "metric: latency_ms_mean",
		"of: keep/first-fit+ttl", "published: 10", "tolerance: relative 10%", "status: known-gap", "note: because"))
	keep, err := r.run(context.Background(), &r.Paper.Cells[0], opt, watch.Share{}) // what is there
	if err != nil {
		t.Fatal(err)
	}
	values, err := keep.Values("latency_ms_mean", "first-fit+ttl")
	if err != nil || len(values) != 6 {
		t.Fatalf("%v, %v: expected three windows of two seeds", values, err)
	}
	windows, err := keep.Windows("first-fit+ttl")
	if err != nil || !slices.Equal(windows, []int{0, 0, 1, 1, 2, 2}) {
		t.Fatalf("windows %v, %v", windows, err)
	}
	mean, squares := 0.0, 0.0
	for i := range 3 {
		x := (values[2*i] + values[2*i+1]) / 2
		mean, squares = mean+x/3, squares+x*x/3
	}
	half := 4.302653 * math.Sqrt((squares-mean*mean)/2)
	got := r.Claims[0]
	if math.Abs(got.Low-(mean-half)) > 1e-3*half || math.Abs(got.High-(mean+half)) > 1e-3*half {
		t.Errorf("the row has %v to %v, expected %v ± %v", got.Low, got.High, mean, half)
	}
	form, err := forms.Find("bars")
	if err != nil {
		t.Fatal(err)
	}
	drawn, err := form.Draw(&forms.Figure{Name: "1", Metrics: []string{"latency_ms_mean"},
		Policies: []string{"first-fit+ttl"}}, forms.Input{}, []forms.Cell{keep})
	if err != nil {
		t.Fatal(err)
	}
	if e := drawn[0].(plots.Panels).Tiles[0].Figure.(kinds.Bars).Series[0].Estimates[0]; math.Abs(e.High-(mean+half)) > 1e-3*half {
		t.Errorf("the bar reaches %v, expected %v", e.High, mean+half)
	}
	text, err := r.DocumentText()
	if err != nil || !strings.Contains(text, "Intervals are thin: of 3 windows, where at least 5 are needed") {
		t.Errorf("the document does not say that intervals are thin (%v):\n%.300s", err, text)
	}
}

// Has each workload of Sophon's room for as many windows as intervals need to be trusted,
// drawn at random and apart from each other?
func TestWorkloadsHaveRoomForEnoughWindows(t *testing.T) {
	p := openPaper(t, "sophon")
	for _, w := range p.Workloads {
		starts := experiments.DrawWindows(paired.MinWindows, p.Windows.Length, w.Within, p.Windows.Seed)
		apart := false
		for i := range starts[1:] {
			gap := starts[i+1] - starts[i] - p.Windows.Length
			if apart = apart || gap > 0; gap < 0 {
				t.Errorf("%s: windows at %v overlap", w.Name, starts)
			}
		}
		if last := starts[len(starts)-1]; last+p.Windows.Length > w.Within || !apart {
			t.Errorf("%s: windows at %v, expected them drawn within %v", w.Name, starts, w.Within)
		}
	}
}
