package plots

// The tests of whole figures lie outside of the package, for they draw the compositions of
// plots/figures too. This file shows them the layout.

import (
	"gonum.org/v1/plot/vg"

	"thaw/plots/pdf"
)

// Panels are the rows of panels.
func (s *Sheet) Panels() [][]*Panel { return s.rows }

// Area is where the data goes.
func (p *Panel) Area() vg.Rectangle { return p.area }

// Notes are the texts that stand behind bars.
func (p *Panel) Notes() []string {
	var out []string
	for _, m := range p.marks {
		if n, ok := m.(note); ok {
			out = append(out, n.text)
		}
	}
	return out
}

// XLabels are the labels of the x axis.
func (p *Panel) XLabels() string { return labels(p.X.ticks) }

// Spy is a canvas that records where texts and lines land on the sheet.
type Spy struct {
	textCanvas
	Texts   []Text
	Points  []vg.Point
	Longest int // parts of the longest path
}

// NewSpy draws the sheet.
func NewSpy(s *Sheet) *Spy {
	c := &Spy{textCanvas: textCanvas{Canvas: pdf.New(s.width, s.height), height: s.height}}
	s.Draw(c)
	c.Texts = c.texts
	return c
}

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
