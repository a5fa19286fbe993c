package papers

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"thaw/experiments"
	"thaw/plots"
	"thaw/plots/readable"
)

// Is every published number of every paper in a figure? A claim of a figure that draws nothing would
// stand in the table alone.
func TestEveryClaimIsDrawn(t *testing.T) {
	all, err := Names("")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range all {
		p, err := Open(experiments.Thaw(), name, "")
		if err != nil {
			t.Fatal(err)
		}
		for i := range p.Claims {
			c := &p.Claims[i]
			if f := p.figure(c.Figure); f.Draws == "" {
				t.Errorf("%s, %s: figure %s draws nothing", name, c.Place, f.Name)
			}
		}
	}
}

// Do the figures of the thesis quote their captions? Whoever lays them beside the original looks for
// the text that stands there.
func TestFiguresOfTheThesisHaveCaptions(t *testing.T) {
	own := map[string][]string{ // figures that the thesis does not have
		"sophon":   {"4.5.3", "sensitivity", "contention", "removal", "contention-maximum", "unknown", "text"},
		"particle": {"1", "3.5-mean", "sizes", "control", "spread", "data", "requests", "text"},
		"faasnap":  {"memory", "latency", "small-pages", "text"},
	}
	for name, without := range own {
		p, err := Open(experiments.Thaw(), name, "")
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range p.Figures {
			if (f.Caption == "") != slices.Contains(without, f.Name) {
				t.Errorf("%s: figure %s: caption %q", name, f.Name, f.Caption)
			}
		}
	}
}

// Can every figure of a paper be read at every width, and is it made of the panels, series and
// categories that it was made of before? The golden file has the texts of each figure that are no
// numbers, in the order in which they are drawn: `go test -run GoldenFigures -update` writes it.
func TestGoldenFigures(t *testing.T) {
	var b strings.Builder
	for _, name := range []string{"deverlay", "particle"} {
		p := openPaper(t, name)
		r, err := p.Reproduce(context.Background(), Options{Out: filepath.Join(t.TempDir(), name)})
		if err != nil {
			t.Fatal(err)
		}
		for i := range p.Figures {
			drawn, err := r.draw(&p.Figures[i])
			if err != nil {
				t.Fatal(err)
			}
			for _, fig := range drawn {
				for _, width := range []plots.Width{plots.Narrowest, plots.Column, plots.Page} {
					sheet, err := fig.Compose(width)
					if err != nil {
						t.Fatalf("%s/%s: %v", name, fig.Name(), err)
					}
					for _, wrong := range readable.Wrong(sheet) {
						t.Errorf("%s/%s at %.0f mm: %s", name, fig.Name(), float64(width), wrong)
					}
					if width == plots.Page {
						b.WriteString(structure(name+"/"+fig.Name(), sheet))
					}
				}
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

// structure lists the texts of a sheet that are no numbers.
func structure(name string, s *plots.Sheet) string {
	var b strings.Builder
	b.WriteString(name + "\n")
	for _, text := range readable.Texts(s) {
		if !strings.ContainsAny(text.Text, "0123456789") {
			b.WriteString("    " + text.Text + "\n")
		}
	}
	return b.String()
}
