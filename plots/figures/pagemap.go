package figures

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/plot/vg/draw"

	"thaw/plots"
)

// PageMap draws page faults by guest address and time. A dot is a fault, in the colour of its kind.
// It has one panel for each strategy of restoring, one below the other. All panels share kinds
// and axes.
type PageMap struct {
	plots.Frame
	Kinds  []string // in the order of their colours; others follow in the order of the data
	Panels []PagePanel
}

// PagePanel is one restore.
type PagePanel struct {
	Name  string
	Kinds []PageDots
}

// PageDots are the faults of one kind, in any order.
type PageDots struct {
	Kind    string
	TimesMS []float64
	MiB     []float64 // guest addresses
}

// Name is the base name of the files.
func (f PageMap) Name() string { return f.NameOr("page-map") }

func (f PageMap) check() error {
	p := plots.NewProblems(f.Name())
	p.Frame(f.Frame)
	var names []string
	total := 0
	for _, panel := range f.Panels {
		names = append(names, panel.Name)
		var kinds []string
		for _, k := range panel.Kinds {
			what := fmt.Sprintf("panel %q, kind %q", panel.Name, k.Kind)
			kinds = append(kinds, k.Kind)
			p.Finite(what+", times", k.TimesMS, false)
			p.Finite(what+", addresses", k.MiB, false)
			p.SameLength(what+", addresses", len(k.MiB), "times", len(k.TimesMS))
			total += len(k.TimesMS)
		}
		if len(kinds) > 0 {
			p.Names("kind of "+panel.Name, kinds)
		}
	}
	p.Names("panel", names)
	if total == 0 && len(names) > 0 {
		p.Addf("no panel has a fault, expected at least one")
	}
	return p.Err()
}

// kinds returns the kinds in the order of their colours, and which have faults.
func (f PageMap) kinds() (kinds []string, some []bool) {
	kinds = slices.Clone(f.Kinds)
	some = make([]bool, len(kinds))
	for _, panel := range f.Panels {
		for _, k := range panel.Kinds {
			if len(k.TimesMS) == 0 {
				continue
			}
			i := slices.Index(kinds, k.Kind)
			if i < 0 {
				i = len(kinds)
				kinds, some = append(kinds, k.Kind), append(some, false)
			}
			some[i] = true
		}
	}
	return kinds, some
}

// Cells of a panel. Faults of one kind in one cell are one dot.
const cellsWide, cellsHigh = 360, 120

// Compose checks the input and lays it out: a panel for each restore, a dot for each cell.
func (f PageMap) Compose(at plots.Width) (*plots.Sheet, error) {
	f.Width = f.At(at)
	if err := f.check(); err != nil {
		return nil, err
	}
	s := plots.NewSheet(f.Width, "panel", "kind", "time_ms", "address_mib", "faults")
	var times, places [][]float64
	for _, panel := range f.Panels {
		for _, k := range panel.Kinds {
			times, places = append(times, k.TimesMS), append(places, k.MiB)
		}
	}
	t0, t1, _ := plots.SpanOf(times...)
	a0, a1, _ := plots.SpanOf(places...)
	kinds, some := f.kinds()
	for i, restore := range f.Panels {
		p := &plots.Panel{Title: restore.Name,
			X:      plots.ExactAxis("time since the request", plots.Milliseconds, math.Min(0, t0), t1),
			Y:      plots.FitAxis("guest address", plots.MiB, false, math.Min(0, a0), a1),
			Height: f.Width.Tall() * 0.7}
		p.X.Hidden = i < len(f.Panels)-1
		for _, k := range restore.Kinds {
			style := draw.GlyphStyle{Color: plots.CurveColour(slices.Index(kinds, k.Kind)), Radius: 0.75,
				Shape: draw.BoxGlyph{}}
			for _, d := range k.gather(p.X, p.Y) {
				p.Add(plots.Dot{At: d.at, Style: style})
				s.Record(restore.Name, k.Kind, plots.Cell(d.at.X), plots.Cell(d.at.Y), fmt.Sprint(d.faults))
			}
		}
		s.AddRow(p)
	}
	for i, k := range kinds {
		if some[i] {
			s.AddLegend(k, plots.SquareSample(plots.CurveColour(i)))
		}
	}
	return s.LayOut(), nil
}

// pageDot is the dot for the faults of one kind in one cell. It stands at the first of them.
type pageDot struct {
	at     plots.XY
	faults int
}

// gather groups faults by cell, in the order of time and address.
func (k PageDots) gather(x, y plots.Axis) []pageDot {
	place := func(v plots.XY) int {
		i := min(int(x.Place(v.X)*cellsWide), cellsWide-1)
		j := min(int(y.Place(v.Y)*cellsHigh), cellsHigh-1)
		return i*cellsHigh + j
	}
	order := make([]int, len(k.TimesMS))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(k.TimesMS[a], k.TimesMS[b]), cmp.Compare(k.MiB[a], k.MiB[b]), cmp.Compare(a, b))
	})
	at := make([]int32, cellsWide*cellsHigh)
	var out []pageDot
	for _, i := range order {
		v := plots.XY{X: k.TimesMS[i], Y: k.MiB[i]}
		c := place(v)
		if at[c] == 0 {
			out = append(out, pageDot{at: v})
			at[c] = int32(len(out))
		}
		out[at[c]-1].faults++
	}
	return out
}
