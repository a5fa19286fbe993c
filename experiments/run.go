package experiments

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"thaw/experiments/exit"
	"thaw/models/cluster"
	"thaw/models/workload"
	"thaw/sim"
	"thaw/traces"
)

// Options say how a plan is executed; they do not change its results.
type Options struct {
	Jobs     int  // runs at a time; 0: one a core
	Resume   bool // go on with a result folder, skipping its finished runs
	Force    bool // replace a result folder
	Figures  bool // draw plots/
	Command  []string
	Progress func(Progress) // called by one goroutine at a time
}

// Progress tells how far an execution is.
type Progress struct {
	Runs, Finished int           // of this execution, without those that were skipped
	Invocations    int64         // replayed so far, over all runs
	Expected       int64         // over all runs; 0 while it cannot be told
	Fraction       float64       // of the work; −1 while it cannot be told
	Policy         string        // of the run that reported
	Seed           int64         // likewise
	Simulated      time.Duration // likewise
}

// Result is an executed plan.
type Result struct {
	Folder   string
	Manifest *Manifest
	Rows     []Row    // in plan order
	Skipped  int      // runs that were finished before
	Written  []string // paths of what a reader wants to open
}

// Execute runs what is not finished and writes the result folder. Results do
// not depend on Jobs. When ctx is cancelled it keeps the finished runs and
// returns an InterruptedError.
func (p *Plan) Execute(ctx context.Context, opt Options) (*Result, error) {
	folder := p.Spec.Out
	if folder == "" {
		return nil, exit.Usage(errors.New("no result folder is named; --out names one"))
	}
	done, err := p.prepare(folder, opt.Resume, opt.Force)
	if err != nil {
		return nil, err
	}
	m := p.manifest(opt.Command)
	if err := m.write(folder); err != nil {
		return nil, err
	}
	skipped := count(done)
	runErr := p.runAll(ctx, folder, done, opt)
	if runErr == nil {
		return p.complete(folder, &m, done, skipped, opt)
	}
	if ctx.Err() != nil {
		return nil, &exit.InterruptedError{Folder: folder, Finished: count(done), Runs: len(p.Runs), Err: ctx.Err()}
	}
	return nil, runErr
}

func count[T any](rows []*T) (n int) {
	for _, r := range rows {
		if r != nil {
			n++
		}
	}
	return n
}

