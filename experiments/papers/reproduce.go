package papers

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"slices"

	"thaw/experiments"
	"thaw/experiments/exit"
	"thaw/experiments/folder"
	"thaw/experiments/papers/stated"
	"thaw/experiments/papers/verdict"
	"thaw/experiments/papers/window"
	"thaw/experiments/results"
	"thaw/experiments/saturate"
	"thaw/experiments/watch"
	"thaw/models/names"
	"thaw/models/numbers"
	"thaw/plots"
)

// Options select a part of a paper and its trace, and say how to run it.
type Options struct {
	Figure        string              // only what this figure needs; empty: everything
	Workload      string              // one of the paper's, instead of the first that is present
	Trace, Format string              // replayed instead of the paper's workloads
	Given         []experiments.Layer // settings before those of the paper; max-expand is one
	Windows       int                 // fewer or more than the paper's rule; 0: as it says
	Seeds         int                 // of every cell; 0: as it says
	Validate      bool                // the workload, and at most the windows and seeds, of the section validate
	Set           []string            // numbers of models that this run changes, path=value
	Before        *Reproduction       // of the same paper: what reads no number that differs is taken from there
	Width         plots.Width         // of every figure; 0: each its own
	Verdicts      bool                // that can fail are all that is wanted, of a shortened run, too: nothing is drawn
	Out           string
	Resume, Force bool
	Jobs          int
	Command       []string
	Progress      func(watch.Progress)
	Note          func(line string) // as of a run
	Document      string            // Markdown file that WriteDocument will write; empty: none
	seedBound     stated.Bound      // of every cell
}

// Reproduction is the result of running a paper, with its verdicts.
type Reproduction struct {
	Paper    *Paper
	Folder   string
	Workload Workload
	Claims   []ClaimResult
	Written  []string // paths of what a reader wants to open

	Validation *stated.Validation // the section that the run keeps to; nil: none

	Book    *numbers.Book // of the numbers of the run
	byCell  map[*Cell]*cellResult
	before  folder.Before // of the folder
	drawing []string      // as in the manifest
}

// Reproduce runs the cells that the options select, compares them with the publication
// and writes the result folder. Rows that fail are no error: see Failures.
func (p *Paper) Reproduce(ctx context.Context, opt Options) (*Reproduction, error) {
	if opt.Figure != "" && p.figure(opt.Figure) == nil {
		known, _ := p.FigureNames()
		return nil, exit.Usage(fmt.Errorf("%s has no figure %q%s", p.Name, opt.Figure, names.Hint(opt.Figure, known)))
	}
	validation, opt, err := p.validation(opt)
	if err != nil {
		return nil, err
	}
	cells := p.neededCells(opt)
	if err := p.checkRuns(cells, opt); err != nil {
		return nil, err
	}
	p.program.Build = experiments.Identify(p.program.Build) // once for all cells
	r := &Reproduction{Paper: p, Folder: opt.Out, Validation: validation}
	if r.Book, err = p.numbers(opt.Set); err != nil {
		return nil, exit.Usage(err)
	}
	if p.replays() {
		r.Workload, err = experiments.Abandon(ctx, func() (Workload, error) { return p.workload(cells, opt) })
	} else {
		err = noTrace(p, opt)
	}
	if err != nil {
		return nil, err
	}
	if err := errors.Join(r.checkCells(cells, opt), r.place().Check(opt.Document)); err != nil {
		return nil, err
	}
	planned := r.planStudies(cells, opt)
	f, done, err := r.prepare(cells, planned, opt)
	r.Workload.first = nil
	if err != nil {
		return nil, err
	}
	defer f.Close()
	replays := slices.DeleteFunc(cells, func(c *Cell) bool { return c.Kind == StudyCell })
	parts := len(replays) + 1 // the studies are one
	r.byCell, err = r.runStudies(ctx, planned, done, opt, watch.Share{Call: opt.Progress, All: parts})
	if err != nil {
		return nil, err
	}
	for i, c := range replays {
		share := watch.Share{Call: opt.Progress, Done: i + 1, All: parts}
		if opt.Before != nil && !r.Book.Changed(c.spec.Reads()) {
			r.byCell[c] = opt.Before.byCell[c]
			continue
		}
		if r.byCell[c], err = r.run(ctx, c, opt, share); err != nil {
			return nil, err
		}
	}
	if err := r.judge(opt); err != nil || opt.Verdicts {
		return r, err
	}
	return r, r.write(opt)
}

// judge gives the verdicts on the claims that the options select.
func (r *Reproduction) judge(opt Options) error {
	for i := range r.Paper.Claims {
		c := &r.Paper.Claims[i]
		if opt.Figure != "" && c.Figure != opt.Figure || opt.Verdicts && !c.decides(r.Workload.Name) {
			continue
		}
		row, err := r.Paper.judge(c, r.byCell, r.Workload.Name)
		if err != nil {
			return err
		}
		if row.Status == verdict.KnownGap && r.changed() != "" || r.shortened() && !opt.Verdicts {
			row.Failure, row.Undecided = "", false
		}
		r.Claims = append(r.Claims, row)
	}
	return nil
}

