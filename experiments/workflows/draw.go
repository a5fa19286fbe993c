package workflows

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"thaw/experiments/caption"
	"thaw/experiments/exit"
	"thaw/experiments/figures"
	"thaw/experiments/folder"
	"thaw/experiments/results"
	"thaw/models/names"
	"thaw/plots"
	kinds "thaw/plots/figures"
	"thaw/sim"
)

// figure is a figure of the folder of a workflow.
type figure struct {
	name, about string
	draw        func(*Done) plots.Figure
}

func list() []figure {
	return []figure{
		{"graph", "the stages of a workflow and the streams between them, with the tasks and their mean times of the " +
			"first seed, and its critical path", (*Done).graph},
		{"gantt", "the tasks of the first seed over time by stage, with their phases and the critical path; of more " +
			"than 2,000 tasks how many are in each phase", (*Done).gantt},
	}
}

// Figures lists the figures of the folder of a workflow, with what they show.
func Figures() (figures, abouts []string) {
	for _, f := range list() {
		figures, abouts = append(figures, f.name), append(abouts, f.about)
	}
	return figures, abouts
}

// Draw draws the named figures of a folder, or all, into its plots folder, and returns the paths of the files.
func Draw(at string, wanted []string, out plots.Output) ([]string, error) {
	known, _ := Figures()
	var mistakes []error
	for _, name := range wanted {
		if !slices.Contains(known, name) {
			mistakes = append(mistakes, fmt.Errorf("unknown figure %q%s", name, names.Hint(name, known)))
		}
	}
	if err := errors.Join(mistakes...); err != nil {
		return nil, exit.Usage(err)
	}
	lock, err := folder.Lock(at)
	if err != nil {
		return nil, err
	}
	defer lock.Close()
	d, err := Read(at)
	if err != nil {
		return nil, err
	}
	if n, m := len(d.Spec.Stages), len(d.Spec.Inputs); n+m >= kinds.MostStages {
		return nil, exit.Usage(fmt.Errorf("%s: %d stages and %d inputs: figures show fewer than %d", at, n, m,
			kinds.MostStages))
	}
	var figs []plots.Figure
	var abouts []string
	for _, f := range list() {
		if len(wanted) == 0 || slices.Contains(wanted, f.name) {
			figs, abouts = append(figs, f.draw(d)), append(abouts, f.about)
		}
	}
	return d.save(at, figs, abouts, out)
}

// save writes figures and their captions, and the manifest.
func (d *Done) save(at string, figs []plots.Figure, abouts []string, out plots.Output) ([]string, error) {
	m := d.Manifest
	captionOf := func(f plots.Figure) string { return path.Join(results.PlotsName, f.Name()+".tex") }
	paths, err := figures.Write(at, figs, out, func(files []string) error {
		for _, f := range figs {
			files = append(files, captionOf(f))
		}
		m.Drawing = append(m.Drawing, files...)
		return m.write(at)
	})
	if err != nil {
		return paths, err
	}
	for i, f := range figs {
		long := caption.Sentence(abouts[i]) + " " + caption.Sentence(fmt.Sprintf("Simulated with thaw: %s, seed %d",
			m.Workflow.Path, m.Seeds[0]))
		long = caption.TeX(long)
		if made := caption.Made(caption.Command(m.Command)); made != "" {
			long += " " + made
		}
		text := caption.File(f.Name(), abouts[i], long, f.Name()+"-"+m.Inputs[:8])
		info, err := results.WriteFile(filepath.Join(at, filepath.FromSlash(captionOf(f))), text)
		if err != nil {
			return paths, err
		}
		paths = append(paths, info.Path)
	}
	return paths, m.refresh(at, figs, paths, out)
}

// refresh puts files of figures into the manifest.
func (m *Manifest) refresh(at string, figs []plots.Figure, paths []string, out plots.Output) error {
	for _, p := range paths {
		info, err := results.HashFile(p)
		if err != nil {
			return err
		}
		info.Path = path.Join(results.PlotsName, filepath.Base(p))
		m.Files = slices.DeleteFunc(m.Files, func(f results.FileInfo) bool { return f.Path == info.Path })
		m.Files = append(m.Files, info)
	}
	slices.SortFunc(m.Files, func(a, b results.FileInfo) int { return strings.Compare(a.Path, b.Path) })
	m.Drawing = nil
	if m.FigureWidths == nil {
		m.FigureWidths = map[string]float64{}
	}
	maps.Copy(m.FigureWidths, figures.Widths(figs, out.Width))
	if err := results.SyncFolder(filepath.Join(at, results.PlotsName)); err != nil {
		return err
	}
	return m.write(at)
}

