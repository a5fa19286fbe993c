package plots

// The tests of whole figures lie outside of the package, for they draw the compositions of
// plots/figures too. This file shows them the layout.

import (
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
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

// Spy is a canvas that records where texts and lines land on the sheet. It embeds the PDF canvas for
// its transformations.
type Spy struct {
	*pdfCanvas
	Texts   []SpiedText
	Points  []vg.Point
	Longest int // parts of the longest path
}

// SpiedText is a text with the place where it lands.
type SpiedText struct {
	Text string
	Size vg.Length
	Box  vg.Rectangle
}

// NewSpy draws the sheet.
func NewSpy(s *Sheet) *Spy {
	w, h := s.Size()
	c := &Spy{pdfCanvas: newPDF(w, h)}
	s.Draw(c)
	return c
}

func (c *Spy) place(p vg.Point) vg.Point {
	x, y := c.page(p)
	return vg.Point{X: vg.Length(x), Y: c.height - vg.Length(y)}
}

// FillString takes the box of a text from its baseline to the height of its capitals: what
// stands out of that, descenders, may reach into the gap between lines.
func (c *Spy) FillString(face font.Face, at vg.Point, s string) {
	a := c.place(at)
	b := c.place(at.Add(vg.Point{X: face.Width(s), Y: 0.72 * face.Font.Size}))
	c.Texts = append(c.Texts, SpiedText{s, face.Font.Size, vg.Rectangle{
		Min: vg.Point{X: min(a.X, b.X), Y: min(a.Y, b.Y)}, Max: vg.Point{X: max(a.X, b.X), Y: max(a.Y, b.Y)}}})
}

func (c *Spy) Stroke(p vg.Path) { c.note(p) }
func (c *Spy) Fill(p vg.Path)   { c.note(p) }

func (c *Spy) note(p vg.Path) {
	c.Longest = max(c.Longest, len(p))
	for _, part := range p {
		if part.Type != vg.CloseComp {
			c.Points = append(c.Points, c.place(part.Pos))
		}
	}
}
