package flows

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"thaw/sim"
)

// maxJobs bounds a generated trace.
const maxJobs = 10_000_000

// Generate makes the trace that a text describes:
//
//	flows,model=chain,length=2-5,work=100ms,rate=0.5/s,duration=1h
//	flows,model=published,workflow=dataflower-svd/dataflower-video,rate=10/s,duration=1m
//
// The workflows depend on the text alone, arrivals and which workflow comes on the seed of
// the run as well. The error lists every mistake.
func Generate(text string, seed uint64) (*Trace, error) {
	d, err := parse(text)
	if err != nil {
		return nil, err
	}
	t := &Trace{Path: text, Format: GeneratedFormat}
	shape := sim.NewStream(d.shape, "flows/shape")
	if d.model == modelPublished {
		for _, name := range d.workflows {
			t.Graphs = append(t.Graphs, d.published(name))
		}
	}
	for i := 0; d.model != modelPublished && i < d.graphs; i++ {
		t.Graphs = append(t.Graphs, d.draw(shape, i))
		if err := t.Graphs[i].Check(); err != nil {
			return nil, fmt.Errorf("trace %q: %w", text, err)
		}
	}
	d.arrivals(t, seed^d.seed)
	if len(t.Jobs) == 0 {
		t.Report.Errorf(classEmpty, text, 0, 0, "no job arrives under seed %d, expected at least one", seed)
	}
	return t, t.Report.Err()
}

// Uses of the draws of a workflow.
const (
	ofModel uint64 = iota
	ofLength
	ofWidth
	ofInstances // and on, by task
)

// draw makes workflow i.
func (d *description) draw(shape sim.Stream, i int) Graph {
	model, entity := d.model, uint64(i)
	if model == modelMixed {
		model = d.mix[pick(d.mixed, shape.Float(entity, ofModel))]
	}
	g := Graph{Name: fmt.Sprintf("%s-%05d", model, i)}
	length := d.length.draw(shape.Float(entity, ofLength))
	wide := func(stage uint64) int { return d.width.draw(shape.Float(entity, ofWidth+stage<<32)) }
	switch model {
	case modelChain:
		for k := range length {
			g.add(k)
		}
	case modelFanOut:
		g.fan(wide(0))
	case modelDiamond:
		for k := range length {
			g.fan(wide(uint64(k)))
		}
	}
	for k := range g.Tasks {
		t := &g.Tasks[k]
		t.Function = g.Name + "/" + t.Name
		d.fill(t, d.instances.draw(shape.Float(entity, ofInstances+uint64(k))))
	}
	return g
}

// fill gives a task what all tasks have.
func (d *description) fill(t *Task, instances int) {
	t.Work, t.MemoryMiB, t.Output, t.Instances = d.work, d.memory, d.output, instances
}

// add appends a task behind the last one, the first of all behind none.
func (g *Graph) add(k int) {
	t := Task{Name: "t" + strconv.Itoa(len(g.Tasks)+1)}
	if k > 0 {
		t.After = []int{len(g.Tasks) - 1}
	}
	g.Tasks = append(g.Tasks, t)
}

// fan appends tasks side by side behind the last task, which it makes where there is none,
// and one that waits for all of them.
func (g *Graph) fan(width int) {
	if len(g.Tasks) == 0 {
		g.add(0)
	}
	first := len(g.Tasks) - 1
	var all []int
	for range width {
		all = append(all, len(g.Tasks))
		g.Tasks = append(g.Tasks, Task{Name: "t" + strconv.Itoa(len(g.Tasks)+1), After: []int{first}})
	}
	g.Tasks = append(g.Tasks, Task{Name: "t" + strconv.Itoa(len(g.Tasks)+1), After: all})
}

// published makes a workflow of a publication.
func (d *description) published(name string) Graph {
	g := Graph{Name: name}
	i := slices.IndexFunc(published, func(p publication) bool { return p.name == name })
	places := map[string][]int{}
	for _, s := range published[i].steps {
		var after []int
		for _, a := range strings.Split(s.after, "&") {
			after = append(after, places[a]...)
		}
		slices.Sort(after)
		for k := range s.count {
			t := Task{Name: s.name, Function: name + "/" + s.name, After: after}
			if s.count > 1 {
				t.Name += strconv.Itoa(k + 1)
			}
			d.fill(&t, d.instances.draw(0.5))
			if s.work != unstated && !d.has["work"] {
				t.Work = sim.Const(s.work)
			}
			places[s.name] = append(places[s.name], len(g.Tasks))
			g.Tasks = append(g.Tasks, t)
		}
	}
	return g
}

// arrivals draws when which workflow arrives.
func (d *description) arrivals(t *Trace, seed uint64) {
	gaps, which := sim.NewStream(seed, "flows/arrivals"), sim.NewStream(seed, "flows/which")
	weights := make([]float64, len(t.Graphs))
	for i := range weights {
		weights[i] = math.Pow(float64(i+1), -d.zipf)
	}
	sums := cumulative(weights)
	add := func(at sim.Time) {
		n := uint64(len(t.Jobs))
		t.Jobs = append(t.Jobs, Job{Arrival: at, Graph: pick(sums, which.Float(n, 0))})
	}
	if d.has["minutes"] {
		for m, n := range d.minutes {
			for k := range n {
				u := gaps.Float(uint64(m), uint64(k))
				add(sim.Time(m)*60*sim.Second + sim.Time(u*float64(time.Minute)))
			}
		}
		t.sortJobs()
		return
	}
	mean := sim.Exponential(time.Duration(float64(time.Second) / d.rate))
	at := sim.Time(0)
	for n := uint64(0); len(t.Jobs) < maxJobs; n++ {
		if at = at.Add(mean.Draw(gaps, 0, n)); at >= sim.Time(d.duration) {
			return
		}
		add(at)
	}
}

// cumulative returns the sums of weights so far, as shares of all.
func cumulative(weights []float64) []float64 {
	sums, sum := make([]float64, len(weights)), 0.0
	for i, w := range weights {
		sum += w
		sums[i] = sum
	}
	for i := range sums {
		sums[i] /= sum
	}
	return sums
}

// pick returns the first whose sum is above u.
func pick(sums []float64, u float64) int {
	i, _ := slices.BinarySearchFunc(sums, u, func(s, u float64) int {
		if s > u {
			return 1
		}
		return -1
	})
	return min(i, len(sums)-1)
}
