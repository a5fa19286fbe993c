package plots

import (
	"image/color"
	"math"
	"strings"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Mark is a drawing in a panel. Its places are values of the axes. Only this package has marks.
type Mark interface{ draw(b *brush, p *Panel) }

// Curve is a line through points.
type Curve struct {
	Points []XY
	Style  draw.LineStyle
}

// Staircase is a line that runs sideways, then up or down to the next point. It starts at From and
// runs on to To after the last point.
type Staircase struct {
	Points   []XY
	From, To XY
	Style    draw.LineStyle
}

// Band is the region between two curves over the same x.
type Band struct {
	Xs, Low, High []float64
	Fill          color.Color
}

// Bar is a rectangle.
type Bar struct {
	X0, X1, Y0, Y1 float64
	Look           BarLook
}

// Whisker is an interval along one axis.
type Whisker struct {
	From, To XY
	Colour   color.Color
}

// Dot is a point with a shape.
type Dot struct {
	At    XY
	Style draw.GlyphStyle
	Shift vg.Point // on paper, such as away from the edge of the panel
}

// Tolerance is a whisker of what is accepted around a published value: dotted, in its hue. It ends at
// the edges of the panel.
type Tolerance struct {
	From, To XY
	Hue      Hue
	Shift    vg.Point // as of Stated
}

func (m Tolerance) draw(b *brush, p *Panel) {
	b.StrokeLines(toleranceLine(m.Hue), []vg.Point{p.shifted(m.From, m.Shift),
		p.shifted(m.To, m.Shift)})
}

func toleranceLine(h Hue) draw.LineStyle {
	style := Solid(h, whiskerWidth)
	style.Dashes = []vg.Length{1, 1}
	return style
}

// inside maps a value to the sheet and keeps it within the panel.
func (p *Panel) inside(v XY) vg.Point {
	at := p.at(v)
	at.X = min(max(at.X, p.area.Min.X), p.area.Max.X)
	at.Y = min(max(at.Y, p.area.Min.Y), p.area.Max.Y)
	return at
}

// NoteBeside is the mark of a text to the right of a point.
func NoteBeside(at XY, text string) Mark {
	return note{at: at, text: text, colour: Black(), shift: vg.Point{X: TextGap + 1}, h: left, v: middle}
}

// NoteAbove is the mark of a text above a point.
func NoteAbove(at XY, text string) Mark {
	return note{at: at, text: text, colour: Black(), shift: vg.Point{Y: TextGap}, h: middle, v: bottom}
}

// note is a text beside a point, shifted by a length on paper.
type note struct {
	at     XY
	shift  vg.Point
	text   string
	h      align
	v      align
	colour color.Color
}

func (m Curve) draw(b *brush, p *Panel) { b.line(p, m.Style, m.Points) }

func (m Staircase) draw(b *brush, p *Panel) {
	pts := []XY{m.From}
	for _, q := range append(m.Points[:len(m.Points):len(m.Points)], m.To) {
		if last := pts[len(pts)-1]; q.X != last.X && q.Y != last.Y {
			pts = append(pts, XY{q.X, last.Y})
		}
		if q != pts[len(pts)-1] {
			pts = append(pts, q)
		}
	}
	b.line(p, m.Style, pts)
}

func (m Band) draw(b *brush, p *Panel) {
	var outline []vg.Point
	for i := range m.Xs {
		outline = append(outline, p.at(XY{m.Xs[i], m.High[i]}))
	}
	for i := len(m.Xs) - 1; i >= 0; i-- {
		outline = append(outline, p.at(XY{m.Xs[i], m.Low[i]}))
	}
	b.FillPolygon(m.Fill, outline)
}

func (m Bar) draw(b *brush, p *Panel) {
	r := vg.Rectangle{Min: p.at(XY{m.X0, m.Y0}), Max: p.at(XY{m.X1, m.Y1})}
	b.box(r, m.Look)
}

func (m Whisker) draw(b *brush, p *Panel) {
	const half = vg.Length(1.6)
	from, to := p.at(m.From), p.at(m.To)
	side := vg.Point{X: half}
	if math.Abs(float64(to.X-from.X)) > math.Abs(float64(to.Y-from.Y)) {
		side = vg.Point{Y: half}
	}
	st := Solid(Black(), whiskerWidth)
	st.Color = m.Colour
	b.StrokeLines(st, []vg.Point{from, to}, []vg.Point{from.Sub(side), from.Add(side)},
		[]vg.Point{to.Sub(side), to.Add(side)})
}

func (m Dot) draw(b *brush, p *Panel) { b.DrawGlyphNoClip(m.Style, p.at(m.At).Add(m.Shift)) }

func (m note) draw(b *brush, p *Panel) {
	at := p.at(m.at).Add(m.shift)
	width, height := b.faces.widest(textSize, m.text), capital*textSize
	low := vg.Point{X: at.X + width*vg.Length(m.h), Y: at.Y + height*vg.Length(m.v)}
	high := low.Add(vg.Point{X: width, Y: height})
	b.FillPolygon(paint(255, 255, 255), []vg.Point{{X: low.X - 0.5, Y: low.Y - 0.5}, {X: high.X + 0.5, Y: low.Y - 0.5},
		{X: high.X + 0.5, Y: high.Y + 0.5}, {X: low.X - 0.5, Y: high.Y + 0.5}}) // no guide runs through it
	b.text(m.text, textSize, m.colour, at, m.h, m.v)
}

// brush draws on a canvas in the house style.
type brush struct {
	draw.Canvas
	faces faces
}

// align places a text relative to a point: at 0 the text begins there, at -1 it ends there.
type align float64

const (
	left   align = 0
	middle align = -0.5
	right  align = -1
	bottom align = 0
	top    align = -1
)

// text writes lines of text.
func (b *brush) text(s string, size vg.Length, c color.Color, at vg.Point, h, v align) {
	b.write(s, size, false, c, at, h, v)
}

// capital is the height of a capital letter, of the size.
const capital = 0.72

func (b *brush) write(s string, size vg.Length, bold bool, c color.Color, at vg.Point, h, v align) {
	face := b.faces.at(size, bold)
	lines := strings.Split(s, "\n")
	height := capital*size + (size+lineGap)*vg.Length(len(lines)-1)
	y := at.Y + height*vg.Length(v) + height - capital*size
	b.SetColor(c)
	for _, line := range lines {
		if line = b.faces.known(line); line != "" {
			b.FillString(face, vg.Point{X: at.X + face.Width(line)*vg.Length(h), Y: y}, line)
		}
		y -= size + lineGap
	}
}

// vertical writes text from bottom to top, centred on a point.
func (b *brush) vertical(s string, size vg.Length, at vg.Point) {
	b.Push()
	b.Translate(at)
	b.Rotate(math.Pi / 2)
	b.text(s, size, Black(), vg.Point{}, middle, middle)
	b.Pop()
}

func (b *brush) line(p *Panel, style draw.LineStyle, pts []XY) {
	line := make([]vg.Point, len(pts))
	for i, q := range pts {
		line[i] = p.at(q)
	}
	b.StrokeLines(style, line)
}

// panel draws the grid, then the marks, then frame, ticks and labels on top.
func (b *brush) panel(p *Panel) {
	area := p.area
	if !p.bare {
		b.grid(p)
	}
	for _, m := range p.marks {
		m.draw(b, p)
	}
	if p.bare {
		return
	}
	frame := Solid(Black(), axisWidth)
	b.StrokeLines(frame, []vg.Point{{X: area.Min.X, Y: area.Max.Y}, area.Min, {X: area.Max.X, Y: area.Min.Y}})
	b.xAxis(p)
	b.yAxis(p)
	for _, t := range p.right {
		y := p.at(XY{p.X.Max, t.at}).Y
		b.text(t.label, textSize, Grey(), vg.Point{X: area.Max.X + TextGap, Y: y}, left, middle)
	}
	for _, h := range p.heads {
		b.heading(p, h)
	}
	p.legend.draw(b, area.Max.Y+p.legendHeight)
	if p.Title != "" && p.Alone {
		b.text(p.Title, textSize, Black(), vg.Point{X: p.left, Y: area.Max.Y + TextGap + 1 + p.legendHeight}, left,
			bottom)
	} else if p.Title != "" {
		b.text(p.Title, textSize, Black(),
			vg.Point{X: (area.Min.X + area.Max.X) / 2, Y: area.Max.Y + TextGap + 1}, middle, bottom)
	}
}

// headGap is free above a heading, too.
const headGap = vg.Length(3)

// heading writes a heading over the rows of a panel, from its left edge on.
func (b *brush) heading(p *Panel, h tick) {
	at := vg.Point{X: p.left, Y: p.at(XY{p.X.Min, h.at}).Y}
	half := b.faces.linesHeight(h.label)/2 + 1
	b.FillPolygon(paint(255, 255, 255), []vg.Point{{X: at.X, Y: at.Y - half}, {X: p.area.Max.X, Y: at.Y - half},
		{X: p.area.Max.X, Y: at.Y + half + headGap}, {X: at.X, Y: at.Y + half + headGap}})
	b.write(h.label, textSize, true, Black(), at, left, middle)
}

func (b *brush) grid(p *Panel) {
	st := Solid(gridGrey(), gridWidth)
	if p.X.Grid {
		for _, t := range p.X.ticks {
			if x := p.at(XY{t.at, p.Y.Min}).X; !t.minor {
				b.StrokeLines(st, []vg.Point{{X: x, Y: p.area.Min.Y}, {X: x, Y: p.area.Max.Y}})
			}
		}
	}
	if p.Y.Grid {
		for _, t := range p.Y.ticks {
			if y := p.at(XY{p.X.Min, t.at}).Y; !t.minor {
				b.StrokeLines(st, []vg.Point{{X: p.area.Min.X, Y: y}, {X: p.area.Max.X, Y: y}})
			}
		}
	}
}

func (b *brush) xAxis(p *Panel) {
	st, foot := Solid(Black(), axisWidth), p.area.Min.Y
	lines := 0
	for _, t := range p.X.ticks {
		x := p.at(XY{t.at, p.Y.Min}).X
		if p.X.names == nil {
			b.StrokeLines(st, []vg.Point{{X: x, Y: foot}, {X: x, Y: foot - tickSize(t)}})
		}
		if !p.X.Hidden && t.label != "" {
			b.text(t.label, textSize, Black(), vg.Point{X: x, Y: foot - tickLength - TextGap}, middle, top)
			lines = max(lines, 1+strings.Count(t.label, "\n"))
		}
	}
	if title := p.X.title(); title != "" && !p.X.Hidden {
		y := foot - tickLength - 2*TextGap
		if lines > 0 {
			y -= textHeight(textSize, lines)
		}
		title = b.faces.wrap(title, labelSize, p.titleRoom)
		b.text(title, labelSize, Black(), vg.Point{X: (p.area.Min.X + p.area.Max.X) / 2, Y: y}, middle, top)
	}
}

func (b *brush) yAxis(p *Panel) {
	st, x := Solid(Black(), axisWidth), p.area.Min.X
	for i, t := range p.Y.ticks {
		y := p.at(XY{p.X.Min, t.at}).Y
		gap := TextGap
		if p.Y.names == nil {
			b.StrokeLines(st, []vg.Point{{X: x, Y: y}, {X: x - tickSize(t), Y: y}})
			gap += tickLength
		}
		if !p.Y.Hidden && t.label != "" {
			b.write(t.label, textSize, p.Y.names != nil && p.Y.bold == i+1, Black(), vg.Point{X: x - gap, Y: y},
				right, middle)
		}
	}
	if title := p.Y.title(); title != "" {
		title = b.faces.wrap(title, labelSize, p.area.Size().Y)
		lines := 1 + strings.Count(title, "\n")
		at := vg.Point{X: p.left + textHeight(labelSize, lines)/2, Y: (p.area.Min.Y + p.area.Max.Y) / 2}
		b.vertical(title, labelSize, at)
	}
}

func tickSize(t tick) vg.Length {
	if t.minor {
		return minorLength
	}
	return tickLength
}
