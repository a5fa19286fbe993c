package plots

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

	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
)

// spy is a canvas that notes where texts and lines land on the sheet. It has the transformations of the PDF canvas, which it embeds.
type spy struct {
	*pdfCanvas
	texts   []spiedText
	points  []vg.Point
	longest int
}

type spiedText struct {
	s    string
	size vg.Length
	box  vg.Rectangle
}

func newSpy(s *Sheet) *spy {
	w, h := s.Size()
	c := &spy{pdfCanvas: newPDF(w, h)}
	s.Draw(c)
	return c
}

func (c *spy) place(p vg.Point) vg.Point {
	x, y := c.page(p)
	return vg.Point{X: vg.Length(x), Y: c.height - vg.Length(y)}
}

// FillString takes the box of a text from its baseline to the height of its capitals: what
// stands out of that, descenders, may reach into the gap between lines.
func (c *spy) FillString(face font.Face, at vg.Point, s string) {
	a := c.place(at)
	b := c.place(at.Add(vg.Point{X: face.Width(s), Y: 0.72 * face.Font.Size}))
	c.texts = append(c.texts, spiedText{s, face.Font.Size, vg.Rectangle{
		Min: vg.Point{X: min(a.X, b.X), Y: min(a.Y, b.Y)}, Max: vg.Point{X: max(a.X, b.X), Y: max(a.Y, b.Y)}}})
}

func (c *spy) Stroke(p vg.Path) { c.note(p) }
func (c *spy) Fill(p vg.Path)   { c.note(p) }

func (c *spy) note(p vg.Path) {
	c.longest = max(c.longest, len(p))
	for _, part := range p {
		if part.Type != vg.CloseComp {
			c.points = append(c.points, c.place(part.Pos))
		}
	}
}

func overlap(a, b vg.Rectangle) bool {
	return a.Min.X < b.Max.X && b.Min.X < a.Max.X && a.Min.Y < b.Max.Y && b.Min.Y < a.Max.Y
}

func compose(t *testing.T, f Figure) *Sheet {
	t.Helper()
	s, err := f.Compose()
	if err != nil {
		t.Fatalf("%s: %v", f.Name(), err)
	}
	return s
}

// Can every label be read? None is smaller than 7 pt, none lies over another, none leaves the sheet.
func TestLabelsAreReadable(t *testing.T) {
	for name, f := range demos() {
		s := compose(t, f)
		c := newSpy(s)
		sheet := vg.Rectangle{Max: vg.Point{X: s.width, Y: s.height}}
		for i, a := range c.texts {
			if a.size < 7 {
				t.Errorf("%s: %q has %v pt", name, a.s, a.size)
			}
			if a.box.Min.X < sheet.Min.X || a.box.Min.Y < sheet.Min.Y || a.box.Max.X > sheet.Max.X+0.01 || a.box.Max.Y > sheet.Max.Y {
				t.Errorf("%s: %q at %v leaves the sheet %v", name, a.s, a.box, sheet.Max)
			}
			for _, b := range c.texts[i+1:] {
				if overlap(a.box, b.box) {
					t.Errorf("%s: %q and %q lie over each other", name, a.s, b.s)
				}
			}
		}
	}
}

