package flows

import (
	"context"
	"fmt"
	"time"

	"thaw/models/workflow"
	"thaw/sim"
)

// Completion is what became of a job that ran by itself.
type Completion struct {
	Took         time.Duration // from its arrival to the end of its last task
	CriticalPath time.Duration // longest path of the work that its tasks drew: no platform is faster
}

// Alone runs each job of a trace on a platform of its own, so that jobs do not meet, and
// gives done what came of them, in order. Job i runs under a seed of its own.
func Alone(ctx context.Context, t *Trace, platform workflow.Spec, seed uint64, done func(job int, c Completion)) error {
	specs, err := t.Specs(platform, OneStage)
	if err != nil {
		return err
	}
	var e workflow.Engine
	var work []time.Duration
	for i, job := range t.Jobs {
		g := &t.Graphs[job.Graph]
		r, err := e.Run(ctx, &specs[job.Graph], jobSeed(seed, i), true)
		if err != nil {
			return fmt.Errorf("job %d (%s): %w", i+1, g.Name, err)
		}
		work = append(work[:0], make([]time.Duration, len(g.Tasks))...)
		for k := range r.Records {
			rec := &r.Records[k]
			work[rec.Stage] = rec.Worked.Sub(rec.Fetched)
		}
		longest := g.longestPath(func(task int) time.Duration { return work[task] })
		done(i, Completion{Took: r.End.Sub(0), CriticalPath: longest})
	}
	return nil
}

// jobSeed returns the seed of a job; neighbours differ in many bits.
func jobSeed(seed uint64, job int) uint64 {
	return sim.NewStream(seed, "flows/job").At(uint64(job), 0)
}