// noTrace refuses options that select a trace, in a paper of studies.
func noTrace(p *Paper, opt Options) error {
	if opt.Trace == "" && opt.Workload == "" && opt.Format == "" && opt.Windows == 0 {
		return nil
	}
	return exit.Usage(fmt.Errorf("%s replays no trace that could be chosen (%s): expected no --trace, --format, "+
		"--workload and --windows", p.Name, p.withoutWorkload()))
}

// neededCells lists the cells that a figure and its claims use, in the order of the file;
// without a figure, those of all figures and claims.
func (p *Paper) neededCells(opt Options) []*Cell {
	var out []*Cell
	figure := opt.Figure
	for i := range p.Cells {
		c := &p.Cells[i]
		drawn := slices.ContainsFunc(p.Figures, func(f Figure) bool {
			return (figure == "" || f.Name == figure) && !opt.Verdicts && slices.Contains(f.Cells, c.Name)
		})
		claimed := slices.ContainsFunc(p.Claims, func(k Claim) bool {
			return (figure == "" || k.Figure == figure) && k.NotComparable == "" &&
				(!opt.Verdicts || k.decides(opt.Workload)) && slices.Contains(k.cells(p), c)
		})
		if drawn || claimed {
			out = append(out, c)
		}
	}
	return out
}

// prepare takes the result folder into use, and tells which of the planned studies are
// done. A folder of other inputs is refused before a file of it is changed. The caller
// closes the folder.
func (r *Reproduction) prepare(cells []*Cell, planned []*cellResult, opt Options) (_ *folder.Folder,
	done map[*cellResult]bool, err error) {
	if opt.Out == "" {
		return nil, nil, exit.Usage(errors.New("no result folder is named; --out names one"))
	}
	f, err := folder.Take(opt.Out, folder.Reproduction, opt.Resume, opt.Force)
	if err != nil {
		return nil, nil, err
	}
	defer func() {
		if err != nil {
			f.Close()
		}
	}()
	r.before, r.drawing = f.Before, f.Before.Drawing
	if was := f.Before.Paper; was != "" && was != r.Paper.Name {
		return nil, nil, folder.Refuse(opt.Out, []error{fmt.Errorf("it is of paper %s, not of %s", was, r.Paper.Name)})
	}
	done = map[*cellResult]bool{}
	if opt.Resume {
		if done, err = r.resume(f, cells, planned, opt); err != nil {
			return nil, nil, err
		}
	}
	return f, done, r.begin(opt)
}

// resume refuses a folder that was made from other inputs, and takes what is done.
func (r *Reproduction) resume(f *folder.Folder, cells []*Cell, planned []*cellResult, opt Options) (
	map[*cellResult]bool, error) {
	m, err := r.manifest(opt)
	if err != nil {
		return nil, err
	}
	manifest, err := results.IndentedJSON(m)
	if err != nil {
		return nil, err
	}
	refused, err := f.RefuseReproduction(manifest, r.parts(cells))
	if err != nil {
		return nil, err
	}
	done := map[*cellResult]bool{}
	for _, c := range planned {
		ok, err := c.study.Resume(opt.Note)
		if done[c] = ok; err != nil {
			refused = append(refused, err)
		}
	}
	replays, err := r.refuseReplays(cells, opt)
	if err != nil {
		return nil, err
	}
	return done, folder.Refuse(opt.Out, append(refused, replays...))
}

// refuseReplays returns what forbids to go on with the cells that replay, before a file of any
// is changed. Load searches refuse by themselves.
func (r *Reproduction) refuseReplays(cells []*Cell, opt Options) (refused []error, err error) {
	for _, c := range cells {
		if c.Kind != ReplayCell || opt.Before != nil {
			continue
		}
		for i := range r.windowsOf(c) {
			spec, err := r.spec(c, i, opt)
			if err != nil {
				return nil, err
			}
			trace, err := r.traceOf(c, spec)
			if err != nil {
				return nil, err
			}
			plan, err := experiments.NewPlan(spec, trace, r.Paper.program.Build)
			if err != nil {
				return nil, err
			}
			refused = append(refused, plan.RefuseResume(spec.Out)...)
		}
	}
	return refused, nil
}

// traceOf returns the trace that a cell is planned on: its own, or that of the first window.
func (r *Reproduction) traceOf(c *Cell, spec *experiments.Spec) (experiments.Trace, error) {
	if c.Trace != "" {
		return experiments.OpenTrace(spec)
	}
	return r.Workload.first, nil
}

