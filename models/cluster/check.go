package cluster

import (
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
	cfg.settle()
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
	cfg.Invokers, cfg.Classes, cfg.Membership, cfg.Autoscale = 1, nil, membership.Config{}, nil
	if _, err := newEngine(&cfg, table, pol, Output{}); err != nil {
		return []error{err}
	}
	return nil
}
