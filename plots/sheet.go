package plots

import (
	"slices"
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
	rows          [][]*Panel
	legend        legend
	sections      []section // of the table
	room          vg.Length // of a panel with its labels; 0: the whole width
	tallest       vg.Length // of a panel; 0: as its width says
}

// section is a part of the table with columns of its own.
type section struct {
	panel   string
	columns []string
	rows    [][]string
}

// Panel is a pair of axes and the marks between them.
type Panel struct {
	Title  string
	X, Y   Axis
	Height vg.Length
	Alone  bool   // its margins are those of its row alone, and its title begins at its left edge
	right  []tick // labels at the right edge, at values of the y axis
	heads  []tick // headings over rows, at values of the y axis
	marks  []Mark
	legend legend // of the panel alone, below its title and as wide as the sheet

	legendHeight vg.Length

	bare bool // a diagram: it has no axes

	area vg.Rectangle // place of the data on the sheet, set by LayOut
	left vg.Length    // where the panel begins, with its labels

	titleRoom vg.Length // for the label of the x axis, centred below the area
}

// at maps a value to its place on the sheet.
func (p *Panel) at(v XY) vg.Point {
	size := p.area.Size()
	return vg.Point{
		X: p.area.Min.X + vg.Length(p.X.Place(v.X))*size.X,
		Y: p.area.Min.Y + vg.Length(p.Y.Place(v.Y))*size.Y,
	}
}

// Add puts marks on top of the others.
func (p *Panel) Add(m ...Mark) { p.marks = append(p.marks, m...) }

// AddUnder puts a mark below the others.
func (p *Panel) AddUnder(m Mark) { p.marks = append([]Mark{m}, p.marks...) }

// LabelRight writes a label at the right edge, beside a value of the y axis.
func (p *Panel) LabelRight(value float64, label string) {
	p.right = append(p.right, tick{at: value, label: label})
}

// Head writes a heading in bold, from the left edge of the panel over rows at a value of the y axis.
func (p *Panel) Head(value float64, text string) {
	p.heads = append(p.heads, tick{at: value, label: text})
}

// AddLegend adds an entry to the legend of the panel alone, unless it has one of that name.
func (p *Panel) AddLegend(name string, sample Sample) { p.legend.add(name, sample) }

// NewSheet makes an empty sheet of the given width. The columns are the header of its table.
func NewSheet(w Width, columns ...string) *Sheet {
	return &Sheet{width: w.length(), faces: loadFaces(), sections: []section{{columns: columns}}}
}

// Section begins a part of the table with columns of its own, such as that of a panel.
func (s *Sheet) Section(panel string, columns ...string) {
	if len(s.sections) == 1 && len(s.sections[0].columns) == 0 {
		s.sections = nil // of an empty sheet
	}
	s.sections = append(s.sections, section{panel: panel, columns: columns})
}

// Record adds a row to the last section of the table.
func (s *Sheet) Record(cells ...string) {
	last := &s.sections[len(s.sections)-1]
	last.rows = append(last.rows, cells)
}

// RenameColumns gives the first columns of the last section other names.
func (s *Sheet) RenameColumns(names ...string) { copy(s.sections[len(s.sections)-1].columns, names) }

// AddRow adds panels side by side, below the other rows.
func (s *Sheet) AddRow(panels ...*Panel) { s.rows = append(s.rows, panels) }

// AddLegend adds an entry to the legend, unless it has one of that name.
func (s *Sheet) AddLegend(name string, sample Sample) { s.legend.add(name, sample) }

// Wrap breaks text into lines of at most the width.
func (s *Sheet) Wrap(text string, width vg.Length) string { return s.faces.wrap(text, textSize, width) }

// Widest is the width of the widest line of texts.
func (s *Sheet) Widest(texts ...string) vg.Length { return s.faces.widest(textSize, texts...) }

// Fits tells whether a wrapped text is complete and within a width and a number of lines.
func (s *Sheet) Fits(wrapped string, width vg.Length, lines int) bool {
	return s.faces.fits(wrapped, width, lines)
}

// LinesHeight is the height of a text of one or more lines.
func (s *Sheet) LinesHeight(text string) vg.Length { return s.faces.linesHeight(text) }

// Shared tells whether panels stand side by side.
func (s *Sheet) Shared() bool { return s.room > 0 }

