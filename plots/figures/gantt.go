package figures

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/plot/vg"

	"thaw/plots"
)

// Gantt draws tasks over time by stage: a row for each task, and of more than MostRows the number of tasks
// in each phase. The tasks of a path are joined by a line.
type Gantt struct {
	plots.Frame
	Stages []string // from the top
	Phases []string
	Tasks  []GanttTask
	Path   []int  // tasks, from the first to the last
	Of     string // what the path is, for the legend
}

// GanttTask is one task.
type GanttTask struct {
	Stage   int
	At      []float64 // the begin of the first phase, and the end of each, in seconds; NaN: it was not reached
	Stopped bool
}

// MostRows is how many tasks have a row of their own.
const MostRows = 2000

// Name is the base name of the files.
func (f Gantt) Name() string { return f.NameOr("gantt") }

func (f Gantt) check() error {
	p := plots.NewProblems(f.Name())
	p.Frame(f.Frame)
	p.Names("stage", f.Stages)
	mostStages(p, len(f.Stages))
	p.Names("phase", f.Phases)
	if len(f.Tasks) == 0 {
		p.Addf("no tasks, expected at least one")
	}
	for i, t := range f.Tasks {
		what := fmt.Sprintf("task %d", i)
		if t.Stage < 0 || t.Stage >= len(f.Stages) {
			p.Addf("%s is of stage %d of %d", what, t.Stage, len(f.Stages))
		}
		if !p.SameLength(what, len(t.At), "phases and one more", len(f.Phases)+1) {
			continue
		}
		last := math.Inf(-1)
		for k, v := range t.At {
			if math.IsInf(v, 0) || v < last || k == 0 && math.IsNaN(v) {
				p.Addf("%s: instant %d is %v, expected a number not before the one before it", what, k, v)
			}
			if !math.IsNaN(v) {
				last = v
			}
		}
	}
	for _, i := range f.Path {
		if i < 0 || i >= len(f.Tasks) {
			p.Addf("the path has task %d of %d", i, len(f.Tasks))
		}
	}
	return p.Err()
}

// Compose checks the input and lays it out.
func (f Gantt) Compose(at plots.Width) (*plots.Sheet, error) {
	f.Width = f.At(at)
	return plots.Alone(f, f.Width)
}

// Sizes of a Gantt chart, in points.
const (
	ganttHeight = 300.0 // of all rows, where they are many
	rowMost     = 5.0
	blockGap    = 3.0
	bandHeight  = 40.0 // of a stage whose tasks are counted
	laneHeight  = 6.0  // above it, for the path
	pathHeight  = 3.2  // of a task of the path
	haloWidth   = vg.Length(1.9)
	pathWidth   = vg.Length(0.8)
)

// Panel implements Panelled.
func (f Gantt) Panel(s *plots.Sheet, title string) (*plots.Panel, error) {
	if err := f.check(); err != nil {
		return nil, err
	}
	looks := plots.Looks(make([]plots.Look, len(f.Phases)))
	d := ganttDrawing{f: f, s: s, looks: looks}
	for i := range f.Tasks {
		d.end = math.Max(d.end, endOf(f.Tasks[i].At))
	}
	if d.end == 0 {
		d.end = 1
	}
	if len(f.Tasks) > MostRows {
		d.bands(title)
	} else {
		d.rows(title)
	}
	d.path()
	for k, phase := range f.Phases {
		s.AddLegend(phase, plots.BandSample(looks[k].Hue, plots.Solid(plots.Black(), 0)))
	}
	if d.stopped {
		s.AddLegend("of tasks that were stopped", plots.BandSample(plots.Lighter(looks[min(2, len(looks)-1)].Hue),
			plots.Solid(plots.Black(), 0)))
	}
	if f.Of != "" && len(f.Path) > 0 {
		s.AddLegend(f.Of, plots.LineSample(plots.Solid(plots.Black(), pathWidth)))
	}
	if len(f.Tasks) > MostRows {
		s.AddNote("right: tasks of a stage at once, most")
	}
	return d.p, nil
}

func endOf(at []float64) float64 {
	end := 0.0
	for _, v := range at {
		if !math.IsNaN(v) {
			end = math.Max(end, v)
		}
	}
	return end
}

// ganttDrawing is the state while a chart is composed.
type ganttDrawing struct {
	f       Gantt
	s       *plots.Sheet
	p       *plots.Panel
	looks   []plots.Look
	end     float64
	lanes   []float64 // of each task: the middle of its row
	thick   float64   // of a task of the path
	stopped bool
}

