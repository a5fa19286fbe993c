package papers

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"thaw/experiments"
	"thaw/experiments/exit"
	"thaw/models/names"
	"thaw/sim"
	"thaw/traces"
	"thaw/traces/input"
	"thaw/traces/synthetic"
)

// Workload is the trace that a reproduction replays, with the reason for the choice.
type Workload struct {
	Name    string           `json:"name"`
	Trace   string           `json:"trace"`
	Format  string           `json:"format"`
	Files   []input.FileInfo `json:"files"`
	About   string           `json:"about"`
	Reason  string           `json:"reason"`
	Windows []WorkloadWindow `json:"windows"`

	settings paperSettings
	format   string                 // as given
	same     *experiments.SameTrace // what all cells read
	first    *traces.Trace          // of the first window, until the cells are checked
	expand   int64                  // the setting max-expand
}

// WorkloadWindow is one window of a workload.
type WorkloadWindow struct {
	Start  time.Duration `json:"start_ns"`
	Length time.Duration `json:"length_ns"`
	PerS   float64       `json:"invocations_per_s"` // of the trace itself
}

// givenWorkload is the name of a trace that the user gives.
const givenWorkload = "given"

// workload chooses the trace and its windows. It notes the files that the cells have to
// find again.
func (p *Paper) workload(cells []*Cell, opt Options) (Workload, error) {
	w, within, err := p.chooseTrace(opt)
	if err != nil {
		return w, exit.Usage(err)
	}
	settings, err := experiments.Resolve(p.program, append(slices.Clone(opt.Given), w.settings.Layer,
		p.Settings.Layer)...)
	if err != nil {
		return w, err
	}
	w.expand, w.same = settings.MaxExpand, &experiments.SameTrace{}
	if w.Name == givenWorkload {
		if within, err = w.extent(within); err != nil {
			return w, exit.Usage(err)
		}
	}
	count := p.windows(opt)
	if !fit(count, p.Windows.Length, within) {
		return w, exit.Usage(fmt.Errorf("%s: %v of it are too short for %d windows of %v", w.Trace,
			within.Round(time.Second), count, p.Windows.Length))
	}
	for _, start := range experiments.DrawWindows(count, p.Windows.Length, within, p.Windows.Seed) {
		t, err := w.open(start, p.Windows.Length)
		if err != nil {
			return w, err
		}
		for _, length := range searched(cells) {
			if _, err := w.open(start, length); err != nil {
				return w, err
			}
		}
		rate, err := experiments.MeanRate(t, p.Windows.Length)
		if err != nil {
			return w, exit.Usage(fmt.Errorf("%s, window from %v: %w", w.Trace, start, err))
		}
		if w.first == nil {
			w.first = t
		}
		w.Format = t.Format()
		for _, f := range t.Files() {
			if !slices.Contains(w.Files, f) {
				w.Files = append(w.Files, f)
			}
		}
		w.Windows = append(w.Windows, WorkloadWindow{start, p.Windows.Length, rate})
	}
	return w, nil
}

// open opens a window of the trace, whose files have to be those of before.
func (w *Workload) open(start, length time.Duration) (*traces.Trace, error) {
	t, err := traces.Open(w.Trace, traces.Options{Format: w.format, Start: start, Length: length,
		MaxExpand: w.expand})
	if err != nil {
		return nil, exit.Usage(err)
	}
	return t, w.same.Check(t, start, length)
}

// slowest is the lowest rate of a window, of which most copies are needed.
func (w *Workload) slowest() float64 {
	return slices.MinFunc(w.Windows, func(a, b WorkloadWindow) int { return cmp.Compare(a.PerS, b.PerS) }).PerS
}

// searched lists the lengths of the windows that load searches replay.
func searched(cells []*Cell) []time.Duration {
	var out []time.Duration
	for _, c := range cells {
		if c.Kind != SaturationCell {
			continue
		}
		search := c.Search.Search()
		if length := search.Length(); !slices.Contains(out, length) {
			out = append(out, length)
		}
	}
	return out
}

// chooseTrace takes the trace of --trace, or the named workload, or the first workload
// whose trace is present, and tells within which time of it windows are drawn: of a given
// trace at most.
func (p *Paper) chooseTrace(opt Options) (w Workload, within time.Duration, err error) {
	if opt.Trace != "" {
		if opt.Workload != "" {
			return w, 0, errors.New("--trace and --workload: expected one of them")
		}
		w = Workload{Name: givenWorkload, Trace: opt.Trace, About: "the trace that was given",
			Reason: "given by --trace", format: opt.Format, settings: p.Workloads[0].Settings}
		return w, p.Workloads[0].Within, nil
	}
	if opt.Workload != "" && !slices.Contains(workloadNames(p), opt.Workload) {
		return w, 0, fmt.Errorf("%s has no workload %q%s", p.Name, opt.Workload,
			names.Hint(opt.Workload, workloadNames(p)))
	}
	var missing []string
	for _, c := range p.Workloads {
		if opt.Workload != "" && c.Name != opt.Workload {
			continue
		}
		if !strings.HasPrefix(c.Trace, "synthetic") {
			if _, err := os.Stat(c.Trace); err != nil {
				missing = append(missing, c.Trace)
				continue
			}
		}
		reason := "the first workload that is present"
		if opt.Validate {
			reason = "of the section validate"
		} else if opt.Workload != "" {
			reason = "named by --workload"
		} else if len(missing) > 0 {
			reason = fmt.Sprintf("%s is not there", strings.Join(missing, ", "))
		}
		w = Workload{Name: c.Name, Trace: c.Trace, About: c.About, Reason: reason, settings: c.Settings}
		return w, c.Within, nil
	}
	return w, 0, fmt.Errorf("no trace: %s is not there; --trace names another one", strings.Join(missing, ", "))
}

// extent is the time to the last arrival of the trace, at most bound.
func (w *Workload) extent(bound time.Duration) (time.Duration, error) {
	t, err := w.open(0, bound)
	if err != nil {
		return 0, err
	}
	last := sim.Time(0)
	if err := experiments.EachBatch(t, func(end sim.Time, _ int) { last = end }); err != nil {
		return 0, err
	}
	return last.Sub(0), nil
}

// checkTrace reports a trace of the cell's own that is not generated: a table that hangs on
// files is that of a workload.
func (c *Cell) checkTrace(report complaint) {
	if c.Trace == "" {
		return
	}
	if c.Kind != ReplayCell {
		report(c.Place, "cell %q: trace is of cells that replay", c.Name)
	}
	if _, err := synthetic.Parse(c.Trace); err != nil {
		report(c.Place, "cell %q: trace: %w", c.Name, err)
	}
}

// windowsOf lists the windows that a cell replays: those of the workload, or the whole of
// its own trace.
func (r *Reproduction) windowsOf(c *Cell) []WorkloadWindow {
	if c.Trace != "" {
		return []WorkloadWindow{{}}
	}
	return r.Workload.Windows
}
