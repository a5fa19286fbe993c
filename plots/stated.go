package plots

import (
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Stated is the mark of what a publication states about a value. Its shape says what is stated, and
// nothing of the series, which its hue tells. Marks of simulated values are filled, these are hollow:
//
//	○      a number
//	◇      a number that follows from published ones, such as from a ratio
//	▯      a range, from one end to the other; ◇─◇ where it follows from published numbers
//	├→     a bound, with an arrow to where the value may lie; ◇→ likewise
//	double the outline of what the model was set by
//	⌀      what stands in no publication that was read: remembered, or told by others; ⌀─⌀ and ⌀→ likewise
//	△      what no publication states: our own expectation; △─△ and △→ likewise
type Stated struct {
	From, To XY   // equal unless it is a range
	Open     Side // of a bound
	Lying    bool // values run to the right, not upwards
	Derived  bool
	Input    bool
	Ground   Ground
	Hue      Hue
	Shift    vg.Point // on paper, away from a mark at the same place
}

// Ground is what a statement rests on.
type Ground int

// The grounds.
const (
	Printed  Ground = iota // a publication states it
	Recalled               // it is remembered, or others tell it
	Expected               // nobody states it: it is our own expectation
)

// pointed reports whether the mark has a point for each end, in place of a box or a line.
func (m Stated) pointed() bool { return m.Derived || m.Ground != Printed }

// Side is the side of a bound on which the value may lie.
type Side int

// The sides. What is no bound is closed.
const (
	AtMost  Side = -1
	Closed  Side = 0
	AtLeast Side = 1
)

const (
	hollowRadius = vg.Length(2.3)
	outerRadius  = vg.Length(3.8) // of the second outline of an input
	hollowLine   = vg.Length(0.8)
	outerLine    = vg.Length(0.5)
	boxHalf      = vg.Length(1.9) // half the breadth of the box of a range
	boundHalf    = vg.Length(3)   // half the length of the line of a bound
	arrowLength  = vg.Length(8)
	leastArrow   = vg.Length(5) // where the panel ends
	headLength   = vg.Length(2.4)
	headHalf     = vg.Length(1.6)
)

func (m Stated) draw(b *brush, p *Panel) {
	from, to := p.shifted(m.From, m.Shift), p.shifted(m.To, m.Shift)
	room := arrowLength
	switch {
	case m.Lying && m.Open == AtLeast:
		room = p.area.Max.X - from.X
	case m.Lying:
		room = from.X - p.area.Min.X
	case m.Open == AtLeast:
		room = p.area.Max.Y - from.Y
	default:
		room = from.Y - p.area.Min.Y
	}
	b.stated(m, from, to, min(max(room, leastArrow), arrowLength))
}

// shifted is a place within the panel, shifted by a length on paper, or backwards where the panel ends.
func (p *Panel) shifted(v XY, by vg.Point) vg.Point {
	at := p.inside(v)
	if to := at.Add(by); to.X < p.area.Min.X || to.X > p.area.Max.X {
		by.X = -by.X
	} else if to.Y < p.area.Min.Y || to.Y > p.area.Max.Y {
		by.Y = -by.Y
	}
	return at.Add(by)
}

// StatedSample shows such a mark in the legend.
func StatedSample(m Stated) Sample {
	return func(b *brush, box vg.Rectangle) {
		at := vg.Point{X: (box.Min.X + box.Max.X) / 2, Y: (box.Min.Y + box.Max.Y) / 2}
		half := m.towards(textSize * 0.45)
		from, to := at, at
		if m.From != m.To {
			from, to = at.Sub(half), at.Add(half)
		}
		if m.Open != Closed {
			from = at.Sub(half.Scale(vg.Length(m.Open)))
			to = from
		}
		b.stated(m, from, to, arrowLength*0.85)
	}
}

// ToleranceSample shows the tolerance around such marks in the legend.
func ToleranceSample(lying bool) Sample {
	return func(b *brush, box vg.Rectangle) {
		at := vg.Point{X: (box.Min.X + box.Max.X) / 2, Y: (box.Min.Y + box.Max.Y) / 2}
		half := Stated{Lying: lying}.towards(textSize * 0.6)
		b.StrokeLines(toleranceLine(Darker(Grey())), []vg.Point{at.Sub(half), at.Add(half)})
	}
}

// towards is a step of a length to greater values.
func (m Stated) towards(length vg.Length) vg.Point {
	if m.Lying {
		return vg.Point{X: length}
	}
	return vg.Point{Y: length}
}

// aside is such a step across.
func (m Stated) aside(length vg.Length) vg.Point {
	m.Lying = !m.Lying
	return m.towards(length)
}

// stated draws the mark between two places on the sheet.
func (b *brush) stated(m Stated, from, to vg.Point, arrow vg.Length) {
	line := Solid(m.Hue, hollowLine)
	if m.Open != Closed {
		ahead := vg.Length(m.Open)
		tip := from.Add(m.towards(arrow * ahead))
		neck := tip.Sub(m.towards(headLength * ahead))
		b.StrokeLines(line, []vg.Point{from, tip},
			[]vg.Point{neck.Add(m.aside(headHalf)), tip, neck.Sub(m.aside(headHalf))})
		if !m.pointed() {
			b.StrokeLines(line, []vg.Point{from.Sub(m.aside(boundHalf)), from.Add(m.aside(boundHalf))})
			if m.Input {
				back := from.Sub(m.towards((outerRadius - hollowRadius) * ahead))
				b.StrokeLines(Solid(m.Hue, outerLine), []vg.Point{back.Sub(m.aside(boundHalf)),
					back.Add(m.aside(boundHalf))})
			}
			return
		}
	}
	switch {
	case from == to:
		b.hollow(m, from)
	case m.pointed():
		b.StrokeLines(line, []vg.Point{from, to})
		b.hollow(m, from)
		b.hollow(m, to)
	default:
		b.span(m, from, to)
	}
}

// span draws the box of a range.
func (b *brush) span(m Stated, from, to vg.Point) {
	corners := func(by vg.Length) []vg.Point {
		side, end := m.aside(boxHalf+by), m.towards(by)
		return []vg.Point{from.Sub(side).Sub(end), from.Add(side).Sub(end), to.Add(side).Add(end),
			to.Sub(side).Add(end), from.Sub(side).Sub(end)}
	}
	b.FillPolygon(paint(255, 255, 255), corners(0))
	b.StrokeLines(Solid(m.Hue, hollowLine), corners(0))
	if m.Input {
		b.StrokeLines(Solid(m.Hue, outerLine), corners(outerRadius-hollowRadius))
	}
}

// hollow draws the shape of a number. What is recalled is struck through.
func (b *brush) hollow(m Stated, at vg.Point) {
	marker := Disc
	switch {
	case m.Ground == Expected:
		marker = Pyramid
	case m.Ground == Recalled:
		defer func() {
			step := vg.Point{X: outerRadius, Y: outerRadius}
			b.StrokeLines(Solid(m.Hue, hollowLine), []vg.Point{at.Sub(step), at.Add(step)})
		}()
	case m.Derived:
		marker = Diamond
	}
	if m.Input {
		b.DrawGlyphNoClip(draw.GlyphStyle{Color: m.Hue, Radius: outerRadius, Shape: outline{marker, outerLine}}, at)
	}
	b.DrawGlyphNoClip(draw.GlyphStyle{Color: m.Hue, Radius: hollowRadius, Shape: outline{marker, hollowLine}}, at)
}

// outline draws the outline of a marker, white inside.
type outline struct {
	marker Marker
	width  vg.Length
}

// DrawGlyph implements draw.GlyphDrawer.
func (o outline) DrawGlyph(c *draw.Canvas, style draw.GlyphStyle, at vg.Point) {
	path := o.marker.path(at, style.Radius)
	c.SetColor(paint(255, 255, 255))
	c.Fill(path)
	c.SetLineStyle(Solid(Black(), o.width))
	c.SetColor(style.Color)
	c.Stroke(path)
}
