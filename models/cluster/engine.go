// Package cluster is the replay: invokers, containers, the central queue.
package cluster

import (
	"context"

	"thaw/models/workload"
)

// Policies are the decisions of a run.
type Policies struct {
	Schedule  NewScheduler
	KeepAlive NewKeepAlive
}

// Output says what a run produces beside its Summary; nil fields cost nothing.
type Output struct {
	Sink     Sink
	Timeline TimelineSink
	// Progress, when set, is called about every 65,536 invocations with the
	// number read so far and the simulated time in nanoseconds.
	Progress func(invocations int64, simulated int64)
}

// Replay runs src against the platform of cfg. When ctx is cancelled it stops
// within a few thousand invocations and returns the context's error.
func Replay(ctx context.Context, cfg Config, src workload.Source, pol Policies, out Output) (Summary, error) {
	panic("stub")
}