// runAll executes the runs that have no row yet.
func (p *Plan) runAll(ctx context.Context, folder string, done []*Row, opt Options) error {
	jobs := opt.Jobs
	if jobs <= 0 {
		jobs = runtime.GOMAXPROCS(0)
	}
	todo := len(done) - count(done)
	watch := newWatch(todo, p.span(), opt.Progress)
	group, running := errgroup.WithContext(ctx)
	group.SetLimit(jobs)
	ahead := min(jobs, todo) < runtime.GOMAXPROCS(0)
	for i := range p.Runs {
		if done[i] != nil {
			continue
		}
		if running.Err() != nil {
			break
		}
		group.Go(func() error {
			row, err := p.runOne(running, folder, &p.Runs[i], ahead, watch)
			if err != nil {
				return err
			}
			done[i] = row // each run has its own place
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	return ctx.Err()
}

// span is the simulated time of a run as far as it is known; 0: it is not.
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

// outputs are the files of one run.
type outputs struct {
	invocations *invocationsFile
	timeline    *timelineFile
	latency     *latencyFile
}

// open begins the files that the detail asks for.
func (p *Plan) openOutputs(folder string, table *workload.Table, stamp Stamp) (o outputs, out cluster.Output, err error) {
	defer func() {
		if err != nil {
			_, _ = o.finish(false)
			o = outputs{}
		}
	}()
	o.latency = newLatency(filepath.Join(folder, "latency.parquet"), stamp)
	out.Latency = &o.latency.Latency
	if p.Spec.Detail >= DetailTimeline {
		if o.timeline, err = createTimeline(filepath.Join(folder, "timeline.parquet"), stamp); err != nil {
			return o, out, err
		}
		out.Timeline = o.timeline
	}
	if p.Spec.Detail >= DetailInvocations {
		if o.invocations, err = createInvocations(filepath.Join(folder, "invocations.parquet"), table, stamp); err != nil {
			return o, out, err
		}
		out.Sink = o.invocations
	}
	return o, out, nil
}

// finish completes the files, or drops them; after a failure the rest is
// dropped, too.
func (o *outputs) finish(keep bool) (files []FileInfo, err error) {
	one := func(finish func(bool) (FileInfo, error)) {
		info, failure := finish(keep && err == nil)
		switch {
		case failure != nil && err == nil:
			err = failure
		case keep && err == nil:
			files = append(files, info)
		}
	}
	if o.invocations != nil {
		one(o.invocations.finish)
	}
	if o.timeline != nil {
		one(o.timeline.finish)
	}
	if o.latency != nil {
		one(o.latency.finish)
	}
	return files, err
}

// runOne executes one run and marks it as finished.
func (p *Plan) runOne(ctx context.Context, folder string, r *Run, ahead bool, watch *watch) (*Row, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	src, err := p.Trace.Source(uint64(r.Seed))
	if err != nil {
		return nil, exit.Usage(err)
	}
	if ahead {
		src = traces.Ahead(src, traces.AheadBatches)
	}
	defer traces.Close(src)
	at := filepath.Join(folder, filepath.FromSlash(r.Folder))
	stamp := p.runStamp(r)
	files, out, err := p.openOutputs(at, src.Table(), stamp)
	if err != nil {
		return nil, err
	}
	seen := watch.begin(r)
	out.Progress = func(n int64, now sim.Time) { watch.report(seen, n, now) }
	begin := time.Now()
	sum, err := cluster.Replay(ctx, p.Config(r), src, cluster.Policies{Schedule: r.Schedule.New, KeepAlive: r.KeepAlive.New}, out)
	wall := time.Since(begin)
	if err == nil && sum.Invocations == 0 {
		err = exit.Usage(fmt.Errorf("%s: no invocation in the window; see --start, --length and --rate", p.traceName()))
	}
	infos, failure := files.finish(err == nil)
	if err := errors.Join(failure, err); err != nil {
		return nil, p.explain(r, failure, err)
	}
	made := r.row()
	row := &made
	row.Summary, row.WallS = sum, wall.Seconds()
	if _, err := writeRecord(at, stamp, row, infos); err != nil {
		return nil, err
	}
	watch.end(seen, sum.Invocations)
	return row, nil
}

// explain prefers the failure of a file, of which the replay's error is a
// consequence, and names the run otherwise.
func (p *Plan) explain(r *Run, failure, err error) error {
	var usage *exit.UsageError
	switch {
	case failure != nil:
		return failure
	case errors.As(err, &usage), errors.Is(err, context.Canceled), strings.HasPrefix(err.Error(), "results: "):
		return err
	}
	return fmt.Errorf("%s, policy %s, seed %d: %w", p.traceName(), r.Policy, r.Seed, err)
}

func (p *Plan) traceName() string {
	if p.Spec.Trace == "" {
		return "the embedded sample"
	}
	return p.Spec.Trace
}

// complete writes what stands beside the runs.
func (p *Plan) complete(folder string, m *Manifest, done []*Row, skipped int, opt Options) (*Result, error) {
	res := &Result{Folder: folder, Manifest: m, Skipped: skipped}
	for _, row := range done {
		res.Rows = append(res.Rows, *row)
	}
	files, err := writeSummary(folder, res.Rows, p.stamp(m.Policies, m.Seeds))
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		res.Written = append(res.Written, f.Path)
	}
	for i := range p.Runs {
		at := filepath.Join(folder, filepath.FromSlash(p.Runs[i].Folder))
		rec, err := filesOf(at)
		if err != nil {
			return nil, err
		}
		files = append(files, rec...)
	}
	if opt.Figures {
		figures, err := drawFigures(folder, m, res.Rows)
		if err != nil {
			return nil, err
		}
		files = append(files, figures...)
	}
	if err := m.finish(folder, files); err != nil {
		return nil, err
	}
	res.Written = append(res.Written, filepath.Join(folder, manifestName))
	return res, nil
}

// filesOf lists the files of a finished run, its record included.
func filesOf(at string) ([]FileInfo, error) {
	rec, _, err := readRecord(at)
	if err != nil {
		return nil, err
	}
	if rec == nil {
		return nil, fmt.Errorf("%s: files of the run are gone", at)
	}
	self, err := hashFile(filepath.Join(at, recordName))
	if err != nil {
		return nil, err
	}
	files := []FileInfo{self}
	for _, f := range rec.Files {
		files = append(files, FileInfo{filepath.Join(at, f.Name()), f.Size, f.SHA256})
	}
	return files, nil
}

// finish marks the folder as complete.
func (m *Manifest) finish(folder string, files []FileInfo) error {
	m.Files = nil
	for _, f := range files {
		rel, err := filepath.Rel(folder, f.Path)
		if err != nil {
			return err
		}
		m.Files = append(m.Files, FileInfo{filepath.ToSlash(rel), f.Size, f.SHA256})
	}
	slices.SortFunc(m.Files, func(a, b FileInfo) int { return strings.Compare(a.Path, b.Path) })
	m.Complete = true
	return m.write(folder)
}

// watch adds up the progress of runs that go on at the same time.
type watch struct {
	mu     sync.Mutex
	call   func(Progress)
	length time.Duration
	now    Progress
	each   int64 // invocations of a finished run; 0: none has finished
	active []*seen
}

// seen is the progress of one run.
type seen struct {
	run         *Run
	invocations int64
	simulated   sim.Time
}

func newWatch(runs int, length time.Duration, call func(Progress)) *watch {
	return &watch{call: call, length: length, now: Progress{Runs: runs, Fraction: -1}}
}

func (w *watch) begin(r *Run) *seen {
	w.mu.Lock()
	defer w.mu.Unlock()
	s := &seen{run: r}
	w.active = append(w.active, s)
	return s
}

func (w *watch) report(s *seen, invocations int64, simulated sim.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now.Invocations += invocations - s.invocations
	s.invocations, s.simulated = invocations, simulated
	w.tell(s)
}

func (w *watch) end(s *seen, invocations int64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now.Invocations += invocations - s.invocations
	w.now.Finished++
	w.each = invocations
	w.active = slices.DeleteFunc(w.active, func(a *seen) bool { return a == s })
	w.tell(s)
}

// tell estimates the share of the work that is done and calls back.
func (w *watch) tell(s *seen) {
	if w.call == nil {
		return
	}
	part, known := float64(w.now.Finished), w.each > 0 || w.length > 0
	for _, a := range w.active {
		switch {
		case w.each > 0:
			part += min(1, float64(a.invocations)/float64(w.each))
		case w.length > 0:
			part += min(1, float64(a.simulated)/float64(w.length))
		}
	}
	w.now.Fraction = -1
	if known && w.now.Runs > 0 {
		w.now.Fraction = part / float64(w.now.Runs)
	}
	w.now.Expected = w.each * int64(w.now.Runs)
	w.now.Policy, w.now.Seed, w.now.Simulated = s.run.Policy, s.run.Seed, s.simulated.Sub(0)
	w.call(w.now)
}
