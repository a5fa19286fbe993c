package papers

import (
	"context"
	"fmt"
	"hash/fnv"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gonum.org/v1/plot/vg"

	"thaw/experiments"
	"thaw/experiments/paired"
	"thaw/experiments/papers/forms"
	"thaw/experiments/papers/verdict"
	"thaw/experiments/results"
	"thaw/experiments/saturate"
	"thaw/plots"
	"thaw/plots/readable"
)

// fixedCell is a cell with made-up results that depend on names alone.
type fixedCell struct {
	*Cell
	run forms.Run // of any policy
}

func (c fixedCell) Name() string                                    { return c.Cell.Name }
func (c fixedCell) Point() (string, float64)                        { return c.family, c.at.X }
func (c fixedCell) Policies() []string                              { return c.policies() }
func (c fixedCell) Has(string, string) bool                         { return true }
func (c fixedCell) Windows(string) (paired.Windows, error)          { return nil, nil }
func (c fixedCell) EachRun(_ string, f func(forms.Run) error) error { return f(c.run) }

func (c fixedCell) Items() []string {
	if study, settings := c.model(); study != nil {
		return study.Items(settings)
	}
	return []string{""}
}

func (c fixedCell) Label(metric string) string {
	if study, _ := c.model(); study != nil {
		if m, err := study.Metric(metric); err == nil {
			return m.About
		}
	}
	return saturate.Label(metric)
}

func (c fixedCell) Unit(metric string) plots.Unit {
	if study, _ := c.model(); study != nil {
		if m, err := study.Metric(metric); err == nil {
			return m.Unit
		}
	}
	return unitOf(metric)
}

// Values lie between 10 and 1,000, of shares between 1% and 100%.
func (c fixedCell) Values(metric, reference string) ([]float64, error) {
	h := fnv.New32a()
	fmt.Fprint(h, metric, reference)
	v := math.Pow(10, 1+2*float64(h.Sum32()%1000)/1000)
	if c.Unit(metric) == plots.Share {
		v /= 1000
	}
	return []float64{0.95 * v, v, 1.05 * v}, nil
}

// Series have 20 rows that ascend.
func (c fixedCell) Series(name, _ string) ([]forms.Series, error) {
	study, _ := c.model()
	for _, s := range study.Series {
		if s.Name != name {
			continue
		}
		var out forms.Series
		for k, m := range s.Columns {
			column := forms.Column{Name: m.Name, Label: m.About, Unit: m.Unit}
			for i := range 20 {
				column.Values = append(column.Values, float64(i+k+1))
			}
			out = append(out, column)
		}
		return []forms.Series{out}, nil
	}
	return nil, fmt.Errorf("cell %s has no series %q", c.Name(), name)
}

// fixedRun makes a small run with timeline and latencies.
func fixedRun(t *testing.T) forms.Run {
	t.Helper()
	p, err := Open(experiments.Thaw(), "tiny", writePaper(t, tinyExperiment, "claims: []\n"))
	if err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(t.TempDir(), "out")
	if _, err := p.Reproduce(context.Background(), Options{Out: out, Figure: "2"}); err != nil {
		t.Fatal(err)
	}
	found, err := filepath.Glob(filepath.Join(out, cellsName, "keep", "*", "runs", "*", "*", results.TimelineName))
	if err != nil || len(found) == 0 {
		t.Fatalf("no timeline, %v", err)
	}
	return forms.Run{Folder: filepath.Dir(found[0]), Invokers: 2, MemoryMiB: 4096}
}

