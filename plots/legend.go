package plots

import (
	"image/color"
	"slices"

	"gonum.org/v1/plot/vg"
)

// legend is the strip above the panels. Each of its columns is as wide as its widest entry. Where long
// names leave few columns, the entries flow like words.
type legend struct {
	entries []legendEntry
	columns []vg.Length // where each begins, from the left edge of the strip
	flow    []place     // of each entry, in place of columns
}

// place is where an entry begins, from the left edge of the strip, in a row.
type place struct {
	x   vg.Length
	row int
}

// legendEntry is a sample of a mark and the name beside it. A remark has no sample.
type legendEntry struct {
	name   string
	sample Sample
}

const (
	sampleWidth = vg.Length(20)
	sampleGap   = vg.Length(3)
	entryGap    = vg.Length(9)

	legendShare = 0.62          // of the height of all panels that a legend may have before names are shortened
	leastName   = vg.Length(36) // width of a name that is not shortened further
	legendLine  = textSize + lineGap
	legendFoot  = vg.Length(4)
)

// add adds an entry, unless there is one of that name.
func (l *legend) add(name string, sample Sample) {
	if !slices.ContainsFunc(l.entries, func(e legendEntry) bool { return e.name == name }) {
		l.entries = append(l.entries, legendEntry{name, sample})
	}
}

// AddWhiskers says in the legend what the intervals of the figure are; an empty text says nothing.
func (s *Sheet) AddWhiskers(meaning string) { s.legend.addWhiskers(meaning) }

// AddWhiskers says so in the legend of the panel alone.
func (p *Panel) AddWhiskers(meaning string) { p.legend.addWhiskers(meaning) }

func (l *legend) addWhiskers(meaning string) {
	if meaning != "" {
		l.add(meaning, whiskerSample(Black()))
	}
}

// AddBand says in the legend what the bands around curves are, in up to three of their fills, and where
// none of any panel is seen, why; an empty text says nothing.
func (s *Sheet) AddBand(meaning string, seen bool, fills []Hue) {
	narrow := meaning + ": narrower than the curves"
	is := func(name string) func(legendEntry) bool { return func(e legendEntry) bool { return e.name == name } }
	switch {
	case meaning == "":
	case seen:
		s.legend.entries = slices.DeleteFunc(s.legend.entries, is(narrow))
		var bands []Sample
		for i, fill := range fills {
			if len(bands) < 3 && !slices.Contains(fills[:i], fill) {
				bands = append(bands, BandSample(fill, Solid(Black(), 0)))
			}
		}
		s.AddLegend(meaning, SideBySide(bands...))
	case !slices.ContainsFunc(s.legend.entries, is(meaning)):
		s.AddNote(narrow)
	}
}

// AddNote adds a remark without a mark to the legend.
func (s *Sheet) AddNote(text string) { s.AddLegend(text, nil) }

// whiskerSample shows an interval in the legend.
func whiskerSample(c color.Color) Sample {
	return func(b *brush, box vg.Rectangle) {
		y, half := (box.Min.Y+box.Max.Y)/2, vg.Length(1.6)
		from, to := vg.Point{X: box.Max.X - 12, Y: y}, vg.Point{X: box.Max.X, Y: y}
		side := vg.Point{Y: half}
		st := Solid(Black(), whiskerWidth)
		st.Color = c
		b.StrokeLines(st, []vg.Point{from, to}, []vg.Point{from.Sub(side), from.Add(side)},
			[]vg.Point{to.Sub(side), to.Add(side)})
	}
}

// layOut sets the entries in as many columns as fit, or lets them flow where that takes fewer rows. A strip
// higher than most gets shorter names, and so more columns. It returns the height of the strip.
func (l *legend) layOut(f faces, width, most vg.Length) vg.Length {
	if len(l.entries) == 0 {
		return 0
	}
	free := width - sampleWidth - sampleGap
	height := func() vg.Length { return vg.Length(l.rows())*legendLine + legendFoot }
	names, _ := l.shortened(f, free)
	l.columns, l.flow = l.fit(f, names, width), nil
	if flow := l.flowing(f, names, width); flow[len(flow)-1].row+1 < l.rows() {
		l.flow = flow
	}
	if height() > most {
		l.flow = nil
		names = l.narrowed(f, width, most)
	}
	for i := range l.entries {
		l.entries[i].name = names[i]
	}
	return height()
}

