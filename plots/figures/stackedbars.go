package figures

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"thaw/plots"
	"thaw/plots/published"
)

// StackedBars draws one bar for each category. The bar is made of parts, such as the stages of a
// cold start.
type StackedBars struct {
	plots.Frame
	Label      string // of the value axis
	Unit       plots.Unit
	Values     bool     // write each total behind its bar; of shares of a whole, the parts
	Notes      []string // texts right of horizontal bars, one a category; nil: none
	Horizontal bool     // horizontal in any case
	Categories []string
	Parts      []Part // the first is nearest to zero
	// Totals are intervals of whole bars; nil draws none. Each Value must be the sum of the parts.
	Totals []plots.Interval
	Guides []Guide
	// First are intervals of the first part, the only one that begins at zero; nil draws none.
	First []plots.Interval
	// References are what is published about whole bars: one a category, or none.
	References []published.Reference
}

// Part is one layer of every bar.
type Part struct {
	Name      string
	Look      plots.Look
	Looks     []plots.Look          // one a category, in place of Look: the categories are things
	Values    []float64             // one a category, none negative
	Published []published.Reference // one a category, or none: numbers
}

// Name is the base name of the files.
func (f StackedBars) Name() string { return f.NameOr("stacked-bars") }

func (f StackedBars) check() error {
	p := plots.NewProblems(f.Name())
	p.Frame(f.Frame)
	p.Unit("value axis", f.Unit)
	p.Label("value axis", f.Label)
	p.Names("category", f.Categories)
	var names []string
	for _, q := range f.Parts {
		names = append(names, q.Name)
	}
	p.Names("part", names)
	for i, g := range f.Guides {
		p.Number("guide", i, g.Value, false)
	}
	sums := make([]float64, len(f.Categories))
	for _, q := range f.Parts {
		what := fmt.Sprintf("part %q", q.Name)
		if !p.SameLength(what, len(q.Values), "categories", len(f.Categories)) ||
			q.Published != nil && !p.SameLength(what+", published", len(q.Published), "categories",
				len(f.Categories)) ||
			q.Looks != nil && !p.SameLength(what+", looks", len(q.Looks), "categories", len(f.Categories)) {
			return p.Err()
		}
		p.Finite(what, q.Values, false)
		for i, v := range q.Values {
			sums[i] += v
			if v < 0 {
				p.Addf("%s: value %d is %v, expected none below zero: parts are stacked", what, i, v)
			}
		}
	}
	if f.References != nil && p.SameLength("published", len(f.References), "categories", len(f.Categories)) {
		for i, r := range f.References {
			r.Check(p, "published", i, false)
		}
	}
	if f.Totals != nil && p.SameLength("totals", len(f.Totals), "categories", len(f.Categories)) {
		p.Intervals("totals", f.Totals, false, false)
		for i, e := range f.Totals {
			if math.Abs(e.Value-sums[i]) > 1e-6*math.Max(1, math.Abs(sums[i])) {
				p.Addf("total of %q is %v, but its parts add up to %v", f.Categories[i], e.Value, sums[i])
			}
		}
	}
	return p.Err()
}

// Compose checks the input and lays it out.
func (f StackedBars) Compose(at plots.Width) (*plots.Sheet, error) {
	f.Width = f.At(at)
	return plots.Alone(f, f.Width)
}

