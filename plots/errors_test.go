package plots

import (
	"bytes"
	"encoding/xml"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Which mistakes are reported, and how?
func TestMistakes(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	one := []Interval{Exact(1)}
	for _, c := range []struct {
		f    Figure
		want []string // all of them in one report
	}{
		{LatencyCDF{}, []string{"figure latency-cdf: no series"}},
		{LatencyCDF{Series: []Distribution{{Name: "a"}, {Name: "a", ValuesMS: []float64{1}}}},
			[]string{`series "a" has no values`, `series 0 and 1 have the same name "a"`}},
		{LatencyCDF{Series: []Distribution{{Name: " ", ValuesMS: []float64{0, -1, nan, inf}}}},
			[]string{"series 0 has no name", "value 0 is 0, expected more than zero", "value 1 is -1", "value 2 is NaN", "value 3 is +Inf", "ascending"}},
		{LatencyCDF{Series: []Distribution{{Name: "a", ValuesMS: []float64{1, 2}, Fractions: []float64{}}}}, []string{"fractions has 0 values, expected 2, as many as values"}},
		{LatencyCDF{Series: []Distribution{{Name: "a", ValuesMS: []float64{1, 2}, Fractions: []float64{0.5, 1.5}}}}, []string{"fraction 1 is 1.5"}},
		{LatencyCDF{Series: []Distribution{{Name: "a\nb", ValuesMS: []float64{1}}}, Guides: []float64{99}, FloorMS: -1, Frame: Frame{Width: 7}},
			[]string{"cannot be printed", "guide 99", "floor is -1 ms", "width 7 is unknown"}},
		{StartKinds{Policies: []PolicyStarts{{"ttl", Exact(20), Exact(80), Exact(0), Exact(0)}}}, []string{`policy "ttl": share of cold starts is 20, expected 0 to 1`}},
		{StartKinds{}, []string{"no category"}},
		{Bars{Categories: []string{"x", "y"}, Series: []BarSeries{{"a", one}}}, []string{`series "a" has 1 values, expected 2, as many as categories`}},
		{Bars{Categories: []string{"x"}, Series: []BarSeries{{"a", []Interval{{5, 1, 1}}}}}, []string{"interval [1, 1] does not hold the value 5"}},
		{Bars{Log: true, Categories: []string{"x"}, Series: []BarSeries{{"a", []Interval{{5, 0, 9}}}}}, []string{"low end: value 0 is 0, expected more than zero"}},
		{Bars{Unit: "lightyears", Categories: []string{"x"}, Series: []BarSeries{{"a", one}}}, []string{`unit "lightyears" is unknown`}},
		{StackedBars{Categories: []string{"x"}, Parts: []Part{{"p", []float64{-1}}}}, []string{"none below zero"}},
		{StackedBars{Categories: []string{"x"}, Parts: []Part{{"p", []float64{1}}, {"q", []float64{2}}}, Totals: []Interval{Exact(4)}}, []string{`total of "x" is 4, but its parts add up to 3`}},
		{Lines{Series: []Line{{Name: "a", X: []float64{2, 1}, Y: []float64{1}}}}, []string{"ascending", "y has 1 values, expected 2"}},
		{Lines{XLog: true, Series: []Line{{Name: "a", X: []float64{0}, Y: []float64{1}}}}, []string{"x: value 0 is 0, expected more than zero"}},
		{Lines{Series: []Line{{Name: "a", X: []float64{1}, Y: []float64{1}, Low: []float64{1}}}}, []string{"high has 0 values, expected 1"}},
		{Lines{Series: []Line{{Name: "a"}}}, []string{"no points"}},
		{FourPanel{}, []string{"no rows"}},
		{FourPanel{TimeS: []float64{1, 1}, InvocationsPerS: []float64{1, -2}, ColdStartsPerS: []float64{0}, MeanLatencyMS: []float64{1, inf}, Memory: []float64{1, nan}},
			[]string{"does not come after", "invocations: value 1 is -2, expected none below zero", "cold starts has 1 values, expected 2", "mean latency: value 1 is +Inf", "memory: value 1 is NaN"}},
		{PolicyComparison{Policies: []string{"ttl"}, Baseline: "lru", Metrics: []Metric{{Name: "m", Estimates: []Interval{{nan, 0, 0}}}}},
			[]string{`baseline "lru" is not among the policies ["ttl"]`, `metric "m" has no value`}},
		{PolicyComparison{Policies: []string{"ttl"}}, []string{"no metric"}},
	} {
		_, err := c.f.Compose()
		if err == nil {
			t.Errorf("%s: %+v composed without an error", c.f.Name(), c.f)
			continue
		}
		for _, w := range c.want {
			if !strings.Contains(err.Error(), w) {
				t.Errorf("%s: %q is not in the report\n%v", c.f.Name(), w, err)
			}
		}
	}
}

// Is a kind found by its name, and does its empty figure say so instead of panicking?
func TestKinds(t *testing.T) {
	last := ""
	for _, k := range Kinds() {
		if k.Name <= last {
			t.Errorf("%s is not in alphabetical order", k.Name)
		}
		last = k.Name
		if got := k.New().Name(); got != k.Name {
			t.Errorf("kind %s makes a figure named %s", k.Name, got)
		}
		if _, err := k.New().Compose(); err == nil {
			t.Errorf("%s: an empty figure composed without an error", k.Name)
		}
	}
}

// Does a column of a million mistakes make a report of readable length?
func TestReportIsShort(t *testing.T) {
	v := make([]float64, 1_000_000)
	_, err := LatencyCDF{Series: []Distribution{{Name: "a", ValuesMS: v}}}.Compose()
	if n := strings.Count(err.Error(), "\n"); n > 30 || !strings.Contains(err.Error(), "more mistakes follow") {
		t.Errorf("%d lines", n)
	}
}

// What is left in the folder when saving fails?
func TestFailedSaveLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	good := demos()["cdf-one-point"].(LatencyCDF)
	for _, c := range []struct {
		f       Figure
		formats []Format
		want    string
	}{
		{LatencyCDF{}, nil, "no series"},
		{good, []Format{PNG, "eps"}, `unknown format "eps", expected png, svg, pdf or csv`},
		{LatencyCDF{Frame: Frame{File: "../up"}, Series: good.Series}, nil, `figure name "../up"`},
		{LatencyCDF{Frame: Frame{File: ".hidden"}, Series: good.Series}, nil, `figure name ".hidden"`},
	} {
		if _, err := Save(dir, c.f, c.formats...); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("got %v, want %s", err, c.want)
		}
	}
	if _, err := Save(filepath.Join(dir, "missing"), good); err == nil || !strings.Contains(err.Error(), "missing") {
		t.Errorf("a folder that is not there: %v", err)
	}
	// a folder of the final name makes the rename fail
	if err := os.Mkdir(filepath.Join(dir, "cdf-one-point.svg"), 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err := Save(dir, good, SVG); err == nil {
		t.Error("saved over a folder")
	}
	left, _ := os.ReadDir(dir)
	if len(left) != 1 {
		t.Errorf("left behind: %v", left)
	}
}