// Can every figure of every paper be read at every width, does it fit on a page at column width, and is it made of the panels, series and
// categories that it was made of before? Its data are made up and fixed: no model can change it. The
// golden file has the texts of each figure that are no numbers, in the order in which they are
// drawn: `go test -run GoldenFigures -update` writes it.
func TestGoldenFigures(t *testing.T) {
	all, err := Names("")
	if err != nil {
		t.Fatal(err)
	}
	run := fixedRun(t)
	var b strings.Builder
	for _, name := range all {
		p := openPaper(t, name)
		r := &Reproduction{Paper: p}
		for i := range p.Claims {
			nan := math.NaN()
			o := verdict.Outcome{Simulated: 1.1, Low: nan, High: nan, Pairs: []paired.Estimate{{Value: 0.5, Low: 0.2, High: 0.8}},
				Verdict: verdict.NotReproduced}
			if tiers := p.Claims[i].Order; len(tiers) > 0 {
				o.Pairs, o.PairsOf = fixedPairs(tiers)
			}
			r.Claims = append(r.Claims, ClaimResult{Claim: &p.Claims[i], Status: p.Claims[i].Status, Outcome: o})
		}
		for i := range p.Figures {
			if f := &p.Figures[i]; f.Draws != "" {
				b.WriteString(drawFixed(t, r, f, run))
			}
		}
	}
	const golden = "testdata/figures.golden.txt"
	if *update {
		if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil || string(want) != b.String() {
		t.Errorf("the figures are not made of what %s says (%v); -update writes it:\n%s", golden, err, b.String())
	}
}

// fixedPairs are those of an order, each with a ratio of its own.
func fixedPairs(tiers [][]string) (pairs []paired.Estimate, of []verdict.Pair) {
	for i := range tiers[:len(tiers)-1] {
		for _, less := range tiers[i] {
			for _, more := range tiers[i+1] {
				v := 0.5 - 0.1*float64(len(pairs))
				pairs = append(pairs, paired.Estimate{Value: v, Low: v - 0.3, High: v + 0.3})
				of = append(of, verdict.Pair{Less: less, More: more})
			}
		}
	}
	return pairs, of
}

// drawFixed draws a figure with fixed data at three widths, and returns its structure.
func drawFixed(t *testing.T, r *Reproduction, f *Figure, run forms.Run) string {
	t.Helper()
	in := r.input(f)
	in.Find = func(name string) (cells []forms.Cell) {
		for i := range r.Paper.Cells {
			if c := &r.Paper.Cells[i]; c.Name == name || c.family == name {
				cells = append(cells, fixedCell{c, run})
			}
		}
		return cells
	}
	var cells []forms.Cell
	for _, name := range f.Cells {
		cells = append(cells, fixedCell{r.Paper.cell(name), run})
	}
	form, err := forms.Find(f.Draws)
	if err != nil {
		t.Fatal(err)
	}
	figures, err := form.Draw(f, in, cells)
	if err != nil || len(figures) == 0 {
		t.Fatalf("%s/%s: %d figures, %v", r.Paper.Name, f.Name, len(figures), err)
	}
	var b strings.Builder
	for i, fig := range figures {
		fmt.Fprintf(&b, "%s/%s%s\n", r.Paper.Name, f.Name, []string{"", ", apart"}[i])
		b.WriteString(structure(t, r.Paper.Name+"/"+f.Name, fig))
	}
	return b.String()
}

// highest is the height of a figure at column width that leaves room for its caption on a page.
const highest = 6.5 * vg.Inch

// structure draws a figure at three widths, and returns the texts of the widest that are no numbers.
func structure(t *testing.T, name string, fig plots.Figure) string {
	t.Helper()
	var b strings.Builder
	for _, width := range []plots.Width{plots.Narrowest, plots.Column, plots.Page} {
		sheet, err := fig.Compose(width)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if _, height := sheet.Size(); width == plots.Column && height > highest {
			t.Errorf("%s is %.1f in high at column width, expected at most %.1f", name, height/vg.Inch, highest/vg.Inch)
		}
		for _, wrong := range readable.Wrong(sheet) {
			t.Errorf("%s at %.0f mm: %s", name, float64(width), wrong)
		}
		for _, text := range readable.Texts(sheet) {
			if width == plots.Page && !strings.ContainsAny(text.Text, "0123456789") {
				b.WriteString("    " + text.Text + "\n")
			}
		}
	}
	return b.String()
}
