package plots_test

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/plot/vg"

	"thaw/plots"
	"thaw/plots/figures"
	"thaw/plots/readable"
)

func overlap(a, b vg.Rectangle) bool {
	return a.Min.X < b.Max.X && b.Min.X < a.Max.X && a.Min.Y < b.Max.Y && b.Min.Y < a.Max.Y
}

func compose(t *testing.T, f plots.Figure) *plots.Sheet {
	t.Helper()
	s, err := f.Compose(0)
	if err != nil {
		t.Fatalf("%s: %v", f.Name(), err)
	}
	return s
}

// Can every label of every kind of figure be read at every width?
func TestLabelsAreReadable(t *testing.T) {
	for name, f := range demos() {
		for _, width := range []plots.Width{0, plots.Column, plots.Page, plots.Narrowest, 250, plots.Widest} {
			s, err := f.Compose(width)
			if err != nil {
				t.Errorf("%s at %v mm: %v", name, float64(width), err)
				continue
			}
			for _, wrong := range append(readable.Wrong(s), s.TicksOutside()...) {
				t.Errorf("%s at %.0f mm: %s", name, float64(f.At(width)), wrong)
			}
		}
	}
}

// Does any text cover data? Only values written behind bars stand inside a panel.
func TestNoLegendOverData(t *testing.T) {
	for name, f := range demos() {
		s := compose(t, f)
		notes := map[string]bool{}
		for _, row := range s.Panels() {
			for _, p := range row {
				for _, n := range p.Notes() {
					notes[n] = true
				}
			}
		}
		for _, text := range readable.Texts(s) {
			for _, row := range s.Panels() {
				for _, p := range row {
					if overlap(text.Box, p.Area()) && !notes[text.Text] {
						t.Errorf("%s: %q lies over the data", name, text.Text)
					}
				}
			}
		}
	}
}

// Can every demo be saved? Is the picture as large as a column at 300 dpi, does the file say so, and is
// nothing cut off at its edges? With THAW_PLOTS set the files go into that folder, to be looked at.
func TestSaveDemos(t *testing.T) {
	dir := os.Getenv("THAW_PLOTS")
	if dir == "" {
		dir = t.TempDir()
	}
	for name, f := range demos() {
		usual := slices.ContainsFunc(figures.Kinds(), func(k figures.Kind) bool { return k.Name == name })
		if os.Getenv("THAW_PLOTS") == "" && !usual && !strings.Contains(name, "double") &&
			!strings.Contains(name, "13") {
			continue // pictures take time to pack: a choice of them, unless they are to be looked at
		}
		paths, err := plots.Save(dir, f, plots.Output{})
		if err != nil || len(paths) != 4 {
			t.Errorf("%s: saved %q, %v", name, paths, err)
			continue
		}
		raw, err := os.ReadFile(filepath.Join(dir, name+".png"))
		if err != nil {
			t.Fatal(err)
		}
		_, height := compose(t, f).Size()
		im, err := png.Decode(bytes.NewReader(raw))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		want := 999 // 3.33 in × 300
		if strings.Contains(name, "double") {
			want = 2100
		}
		b := im.Bounds()
		if b.Dx() != want || math.Abs(float64(b.Dy())-height.Points()/72*300) > 1 {
			t.Errorf("%s: %v pixels, expected %d × %v", name, b, want, height.Points()/72*300)
		}
		// 11811 pixels a metre are 300 an inch
		if i := bytes.Index(raw, []byte("pHYs")); i < 0 ||
			!bytes.Equal(raw[i+4:i+13], []byte{0, 0, 0x2e, 0x23, 0, 0, 0x2e, 0x23, 1}) {
			t.Errorf("%s: no resolution in the file", name)
		}
		pix := im.(*image.RGBA)
		white := bytes.Repeat([]byte{255}, 4*b.Dx())
		if !bytes.Equal(pix.Pix[:4*b.Dx()], white) || !bytes.Equal(pix.Pix[len(pix.Pix)-4*b.Dx():], white) {
			t.Errorf("%s: ink at the upper or lower edge", name)
		}
		for y := range b.Dy() {
			row := pix.Pix[y*pix.Stride:][:4*b.Dx()]
			if !bytes.Equal(row[:4], white[:4]) || !bytes.Equal(row[len(row)-4:], white[:4]) {
				t.Errorf("%s: ink at the left or right edge, row %d", name, y)
				break
			}
		}
	}
}

// Does the same input give the same bytes?
func TestStableBytes(t *testing.T) {
	first, second := demos(), makeDemos()
	for _, kind := range figures.Kinds() {
		name := kind.Name
		if first[name] == nil {
			t.Errorf("no demo of %s", name)
			continue
		}
		a, b := compose(t, first[name]), compose(t, second[name])
		for _, f := range plots.Formats() {
			x, err := a.Render(f)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if y, _ := b.Render(f); !bytes.Equal(x, y) {
				t.Errorf("%s.%s differs between two runs", name, f)
			}
			if f == plots.PDF && bytes.Count(x, []byte("(D:19700101000000")) != 2 {
				t.Errorf("%s.pdf has the time of day in it", name)
			}
		}
	}
}

// Has any curve more than 800 points? A staircase has two corners a point, and a band two edges.
func TestAtMost800PointsACurve(t *testing.T) {
	for name, f := range demos() {
		if c := plots.NewSpy(compose(t, f)); c.Longest > 2*plots.MostPoints+4 {
			t.Errorf("%s: a path has %d parts", name, c.Longest)
		}
	}
}

