package plots

import (
	"math"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Diagram makes a panel without axes. Its places are points of paper from the lower left corner, and it
// is as wide as Inner.
func (s *Sheet) Diagram(height vg.Length) *Panel {
	p := &Panel{Height: height, bare: true}
	p.X = Axis{Max: s.Inner().Points(), Hidden: true}
	p.Y = Axis{Max: height.Points(), Hidden: true}
	return p
}

// Inner is the width of the sheet between its edges.
func (s *Sheet) Inner() vg.Length { return s.width - 2*edge }

// TextHeight is the height of a line of text with the gap to the next.
const TextHeight = textSize + lineGap

// Block is a rectangle with an outline in a diagram.
type Block struct {
	Min, Max XY
	Fill     Hue
	Line     draw.LineStyle
}

func (m Block) draw(b *brush, p *Panel) {
	low, high := p.at(m.Min), p.at(m.Max)
	corners := []vg.Point{low, {X: high.X, Y: low.Y}, high, {X: low.X, Y: high.Y}}
	b.FillPolygon(m.Fill, corners)
	b.StrokeLines(m.Line, append(corners, corners[0]))
}

// Words are lines of text, the first of them in bold if asked for. They are centred on a place, or with
// Above begin there and stand above it.
type Words struct {
	At    XY
	Text  string
	Bold  bool
	Above bool
}

func (m Words) draw(b *brush, p *Panel) {
	at := p.at(m.At)
	if m.Above {
		b.write(m.Text, textSize, m.Bold, Black(), at.Add(vg.Point{Y: 2.2}), left, bottom)
		return
	}
	b.write(m.Text, textSize, m.Bold, Black(), at, middle, middle)
}

// Arrow is a line through points with a head at its end.
type Arrow struct {
	Points []XY
	Style  draw.LineStyle
}

func (m Arrow) draw(b *brush, p *Panel) {
	line := make([]vg.Point, len(m.Points))
	for i, q := range m.Points {
		line[i] = p.at(q)
	}
	if len(line) < 2 {
		return
	}
	end, before := line[len(line)-1], line[len(line)-2]
	dx, dy := float64(end.X-before.X), float64(end.Y-before.Y)
	size := math.Hypot(dx, dy)
	if size == 0 {
		return
	}
	along := vg.Point{X: vg.Length(dx / size), Y: vg.Length(dy / size)}
	length := headLength + 1.5*m.Style.Width
	back := end.Sub(along.Scale(length))
	side := vg.Point{X: -along.Y, Y: along.X}.Scale(headHalf + m.Style.Width/2)
	line[len(line)-1] = end.Sub(along.Scale(length / 2))
	b.StrokeLines(m.Style, line)
	b.FillPolygon(m.Style.Color, []vg.Point{end, back.Add(side), back.Sub(side)})
}
