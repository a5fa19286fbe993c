package resources

import (
	"context"

	"thaw/models/allocation"
	"thaw/policies"
)

// Oracle knows the surfaces and the executions that judge.
var Oracle = policies.Define("oracle",
	"the cheapest sizes that keep the QoS, by one who knows the surfaces and the executions that judge: all "+
		"combinations of some sizes of each function, and then neighbours of the best while one is better",
	"thaw: a bound, no policy", oracleParams{8},
	func(p oracleParams) allocation.Manager { return oracle(p) })

type oracleParams struct {
	Levels int `param:"levels" min:"2" max:"1000" help:"sizes of each function that are combined, of those that no other beats in duration and cost"`
}

type oracle oracleParams

// Choose searches the sizes without an evaluation.
func (o oracle) Choose(ctx context.Context, b *allocation.Bench) ([]allocation.Size, error) {
	return b.Cheapest(ctx, o.Levels)
}
