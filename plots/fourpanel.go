package plots

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/plot/vg/draw"
)

// FourPanel draws a run over time, in the form of figure 4.2 of the thesis that thaw began with:
// invocations and cold starts per second; mean latency; memory, a thick line for the mean over
// the invokers and a thin one for each of them; and one more measure, such as the queue or evictions.
//
// A run of more than 400 rows is drawn in bins of a round number of seconds, which the time axis
// names: rates and memory are means over a bin, the latency a mean weighted by the invocations of its rows, the
// fourth measure the greatest value. Beyond 50 invokers, bands of quantiles stand for the thin lines.
type FourPanel struct {
	Frame
	TimeS           []float64 // ascending, none twice
	InvocationsPerS []float64
	ColdStartsPerS  []float64
	MeanLatencyMS   []float64 // NaN: nothing started, the line has a gap
	LatencyLog      bool
	MemoryLabel     string // empty: "memory used"
	MemoryUnit      Unit   // Share of the capacity, or MiB of one invoker
	Memory          []float64
	InvokerMemory   [][]float64 // one row an invoker; none: only the mean is drawn
	Fourth          Measure     // without values: three panels
	BinS            float64     // seconds a bin; 0: as few as keep to 400 bins
}

// Measure is a column with its axis.
type Measure struct {
	Label  string
	Unit   Unit
	Values []float64
}

const (
	mostBins  = 400
	leastBin  = 1e-9 // s
	mostThin  = 50   // invokers drawn as lines
	panelTall = 0.95 * 72
)

func (f FourPanel) Name() string { return f.name("four-panel") }

func (f FourPanel) check() error {
	p := &problems{figure: f.Name()}
	f.Frame.check(p)
	f.MemoryUnit.check(p, "memory axis")
	f.Fourth.Unit.check(p, "fourth axis")
	n := len(f.TimeS)
	if n == 0 {
		p.addf("no rows, expected at least one")
		return p.err()
	}
	p.finite("time", f.TimeS, false)
	for i := 1; i < n; i++ {
		if f.TimeS[i] <= f.TimeS[i-1] {
			p.addf("time: value %d (%v s) does not come after the one before it (%v s)", i, f.TimeS[i], f.TimeS[i-1])
			break
		}
	}
	column := func(what string, v []float64) {
		if p.sameLength(what, len(v), "time", n) {
			p.finite(what, v, false)
			p.positive(what, v)
		}
	}
	p.label("memory axis", f.MemoryLabel)
	column("invocations", f.InvocationsPerS)
	column("cold starts", f.ColdStartsPerS)
	column("memory", f.Memory)
	for i, v := range f.InvokerMemory {
		column(fmt.Sprintf("memory of invoker %d", i), v)
	}
	if f.Fourth.Values != nil {
		column("fourth measure", f.Fourth.Values)
		p.name("fourth measure", f.Fourth.Label)
	}
	if p.sameLength("mean latency", len(f.MeanLatencyMS), "time", n) {
		p.finite("mean latency", present(f.MeanLatencyMS), f.LatencyLog)
		p.positive("mean latency", f.MeanLatencyMS)
	}
	if f.BinS != 0 && !(f.BinS >= leastBin && f.BinS <= largest) {
		p.addf("bin is %v s, expected at least %v s, or 0 to have one chosen", f.BinS, leastBin)
	}
	return p.err()
}

// present leaves out what is missing.
func present(v []float64) []float64 {
	return slices.DeleteFunc(slices.Clone(v), math.IsNaN)
}

func (f FourPanel) Compose() (*Sheet, error) {
	if err := f.check(); err != nil {
		return nil, err
	}
	s := newSheet(f.Width)
	s.table = [][]string{{"panel", "series", "unit", "time_s", "value", "low", "high"}}
	bins := newBins(f.TimeS, f.BinS)
	d := fourDrawing{f: f, s: s, bins: bins, span: [2]float64{f.TimeS[0], f.TimeS[len(f.TimeS)-1]}}
	if d.span[0] == d.span[1] {
		d.span[1]++ // a single row: a second
	}
	d.rates()
	d.latency()
	d.memory()
	d.fourth()
	for i, row := range s.rows {
		row[0].x.hidden = i < len(s.rows)-1
	}
	return s.layOut(), nil
}

// fourDrawing is a four-panel figure being composed.
type fourDrawing struct {
	f    FourPanel
	s    *Sheet
	bins bins
	span [2]float64
}

// panel adds a panel below the others.
func (d *fourDrawing) panel(y axis) *panel {
	label := "time"
	p := &panel{x: exactly(label, Seconds, d.span[0], d.span[1]), y: y, height: panelTall}
	if d.bins.width > 0 {
		p.x.remark = "bins of " + Seconds.write(d.bins.width)
	}
	d.s.rows = append(d.s.rows, []*panel{p})
	return p
}