// Panel implements Panelled.
func (f StackedBars) Panel(s *plots.Sheet, title string) (*plots.Panel, error) {
	if err := f.check(); err != nil {
		return nil, err
	}
	header := []string{"category", "part", f.Unit.Column("value"), f.Unit.Column("low"), f.Unit.Column("high")}
	var said published.Kinds
	said.Note(f.References...)
	for _, q := range f.Parts {
		said.Note(q.Published...)
	}
	some := said.Some()
	if some {
		header = append(header, published.Columns(f.Unit)...)
	}
	s.Section(title, header...)
	ends := make([]float64, len(f.Categories))
	for i := range ends {
		ends[i] = f.sum(i)
		if f.Totals != nil {
			ends[i] = math.Max(ends[i], f.Totals[i].High)
		}
	}
	columns := [][]float64{ends, make([]float64, len(f.Categories))}
	for c := range f.Categories {
		columns[1][c], _ = f.publishedSum(c)
	}
	for _, g := range f.Guides {
		columns = append(columns, []float64{g.Value})
	}
	for _, r := range f.References {
		columns = append(columns, r.Ends(false))
	}
	_, hi, _ := plots.SpanOf(columns...)
	value := plots.FitAxis(f.Label, f.Unit, false, 0, hi)
	said.Accept(value, f.References...)
	d := stackDrawing{f: f, s: s, some: some, ends: ends, looks: f.looks(),
		panel: newBarPanel(s, f.Categories, value, f.slots(), f.Horizontal || f.partsWritten(), f.Values,
			f.texts()...)}
	for c := range f.Categories {
		d.bar(c)
	}
	for i, q := range f.Parts {
		s.AddLegend(q.Name, barSample(d.looks[i]))
	}
	s.AddWhiskers(d.whiskers)
	said.Legend(s, true, d.panel.horizontal)
	for _, g := range f.Guides {
		d.panel.guide(s, g)
	}
	p := d.panel.panel()
	for c, text := range f.Notes {
		a, b := d.panel.span(c, 0)
		p.LabelRight((a+b)/2, text)
	}
	return p, nil
}

// barSample is a bar of one look, or of up to three where a part has several.
func barSample(looks []plots.Look) plots.Sample {
	var distinct []plots.Sample
	for i, l := range looks {
		if len(distinct) < 3 && !slices.Contains(looks[:i], l) {
			distinct = append(distinct, plots.BarSample(l.Bar()))
		}
	}
	return plots.SideBySide(distinct...)
}

// partsWritten reports whether the parts stand behind the bars, in place of totals that are all a whole.
func (f StackedBars) partsWritten() bool { return f.Values && f.wholes() }

// texts are the parts as they stand behind the bars.
func (f StackedBars) texts() (out []string) {
	for c := range f.Categories {
		if f.partsWritten() {
			simulated, stated := f.parts(c)
			out = append(out, simulated, stated)
		}
	}
	return out
}

// slots are the bars of each category: its own, and that of what is published.
func (f StackedBars) slots() []int {
	out := make([]int, len(f.Categories))
	for c := range out {
		out[c] = 1
		if len(f.verdicts(c)) > 0 {
			out[c] = 3 // the verdicts have a line of their own
		} else if _, ok := f.publishedSum(c); ok || f.References != nil && f.References[c].Stated {
			out[c] = 2
		}
	}
	if len(out) == 0 {
		return []int{1}
	}
	return out
}

// sum is the length of the bar of a category.
func (f StackedBars) sum(c int) (total float64) {
	for _, q := range f.Parts {
		total += q.Values[c]
	}
	return total
}

// publishedSum is the length of the published bar of a category; false without one.
func (f StackedBars) publishedSum(c int) (total float64, ok bool) {
	for _, q := range f.Parts {
		if q.Published != nil && q.Published[c].Stated {
			total, ok = total+q.Published[c].From, true
		}
	}
	return total, ok
}

// looks returns the look of each layer, by part and category.
func (f StackedBars) looks() [][]plots.Look {
	var given []plots.Look
	var own [][]plots.Look
	for _, q := range f.Parts {
		given, own = append(given, q.Look), append(own, q.Looks)
	}
	return looksByCategory(given, own, len(f.Categories))
}

// stackDrawing is the state while stacked bars are composed.
type stackDrawing struct {
	f        StackedBars
	s        *plots.Sheet
	panel    *barPanel
	looks    [][]plots.Look // by part and category
	ends     []float64
	some     bool   // something is published
	whiskers string // what they are, where one is drawn
}