// Does any text cover data? Only values written behind bars stand inside a panel.
func TestNoLegendOverData(t *testing.T) {
	for name, f := range demos() {
		s := compose(t, f)
		notes := map[string]bool{}
		for _, row := range s.rows {
			for _, p := range row {
				for _, m := range p.marks {
					if n, ok := m.(note); ok {
						notes[n.text] = true
					}
				}
			}
		}
		for _, text := range newSpy(s).texts {
			for _, row := range s.rows {
				for _, p := range row {
					if overlap(text.box, p.area) && !notes[text.s] {
						t.Errorf("%s: %q lies over the data", name, text.s)
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
		usual := slices.ContainsFunc(Kinds(), func(k Kind) bool { return k.Name == name })
		if os.Getenv("THAW_PLOTS") == "" && !usual && !strings.Contains(name, "double") && !strings.Contains(name, "13") {
			continue // pictures take time to pack: a choice of them, unless they are to be looked at
		}
		paths, err := Save(dir, f)
		if err != nil || len(paths) != 4 {
			t.Errorf("%s: saved %q, %v", name, paths, err)
			continue
		}
		raw, err := os.ReadFile(filepath.Join(dir, name+".png"))
		if err != nil {
			t.Fatal(err)
		}
		s := compose(t, f)
		im, err := png.Decode(bytes.NewReader(raw))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		want := 999 // 3.33 in × 300
		if strings.Contains(name, "double") {
			want = 2100
		}
		b := im.Bounds()
		if b.Dx() != want || math.Abs(float64(b.Dy())-s.height.Points()/72*300) > 1 {
			t.Errorf("%s: %v pixels, expected %d × %v", name, b, want, s.height.Points()/72*300)
		}
		// 11811 pixels a metre are 300 an inch
		if i := bytes.Index(raw, []byte("pHYs")); i < 0 || !bytes.Equal(raw[i+4:i+13], []byte{0, 0, 0x2e, 0x23, 0, 0, 0x2e, 0x23, 1}) {
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
	for _, kind := range Kinds() {
		name := kind.Name
		if first[name] == nil {
			t.Errorf("no demo of %s", name)
			continue
		}
		a, b := compose(t, first[name]), compose(t, second[name])
		for _, f := range Formats() {
			x, err := a.Render(f)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if y, _ := b.Render(f); !bytes.Equal(x, y) {
				t.Errorf("%s.%s differs between two runs", name, f)
			}
			if f == PDF && bytes.Count(x, []byte("(D:19700101000000")) != 2 {
				t.Errorf("%s.pdf has the time of day in it", name)
			}
		}
	}
}

// Has any curve more than 800 points? A staircase has two corners a point, and a band two edges.
func TestAtMost800PointsACurve(t *testing.T) {
	for name, f := range demos() {
		if c := newSpy(compose(t, f)); c.longest > 2*mostPoints+4 {
			t.Errorf("%s: a path has %d parts", name, c.longest)
		}
	}
}

// Does the CSV hold what is drawn? Every row's point is looked up among the corners of what was
// drawn, at a place worked out here from the limits of the axes.
func TestTableIsWhatIsDrawn(t *testing.T) {
	d := demos()
	for _, c := range []struct {
		figure   string
		row, col int // of the panel
		filter   func(row map[string]string) bool
		x, y     string
	}{
		{"latency-cdf", 0, 0, nil, "latency_ms", "fraction"},
		{"cdf-13", 0, 0, nil, "latency_ms", "fraction"},
		{"latency-tail", 0, 0, func(r map[string]string) bool { return r["fraction_above"] != "0" }, "latency_ms", "fraction_above"},
		{"lines", 0, 0, nil, "x", "y_share"},
		{"lines", 0, 0, nil, "x", "low_share"},
		{"lines-noise", 0, 0, nil, "x_s", "y"},
		{"four-panel", 0, 0, func(r map[string]string) bool { return r["panel"] == "starts" }, "time_s", "value"},
		{"four-panel", 1, 0, func(r map[string]string) bool { return r["panel"] == "latency" }, "time_s", "value"},
		{"four-panel", 2, 0, func(r map[string]string) bool { return r["panel"] == "memory" }, "time_s", "value"},
		{"four-panel", 3, 0, func(r map[string]string) bool { return r["panel"] == "fourth" }, "time_s", "value"},
		{"four-1000", 2, 0, func(r map[string]string) bool { return r["low"] != "" }, "time_s", "high"},
		{"policy-comparison", 0, 0, func(r map[string]string) bool { return r["metric"] == "cold start ratio" }, "value", ""},
		{"policy-comparison", 0, 1, func(r map[string]string) bool { return r["metric"] == "latency p99" }, "low", ""},
		{"start-kinds", 0, 0, nil, "share", ""},
		{"start-kinds", 0, 0, nil, "high_share", ""},
		{"bars-log", 0, 0, nil, "", "value_ms"},
		{"bars-signed", 0, 0, nil, "", "value_share"},
		{"stacked-bars", 0, 0, func(r map[string]string) bool { return r["part"] == "image" || r["part"] == "total" }, "", "value_ms"},
	} {
		s := compose(t, d[c.figure])
		p := s.rows[c.row][c.col]
		drawn := newSpy(s).points
		count := 0
		for i, row := range records(s.table) {
			if c.filter != nil && !c.filter(row) {
				continue
			}
			count++
			x, y := vg.Length(math.NaN()), vg.Length(math.NaN())
			if c.x != "" {
				x = p.area.Min.X + vg.Length(between(number64(t, row[c.x]), p.x))*p.area.Size().X
			}
			if c.y != "" {
				y = p.area.Min.Y + vg.Length(between(number64(t, row[c.y]), p.y))*p.area.Size().Y
			}
			if !near(drawn, p.area, x, y) {
				t.Errorf("%s: row %d %v is not drawn at %v, %v", c.figure, i, row, x, y)
			}
		}
		if count == 0 {
			t.Errorf("%s: no rows for panel %d, %d", c.figure, c.row, c.col)
		}
	}
}

// between is the share of an axis below a value.
func between(v float64, a axis) float64 {
	if a.log {
		return (math.Log10(v) - math.Log10(a.min)) / (math.Log10(a.max) - math.Log10(a.min))
	}
	return (v - a.min) / (a.max - a.min)
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
