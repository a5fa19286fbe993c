package experiments

import (
	"thaw/experiments/exit"
	"thaw/models/cluster"
	"thaw/models/memory"
	"thaw/models/network"
	"thaw/models/snapshot"
	"thaw/models/startup"
	"thaw/models/storage"
)

// mechanisms makes what a run models by mechanism of its policies.
func (p *Plan) mechanisms(r *Run) (m cluster.Mechanisms) {
	of := &r.Mechanisms
	if of.Prefetch != nil {
		m.Restore = p.restorer(of.Prefetch.Name)
	}
	if of.Network != nil {
		m.Network = p.networkOf(of.Network.Policy)
	}
	if of.Storage != nil {
		m.Storage = p.storageOf(r, of.Storage.Policy)
	}
	if of.Elasticity != nil || of.Layout != nil {
		m.Memory = p.memoryOf(r)
	}
	return m
}

// restorer looks restores up in the table that has runs of the strategy.
func (p *Plan) restorer(strategy string) func(*cluster.View) (startup.Restorer, error) {
	return func(view *cluster.View) (startup.Restorer, error) {
		table, err := snapshot.LoadTable(p.Spec.RestoreDisk)
		if err != nil {
			return nil, err
		}
		index, err := table.Strategy(strategy)
		if err != nil {
			return nil, err
		}
		cfg := p.Spec.Numbers.Fresh().Restores(table, index)
		cfg.BudgetMiB.Value, cfg.Inputs = int(p.Spec.SnapshotMiB), p.Spec.Inputs
		return startup.NewRestorer(cfg, view.Table(), view.Invokers(), view.Stream("restore/input")), nil
	}
}

// networkOf connects containers by a recipe.
func (p *Plan) networkOf(recipe network.Recipe) func(*cluster.View) (startup.Mechanism, error) {
	return func(view *cluster.View) (startup.Mechanism, error) {
		cfg, err := network.FromPlatform(p.Spec.Platform)
		if err != nil {
			return nil, err
		}
		if err := cfg.Fit(&recipe, mostContainers(view), false); err != nil {
			return nil, exit.Usage(err)
		}
		return startup.NewNetwork(cfg, recipe, view.Table(), view.Invokers())
	}
}

// mostContainers is how many containers an invoker can hold at once: of the
// smallest that there are.
func mostContainers(view *cluster.View) int {
	smallest := view.Capacity(0)
	for fn := range view.Table().Functions {
		smallest = min(smallest, view.Memory(cluster.FuncID(fn)))
	}
	return int(view.Capacity(0) / max(smallest, 1))
}

// storageOf gives containers their root file systems by a strategy, and those that share
// VMs share what is there.
func (p *Plan) storageOf(r *Run, strategy storage.Strategy) func(*cluster.View) (startup.Mechanism, error) {
	book := p.Spec.Numbers.Fresh()
	d := book.Devices()
	cfg := storage.Config{Disk: d.Disk(), Cores: p.Spec.Platform.Cores.Value, Costs: book.StorageCosts()}
	var vms *memory.Config
	if _, layout, elastic, laid := memoryParts(r); (elastic || laid) && !layout.Own {
		c := memoryConfig(p, r)
		vms = &c
	}
	return func(view *cluster.View) (startup.Mechanism, error) {
		return startup.NewStorage(cfg, d.Catalog(), true, view.Table(), strategy, view.Invokers(), vms)
	}
}
