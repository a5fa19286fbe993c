package experiments

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"time"

	"golang.org/x/sync/errgroup"

	"thaw/experiments/exit"
	"thaw/experiments/results"
	"thaw/experiments/watch"
	"thaw/models/cluster"
	"thaw/models/workload"
	"thaw/sim"
	"thaw/traces"
)

// Options control the execution of a plan. They do not change its results.
type Options struct {
	Jobs    int  // concurrent runs; 0: one per core
	Resume  bool // continue a result folder, skipping its finished runs
	Force   bool // replace a result folder
	Command []string
	// Draw draws the figures of a folder with finished runs and returns the files;
	// nil: no figures.
	Draw     func(folder string, m *results.Manifest, rows []results.Row) ([]results.FileInfo, error)
	Progress func(watch.Progress) // called by one goroutine at a time
	Note     func(line string)    // what was noticed and handled, such as a damaged run; nil: nobody listens
}

// Result is an executed plan.
type Result struct {
	Folder   string
	Manifest *results.Manifest
	Rows     []results.Row // in plan order
	Skipped  int           // runs that had finished before
	Written  []string      // paths of the files for readers
	Idle     []string      // settings that changed nothing, as warnings
}

// Execute executes the unfinished runs and writes the result folder. Results do
// not depend on Jobs. If ctx is cancelled, Execute keeps the finished runs and
// returns an InterruptedError.
func (p *Plan) Execute(ctx context.Context, opt Options) (*Result, error) {
	folder := p.Spec.Out
	if folder == "" {
		return nil, exit.Usage(errors.New("no result folder is named; --out names one"))
	}
	if err := p.CheckArrivals(ctx, folder, opt); err != nil {
		return nil, err
	}
	prepared, err := p.Prepare(ctx, folder, opt)
	if err != nil {
		return nil, err
	}
	defer prepared.Close()
	m := p.Manifest(opt.Command)
	if err := prepared.Begin(&m); err != nil {
		return nil, err
	}
	done := prepared.Rows
	skipped := count(done)
	runErr := p.runAll(ctx, folder, done, opt)
	if runErr == nil {
		return p.complete(prepared, &m, skipped, opt)
	}
	if ctx.Err() != nil {
		return nil, &exit.InterruptedError{Folder: folder, Finished: count(done), Runs: len(p.Runs), Err: ctx.Err()}
	}
	return nil, runErr
}

// runAll executes the runs without a row.
func (p *Plan) runAll(ctx context.Context, folder string, done []*results.Row, opt Options) error {
	todo := len(done) - count(done)
	progress := watch.New(todo, p.span(), opt.Progress)
	ahead := min(jobsOf(opt), todo) < runtime.GOMAXPROCS(0)
	return p.Each(ctx, opt, func(i int) bool { return done[i] != nil }, func(ctx context.Context, i int) error {
		row, err := p.runOne(ctx, folder, &p.Runs[i], ahead, progress)
		if err != nil {
			return err
		}
		done[i] = row // each run has its own index
		return nil
	})
}

// jobsOf returns the number of concurrent runs.
func jobsOf(opt Options) int {
	if opt.Jobs <= 0 {
		return runtime.GOMAXPROCS(0)
	}
	return opt.Jobs
}

// Each calls f for every unfinished run, jobs of them concurrently, until one fails
// or ctx ends.
func (p *Plan) Each(ctx context.Context, opt Options, finished func(run int) bool,
	f func(ctx context.Context, run int) error) error {
	group, running := errgroup.WithContext(ctx)
	group.SetLimit(jobsOf(opt))
	for i := range p.Runs {
		if finished(i) {
			continue
		}
		if running.Err() != nil {
			break
		}
		group.Go(func() error { return f(running, i) })
	}
	if err := group.Wait(); err != nil {
		return err
	}
	return ctx.Err()
}

// span returns the simulated time of a run; 0: unknown.
func (p *Plan) span() time.Duration {
	span := p.Spec.Length
	if t, ok := p.Trace.(interface{ Span() time.Duration }); ok {
		span = t.Span()
	}
	if h := p.Spec.Horizon; h > 0 && (span == 0 || h < span) {
		return h
	}
	return span
}

// outputOf connects a replay with the files of its run.
func outputOf(files *results.RunFiles) cluster.Output {
	out := cluster.Output{Latency: &files.Latency.Latency, Functions: &files.Functions.Functions}
	if files.Workflows != nil {
		out.Workflows = &files.Workflows.Workflows
	}
	if files.Timeline != nil {
		out.Timeline = files.Timeline
	}
	if files.Invocations != nil {
		out.Sink = files.Invocations
	}
	return out
}

