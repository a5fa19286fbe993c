// Package pdf is a canvas that writes the same drawing as the same bytes.
//
//	vg.Canvas calls ──▶ Canvas ──Save──▶ one page, fonts embedded, no date
package pdf

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"io"
	"math"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
)

// Canvas draws on one page of a PDF. It replaces the canvas of gonum/plot, which writes the
// time of day into the file, knows only the letters of Windows-1252 (no "µs", no "−") and embeds
// whole fonts. This canvas fixes the dates, takes any letter of the font and embeds the
// letters in use.
type Canvas struct {
	doc    *fpdf.Fpdf
	height vg.Length
	state  state
	stack  []state
	fonts  map[string]bool
}

// state is the state that Push saves: the transformation and the pen.
type state struct {
	a, b, c, d, e, f float64 // x' = a·x + c·y + e, y' = b·x + d·y + f
	width            vg.Length
	dashes           []vg.Length
	offset           vg.Length
	colour           color.Color
}

// New makes an empty page.
func New(width, height vg.Length) *Canvas {
	doc := fpdf.NewCustom(&fpdf.InitType{UnitStr: "pt", Size: fpdf.SizeType{Wd: width.Points(), Ht: height.Points()}})
	doc.SetCreationDate(time.Unix(0, 0).UTC())
	doc.SetModificationDate(time.Unix(0, 0).UTC())
	doc.SetCatalogSort(true)
	doc.SetProducer("thaw", true)
	doc.SetMargins(0, 0, 0)
	doc.SetAutoPageBreak(false, 0)
	doc.AddPage()
	doc.SetLineJoinStyle("round")
	c := &Canvas{doc: doc, height: height, fonts: make(map[string]bool)}
	c.state = state{a: 1, d: 1}
	vg.Initialize(c)
	return c
}

// Save writes the document.
func (c *Canvas) Save(w io.Writer) error { return c.doc.Output(w) }

// Page maps a point of the drawing to the page, whose y axis points down.
func (c *Canvas) Page(p vg.Point) (x, y float64) {
	s, px, py := &c.state, p.X.Points(), p.Y.Points()
	return s.a*px + s.c*py + s.e, c.height.Points() - (s.b*px + s.d*py + s.f)
}

// SetLineWidth sets the width of lines.
func (c *Canvas) SetLineWidth(w vg.Length) {
	c.state.width = w
	c.doc.SetLineWidth(w.Points())
}

// SetLineDash sets the dashes of lines.
func (c *Canvas) SetLineDash(dashes []vg.Length, offset vg.Length) {
	c.state.dashes, c.state.offset = dashes, offset
	lengths := make([]float64, len(dashes))
	for i, d := range dashes {
		lengths[i] = d.Points()
	}
	c.doc.SetDashPattern(lengths, offset.Points())
}

// SetColor sets the colour of lines, areas and texts; nil is black.
func (c *Canvas) SetColor(col color.Color) {
	if col == nil {
		col = color.Black
	}
	c.state.colour = col
	h := color.NRGBAModel.Convert(col).(color.NRGBA)
	r, g, b := int(h.R), int(h.G), int(h.B)
	c.doc.SetFillColor(r, g, b)
	c.doc.SetDrawColor(r, g, b)
	c.doc.SetTextColor(r, g, b)
	c.doc.SetAlpha(float64(h.A)/255, "Normal")
}

// Rotate turns what follows.
func (c *Canvas) Rotate(angle float64) {
	sin, cos := math.Sincos(angle)
	s := &c.state
	s.a, s.b, s.c, s.d = s.a*cos+s.c*sin, s.b*cos+s.d*sin, s.c*cos-s.a*sin, s.d*cos-s.b*sin
}

// Translate moves what follows.
func (c *Canvas) Translate(p vg.Point) {
	s, px, py := &c.state, p.X.Points(), p.Y.Points()
	s.e, s.f = s.e+s.a*px+s.c*py, s.f+s.b*px+s.d*py
}

