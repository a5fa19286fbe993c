package plots

import (
	"image/color"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

const hatchPitch = vg.Length(2.6)

// box draws a filled, hatched rectangle with a thin outline.
func (b *brush) box(r vg.Rectangle, look BarLook) {
	corners := []vg.Point{r.Min, {X: r.Max.X, Y: r.Min.Y}, r.Max, {X: r.Min.X, Y: r.Max.Y}}
	size := r.Size()
	if size.X <= 0 || size.Y <= 0 {
		return // a value of zero has no bar
	}
	if look.hollow {
		b.hollowBox(r, look)
		return
	}
	b.FillPolygon(look.fill, corners)
	inside := draw.Canvas{Canvas: b.Canvas.Canvas, Rectangle: r}
	st := Solid(Tint(paint(255, 255, 255), 170), 0.5)
	span := size.X + size.Y
	for d := hatchPitch; d < span; d += hatchPitch {
		if look.hatch == Rising || look.hatch == Crossed {
			b.StrokeLines(st, inside.ClipLinesXY([]vg.Point{
				{X: r.Max.X - d, Y: r.Min.Y}, {X: r.Max.X - d + span, Y: r.Min.Y + span}})...)
		}
		if look.hatch == Falling || look.hatch == Crossed {
			b.StrokeLines(st, inside.ClipLinesXY([]vg.Point{
				{X: r.Min.X + d, Y: r.Min.Y}, {X: r.Min.X + d - span, Y: r.Min.Y + span}})...)
		}
	}
	b.StrokeLines(Solid(Black(), 0.35), append(corners, corners[0]))
}

// hollowBox draws the outline of a bar, inside of its edges.
func (b *brush) hollowBox(r vg.Rectangle, look BarLook) {
	b.FillPolygon(paint(255, 255, 255), []vg.Point{r.Min, {X: r.Max.X, Y: r.Min.Y}, r.Max, {X: r.Min.X, Y: r.Max.Y}})
	for _, line := range []struct{ inside, width vg.Length }{
		{hollowLine / 2, hollowLine}, {secondOutline, outerLine},
	} {
		corners := []vg.Point{{X: r.Min.X + line.inside, Y: r.Min.Y + line.inside},
			{X: r.Max.X - line.inside, Y: r.Min.Y + line.inside}, {X: r.Max.X - line.inside, Y: r.Max.Y - line.inside},
			{X: r.Min.X + line.inside, Y: r.Max.Y - line.inside}}
		b.StrokeLines(Solid(look.fill, line.width), append(corners, corners[0]))
		if size := r.Size(); !look.double || min(size.X, size.Y) < 2*secondOutline {
			return
		}
	}
}

// secondOutline is how far inside of a bar its second outline lies.
const secondOutline = vg.Length(1.9)

// Sample draws the mark of a legend entry into a box.
type Sample func(b *brush, box vg.Rectangle)

// LineSample shows a line in the legend.
func LineSample(st draw.LineStyle) Sample {
	return func(b *brush, box vg.Rectangle) {
		y := (box.Min.Y + box.Max.Y) / 2
		b.StrokeLines(st, []vg.Point{{X: box.Min.X, Y: y}, {X: box.Max.X, Y: y}})
	}
}

// BandSample shows a band and its line in the legend.
func BandSample(fill color.Color, st draw.LineStyle) Sample {
	return func(b *brush, box vg.Rectangle) {
		y0, y1 := box.Min.Y+1, box.Max.Y-1
		b.FillPolygon(fill, []vg.Point{{X: box.Min.X, Y: y0}, {X: box.Max.X, Y: y0}, {X: box.Max.X, Y: y1},
			{X: box.Min.X, Y: y1}})
		if st.Width > 0 {
			LineSample(st)(b, box)
		}
	}
}

// BarSample shows a bar in the legend.
func BarSample(look BarLook) Sample {
	return func(b *brush, box vg.Rectangle) {
		box.Min.X = max(box.Min.X, box.Max.X-barSample)
		b.box(box, look)
	}
}

// DotSample shows a dot in the legend.
func DotSample(st draw.GlyphStyle) Sample {
	return func(b *brush, box vg.Rectangle) {
		b.DrawGlyphNoClip(st, vg.Point{X: (box.Min.X + box.Max.X) / 2, Y: (box.Min.Y + box.Max.Y) / 2})
	}
}

// SquareSample shows a small square in the legend.
func SquareSample(fill color.Color) Sample {
	return func(b *brush, box vg.Rectangle) {
		box.Min.X = box.Max.X - 6
		y := (box.Min.Y + box.Max.Y) / 2
		box.Min.Y, box.Max.Y = y-2.5, y+2.5
		corners := []vg.Point{box.Min, {X: box.Max.X, Y: box.Min.Y}, box.Max, {X: box.Min.X, Y: box.Max.Y}}
		b.FillPolygon(fill, corners)
	}
}

// SideBySide shows marks beside each other, each in its part of a bar.
func SideBySide(samples ...Sample) Sample {
	return func(b *brush, box vg.Rectangle) {
		width := vg.Length(barSample) / vg.Length(len(samples))
		for i, draw := range samples {
			part := box
			part.Min.X = box.Max.X - barSample + width*vg.Length(i)
			part.Max.X = part.Min.X + width
			draw(b, part)
		}
	}
}

// barSample is the width of a bar in the legend.
const barSample = 12

// Overlay draws samples over each other, the first at the bottom.
func Overlay(samples ...Sample) Sample {
	return func(b *brush, box vg.Rectangle) {
		for _, draw := range samples {
			draw(b, box)
		}
	}
}