// frame makes the panel of blocks of these heights, from the top.
func (d *ganttDrawing) frame(names []string, heights []float64) {
	total := 0.0
	for _, h := range heights {
		total += h
	}
	d.p = &plots.Panel{X: plots.ExactAxis("time", plots.Seconds, 0, d.end), Y: plots.RowAxis(names, heights),
		Height: vg.Length(total)}
}

// counts returns how many tasks each stage has.
func (d *ganttDrawing) counts() []int {
	n := make([]int, len(d.f.Stages))
	for i := range d.f.Tasks {
		n[d.f.Tasks[i].Stage]++
	}
	return n
}

// rows draws a row for each task, by stage and then by their begin.
func (d *ganttDrawing) rows(title string) {
	n := d.counts()
	least := make([]float64, len(n))
	names := make([]string, len(n))
	for i, stage := range d.f.Stages {
		var height vg.Length
		names[i], _, height = d.s.RowName(stage, false)
		least[i] = height.Points() + 2
	}
	row := math.Min(rowMost, ganttHeight/float64(len(d.f.Tasks)))
	heights := make([]float64, len(n))
	for i := range n {
		heights[i] = math.Max(float64(n[i])*row, least[i]) + blockGap
	}
	d.frame(names, heights)
	order := make([]int, len(d.f.Tasks))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		x, y := &d.f.Tasks[a], &d.f.Tasks[b]
		switch {
		case x.Stage != y.Stage:
			return x.Stage - y.Stage
		case x.At[0] < y.At[0]:
			return -1
		case x.At[0] > y.At[0]:
			return 1
		}
		return 0
	})
	d.s.Section(title, "stage", "row", "phase", "from_s", "to_s", "stopped")
	d.lanes = make([]float64, len(order))
	place, k := 0.0, 0
	for i := range n {
		top := d.p.Y.Max - place - (heights[i]-float64(n[i])*row)/2
		for j := range n[i] {
			d.task(order[k], j+1, top-float64(j)*row, row)
			k++
		}
		place += heights[i]
	}
}

// task draws a row.
func (d *ganttDrawing) task(i, number int, top, row float64) {
	t := &d.f.Tasks[i]
	thin := row
	if row > 2 {
		thin = row - 0.6
	}
	d.lanes[i], d.thick = top-thin/2, math.Max(pathHeight, thin)
	flag := "0"
	if t.Stopped {
		flag, d.stopped = "1", true
	}
	d.phases(t, top-thin, top, func(k int, from, to float64) {
		d.s.Record(d.f.Stages[t.Stage], plots.Cell(float64(number)), d.f.Phases[k], plots.Cell(from),
			plots.Cell(to), flag)
	})
}

// phases draws the phases of a task, and tells each.
func (d *ganttDrawing) phases(t *GanttTask, low, high float64, tell func(phase int, from, to float64)) {
	from := t.At[0]
	for k, to := range t.At[1:] {
		reached := !math.IsNaN(to)
		if !reached {
			to = endOf(t.At) // it was stopped in this phase
		}
		if to > from {
			hue := d.looks[k].Hue
			if t.Stopped {
				hue = plots.Lighter(hue)
			}
			d.p.Add(plots.Band{Xs: []float64{from, to}, Low: []float64{low, low}, High: []float64{high, high},
				Fill: hue})
			tell(k, from, to)
		}
		if from = math.Max(from, to); !reached {
			return
		}
	}
}

// ganttParts is into how many parts the time of bands is cut.
const ganttParts = 400

