package plots_test

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

	"thaw/plots"
	"thaw/plots/figures"
)

// What is left in the folder when saving fails?
func TestFailedSaveLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	good := demos()["cdf-one-point"].(figures.LatencyCDF)
	for _, c := range []struct {
		f       plots.Figure
		formats []plots.Format
		want    string
	}{
		{figures.LatencyCDF{}, nil, "no series"},
		{good, []plots.Format{plots.PNG, "eps"}, `unknown format "eps", expected png, svg, pdf or csv`},
		{figures.LatencyCDF{Frame: plots.Frame{File: "../up"}, Series: good.Series}, nil, `figure name "../up"`},
		{figures.LatencyCDF{Frame: plots.Frame{File: ".hidden"}, Series: good.Series}, nil, `figure name ".hidden"`},
	} {
		if _, err := plots.Save(dir, c.f, plots.Output{Formats: c.formats}); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("got %v, want %s", err, c.want)
		}
	}
	if _, err := plots.Save(filepath.Join(dir, "missing"), good, plots.Output{}); err == nil ||
		!strings.Contains(err.Error(), "missing") {
		t.Errorf("a folder that is not there: %v", err)
	}
	// a folder of the final name makes the rename fail
	if err := os.Mkdir(filepath.Join(dir, "cdf-one-point.svg"), 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err := plots.Save(dir, good, plots.Output{Formats: []plots.Format{plots.SVG}}); err == nil {
		t.Error("saved over a folder")
	}
	left, _ := os.ReadDir(dir)
	if len(left) != 1 {
		t.Errorf("left behind: %v", left)
	}
}

// A process is killed while it saves a figure. Does saving it again lead to the folder of
// one that was not killed, and write through no link that lies in the way?
func TestSaveAfterAKill(t *testing.T) {
	dir := t.TempDir()
	elsewhere := filepath.Join(t.TempDir(), "mine")
	if err := os.WriteFile(elsewhere, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "cdf-one-point.svg.partial"), []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(elsewhere, filepath.Join(dir, "cdf-one-point.csv.partial")); err != nil {
		t.Fatal(err)
	}
	two := plots.Output{Formats: []plots.Format{plots.SVG, plots.CSV}}
	if _, err := plots.Save(dir, demos()["cdf-one-point"], two); err != nil {
		t.Fatal(err)
	}
	left, _ := os.ReadDir(dir)
	if len(left) != 2 {
		t.Errorf("left behind: %v", left)
	}
	if text, err := os.ReadFile(elsewhere); err != nil || string(text) != "mine" {
		t.Errorf("a file elsewhere is %q (%v)", text, err)
	}
}

func TestParseFormats(t *testing.T) {
	if f, err := plots.ParseFormats("png, SVG"); err != nil || len(f) != 2 || f[0] != plots.PNG || f[1] != plots.SVG {
		t.Errorf("%v, %v", f, err)
	}
	if f, err := plots.ParseFormats(""); err != nil || len(f) != 4 {
		t.Errorf("%v, %v", f, err)
	}
	if _, err := plots.ParseFormats("svg, SVG"); err == nil {
		t.Error("a format that is named twice would be written twice")
	}
	if _, err := plots.ParseFormats("eps,jpg"); err == nil || !strings.Contains(err.Error(), `"eps"`) ||
		!strings.Contains(err.Error(), `"jpg"`) {
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
	estimates := func(n int) []plots.Interval {
		var out []plots.Interval
		for _, v := range column(n) {
			out = append(out, plots.Interval{v, v - math.Abs(number()), v + math.Abs(number())})
		}
		return out
	}
	flag := func() bool { return rng.IntN(2) == 0 }
	drawn := 0
	for range 400 {
		tame = flag()
		n := rng.IntN(5)
		names := []string{text() + "1", text() + "2", text() + "3", text() + "4", text() + "5"}[:n]
		u := []plots.Unit{plots.Plain, plots.Milliseconds, plots.Seconds, plots.Share, plots.MiB}[rng.IntN(5)]
		for _, f := range []plots.Figure{
			figures.LatencyCDF{Label: text(), Tail: flag(), FloorMS: number(), Guides: column(1),
				Series: []figures.Distribution{{Name: text(), ValuesMS: column(n)},
					{Name: text(), ValuesMS: column(n), Fractions: column(n)}}},
			figures.LatencyCDF{Tail: flag(), FloorMS: 1,
				Series: []figures.Distribution{{Name: "a", ValuesMS: column(n)}}},
			figures.StartKinds{Policies: []figures.PolicyStarts{{Name: text(), Cold: plots.Exact(number()),
				Warm: plots.Exact(number()), Prewarm: plots.Exact(number()), Restore: plots.Exact(number())}}},
			figures.Bars{Label: text(), Unit: u, Log: flag(), Values: flag(), Horizontal: flag(), Categories: names,
				Series: []figures.BarSeries{{Name: "a", Estimates: estimates(n)}, {Name: "b", Estimates: estimates(n)}}},
			figures.StackedBars{Unit: u, Values: flag(), Categories: names,
				Parts: []figures.Part{{Name: "a", Values: column(n)}, {Name: "b", Values: column(n)}}},
			figures.Lines{XLabel: text(), XUnit: u, YUnit: u, XLog: flag(), YLog: flag(), Dots: flag(),
				Series: []figures.Line{{Name: "a", X: column(n), Y: column(n)}}},
			figures.FourPanel{TimeS: column(n), InvocationsPerS: column(n), ColdStartsPerS: column(n),
				MeanLatencyMS: column(n), Memory: column(n), MemoryUnit: u, BinS: number(),
				InvokerMemory: [][]float64{column(n)}},
			figures.TradeOff{XUnit: u, YUnit: plots.Share, XLabel: text(),
				Series: []figures.Trade{{Name: text(), Points: []figures.TradePoint{{Name: text(), X: number(), Y: number()},
					{Name: "b", X: number(), Y: number()}}}, {Name: "a", Bound: flag(), Points: []figures.TradePoint{{Name: "c", X: 1, Y: 2}}}}},
			figures.PolicyComparison{Policies: names,
				Metrics: []figures.Metric{{Name: text(), Unit: u, Log: flag(), Estimates: estimates(n)},
					{Name: "m", Unit: u, Estimates: estimates(n)}}},
		} {
			s, err := f.Compose(0)
			if err != nil {
				continue
			}
			drawn++
			c := plots.NewSpy(s)
			for _, p := range c.Points {
				if x := float64(p.X + p.Y); math.IsNaN(x) || math.IsInf(x, 0) {
					t.Fatalf("%s: drawn at %v: %+v", f.Name(), p, f)
				}
			}
			if drawn%40 == 0 {
				for _, format := range plots.Formats() {
					raw, err := s.Render(format)
					if err == nil && format == plots.SVG {
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