func TestParseFormats(t *testing.T) {
	if f, err := ParseFormats("png, SVG"); err != nil || len(f) != 2 || f[0] != PNG || f[1] != SVG {
		t.Errorf("%v, %v", f, err)
	}
	if f, err := ParseFormats(""); err != nil || len(f) != 4 {
		t.Errorf("%v, %v", f, err)
	}
	if _, err := ParseFormats("eps,jpg"); err == nil || !strings.Contains(err.Error(), `"eps"`) || !strings.Contains(err.Error(), `"jpg"`) {
		t.Errorf("%v", err)
	}
}

// Does any input make it panic? Columns of odd lengths and odd values, and letters no font has.
func TestNothingPanics(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 10))
	odd := []float64{0, 1, -1, 1e-300, 1e300, 1e99, 1e-99, math.NaN(), math.Inf(1), 5e-324, 3, 1e6, 0.1, -1e99}
	texts := []string{"", "a", "b", "ttl + lru", strings.Repeat("long-", 200), "\x00", "日本 😀", "\xff", "<&>\"'", "a b"}
	tame := false
	number := func() float64 {
		if tame {
			return odd[rng.IntN(2)] + float64(rng.IntN(50))*1e-3
		}
		return odd[rng.IntN(len(odd))]
	}
	column := func(n int) []float64 {
		if !tame && rng.IntN(8) == 0 {
			n = rng.IntN(4)
		}
		out := make([]float64, n)
		for i := range out {
			out[i] = number()
		}
		if rng.IntN(2) == 0 {
			for i := 1; i < n; i++ {
				out[i] = out[i-1] + math.Abs(number())
			}
		}
		return out
	}
	text := func() string { return texts[rng.IntN(len(texts))] }
	estimates := func(n int) []Interval {
		var out []Interval
		for _, v := range column(n) {
			out = append(out, Interval{v, v - math.Abs(number()), v + math.Abs(number())})
		}
		return out
	}
	flag := func() bool { return rng.IntN(2) == 0 }
	drawn := 0
	for range 400 {
		tame = flag()
		n := rng.IntN(5)
		names := []string{text() + "1", text() + "2", text() + "3", text() + "4", text() + "5"}[:n]
		u := []Unit{Plain, Milliseconds, Seconds, Share, MiB}[rng.IntN(5)]
		for _, f := range []Figure{
			LatencyCDF{Label: text(), Tail: flag(), FloorMS: number(), Guides: column(1), Series: []Distribution{{Name: text(), ValuesMS: column(n)}, {Name: text(), ValuesMS: column(n), Fractions: column(n)}}},
			LatencyCDF{Tail: flag(), FloorMS: 1, Series: []Distribution{{Name: "a", ValuesMS: column(n)}}},
			StartKinds{Policies: []PolicyStarts{{text(), Exact(number()), Exact(number()), Exact(number()), Exact(number())}}},
			Bars{Label: text(), Unit: u, Log: flag(), Values: flag(), Lying: flag(), Categories: names, Series: []BarSeries{{"a", estimates(n)}, {"b", estimates(n)}}},
			StackedBars{Unit: u, Values: flag(), Categories: names, Parts: []Part{{"a", column(n)}, {"b", column(n)}}},
			Lines{XLabel: text(), XUnit: u, YUnit: u, XLog: flag(), YLog: flag(), Dots: flag(), Series: []Line{{Name: "a", X: column(n), Y: column(n)}}},
			FourPanel{TimeS: column(n), InvocationsPerS: column(n), ColdStartsPerS: column(n), MeanLatencyMS: column(n), Memory: column(n), MemoryUnit: u, BinS: number(), InvokerMemory: [][]float64{column(n)}},
			PolicyComparison{Policies: names, Metrics: []Metric{{Name: text(), Unit: u, Log: flag(), Estimates: estimates(n)}, {Name: "m", Unit: u, Estimates: estimates(n)}}},
		} {
			s, err := f.Compose()
			if err != nil {
				continue
			}
			drawn++
			c := newSpy(s)
			for _, p := range c.points {
				if x := float64(p.X + p.Y); math.IsNaN(x) || math.IsInf(x, 0) {
					t.Fatalf("%s: drawn at %v: %+v", f.Name(), p, f)
				}
			}
			if drawn%40 == 0 {
				for _, format := range Formats() {
					raw, err := s.Render(format)
					if err == nil && format == SVG {
						err = wellFormed(raw)
					}
					if err != nil {
						t.Fatalf("%s: %v: %+v", f.Name(), err, f)
					}
				}
			}
		}
	}
	if drawn < 250 {
		t.Errorf("only %d figures were drawn: the inputs are too odd to test drawing", drawn)
	}
}

// wellFormed reads XML to its end.
func wellFormed(raw []byte) error {
	d := xml.NewDecoder(bytes.NewReader(raw))
	for {
		if _, err := d.Token(); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
	}
}
