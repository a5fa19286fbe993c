package studies

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"thaw/models/memory"
	"thaw/models/numbers"
	"thaw/policies"
	"thaw/policies/all"
)

// reclaimSettings are the settings of the study memory-reclaim.
type reclaimSettings struct {
	Strategies []string `yaml:"strategies"` // with their parameters: the variants
	Sizes      []int    `yaml:"sizes"`      // MiB of a container: the items
	Instances  int      `yaml:"instances"`  // of one VM, killed one by one
	Fill       float64  `yaml:"fill"`       // their share of the VM's memory
	Killed     int      `yaml:"killed"`     // 0: all of them
}

// memoryReclaimStudy measures the reclaim of ended containers' memory from one VM.
func memoryReclaimStudy() Study {
	return definition[reclaimSettings]{
		name:  "memory-reclaim",
		about: "memory that one VM gives back when its containers end one after the other",
		exact: true,
		defaults: reclaimSettings{
			Strategies: []string{"balloon", "virtio-mem", "squeezy"}, Sizes: []int{512}, Instances: 32, Fill: 1,
		},
		metrics: []Metric{
			{"reclaim_ms", "ms", "reclaim, mean"},
			{"request_ms", "ms", "request to the guest, mean"},
			{"guest_ms", "ms", "bookkeeping of the guest, mean"},
			{"migrate_ms", "ms", "migration, mean"},
			{"zero_ms", "ms", "zeroing, mean"},
			{"exits_ms", "ms", "VM exits, mean"},
			{"vcpu_ms", "ms", "work of the guest's thread, mean"},
			{"plug_ms", "ms", "plug"},
			{"migrate_share", "share", "share of migration in a reclaim"},
			{"zero_share", "share", "share of zeroing in a reclaim"},
			{"exits_share", "share", "share of VM exits in a reclaim"},
			{"occupied_share", "share", "share of the VM's memory that is occupied before a reclaim, mean"},
		},
		check:    (*reclaimSettings).check,
		variants: func(s *reclaimSettings) []string { return s.Strategies },
		items: func(s *reclaimSettings) []string {
			var out []string
			for _, n := range s.Sizes {
				out = append(out, strconv.Itoa(n))
			}
			return out
		},
		run: runReclaim,
	}.study()
}

func (s *reclaimSettings) check(report Report) {
	checkStrategies(all.Elasticities(), s.Strategies, report)
	if len(s.Sizes) == 0 || slices.Min(s.Sizes) < memory.BlockMiB || slices.Max(s.Sizes) > 1<<16 {
		report("sizes", "%v MiB, expected one or more of %d to 65536", s.Sizes, memory.BlockMiB)
	}
	whole := wholeBetween(report)
	whole("instances", s.Instances, 1, 256)
	whole("killed", s.Killed, 0, s.Instances)
	if s.Fill <= 0.005 || s.Fill > 1 {
		report("fill", "%v, expected more than 0.005 and at most 1", s.Fill)
	}
}

// elasticity returns the strategy of a variant.
func elasticity(text string) (memory.Strategy, error) {
	p, err := policies.Parse(all.Elasticities(), text)
	if err != nil {
		return memory.Strategy{}, err
	}
	return p.Policy, nil
}

// runReclaim kills the containers of one VM.
func runReclaim(ctx context.Context, s *reclaimSettings, at Run, book *numbers.Book) (Values, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	strategy, err := elasticity(at.Variant)
	if err != nil {
		return nil, err
	}
	size, err := strconv.Atoi(at.Item)
	if err != nil {
		return nil, fmt.Errorf("size %q: %w", at.Item, err)
	}
	costs := book.MemoryCosts()
	r, err := memory.Reclaim(memory.ReclaimConfig{Strategy: strategy, Costs: costs, Containers: s.Instances,
		Memory: int32(size), Fill: s.Fill, Steps: s.Killed})
	if err != nil {
		return nil, err
	}
	ms := func(d time.Duration) float64 { return d.Seconds() * 1000 }
	out := Values{
		"reclaim_ms": ms(r.All), "request_ms": ms(r.Request), "guest_ms": ms(r.Guest),
		"migrate_ms": ms(r.Migrate), "zero_ms": ms(r.Zero), "exits_ms": ms(r.Exits), "occupied_share": r.Occupied,
		"vcpu_ms": ms(r.Guest + r.Migrate + r.Zero),
	}
	if r.All > 0 {
		out["migrate_share"] = float64(r.Migrate) / float64(r.All)
		out["zero_share"] = float64(r.Zero) / float64(r.All)
		out["exits_share"] = float64(r.Exits) / float64(r.All)
	}
	w, err := strategy.Grow(memory.NewVM(memory.Blocks(int32(size))), &costs, int32(size))
	if err != nil {
		return nil, err
	}
	out["plug_ms"] = ms(w.All())
	return out, nil
}
