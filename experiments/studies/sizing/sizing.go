// Package sizing is the study provision: the memory of one server by the hit-ratio curve of
// a generated trace, and FaasCache's controller of it over time.
//
//	trace ─▶ reuse distances ─▶ curve ─▶ hit ratio of each published memory
//	      └────────────────────────────▶ controller ─▶ its changes, memory and misses
//
// Memory is in the published unit: the trace's functions are other ones, and one hit ratio
// says what a published MB is here.
package sizing

import (
	"context"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"

	"thaw/models/reuse"
	"thaw/models/workload"
	"thaw/sim"
	"thaw/traces/synthetic"
)

// Settings are those of the study.
type Settings struct {
	Trace   string  `yaml:"trace"`    // generated
	Sizes   []int   `yaml:"sizes"`    // published memories, in MB
	AnchorS int     `yaml:"anchor"`   // of them: that whose published hit ratio says what a MB is
	AnchorR float64 `yaml:"anchored"` // that hit ratio
}

// The names of what is measured.
const (
	HitRatio = "hit_ratio"
	Changes  = "changes"
	Mean     = "memory_mean_mb"
	Most     = "memory_most_mb"
	Within   = "in_band_share"
)

// Controller is the item of the controller's course; other items are memories.
const Controller = "controller"

// Check reports mistakes of the settings by key.
func (s *Settings) Check(report func(key, format string, args ...any)) {
	if _, err := synthetic.Parse(s.Trace); err != nil {
		report("trace", "%v", err)
	}
	if !slices.Contains(s.Sizes, s.AnchorS) {
		report("anchor", "%d is none of the sizes", s.AnchorS)
	}
	if !(s.AnchorR > 0 && s.AnchorR < 1) {
		report("anchored", "%v, expected a hit ratio between 0 and 1", s.AnchorR)
	}
}

// Items lists the memories and the controller.
func (s *Settings) Items() []string {
	var out []string
	for _, size := range s.Sizes {
		out = append(out, strconv.Itoa(size))
	}
	return append(out, Controller)
}

// Run measures one item under a seed.
func (s *Settings) Run(ctx context.Context, item string, seed uint64) (map[string]float64, error) {
	trace, err := synthetic.Open(s.Trace, synthetic.Options{})
	if err != nil {
		return nil, err
	}
	curve, sizes, total := &reuse.Curve{}, reuse.Sizes(trace.Table().Functions), int64(0)
	for _, size := range sizes {
		total += int64(size)
	}
	last := sim.Time(0)
	err = eachUse(ctx, trace, seed, sizes, func(at sim.Time, need int64) {
		curve.Add(need)
		last = at
	})
	if err != nil {
		return nil, err
	}
	curve.Close(total)
	anchor, ok := curve.SizeFor(s.AnchorR)
	if !ok {
		return nil, fmt.Errorf("trace %s: no memory has a hit ratio of %v", s.Trace, s.AnchorR)
	}
	mb := float64(anchor) / float64(s.AnchorS) // MiB here
	if item != Controller {
		size, err := strconv.Atoi(item)
		if err != nil {
			return nil, err
		}
		return map[string]float64{HitRatio: curve.HitRatio(int64(math.Round(float64(size) * mb)))}, nil
	}
	uses, _ := curve.Uses()
	control := reuse.FaasCacheControl()
	control.Start = workload.MiB(math.Round(float64(control.Start) * mb))
	control.Change = workload.MiB(math.Round(float64(control.Change) * mb))
	k := reuse.NewController(control, curve, float64(uses)/last.Seconds(), uses, 10_000)
	if err := eachUse(ctx, trace, seed, sizes, k.Use); err != nil {
		return nil, err
	}
	changes := 0
	for _, p := range k.Course() {
		if p.Changed {
			changes++
		}
	}
	mean, _, most := k.Memory()
	return map[string]float64{Changes: float64(changes), Mean: mean / mb, Most: float64(most) / mb,
		Within: k.Within()}, nil
}

// eachUse calls use for every invocation, with the memory that makes it warm.
func eachUse(ctx context.Context, trace *synthetic.Trace, seed uint64, sizes []workload.MiB,
	use func(at sim.Time, need int64)) error {
	src, err := trace.Source(seed)
	if err != nil {
		return err
	}
	tracker, batch := reuse.NewTracker(sizes), make([]workload.Invocation, 4096)
	for ctx.Err() == nil {
		n, err := src.Read(batch)
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		for _, v := range batch[:n] {
			use(v.Arrival, tracker.Use(v.Function))
		}
	}
	return ctx.Err()
}
