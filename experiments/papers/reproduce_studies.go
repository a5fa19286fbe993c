package papers

import (
	"context"
	"path/filepath"
	"runtime"
	"sync"

	"golang.org/x/sync/errgroup"

	"thaw/experiments/exit"
	"thaw/experiments/studies"
	"thaw/experiments/watch"
)

// planStudies plans the studies among the cells.
func (r *Reproduction) planStudies(cells []*Cell, opt Options) []*cellResult {
	var out []*cellResult
	for _, c := range cells {
		if c.Kind != StudyCell {
			continue
		}
		study, settings := c.model()
		seeds := opt.seedBound.Of(c.seeds())
		if opt.Seeds > 0 {
			seeds = opt.Seeds
		}
		plan := studies.Plan(r.Paper.program.Build, study, settings, c.Name,
			filepath.Join(r.Folder, cellsName, c.Name), seeds, r.Book)
		if !opt.Verdicts { // which nothing is drawn for
			plan.Keep(c.Series)
		}
		if opt.Before != nil {
			plan.Take(opt.Before.byCell[c].study)
		}
		out = append(out, &cellResult{cell: c, study: plan})
	}
	return out
}

// runStudies runs the planned studies that are not done in parallel and returns all by
// cell. Results do not depend on the number of jobs.
func (r *Reproduction) runStudies(ctx context.Context, planned []*cellResult, done map[*cellResult]bool, opt Options,
	share watch.Share) (map[*Cell]*cellResult, error) {
	out := map[*Cell]*cellResult{}
	jobs := opt.Jobs
	if jobs <= 0 {
		jobs = runtime.GOMAXPROCS(0)
	}
	group, running := errgroup.WithContext(ctx)
	group.SetLimit(jobs)
	var plans []*studies.Result
	all := 0
	for _, c := range planned {
		out[c.cell] = c
		if !done[c] {
			plans = append(plans, c.study)
			all += len(c.study.Runs)
		}
	}
	tell := studyProgress{share: share, all: all}
	for _, plan := range plans {
		for i := range plan.Runs {
			if running.Err() != nil {
				break
			}
			group.Go(func() error {
				err := plan.Run(running, i)
				if err == nil {
					tell.done(plan.Runs[i])
				}
				return err
			})
		}
	}
	if err := group.Wait(); err != nil && ctx.Err() == nil {
		return nil, err
	}
	if ctx.Err() != nil {
		return nil, &exit.InterruptedError{Folder: r.Folder, Finished: tell.finished, Runs: all, Err: ctx.Err()}
	}
	return out, nil
}

// studyProgress counts runs for the progress line.
type studyProgress struct {
	mutex         sync.Mutex
	share         watch.Share
	finished, all int
}

func (p *studyProgress) done(at studies.Run) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.finished++
	if call := p.share.Of(0, 1); call != nil {
		call(watch.Progress{Runs: p.all, Finished: p.finished, Fraction: float64(p.finished) / float64(p.all),
			Policy: at.Variant, Seed: int64(at.Seed)})
	}
}
