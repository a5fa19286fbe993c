package plots

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/plot/vg"
)

// Axis maps values to places between 0 and 1. It chooses its ticks.
type Axis struct {
	Label    string
	Unit     Unit
	Log      bool
	Min, Max float64
	names    []string // a category axis: name i stands at middles[i]
	middles  []float64
	bold     int  // index + 1 of the category in bold; 0: none
	Hidden   bool // ticks without labels, as in a panel above another that shares the axis
	Grid     bool

	ticks  []tick
	suffix string // the unit chosen for the ticks of a linear axis
	Remark string // stands behind the label

	tickedTo float64 // the last place for a tick on a widened axis

	// Exactly are the places of the ticks, such as the values that were measured. As many of them
	// have labels as there is room for. Extra are ticks beside those that the axis chooses.
	Exactly, Extra []float64
	untitled       bool // the panel beside it says the label and the unit
	Fractions      bool // ticks between 0 and 1 are written as 1/4
}

// tick is a mark on an axis. A minor tick has no label.
type tick struct {
	at    float64
	label string
	minor bool
}

// Place maps a value to its place along the axis: 0 is the start, 1 the end.
func (a *Axis) Place(v float64) float64 {
	if a.Log {
		return math.Log(v/a.Min) / math.Log(a.Max/a.Min)
	}
	return (v - a.Min) / (a.Max - a.Min)
}

// title is the label. It names the unit where the ticks leave it out.
func (a *Axis) title() string {
	if a.untitled {
		return ""
	}
	title := a.Label
	if a.Label != "" && a.suffix != "" {
		title += " (" + a.suffix + ")"
	}
	if a.Remark != "" {
		title += ", " + a.Remark
	}
	return title
}

// CategoryAxis makes an axis of names. Each takes its size of the axis.
func CategoryAxis(names []string, sizes []float64) Axis {
	a := Axis{names: names}
	for _, size := range sizes {
		a.middles = append(a.middles, a.Max+size/2)
		a.Max += size
	}
	return a
}

// RowAxis is a vertical axis of names. The first stands on top; each takes its size of the axis.
func RowAxis(names []string, sizes []float64) Axis { return CategoryAxis(reversed(names, sizes)) }

// RowMiddle is the middle of row i, counted from the top.
func (a *Axis) RowMiddle(i int) float64 { return a.middles[len(a.middles)-1-i] }

// Emphasise writes the name of row i, counted from the top, in bold.
func (a *Axis) Emphasise(i int) { a.bold = len(a.names) - i }

// reversed returns copies in reverse order: a vertical axis begins at the bottom, rows begin on top.
func reversed(names []string, sizes []float64) ([]string, []float64) {
	names, sizes = slices.Clone(names), slices.Clone(sizes)
	slices.Reverse(names)
	slices.Reverse(sizes)
	return names, sizes
}

// SpanOf returns the least and the greatest value. It skips NaN; ok is false without a number.
func SpanOf(columns ...[]float64) (lo, hi float64, ok bool) {
	lo, hi = math.Inf(1), math.Inf(-1)
	for _, c := range columns {
		for _, v := range c {
			if !math.IsNaN(v) {
				lo, hi, ok = math.Min(lo, v), math.Max(hi, v), true
			}
		}
	}
	return lo, hi, ok
}

// FitAxis makes an axis around the values from lo to hi with round ends. A linear axis starts
// at zero unless its values are far from zero. A logarithmic axis ends on 1, 2 or 5 times a
// power of ten.
func FitAxis(label string, unit Unit, log bool, lo, hi float64) Axis {
	a := Axis{Label: label, Unit: unit, Log: log, Min: lo, Max: hi, Grid: true}
	switch {
	case log:
		a.Min, a.Max = roundDown(lo), RoundUp(hi)
		if a.Min == a.Max {
			a.Min, a.Max = a.Min/2, a.Max*2
		}
	case lo == 0 && hi == 0:
		a.Max = 1
	default:
		a.fitLinear(lo, hi)
	}
	return a
}

func (a *Axis) fitLinear(lo, hi float64) {
	if lo > 0 && (lo < 0.8*hi || same(lo, hi)) {
		lo = 0
	}
	if hi < 0 && (hi > 0.8*lo || same(lo, hi)) {
		hi = 0
	}
	step := niceStep(lo, hi, mostParts, a.Unit)
	a.Min = math.Floor(lo/step+1e-9) * step
	a.Max = math.Ceil(hi/step-1e-9) * step
	if fine := step / finerEnds; a.Max-hi > mostIdle*(a.Max-a.Min) {
		a.Max = math.Ceil(hi/fine-1e-9) * fine
	}
	if fine := step / finerEnds; lo-a.Min > mostIdle*(a.Max-a.Min) {
		a.Min = math.Floor(lo/fine+1e-9) * fine
	}
}

// Ends of a linear axis: on a tick, unless more than mostIdle of the axis would lie beyond the
// data; then on a part of the step between ticks.
const (
	mostIdle  = 0.12
	finerEnds = 5
)

// StartRemark says where an axis starts that leaves zero out; nothing of any other.
func (a *Axis) StartRemark() string {
	if a.Log || a.Min <= 0 {
		return ""
	}
	return "axis starts at " + a.Unit.Text(a.Min)
}

// AddRemark puts a text behind the label and the remarks before it.
func (a *Axis) AddRemark(text string) {
	if a.Remark != "" && text != "" {
		text = a.Remark + ", " + text
	}
	a.Remark = cmp.Or(text, a.Remark)
}

