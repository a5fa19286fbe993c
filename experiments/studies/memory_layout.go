package studies

import (
	"context"
	"time"

	"thaw/models/memory"
	"thaw/models/numbers"
)

// layoutSettings are the settings of the study memory-layout.
type layoutSettings struct {
	Functions []loadFunction `yaml:"functions"` // the items
	// Savings in a running VM, as factors between the two layouts.
	Container float64 `yaml:"container"` // of the set-up of a container
	Init      float64 `yaml:"init"`      // of the initialisation of a function
	Exec      float64 `yaml:"exec"`      // of its first execution
	Memory    float64 `yaml:"memory"`    // of the memory of a new container
}

// The variants of the study memory-layout.
const (
	ownVM    = "one-to-one"
	sharedVM = "n-to-one"
)

// memoryLayoutStudy compares a cold start in a new VM with one in a running VM.
func memoryLayoutStudy() Study {
	load := memoryLoadStudy().Defaults().(*loadSettings)
	return definition[layoutSettings]{
		name:     "memory-layout",
		about:    "a new container in a microVM of its own, and in a VM of others that is plugged memory for it",
		exact:    true,
		defaults: layoutSettings{Functions: load.Functions, Container: 1.33, Init: 1.25, Exec: 1.08, Memory: 2.53},
		metrics: []Metric{
			{"cold_ms", "ms", "cold start"},
			{"vmm_ms", "ms", "boot of the VM, or plug"},
			{"container_ms", "ms", "container"},
			{"init_ms", "ms", "initialisation"},
			{"exec_ms", "ms", "first execution"},
			{"vmm_share", "share", "share of boot or plug"},
			{"memory_mib", "MiB", "memory of a new container"},
		},
		check: func(s *layoutSettings, report Report) {
			l := *load
			l.Functions = s.Functions
			l.check(report)
			positive := func(key string, x float64) {
				if !(x > 0 && x <= 100) {
					report(key, "%v, expected more than 0 and at most 100", x)
				}
			}
			positive("container", s.Container)
			positive("init", s.Init)
			positive("exec", s.Exec)
			positive("memory", s.Memory)
		},
		variants: func(*layoutSettings) []string { return []string{ownVM, sharedVM} },
		items: func(s *layoutSettings) []string {
			var out []string
			for _, f := range s.Functions {
				out = append(out, f.Name)
			}
			return out
		},
		run: runMemoryLayout,
	}.study()
}

// runMemoryLayout starts one container.
func runMemoryLayout(_ context.Context, s *layoutSettings, at Run, book *numbers.Book) (Values, error) {
	cfg := memory.Config{Costs: book.MemoryCosts(),
		Layout: memory.Layout{Name: at.Variant, Own: at.Variant == ownVM}}
	var err error
	if cfg.Strategy, err = elasticity("squeezy"); err != nil {
		return nil, err
	}
	out := Values{}
	for _, f := range s.Functions {
		if f.Name != at.Item {
			continue
		}
		part := f.Cold / 3
		container, init, exec, mib := part, part, part, float64(f.Memory)
		if cfg.Layout.Own {
			longer := func(d time.Duration, by float64) time.Duration { return time.Duration(float64(d) * by) }
			container, init, exec = longer(part, s.Container), longer(part, s.Init), longer(part, s.Exec)
		} else {
			mib /= s.Memory
		}
		vmm := cfg.UncontendedTime(int32(f.Memory))
		all := vmm + container + init + exec
		ms := func(d time.Duration) float64 { return d.Seconds() * 1000 }
		out["cold_ms"], out["vmm_ms"], out["vmm_share"] = ms(all), ms(vmm), float64(vmm)/float64(all)
		out["container_ms"], out["init_ms"], out["exec_ms"], out["memory_mib"] = ms(container), ms(init), ms(exec), mib
	}
	return out, nil
}
