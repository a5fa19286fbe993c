package studies

import (
	"context"
	"math"
	"slices"
	"time"

	"thaw/models/memory"
	"thaw/models/numbers"
	"thaw/policies/all"
	"thaw/sim"
)

// neighboursSettings are the settings of the study memory-neighbours.
type neighboursSettings struct {
	Strategies []string `yaml:"strategies"` // with their parameters: the variants

	VCPUs     int           `yaml:"vcpus"`       // of the VM, with a container on each that serves requests
	Load      float64       `yaml:"load"`        // of requests, as a share of what these can do
	Exec      time.Duration `yaml:"exec"`        // of a request
	Own       int           `yaml:"own_mib"`     // of each of these containers
	Leaving   int           `yaml:"leaving"`     // containers of the same VM that are evicted
	Memory    int           `yaml:"leaving_mib"` // of each of these
	Grouped   bool          `yaml:"grouped"`     // containers are groups to the guest's scheduler
	Before    time.Duration `yaml:"before"`      // the evictions
	Afterward time.Duration `yaml:"after"`       // the evictions begin; requests come so long
	Second    int           `yaml:"second"`      // of the run, from 0 on: that of the metric second_ms
}

// memoryNeighboursStudy measures requests beside evictions from the same VM.
func memoryNeighboursStudy() Study {
	return definition[neighboursSettings]{
		name:  "memory-neighbours",
		about: "requests of containers whose VM gives back the memory of others; they come as they come",
		defaults: neighboursSettings{
			Strategies: []string{"virtio-mem", "squeezy"}, VCPUs: 9, Load: 0.5, Exec: 150 * time.Millisecond, Own: 768,
			Leaving: 16, Memory: 768, Grouped: true, Before: time.Minute, Afterward: time.Minute,
		},
		metrics: []Metric{
			{"slowdown", "", "latency, mean of the worst second over that before"},
			{"before_ms", "ms", "latency before the evictions, mean"},
			{"worst_ms", "ms", "latency, mean of the worst second from the evictions on"},
			{"second_ms", "ms", "latency, mean of one second"},
			{"reclaim_s", "s", "evictions begin until the last reclaim has ended"},
			{"busy_s", "s", "work of the guest's thread"},
		},
		check:    (*neighboursSettings).check,
		variants: func(s *neighboursSettings) []string { return s.Strategies },
		series: []Series{{Name: "seconds", About: "a row a second, until the last request has ended", AllSeeds: true,
			Columns: []Metric{
				{"second", "s", "time"},
				{"latency_ms", "ms", "latency, mean of a second"},
				{"requests", "", "requests that ended"},
			}}},
		runSeries: runMemoryNeighbours,
	}.study()
}

func (s *neighboursSettings) check(report Report) {
	checkStrategies(all.Elasticities(), s.Strategies, report)
	whole := wholeBetween(report)
	whole("vcpus", s.VCPUs, 1, 256)
	whole("leaving", s.Leaving, 1, 256)
	whole("own_mib", s.Own, memory.BlockMiB, 1<<16)
	whole("leaving_mib", s.Memory, memory.BlockMiB, 1<<16)
	if !(s.Load > 0 && s.Load < 1) {
		report("load", "%v, expected more than 0 and less than 1", s.Load)
	}
	if s.Exec < time.Millisecond || s.Exec > time.Second {
		report("exec", "%v, expected 1ms to 1s, over which latencies are averaged", s.Exec)
	}
	whole("second", s.Second, 0, int((s.Before+s.Afterward)/time.Second)-1)
	if s.Before < 10*time.Second || s.Before > time.Hour || s.Afterward < 10*time.Second || s.Afterward > time.Hour {
		report("before", "%v of requests before the evictions and %v after, expected 10s to 1h each", s.Before,
			s.Afterward)
	}
}

// arrivals draws the requests of a seed: Poisson.
func (s *neighboursSettings) arrivals(seed uint64) []sim.Time {
	var out []sim.Time
	stream := sim.NewStream(seed, "memory-neighbours")
	rate := s.Load * float64(s.VCPUs) / s.Exec.Seconds()
	at := 0.0
	for k := uint64(0); ; k++ {
		at -= math.Log(stream.Float(0, k)) / rate
		if at >= (s.Before + s.Afterward).Seconds() {
			return out
		}
		out = append(out, sim.Time(at*float64(time.Second)))
	}
}

// runMemoryNeighbours runs one strategy.
func runMemoryNeighbours(ctx context.Context, s *neighboursSettings, at Run, book *numbers.Book, keep *recorder) (
	Values, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	strategy, err := elasticity(at.Variant)
	if err != nil {
		return nil, err
	}
	r, err := memory.RunNeighbours(memory.NeighboursConfig{
		Strategy: strategy, Costs: book.MemoryCosts(), VCPUs: s.VCPUs, Exec: s.Exec, Own: int32(s.Own),
		Arrivals: s.arrivals(at.Seed), Leaving: s.Leaving, Memory: int32(s.Memory), At: sim.Time(s.Before),
		Grouped: s.Grouped, Every: time.Second,
	})
	if err != nil {
		return nil, err
	}
	worst := slices.Max(r.Mean[min(int(s.Before/time.Second), len(r.Mean)-1):])
	ms := func(d time.Duration) float64 { return d.Seconds() * 1000 }
	out := Values{
		"slowdown": float64(worst) / float64(max(1, r.Before)), "before_ms": ms(r.Before), "worst_ms": ms(worst),
		"reclaim_s": (time.Duration(r.End) - s.Before).Seconds(), "busy_s": r.Busy.Seconds(),
	}
	for second, n := range r.Ended {
		latency := math.NaN() // none ended in it
		if n > 0 {
			latency = ms(r.Mean[second])
		}
		keep.add("seconds", float64(second), latency, float64(n))
	}
	if s.Second < len(r.Mean) && r.Mean[s.Second] > 0 { // otherwise none ended in it
		out["second_ms"] = ms(r.Mean[s.Second])
	}
	return out, nil
}
