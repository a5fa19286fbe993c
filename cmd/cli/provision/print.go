package provision

import (
	"fmt"
	"strings"

	"thaw/cmd/cli/table"
)

// summaryInfo is the result as JSON.
type summaryInfo struct {
	Invocations int64        `json:"invocations"`
	FirstUses   int64        `json:"first_uses"` // which miss in any memory
	TotalMiB    int64        `json:"total_mib"`  // of all functions used
	MostHits    float64      `json:"most_hit_ratio"`
	Sizes       []sizeInfo   `json:"sizes"`
	KneeMiB     int64        `json:"knee_mib"`
	Imputed     int          `json:"imputed_functions"`
	Sample      *sampleInfo  `json:"sample"`     // null: none was taken
	Controller  *controlInfo `json:"controller"` // null: it did not run
}

// sizeInfo is the least memory with a hit ratio; null: no memory has it.
type sizeInfo struct {
	HitRatio  float64 `json:"hit_ratio"`
	MemoryMiB *int64  `json:"memory_mib"`
}

// sampleInfo says how far samples are from the exact curve: the mean over sizes of the
// absolute difference, mean over samples, and the largest difference of any.
type sampleInfo struct {
	Share     float64 `json:"share"`
	Samples   int     `json:"samples"`
	MeanError float64 `json:"mean_error"`
	MostError float64 `json:"most_error"`
}

// controlInfo is a controller's course.
type controlInfo struct {
	TargetPerS float64 `json:"target_misses_per_s"`
	MissesPerS float64 `json:"misses_per_s"`    // by what invocations needed, over the whole trace
	MeanMiB    float64 `json:"memory_mib_mean"` // over time
	LeastMiB   int64   `json:"memory_mib_least"`
	MostMiB    int64   `json:"memory_mib_most"`
	Changes    int     `json:"changes"`
	Within     float64 `json:"within_band"` // share of the points of its course
}

// summary gathers what the screen and JSON show.
func (p *plan) summary(r *result) summaryInfo {
	s := summaryInfo{TotalMiB: r.total, MostHits: r.exact.Most(), KneeMiB: r.exact.Knee(), Imputed: r.imputed}
	s.Invocations, s.FirstUses = r.exact.Uses()
	for _, t := range p.targets {
		size := sizeInfo{HitRatio: t}
		if mib, ok := r.exact.SizeFor(t); ok {
			size.MemoryMiB = &mib
		}
		s.Sizes = append(s.Sizes, size)
	}
	if len(r.samples) > 0 {
		s.Sample = &sampleInfo{Share: p.sample, Samples: len(r.samples)}
		s.Sample.MeanError, s.Sample.MostError = r.meanError()
	}
	if r.control == nil || len(r.control.Course()) == 0 {
		return s
	}
	mean, low, high := r.control.Memory()
	s.Controller = &controlInfo{TargetPerS: r.control.Target(), MissesPerS: r.control.Misses(), MeanMiB: mean,
		LeastMiB: int64(low), MostMiB: int64(high), Within: r.control.Within()}
	for _, x := range r.control.Course() {
		if x.Changed {
			s.Controller.Changes++
		}
	}
	return s
}

// text is the screen.
func (p *plan) text(r *result) string {
	s := p.summary(r)
	t := &table.Numbers{}
	t.Row(table.Cell{Text: "HIT RATIO"}, table.Cell{Text: "MEMORY"})
	t.Row(table.Cell{Text: "%"}, table.Cell{Text: "MiB"})
	for _, size := range s.Sizes {
		memory := "–"
		if size.MemoryMiB != nil {
			memory = table.Grouped(float64(*size.MemoryMiB), 0)
		}
		t.Row(table.Cell{Text: fmt.Sprintf("%.4g", 100*size.HitRatio)}, table.Cell{Text: memory})
	}
	var b strings.Builder
	b.WriteString(t.String())
	fmt.Fprintf(&b, "\nMemory is the least with which so many hit (–: none does). %s miss always and leave %.4g%%.\n",
		table.Many(s.FirstUses, "first use"), 100*s.MostHits)
	fmt.Fprintf(&b, "The knee of the curve is at %s MiB, where %.4g%% hit.\n", table.Grouped(float64(s.KneeMiB), 0),
		100*r.exact.HitRatio(s.KneeMiB))
	b.WriteString("Sizes are of one container a function: those that run at the same time need more, and a replay " +
		"has more cold starts.\n")
	if s.Sample != nil {
		fmt.Fprintf(&b, "Samples of %v of the functions are off by %.2f points on average over sizes, %.2f at most "+
			"(%s).\n", s.Sample.Share, 100*s.Sample.MeanError, 100*s.Sample.MostError,
			table.Many(int64(s.Sample.Samples), "sample"))
	}
	if c := s.Controller; c != nil {
		fmt.Fprintf(&b, "The controller takes %s MiB on average over time, from %s to %s in %s: it aims at %.3g "+
			"misses/s, there are %.3g, and %.0f%% of its course is within the band.\n", table.Grouped(c.MeanMiB, 0),
			table.Grouped(float64(c.LeastMiB), 0), table.Grouped(float64(c.MostMiB), 0),
			table.Many(int64(c.Changes), "change"), c.TargetPerS, c.MissesPerS, 100*c.Within)
	} else if p.measure == "unique" {
		fmt.Fprintf(&b, "The controller did not run: the trace is no longer than its window of %s invocations.\n",
			table.Grouped(float64(p.control.Window), 0))
	}
	fmt.Fprintf(&b, "%s: %s invocations in %.0f s; its functions have %s MiB together.\n", r.name,
		table.Grouped(float64(s.Invocations), 0), r.span.Seconds(), table.Grouped(float64(s.TotalMiB), 0))
	if s.Imputed > 0 {
		fmt.Fprintf(&b, "%s without a duration or memory in the trace: filled in as docs/traces.md says.\n",
			table.Many(int64(s.Imputed), "function"))
	}
	return b.String()
}
