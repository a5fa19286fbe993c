package figures

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"thaw/plots"
	"thaw/plots/published"
)

// Claims is a strip of published statements below the panels of a figure, or a figure of its own:
//
//	total time, mean of all 12
//	REAP ÷ FaaSnap        ├┈┈○┈┈┤  ●        +50% → +93%
//	                                        not reproduced
//	FaaSnap < REAP          │▒▒▒▒▒▒▒├●┤      reproduced
//
// All rows have one logarithmic axis. Those of a number lie at simulated ÷ published; those of an
// order at the stated greater ÷ the stated smaller value, one a pair. The range that the tolerance
// accepts is shaded. A wide figure has the rows in two columns.
type Claims []ClaimRow

// ClaimRow is a published statement.
type ClaimRow struct {
	Group     string // what rows have in common, such as their metric; written once, above them
	Label     string
	Order     bool                // it states an order, not a number
	Changed   bool                // it is about a change: +25% counts as 1.25
	Low, High float64             // accepted, on the axis; infinite on the open side
	Second    *[2]float64         // likewise by the other value of a contradiction
	Published published.Reference // on the axis; nothing where there is no place, nor of a published order
	Simulated []plots.Interval    // none: it was not measured, or has no place on the axis
	Dots      []string            // what the simulated values are, where there are or could be several
	Counted   bool                // it is a prediction
	Remark    string              // published and simulated in words, at the right edge; empty of an order
	Verdict   string              // below it
}

// Ends of the axis of claims. What lies beyond is drawn at the end.
const (
	leastRatio = 0.1
	mostRatio  = 10.0
)

const (
	claimGap    = 3.0             // between rows
	groupSpace  = 4.0             // above the heading of a group
	claimShare  = vg.Length(0.4)  // of a column that labels may take
	remarkShare = vg.Length(0.26) // of a column that remarks may take
	claimColumn = vg.Length(225)  // least width of a column where there are two
	fewClaims   = 4               // so many rows stand in one column in any case
)

// AddTo adds the strip below the other rows of a sheet.
func (rows Claims) AddTo(s *plots.Sheet) {
	if len(rows) == 0 {
		return
	}
	s.Section("claims", "claim", "published_kind", "derived_from", "published_from", "published_to", "published_other",
		"accepted_low", "accepted_high", "second_low", "second_high", "value", "low", "high", "value_of", "remark",
		"verdict")
	rows = rows.grouped()
	axis := rows.axis()
	width := s.Room()
	columns := []claimColumnOf{newClaimColumn(s, rows, width, width*headingShare)}
	if half := (width - 8) / 2; half >= claimColumn && len(rows) > fewClaims {
		columns = rows.halves(s, half)
	}
	var most float64
	for _, c := range columns {
		most = math.Max(most, c.height())
	}
	var panels []*plots.Panel
	for i, c := range columns {
		p := c.panel(axis, most)
		if i == 0 {
			p.Title = s.Wrap(rows.title(), width-8)
			rows.explain(p, axis)
		}
		panels = append(panels, p)
	}
	s.AddRow(panels...)
	for _, r := range rows {
		for i, e := range r.rowsOr() {
			of, second, dot := r.Published.Cells(), [2]float64{math.NaN(), math.NaN()}, ""
			if r.Second != nil {
				second = *r.Second
			}
			if i < len(r.Dots) {
				dot = r.Dots[i]
			}
			s.Record(r.whole(), of[0], of[1], of[2], of[3], of[6], plots.Finite(r.Low), plots.Finite(r.High),
				plots.Finite(second[0]), plots.Finite(second[1]), plots.Finite(e.Value), plots.Finite(e.Low),
				plots.Finite(e.High), dot, r.Remark, r.Verdict)
		}
	}
}

// grouped puts the rows of a group together: first the groups of one row, then the others, each in the
// order of their first rows.
func (rows Claims) grouped() Claims {
	var groups []string
	count := map[string]int{}
	for _, r := range rows {
		count[r.Group]++
		if !slices.Contains(groups, r.Group) {
			groups = append(groups, r.Group)
		}
	}
	out := slices.Clone(rows)
	slices.SortStableFunc(out, func(a, b ClaimRow) int {
		if a, b := min(count[a.Group], 2), min(count[b.Group], 2); a != b {
			return a - b
		}
		return slices.Index(groups, a.Group) - slices.Index(groups, b.Group)
	})
	return out
}

// axis is the one of all rows.
func (rows Claims) axis() plots.Axis {
	values := []float64{0.8, 1.25}
	orders, numbers, by := false, false, "published"
	for _, r := range rows {
		orders, numbers = orders || r.Order, numbers || !r.Order
		if !r.Order && r.Published.Ground != plots.Printed {
			by = "stated"
		}
		for _, v := range append(append(r.ends(), r.Low, r.High), r.Published.Ends(true)...) {
			if v > 0 && !math.IsInf(v, 0) && !math.IsNaN(v) {
				values = append(values, min(max(v, leastRatio), mostRatio))
			}
		}
	}
	label := "simulated ÷ " + by
	switch {
	case orders && numbers:
		label += "; of orders (<) greater ÷ smaller"
	case orders:
		label = "stated greater ÷ stated smaller"
	}
	low, high, _ := plots.SpanOf(values)
	a := plots.FitAxis(label, plots.Plain, true, low, high)
	a.Exactly, a.Fractions = ratioTicks(a.Min, a.Max), true
	return a
}