func (d *fourDrawing) rates() {
	invocations, cold := d.bins.mean(d.f.InvocationsPerS, nil), d.bins.mean(d.f.ColdStartsPerS, nil)
	_, hi, _ := spanOf(invocations, cold)
	p := d.panel(fit("per second", Plain, false, 0, hi))
	d.curve(p, "starts", "invocations", "per_s", invocations, 0)
	d.curve(p, "starts", "cold starts", "per_s", cold, 1)
	d.s.legend.entries = append(d.s.legend.entries,
		legendEntry{"invocations", lineSample(curveStyle(0))}, legendEntry{"cold starts", lineSample(curveStyle(1))})
}

func (d *fourDrawing) latency() {
	latency := d.bins.mean(d.f.MeanLatencyMS, d.f.InvocationsPerS)
	lo, hi, ok := spanOf(latency)
	if !ok { // nothing ever started
		lo, hi = 1, 1
	}
	if !d.f.LatencyLog {
		lo = 0
	}
	p := d.panel(fit("mean latency", Milliseconds, d.f.LatencyLog, lo, hi))
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
	_, hi, _ := spanOf(append(invokers, whole)...)
	p := d.panel(fit(label, d.f.MemoryUnit, false, 0, hi))
	unit := columnSuffix(d.f.MemoryUnit)
	thin := solid(tint(grey(), 150), 0.3)
	var around []legendEntry
	if len(invokers) > mostThin {
		d.band(p, invokers, unit, 0.05, 0.95, tint(blue(), 46))
		d.band(p, invokers, unit, 0.25, 0.75, tint(blue(), 80))
		around = []legendEntry{{"middle 90% of invokers", bandSample(tint(blue(), 46), solid(black(), 0))},
			{"middle 50% of invokers", bandSample(tint(blue(), 110), solid(black(), 0))}}
	} else if len(invokers) > 0 {
		for i, v := range invokers {
			d.line(p, v, thin)
			d.write("memory", fmt.Sprintf("invoker %d", i), unit, v)
		}
		around = []legendEntry{{"one invoker", lineSample(thin)}}
	}
	d.line(p, whole, solid(black(), 1.5))
	d.write("memory", "mean of invokers", unit, whole)
	d.s.legend.entries = append(d.s.legend.entries, legendEntry{"mean of invokers", lineSample(solid(black(), 1.5))})
	d.s.legend.entries = append(d.s.legend.entries, around...)
}

// band draws between two quantiles over the invokers.
func (d *fourDrawing) band(p *panel, invokers [][]float64, unit string, from, to float64, fill hue) {
	m := band{xs: d.bins.at, fill: fill}
	column := make([]float64, len(invokers))
	name := fmt.Sprintf("invokers p%g to p%g", from*100, to*100)
	for t := range d.bins.at {
		for i := range invokers {
			column[i] = invokers[i][t]
		}
		slices.Sort(column)
		low, high := quantile(column, from), quantile(column, to)
		m.low, m.high = append(m.low, low), append(m.high, high)
		d.s.table = append(d.s.table, []string{"memory", name, unit, cell(d.bins.at[t]), "", cell(low), cell(high)})
	}
	p.add(m)
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
	values := d.bins.most(m.Values)
	_, hi, _ := spanOf(values)
	p := d.panel(fit(m.Label, m.Unit, false, 0, hi))
	d.curve(p, "fourth", m.Label, columnSuffix(m.Unit), values, 0)
}

func (d *fourDrawing) curve(p *panel, name, series, unit string, v []float64, look int) {
	d.line(p, v, curveStyle(look))
	d.write(name, series, unit, v)
}

func (d *fourDrawing) write(panel, series, unit string, v []float64) {
	for i, y := range v {
		if !math.IsNaN(y) {
			d.s.table = append(d.s.table, []string{panel, series, unit, cell(d.bins.at[i]), cell(y), "", ""})
		}
	}
}

// line adds a curve, cut at its gaps. A point alone between gaps becomes a dot.
func (d *fourDrawing) line(p *panel, v []float64, st draw.LineStyle) {
	var run []xy
	flush := func() {
		switch len(run) {
		case 0:
		case 1:
			p.add(dot{run[0], draw.GlyphStyle{Color: st.Color, Radius: max(st.Width, 0.8), Shape: draw.CircleGlyph{}}})
		default:
			p.add(curve{run, st})
		}
		run = nil
	}
	for i, y := range v {
		if math.IsNaN(y) {
			flush()
			continue
		}
		run = append(run, xy{d.bins.at[i], y})
	}
	flush()
}
