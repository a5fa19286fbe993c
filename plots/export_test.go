package plots

// The tests of whole figures lie outside of the package, for they draw the compositions of
// plots/figures too. This file shows them the layout.

import (
	"fmt"
	"strings"

	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"

	"thaw/plots/pdf"
)

// Panels are the rows of panels.
func (s *Sheet) Panels() [][]*Panel { return s.rows }

// Area is where the data goes.
func (p *Panel) Area() vg.Rectangle { return p.area }

// Notes are the texts that stand behind bars, and those of a diagram, which are its data.
func (p *Panel) Notes() []string {
	var out []string
	for _, m := range p.marks {
		if n, ok := m.(note); ok {
			out = append(out, n.text)
		}
		if w, ok := m.(Words); ok {
			out = append(out, strings.Split(w.Text, "\n")...)
		}
	}
	return out
}

// XLabels are the labels of the x axis.
func (p *Panel) XLabels() string { return labels(p.X.ticks) }

// Spy is a canvas that records where lines land on the sheet. It embeds the PDF canvas for its
// transformations.
type Spy struct {
	*pdf.Canvas
	height  vg.Length
	Points  []vg.Point
	Longest int // parts of the longest path
}

// NewSpy draws the sheet.
func NewSpy(s *Sheet) *Spy {
	c := &Spy{Canvas: pdf.New(s.width, s.height), height: s.height}
	s.Draw(c)
	return c
}

func (c *Spy) place(p vg.Point) vg.Point {
	x, y := c.Page(p)
	return vg.Point{X: vg.Length(x), Y: c.height - vg.Length(y)}
}

// FillString draws no text.
func (c *Spy) FillString(font.Face, vg.Point, string) {}

func (c *Spy) Stroke(p vg.Path) { c.note(p) }
func (c *Spy) Fill(p vg.Path)   { c.note(p) }

func (c *Spy) note(p vg.Path) {
	c.Longest = max(c.Longest, len(p))
	var sum vg.Point
	corners := vg.Length(0)
	for _, part := range p {
		if part.Type != vg.CloseComp {
			c.Points = append(c.Points, c.place(part.Pos))
			sum, corners = sum.Add(part.Pos), corners+1
		}
	}
	if corners > 0 && p[len(p)-1].Type == vg.CloseComp { // a marker stands at its middle
		c.Points = append(c.Points, c.place(vg.Point{X: sum.X / corners, Y: sum.Y / corners}))
	}
}

// TicksOutside are the ticks that lie beside their axes.
func (s *Sheet) TicksOutside() (out []string) {
	report := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	for _, row := range s.rows {
		for _, p := range row {
			for _, axis := range []*Axis{&p.X, &p.Y} {
				for _, t := range axis.ticks {
					if at := axis.Place(t.at); !(at >= -1e-6 && at <= 1+1e-6) {
						report("tick %q of axis %q lies outside of its panel", t.label, axis.Label)
					}
				}
			}
		}
	}
	return out
}
