// Package readable tells what of a figure cannot be read. Tests of figures share it.
//
//	Sheet ─▶ Texts ─▶ Wrong: too small, outside, over each other
package readable

import (
	"fmt"

	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"

	"thaw/plots"
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
func Texts(s *plots.Sheet) []Text {
	width, height := s.Size()
	c := &textCanvas{Canvas: pdf.New(width, height), height: height}
	s.Draw(c)
	return c.texts
}

// least is the size of the smallest text, capital the height of capitals, of the size.
const (
	least   = vg.Length(7)
	capital = 0.72
)

// Wrong says what of the sheet cannot be read: texts that are smaller than 7 pt, that leave the sheet
// or that lie over each other.
func Wrong(s *plots.Sheet) []string {
	var out []string
	report := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	const hair = vg.Length(0.01)
	texts := Texts(s)
	width, height := s.Size()
	for i, a := range texts {
		if a.Size < least {
			report("%q has %v pt, expected 7 or more", a.Text, a.Size.Points())
		}
		if a.Box.Min.X < -hair || a.Box.Min.Y < -hair || a.Box.Max.X > width+hair || a.Box.Max.Y > height+hair {
			report("%q at %v leaves the sheet of %v by %v pt", a.Text, a.Box, width.Points(), height.Points())
		}
		for _, b := range texts[i+1:] {
			if a.Box.Min.X < b.Box.Max.X && b.Box.Min.X < a.Box.Max.X && a.Box.Min.Y < b.Box.Max.Y &&
				b.Box.Min.Y < a.Box.Max.Y {
				report("%q and %q lie over each other", a.Text, b.Text)
			}
		}
	}
	return out
}