// NamesShare is the part of a sheet, or of a panel beside others, that names beside rows may take.
const NamesShare = vg.Length(0.36)

// RowName breaks the name of a row into lines and returns their size. Panels have room beside it.
func (s *Sheet) RowName(name string, bold bool) (lines string, width, height vg.Length) {
	faces := s.faces
	if bold {
		faces = faces.emphasised()
	}
	lines = faces.wrap(name, textSize, s.width*NamesShare)
	return lines, faces.widest(textSize, lines), faces.linesHeight(lines)
}

// Columns returns how many of n panels fit side by side. Names of rows take a part of the sheet; no
// panel is narrower than the least width, unless it stands alone.
func (s *Sheet) Columns(n int, names, least vg.Length) int {
	free := s.width - names - 2*edge - TextGap
	return min(n, max(1, int((free+panelGap)/(least+panelGap))))
}

// Size returns the size on paper.
func (s *Sheet) Size() (width, height vg.Length) { return s.width, s.height }

// Room is the width that a panel has with its labels.
func (s *Sheet) Room() vg.Length {
	if s.room > 0 {
		return s.room
	}
	return s.width
}

// Table returns the data as drawn. The first row is the header. Where panels have columns of their
// own, the first column names the panel, and a row leaves empty what its panel has not.
func (s *Sheet) Table() [][]string {
	if len(s.sections) == 1 && s.sections[0].panel == "" {
		return append([][]string{s.sections[0].columns}, s.sections[0].rows...)
	}
	header := []string{"panel"}
	for _, part := range s.sections {
		for _, c := range part.columns {
			if !slices.Contains(header, c) {
				header = append(header, c)
			}
		}
	}
	out := [][]string{header}
	for _, part := range s.sections {
		for _, cells := range part.rows {
			row := make([]string, len(header))
			row[0] = part.panel
			for i, c := range part.columns {
				row[slices.Index(header, c)] = cells[i]
			}
			out = append(out, row)
		}
	}
	return out
}

// columnMargins is the room beside the areas of a column of panels.
type columnMargins struct{ left, right vg.Length }

// LayOut gives every panel its area and the sheet its height.
func (s *Sheet) LayOut() *Sheet {
	top := edge + s.legend.layOut(s.faces, s.width-2*edge, s.panelHeights()*legendShare)
	for from := 0; from < len(s.rows); {
		to := from + 1
		for !s.rows[from][0].Alone && to < len(s.rows) && !s.rows[to][0].Alone {
			to++
		}
		top = s.layBlock(from, to, top)
		from = to
	}
	s.height = top + edge
	s.flip()
	return s
}

// layBlock places rows whose columns stand below each other, from the upper edge top, and returns
// the lower edge.
func (s *Sheet) layBlock(from, to int, top vg.Length) vg.Length {
	rows, cols := s.rows[from:to], 0
	for _, row := range rows {
		cols = max(cols, len(row))
	}
	margins := make([]columnMargins, cols)
	for _, row := range rows {
		for j, p := range row {
			p.Y.layTicks(p.Height, func(l string) vg.Length { return s.yRoom(&p.Y, l) })
			margins[j].left = max(margins[j].left, s.leftOf(p))
			margins[j].right = max(margins[j].right, s.rightOf(p))
		}
	}
	width := s.areaWidth(margins)
	for _, row := range rows { // labels of the x axis may need wider margins
		for j, p := range row {
			p.X.layTicks(width, s.xRoom)
			l, r := s.overhang(p, width)
			margins[j].left, margins[j].right = max(margins[j].left, l), max(margins[j].right, r)
		}
	}
	width = s.areaWidth(margins)
	for i, row := range rows {
		if from+i > 0 && (row[0].Title != "" || row[0].Alone) {
			top += panelGap / 2
		}
		top = s.layRow(row, margins, width, top)
	}
	return top
}

// panelHeights is the height of the rows of panels without what stands between them.
func (s *Sheet) panelHeights() vg.Length {
	var sum vg.Length
	for _, row := range s.rows {
		var height vg.Length
		for _, p := range row {
			height = max(height, p.Height)
		}
		sum += height
	}
	return sum
}

// areaWidth returns the width of each column of panels without its margins.
func (s *Sheet) areaWidth(margins []columnMargins) vg.Length {
	free := s.width - 2*edge - panelGap*vg.Length(len(margins)-1)
	for _, m := range margins {
		free -= m.left + m.right
	}
	return max(free/vg.Length(len(margins)), 10)
}