// Scale stretches what follows.
func (c *Canvas) Scale(x, y float64) {
	s := &c.state
	s.a, s.b, s.c, s.d = s.a*x, s.b*x, s.c*y, s.d*y
}

// Push saves the transformation and the pen.
func (c *Canvas) Push() { c.stack = append(c.stack, c.state) }

// Pop restores what Push saved.
func (c *Canvas) Pop() {
	c.state = c.stack[len(c.stack)-1]
	c.stack = c.stack[:len(c.stack)-1]
	c.SetLineWidth(c.state.width)
	c.SetLineDash(c.state.dashes, c.state.offset)
	c.SetColor(c.state.colour)
}

// Stroke draws the outline of a path.
func (c *Canvas) Stroke(path vg.Path) {
	if c.state.width > 0 {
		c.trace(path, "D")
	}
}

// Fill fills a path.
func (c *Canvas) Fill(path vg.Path) { c.trace(path, "F") }

func (c *Canvas) trace(path vg.Path, how string) {
	for _, part := range path {
		x, y := c.Page(part.Pos)
		switch part.Type {
		case vg.MoveComp:
			c.doc.MoveTo(x, y)
		case vg.LineComp:
			c.doc.LineTo(x, y)
		case vg.ArcComp:
			c.arc(part)
		case vg.CurveComp:
			c.curve(part, x, y)
		case vg.CloseComp:
			c.doc.ClosePath()
		}
	}
	c.doc.DrawPath(how)
}

func (c *Canvas) curve(part vg.PathComp, x, y float64) {
	switch len(part.Control) {
	case 1:
		cx, cy := c.Page(part.Control[0])
		c.doc.CurveTo(cx, cy, x, y)
	case 2:
		ax, ay := c.Page(part.Control[0])
		bx, by := c.Page(part.Control[1])
		c.doc.CurveBezierCubicTo(ax, ay, bx, by, x, y)
	}
}

// arc draws a part of a circle as cubic curves of at most an eighth of a turn. Their error is below
// 5e-6 of the radius. A line leads to the first point, as on the canvases of gonum.
func (c *Canvas) arc(part vg.PathComp) {
	n := int(math.Ceil(math.Abs(part.Angle) / (math.Pi / 4)))
	step := part.Angle / float64(max(n, 1))
	handle := 4.0 / 3 * math.Tan(step/4)
	on := func(angle, ahead float64) vg.Point {
		sin, cos := math.Sincos(angle)
		return vg.Point{
			X: part.Pos.X + part.Radius*vg.Length(cos-ahead*sin),
			Y: part.Pos.Y + part.Radius*vg.Length(sin+ahead*cos),
		}
	}
	c.doc.LineTo(c.Page(on(part.Start, 0)))
	for i := range n {
		from, to := part.Start+step*float64(i), part.Start+step*float64(i+1)
		ax, ay := c.Page(on(from, handle))
		bx, by := c.Page(on(to, -handle))
		x, y := c.Page(on(to, 0))
		c.doc.CurveBezierCubicTo(ax, ay, bx, by, x, y)
	}
}

// FillString writes a text from a point of its baseline.
func (c *Canvas) FillString(face font.Face, p vg.Point, s string) {
	name := face.Name()
	if !c.fonts[name] {
		var raw bytes.Buffer
		if _, err := face.Face.WriteSourceTo(nil, &raw); err != nil {
			c.doc.SetError(err)
			return
		}
		c.doc.AddUTF8FontFromBytes(name, "", raw.Bytes())
		c.fonts[name] = true
	}
	c.doc.SetFont(name, "", face.Font.Size.Points())
	x, y := c.Page(p)
	angle := math.Atan2(c.state.b, c.state.a) * 180 / math.Pi
	if angle != 0 {
		c.doc.TransformBegin()
		c.doc.TransformRotate(angle, x, y)
		defer c.doc.TransformEnd()
	}
	c.doc.Text(x, y, s)
}

// DrawImage is part of vg.Canvas. Figures contain no images.
func (c *Canvas) DrawImage(vg.Rectangle, image.Image) {
	c.doc.SetError(errors.New("images are not drawn to pdf"))
}
