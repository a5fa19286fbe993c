package figures

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/plot/vg/draw"

	"thaw/plots"
)

// FourPanel draws a run over time, in the form of figure 4.2 of the thesis that thaw began with. The
// panels show invocations and cold starts per second, mean latency, memory, and one more measure
// such as the queue or evictions. Memory has a thick line for the mean over invokers and
// a thin line for each invoker; beyond 50 invokers, bands of quantiles replace the thin lines.
//
// A run of more than 400 rows is drawn in bins of a round number of seconds, which the time axis
// names. A bin shows the mean of rates and of memory, the mean latency weighted by
// invocations, and the greatest value of the fourth measure.
type FourPanel struct {
	plots.Frame
	Title           string    // over the uppermost panel, such as the policy
	Scales          Scales    // where several figures have the same
	TimeS           []float64 // strictly ascending
	InvocationsPerS []float64
	ColdStartsPerS  []float64
	MeanLatencyMS   []float64 // NaN: nothing started; the line has a gap
	LatencyLog      bool
	LatencyLabel    string     // empty: "mean latency"
	MemoryLabel     string     // empty: "memory used"
	MemoryUnit      plots.Unit // Share of the capacity, or MiB of one invoker
	Memory          []float64
	InvokerMemory   [][]float64 // a row for each invoker; none: only the mean is drawn
	Fourth          Measure     // without values: three panels
	BinS            float64     // width of a bin; 0: the least that needs at most 400 bins
	Claims          Claims
}

// Scales are the greatest values that the axes have to show; 0: as the data need.
type Scales struct{ PerS, LatencyMS, Memory float64 }

// Measure is a column with its axis.
type Measure struct {
	Label  string
	Unit   plots.Unit
	Values []float64
}

const (
	mostBins  = 400
	leastBin  = 1e-9 // s
	mostThin  = 50   // invokers drawn as lines
	panelTall = 0.95 * 72
)

// Name is the base name of the files.
func (f FourPanel) Name() string { return f.NameOr("four-panel") }

func (f FourPanel) check() error {
	p := plots.NewProblems(f.Name())
	p.Frame(f.Frame)
	p.Unit("memory axis", f.MemoryUnit)
	p.Unit("fourth axis", f.Fourth.Unit)
	n := len(f.TimeS)
	if n == 0 {
		p.Addf("no rows, expected at least one")
		return p.Err()
	}
	p.Finite("time", f.TimeS, false)
	for i := 1; i < n; i++ {
		if f.TimeS[i] <= f.TimeS[i-1] {
			p.Addf("time: value %d (%v s) does not come after the one before it (%v s)", i, f.TimeS[i], f.TimeS[i-1])
			break
		}
	}
	column := func(what string, v []float64) {
		if p.SameLength(what, len(v), "time", n) {
			p.Finite(what, v, false)
			p.NonNegative(what, v)
		}
	}
	p.Label("memory axis", f.MemoryLabel)
	p.Label("latency axis", f.LatencyLabel)
	column("invocations", f.InvocationsPerS)
	column("cold starts", f.ColdStartsPerS)
	column("memory", f.Memory)
	for i, v := range f.InvokerMemory {
		column(fmt.Sprintf("memory of invoker %d", i), v)
	}
	if f.Fourth.Values != nil {
		column("fourth measure", f.Fourth.Values)
		p.Name("fourth measure", f.Fourth.Label)
	}
	if p.SameLength("mean latency", len(f.MeanLatencyMS), "time", n) {
		p.Finite("mean latency", present(f.MeanLatencyMS), f.LatencyLog)
		p.NonNegative("mean latency", f.MeanLatencyMS)
	}
	if f.BinS != 0 && !(f.BinS >= leastBin && f.BinS <= plots.Largest) {
		p.Addf("bin is %v s, expected at least %v s, or 0 to have one chosen", f.BinS, leastBin)
	}
	return p.Err()
}

