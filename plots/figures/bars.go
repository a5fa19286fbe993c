package figures

import (
	"fmt"
	"math"
	"slices"

	"thaw/plots"
	"thaw/plots/published"
)

// Bars draws groups of bars: a group for each category, and in it a bar for each series. Bars are
// vertical where the names of the categories fit below them, and horizontal otherwise. Beside the
// bars of a series stand its published values, hollow.
type Bars struct {
	plots.Frame
	Label      string // of the value axis
	Unit       plots.Unit
	Log        bool   // logarithmic value axis, which has points in place of bars: it has no zero to begin at
	Values     bool   // write each value behind its bar
	Horizontal bool   // horizontal in any case
	Across     string // of the axis of the categories; empty: their names say it
	Categories []string
	Series     []BarSeries
	Guides     []Guide
}

// BarSeries is one bar in every group.
type BarSeries struct {
	Name       string
	Look       plots.Look
	Looks      []plots.Look          // one a category, in place of Look: the categories are things
	Estimates  []plots.Interval      // one a category; a Value of NaN has no bar
	References []published.Reference // one a category, or none
}

// Guide is a dashed line at a value, such as a limit that the text of a figure names.
type Guide struct {
	Value float64
	Label string // with its unit
}

// Name is the base name of the files.
func (f Bars) Name() string { return f.NameOr("bars") }

func (f Bars) check() error {
	p := plots.NewProblems(f.Name())
	p.Frame(f.Frame)
	p.Unit("value axis", f.Unit)
	p.Label("value axis", f.Label)
	p.Names("category", f.Categories)
	var names []string
	for _, s := range f.Series {
		names = append(names, s.Name)
	}
	p.Names("series", names)
	for i, g := range f.Guides {
		p.Number("guide", i, g.Value, f.Log)
	}
	for _, s := range f.Series {
		what := fmt.Sprintf("series %q", s.Name)
		if p.SameLength(what, len(s.Estimates), "categories", len(f.Categories)) {
			p.Intervals(what, s.Estimates, f.Log, true)
		}
		if s.Looks != nil {
			p.SameLength(what+", looks", len(s.Looks), "categories", len(f.Categories))
		}
		if s.References != nil && p.SameLength(what+", published", len(s.References), "categories",
			len(f.Categories)) {
			for i, r := range s.References {
				r.Check(p, what, i, f.Log)
			}
		}
	}
	return p.Err()
}

// Compose checks the input and lays it out.
func (f Bars) Compose(at plots.Width) (*plots.Sheet, error) {
	f.Width = f.At(at)
	return plots.Alone(f, f.Width)
}

// Panel implements Panelled.
func (f Bars) Panel(s *plots.Sheet, title string) (*plots.Panel, error) {
	if err := f.check(); err != nil {
		return nil, err
	}
	var said published.Kinds
	var columns [][]float64
	for _, b := range f.Series {
		for _, e := range b.Estimates {
			columns = append(columns, []float64{e.Low, e.High})
		}
		for _, r := range b.References {
			columns = append(columns, r.Ends(f.Log))
		}
		said.Note(b.References...)
	}
	header := []string{"category", "series", f.Unit.Column("value"), f.Unit.Column("low"), f.Unit.Column("high")}
	if said.Some() {
		header = append(header, published.Columns(f.Unit)...)
	}
	s.Section(title, header...)
	for _, g := range f.Guides {
		columns = append(columns, []float64{g.Value})
	}
	lo, hi, _ := plots.SpanOf(columns...)
	value := plots.FitAxis(f.Label, f.Unit, f.Log, lo, hi)
	if !f.Log {
		value = plots.FitAxis(f.Label, f.Unit, false, math.Min(lo, 0), math.Max(hi, 0))
	}
	for _, b := range f.Series {
		said.Accept(value, b.References...)
	}
	d := barDrawing{f: f, s: s, looks: f.looks(), some: said.Some()}
	slots := d.places()
	if len(slots) == 0 {
		slots = []int{1}
	}
	d.panel = newBarPanel(s, f.Categories, value, slots, f.Horizontal, f.Values)
	for c := range f.Categories {
		for i := range f.Series {
			d.bar(c, i)
		}
	}
	for i, b := range f.Series {
		switch {
		case len(f.Series) > 1:
			s.AddLegend(b.Name, d.sample(d.looks[i][0]))
		case said.Some():
			s.AddLegend(simulated(b.Name), plots.SideBySide(d.samples(d.looks[i])...))
		}
	}
	s.AddWhiskers(d.whiskers)
	said.Legend(s, !f.Log, d.panel.horizontal)
	for _, g := range f.Guides {
		d.panel.guide(s, g)
	}
	p := d.panel.panel()
	if d.panel.horizontal {
		p.Y.Label = f.Across
	} else {
		p.X.Label = f.Across
	}
	return p, nil
}

