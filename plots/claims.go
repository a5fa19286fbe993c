package plots

import (
	"math"

	"gonum.org/v1/plot/vg"
)

// ClaimRow is a published statement that compares, drawn in a strip below the panels:
//
//	REAP ÷ FaaSnap            ├┈┈◇┈┈┤  ●        1.4, 1.6
//	Random above Sticky-Random  │▹      ├●┤
//
// All rows have one logarithmic axis. The values of a row with a published number are drawn
// relative to it; those of an order are the greater divided by the smaller, one a pair. The range
// that the tolerance accepts is shaded.
type ClaimRow struct {
	Label     string
	Low, High float64    // accepted, on the axis; infinite on the open side
	Published float64    // 1 for a number; NaN: none, such as of an order
	Simulated []Interval // none: it was not measured, or has no place on the axis
	Remark    string     // published and simulated in words, at the right edge
}

// Ends of the axis of claims. What lies beyond is drawn at the end.
const (
	leastRatio = 0.1
	mostRatio  = 10.0
)

// AddClaims adds a strip of claims below the other rows.
func (s *Sheet) AddClaims(rows []ClaimRow) {
	if len(rows) > 0 {
		s.AddRow(s.claims(rows))
	}
}

// claims composes the strip.
func (s *Sheet) claims(rows []ClaimRow) *Panel {
	s.Section("claims", "claim", "published", "accepted_low", "accepted_high", "value", "low", "high", "remark")
	var names, remarks []string
	var sizes []float64
	values := []float64{0.8, 1.25}
	for _, r := range rows {
		name := s.faces.wrap(r.Label, textSize, s.width*claimShare)
		remark := s.faces.wrap(r.Remark, textSize, s.width*remarkShare)
		names, remarks = append(names, name), append(remarks, remark)
		height := max(s.faces.linesHeight(name), s.faces.linesHeight(remark))
		sizes = append(sizes, claimGap+height.Points())
		for _, v := range append(r.ends(), r.Low, r.High) {
			if v > 0 && !math.IsInf(v, 0) && !math.IsNaN(v) {
				values = append(values, min(max(v, leastRatio), mostRatio))
			}
		}
	}
	low, high, _ := SpanOf(values)
	p := &Panel{X: FitAxis("simulated ÷ published; of an order, greater ÷ smaller", Plain, true, low, high),
		Y: RowAxis(names, sizes), Alone: true,
		Title: s.faces.wrap("Published ratios and orders (◊ published, ● simulated; shaded: accepted)", textSize,
			s.width-2*edge)}
	p.Height = vg.Length(p.Y.Max)
	p.X.Exactly, p.X.Fractions = ratioTicks(p.X.Min, p.X.Max), true
	for i, r := range rows {
		p.claim(i, r, sizes[i])
		for _, e := range r.rowsOr() {
			s.Record(r.Label, finite(r.Published), finite(r.Low), finite(r.High), finite(e.Value), finite(e.Low),
				finite(e.High), r.Remark)
		}
		p.LabelRight(p.Y.RowMiddle(i), remarks[i])
	}
	return p
}

// ratioTicks are 1, 2 and 5 times powers of ten, and their inverses, within an axis.
func ratioTicks(low, high float64) []float64 {
	var out []float64
	for _, v := range []float64{1, 2, 5, 10} {
		for _, at := range []float64{v, 1 / v} {
			if at >= low*(1-1e-9) && at <= high*(1+1e-9) && (v > 1 || at == v) {
				out = append(out, at)
			}
		}
	}
	return places([][]float64{out})
}

const (
	claimGap    = 4.0
	claimShare  = vg.Length(0.42)
	remarkShare = vg.Length(0.2)
)

func acceptedFill() Hue { return Tint(Green(), 60) }

// ends are the values that the axis has to show.
func (r ClaimRow) ends() []float64 {
	var out []float64
	for _, e := range r.Simulated {
		out = append(out, e.Low, e.High)
	}
	return out
}

// rowsOr are the simulated values, or one that is missing.
func (r ClaimRow) rowsOr() []Interval {
	if len(r.Simulated) == 0 {
		return []Interval{Exact(math.NaN())}
	}
	return r.Simulated
}

// claim draws row i: what is accepted, what is published, and over it what was simulated.
func (p *Panel) claim(i int, r ClaimRow, size float64) {
	y := p.Y.RowMiddle(i)
	half := size/2 - 1
	within := func(v float64) float64 { return min(max(v, p.X.Min), p.X.Max) }
	if r.Low < r.High && within(r.Low) < within(r.High) {
		p.Add(Band{Xs: []float64{within(r.Low), within(r.High)}, Low: []float64{y - half, y - half},
			High: []float64{y + half, y + half}, Fill: acceptedFill()})
	}
	if !math.IsNaN(r.Published) {
		p.Add(Dot{XY{within(r.Published), y}, Look{Hue: Grey(), Marker: Diamond}.Hollow()})
	}
	for _, e := range r.Simulated {
		if math.IsNaN(e.Value) {
			continue
		}
		if e.HasWidth() {
			p.Add(Whisker{XY{within(e.Low), y}, XY{within(e.High), y}, Black()})
		}
		style := Look{Hue: Black()}.Dot()
		if e.Value != within(e.Value) { // it lies beyond the axis
			style.Shape = shape{Pyramid, true}
		}
		p.Add(Dot{XY{within(e.Value), y}, style})
	}
}
