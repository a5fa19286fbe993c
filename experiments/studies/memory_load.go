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

// loadSettings are the settings of the study memory-load.
type loadSettings struct {
	Strategies []string       `yaml:"strategies"` // with their parameters: the variants
	Functions  []loadFunction `yaml:"functions"`  // the items

	Limit     float64       `yaml:"limit"`     // of the most memory that VMs have where it is abundant; 0: no limit
	KeepAlive time.Duration `yaml:"keepalive"` // of an idle container
	Length    time.Duration `yaml:"length"`
	Period    time.Duration `yaml:"period"` // of the bursts of a function; functions burst one after the other
	Burst     time.Duration `yaml:"burst"`  // the length of one
	Rate      float64       `yaml:"rate"`   // of arrivals in a burst, as a share of what all containers can do
	Base      float64       `yaml:"base"`   // of arrivals at all other times, likewise
	Touched   float64       `yaml:"touched"`
	Timeout   time.Duration `yaml:"timeout"` // of reclaims, and of scale-ups that wait for them; 0: none
	Scale     float64       `yaml:"scale"`   // of the number of containers of each function, at least one
}

// loadFunction is a function with the times of its starts in a shared VM.
type loadFunction struct {
	Name          string `yaml:"name,required"`
	Memory        int    `yaml:"memory_mib,required"`
	MaxContainers int    `yaml:"most,required"` // containers of its VM
	// container, initialisation and execution of the first invocation
	Cold time.Duration `yaml:"cold,required"`
	Exec time.Duration `yaml:"exec,required"` // of later invocations
}

// memoryLoadStudy measures the effect of resizing VMs on invocations.
func memoryLoadStudy() Study {
	return definition[loadSettings]{
		name:  "memory-load",
		about: "functions with bursts of invocations, each in a VM of its own, on one host whose memory may be short",
		defaults: loadSettings{
			Strategies: []string{"static", "virtio-mem", "harvest", "squeezy"},
			Functions: []loadFunction{
				{"html", 768, 36, 2200 * time.Millisecond, 100 * time.Millisecond},
				{"cnn", 768, 18, 3200 * time.Millisecond, 150 * time.Millisecond},
				{"bfs", 768, 12, 3000 * time.Millisecond, 500 * time.Millisecond},
				{"bert", 1536, 9, 4800 * time.Millisecond, 800 * time.Millisecond},
			},
			KeepAlive: 2 * time.Minute, Length: 700 * time.Second, Period: 180 * time.Second, Burst: 20 * time.Second,
			Rate: 0.5, Base: 0.02, Touched: 0.4, Scale: 1,
			Timeout: 10 * time.Second, // assumed; see experiments/papers/squeezy/README.md
		},
		metrics: []Metric{
			{"latency_ms_p99", "ms", "latency, 99th percentile"},
			{"slowdown_p99", "", "99th percentile of latency over that with abundant memory"},
			{"slowdown_p99_geomean", "", "99th percentile over that with abundant memory, geometric mean"},
			{"footprint_gib_s", "", "memory of the host that VMs have, over time (GiB·s)"},
			{"plugged_gib_s", "", "memory of VMs over time (GiB·s)"},
			{"peak_gib", "", "memory of VMs, the most (GiB)"},
			{"reclaim_mib_per_s", "", "reclaimed while a VM reclaims (MiB/s)"},
			{"created", "", "containers created"},
			{"waited", "", "containers whose creation waited for memory"},
			{"wait_ms_mean", "ms", "their wait, mean"},
			{"timed_out", "", "reclaims of which something was left at their time-out"},
			{"given_up", "", "creations given up after waiting as long"},
			{"end_s", "s", "last invocation ended"},
		},
		check:    (*loadSettings).check,
		variants: func(s *loadSettings) []string { return s.Strategies },
		items: func(s *loadSettings) []string {
			var out []string
			for _, f := range s.Functions {
				out = append(out, f.Name)
			}
			return out
		},
		series: []Series{{Name: "memory", About: "a row a second, means over it; the last one ends with the run",
			Columns: []Metric{
				{"from_s", "s", "time"},
				{"to_s", "s", "end of the second, or of the run"},
				{"footprint_gib", "", "memory of the host that VMs have (GiB)"},
				{"plugged_gib", "", "memory of VMs (GiB)"},
				{"footprint_share", "share", "memory of the host, of the most with abundant memory"},
			}}},
		runSeries: runMemoryLoad,
	}.study()
}