// title is that of the strip. It says by what rows are divided, where that is not plain.
func (rows Claims) title() string {
	var by []string
	if slices.ContainsFunc(rows, func(r ClaimRow) bool { return r.Changed }) {
		by = append(by, "+25% counts as 1.25")
	}
	if slices.ContainsFunc(rows, func(r ClaimRow) bool { return r.Published.IsRange() }) {
		by = append(by, "a range by its middle")
	}
	if slices.ContainsFunc(rows, func(r ClaimRow) bool { return len(r.Dots) > 1 }) {
		by = append(by, "dots from left to right")
	}
	if slices.ContainsFunc(rows, func(r ClaimRow) bool { return r.Second != nil }) {
		by = append(by, "of two the first above")
	}
	if len(by) == 0 {
		return "Statements"
	}
	return "Statements (" + strings.Join(by, ", ") + ")"
}

// explain adds the legend of the marks that occur.
func (rows Claims) explain(p *plots.Panel, axis plots.Axis) {
	var said published.Kinds
	var interval, below, above, band, counted, uncounted bool
	for _, r := range rows {
		said.Note(r.Published)
		band = band || r.Low < r.High || r.Second != nil
		for _, e := range r.Simulated {
			counted, uncounted = counted || r.Counted, uncounted || !r.Counted
			interval = interval || e.HasWidth()
			below, above = below || e.Value < axis.Min, above || e.Value > axis.Max
		}
	}
	said.Legend(p, false, true)
	for _, m := range []struct {
		is     bool
		text   string
		sample plots.Sample
	}{
		{counted, "simulated", plots.DotSample(simulatedDot(true, plots.Disc))},
		{uncounted, "simulated, no prediction", plots.DotSample(simulatedDot(false, plots.Disc))},
		{below, "below the axis", plots.DotSample(simulatedDot(counted, plots.Leftward))},
		{above, "above the axis", plots.DotSample(simulatedDot(counted, plots.Rightward))},
		{band, "accepted", plots.BandSample(acceptedFill(), plots.Solid(plots.Black(), 0))},
	} {
		if m.is {
			p.AddLegend(m.text, m.sample)
		}
	}
	if interval {
		p.AddWhiskers("its 95% interval")
	}
}

// simulatedDot is the mark of a simulated value: black of a prediction, grey of what is none.
func simulatedDot(counted bool, m plots.Marker) draw.GlyphStyle {
	if counted {
		return plots.Look{Hue: plots.Black(), Marker: m}.Dot()
	}
	return plots.Look{Hue: plots.Grey(), Marker: m}.Dot()
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
	return plots.Distinct([][]float64{out})
}

// whole is the statement with its group.
func (r ClaimRow) whole() string {
	if r.Group == "" {
		return r.Label
	}
	return r.Group + ": " + r.Label
}

// ends are the values that the axis has to show.
func (r ClaimRow) ends() []float64 {
	var out []float64
	for _, e := range r.Simulated {
		out = append(out, e.Low, e.High)
	}
	if r.Second != nil {
		out = append(out, r.Second[:]...)
	}
	return out
}

// What a row names one by one: so many simulated values, in so many letters.
const (
	mostDots    = 5
	longestDots = 60
)

// dots says what the simulated values of a row are, in the order in which they lie on the axis; of many the
// ends.
func (r ClaimRow) dots() string {
	switch {
	case len(r.Dots) == 0 || len(r.Dots) != len(r.Simulated):
		return ""
	case len(r.Dots) == 1:
		return "dot: " + r.Dots[0]
	}
	at := make([]int, len(r.Dots))
	for i := range at {
		at[i] = i
	}
	slices.SortStableFunc(at, func(a, b int) int { return cmp.Compare(r.Simulated[a].Value, r.Simulated[b].Value) })
	names := make([]string, len(at))
	for i, k := range at {
		names[i] = r.Dots[k]
	}
	comma := ", "
	if slices.ContainsFunc(names, func(n string) bool { return strings.Contains(n, comma) }) {
		comma = "; "
	}
	all := strings.Join(names, comma)
	if len(names) > mostDots || len(names) > 2 && utf8.RuneCountInString(all) > longestDots {
		return "dots: " + names[0] + " … " + names[len(names)-1]
	}
	return "dots: " + all
}

// rowsOr are the simulated values, or one that is missing.
func (r ClaimRow) rowsOr() []plots.Interval {
	if len(r.Simulated) == 0 {
		return []plots.Interval{plots.Exact(math.NaN())}
	}
	return r.Simulated
}