// parts lists the folders of cells, by window where they replay.
func (r *Reproduction) parts(cells []*Cell) []string {
	var out []string
	for _, c := range cells {
		if c.Kind == StudyCell {
			out = append(out, path.Join(cellsName, c.Name))
			continue
		}
		for i := range r.windowsOf(c) {
			out = append(out, path.Join(cellsName, c.Name, windowName(i)))
		}
	}
	return out
}

// windowName is the folder of a cell's window.
func windowName(i int) string { return fmt.Sprintf("window=%d", i+1) }

// run runs a cell on every window.
func (r *Reproduction) run(ctx context.Context, c *Cell, opt Options, progress watch.Share) (
	*cellResult, error) {
	out := &cellResult{cell: c}
	windows := r.windowsOf(c)
	for i := range windows {
		spec, err := r.spec(c, i, opt)
		if err != nil {
			return nil, err
		}
		var res window.Window
		exec := experiments.Options{Jobs: opt.Jobs, Resume: true, Command: opt.Command,
			Note:     opt.Note,
			Progress: progress.Of(i, len(windows))}
		if c.Kind == SaturationCell {
			var plan *saturate.Plan
			if plan, err = experiments.Abandon(ctx, func() (*saturate.Plan, error) {
				return saturate.Open(spec, c.Search.Search())
			}); err == nil {
				var rows []saturate.Row
				rows, err = plan.Execute(ctx, exec)
				res = window.OfSearches(spec, rows)
			}
		} else {
			var plan *experiments.Plan
			if plan, err = experiments.Abandon(ctx, func() (*experiments.Plan, error) {
				return experiments.Open(spec)
			}); err == nil {
				plan.Trace = experiments.CacheSources(plan.Trace)
				var done *experiments.Result
				if done, err = plan.Execute(ctx, exec); err == nil {
					res = window.Of(spec, done.Rows)
				}
			}
		}
		var stopped *exit.InterruptedError
		if errors.As(err, &stopped) {
			stopped.Folder = r.Folder
		} else if err != nil && ctx.Err() != nil { // while a trace was read
			n, _ := c.runs(opt) // checked before
			err = &exit.InterruptedError{Folder: r.Folder, Runs: int(n), Err: err}
		}
		if err != nil {
			return nil, err
		}
		out.windows = append(out.windows, res)
	}
	return out, nil
}

// checkCells refuses what a cell would be refused for, before there is a folder. It
// plans every cell on the first window.
func (r *Reproduction) checkCells(cells []*Cell, opt Options) error {
	var refused exit.Mistakes
	for _, c := range cells {
		if c.Kind == StudyCell {
			continue
		}
		spec, err := r.spec(c, 0, opt)
		var trace experiments.Trace
		if err == nil {
			trace, err = r.traceOf(c, spec)
		}
		if err == nil {
			_, err = experiments.NewPlan(spec, trace, r.Paper.program.Build)
		}
		if err == nil && c.Trace == "" {
			rate := spec.Rate
			if c.Kind == SaturationCell {
				rate = c.Search.Search().To
			}
			err = experiments.CheckCopies(experiments.CopiesFor(rate, r.Workload.slowest()), r.Workload.Format)
		}
		if err != nil {
			refused.Add("", fmt.Errorf("cell %s: %w", c.Name, err))
		}
	}
	return exit.Usage(refused.Err())
}

// spec settles a cell for one window.
func (r *Reproduction) spec(c *Cell, window int, opt Options) (*experiments.Spec, error) {
	given := map[string][]string{"trace": {cmp.Or(c.Trace, r.Workload.Trace)}}
	if opt.Seeds > 0 {
		given["seeds"] = []string{fmt.Sprint(opt.Seeds)}
	}
	if r.Workload.format != "" {
		given["format"] = []string{r.Workload.format}
	}
	flags, err := experiments.FromFlags(given)
	if err != nil {
		return nil, err
	}
	layers := append([]experiments.Layer{flags}, opt.Given...)
	spec, err := experiments.Resolve(r.Paper.program, append(layers, c.at.Settings.Layer, c.Settings.Layer,
		r.Workload.settings.Layer, r.Paper.Settings.Layer, r.changes(c))...)
	if err != nil {
		return nil, err
	}
	if seeds := opt.seedBound.Of(spec.Seeds); seeds < spec.Seeds {
		spec.Seeds = seeds
		spec.Settle("the section validate of the paper", "seeds")
	}
	if c.Trace == "" {
		w := r.Workload.Windows[window]
		spec.Start, spec.Length, spec.Same = w.Start, w.Length, r.Workload.same
		if c.Kind == ReplayCell {
			spec.Copies = experiments.CopiesFor(spec.Rate, w.PerS)
			spec.Settle("the windows of the reproduction", "start", "length", "copies")
		}
	}
	spec.Out = filepath.Join(r.Folder, cellsName, c.Name, windowName(window))
	return spec, nil
}
