package experiments

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"golang.org/x/sync/errgroup"

	"thaw/experiments/exit"
	"thaw/experiments/results"
	"thaw/models/workload"
	"thaw/sim"
	"thaw/traces"
)

// CheckArrivals refuses a plan of which a run would see no invocation, before anything
// is written. It reads of every seed the first invocation, and of a trace that draws
// nothing by the seed that of one. A folder that is resumed is there already.
func (p *Plan) CheckArrivals(ctx context.Context, folder string, opt Options) error {
	if _, err := os.Stat(filepath.Join(folder, results.ManifestName)); err == nil && opt.Resume {
		return nil
	}
	// a trace may be read for long before the window begins
	_, err := Abandon(ctx, func() (struct{}, error) { return struct{}{}, p.checkArrivals(ctx, opt) })
	return err
}

func (p *Plan) checkArrivals(ctx context.Context, opt Options) error {
	seeds := p.Spec.Seeds
	if !slices.Contains(drawnFormats, p.Trace.Format()) && p.Spec.Rate == 0 && p.Spec.Functions == 0 &&
		p.Spec.Ramp == 0 {
		seeds = 1
	}
	group, running := errgroup.WithContext(ctx)
	group.SetLimit(jobsOf(opt))
	for i := range seeds {
		if running.Err() != nil {
			break
		}
		group.Go(func() error { return p.checkArrival(p.Spec.Seed + int64(i)) })
	}
	if err := group.Wait(); err != nil {
		return err
	}
	return ctx.Err()
}

// checkArrival reads the first invocation under a seed. A trace of which it cannot be
// read is a mistake of the input, as it is in the replay.
func (p *Plan) checkArrival(seed int64) error {
	src, err := p.Trace.Source(uint64(seed))
	if err != nil {
		return exit.Usage(err)
	}
	defer traces.Close(src)
	if src.Table().Loops() {
		return nil // they invoke of their own accord
	}
	var first [1]workload.Invocation
	n, err := src.Read(first[:])
	horizon := sim.Time(p.Spec.Horizon)
	switch {
	case err != nil && !errors.Is(err, io.EOF):
		return exit.Usage(fmt.Errorf("%s, seed %d: %w", p.TraceName(), seed, err))
	case n == 0, horizon > 0 && first[0].Arrival >= horizon:
		return p.nothingArrives(seed)
	}
	return nil
}

// nothingArrives is the error of a run without an invocation.
func (p *Plan) nothingArrives(seed int64) error {
	return exit.Usage(fmt.Errorf("%s: no invocation in the window under seed %d; see --start, --epoch, --length, "+
		"--rate and --horizon", p.TraceName(), seed))
}
