package plots

import (
	"fmt"

	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"

	"thaw/plots/pdf"
)

// Text is a line of text where it stands on a sheet. Its box reaches from the baseline to the height
// of capitals: descenders may reach into the gap between lines.
type Text struct {
	Text string
	Size vg.Length // of the type
	Box  vg.Rectangle
}

// textCanvas records texts in place of drawing them. It embeds the PDF canvas for its
// transformations.
type textCanvas struct {
	*pdf.Canvas
	height vg.Length
	texts  []Text
}

func (c *textCanvas) place(p vg.Point) vg.Point {
	x, y := c.Page(p)
	return vg.Point{X: vg.Length(x), Y: c.height - vg.Length(y)}
}

// FillString notes a text.
func (c *textCanvas) FillString(face font.Face, at vg.Point, s string) {
	a := c.place(at)
	b := c.place(at.Add(vg.Point{X: face.Width(s), Y: capital * face.Font.Size}))
	c.texts = append(c.texts, Text{s, face.Font.Size, vg.Rectangle{
		Min: vg.Point{X: min(a.X, b.X), Y: min(a.Y, b.Y)}, Max: vg.Point{X: max(a.X, b.X), Y: max(a.Y, b.Y)}}})
}

// Stroke draws nothing.
func (c *textCanvas) Stroke(vg.Path) {}

// Fill draws nothing.
func (c *textCanvas) Fill(vg.Path) {}

// Texts are all texts of the sheet, in the order of drawing.
func (s *Sheet) Texts() []Text {
	c := &textCanvas{Canvas: pdf.New(s.width, s.height), height: s.height}
	s.Draw(c)
	return c.texts
}

// Unreadable says what of the sheet cannot be read: texts that are smaller than 7 pt, that leave the
// sheet or that lie over each other, and ticks beside their axes.
func (s *Sheet) Unreadable() []string {
	var out []string
	report := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	const hair = vg.Length(0.01)
	texts := s.Texts()
	for i, a := range texts {
		if a.Size < textSize {
			report("%q has %v pt, expected 7 or more", a.Text, a.Size.Points())
		}
		if a.Box.Min.X < -hair || a.Box.Min.Y < -hair || a.Box.Max.X > s.width+hair || a.Box.Max.Y > s.height+hair {
			report("%q at %v leaves the sheet of %v by %v pt", a.Text, a.Box, s.width.Points(), s.height.Points())
		}
		for _, b := range texts[i+1:] {
			if a.Box.Min.X < b.Box.Max.X && b.Box.Min.X < a.Box.Max.X && a.Box.Min.Y < b.Box.Max.Y &&
				b.Box.Min.Y < a.Box.Max.Y {
				report("%q and %q lie over each other", a.Text, b.Text)
			}
		}
	}
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
