package plots

import (
	"math"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Look is how one thing, such as a policy, is drawn in every figure: the hue of all its marks, the
// dashes of its curve, the shape of its points and the hatching of its bars. The zero Look has no
// hue: the figure chooses one that no other series has.
type Look struct {
	Hue    Hue
	Dash   Dash
	Marker Marker
	Hatch  Hatch
}

// Dash is the pattern of a curve.
type Dash int

// The patterns.
const (
	Unbroken Dash = iota
	Dashed
	Dotted
	DashDotted
	LongDashed
	dashCount
)

// Marker is the shape of a point.
type Marker int

// The shapes.
const (
	Disc Marker = iota
	Square
	Pyramid
	Diamond
	Funnel
	Cross
	markerCount
	Leftward // of a value beyond the start of an axis; no series has it
	Rightward
)

// Hatch is the hatching of a bar, which tells bars apart in grey print.
type Hatch int

// The hatchings.
const (
	Plane Hatch = iota
	Rising
	Falling
	Crossed
	hatchCount
)

// IsSet reports whether the look was chosen.
func (l Look) IsSet() bool { return l.Hue.A != 0 }

// DefaultLook is the look of series i of a figure whose series have none. Looks repeat after 420
// series: seven hues, five dashes, six markers and four hatchings.
func DefaultLook(i int) Look {
	hues := [...]Hue{Blue(), Vermillion(), Green(), Purple(), Orange(), SkyBlue(), Grey()}
	return Look{Hue: hues[i%len(hues)], Dash: Dash(i % int(dashCount)), Marker: Marker(i % int(markerCount)),
		Hatch: Hatch(i % int(hatchCount))}
}

// alike reports whether two curves, or two bars, of these looks could be taken for each other.
func (l Look) alike(o Look) bool {
	return l.Hue == o.Hue && (l.Dash == o.Dash && l.Marker == o.Marker || l.Hatch == o.Hatch)
}

// Looks completes the looks of the series of a figure, so that no two share one. The first series
// with a look keeps it, whatever the others are. A series without a look gets the first default that
// is free. The second of two series with the same look keeps its hue and gets other dashes, another
// marker and another hatching; where all of them are taken, a default. Beyond 28 bars hatchings come
// again, and curves still differ.
func Looks(given []Look) []Look {
	out := make([]Look, 0, len(given))
	for i, l := range given {
		among := func(alike func(a, b Look) bool, l Look) bool {
			for k, o := range given {
				if k > i && o.IsSet() && l != given[i] && alike(l, o) {
					return true // a later series has it as its own
				}
			}
			for _, o := range out {
				if alike(l, o) {
					return true
				}
			}
			return false
		}
		taken := func(l Look) bool { return among(Look.alike, l) }
		for k := 1; l.IsSet() && taken(l) && k < int(hatchCount); k++ {
			l = Look{given[i].Hue, (given[i].Dash + Dash(k)) % dashCount, (given[i].Marker + Marker(k)) % markerCount,
				(given[i].Hatch + Hatch(k)) % hatchCount}
		}
		for k := 0; (!l.IsSet() || taken(l)) && k < 28; k++ {
			l = DefaultLook(k)
		}
		same := func(a, b Look) bool { return a.Hue == b.Hue && a.Dash == b.Dash && a.Marker == b.Marker }
		for k := 0; taken(l) && among(same, l) && k < 420; k++ {
			l = DefaultLook(k)
		}
		out = append(out, l)
	}
	return out
}

// Line is the line of a curve.
func (l Look) Line() draw.LineStyle {
	patterns := [...][]vg.Length{nil, {4, 1.5}, {1.2, 1.2}, {5, 1.5, 1.2, 1.5}, {7, 2}}
	return draw.LineStyle{Color: l.Hue, Width: CurveWidth, Dashes: patterns[l.Dash]}
}

// Dot is a point of a curve.
func (l Look) Dot() draw.GlyphStyle {
	return draw.GlyphStyle{Color: l.Hue, Radius: dotRadius, Shape: shape{l.Marker}}
}

// Ring is the outline of a point, larger than the point.
func (l Look) Ring() draw.GlyphStyle {
	return draw.GlyphStyle{Color: l.Hue, Radius: hollowRadius, Shape: outline{l.Marker, hollowLine}}
}

const dotRadius = vg.Length(1.7)

// shape draws a filled marker.
type shape struct{ marker Marker }

// DrawGlyph implements draw.GlyphDrawer.
func (s shape) DrawGlyph(c *draw.Canvas, style draw.GlyphStyle, at vg.Point) {
	c.SetColor(style.Color)
	c.Fill(s.marker.path(at, style.Radius))
}

// path is the outline of a marker.
func (m Marker) path(at vg.Point, radius vg.Length) vg.Path {
	// corners, the angle of the first of them, and their distances from the middle, in turn
	corners := map[Marker]struct {
		n     int
		first float64
		sizes []vg.Length
	}{
		Square: {4, 45, []vg.Length{1.25}}, Pyramid: {3, 90, []vg.Length{1.35}}, Diamond: {4, 90, []vg.Length{1.35}},
		Funnel: {3, 270, []vg.Length{1.35}}, Cross: {8, 45, []vg.Length{1.6, 0.55}},
		Leftward: {3, 180, []vg.Length{1.35}}, Rightward: {3, 0, []vg.Length{1.35}},
	}
	var path vg.Path
	if form, ok := corners[m]; ok {
		for k := range form.n {
			angle := (form.first + 360*float64(k)/float64(form.n)) * math.Pi / 180
			r := radius * form.sizes[k%len(form.sizes)]
			p := vg.Point{X: at.X + r*vg.Length(math.Cos(angle)), Y: at.Y + r*vg.Length(math.Sin(angle))}
			if k == 0 {
				path.Move(p)
			} else {
				path.Line(p)
			}
		}
	} else {
		path.Move(vg.Point{X: at.X + radius, Y: at.Y})
		path.Arc(at, radius, 0, 2*math.Pi)
	}
	path.Close()
	return path
}

// BarLook is the fill of a bar: a colour and a hatching. A hollow bar has an outline of its colour, or two.
type BarLook struct {
	fill   Hue
	hatch  Hatch
	hollow bool
	double bool // outline
}

// Bar is the fill of a bar.
func (l Look) Bar() BarLook { return BarLook{fill: l.Hue, hatch: l.Hatch} }

// HollowBar is a published bar. That of an input of the model has a double outline.
func (l Look) HollowBar(input bool) BarLook { return BarLook{fill: l.Hue, hollow: true, double: input} }

// CurveStyle is the line of curve i of a figure without looks.
func CurveStyle(i int) draw.LineStyle { return DefaultLook(i).Line() }

// CurveColour is the colour of curve i of a figure without looks.
func CurveColour(i int) Hue { return DefaultLook(i).Hue }
