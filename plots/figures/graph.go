package figures

import (
	"fmt"
	"math"
	"strings"

	"gonum.org/v1/plot/vg"

	"thaw/plots"
	"thaw/plots/dag"
)

// Graph draws the stages of a workflow and the streams between them, from left to right, in as many rows
// as the width asks for. The streams and stages of the critical path stand out.
type Graph struct {
	plots.Frame
	Stages  []GraphStage
	Streams []GraphStream
	Path    string // what the critical path is of, for the legend; empty: none is drawn
}

// GraphStage is a box.
type GraphStage struct {
	Name     string
	Lines    []string // below its name
	Outside  bool     // an input or an output
	Tasks    float64  // for the table; NaN: none
	MeanS    float64  // time of a task, likewise
	Critical bool
}

// GraphStream is an arrow.
type GraphStream struct {
	From, To int
	Key      string
	Critical bool
}

// MostStages is how many stages a graph or a Gantt chart shows: more stand on no page.
const MostStages = 200

func mostStages(p *plots.Problems, n int) {
	if n > MostStages {
		p.Addf("%d stages, expected at most %d", n, MostStages)
	}
}

// Name is the base name of the files.
func (f Graph) Name() string { return f.NameOr("graph") }

func (f Graph) check() error {
	p := plots.NewProblems(f.Name())
	p.Frame(f.Frame)
	var names []string
	for i, s := range f.Stages {
		names = append(names, s.Name)
		for _, l := range s.Lines {
			p.Label(fmt.Sprintf("line of stage %d", i), l)
		}
	}
	p.Names("stage", names)
	mostStages(p, len(f.Stages))
	for i, s := range f.Streams {
		p.Label(fmt.Sprintf("key of stream %d", i), s.Key)
		if min(s.From, s.To) < 0 || max(s.From, s.To) >= len(f.Stages) {
			p.Addf("stream %d leads from stage %d to %d, expected two of %d", i, s.From, s.To, len(f.Stages))
		}
	}
	return p.Err()
}

// Compose checks the input and lays it out.
func (f Graph) Compose(at plots.Width) (*plots.Sheet, error) {
	f.Width = f.At(at)
	return plots.Alone(f, f.Width)
}

// Sizes of a graph, in points.
const (
	boxPad    = 3
	boxGap    = 7
	edgeSlope = 15
	keyPad    = 2
	graphPad  = 2 // around it
)

// Panel implements Panelled.
func (f Graph) Panel(s *plots.Sheet, title string) (*plots.Panel, error) {
	if err := f.check(); err != nil {
		return nil, err
	}
	line := plots.TextHeight.Points()
	nodes, edges := make([]dag.Node, len(f.Stages)), make([]dag.Edge, len(f.Streams))
	texts := make([]string, len(f.Stages))
	for i, st := range f.Stages {
		name, width, _ := s.RowName(st.Name, !st.Outside)
		rows := append(strings.Split(name, "\n"), st.Lines...)
		width = max(width, s.Widest(st.Lines...))
		nodes[i] = dag.Node{Width: width.Points() + 2*boxPad, Height: float64(len(rows))*line + 2*boxPad}
		texts[i] = name
	}
	for i, e := range f.Streams {
		edges[i] = dag.Edge{From: e.From, To: e.To, Label: s.Widest(e.Key).Points()}
	}
	lay, err := dag.Lay(nodes, edges, dag.Style{Width: s.Inner().Points() - 2*graphPad, Line: line + 1,
		Slope: edgeSlope, Pad: keyPad, Gap: boxGap})
	if err != nil {
		return nil, err
	}
	f.record(s, title)
	p := s.Diagram(vg.Length(lay.Height + 2*graphPad))
	shift := math.Max(0, (s.Inner().Points()-lay.Width)/2)
	place := func(q dag.Point) plots.XY { return plots.XY{X: q.X + shift, Y: lay.Height + graphPad - q.Y} }
	f.arrows(p, lay, place)
	for i, st := range f.Stages {
		f.box(p, st, texts[i], place(lay.Boxes[i].Min), place(lay.Boxes[i].Max))
	}
	if f.Path != "" {
		s.AddLegend(f.Path, plots.LineSample(plots.Solid(plots.Vermillion(), criticalWidth)))
	}
	return p, nil
}

// Widths of lines of a graph.
const (
	criticalWidth = vg.Length(1.4)
	streamWidth   = vg.Length(0.6)
)

// arrows draws the streams, those of the critical path on top.
func (f Graph) arrows(p *plots.Panel, lay *dag.Layout, place func(dag.Point) plots.XY) {
	for _, critical := range []bool{false, true} {
		for i, e := range f.Streams {
			if e.Critical != critical {
				continue
			}
			style := plots.Solid(plots.Grey(), streamWidth)
			if critical {
				style = plots.Solid(plots.Vermillion(), criticalWidth)
			}
			var line []plots.XY
			for _, q := range lay.Paths[i] {
				line = append(line, place(q))
			}
			p.Add(plots.Arrow{Points: line, Style: style})
			if e.Key != "" {
				p.Add(plots.Words{At: place(lay.Labels[i]), Text: e.Key, Above: true})
			}
		}
	}
}

// box draws a stage: its name in bold, what is known of it below.
func (f Graph) box(p *plots.Panel, st GraphStage, name string, a, b plots.XY) {
	style, fill := plots.Solid(plots.Black(), streamWidth), plots.Tint(plots.SkyBlue(), 60)
	switch {
	case st.Outside:
		style, fill = plots.Solid(plots.Silver(), streamWidth), plots.Tint(plots.Silver(), 40)
	case st.Critical:
		style = plots.Solid(plots.Vermillion(), criticalWidth)
	}
	p.Add(plots.Block{Min: plots.XY{X: a.X, Y: b.Y}, Max: plots.XY{X: b.X, Y: a.Y}, Fill: fill, Line: style})
	line := plots.TextHeight.Points()
	rows := float64(1 + strings.Count(name, "\n"))
	middle, top := (a.X+b.X)/2, (a.Y+b.Y)/2+line*(rows+float64(len(st.Lines)))/2
	p.Add(plots.Words{At: plots.XY{X: middle, Y: top - line*rows/2}, Text: name, Bold: !st.Outside})
	if len(st.Lines) > 0 {
		y := top - line*rows - line*float64(len(st.Lines))/2
		p.Add(plots.Words{At: plots.XY{X: middle, Y: y}, Text: strings.Join(st.Lines, "\n")})
	}
}

// record puts the graph into the table: stages, then streams.
func (f Graph) record(s *plots.Sheet, title string) {
	yes := map[bool]string{true: "1", false: "0"}
	prefix := ""
	if title != "" {
		prefix = title + ": "
	}
	s.Section(prefix+"stages", "stage", "tasks", "mean_s", "critical")
	for _, st := range f.Stages {
		s.Record(st.Name, known(st.Tasks), known(st.MeanS), yes[st.Critical])
	}
	s.Section(prefix+"streams", "from", "to", "key", "critical")
	for _, e := range f.Streams {
		s.Record(f.Stages[e.From].Name, f.Stages[e.To].Name, e.Key, yes[e.Critical])
	}
}

// known writes a number, and nothing for one that there is not.
func known(v float64) string {
	if math.IsNaN(v) {
		return ""
	}
	return plots.Cell(v)
}
