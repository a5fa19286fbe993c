package experiments

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"thaw/experiments/exit"
	"thaw/experiments/results"
)

// SaturationRow is what a load search came to under one policy set and seed:
// the row of the replay at the sustained rate, and the search's own columns.
type SaturationRow struct {
	results.Row
	Saturation
}

// saturationName is the file of a run's folder with its probes.
const saturationName = "saturation.json"

// Execute makes the load searches that are not finished and writes the result
// folder: as of a replay, with the search's columns in the summary and the
// probes in each run's folder. The runs have no latency files.
func (p *SaturationPlan) Execute(ctx context.Context, opt Options) ([]SaturationRow, error) {
	folder := p.Spec.Out
	if folder == "" {
		return nil, exit.Usage(errors.New("no result folder is named; --out names one"))
	}
	finished, err := p.prepare(folder, opt.Resume, opt.Force)
	if err != nil {
		return nil, err
	}
	m := p.manifest(opt.Command)
	if err := m.Write(folder); err != nil {
		return nil, err
	}
	rows := make([]*SaturationRow, len(p.Runs))
	for i, row := range finished {
		if row != nil {
			rows[i] = &SaturationRow{Row: *row}
			if err := rows[i].read(filepath.Join(folder, filepath.FromSlash(p.Runs[i].Folder), saturationName)); err != nil {
				return nil, err
			}
		}
	}
	if err := p.searchAll(ctx, folder, rows, opt); err != nil {
		if ctx.Err() != nil {
			return nil, &exit.InterruptedError{Folder: folder, Finished: searched(rows), Runs: len(rows), Err: ctx.Err()}
		}
		return nil, err
	}
	return p.completeSaturation(folder, &m, rows)
}

// searchAll makes the searches that have no row yet.
func (p *SaturationPlan) searchAll(ctx context.Context, folder string, rows []*SaturationRow, opt Options) error {
	watch := newWatch(len(rows)-searched(rows), 0, opt.Progress)
	return p.each(ctx, opt, func(i int) bool { return rows[i] != nil }, func(ctx context.Context, i int) error {
		r := &p.Runs[i]
		seen := watch.begin(r)
		found, sum, err := p.saturate(ctx, r)
		if err != nil {
			return err
		}
		row := &SaturationRow{r.row(), found}
		row.Summary = sum
		if err := p.record(folder, r, row); err != nil {
			return err
		}
		rows[i] = row // each run has its own place
		watch.end(seen, sum.Invocations)
		return nil
	})
}

// record writes the probes of a run and marks it as finished.
func (p *SaturationPlan) record(folder string, r *Run, row *SaturationRow) error {
	at := filepath.Join(folder, filepath.FromSlash(r.Folder))
	text, err := json.MarshalIndent(row.Saturation, "", "  ")
	if err != nil {
		return err
	}
	info, err := results.WriteFile(filepath.Join(at, saturationName), append(text, '\n'))
	if err != nil {
		return err
	}
	_, err = results.WriteRecord(at, p.runStamp(r), &row.Row, []results.FileInfo{info})
	return err
}

// read reads the probes of a run.
func (r *SaturationRow) read(path string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("%s: cannot read: %w", path, results.Cause(err))
	}
	if err := json.Unmarshal(text, &r.Saturation); err != nil {
		return fmt.Errorf("%s: damaged: %w", path, err)
	}
	return nil
}

// completeSaturation writes what stands beside the runs.
func (p *SaturationPlan) completeSaturation(folder string, m *results.Manifest, rows []*SaturationRow) ([]SaturationRow, error) {
	out := make([]SaturationRow, len(rows))
	for i := range rows {
		out[i] = *rows[i]
	}
	files, err := results.WriteTables(folder, "summary", saturationColumns(), out, p.stamp(m.Policies, m.Seeds))
	if err != nil {
		return nil, err
	}
	for i := range p.Runs {
		of, err := results.FilesOf(filepath.Join(folder, filepath.FromSlash(p.Runs[i].Folder)))
		if err != nil {
			return nil, err
		}
		files = append(files, of...)
	}
	return out, m.Finish(folder, files)
}

// saturationColumns are the summary's columns and those of the search.
func saturationColumns() []results.RowColumn[SaturationRow] {
	out := results.SummaryColumnsOf(func(r *SaturationRow) *results.Row { return &r.Row })
	for _, q := range searchQuantities {
		out = append(out, results.RowColumn[SaturationRow]{Name: q.name, Value: func(r *SaturationRow) float64 { return q.of(&r.Saturation) }})
	}
	return out
}

// searchQuantities are the columns that a search adds to the summary.
var searchQuantities = []struct {
	name, label string
	of          func(*Saturation) float64
}{
	{"sustained_per_s", "sustained rate per s", func(s *Saturation) float64 { return s.SustainedPerS }},
	{"unsustained_per_s", "lowest rate per s not sustained", func(s *Saturation) float64 { return s.UnsustainedPerS }},
	{"sustained_throughput_per_s", "completions per s at the sustained rate", func(s *Saturation) float64 { return s.ThroughputPerS }},
	{"peak_per_s", "completions per s of the best window", func(s *Saturation) float64 { return s.PeakPerS }},
	{"probes", "probes", func(s *Saturation) float64 { return float64(len(s.Probes)) }},
}

// searched is the number of searches that have a row.
func searched(rows []*SaturationRow) (n int) {
	for _, r := range rows {
		if r != nil {
			n++
		}
	}
	return n
}
