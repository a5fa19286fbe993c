package plots

import "image/color"

// Hue is a colour. Those of this file are the palette of Okabe and Ito, "Color Universal Design
// (CUD)", 2008, and their shades.
type Hue = color.NRGBA

func paint(r, g, b uint8) Hue { return Hue{R: r, G: g, B: b, A: 255} }

// Black is the colour of axes and text.
func Black() Hue { return paint(0, 0, 0) }

// Grey is the colour of guides and of thin lines behind the data.
func Grey() Hue { return paint(110, 110, 110) }

// Silver is the colour of what stands beside the matter of a figure, such as the set-up of a machine
// below the time of a function.
func Silver() Hue { return paint(175, 175, 175) }

func gridGrey() Hue { return paint(222, 222, 222) }

// Orange is the first hue of families. Yellow is missing: a yellow line on white is too faint.
func Orange() Hue { return paint(230, 159, 0) }

// SkyBlue is a hue of families.
func SkyBlue() Hue { return paint(86, 180, 233) }

// Green is a hue of families, and that of accepted ranges.
func Green() Hue { return paint(0, 158, 115) }

// Blue is a hue of families.
func Blue() Hue { return paint(0, 114, 178) }

// Vermillion is a hue of families.
func Vermillion() Hue { return paint(213, 94, 0) }

// Purple is a hue of families.
func Purple() Hue { return paint(204, 121, 167) }

// Tint makes a colour transparent. An alpha of 255 is opaque.
func Tint(h Hue, alpha uint8) Hue {
	h.A = alpha
	return h
}

// faded is the colour of the band under a curve of the given colour.
func faded(h Hue) Hue { return Tint(h, 64) }

// Darker is a dark shade of a hue, for a member of a family.
func Darker(h Hue) Hue { return mix(h, paint(0, 0, 0), 0.42) }

// Lighter is a light shade of a hue, for a member of a family.
func Lighter(h Hue) Hue { return mix(h, paint(255, 255, 255), 0.45) }

// mix is a hue with a share of another.
func mix(h, other Hue, share float64) Hue {
	part := func(a, b uint8) uint8 { return uint8(float64(a)*(1-share) + float64(b)*share + 0.5) }
	return Hue{R: part(h.R, other.R), G: part(h.G, other.G), B: part(h.B, other.B), A: h.A}
}
