package plots

import (
	"image/color"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// barLook is how a bar is filled: a colour and, so that a grey print is readable, a hatching.
type barLook struct {
	fill  color.Color
	hatch hatch
}

type hatch int

const (
	noHatch hatch = iota
	rising
	falling
	crossed
)

// barLookOf is the look of bar series i. Seven colours and four hatchings have no
// common factor: the pair repeats only after 28 series.
func barLookOf(i int) barLook {
	return barLook{fill: fillColour(i), hatch: hatch(i % 4)}
}

const hatchPitch = vg.Length(2.6)

// box draws a filled, hatched rectangle with a thin outline.
func (b *brush) box(r vg.Rectangle, look barLook) {
	corners := []vg.Point{r.Min, {X: r.Max.X, Y: r.Min.Y}, r.Max, {X: r.Min.X, Y: r.Max.Y}}
	size := r.Size()
	if size.X <= 0 || size.Y <= 0 {
		return // a value of zero has no bar
	}
	b.FillPolygon(look.fill, corners)
	inside := draw.Canvas{Canvas: b.Canvas.Canvas, Rectangle: r}
	st := solid(tint(paint(255, 255, 255), 170), 0.5)
	span := size.X + size.Y
	for d := hatchPitch; d < span; d += hatchPitch {
		if look.hatch == rising || look.hatch == crossed {
			b.StrokeLines(st, inside.ClipLinesXY([]vg.Point{
				{X: r.Max.X - d, Y: r.Min.Y}, {X: r.Max.X - d + span, Y: r.Min.Y + span}})...)
		}
		if look.hatch == falling || look.hatch == crossed {
			b.StrokeLines(st, inside.ClipLinesXY([]vg.Point{
				{X: r.Min.X + d, Y: r.Min.Y}, {X: r.Min.X + d - span, Y: r.Min.Y + span}})...)
		}
	}
	b.StrokeLines(solid(black(), 0.35), append(corners, corners[0]))
}

// lineSample shows a line in the legend.
func lineSample(st draw.LineStyle) func(*brush, vg.Rectangle) {
	return func(b *brush, box vg.Rectangle) {
		y := (box.Min.Y + box.Max.Y) / 2
		b.StrokeLines(st, []vg.Point{{X: box.Min.X, Y: y}, {X: box.Max.X, Y: y}})
	}
}

// bandSample shows a band, with the line in its middle, in the legend.
func bandSample(fill color.Color, st draw.LineStyle) func(*brush, vg.Rectangle) {
	return func(b *brush, box vg.Rectangle) {
		y0, y1 := box.Min.Y+1, box.Max.Y-1
		b.FillPolygon(fill, []vg.Point{{X: box.Min.X, Y: y0}, {X: box.Max.X, Y: y0}, {X: box.Max.X, Y: y1}, {X: box.Min.X, Y: y1}})
		if st.Width > 0 {
			lineSample(st)(b, box)
		}
	}
}

// barSample shows a bar in the legend.
func barSample(look barLook) func(*brush, vg.Rectangle) {
	return func(b *brush, box vg.Rectangle) {
		box.Min.X = box.Max.X - 12
		b.box(box, look)
	}
}

// dotSample shows a dot in the legend.
func dotSample(st draw.GlyphStyle) func(*brush, vg.Rectangle) {
	return func(b *brush, box vg.Rectangle) {
		b.DrawGlyphNoClip(st, vg.Point{X: (box.Min.X + box.Max.X) / 2, Y: (box.Min.Y + box.Max.Y) / 2})
	}
}
