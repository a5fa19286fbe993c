package plots

import (
	"fmt"
	"math"
)

// Spans draws what happens to many things at once, each at a place of the x axis: a column of spans
// of time for each, such as the start, the transfer and the work of every piece of a job.
type Spans struct {
	Frame
	XLabel, Label string
	Unit          Unit     // of the times
	Kinds         []string // of spans
	Looks         []Look   // of the kinds; none: the figure chooses
	Spans         []Span
}

// Span is a time between two instants.
type Span struct {
	X        float64
	From, To float64
	Kind     int // index into Kinds
}

// Name is the base name of the files.
func (f Spans) Name() string { return f.NameOr("spans") }

func (f Spans) check() error {
	p := NewProblems(f.Name())
	p.Frame(f.Frame)
	p.Unit("time axis", f.Unit)
	p.Names("kind", f.Kinds)
	if f.Looks != nil {
		p.SameLength("looks", len(f.Looks), "kinds", len(f.Kinds))
	}
	if len(f.Spans) == 0 {
		p.Addf("no spans, expected at least one")
	}
	for i, s := range f.Spans {
		what := fmt.Sprintf("span %d", i)
		p.Finite(what, []float64{s.X, s.From, s.To}, false)
		if s.Kind < 0 || s.Kind >= len(f.Kinds) || s.From > s.To {
			p.Addf("%s of kind %d from %v to %v, expected one of %d kinds and an end that is not before its start",
				what, s.Kind, s.From, s.To, len(f.Kinds))
		}
	}
	return p.Err()
}

// Compose checks the input and lays it out.
func (f Spans) Compose(at Width) (*Sheet, error) {
	f.Width = f.At(at)
	return Alone(f, f.Width)
}

// Panel implements Panelled.
func (f Spans) Panel(s *Sheet, title string) (*Panel, error) {
	if err := f.check(); err != nil {
		return nil, err
	}
	s.Section(title, "x", "kind", f.Unit.column("from"), f.Unit.column("to"))
	var xs, ts []float64
	for _, q := range f.Spans {
		xs, ts = append(xs, q.X), append(ts, q.From, q.To)
	}
	x0, x1, _ := SpanOf(xs)
	t0, t1, _ := SpanOf(ts)
	half := 0.5
	if at := places([][]float64{xs}); len(at) > 1 {
		half = (at[1] - at[0]) / 2
	}
	p := &Panel{X: ExactAxis(f.XLabel, Plain, x0-half, x1+half),
		Y: FitAxis(f.Label, f.Unit, false, math.Min(t0, 0), t1), Height: s.Tall() * 0.8}
	p.X.Min = x0 - half
	looks := f.Looks
	if looks == nil {
		looks = make([]Look, len(f.Kinds))
	}
	looks = Looks(looks)
	for _, q := range f.Spans {
		p.Add(Band{Xs: []float64{q.X - half*0.8, q.X + half*0.8}, Low: []float64{q.From, q.From},
			High: []float64{q.To, q.To}, Fill: looks[q.Kind].Hue})
		s.Record(Cell(q.X), f.Kinds[q.Kind], Cell(q.From), Cell(q.To))
	}
	for i, kind := range f.Kinds {
		s.AddLegend(kind, BandSample(looks[i].Hue, Solid(Black(), 0)))
	}
	return p, nil
}