// same tells whether two ends are too close for an axis between them.
func same(lo, hi float64) bool { return hi-lo <= 1e-9*math.Max(math.Abs(lo), math.Abs(hi)) }

// ExactAxis makes an axis from lo to hi. It starts at zero where lo is near zero.
func ExactAxis(label string, unit Unit, lo, hi float64) Axis {
	if lo > 0 && lo <= 0.1*hi {
		lo = 0
	}
	if same(lo, hi) {
		pad := math.Max(0.5, math.Abs(lo)/2)
		lo, hi = lo-pad, hi+pad
	}
	return Axis{Label: label, Unit: unit, Min: lo, Max: hi, Grid: true}
}

// Widen makes room at the far end of the axis for text behind bars. The ticks stay.
func (a *Axis) Widen(share float64) {
	a.tickedTo = a.Max
	if a.Log {
		a.Max *= math.Pow(a.Max/a.Min, share)
	} else {
		a.Max += (a.Max - a.Min) * share
	}
}

// layTicks chooses the ticks of an axis of the given length. A label takes room(label) of it.
func (a *Axis) layTicks(length vg.Length, room func(label string) vg.Length) {
	end := a.Max
	if a.tickedTo != 0 {
		end = a.tickedTo
	}
	switch {
	case a.names != nil:
		a.ticks = a.ticks[:0]
		for i, n := range a.names {
			a.ticks = append(a.ticks, tick{at: a.middles[i], label: n})
		}
	case len(a.Exactly) > 0:
		a.exactTicks(length, room)
	case a.Log:
		a.suffix = ""
		a.ticks = a.sparse(mostLogLabels, length, room, func(n int) []tick { return logTicks(a.Min, end, a.Unit, n) })
	default:
		_, a.suffix = a.Unit.display(math.Max(math.Abs(a.Min), math.Abs(end)))
		a.ticks = a.sparse(mostParts, length, room, func(n int) []tick { return linearTicks(a.Min, end, a.Unit, n) })
	}
	a.addExtra(length, room)
}

// addExtra adds the further ticks. Where one would lie over a label, that label goes.
func (a *Axis) addExtra(length vg.Length, room func(string) vg.Length) {
	for _, v := range a.Extra {
		scale, _ := a.Unit.display(math.Max(math.Abs(a.Min), math.Abs(a.Max)))
		t := tick{at: v, label: Number(v / scale)}
		if a.Log || a.Unit == Share {
			t.label = a.Unit.Text(v)
		}
		for i := range a.ticks {
			if !a.clear([]tick{a.ticks[i], t}, length, room) && !a.clear([]tick{t, a.ticks[i]}, length, room) {
				a.ticks[i].label, a.ticks[i].minor = "", true
			}
		}
		a.ticks = append(a.ticks, t)
	}
}

// exactTicks puts a tick at each of the places. The first and the last have labels, and those
// between that leave room for them.
func (a *Axis) exactTicks(length vg.Length, room func(string) vg.Length) {
	var scale float64
	scale, a.suffix = a.Unit.display(math.Max(math.Abs(a.Min), math.Abs(a.Max)))
	a.ticks = a.ticks[:0]
	for _, v := range a.Exactly {
		label := Number(v / scale)
		if a.Unit == Share {
			label += "%"
		}
		if parts := math.Round(1 / v); a.Fractions && v < 1 && math.Abs(parts*v-1) < 1e-9 {
			label = "1/" + Number(parts)
		}
		a.ticks = append(a.ticks, tick{at: v, label: label})
	}
	slices.SortFunc(a.ticks, func(x, y tick) int { return cmp.Compare(x.at, y.at) })
	last := len(a.ticks) - 1
	for i := last - 1; i >= 0; i-- { // from the last one, which counts most
		kept := []tick{a.ticks[i]}
		for _, t := range a.ticks[i+1:] {
			if t.label != "" {
				kept = append(kept, t)
			}
		}
		if !a.clear(kept, length, room) {
			if i == 0 { // the first keeps its label, too
				for k := 1; k < last && !a.clear(kept, length, room); k++ {
					kept, a.ticks[k].label, a.ticks[k].minor = slices.DeleteFunc(kept, func(t tick) bool {
						return t.at == a.ticks[k].at
					}), "", true
				}
				continue
			}
			a.ticks[i].label, a.ticks[i].minor = "", true
		}
	}
}

// sparse reduces the number of labels until none touches its neighbour.
func (a *Axis) sparse(most int, length vg.Length, room func(string) vg.Length, gen func(n int) []tick) []tick {
	var ticks []tick
	for n := most; n >= 1; n-- {
		ticks = gen(n)
		if a.clear(ticks, length, room) {
			return ticks
		}
	}
	return ticks
}

// Limits of ticks: parts of a linear axis, labels of a logarithmic axis. fitLinear cuts into
// mostParts, so that the axis ends on a label.
const (
	mostParts     = 5
	mostLogLabels = 9
)

func (a *Axis) clear(ticks []tick, length vg.Length, room func(string) vg.Length) bool {
	end := vg.Length(math.Inf(-1))
	for _, t := range ticks {
		if t.label == "" {
			continue
		}
		mid, half := vg.Length(a.Place(t.at))*length, room(t.label)/2
		if mid-half < end {
			return false
		}
		end = mid + half
	}
	return true
}

// Base is where bars begin.
func (a *Axis) Base() float64 {
	if a.Log {
		return a.Min
	}
	return math.Max(a.Min, math.Min(a.Max, 0))
}

// Distinct are the distinct values of columns, ascending.
func Distinct(columns [][]float64) []float64 {
	at := slices.Concat(columns...)
	slices.Sort(at)
	return slices.Compact(at)
}