func (s *loadSettings) check(report Report) {
	checkStrategies(all.Elasticities(), s.Strategies, report)
	for i := range s.Functions {
		f := &s.Functions[i]
		if f.Memory < 1 || f.Memory > 1<<16 || f.MaxContainers < 1 || f.MaxContainers > 256 || f.Exec <= 0 ||
			f.Cold < f.Exec ||
			f.Cold > time.Hour {
			report("functions", "%s: %d containers of %d MiB, a first invocation of %v and others of %v, "+
				"expected 1 to "+
				"256 of 1 to 65536, and a first invocation that takes no less than others", f.Name, f.MaxContainers,
				f.Memory,
				f.Cold, f.Exec)
		}
	}
	share := func(key string, x, most float64) {
		if !(x >= 0 && x <= most) {
			report(key, "%v, expected 0 to %v", x, most)
		}
	}
	share("limit", s.Limit, 1)
	share("rate", s.Rate, 1)
	share("base", s.Base, 1)
	share("touched", s.Touched, 1)
	if s.Timeout < 0 || s.Timeout > time.Hour {
		report("timeout", "%v, expected 0s (none) to 1h", s.Timeout)
	}
	if !(s.Scale > 0 && s.Scale <= 4) {
		report("scale", "%v, expected more than 0 and at most 4", s.Scale)
	}
	if s.Rate+s.Base == 0 {
		report("rate", "nobody ever asks for anything, expected a rate")
	}
	if s.Length <= 0 || s.Length > 24*time.Hour || s.Period <= 0 || s.Burst < 0 || s.Burst > s.Period ||
		s.KeepAlive < 0 {
		report("length", "%v with bursts of %v every %v and a keep-alive of %v, expected up to a day and bursts "+
			"within their period", s.Length, s.Burst, s.Period, s.KeepAlive)
	}
}

