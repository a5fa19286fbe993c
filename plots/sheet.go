package plots

import (
	"math"
	"strings"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Sheet is a figure laid out: a legend strip above rows of panels.
//
//	┌──────────────────────────────┐
//	│ ── legend   - - legend       │
//	│ y┌────────┐ ┌────────┐       │  a row; panels of a row are equally high,
//	│  └────────┘ └────────┘       │  those of a column equally wide
//	│    x label    x label        │
//	└──────────────────────────────┘
type Sheet struct {
	width, height vg.Length
	faces         faces
	rows          [][]*panel
	legend        legend
	table         [][]string
}

// panel is one pair of axes and what is drawn between them.
type panel struct {
	title  string
	x, y   axis
	height vg.Length
	right  []tick // labels at the right edge, by the place on the y axis
	marks  []mark

	area vg.Rectangle // where the data goes, set by layOut
}

// at is the place of a value on the sheet.
func (p *panel) at(v xy) vg.Point {
	size := p.area.Size()
	return vg.Point{
		X: p.area.Min.X + vg.Length(p.x.place(v.x))*size.X,
		Y: p.area.Min.Y + vg.Length(p.y.place(v.y))*size.Y,
	}
}

func (p *panel) add(m ...mark) { p.marks = append(p.marks, m...) }

func newSheet(w Width) *Sheet {
	return &Sheet{width: w.length(), faces: loadFaces()}
}

// Size is the size of the figure on paper.
func (s *Sheet) Size() (width, height vg.Length) { return s.width, s.height }

// Table is the data as drawn, a header row first.
func (s *Sheet) Table() [][]string { return s.table }

// columnMargins are what the panels of one column need left and right of their areas.
type columnMargins struct{ left, right vg.Length }

// layOut gives every panel its area and the sheet its height.
func (s *Sheet) layOut() *Sheet {
	cols := 0
	for _, row := range s.rows {
		cols = max(cols, len(row))
	}
	margins := make([]columnMargins, cols)
	for _, row := range s.rows {
		for j, p := range row {
			p.y.layTicks(p.height, func(l string) vg.Length { return s.yRoom(&p.y, l) })
			margins[j].left = max(margins[j].left, s.leftOf(p))
			margins[j].right = max(margins[j].right, s.rightOf(p))
		}
	}
	width := s.areaWidth(margins)
	for _, row := range s.rows { // the labels of the x axes may stand over
		for j, p := range row {
			p.x.layTicks(width, s.xRoom)
			l, r := s.overhang(p, width)
			margins[j].left, margins[j].right = max(margins[j].left, l), max(margins[j].right, r)
		}
	}
	width = s.areaWidth(margins)
	top := edge + s.legend.layOut(s.faces, s.width-2*edge)
	for i, row := range s.rows {
		if i > 0 && row[0].title != "" {
			top += panelGap / 2
		}
		top = s.layRow(row, margins, width, top)
	}
	s.height = top + edge
	s.flip()
	return s
}

// areaWidth is what is left for each column of panels.
func (s *Sheet) areaWidth(margins []columnMargins) vg.Length {
	free := s.width - 2*edge - panelGap*vg.Length(len(margins)-1)
	for _, m := range margins {
		free -= m.left + m.right
	}
	return max(free/vg.Length(len(margins)), 10)
}

// layRow places the panels of a row whose upper edge is top below the sheet's; the answer is the row's lower edge.
func (s *Sheet) layRow(row []*panel, margins []columnMargins, width, top vg.Length) vg.Length {
	var head, foot, height vg.Length
	for _, p := range row {
		p.x.layTicks(width, s.xRoom)
		head, foot, height = max(head, s.above(p)), max(foot, s.below(p)), max(height, p.height)
	}
	x := edge
	for j, p := range row {
		x += margins[j].left
		p.area.Min = vg.Point{X: x, Y: top + head + height}
		p.area.Max = vg.Point{X: x + width, Y: top + head}
		x += width + margins[j].right + panelGap
	}
	return top + head + height + foot
}

// flip turns lengths from the upper edge into lengths from the lower one.
func (s *Sheet) flip() {
	for _, row := range s.rows {
		for _, p := range row {
			p.area.Min.Y, p.area.Max.Y = s.height-p.area.Min.Y, s.height-p.area.Max.Y
		}
	}
}

func (s *Sheet) yRoom(a *axis, label string) vg.Length {
	return textHeight(textSize, 1+strings.Count(label, "\n")) + 2
}

func (s *Sheet) xRoom(label string) vg.Length { return s.faces.widest(textSize, label) + 4 }

func (s *Sheet) leftOf(p *panel) vg.Length {
	var w vg.Length
	if !p.y.hidden {
		for i, t := range p.y.ticks {
			faces := s.faces
			if p.y.names != nil && p.y.bold == i+1 {
				faces = faces.emphasised()
			}
			w = max(w, faces.widest(textSize, t.label))
		}
		w += textGap
	}
	if p.y.names == nil {
		w += tickLength
	}
	if title := p.y.title(); title != "" {
		lines := 1 + strings.Count(s.faces.wrap(title, labelSize, p.height), "\n")
		w += textHeight(labelSize, lines) + 1.5*textGap
	}
	return w
}

func (s *Sheet) rightOf(p *panel) vg.Length {
	var w vg.Length
	for _, t := range p.right {
		w = max(w, s.faces.width(t.label, textSize)+textGap)
	}
	return w
}

// overhang is how far the labels of the x axis reach beyond the area.
func (s *Sheet) overhang(p *panel, width vg.Length) (left, right vg.Length) {
	if p.x.hidden {
		return 0, 0
	}
	for _, t := range p.x.ticks {
		mid, half := vg.Length(p.x.place(t.at))*width, s.faces.widest(textSize, t.label)/2
		left, right = max(left, half-mid), max(right, mid+half-width)
	}
	return left, right
}

func (s *Sheet) above(p *panel) vg.Length {
	h := textSize/2 + 0.5 // half of the uppermost label of the y axis
	if p.title != "" {
		h = textHeight(textSize, 1+strings.Count(p.title, "\n")) + textGap + 1.5
	}
	return h
}

func (s *Sheet) below(p *panel) vg.Length {
	h := textSize / 2
	if p.x.hidden {
		return h
	}
	lines := 0
	for _, t := range p.x.ticks {
		if t.label != "" {
			lines = max(lines, 1+strings.Count(t.label, "\n"))
		}
	}
	if lines > 0 {
		h = tickLength + textGap + textHeight(textSize, lines)
	}
	if p.x.title() != "" {
		h += textHeight(labelSize, 1) + textGap
	}
	return h + 1.5
}

// Draw draws the sheet on a canvas of its size.
func (s *Sheet) Draw(canvas vg.Canvas) {
	b := &brush{Canvas: draw.NewCanvas(canvas, s.width, s.height), faces: s.faces}
	s.legend.draw(b, s.height-edge)
	for _, row := range s.rows {
		for _, p := range row {
			b.panel(p)
		}
	}
}

// legend is the strip above the panels.
type legend struct {
	entries []legendEntry
	columns int
	pitch   vg.Length // from one column to the next
	indent  vg.Length
}

// legendEntry is a sample of a mark, drawn into a box, and the name beside it.
type legendEntry struct {
	name   string
	sample func(b *brush, box vg.Rectangle)
}

const (
	sampleWidth = vg.Length(20)
	sampleGap   = vg.Length(3)
	entryGap    = vg.Length(9)
)

// layOut sets the entries in as many columns as fit; the answer is the height of the strip.
func (l *legend) layOut(f faces, width vg.Length) vg.Length {
	if len(l.entries) == 0 {
		return 0
	}
	var widest vg.Length
	for i := range l.entries {
		e := &l.entries[i]
		e.name = f.shorten(e.name, textSize, width-sampleWidth-sampleGap)
		widest = max(widest, f.width(e.name, textSize))
	}
	l.pitch = sampleWidth + sampleGap + widest + entryGap
	l.columns = min(len(l.entries), max(1, int(math.Floor(float64((width+entryGap)/l.pitch)))))
	l.indent = (width - l.pitch*vg.Length(l.columns) + entryGap) / 2
	return vg.Length(l.rows())*(textSize+lineGap) + 4
}

func (l *legend) rows() int {
	return (len(l.entries) + l.columns - 1) / l.columns
}

func (l *legend) draw(b *brush, top vg.Length) {
	for i, e := range l.entries {
		x := edge + l.indent + l.pitch*vg.Length(i%l.columns)
		y := top - (textSize+lineGap)*vg.Length(i/l.columns)
		box := vg.Rectangle{Min: vg.Point{X: x, Y: y - textSize}, Max: vg.Point{X: x + sampleWidth, Y: y}}
		e.sample(b, box)
		b.text(e.name, textSize, black(), vg.Point{X: box.Max.X + sampleGap, Y: y - textSize/2}, left, middle)
	}
}