// looks returns the look of each bar, by series and category.
func (f Bars) looks() [][]plots.Look {
	var given []plots.Look
	var own [][]plots.Look
	for _, b := range f.Series {
		given, own = append(given, b.Look), append(own, b.Looks)
	}
	return looksByCategory(given, own, len(f.Categories))
}

// looksByCategory returns the look of each series in each category: its own there, where it has one.
func looksByCategory(given []plots.Look, own [][]plots.Look, categories int) [][]plots.Look {
	out := make([][]plots.Look, len(given))
	for i, look := range plots.Looks(given) {
		for c := range categories {
			out[i] = append(out[i], look)
			if own[i] != nil && own[i][c].IsSet() {
				out[i][c] = own[i][c]
			}
		}
	}
	return out
}

// barDrawing is the state while bars are composed.
type barDrawing struct {
	f     Bars
	s     *plots.Sheet
	looks [][]plots.Look // by series and category
	place [][]int        // of each series in a group, by category
	panel *barPanel
	some  bool // something is published

	whiskers string // what they are, where one is drawn
}

// draw draws a bar, or on a logarithmic axis a dot.
func (d *barDrawing) draw(c, i int, value float64, look plots.Look) {
	if d.f.Log {
		d.panel.dot(c, i, value, look.Dot())
		return
	}
	d.panel.bar(c, i, d.panel.value.Base(), value, look.Bar())
}

// sample is what the legend shows of a look.
func (d *barDrawing) sample(look plots.Look) plots.Sample {
	if d.f.Log {
		return plots.DotSample(look.Dot())
	}
	return plots.BarSample(look.Bar())
}

// samples are up to three distinct looks of a series, whose categories are things.
func (d *barDrawing) samples(looks []plots.Look) (out []plots.Sample) {
	for i, l := range looks {
		if len(out) < mostSamples && !slices.Contains(looks[:i], l) {
			out = append(out, d.sample(l))
		}
	}
	return out
}

// mostSamples is the greatest number of looks that an entry of the legend shows.
const mostSamples = 3

// simulated names the only series of a figure that has published values, too.
func simulated(name string) string {
	if name == "simulated" {
		return name
	}
	return name + ", simulated"
}

// places gives each bar and what is published beside it a place in the group of its category, and
// returns how many each group has. A group in which nothing is published has no free places.
func (d *barDrawing) places() (slots []int) {
	for c := range d.f.Categories {
		var at []int
		n := 0
		for _, b := range d.f.Series {
			at = append(at, n)
			if n++; b.References != nil && b.References[c].Stated {
				n++
			}
		}
		d.place, slots = append(d.place, at), append(slots, max(n, 1))
	}
	return slots
}

// bar draws the bar of a series in a category, and what is published of it.
func (d *barDrawing) bar(c, i int) {
	b, look := d.f.Series[i], d.looks[i][c]
	e := b.Estimates[c]
	row := []string{d.f.Categories[c], b.Name, "", "", ""}
	if !math.IsNaN(e.Value) {
		d.draw(c, d.place[c][i], e.Value, look)
		end := e.Value
		if e.HasWidth() {
			d.panel.whisker(c, d.place[c][i], e)
			end, d.whiskers = e.High, d.f.Whiskers
		}
		if d.f.Values {
			d.panel.note(c, d.place[c][i], end, d.f.Unit.Text(e.Value))
		}
		row[2], row[3], row[4] = plots.Cell(e.Value), plots.Cell(e.Low), plots.Cell(e.High)
	}
	if d.some {
		var r published.Reference
		if b.References != nil {
			r = b.References[c]
		}
		row = append(row, r.Cells()...)
		d.panel.reference(c, d.place[c][i]+1, r, look, d.f.Values, d.f.Unit)
	}
	d.s.Record(row...)
}

// Lying implements plots.Lies.
func (f Bars) Lying() plots.Panelled {
	f.Horizontal = true
	return f
}