// arrivals draws the invocations of a seed: Poisson, at one rate in bursts and at
// another outside.
func (s *loadSettings) arrivals(seed uint64) []memory.LoadArrival {
	var out []memory.LoadArrival
	for i, f := range s.Functions {
		stream := sim.NewStream(seed, "memory-load/"+f.Name)
		full := float64(s.most(&f)) / f.Exec.Seconds()
		most := max(s.Rate, s.Base) * full
		phase := s.Period * time.Duration(i) / time.Duration(len(s.Functions))
		at := 0.0
		for k := uint64(0); ; k++ { // by thinning
			at -= math.Log(stream.Float(0, k)) / most
			now := time.Duration(at * float64(time.Second))
			if now >= s.Length {
				break
			}
			rate := s.Base
			if in := (now + s.Period - phase) % s.Period; in < s.Burst {
				rate = s.Rate
			}
			if stream.Float(1, k)*most < rate*full {
				out = append(out, memory.LoadArrival{At: sim.Time(now), Function: int32(i)})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b memory.LoadArrival) int { return int(a.At - b.At) })
	return out
}

// most returns the containers of a function.
func (s *loadSettings) most(f *loadFunction) int {
	return max(1, int(math.Round(float64(f.MaxContainers)*s.Scale)))
}

// replay runs the invocations under one strategy.
func (s *loadSettings) replay(text string, arrivals []memory.LoadArrival, limit int64, costs memory.Costs,
	every time.Duration) (*memory.LoadResult, error) {
	strategy, err := elasticity(text)
	if err != nil {
		return nil, err
	}
	cfg := memory.LoadConfig{
		Config:   memory.Config{Strategy: strategy, Costs: costs, Touched: s.Touched},
		Arrivals: arrivals, KeepAlive: s.KeepAlive, Timeout: s.Timeout, Limit: int32(limit), Length: s.Length,
		Every: every,
	}
	for _, f := range s.Functions { // container, initialisation and execution are alike
		part := f.Cold / 3
		cfg.Functions = append(cfg.Functions, memory.LoadFunction{
			Name: f.Name, Memory: int32(f.Memory), Most: s.most(&f), Boot: part, Init: max(0, f.Cold-part-f.Exec),
			Exec: f.Exec,
		})
	}
	return memory.RunLoad(cfg)
}

// abundant is the strategy of a host with memory for all.
const abundant = "static"

// runMemoryLoad runs one strategy, and its reference with abundant memory.
func runMemoryLoad(ctx context.Context, s *loadSettings, at Run, book *numbers.Book, keep *recorder) (Values,
	error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	arrivals, costs, every := s.arrivals(at.Seed), book.MemoryCosts(), time.Duration(0)
	if keep.wants("memory") {
		every = time.Second
	}
	base, err := s.replay(abundant, arrivals, 0, costs, every)
	if err != nil {
		return nil, err
	}
	r := base
	if at.Variant != abundant {
		if r, err = s.replay(at.Variant, arrivals, int64(s.Limit*float64(base.PeakMiB)), costs,
			every); err != nil {
			return nil, err
		}
	}
	s.keepMemory(r, base, keep)
	out := Values{
		"footprint_gib_s": r.Touched / 1024, "plugged_gib_s": r.MiBSecs / 1024, "peak_gib": float64(r.PeakMiB) / 1024,
		"created": float64(r.Created), "waited": float64(r.Waited), "end_s": r.End.Seconds(),
		"timed_out": float64(r.TimedOut), "given_up": float64(r.GivenUp),
	}
	if r.Waited > 0 {
		out["wait_ms_mean"] = r.Waiting.Seconds() * 1000 / float64(r.Waited)
	}
	logs, measured := 0.0, 0
	for i := range s.Functions {
		if len(r.Latency[i]) > 0 && len(base.Latency[i]) > 0 {
			measured++
		}
	}
	for i, f := range s.Functions {
		if len(r.Latency[i]) == 0 || len(base.Latency[i]) == 0 {
			continue
		}
		p99, before := percentile99(r.Latency[i]), percentile99(base.Latency[i])
		logs += math.Log(float64(p99)/float64(before)) / float64(measured)
		if f.Name != at.Item {
			continue
		}
		out["latency_ms_p99"], out["slowdown_p99"] = p99.Seconds()*1000, float64(p99)/float64(before)
		if r.Busy[i] > 0 {
			out["reclaim_mib_per_s"] = float64(r.Reclaimed[i]) / r.Busy[i].Seconds()
		}
	}
	if measured > 0 {
		out["slowdown_p99_geomean"] = math.Exp(logs)
	}
	return out, nil
}

// keepMemory keeps the memory of each second, and its share of the most that a second has
// with abundant memory.
func (s *loadSettings) keepMemory(r, base *memory.LoadResult, keep *recorder) {
	of := func(r *memory.LoadResult, k int) (from, to, footprint, plugged float64) {
		from, to = float64(k), min(float64(k+1), max(r.End.Seconds(), s.Length.Seconds()))
		return from, to, r.Memory[k].Touched / 1024 / (to - from), r.Memory[k].MiBSecs / 1024 / (to - from)
	}
	most := 0.0
	for k := range base.Memory {
		_, _, footprint, _ := of(base, k)
		most = max(most, footprint)
	}
	for k := range r.Memory {
		from, to, footprint, plugged := of(r, k)
		share := math.NaN() // nobody has asked for anything
		if most > 0 {
			share = footprint / most
		}
		keep.add("memory", from, to, footprint, plugged, share)
	}
}

// percentile99 returns the least latency that 99% do not exceed.
func percentile99(list []time.Duration) time.Duration {
	sorted := slices.Sorted(slices.Values(list))
	return sorted[(len(sorted)*99+99)/100-1]
}