// present returns the values without NaN.
func present(v []float64) []float64 {
	return slices.DeleteFunc(slices.Clone(v), math.IsNaN)
}

// Compose checks the input and lays it out: three or four panels over one time axis.
func (f FourPanel) Compose(at plots.Width) (*plots.Sheet, error) {
	f.Width = f.At(at)
	if err := f.check(); err != nil {
		return nil, err
	}
	s := plots.NewSheet(f.Width, "panel", "series", "unit", "time_s", "value", "low", "high")
	bins := newBins(f.TimeS, f.BinS)
	d := fourDrawing{f: f, s: s, bins: bins, span: [2]float64{f.TimeS[0], f.TimeS[len(f.TimeS)-1]}}
	if d.span[0] == d.span[1] {
		d.span[1]++ // a single row: a second
	}
	d.rates()
	d.latency()
	d.memory()
	d.fourth()
	for i, p := range d.panels {
		p.X.Hidden = i < len(d.panels)-1
		if i == 0 {
			p.Title = f.Title
		}
		s.AddRow(p)
	}
	f.Claims.AddTo(s)
	return s.LayOut(), nil
}

// fourDrawing is the state while a four-panel figure is composed.
type fourDrawing struct {
	f      FourPanel
	s      *plots.Sheet
	panels []*plots.Panel // from top to bottom
	bins   bins
	span   [2]float64
}

// Panel adds a panel below the others.
func (d *fourDrawing) panel(y plots.Axis) *plots.Panel {
	label := "time"
	p := &plots.Panel{X: plots.ExactAxis(label, plots.Seconds, d.span[0], d.span[1]), Y: y, Height: panelTall}
	if d.bins.width > 0 {
		p.X.Remark = "bins of " + plots.Seconds.Text(d.bins.width)
	}
	d.panels = append(d.panels, p)
	return p
}

func (d *fourDrawing) rates() {
	invocations, cold := d.bins.mean(d.f.InvocationsPerS, nil), d.bins.mean(d.f.ColdStartsPerS, nil)
	_, hi, _ := plots.SpanOf(invocations, cold)
	p := d.panel(plots.FitAxis("per second", plots.Plain, false, 0, max(hi, d.f.Scales.PerS)))
	d.curve(p, "starts", "invocations", "per_s", invocations, 0)
	d.curve(p, "starts", "cold starts", "per_s", cold, 1)
	d.s.AddLegend("invocations", plots.LineSample(plots.CurveStyle(0)))
	d.s.AddLegend("cold starts", plots.LineSample(plots.CurveStyle(1)))
}

func (d *fourDrawing) latency() {
	latency := d.bins.mean(d.f.MeanLatencyMS, d.f.InvocationsPerS)
	lo, hi, ok := plots.SpanOf(latency)
	if !ok { // nothing ever started
		lo, hi = 1, 1
	}
	if !d.f.LatencyLog {
		lo = 0
	}
	hi = max(hi, d.f.Scales.LatencyMS)
	p := d.panel(plots.FitAxis(cmp.Or(d.f.LatencyLabel, "mean latency"), plots.Milliseconds, d.f.LatencyLog, lo, hi))
	d.curve(p, "latency", "mean latency", "ms", latency, 0)
}

