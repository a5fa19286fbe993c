package plots

import (
	"image/color"
	"math"
	"strings"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// mark is something drawn in a panel at places given in the values of its axes.
type mark interface{ draw(b *brush, p *panel) }

// curve is a line through points.
type curve struct {
	pts   []xy
	style draw.LineStyle
}

// staircase is a line that goes first sideways, then up or down to the next point;
// from is where it starts, to how far it runs on after the last point.
type staircase struct {
	pts      []xy
	from, to xy
	style    draw.LineStyle
}

// band is the region between two curves over the same x.
type band struct {
	xs, low, high []float64
	fill          color.Color
}

// bar is a rectangle.
type bar struct {
	x0, x1, y0, y1 float64
	look           barLook
}

// whisker is an interval along one of the axes.
type whisker struct {
	a, b   xy
	colour color.Color
}

// dot is a point with a shape.
type dot struct {
	at    xy
	style draw.GlyphStyle
}

// note is a text beside a point, shifted by a length on paper.
type note struct {
	at     xy
	shift  vg.Point
	text   string
	h      align
	v      align
	colour color.Color
}

func (m curve) draw(b *brush, p *panel) { b.line(p, m.style, m.pts) }

func (m staircase) draw(b *brush, p *panel) {
	pts := []xy{m.from}
	for _, q := range append(m.pts[:len(m.pts):len(m.pts)], m.to) {
		if last := pts[len(pts)-1]; q.x != last.x && q.y != last.y {
			pts = append(pts, xy{q.x, last.y})
		}
		if q != pts[len(pts)-1] {
			pts = append(pts, q)
		}
	}
	b.line(p, m.style, pts)
}

func (m band) draw(b *brush, p *panel) {
	var outline []vg.Point
	for i := range m.xs {
		outline = append(outline, p.at(xy{m.xs[i], m.high[i]}))
	}
	for i := len(m.xs) - 1; i >= 0; i-- {
		outline = append(outline, p.at(xy{m.xs[i], m.low[i]}))
	}
	b.FillPolygon(m.fill, outline)
}

func (m bar) draw(b *brush, p *panel) {
	r := vg.Rectangle{Min: p.at(xy{m.x0, m.y0}), Max: p.at(xy{m.x1, m.y1})}
	b.box(r, m.look)
}

func (m whisker) draw(b *brush, p *panel) {
	const half = vg.Length(1.6)
	from, to := p.at(m.a), p.at(m.b)
	side := vg.Point{X: half}
	if math.Abs(float64(to.X-from.X)) > math.Abs(float64(to.Y-from.Y)) {
		side = vg.Point{Y: half}
	}
	st := solid(black(), whiskerWidth)
	st.Color = m.colour
	b.StrokeLines(st, []vg.Point{from, to}, []vg.Point{from.Sub(side), from.Add(side)}, []vg.Point{to.Sub(side), to.Add(side)})
}

func (m dot) draw(b *brush, p *panel) { b.DrawGlyphNoClip(m.style, p.at(m.at)) }

func (m note) draw(b *brush, p *panel) {
	b.text(m.text, textSize, m.colour, p.at(m.at).Add(m.shift), m.h, m.v)
}

// brush draws on a canvas in the house style.
type brush struct {
	draw.Canvas
	faces faces
}

// align is where a text lies relative to its point: 0 begins at it, -1 ends at it.
type align float64

const (
	left   align = 0
	middle align = -0.5
	right  align = -1
	bottom align = 0
	top    align = -1
)

// text writes lines of text; a capital letter is taken to be as high as 0.72 of the size.
func (b *brush) text(s string, size vg.Length, c color.Color, at vg.Point, h, v align) {
	b.write(s, size, false, c, at, h, v)
}

func (b *brush) write(s string, size vg.Length, bold bool, c color.Color, at vg.Point, h, v align) {
	const capital = 0.72
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

// upright writes text turned by a quarter, centred on a point.
func (b *brush) upright(s string, size vg.Length, at vg.Point) {
	b.Push()
	b.Translate(at)
	b.Rotate(math.Pi / 2)
	b.text(s, size, black(), vg.Point{}, middle, middle)
	b.Pop()
}

func (b *brush) line(p *panel, style draw.LineStyle, pts []xy) {
	line := make([]vg.Point, len(pts))
	for i, q := range pts {
		line[i] = p.at(q)
	}
	b.StrokeLines(style, line)
}

// panel draws the grid, the marks, then frame, ticks and labels over them.
func (b *brush) panel(p *panel) {
	area := p.area
	b.grid(p)
	for _, m := range p.marks {
		m.draw(b, p)
	}
	frame := solid(black(), axisWidth)
	b.StrokeLines(frame, []vg.Point{{X: area.Min.X, Y: area.Max.Y}, area.Min, {X: area.Max.X, Y: area.Min.Y}})
	b.xAxis(p)
	b.yAxis(p)
	for _, t := range p.right {
		y := p.at(xy{p.x.max, t.at}).Y
		b.text(t.label, textSize, grey(), vg.Point{X: area.Max.X + textGap, Y: y}, left, middle)
	}
	if p.title != "" {
		b.text(p.title, textSize, black(), vg.Point{X: (area.Min.X + area.Max.X) / 2, Y: area.Max.Y + textGap + 1}, middle, bottom)
	}
}

func (b *brush) grid(p *panel) {
	st := solid(gridGrey(), gridWidth)
	if p.x.grid {
		for _, t := range p.x.ticks {
			if x := p.at(xy{t.at, p.y.min}).X; !t.minor {
				b.StrokeLines(st, []vg.Point{{X: x, Y: p.area.Min.Y}, {X: x, Y: p.area.Max.Y}})
			}
		}
	}
	if p.y.grid {
		for _, t := range p.y.ticks {
			if y := p.at(xy{p.x.min, t.at}).Y; !t.minor {
				b.StrokeLines(st, []vg.Point{{X: p.area.Min.X, Y: y}, {X: p.area.Max.X, Y: y}})
			}
		}
	}
}

func (b *brush) xAxis(p *panel) {
	st, foot := solid(black(), axisWidth), p.area.Min.Y
	lines := 0
	for _, t := range p.x.ticks {
		x := p.at(xy{t.at, p.y.min}).X
		if p.x.names == nil {
			b.StrokeLines(st, []vg.Point{{X: x, Y: foot}, {X: x, Y: foot - tickSize(t)}})
		}
		if !p.x.hidden && t.label != "" {
			b.text(t.label, textSize, black(), vg.Point{X: x, Y: foot - tickLength - textGap}, middle, top)
			lines = max(lines, 1+strings.Count(t.label, "\n"))
		}
	}
	if title := p.x.title(); title != "" && !p.x.hidden {
		y := foot - tickLength - 2*textGap
		if lines > 0 {
			y -= textHeight(textSize, lines)
		}
		b.text(title, labelSize, black(), vg.Point{X: (p.area.Min.X + p.area.Max.X) / 2, Y: y}, middle, top)
	}
}

func (b *brush) yAxis(p *panel) {
	st, x := solid(black(), axisWidth), p.area.Min.X
	for i, t := range p.y.ticks {
		y := p.at(xy{p.x.min, t.at}).Y
		gap := textGap
		if p.y.names == nil {
			b.StrokeLines(st, []vg.Point{{X: x, Y: y}, {X: x - tickSize(t), Y: y}})
			gap += tickLength
		}
		if !p.y.hidden && t.label != "" {
			b.write(t.label, textSize, p.y.names != nil && p.y.bold == i+1, black(), vg.Point{X: x - gap, Y: y}, right, middle)
		}
	}
	if title := p.y.title(); title != "" {
		title = b.faces.wrap(title, labelSize, p.area.Size().Y)
		lines := 1 + strings.Count(title, "\n")
		at := vg.Point{X: edge + textHeight(labelSize, lines)/2, Y: (p.area.Min.Y + p.area.Max.Y) / 2}
		b.upright(title, labelSize, at)
	}
}

func tickSize(t tick) vg.Length {
	if t.minor {
		return minorLength
	}
	return tickLength
}
