package plots

import (
	"sort"
	"strings"

	xfont "golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/font/liberation"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Sizes of the house style.
const (
	dpi          = 300
	labelSize    = vg.Length(8) // axis labels
	textSize     = vg.Length(7) // everything else
	lineGap      = vg.Length(1.5)
	axisWidth    = vg.Length(0.5)
	gridWidth    = vg.Length(0.35)
	whiskerWidth = vg.Length(0.6)
	tickLength   = vg.Length(2.5)
	minorLength  = vg.Length(1.4)
	panelGap     = vg.Length(8)
	edge         = vg.Length(2) // free border around the sheet
)

// TextGap is the room between a text and what it names, CurveWidth the width of a curve.
const (
	TextGap    = vg.Length(2)
	CurveWidth = vg.Length(1)
)

// MostPoints is the greatest number of points of one curve.
const MostPoints = 800

// Solid is a line without dashes.
func Solid(h Hue, width vg.Length) draw.LineStyle {
	return draw.LineStyle{Color: h, Width: width}
}

// GuideStyle is the dotted line of a guide, such as that of a quantile.
func GuideStyle() draw.LineStyle {
	style := Solid(Grey(), gridWidth)
	style.Dashes = []vg.Length{1.5, 1.5}
	return style
}

// faces holds the two faces of the house style.
type faces struct{ regular, bold font.Face }

func loadFaces() faces {
	cache := font.NewCache(liberation.Collection())
	base := font.Font{Typeface: "Liberation", Variant: "Sans"}
	bold := base
	bold.Weight = xfont.WeightBold
	return faces{cache.Lookup(base, textSize), cache.Lookup(bold, textSize)}
}

func (f faces) at(size vg.Length, bold bool) font.Face {
	face := f.regular
	if bold {
		face = f.bold
	}
	face.Font.Size = size
	return face
}

// emphasised are the faces of a text in bold.
func (f faces) emphasised() faces { return faces{f.bold, f.bold} }

func (f faces) width(s string, size vg.Length) vg.Length {
	face := f.at(size, false)
	return face.Width(f.known(s))
}

// known replaces letters that the font lacks by a box.
func (f faces) known(s string) string {
	var buf sfnt.Buffer
	return strings.Map(func(r rune) rune {
		if i, err := f.regular.Face.GlyphIndex(&buf, r); err != nil || i == 0 {
			return '□'
		}
		return r
	}, s)
}

// widest returns the width of the widest line of the texts.
func (f faces) widest(size vg.Length, texts ...string) vg.Length {
	var w vg.Length
	for _, t := range texts {
		for line := range strings.SplitSeq(t, "\n") {
			w = max(w, f.width(line, size))
		}
	}
	return w
}

// textHeight is the height of n lines of text.
func textHeight(size vg.Length, n int) vg.Length {
	return vg.Length(n)*size + vg.Length(n-1)*lineGap
}

// wrap breaks text into lines of at most the width. It breaks before plus signs, and where that is
// not enough, at spaces, then behind commas, then behind hyphens. It shortens a piece that still
// does not fit.
func (f faces) wrap(s string, size, width vg.Length) string {
	var best string
	for _, breaks := range []func(a, b rune) bool{
		func(a, b rune) bool { return a == ' ' && b == '+' },
		func(a, b rune) bool { return a == ' ' && b != '(' },
		func(a, b rune) bool { return a == ' ' || a == ',' },
		func(a, b rune) bool { return a == ' ' || a == ',' || a == '-' },
	} {
		var lines []string
		fits := true
		for _, l := range f.fill(cut(s, breaks), size, width) {
			short := f.shorten(l, size, width)
			fits = fits && short == l
			lines = append(lines, short)
		}
		if best = strings.Join(lines, "\n"); fits {
			break
		}
	}
	return best
}

// cut splits a text wherever a line may end between two letters.
func cut(s string, breaks func(a, b rune) bool) []string {
	var out []string
	start, last := 0, rune(0)
	for i, r := range s {
		if i > start && breaks(last, r) {
			out = append(out, s[start:i])
			start = i
		}
		last = r
	}
	return append(out, s[start:])
}

// fill puts as many pieces into each line as it holds.
func (f faces) fill(pieces []string, size, width vg.Length) []string {
	lines := pieces[:1:1]
	for _, piece := range pieces[1:] {
		last := &lines[len(lines)-1]
		if f.width(strings.TrimSpace(*last+piece), size) <= width {
			*last += piece
		} else {
			lines = append(lines, piece)
		}
	}
	for i := range lines {
		lines[i] = strings.TrimSpace(lines[i])
	}
	return lines
}

// shorten removes letters from the middle until the text fits. The ends of a policy's name tell
// more than its middle.
func (f faces) shorten(s string, size, width vg.Length) string {
	if f.width(s, size) <= width {
		return s
	}
	runes := []rune(s)
	shortened := func(keep int) string {
		return string(runes[:(keep+1)/2]) + "…" + string(runes[len(runes)-keep/2:])
	}
	tooMany := sort.Search(len(runes), func(keep int) bool { return f.width(shortened(keep), size) > width })
	return shortened(max(0, tooMany-1))
}

// linesHeight is the height of a text of one or more lines.
func (f faces) linesHeight(s string) vg.Length {
	return textHeight(textSize, 1+strings.Count(s, "\n"))
}

// fits tells whether a wrapped text is complete and within a width and a number of lines.
func (f faces) fits(wrapped string, width vg.Length, lines int) bool {
	return !strings.Contains(wrapped, "…") && strings.Count(wrapped, "\n") < lines &&
		f.widest(textSize, wrapped) <= width
}