func (d *fourDrawing) memory() {
	label := d.f.MemoryLabel
	if label == "" {
		label = "memory used"
	}
	whole := d.bins.mean(d.f.Memory, nil)
	invokers := make([][]float64, len(d.f.InvokerMemory))
	for i, v := range d.f.InvokerMemory {
		invokers[i] = d.bins.mean(v, nil)
	}
	_, hi, _ := plots.SpanOf(append(invokers, whole)...)
	p := d.panel(plots.FitAxis(label, d.f.MemoryUnit, false, 0, max(hi, d.f.Scales.Memory)))
	unit := d.f.MemoryUnit.Suffix()
	thick, thin, none := plots.Solid(plots.Black(), 1.5), plots.Solid(plots.Tint(plots.Grey(), 150),
		0.3), plots.Solid(plots.Black(), 0)
	d.s.AddLegend("mean of invokers", plots.LineSample(thick))
	if len(invokers) > mostThin {
		blue := plots.CurveColour(0)
		d.band(p, invokers, unit, 0.05, 0.95, plots.Tint(blue, 46))
		d.band(p, invokers, unit, 0.25, 0.75, plots.Tint(blue, 80))
		d.s.AddLegend("middle 90% of invokers", plots.BandSample(plots.Tint(blue, 46), none))
		d.s.AddLegend("middle 50% of invokers", plots.BandSample(plots.Tint(blue, 110), none))
	} else if len(invokers) > 0 {
		for i, v := range invokers {
			d.line(p, v, thin)
			d.write("memory", fmt.Sprintf("invoker %d", i), unit, v)
		}
		d.s.AddLegend("one invoker", plots.LineSample(thin))
	}
	d.line(p, whole, thick)
	d.write("memory", "mean of invokers", unit, whole)
}

// band draws the region between two quantiles over the invokers.
func (d *fourDrawing) band(p *plots.Panel, invokers [][]float64, unit string, from, to float64, fill plots.Hue) {
	m := plots.Band{Xs: d.bins.at, Fill: fill}
	column := make([]float64, len(invokers))
	name := fmt.Sprintf("invokers p%g to p%g", from*100, to*100)
	for t := range d.bins.at {
		for i := range invokers {
			column[i] = invokers[i][t]
		}
		slices.Sort(column)
		low, high := quantile(column, from), quantile(column, to)
		m.Low, m.High = append(m.Low, low), append(m.High, high)
		d.s.Record("memory", name, unit, plots.Cell(d.bins.at[t]), "", plots.Cell(low), plots.Cell(high))
	}
	p.Add(m)
}

// quantile interpolates between the order statistics of a sorted column.
func quantile(sorted []float64, q float64) float64 {
	at := q * float64(len(sorted)-1)
	i := min(int(at), len(sorted)-2)
	return sorted[i] + (at-float64(i))*(sorted[i+1]-sorted[i])
}

func (d *fourDrawing) fourth() {
	m := d.f.Fourth
	if m.Values == nil {
		return
	}
	values := d.bins.maxima(m.Values)
	_, hi, _ := plots.SpanOf(values)
	p := d.panel(plots.FitAxis(m.Label, m.Unit, false, 0, hi))
	d.curve(p, "fourth", m.Label, m.Unit.Suffix(), values, 0)
}

func (d *fourDrawing) curve(p *plots.Panel, name, series, unit string, v []float64, look int) {
	d.line(p, v, plots.CurveStyle(look))
	d.write(name, series, unit, v)
}

func (d *fourDrawing) write(panel, series, unit string, v []float64) {
	for i, y := range v {
		if !math.IsNaN(y) {
			d.s.Record(panel, series, unit, plots.Cell(d.bins.at[i]), plots.Cell(y), "", "")
		}
	}
}

// line adds a curve with gaps at NaN. A single point between gaps becomes a dot.
func (d *fourDrawing) line(p *plots.Panel, v []float64, st draw.LineStyle) {
	var run []plots.XY
	flush := func() {
		switch len(run) {
		case 0:
		case 1:
			glyph := draw.GlyphStyle{Color: st.Color, Radius: max(st.Width, 0.8), Shape: draw.CircleGlyph{}}
			p.Add(plots.Dot{At: run[0], Style: glyph})
		default:
			p.Add(plots.Curve{Points: run, Style: st})
		}
		run = nil
	}
	for i, y := range v {
		if math.IsNaN(y) {
			flush()
			continue
		}
		run = append(run, plots.XY{X: d.bins.at[i], Y: y})
	}
	flush()
}
