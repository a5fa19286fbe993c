package resources

import (
	"thaw/models/allocation"
	"thaw/policies"
)

// CLITELike takes measurements for exact.
var CLITELike = policies.Define("clite-like",
	"Bayesian optimisation that takes each measurement for exact: expected improvement over the best measurement "+
		"that kept "+
		"the QoS, times the probability of keeping it, one after the other; the cheapest measurement that kept the "+
		"QoS is chosen",
	"patel2020clite, abstract (Bayesian optimisation of partitions under QoS); assumed: its acquisition and "+
		"constants; gardner2014, section 3 (constrained expected improvement)",
	cliteParams{First: 10, Steps: evaluations - 10},
	func(p cliteParams) allocation.Manager {
		return search{first: p.First, batches: p.Steps, batch: 1, draws: 1, raw: 32, restarts: 10, steps: 200,
			logs: p.Logs}
	})

type cliteParams struct {
	First int  `param:"first" min:"1" max:"10000" help:"random sizes at first"`
	Steps int  `param:"steps" min:"0" max:"10000" help:"sizes after them"`
	Logs  bool `param:"logs" help:"model logarithms of cost and latency"`
}