// ofPath is what the critical path is called in legends.
func (d *Done) ofPath() string { return fmt.Sprintf("critical path of seed %d", d.Manifest.Seeds[0]) }

// graph draws the stages and the streams.
func (d *Done) graph() plots.Figure {
	g := kinds.Graph{Frame: plots.Frame{File: "graph"}, Path: d.ofPath()}
	steps := d.Critical()
	index := map[string]int{}
	add := func(name string, s kinds.GraphStage) int {
		if i, there := index[name]; there {
			return i
		}
		index[name] = len(g.Stages)
		s.Name = name
		g.Stages = append(g.Stages, s)
		return index[name]
	}
	for i := range d.Spec.Inputs {
		in := &d.Spec.Inputs[i]
		add(in.Name, kinds.GraphStage{Outside: true, Lines: []string{many(in.Chunks, "chunk")}, Tasks: math.NaN(),
			MeanS: math.NaN()})
	}
	for i := range d.Spec.Stages {
		name := d.Spec.Stages[i].Name
		n, mean := d.tasksOf(i)
		s := kinds.GraphStage{Lines: []string{many(n, "task")}, Tasks: float64(n), MeanS: mean}
		if n > 0 {
			s.Lines = append(s.Lines, fmt.Sprintf("mean %.3g s", mean))
		}
		s.Critical = slices.ContainsFunc(steps, func(t Task) bool { return t.Stage == name })
		add(name, s)
	}
	for _, st := range d.Form.Streams {
		from, _, _ := strings.Cut(st.From, ":")
		to, key, _ := strings.Cut(st.To, ":")
		e := kinds.GraphStream{From: index[from], Key: key}
		if _, there := index[to]; !there {
			add(to, kinds.GraphStage{Outside: true, Tasks: math.NaN(), MeanS: math.NaN()})
		}
		e.To = index[to]
		for i := 1; i < len(steps); i++ {
			e.Critical = e.Critical || steps[i-1].Stage == from && steps[i].Stage == to
		}
		g.Streams = append(g.Streams, e)
	}
	return g
}

// many writes a number of things.
func many(n int, thing string) string {
	if n != 1 {
		thing += "s"
	}
	return fmt.Sprintf("%d %s", n, thing)
}

// tasksOf returns the tasks of a stage that were not stopped, and their mean time with the wait for a
// worker, in seconds.
func (d *Done) tasksOf(stage int) (n int, mean float64) {
	for i := range d.Tasks {
		if t := &d.Tasks[i]; t.Record.Stage == stage && !t.Killed {
			n++
			mean += t.Ended.Sub(t.Asked).Seconds()
		}
	}
	return n, mean / float64(max(1, n))
}

// gantt draws the tasks over time.
func (d *Done) gantt() plots.Figure {
	g := kinds.Gantt{Frame: plots.Frame{File: "gantt"}, Phases: Phases(), Of: d.ofPath()}
	row := make([]int, len(d.Spec.Stages))
	for i, k := range d.Spec.Plan().Order {
		row[k] = i
		g.Stages = append(g.Stages, d.Spec.Stages[k].Name)
	}
	index := make(map[int64]int, len(d.Tasks))
	for i := range d.Tasks {
		t := &d.Tasks[i]
		index[t.Task] = i
		at := t.instants()
		task := kinds.GanttTask{Stage: row[t.Record.Stage], Stopped: t.Killed}
		for _, x := range at {
			if x == sim.Never {
				task.At = append(task.At, math.NaN())
				continue
			}
			task.At = append(task.At, x.Seconds())
		}
		g.Tasks = append(g.Tasks, task)
	}
	for _, t := range d.Critical() {
		g.Path = append(g.Path, index[t.Task])
	}
	return g
}