// narrowed shortens names, as long as they differ, until the strip is no higher than most.
func (l *legend) narrowed(f faces, width, most vg.Length) (best []string) {
	free := width - sampleWidth - sampleGap
	for limit := free; limit >= min(leastName, free); limit -= 4 {
		names, distinct := l.shortened(f, limit)
		if best != nil && !distinct {
			break
		}
		if columns := l.fit(f, names, width); best == nil || len(columns) > len(l.columns) {
			best, l.columns = names, columns
		}
		if vg.Length(l.rows())*legendLine+legendFoot <= most {
			break
		}
	}
	return best
}

// flowing sets the entries beside each other, as many in a row as fit, and centres the block.
func (l *legend) flowing(f faces, names []string, width vg.Length) []place {
	out := make([]place, len(l.entries))
	var at place
	var widest vg.Length
	for i, name := range names {
		end := at.x + sampleWidth + sampleGap + f.width(name, textSize)
		if end > width && at.x > 0 {
			end -= at.x
			at = place{row: at.row + 1}
		}
		out[i] = at
		widest = max(widest, end)
		at.x = end + entryGap
	}
	for i := range out {
		out[i].x += max(0, (width-widest)/2)
	}
	return out
}

// shortened are the names at most as wide as the limit, and whether they still differ. A name keeps its
// two ends, or where that is the same as another, its beginning.
func (l *legend) shortened(f faces, limit vg.Length) (names []string, distinct bool) {
	seen := map[string]bool{}
	for _, e := range l.entries {
		name := f.shorten(e.name, textSize, limit)
		if seen[name] {
			name = f.beginning(e.name, limit)
		}
		names, seen[name] = append(names, name), true
	}
	return names, len(seen) == len(names)
}

// beginning cuts letters off the end until the text fits.
func (f faces) beginning(s string, width vg.Length) string {
	runes := []rune(s)
	keep := len(runes) - 1
	for keep > 0 && f.width(string(runes[:keep])+"…", textSize) > width {
		keep--
	}
	return string(runes[:keep]) + "…"
}

// fit returns where the columns begin if there are as many as fit, and centres them.
func (l *legend) fit(f faces, names []string, width vg.Length) []vg.Length {
	for n := len(names); ; n-- {
		starts := make([]vg.Length, n)
		var total vg.Length
		for j := range n {
			starts[j] = total
			var widest vg.Length
			for i := j; i < len(names); i += n {
				widest = max(widest, f.width(names[i], textSize))
			}
			total += sampleWidth + sampleGap + widest + entryGap
		}
		if total-entryGap <= width || n == 1 {
			indent := max(0, (width-total+entryGap)/2)
			for j := range starts {
				starts[j] += indent
			}
			return starts
		}
	}
}

func (l *legend) rows() int {
	if n := len(l.flow); n > 0 {
		return l.flow[n-1].row + 1
	}
	return (len(l.entries) + len(l.columns) - 1) / len(l.columns)
}

// place is where entry i begins.
func (l *legend) place(i int) place {
	if l.flow != nil {
		return l.flow[i]
	}
	return place{l.columns[i%len(l.columns)], i / len(l.columns)}
}

func (l *legend) draw(b *brush, top vg.Length) {
	for i, e := range l.entries {
		at := l.place(i)
		x, y := edge+at.x, top-legendLine*vg.Length(at.row)
		box := vg.Rectangle{Min: vg.Point{X: x, Y: y - textSize}, Max: vg.Point{X: x + sampleWidth, Y: y}}
		if e.sample != nil {
			e.sample(b, box)
		}
		b.text(e.name, textSize, Black(), vg.Point{X: box.Max.X + sampleGap, Y: y - textSize/2}, left, middle)
	}
}
