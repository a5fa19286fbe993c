package memory

import (
	"errors"
	"fmt"
	"time"
)

// ReclaimConfig describes one VM full of containers that are killed one by one.
type ReclaimConfig struct {
	Strategy   Strategy
	Costs      Costs
	Containers int
	Memory     int32   // MiB of a container
	Fill       float64 // of the VM: containers occupy so much of it; 1: the killed one makes all the room there is
	Steps      int     // containers killed, each followed by a reclaim of its memory; 0: all of them
}

// Reclaimed is what the reclaims took, on average.
type Reclaimed struct {
	All, Request, Guest, Migrate, Zero, Exits time.Duration
	// Shares are the averages over reclaims of the shares of one.
	Migrated, Occupied float64 // share of the pages of the blocks that went; of those of the VM, before
}

// Reclaim fills a VM, lets its containers mix their pages, and then kills one after
// the other and takes its memory back.
func Reclaim(cfg ReclaimConfig) (Reclaimed, error) {
	errs := append(cfg.Costs.check(), cfg.Strategy.Check()...)
	switch {
	case cfg.Containers < 1 || cfg.Containers > 1<<12 || cfg.Memory < 1 || cfg.Memory > 1<<20:
		errs = append(errs, fmt.Errorf("%d containers of %d MiB, expected 1 to 4096 of 1 MiB to 1 TiB", cfg.Containers,
			cfg.Memory))
	case cfg.Fill <= 0 || cfg.Fill > 1:
		errs = append(errs, fmt.Errorf("a VM filled to %v, expected more than 0 and at most 1", cfg.Fill))
	case cfg.Steps < 0 || cfg.Steps > cfg.Containers:
		errs = append(errs, fmt.Errorf("%d containers killed, expected 0 (all) to %d", cfg.Steps, cfg.Containers))
	}
	if err := errors.Join(errs...); err != nil {
		return Reclaimed{}, err
	}
	s, steps := &cfg.Strategy, cfg.Steps
	if steps == 0 {
		steps = cfg.Containers
	}
	each := s.container(cfg.Memory)
	whole := max(each*cfg.Containers, int(float64(each*cfg.Containers)/cfg.Fill+0.5))
	v := NewVM(whole)
	slots := make([]int32, cfg.Containers)
	if !s.Partitioned {
		if err := v.Plug(whole); err != nil {
			return Reclaimed{}, err
		}
	}
	for i := range slots {
		var err error
		if slots[i], err = s.Settle(v, cfg.Memory, cfg.Memory); err != nil {
			return Reclaimed{}, err
		}
	}
	var r Reclaimed
	n := time.Duration(steps)
	for i := range steps {
		if !s.Partitioned {
			v.Mix()
		}
		r.Occupied += float64(v.Occupied()) / float64(v.blocks*BlockPages) / float64(steps)
		v.Leave(slots[i])
		w, err := s.Shrink(v, &cfg.Costs, cfg.Memory)
		if err != nil {
			return Reclaimed{}, err
		}
		r.All += w.All() / n
		r.Request += w.Request / n
		r.Guest += w.Guest / n
		r.Migrate += w.Migrate / n
		r.Zero += w.Zero / n
		r.Exits += w.Exits / n
		if cfg.Costs.Migrate.Value > 0 {
			r.Migrated += float64(w.Migrate) / float64(cfg.Costs.Migrate.Value) / float64(each) / float64(steps)
		}
	}
	return r, nil
}
