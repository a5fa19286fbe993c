package synthetic

import (
	"fmt"
	"math"
	"time"

	"gonum.org/v1/gonum/mathext"

	"thaw/models/workload"
	"thaw/sim"
)

// shapePoisson makes the plain workload of tests and benchmarks: independent
// Poisson arrivals at constant rates by Zipf's law, one function an app,
// log-normal durations, memory sizes dealt in turn.
func (s *Trace) shapePoisson() {
	n := s.spec.Functions
	s.fns = make([]function, n)
	s.table = workload.Table{Functions: make([]workload.Function, n), Apps: make([]workload.App, n)}
	total := 0.0
	for i := range n {
		total += math.Pow(float64(i+1), -s.spec.Zipf)
	}
	perMinute := s.spec.Invocations / s.spec.Duration.Minutes()
	draw := sim.NewStream(s.spec.Shape, "synthetic poisson median")
	for i := range n {
		s.fns[i].rate = perMinute * math.Pow(float64(i+1), -s.spec.Zipf) / total
		s.fns[i].flat = true
		memory := s.spec.Memory[i%len(s.spec.Memory)]
		app := fmt.Sprintf("a%05d", i)
		s.table.Apps[i] = workload.App{Name: app, Memory: memory}
		s.table.Functions[i] = workload.Function{Name: fmt.Sprintf("%s/f%05d", app, i), App: workload.AppID(i),
			Memory: memory}
		median := s.spec.Median.Seconds() * math.Exp(s.spec.Between*mathext.NormalQuantile(draw.Float(uint64(i), 0)))
		s.setDuration(i, median*math.Exp(s.spec.Within*s.spec.Within/2), max(s.spec.Within, 1e-9))
	}
}

// peakHour is when the day's rate is highest.
const peakHour = 15 // assumed: mid-afternoon; the published traces do not tell the time zones of their users

// dayFactors returns the factor of the rate for every minute of the trace: a
// cosine over the day, lower on weekends, with a mean of 1 over the trace.
func dayFactors(spec *Spec) []float64 {
	f := make([]float64, spec.minutes())
	if spec.Model != azureModel {
		for i := range f {
			f[i] = 1
		}
		return f
	}
	swing := (spec.PeakToTrough - 1) / (spec.PeakToTrough + 1)
	sum := 0.0
	for i := range f {
		at := spec.Start + time.Duration(i)*time.Minute
		f[i] = 1 + swing*math.Cos(2*math.Pi*(at.Hours()-peakHour)/24)
		if d := (spec.Weekday + time.Weekday(at/(24*time.Hour))) % 7; d == time.Saturday || d == time.Sunday {
			f[i] *= spec.Weekend
		}
		sum += f[i]
	}
	for i := range f {
		f[i] *= float64(len(f)) / sum
	}
	return f
}
