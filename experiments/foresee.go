package experiments

import (
	"context"
	"slices"

	"thaw/models/cluster"
	"thaw/models/workload"
	"thaw/policies"
	"thaw/traces"
)

// Foresee reads the trace of a run once before its replay, where its keep-alive policy is a
// clairvoyant one.
func (p *Plan) Foresee(ctx context.Context, r *Run, cfg *cluster.Config,
	open func() (workload.Source, error)) error {
	if !slices.Contains(r.KeepAlive.Needs, policies.NeedFuture) {
		return nil
	}
	src, err := open()
	if err != nil {
		return err
	}
	defer traces.Close(src)
	_, err = Abandon(ctx, func() (struct{}, error) { return struct{}{}, cfg.Foresee(src) })
	return err
}
