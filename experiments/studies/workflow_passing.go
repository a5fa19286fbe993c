package studies

import (
	"math"
	"slices"

	"thaw/models/workflow"
	"thaw/sim"
)

// passed fills in how long chunks take, and what their data and workers hold in memory. With
// an item it is about the output of that stage, and about stages that follow the same input.
func (s *workflowSettings) passed(spec *workflow.Spec, r *workflow.Result, item string, out Values) {
	only := -1
	if i, err := s.Workflow.Stage(item); err == nil {
		only = i
	}
	var latencies []float64
	last, memory := sim.Time(0), 0.0
	for i := range r.Stages {
		st := &r.Stages[i]
		if only >= 0 && st.Input != r.Stages[only].Input {
			continue
		}
		memory += st.Busy.Seconds() * float64(spec.Stages[i].Memory)
		if only >= 0 && i != only {
			continue
		}
		came := r.Came[st.Input]
		for chunk := 1; chunk < min(len(st.Out), len(came)); chunk++ {
			if done := st.Out[chunk]; done != sim.Never && came[chunk] >= sim.Time(s.Skip) {
				latencies = append(latencies, done.Sub(came[chunk]).Seconds())
				last = max(last, done)
			}
		}
	}
	if len(latencies) > 0 {
		sum := 0.0
		for _, l := range latencies {
			sum += l
		}
		slices.Sort(latencies)
		out["latency_s"] = sum / float64(len(latencies))
		out["latency_s_p99"] = between(latencies, 0.99)
		if span := (last - sim.Time(s.Skip)).Seconds(); span > 0 {
			out["chunks_per_s"] = float64(len(latencies)) / span
		}
	}
	if memory > 0 {
		out["memory_gb_s"] = memory / 1e9
	}
	out["buffer_mb_peak"], out["buffer_gb_s"] = float64(r.BufferPeak)/1e6, r.BufferSeconds/1e9
}

// between returns a quantile of sorted values, on the line between its neighbours.
func between(sorted []float64, q float64) float64 {
	at := q * float64(len(sorted)-1)
	i := int(math.Floor(at))
	if i+1 == len(sorted) {
		return sorted[i]
	}
	return sorted[i] + (at-float64(i))*(sorted[i+1]-sorted[i])
}
