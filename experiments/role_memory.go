package experiments

import (
	"errors"
	"fmt"
	"slices"

	"thaw/models/cluster"
	"thaw/models/memory"
	"thaw/models/startup"
)

// The memory of virtual machines is one mechanism with two roles: how a VM grows
// and shrinks, and which containers share it.

// memoryParts returns the two policies of a run, and whether they are modelled.
func memoryParts(r *Run) (strategy memory.Strategy, layout memory.Layout, elastic, laid bool) {
	layout = memory.Layout{Name: "n-to-one"} // elastic VMs have several containers
	if v := r.Mechanisms.Elasticity; v != nil {
		strategy, elastic = v.Policy, true
	}
	if v := r.Mechanisms.Layout; v != nil {
		layout, laid = v.Policy, true
	}
	return strategy, layout, elastic, laid
}

// memoryOf puts the containers of a run into virtual machines.
func (p *Plan) memoryOf(r *Run) func(*cluster.View) (startup.Mechanism, error) {
	return func(view *cluster.View) (startup.Mechanism, error) {
		cfg := memoryConfig(p, r)
		return startup.NewMemory(cfg, view.Table(), view.Invokers())
	}
}

func memoryConfig(p *Plan, r *Run) memory.Config {
	strategy, layout, _, _ := memoryParts(r)
	return memory.Config{Memory: p.Spec.Platform.MemoryMiB.Value, Strategy: strategy, Layout: layout,
		Costs: p.Spec.Numbers.Fresh().MemoryCosts(), Cores: p.Spec.ReclaimOnCores}
}

// changesMemory reports whether any run models the memory of virtual machines.
func (p *Plan) changesMemory() bool {
	return slices.ContainsFunc(p.Runs, func(r Run) bool {
		return r.Mechanisms.Elasticity != nil || r.Mechanisms.Layout != nil
	})
}

// refuseMemory returns what does not go together in a run.
func refuseMemory(p *Plan, r *Run) []error {
	strategy, layout, elastic, laid := memoryParts(r)
	switch {
	case !elastic && !laid && p.Spec.ReclaimOnCores && !p.changesMemory():
		return []error{errors.New("reclaim cores without memory-elasticity or vm-layout: the memory of virtual " +
			"machines is not modelled, so nothing is reclaimed")}
	case !elastic && !laid:
		return nil
	case elastic && layout.Own:
		return []error{fmt.Errorf("memory-elasticity %s with vm-layout %s: a VM of one container goes with it and "+
			"is not resized, expected none", strategy.Name, layout.Name)}
	case !elastic && !layout.Own:
		return []error{fmt.Errorf("vm-layout %s without memory-elasticity: a VM of several containers would never "+
			"give memory back, expected a strategy", layout.Name)}
	}
	cfg := memoryConfig(p, r)
	return startup.CheckMemory(&cfg, p.Trace.Table())
}
