package figures

import (
	"math"

	"gonum.org/v1/plot/vg"

	"thaw/plots"
	"thaw/plots/published"
)

// claimColumnOf is a column of claims: lines of labels from top to bottom, each with its claim, or
// with none where it is the heading of a group.
type claimColumnOf struct{ lines []claimLine }

// claimLine is a row of the column.
type claimLine struct {
	claim   *ClaimRow // nil: a heading
	heading string
	name    string // wrapped, as is the remark
	remark  string
	size    float64 // in points
}

// newClaimColumn lays claims out in a column of a width. A group of one row above the first heading
// has none itself, where the row has room for it.
func newClaimColumn(s *plots.Sheet, rows Claims, width, heading vg.Length) claimColumnOf {
	var c claimColumnOf
	headed := false
	label := func(text string) string { return s.Wrap(text, width*claimShare) }
	for i := range rows {
		r := &rows[i]
		name := label(r.Label)
		first := i == 0 || rows[i-1].Group != r.Group
		if first && r.Group != "" {
			one := i+1 == len(rows) || rows[i+1].Group != r.Group
			if whole := label(r.whole()); one && !headed && s.Fits(whole, width*claimShare, 2) {
				name = whole
			} else {
				text := s.Wrap(r.Group, heading)
				headed = true
				c.lines = append(c.lines, claimLine{heading: text, size: groupSpace + s.LinesHeight(text).Points()})
			}
		}
		if dots := r.dots(); dots != "" {
			name += "\n" + label(dots)
		}
		remark := r.said(s, width*remarkShare)
		height := max(s.LinesHeight(name), s.LinesHeight(remark)).Points()
		if r.Second != nil || r.Published.Order {
			height = max(height, doubleHeight)
		}
		c.lines = append(c.lines, claimLine{claim: r, name: name, remark: remark, size: claimGap + height})
	}
	return c
}

// said is what stands at the right of a row: published and simulated, and the verdict, on one line where
// there is room.
func (r ClaimRow) said(s *plots.Sheet, width vg.Length) string {
	if r.Remark == "" || r.Verdict == "" {
		return s.Wrap(r.Remark+r.Verdict, width)
	}
	if one := r.Remark + ", " + r.Verdict; s.Fits(one, width, 1) {
		return one
	}
	return s.Wrap(r.Remark, width) + "\n" + s.Wrap(r.Verdict, width)
}

// Shares of a column that a heading may have: bold is wider than the type in which widths are
// measured, and of two columns one may be narrower than the other, as its labels are.
const (
	headingShare = vg.Length(0.89)
	narrowShare  = vg.Length(0.8)
)

// halves lays the claims out in two columns of a width, which are as equally high as they can be. A
// group that is cut has its heading twice.
func (rows Claims) halves(s *plots.Sheet, width vg.Length) []claimColumnOf {
	var best []claimColumnOf
	least := math.Inf(1)
	for at := 1; at < len(rows); at++ {
		pair := []claimColumnOf{newClaimColumn(s, rows[:at], width, width*narrowShare),
			newClaimColumn(s, rows[at:], width, width*narrowShare)}
		if h := math.Max(pair[0].height(), pair[1].height()); h < least {
			best, least = pair, h
		}
	}
	return best
}

// height is that of all lines, in points.
func (c claimColumnOf) height() (sum float64) {
	for _, l := range c.lines {
		sum += l.size
	}
	return sum
}

// panel draws the column in a height in points; what the lines leave stays free below them.
func (c claimColumnOf) panel(axis plots.Axis, height float64) *plots.Panel {
	var names []string
	var sizes []float64
	for _, l := range c.lines {
		names, sizes = append(names, l.name), append(sizes, l.size)
	}
	if free := height - c.height(); free > 0 {
		names, sizes = append(names, ""), append(sizes, free)
	}
	p := &plots.Panel{X: axis, Y: plots.RowAxis(names, sizes), Alone: true, Height: vg.Length(height)}
	for i, l := range c.lines {
		y := p.Y.RowMiddle(i)
		if l.claim == nil {
			p.Head(y-groupSpace/4, l.heading)
			continue
		}
		p.Add(rowMarks(p, y, *l.claim, l.size)...)
		p.LabelRight(y, l.remark)
	}
	return p
}

// doubleHeight is the least height of a row with two marks one above the other, in points.
const doubleHeight = 16

// tipLength is the length of the tip of the mark of a value beyond the axis.
const tipLength = vg.Length(2.4)

// halfGap is half the distance between the halves of the row of a contradiction.
const halfGap = 0.4

func acceptedFill() plots.Hue { return plots.Tint(plots.Green(), 60) }

// rowMarks are those of a row: what is accepted, what is published, and over it what was simulated.
func rowMarks(p *plots.Panel, y float64, r ClaimRow, size float64) (out []plots.Mark) {
	half := size/2 - 1
	within := func(v float64) float64 { return min(max(v, p.X.Min), p.X.Max) }
	at := func(v float64) plots.XY { return plots.XY{X: within(v), Y: y} }
	band := func(low, high, from, to float64) {
		if low, high = within(low), within(high); low < high {
			out = append(out, plots.Band{Xs: []float64{low, high}, Low: []float64{from, from}, High: []float64{to, to},
				Fill: acceptedFill()})
		}
	}
	switch {
	case r.Published.Order: // above the dots, which lie where it stands
		band(r.Low, r.High, y-half, y+half)
		above := func(v float64) plots.XY { return plots.XY{X: within(v), Y: y + half/2} }
		out = append(out, r.Published.Draw(above, plots.Grey(), true, false)...)
		y -= half / 2
	case r.Second == nil:
		band(r.Low, r.High, y-half, y+half)
		out = append(out, r.Published.Draw(at, plots.Grey(), true, false)...)
	default: // the first value has the upper half of the row, the other one the lower half
		band(r.Low, r.High, y+halfGap, y+half)
		band(r.Second[0], r.Second[1], y-half, y-halfGap)
		stated := []published.Reference{r.Published}
		if o := r.Published.Other; o != nil {
			stated[0].Other = nil
			stated = append(stated, *o)
		}
		for i, ref := range stated {
			middle := y + half/2*float64(1-2*i)
			place := func(v float64) plots.XY { return plots.XY{X: within(v), Y: middle} }
			out = append(out, ref.Draw(place, plots.Grey(), true, false)...)
		}
	}
	for _, e := range r.Simulated {
		if math.IsNaN(e.Value) {
			continue
		}
		if e.HasWidth() {
			out = append(out, plots.Whisker{From: at(e.Low), To: at(e.High), Colour: plots.Black()})
		}
		dot := plots.Dot{At: at(e.Value), Style: simulatedDot(r.Counted, plots.Disc)}
		switch { // beyond the axis: its tip is at the edge, and no text beside it is touched
		case e.Value < p.X.Min:
			dot.Style, dot.Shift.X = simulatedDot(r.Counted, plots.Leftward), tipLength
		case e.Value > p.X.Max:
			dot.Style, dot.Shift.X = simulatedDot(r.Counted, plots.Rightward), -tipLength
		}
		out = append(out, dot)
	}
	return out
}