// Does the CSV hold what is drawn? Every row's point is looked up among the corners of what was
// drawn, at a place worked out here from the limits of the axes.
func TestTableIsWhatIsDrawn(t *testing.T) {
	d := demos()
	isCold := func(r map[string]string) bool { return r["start_kind"] == "cold" } // stacked first
	for _, c := range []struct {
		figure   string
		row, col int // of the panel
		filter   func(row map[string]string) bool
		x, y     string
	}{
		{"latency-cdf", 0, 0, nil, "latency_ms", "fraction"},
		{"cdf-13", 0, 0, nil, "latency_ms", "fraction"},
		{"latency-tail", 0, 0, func(r map[string]string) bool { return r["fraction_above"] != "0" }, "latency_ms",
			"fraction_above"},
		{"share-cdf", 0, 0, nil, "value_share", "fraction"},
		{"lines", 0, 0, nil, "x", "y_share"},
		{"lines", 0, 0, nil, "x", "low_share"},
		{"lines-noise", 0, 0, nil, "x_s", "y"},
		{"four-panel", 0, 0, func(r map[string]string) bool { return r["panel"] == "starts" }, "time_s", "value"},
		{"four-panel", 1, 0, func(r map[string]string) bool { return r["panel"] == "latency" }, "time_s", "value"},
		{"four-panel", 2, 0, func(r map[string]string) bool { return r["panel"] == "memory" }, "time_s", "value"},
		{"four-panel", 3, 0, func(r map[string]string) bool { return r["panel"] == "fourth" }, "time_s", "value"},
		{"four-1000", 2, 0, func(r map[string]string) bool { return r["low"] != "" }, "time_s", "high"},
		{"policy-comparison", 0, 0, func(r map[string]string) bool { return r["metric"] == "cold start ratio" },
			"value", ""},
		{"policy-comparison", 0, 1, func(r map[string]string) bool { return r["metric"] == "latency p99" }, "low", ""},
		{"start-kinds", 0, 0, isCold, "share", ""},
		{"start-kinds", 0, 0, isCold, "high_share", ""},
		{"bars-log", 0, 0, nil, "", "value_ms"},
		{"bars-signed", 0, 0, nil, "", "value_share"},
		{"stacked-bars", 0, 0, func(r map[string]string) bool {
			return r["part"] == "image" || r["part"] == "total"
		}, "", "value_ms"},
	} {
		s := compose(t, d[c.figure])
		p := s.Panels()[c.row][c.col]
		drawn := plots.NewSpy(s).Points
		count := 0
		for i, row := range records(s.Table()) {
			if c.filter != nil && !c.filter(row) {
				continue
			}
			count++
			x, y := vg.Length(math.NaN()), vg.Length(math.NaN())
			if c.x != "" {
				x = p.Area().Min.X + vg.Length(between(number64(t, row[c.x]), p.X))*p.Area().Size().X
			}
			if c.y != "" {
				y = p.Area().Min.Y + vg.Length(between(number64(t, row[c.y]), p.Y))*p.Area().Size().Y
			}
			if !near(drawn, p.Area(), x, y) {
				t.Errorf("%s: row %d %v is not drawn at %v, %v", c.figure, i, row, x, y)
			}
		}
		if count == 0 {
			t.Errorf("%s: no rows for panel %d, %d", c.figure, c.row, c.col)
		}
	}
}

// Do the labels of bars with values behind them end at the data, not in the room for the values?
func TestRoomForValuesHasNoLabels(t *testing.T) {
	s := compose(t, demos()["stacked-lying"])
	if got, want := s.Panels()[0][0].XLabels(), "0 | 500 | 1000"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// between is the share of an axis below a value.
func between(v float64, a plots.Axis) float64 {
	if a.Log {
		return (math.Log10(v) - math.Log10(a.Min)) / (math.Log10(a.Max) - math.Log10(a.Min))
	}
	return (v - a.Min) / (a.Max - a.Min)
}

// near tells whether a point was drawn inside the area at the coordinates that are numbers.
func near(points []vg.Point, area vg.Rectangle, x, y vg.Length) bool {
	const off = 1e-6
	for _, p := range points {
		if p.X < area.Min.X-off || p.X > area.Max.X+off || p.Y < area.Min.Y-off || p.Y > area.Max.Y+off {
			continue
		}
		if !(math.Abs(float64(p.X-x)) > off) && !(math.Abs(float64(p.Y-y)) > off) {
			return true
		}
	}
	return false
}

func records(table [][]string) []map[string]string {
	var out []map[string]string
	for _, row := range table[1:] {
		r := map[string]string{}
		for i, name := range table[0] {
			r[name] = row[i]
		}
		out = append(out, r)
	}
	return out
}

func number64(t *testing.T, s string) float64 {
	t.Helper()
	var v float64
	if _, err := fmt.Sscan(s, &v); err != nil {
		t.Fatalf("%q is not a number: %v", s, err)
	}
	return v
}

// Do short names of a legend stand beside each other, whole, where long ones leave room for one column?
func TestLegendOfLongNamesFlows(t *testing.T) {
	f := figures.Lines{}
	for i, name := range []string{"REAP", "Cached", "Warm", "published ratio × simulated Sticky-Random",
		"simulated Sticky-Random + published difference"} {
		f.Series = append(f.Series, figures.Line{Name: name, X: []float64{1, 2}, Y: []float64{1, float64(i)}})
	}
	at := map[string]vg.Rectangle{}
	for _, text := range readable.Texts(compose(t, f)) {
		at[text.Text] = text.Box
	}
	for _, l := range f.Series {
		if _, ok := at[l.Name]; !ok {
			t.Errorf("%q is not whole", l.Name)
		}
	}
	if at["REAP"].Min.Y != at["Cached"].Min.Y {
		t.Error("two short names stand below each other")
	}
}
