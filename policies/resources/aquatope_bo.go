package resources

import (
	"thaw/models/allocation"
	"thaw/policies"
)

// AquatopeBO is Aquatope's search.
var AquatopeBO = policies.Define("aquatope-bo",
	"Bayesian optimisation that takes measurements for noisy: Gaussian processes of cost and latency without the "+
		"measurements that the others do not expect, batches by noisy expected improvement under the QoS, and in "+
		"the end the least expected cost among the sizes that keep the QoS with certainty",
	"zhou2023aquatope, abstract; aquatope, bayesian_optimization.py (kernel, numbers and pruning: "+
		"experiments/papers/aquatope has what is meant and what it does); letham2019, section 3 (closed form given "+
		"draws)",
	aquatopeParams{First: 10, Batches: 20, Batch: 3, Draws: 32, Restarts: 10, Raw: 32, Steps: 200, Prune: true,
		Confidence: 0.95, Certainty: 0.95},
	func(p aquatopeParams) allocation.Manager {
		return search{first: p.First, batches: p.Batches, batch: p.Batch, draws: p.Draws, raw: p.Raw,
			restarts: p.Restarts, steps: p.Steps, noise: true, prune: p.Prune, confidence: p.Confidence,
			certainty: p.Certainty, logs: p.Logs}
	})

type aquatopeParams struct {
	First      int     `param:"first" min:"1" max:"10000" help:"random sizes at first"`
	Batches    int     `param:"batches" min:"0" max:"10000" help:"batches after them"`
	Batch      int     `param:"batch" min:"1" max:"100" help:"sizes of a batch, chosen before one of them is evaluated"`
	Draws      int     `param:"draws" min:"1" max:"10000" help:"draws of cost and latency over which the improvement is averaged"`
	Raw        int     `param:"raw" min:"1" max:"100000" help:"random points of which the search for the next sizes begins at the best"`
	Restarts   int     `param:"restarts" min:"0" max:"1000" help:"so many of them"`
	Steps      int     `param:"steps" min:"1" max:"10000" help:"steps of L-BFGS from each, at most"`
	Prune      bool    `param:"prune" help:"leave out measurements that the others do not expect"`
	Confidence float64 `param:"confidence" min:"0.5" max:"0.9999" help:"of the interval outside of which a measurement is left out"`
	// assumed: the code takes the cheapest sizes whose only measurement kept the QoS
	Certainty float64 `param:"certainty" min:"0" max:"0.9999" help:"probability with which the chosen sizes keep the QoS"`
	Logs      bool    `param:"logs" help:"model logarithms of cost and latency, which the code does not"`
}