// runOne executes one run and marks it as finished.
func (p *Plan) runOne(ctx context.Context, folder string, r *Run, ahead bool, progress *watch.Watch) (*results.Row,
	error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	src, err := p.Source(ctx, r.Seed)
	if err != nil {
		return nil, err
	}
	if ahead {
		src = traces.Ahead(src, traces.AheadBatches)
	}
	defer traces.Close(src)
	at := filepath.Join(folder, filepath.FromSlash(r.Folder))
	stamp := p.RunStamp(r)
	files, err := results.CreateRun(at, src.Table(), stamp, p.Spec.Detail >= DetailTimeline,
		p.Spec.Detail >= DetailInvocations)
	if err != nil {
		return nil, err
	}
	cfg := p.Config(r)
	if err := p.Foresee(ctx, r, &cfg, func() (workload.Source, error) { return p.Source(ctx, r.Seed) }); err != nil {
		return nil, err
	}
	out := outputOf(files)
	books := p.Spec.Billing.Open(p.billed(src.Table()), &out)
	seen := progress.Begin(r.Policy, r.Seed)
	out.Progress = func(n int64, now sim.Time) { progress.Report(seen, n, now) }
	begin := time.Now()
	sum, err := cluster.Replay(ctx, cfg, src, policiesOf(r), out)
	wall := time.Since(begin)
	if err == nil && sum.Invocations == 0 {
		err = p.nothingArrives(r.Seed)
	}
	infos, failure := files.Finish(err == nil)
	if err := errors.Join(failure, err); err != nil {
		return nil, p.explain(r, failure, err)
	}
	made := r.Row()
	row := &made
	row.Summary, row.WallS = sum, wall.Seconds()
	books.Enter(&row.Summary)
	if _, err := results.WriteRecord(at, stamp, row, infos); err != nil {
		return nil, err
	}
	progress.End(seen, sum.Invocations)
	return row, nil
}

// Source opens the source of a run. A trace that is cached is read wholly for it, until
// ctx ends.
func (p *Plan) Source(ctx context.Context, seed int64) (workload.Source, error) {
	src, err := Abandon(ctx, func() (workload.Source, error) { return p.Trace.Source(uint64(seed)) })
	if err != nil && ctx.Err() == nil {
		err = exit.Usage(err)
	}
	return src, err
}

// explain returns the failure of a file, if any, because the replay's error is its
// consequence. Otherwise it adds the run's name to the error.
func (p *Plan) explain(r *Run, failure, err error) error {
	var (
		usage *exit.UsageError
		file  *results.FileError
	)
	switch {
	case failure != nil:
		return failure
	case errors.As(err, &usage), errors.As(err, &file), errors.Is(err, context.Canceled):
		return err
	}
	return ReplayError(fmt.Sprintf("%s, policy %s, seed %d", p.TraceName(), r.Policy, r.Seed), err)
}

// ReplayError says what was replayed when an error came up. A trace that cannot be
// read to its end, or has changed, is a mistake of the input.
func ReplayError(what string, err error) error {
	var source *workload.SourceError
	if errors.As(err, &source) {
		return exit.Usage(fmt.Errorf("%s: %w", what, err))
	}
	return fmt.Errorf("%s: %w", what, err)
}

// TraceName returns the trace's name in errors.
func (p *Plan) TraceName() string {
	if p.Spec.Trace == "" {
		return "the embedded sample"
	}
	return p.Spec.Trace
}

// complete writes the files beside the runs.
func (p *Plan) complete(prepared *Prepared, m *results.Manifest, skipped int, opt Options) (*Result, error) {
	folder := p.Spec.Out
	res := &Result{Folder: folder, Manifest: m, Skipped: skipped}
	for _, row := range prepared.Rows {
		res.Rows = append(res.Rows, *row)
	}
	files, err := results.WriteSummary(folder, res.Rows, p.Stamp(m.Policies, m.Seeds))
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		res.Written = append(res.Written, f.Path)
	}
	if files, err = p.AddRunFiles(folder, files); err != nil {
		return nil, err
	}
	if opt.Draw != nil {
		figures, err := opt.Draw(folder, m, res.Rows)
		if err != nil {
			return nil, err
		}
		files = append(files, figures...)
	}
	res.Idle = p.idle(prepared.Rows)
	m.Warnings = append(p.warnings(prepared.Rows), res.Idle...)
	m.Extrapolated = p.Extrapolated(prepared.Rows)
	if err := prepared.Finish(m, files); err != nil {
		return nil, err
	}
	res.Written = append(res.Written, filepath.Join(folder, results.ManifestName))
	return res, nil
}

// AddRunFiles adds the files of all runs to the list of a folder's files.
func (p *Plan) AddRunFiles(folder string, files []results.FileInfo) ([]results.FileInfo, error) {
	for i := range p.Runs {
		of, err := results.FilesOf(filepath.Join(folder, filepath.FromSlash(p.Runs[i].Folder)))
		if err != nil {
			return nil, err
		}
		files = append(files, of...)
	}
	return files, nil
}