// layRow places the panels of a row. Its upper edge is at top, from the upper edge of the sheet.
// layRow returns the lower edge.
func (s *Sheet) layRow(row []*Panel, margins []columnMargins, width, top vg.Length) vg.Length {
	var head, foot, height vg.Length
	for j, p := range row {
		p.X.layTicks(width, s.xRoom)
		side := min(margins[j].left, margins[j].right)
		if len(row) == 1 && p.Alone || len(margins) == 1 { // it may reach to the edges
			side = max(side, min(margins[j].left, margins[j].right+edge))
		}
		p.titleRoom = width + 2*side
		if !p.Alone && p.Title != "" {
			p.Title = s.faces.wrap(p.Title, textSize, p.titleRoom)
		}
		p.legendHeight = p.legend.layOut(s.faces, s.width-2*edge, s.width)
		head, foot, height = max(head, s.above(p)), max(foot, s.below(p)), max(height, p.Height)
	}
	x := edge
	for j, p := range row {
		p.left = x
		x += margins[j].left
		p.area.Min = vg.Point{X: x, Y: top + head + height}
		p.area.Max = vg.Point{X: x + width, Y: top + head}
		x += width + margins[j].right + panelGap
	}
	return top + head + height + foot
}

// flip turns distances from the upper edge into distances from the lower edge.
func (s *Sheet) flip() {
	for _, row := range s.rows {
		for _, p := range row {
			p.area.Min.Y, p.area.Max.Y = s.height-p.area.Min.Y, s.height-p.area.Max.Y
		}
	}
}

func (s *Sheet) yRoom(a *Axis, label string) vg.Length {
	return textHeight(textSize, 1+strings.Count(label, "\n")) + 2
}

func (s *Sheet) xRoom(label string) vg.Length { return s.faces.widest(textSize, label) + 4 }

func (s *Sheet) leftOf(p *Panel) vg.Length {
	var w vg.Length
	if p.bare {
		return 0
	}
	if !p.Y.Hidden {
		for i, t := range p.Y.ticks {
			faces := s.faces
			if p.Y.names != nil && p.Y.bold == i+1 {
				faces = faces.emphasised()
			}
			w = max(w, faces.widest(textSize, t.label))
		}
		w += TextGap
	}
	if p.Y.names == nil {
		w += tickLength
	}
	if title := p.Y.title(); title != "" {
		lines := 1 + strings.Count(s.faces.wrap(title, labelSize, p.Height), "\n")
		w += textHeight(labelSize, lines) + 1.5*TextGap
	}
	return w
}

func (s *Sheet) rightOf(p *Panel) vg.Length {
	var w vg.Length
	for _, t := range p.right {
		w = max(w, s.faces.widest(textSize, t.label)+TextGap)
	}
	return w
}

// overhang returns how far labels of the x axis reach beyond the area.
func (s *Sheet) overhang(p *Panel, width vg.Length) (left, right vg.Length) {
	if p.X.Hidden {
		return 0, 0
	}
	for _, t := range p.X.ticks {
		mid, half := vg.Length(p.X.Place(t.at))*width, s.faces.widest(textSize, t.label)/2
		left, right = max(left, half-mid), max(right, mid+half-width)
	}
	return left, right
}

func (s *Sheet) above(p *Panel) vg.Length {
	if p.bare && p.Title == "" {
		return p.legendHeight
	}
	h := textSize/2 + 0.5 // half of the uppermost label of the y axis
	if p.Title != "" {
		h = textHeight(textSize, 1+strings.Count(p.Title, "\n")) + TextGap + 1.5
	}
	return h + p.legendHeight
}

func (s *Sheet) below(p *Panel) vg.Length {
	h := textSize / 2
	if p.bare {
		return 0
	}
	if p.X.Hidden {
		return h
	}
	lines := 0
	for _, t := range p.X.ticks {
		if t.label != "" {
			lines = max(lines, 1+strings.Count(t.label, "\n"))
		}
	}
	if lines > 0 {
		h = tickLength + TextGap + textHeight(textSize, lines)
	}
	if title := p.X.title(); title != "" {
		h += textHeight(labelSize, 1+strings.Count(s.faces.wrap(title, labelSize, p.titleRoom), "\n")) + TextGap
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
