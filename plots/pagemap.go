package plots

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// PageMap draws where in a guest's memory page faults happen over time: a dot for each, in the
// colour of its kind, with one panel for each way to restore below the other. All panels share
// the kinds and the axes.
type PageMap struct {
	Frame
	Kinds  []string // in the order of their colours; those that are not listed follow as they come
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

func (f PageMap) Name() string { return f.name("page-map") }

func (f PageMap) check() error {
	p := &problems{figure: f.Name()}
	f.Frame.check(p)
	var names []string
	total := 0
	for _, panel := range f.Panels {
		names = append(names, panel.Name)
		var kinds []string
		for _, k := range panel.Kinds {
			what := fmt.Sprintf("panel %q, kind %q", panel.Name, k.Kind)
			kinds = append(kinds, k.Kind)
			p.finite(what+", times", k.TimesMS, false)
			p.finite(what+", addresses", k.MiB, false)
			p.sameLength(what+", addresses", len(k.MiB), "times", len(k.TimesMS))
			total += len(k.TimesMS)
		}
		if len(kinds) > 0 {
			p.names("kind of "+panel.Name, kinds)
		}
	}
	p.names("panel", names)
	if total == 0 && len(names) > 0 {
		p.addf("no panel has a fault, expected at least one")
	}
	return p.err()
}

// kinds lists the kinds in the order of their colours, and which of them have faults.
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

// Cells of a panel: faults of one kind in one of them are one dot.
const cellsWide, cellsHigh = 360, 120

func (f PageMap) Compose() (*Sheet, error) {
	if err := f.check(); err != nil {
		return nil, err
	}
	s := newSheet(f.Width)
	var times, places [][]float64
	for _, panel := range f.Panels {
		for _, k := range panel.Kinds {
			times, places = append(times, k.TimesMS), append(places, k.MiB)
		}
	}
	t0, t1, _ := spanOf(times...)
	a0, a1, _ := spanOf(places...)
	kinds, some := f.kinds()
	s.table = [][]string{{"panel", "kind", "time_ms", "address_mib", "faults"}}
	for i, restore := range f.Panels {
		p := &panel{title: restore.Name, x: exactly("time since the request", Milliseconds, math.Min(0, t0), t1), y: fit("guest address", MiB, false, math.Min(0, a0), a1), height: f.Width.tall() * 0.7}
		p.x.hidden = i < len(f.Panels)-1
		for _, k := range restore.Kinds {
			style := draw.GlyphStyle{Color: curveColour(slices.Index(kinds, k.Kind)), Radius: 0.75, Shape: draw.BoxGlyph{}}
			for _, d := range k.gather(p.x, p.y) {
				p.add(dot{d.at, style})
				s.table = append(s.table, []string{restore.Name, k.Kind, cell(d.at.x), cell(d.at.y), fmt.Sprint(d.faults)})
			}
		}
		s.rows = append(s.rows, []*panel{p})
	}
	for i, k := range kinds {
		if some[i] {
			s.legend.entries = append(s.legend.entries, legendEntry{k, squareSample(i)})
		}
	}
	return s.layOut(), nil
}

// pageDot is what is drawn for the faults of one kind in one cell, at the first of them.
type pageDot struct {
	at     xy
	faults int
}

// gather groups faults by cell, in the order of time and address.
func (k PageDots) gather(x, y axis) []pageDot {
	place := func(v xy) int {
		i := min(int(x.place(v.x)*cellsWide), cellsWide-1)
		j := min(int(y.place(v.y)*cellsHigh), cellsHigh-1)
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
		v := xy{k.TimesMS[i], k.MiB[i]}
		c := place(v)
		if at[c] == 0 {
			out = append(out, pageDot{at: v})
			at[c] = int32(len(out))
		}
		out[at[c]-1].faults++
	}
	return out
}

// squareSample shows a dot of a page map in the legend.
func squareSample(i int) func(*brush, vg.Rectangle) {
	return func(b *brush, box vg.Rectangle) {
		box.Min.X = box.Max.X - 6
		y := (box.Min.Y + box.Max.Y) / 2
		box.Min.Y, box.Max.Y = y-2.5, y+2.5
		b.FillPolygon(curveColour(i), []vg.Point{box.Min, {X: box.Max.X, Y: box.Min.Y}, box.Max, {X: box.Min.X, Y: box.Max.Y}})
	}
}
