package studies

import (
	"context"
	"time"

	"thaw/models/memory"
	"thaw/models/numbers"
	"thaw/models/storage"
	"thaw/policies"
	"thaw/policies/all"
	"thaw/sim"
)

// layoutSettings are the settings of the study memory-layout.
type layoutSettings struct {
	Functions []loadFunction `yaml:"functions"` // the items
	// Savings in a running VM, as factors between the two layouts.
	Container float64 `yaml:"container"` // of the set-up of a container
	Init      float64 `yaml:"init"`      // of the initialisation of a function
	Exec      float64 `yaml:"exec"`      // of its first execution
	Memory    float64 `yaml:"memory"`    // of the memory of a new container
	Touched   float64 `yaml:"touched"`   // share of its memory that a container occupies
	// in place of factors: how containers get their root file systems, and what a microVM
	// has for its guest and the runtime
	Storage  string  `yaml:"storage"`
	GuestMiB float64 `yaml:"guest_mib"`
}

// The variants of the study memory-layout.
const (
	ownVM    = "one-to-one"
	sharedVM = "n-to-one"
	largeVM  = "static" // as sharedVM, and has all memory from before
)

// memoryLayoutStudy compares a cold start in a new VM with one in a running VM.
func memoryLayoutStudy() Study {
	load := memoryLoadStudy().Defaults().(*loadSettings)
	return definition[layoutSettings]{
		name: "memory-layout",
		about: "a new container in a microVM of its own, in a VM of others that is plugged memory for it, and in one " +
			"that has it",
		exact: true,
		defaults: layoutSettings{Functions: load.Functions, Container: 1.33, Init: 1.25, Exec: 1.08, Memory: 2.53,
			Touched: load.Touched},
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
			s.checkShared(report)
		},
		variants: func(*layoutSettings) []string { return []string{ownVM, sharedVM, largeVM} },
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

// checkShared checks what stands in place of factors.
func (s *layoutSettings) checkShared(report Report) {
	if s.Storage != "" {
		checkStrategies(all.Storages(), []string{s.Storage}, report)
	}
	for _, f := range s.Functions {
		if s.GuestMiB < 0 || s.GuestMiB >= float64(f.Memory)/max(1, s.Memory) {
			report("guest_mib", "%v for the guest, expected 0 or more, and less than %s takes in a VM of its own",
				s.GuestMiB, f.Name)
		}
	}
}

// files returns how much longer a container takes for its root file system in a VM of its
// own than where others of the image are; the host has its layers in the page cache.
func (s *layoutSettings) files(book *numbers.Book) (time.Duration, error) {
	if s.Storage == "" {
		return 0, nil
	}
	p, err := policies.Parse(all.Storages(), s.Storage)
	if err != nil {
		return 0, err
	}
	images := storageStudy().Defaults().(*storageSettings)
	cfg := storage.BootConfig{VMs: 2, Every: time.Minute, Warm: true, Config: storage.Config{
		Disk: sim.LinkConfig{Capacity: uint64(images.DiskMBPerS) * 1_000_000, IOPS: uint64(images.DiskIOPS),
			Latency: images.Latency}, Group: 1, Costs: book.StorageCosts()}}
	own, err := storage.Boot(cfg, images.catalog(), 0, p.Policy)
	if err != nil {
		return 0, err
	}
	cfg.OneVM = true
	shared, err := storage.Boot(cfg, images.catalog(), 0, p.Policy)
	if err != nil {
		return 0, err
	}
	return own.Ready[1] - shared.Ready[1], nil
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
		vmm := cfg.UncontendedTime(int32(f.Memory))
		switch at.Variant {
		case ownVM:
			files, err := s.files(book)
			if err != nil {
				return nil, err
			}
			longer := func(d time.Duration, by float64) time.Duration { return time.Duration(float64(d) * by) }
			container, init, exec = longer(part, s.Container)+files, longer(part, s.Init), longer(part, s.Exec)
		case largeVM:
			faults := time.Duration(s.Touched * float64(memory.Pages(int32(f.Memory))) * float64(cfg.Costs.Fault.Value))
			vmm, init = 0, max(0, init-faults)
			fallthrough
		default:
			mib = mib/s.Memory - s.GuestMiB
		}
		all := vmm + container + init + exec
		ms := func(d time.Duration) float64 { return d.Seconds() * 1000 }
		out["cold_ms"], out["vmm_ms"], out["vmm_share"] = ms(all), ms(vmm), float64(vmm)/float64(all)
		out["container_ms"], out["init_ms"], out["exec_ms"], out["memory_mib"] = ms(container), ms(init), ms(exec), mib
	}
	return out, nil
}