// whisker draws an interval at a bar.
func (d *stackDrawing) whisker(c int, e plots.Interval) {
	if e.HasWidth() {
		d.panel.whisker(c, 0, e)
		d.whiskers = d.f.Whiskers
	}
}

// bar draws the bar of a category, and beside it that of what is published.
func (d *stackDrawing) bar(c int) {
	f, name := d.f, d.f.Categories[c]
	from, stated := 0.0, 0.0
	for i, q := range f.Parts {
		d.panel.bar(c, 0, from, from+q.Values[c], d.looks[i][c].Bar())
		from += q.Values[c]
		row := []string{name, q.Name, plots.Cell(q.Values[c]), "", ""}
		if i == 0 && f.First != nil {
			row[3], row[4] = plots.Cell(f.First[c].Low), plots.Cell(f.First[c].High)
		}
		if d.some {
			var r published.Reference
			if q.Published != nil {
				r = q.Published[c]
			}
			if r.Stated {
				d.panel.bar(c, 1, stated, stated+r.From, d.looks[i][c].HollowBar(r.Input))
				stated += r.From
			}
			row = append(row, r.Cells()...)
		}
		d.s.Record(row...)
	}
	if f.First != nil {
		d.whisker(c, f.First[c])
	}
	if f.Totals != nil {
		e := f.Totals[c]
		d.whisker(c, e)
		row := []string{name, "total", plots.Cell(e.Value), plots.Cell(e.Low), plots.Cell(e.High)}
		if d.some {
			row = append(row, published.Reference{}.Cells()...)
		}
		d.s.Record(row...)
	}
	if f.References != nil && f.References[c].Stated {
		d.panel.reference(c, 1, f.References[c], plots.Look{Hue: plots.Grey()}, f.Values, f.Unit)
		d.s.Record(append([]string{name, "total", "", "", ""}, f.References[c].Cells()...)...)
	}
	if f.Values {
		d.note(c)
	}
}

// note writes the total behind the bar of a category, or where all are a whole, the parts.
func (d *stackDrawing) note(c int) {
	f := d.f
	total, ok := f.publishedSum(c)
	if !f.partsWritten() {
		d.panel.note(c, 0, d.ends[c], f.Unit.Text(f.sum(c)))
		if ok {
			d.panel.note(c, 1, total, f.Unit.Text(total))
		}
		return
	}
	simulated, stated := f.parts(c)
	d.panel.note(c, 0, d.ends[c], simulated)
	if ok {
		d.panel.note(c, 1, total, stated)
	}
	if words := f.verdicts(c); len(words) > 0 {
		d.panel.note(c, 2, 0, strings.Join(words, " · "))
	}
}

// verdicts are those on the published parts of a bar, in order; none where the parts are not written, or have none.
func (f StackedBars) verdicts(c int) (words []string) {
	for _, q := range f.Parts {
		if f.partsWritten() && q.Published != nil && q.Published[c].Verdict != "" {
			words = append(words, q.Published[c].Verdict)
		}
	}
	return words
}

// wholes reports whether every bar is a whole of which the parts are shares: their totals say nothing.
func (f StackedBars) wholes() bool {
	for c := range f.Categories {
		if math.Abs(f.sum(c)-1) > 0.005 {
			return false
		}
	}
	return f.Unit == plots.Share
}

// parts writes the parts of a bar, and of the published one beside it.
func (f StackedBars) parts(c int) (simulated, published string) {
	var here, there []string
	for _, q := range f.Parts {
		here = append(here, percents(q.Values[c]))
		if q.Published != nil && q.Published[c].Stated {
			there = append(there, percents(q.Published[c].From))
		}
	}
	return strings.Join(here, " · ") + " %", strings.Join(there, " · ") + " %"
}

// percents writes a share without its sign.
func percents(v float64) string { return plots.Number(math.Round(v*1000) / 10) }
