package saturate

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"

	"thaw/experiments"
	"thaw/experiments/exit"
	"thaw/experiments/results"
	"thaw/experiments/textfile"
	"thaw/experiments/watch"
)

// Row is the result of a load search under one policy set and seed: the row of the
// replay at the sustained rate, and the search's own columns.
type Row struct {
	results.Row
	Finding
}

// Execute executes the unfinished load searches and writes the result folder. The
// folder is that of a replay, with the search's columns in the summary and the
// probes in each run's folder, but without latency files.
func (p *Plan) Execute(ctx context.Context, opt experiments.Options) ([]Row, error) {
	folder := p.Spec.Out
	if folder == "" {
		return nil, exit.Usage(errors.New("no result folder is named; --out names one"))
	}
	if err := p.CheckArrivals(ctx, folder, opt); err != nil {
		return nil, err
	}
	if err := p.checkFirstProbe(ctx); err != nil {
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
	rows := make([]*Row, len(p.Runs))
	for i, row := range prepared.Rows {
		if row != nil {
			rows[i] = &Row{Row: *row}
			if err := rows[i].read(filepath.Join(folder, filepath.FromSlash(p.Runs[i].Folder),
				results.ProbesName)); err != nil {
				return nil, err
			}
		}
	}
	if err := p.searchAll(ctx, folder, rows, opt); err != nil {
		if ctx.Err() != nil {
			return nil, &exit.InterruptedError{Folder: folder, Finished: searched(rows), Runs: len(rows),
				Err: ctx.Err()}
		}
		return nil, err
	}
	return p.completeSaturation(prepared, &m, rows)
}

// searchAll executes the searches without a row.
func (p *Plan) searchAll(ctx context.Context, folder string, rows []*Row, opt experiments.Options) error {
	progress := watch.New(len(rows)-searched(rows), 0, opt.Progress)
	return p.Each(ctx, opt, func(i int) bool { return rows[i] != nil }, func(ctx context.Context, i int) error {
		r := &p.Runs[i]
		seen := progress.Begin(r.Policy, r.Seed)
		row, err := p.saturate(ctx, r)
		if err != nil {
			return err
		}
		if err := p.record(folder, r, row); err != nil {
			return err
		}
		rows[i] = row // each run has its own index
		progress.End(seen, row.Invocations)
		return nil
	})
}

// record writes the probes of a run and marks it as finished.
func (p *Plan) record(folder string, r *experiments.Run, row *Row) error {
	at := filepath.Join(folder, filepath.FromSlash(r.Folder))
	text, err := json.MarshalIndent(row.Finding, "", "  ")
	if err != nil {
		return err
	}
	info, err := results.WriteFile(filepath.Join(at, results.ProbesName), append(text, '\n'))
	if err != nil {
		return err
	}
	_, err = results.WriteRecord(at, p.RunStamp(r), &row.Row, []results.FileInfo{info})
	return err
}

// read reads the probes of a run.
func (r *Row) read(path string) error {
	text, err := textfile.Read(path, textfile.Made)
	if err != nil {
		return fmt.Errorf("%s: cannot read: %w", path, err)
	}
	if err := json.Unmarshal(text, &r.Finding); err != nil {
		return fmt.Errorf("%s: damaged: %w", path, err)
	}
	return nil
}

// Read returns the searches of a result folder, by the rows of its summary.
func Read(folder string, rows []results.Row) ([]Row, error) {
	out := make([]Row, len(rows))
	for i := range rows {
		out[i].Row = rows[i]
		if err := out[i].read(filepath.Join(folder, filepath.FromSlash(results.RunFolder(rows[i].Policy, rows[i].Seed)),
			results.ProbesName)); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// completeSaturation writes the files beside the runs.
func (p *Plan) completeSaturation(prepared *experiments.Prepared, m *results.Manifest, rows []*Row) ([]Row, error) {
	folder := p.Spec.Out
	out := make([]Row, len(rows))
	for i := range rows {
		out[i] = *rows[i]
	}
	files, err := results.WriteTables(folder, "summary", saturationColumns(out), out,
		p.Stamp(m.Policies, m.Seeds))
	if err != nil {
		return nil, err
	}
	if files, err = p.AddRunFiles(folder, files); err != nil {
		return nil, err
	}
	m.Warnings = p.Warnings(out)
	m.Extrapolated = p.Plan.Extrapolated(rowsOf(out))
	return out, prepared.Finish(m, files)
}

func rowsOf(rows []Row) []*results.Row {
	of := make([]*results.Row, len(rows))
	for i := range rows {
		of[i] = &rows[i].Row
	}
	return of
}

// Warnings are those of the plan, and policy sets that sustain no rate.
func (p *Plan) Warnings(rows []Row) []string {
	out := p.Plan.Warnings(rowsOf(rows))
	for i := 0; i < len(rows); i += p.Spec.Seeds {
		none := 0
		for k := range rows[i : i+p.Spec.Seeds] {
			if !rows[i+k].SustainedPerS.Found() {
				none++
			}
		}
		if none > 0 {
			out = append(out, fmt.Sprintf("%s: no rate is sustained under %d of %d seeds: their metrics have no "+
				"sample", rows[i].Policy, none, p.Spec.Seeds))
		}
	}
	return out
}

// saturationColumns are the summary's columns of a file with these rows, and those of
// the search.
func saturationColumns(rows []Row) []results.RowColumn[Row] {
	out := results.SummaryColumnsOf(rows, func(r *Row) *results.Row { return &r.Row })
	for _, q := range Quantities {
		out = append(out, results.RowColumn[Row]{Name: q.Name, Whole: q.Name == probesColumn,
			Value: func(r *Row) float64 { return q.Of(&r.Finding) }})
	}
	return out
}

// probesColumn is the one column of a search that counts.
const probesColumn = "probes"

// Quantities are the columns that a search adds to the summary. A rate that was not
// found is NaN.
var Quantities = []struct {
	Name, Label string
	Of          func(*Finding) float64
}{
	{"sustained_per_s", "sustained rate per s", func(s *Finding) float64 { return float64(s.SustainedPerS) }},
	{"unsustained_per_s", "lowest rate per s not sustained",
		func(s *Finding) float64 { return float64(s.UnsustainedPerS) }},
	{"sustained_throughput_per_s", "completions per s at the sustained rate",
		func(s *Finding) float64 { return float64(s.ThroughputPerS) }},
	{"peak_per_s", "completions per s of the best window", func(s *Finding) float64 { return s.PeakPerS }},
	{probesColumn, "probes", func(s *Finding) float64 { return float64(len(s.Probes)) }},
}

// searched returns the number of searches with a row.
func searched(rows []*Row) (n int) {
	for _, r := range rows {
		if r != nil {
			n++
		}
	}
	return n
}
