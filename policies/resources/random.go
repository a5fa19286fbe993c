package resources

import (
	"context"

	"thaw/models/allocation"
	"thaw/policies"
)

// Random evaluates random sizes.
var Random = policies.Define("random",
	"random sizes, of which the cheapest is chosen that was seen to keep the QoS, or the fastest where none was",
	"zhou2023aquatope, as a baseline (remembered); aquatope, bayesian_optimization.py, which draws random sizes "+
		"beside its search",
	randomParams{evaluations}, func(p randomParams) allocation.Manager { return random(p) })

type randomParams struct {
	Evaluations int `param:"evaluations" min:"1" max:"100000" help:"sizes that are tried"`
}

type random randomParams

// Choose tries random sizes.
func (r random) Choose(ctx context.Context, b *allocation.Bench) ([]allocation.Size, error) {
	if err := atRandom(ctx, b, r.Evaluations); err != nil {
		return nil, err
	}
	return cheapestSeen(b), nil
}
