package cluster

import (
	"math"
	"math/bits"

	"thaw/models/cluster/fleet"
	"thaw/models/membership"
	"thaw/models/workload"
)

// Check returns everything for which Replay would refuse a run before its first
// invocation. Whoever plans runs calls it, so that a run that cannot be is refused
// before anything is written. It lays out the run as Replay does, with one invoker in
// place of all, and with the trace's functions only where a mechanism looks at them:
// no other refusal depends on either.
func Check(cfg Config, table *workload.Table, pol Policies) (errs []error) {
	if errs := cfg.check(); errs != nil {
		return errs
	}
	defer func() {
		switch x := recover().(type) {
		case nil:
		case fleet.LimitError:
			errs = []error{x}
		default:
			panic(x) // a mistake of the program, which is not ours to hide
		}
	}()
	if !cfg.Mechanisms.On() {
		table = &workload.Table{Apps: []workload.App{{Memory: 1}}, Functions: []workload.Function{{Memory: 1}}}
	}
	cfg.Invokers, cfg.Classes, cfg.Membership = 1, nil, membership.Config{}
	if _, err := newEngine(&cfg, table, pol, Output{}); err != nil {
		return []error{err}
	}
	return nil
}

// mostMemory is how much memory each of so many invokers can have: the sum of its
// squares, of which the spread over invokers is made, is one number of 63 bits.
func mostMemory(invokers int) int64 {
	most := int64(math.Sqrt(float64(math.MaxInt64) / float64(max(invokers, 1))))
	return min(most, math.MaxInt32)
}

// squaresFit reports whether the sum of the squares of the memory of all invokers is
// counted right.
func (c *Config) squaresFit() bool {
	m := uint64(c.classes().Largest())
	hi, lo := bits.Mul64(m*m, uint64(c.Invokers))
	return hi == 0 && lo <= math.MaxInt64
}