// bands draws for each stage how many tasks are in each phase, means over parts of the time.
func (d *ganttDrawing) bands(title string) {
	phases := len(d.f.Phases)
	sums := make([][]float64, len(d.f.Stages)*phases)
	for i := range sums {
		sums[i] = make([]float64, ganttParts)
	}
	for i := range d.f.Tasks {
		t := &d.f.Tasks[i]
		from := t.At[0]
		for k, to := range t.At[1:] {
			reached := !math.IsNaN(to)
			if !reached {
				to = endOf(t.At)
			}
			addTo(sums[t.Stage*phases+k], from, to, d.end)
			if from = math.Max(from, to); !reached {
				break
			}
		}
	}
	names, heights := make([]string, len(d.f.Stages)), make([]float64, len(d.f.Stages))
	most := make([]float64, len(d.f.Stages))
	for i, stage := range d.f.Stages {
		for b := range ganttParts {
			sum := 0.0
			for k := range phases {
				sum += sums[i*phases+k][b]
			}
			most[i] = math.Max(most[i], sum)
		}
		names[i], _, _ = d.s.RowName(stage, false)
		heights[i] = bandHeight + laneHeight + blockGap
	}
	d.frame(names, heights)
	d.s.Section(title, "stage", "phase", "from_s", "to_s", "tasks")
	place := 0.0
	lanes := make([]float64, len(d.f.Stages))
	d.lanes = make([]float64, len(d.f.Tasks))
	for i := range d.f.Stages {
		base := d.p.Y.Max - place - heights[i] + blockGap
		d.stack(i, sums[i*phases:(i+1)*phases], base, most[i])
		d.p.LabelRight(base+bandHeight, plots.Number(math.Round(most[i]*10)/10))
		lanes[i] = base + bandHeight + laneHeight/2
		place += heights[i]
	}
	for k := range d.f.Tasks {
		d.lanes[k] = lanes[d.f.Tasks[k].Stage]
	}
	d.thick = pathHeight
}

// partOf is where a part of the time begins.
func partOf(b int, end float64) float64 { return float64(b) * end / ganttParts }

// addTo adds the time from one instant to another to the parts of the time up to the end, as shares of them.
func addTo(parts []float64, from, to, end float64) {
	for b := max(0, int(from/end*ganttParts)-1); b < len(parts) && partOf(b, end) < to; b++ {
		low, high := math.Max(from, partOf(b, end)), math.Min(to, partOf(b+1, end))
		parts[b] += math.Max(0, high-low) / (partOf(b+1, end) - partOf(b, end))
	}
}

// stack draws the phases of a stage on top of each other, as steps.
func (d *ganttDrawing) stack(stage int, sums [][]float64, base, most float64) {
	if most == 0 {
		return
	}
	low := make([]float64, 2*ganttParts)
	for i := range low {
		low[i] = base
	}
	xs := make([]float64, 2*ganttParts)
	for b := range ganttParts {
		xs[2*b], xs[2*b+1] = partOf(b, d.end), partOf(b+1, d.end)
	}
	for k := range sums {
		high := make([]float64, 2*ganttParts)
		for b, v := range sums[k] {
			high[2*b] = low[2*b] + v/most*bandHeight
			high[2*b+1] = high[2*b]
			if v > 1e-9 {
				d.s.Record(d.f.Stages[stage], d.f.Phases[k], plots.Cell(partOf(b, d.end)),
					plots.Cell(partOf(b+1, d.end)), plots.Cell(math.Round(v*1e9)/1e9))
			}
		}
		d.p.Add(plots.Band{Xs: xs, Low: low, High: high, Fill: d.looks[k].Hue})
		low = high
	}
}

// path draws the tasks of the path larger and with an outline, and joins the end of each with the begin of
// the next.
func (d *ganttDrawing) path() {
	white := plots.Solid(plots.Hue{R: 255, G: 255, B: 255, A: 255}, haloWidth)
	black := plots.Solid(plots.Black(), pathWidth)
	var joints []plots.Mark
	for i, k := range d.f.Path {
		t := &d.f.Tasks[k]
		if i+1 == len(d.f.Path) {
			break
		}
		next := d.f.Path[i+1]
		until := math.Min(endOf(t.At), d.f.Tasks[next].At[0]) // its output may be there before it ends
		line := []plots.XY{{X: until, Y: d.lanes[k]}, {X: d.f.Tasks[next].At[0], Y: d.lanes[k]},
			{X: d.f.Tasks[next].At[0], Y: d.lanes[next]}}
		d.p.Add(plots.Curve{Points: line, Style: white})
		joints = append(joints, plots.Curve{Points: line, Style: black})
	}
	d.p.Add(joints...)
	for _, k := range d.f.Path {
		t := &d.f.Tasks[k]
		low, high := d.lanes[k]-d.thick/2, d.lanes[k]+d.thick/2
		d.phases(t, low, high, func(phase int, from, to float64) {})
		d.p.Add(plots.Curve{Points: []plots.XY{{X: t.At[0], Y: low}, {X: endOf(t.At), Y: low},
			{X: endOf(t.At), Y: high}, {X: t.At[0], Y: high}, {X: t.At[0], Y: low}},
			Style: plots.Solid(plots.Black(), pathWidth/2)})
	}
}
