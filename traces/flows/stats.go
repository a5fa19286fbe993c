package flows

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Spread is the quantiles of a number over jobs.
type Spread struct {
	Mean float64 `json:"mean"`
	P50  float64 `json:"p50"`
	P95  float64 `json:"p95"`
	Max  float64 `json:"max"`
}

// Stats are the statistics of a trace. Shares are of jobs.
type Stats struct {
	Name         string  `json:"name"`
	Format       string  `json:"format"`
	Graphs       int     `json:"graphs"`
	Jobs         int     `json:"jobs"`
	Tasks        int     `json:"tasks"` // of all jobs
	Span         float64 `json:"span_s"`
	PerJob       Spread  `json:"tasks_per_job"`
	Depth        Spread  `json:"depth"`
	Width        Spread  `json:"width"`
	FanIn        Spread  `json:"fan_in"`
	CriticalPath Spread  `json:"critical_path_s"`
	Parallelism  Spread  `json:"parallelism"` // work of all tasks ÷ critical path; 1 where both are 0
	Single       float64 `json:"single_share"`
	Chains       float64 `json:"chain_share"`   // of at least two tasks
	InTrees      float64 `json:"in_tree_share"` // single tasks and chains are both trees
	OutTrees     float64 `json:"out_tree_share"`
	Connected    float64 `json:"connected_share"`
	Runnable     float64 `json:"runnable_share"` // that models/workflow can run
}

// Stats computes the statistics of a trace.
func (t *Trace) Stats() Stats {
	s := Stats{Name: t.Path, Format: t.Format, Graphs: len(t.Graphs), Jobs: len(t.Jobs)}
	type graph struct {
		Shape
		critical, parallel float64
		runs               bool
	}
	all := make([]graph, len(t.Graphs))
	for i := range t.Graphs {
		g := &t.Graphs[i]
		_, err := g.Spec(Idle(), OneStage)
		all[i] = graph{g.Shape(), g.CriticalPath().Seconds(), 1, err == nil}
		if c := g.CriticalPath(); c > 0 {
			all[i].parallel = float64(g.Work()) / float64(c)
		}
	}
	n := float64(len(t.Jobs))
	share := func(of func(*graph) bool) float64 {
		sum := 0
		for _, j := range t.Jobs {
			if of(&all[j.Graph]) {
				sum++
			}
		}
		return float64(sum) / n
	}
	spread := func(of func(*graph) float64) Spread {
		values := make([]float64, 0, len(t.Jobs))
		for _, j := range t.Jobs {
			values = append(values, of(&all[j.Graph]))
		}
		return spreadOf(values)
	}
	if len(t.Jobs) == 0 {
		return s
	}
	for _, j := range t.Jobs {
		s.Tasks += all[j.Graph].Tasks
	}
	s.Span = t.Jobs[len(t.Jobs)-1].Arrival.Sub(t.Jobs[0].Arrival).Seconds()
	s.PerJob = spread(func(g *graph) float64 { return float64(g.Tasks) })
	s.Depth = spread(func(g *graph) float64 { return float64(g.Depth) })
	s.Width = spread(func(g *graph) float64 { return float64(g.Width) })
	s.FanIn = spread(func(g *graph) float64 { return float64(g.Fan) })
	s.CriticalPath = spread(func(g *graph) float64 { return g.critical })
	s.Parallelism = spread(func(g *graph) float64 { return g.parallel })
	s.Single = share(func(g *graph) bool { return g.Tasks == 1 })
	s.Chains = share(func(g *graph) bool { return g.Tasks > 1 && g.Chain() })
	s.InTrees = share(func(g *graph) bool { return g.InTree })
	s.OutTrees = share(func(g *graph) bool { return g.OutTree })
	s.Connected = share(func(g *graph) bool { return g.Connected })
	s.Runnable = share(func(g *graph) bool { return g.runs })
	return s
}

// spreadOf sorts values. Quantiles are of the nearest rank.
func spreadOf(values []float64) Spread {
	slices.Sort(values)
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	n := len(values)
	rank := func(percent int) float64 { return values[max(0, (n*percent+99)/100-1)] }
	return Spread{Mean: sum / float64(n), P50: rank(50), P95: rank(95), Max: values[n-1]}
}

// String writes the statistics as a table. The last column is what Tian et al. (SoCC'19,
// slides) state of Alibaba's trace: 4.2 million jobs of 14.3 million tasks, 78.54 % of the
// jobs gather and 36.03 % scatter, which we take for in-trees and out-trees.
func (s *Stats) String() string {
	var b strings.Builder
	one := func(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
	row := func(name, value, published string) {
		fmt.Fprintln(&b, strings.TrimRight(fmt.Sprintf("%-22s %-38s %s", name, value, published), " "))
	}
	spread := func(name string, v Spread, published string) {
		text := fmt.Sprintf("mean %.2f, p50 %s, p95 %s, max %s", v.Mean, short(v.P50), short(v.P95), short(v.Max))
		row(name, text, published)
	}
	share := func(name string, v float64, published string) { row(name, fmt.Sprintf("%.2f %%", 100*v), published) }
	fmt.Fprintf(&b, "%s (%s)\n", s.Name, s.Format)
	row("", "", "Alibaba 2018, published")
	row("jobs", one(float64(s.Jobs)), "4.2 million")
	row("different workflows", one(float64(s.Graphs)), "")
	row("tasks", one(float64(s.Tasks)), "14.3 million")
	row("first to last arrival", time.Duration(s.Span*float64(time.Second)).Round(time.Millisecond).String(), "")
	spread("tasks of a job", s.PerJob, "mean 3.4")
	spread("depth", s.Depth, "")
	spread("width", s.Width, "")
	spread("fan-in", s.FanIn, "")
	spread("critical path in s", s.CriticalPath, "")
	spread("work ÷ critical path", s.Parallelism, "")
	share("single tasks", s.Single, "")
	share("chains of 2 and more", s.Chains, "")
	share("in-trees", s.InTrees, "78.54 %")
	share("out-trees", s.OutTrees, "36.03 %")
	share("in one piece", s.Connected, "")
	share("can run as workflow", s.Runnable, "")
	return b.String()
}

// short writes a number with at most two decimals.
func short(v float64) string {
	return strings.TrimSuffix(strings.TrimRight(strconv.FormatFloat(v, 'f', 2, 64), "0"), ".")
}
