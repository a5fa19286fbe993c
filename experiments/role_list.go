package experiments

import (
	"thaw/experiments/exit"
	"thaw/models/cluster"
	"thaw/models/memory"
	"thaw/models/network"
	"thaw/models/snapshot"
	"thaw/models/startup"
	"thaw/models/storage"
	"thaw/policies"
	"thaw/policies/all"
)

// The roles, each with how its policies become mechanisms of a replay.

func prefetchRole() role {
	r := roleOf("prefetch", all.Prefetches,
		func(v policies.Instance[snapshot.Strategy]) func(*Plan, *Run, *cluster.Mechanisms) { return nil })
	parse := r.parse
	r.parse = func(text string) (rolePolicy, error) {
		p, err := parse(text)
		if err != nil {
			return p, err
		}
		table, err := snapshot.LoadTable()
		if err != nil {
			return p, err
		}
		strategy, err := table.Strategy(p.name)
		p.install = func(plan *Plan, r *Run, m *cluster.Mechanisms) {
			cfg := startup.DefaultRestores(table, strategy)
			cfg.BudgetMiB.Value, cfg.Inputs = int(plan.Spec.SnapshotMiB), plan.Spec.Inputs
			m.Restore = func(view *cluster.View) (startup.Restorer, error) {
				return startup.NewRestorer(cfg, view.Table(), view.Invokers(), view.Stream("restore/input")), nil
			}
		}
		return p, err
	}
	return r
}

func networkRole() role {
	return roleOf("network", all.Networks,
		func(v policies.Instance[network.Recipe]) func(*Plan, *Run, *cluster.Mechanisms) {
			return func(p *Plan, r *Run, m *cluster.Mechanisms) {
				m.Network = func(view *cluster.View) (startup.Mechanism, error) {
					cfg, err := network.FromPlatform(p.Spec.Platform)
					if err != nil {
						return nil, err
					}
					recipe := v.Policy
					if err := cfg.Fit(&recipe, mostContainers(view), false); err != nil {
						return nil, exit.Usage(err)
					}
					return startup.NewNetwork(cfg, recipe, view.Table(), view.Invokers())
				}
			}
		})
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

func storageRole() role {
	return roleOf("storage", all.Storages,
		func(v policies.Instance[storage.Strategy]) func(*Plan, *Run, *cluster.Mechanisms) {
			return func(p *Plan, r *Run, m *cluster.Mechanisms) {
				d := startup.DefaultDevices()
				cfg := storage.Config{Disk: d.Disk(), Cores: p.Spec.Platform.Cores.Value, Costs: storage.DefaultCosts()}
				m.Storage = func(view *cluster.View) (startup.Mechanism, error) {
					return startup.NewStorage(cfg, d.Catalog(), true, view.Table(), v.Policy, view.Invokers())
				}
			}
		})
}

func elasticityRole() role {
	return roleOf("memory-elasticity", all.Elasticities,
		func(policies.Instance[memory.Strategy]) func(*Plan, *Run, *cluster.Mechanisms) { return installMemory })
}

func layoutRole() role {
	return roleOf("vm-layout", all.Layouts,
		func(policies.Instance[memory.Layout]) func(*Plan, *Run, *cluster.Mechanisms) { return installMemory })
}
