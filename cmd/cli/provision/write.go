package provision

import (
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"

	"thaw/cmd/cli/command"
	"thaw/experiments/exit"
	"thaw/experiments/results"
	"thaw/experiments/textfile"
	"thaw/models/reuse"
	"thaw/plots"
	"thaw/plots/figures"
)

// The tables in a folder; figures stand in its folder plots.
const (
	curveTable  = "hit-ratio"
	courseTable = "controller"
	firstColumn = "memory_mib,hit_ratio"
)

// openFolder makes the folder for results. One that is there is taken with force, if its
// table is one of thaw provision or it is empty.
func openFolder(dir string, force bool) error {
	entries, err := os.ReadDir(dir)
	switch {
	case err == nil && len(entries) == 0:
		return nil
	case err == nil && !force:
		return exit.Usage(fmt.Errorf("%s exists already; --force writes into it", filepath.Clean(dir)))
	case err == nil:
		text, err := textfile.Read(filepath.Join(dir, curveTable+".csv"), textfile.Made)
		if err != nil || !strings.HasPrefix(string(text), firstColumn) {
			return exit.Usage(fmt.Errorf("%s has no %s.csv of thaw provision that says whose it is: give another "+
				"folder", filepath.Clean(dir), curveTable))
		}
		return nil
	}
	if info, err := os.Stat(dir); err == nil && !info.IsDir() {
		return exit.Usage(fmt.Errorf("%s is no folder", filepath.Clean(dir)))
	}
	return command.MakeFolder(dir)
}

// curveRow is one size of memory.
type curveRow struct {
	mib                   int64
	ratio, mean, low, top float64
}

// rows are sizes from nothing to the memory of all functions, a thousand at most.
func (r *result) rows() []curveRow {
	step := max(1, (r.total+999)/1000)
	var out []curveRow
	for mib := int64(0); ; mib = min(mib+step, r.total) {
		row := curveRow{mib: mib, ratio: r.exact.HitRatio(mib), mean: math.NaN(), low: math.NaN(), top: math.NaN()}
		if len(r.samples) > 0 {
			row.mean, row.low, row.top = r.band(mib)
		}
		if out = append(out, row); mib == r.total {
			return out
		}
	}
}

// write writes tables and figures and returns their paths.
func (p *plan) write(ctx context.Context, r *result) ([]string, error) {
	rows := r.rows()
	files, err := results.WriteTables(p.out, curveTable, []results.RowColumn[curveRow]{
		{Name: "memory_mib", Whole: true, Value: func(x *curveRow) float64 { return float64(x.mib) }},
		{Name: "hit_ratio", Value: func(x *curveRow) float64 { return x.ratio }},
		{Name: "sampled_hit_ratio", Value: func(x *curveRow) float64 { return x.mean }},
		{Name: "sampled_low", Value: func(x *curveRow) float64 { return x.low }},
		{Name: "sampled_high", Value: func(x *curveRow) float64 { return x.top }},
	}, rows, results.Stamp{})
	if err != nil {
		return nil, err
	}
	drawn := []plots.Figure{p.curveFigure(r, rows)}
	if r.control != nil && len(r.control.Course()) > 1 {
		more, err := results.WriteTables(p.out, courseTable, courseColumns(r.control.Target()), r.control.Course(),
			results.Stamp{})
		if err != nil {
			return nil, err
		}
		files = append(files, more...)
		drawn = append(drawn, courseFigure(r))
	}
	var written []string
	for _, f := range files {
		written = append(written, f.Path)
	}
	at := filepath.Join(p.out, "plots")
	if err := os.MkdirAll(at, 0o777); err != nil {
		return nil, err
	}
	for _, f := range drawn {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		paths, err := plots.Save(at, f, plots.Output{Formats: p.formats})
		if err != nil {
			return nil, err
		}
		written = append(written, paths...)
	}
	return written, ctx.Err()
}

func courseColumns(target float64) []results.RowColumn[reuse.Point] {
	return []results.RowColumn[reuse.Point]{
		{Name: "invocation", Whole: true, Value: func(x *reuse.Point) float64 { return float64(x.Invocation) }},
		{Name: "at_s", Value: func(x *reuse.Point) float64 { return x.At.Seconds() }},
		{Name: "memory_mib", Whole: true, Value: func(x *reuse.Point) float64 { return float64(x.Memory) }},
		{Name: "rate_per_s", Value: func(x *reuse.Point) float64 { return x.Rate }},
		{Name: "expected_misses_per_s", Value: func(x *reuse.Point) float64 { return x.Expected }},
		{Name: "misses_per_s", Value: func(x *reuse.Point) float64 { return x.Misses }},
		{Name: "target_per_s", Value: func(*reuse.Point) float64 { return target }},
		{Name: "changed", Whole: true, Value: func(x *reuse.Point) float64 {
			if x.Changed {
				return 1
			}
			return 0
		}},
	}
}

// curveFigure draws the curve, and the samples as their mean within a band.
func (p *plan) curveFigure(r *result, rows []curveRow) plots.Figure {
	exact := figures.Line{Name: "exact"}
	sampled := figures.Line{Name: fmt.Sprintf("sampled, %v of functions", p.sample)}
	if p.measure == "bytes" {
		exact.Name = "bytes of all uses in between"
	}
	for _, row := range rows {
		x := float64(row.mib)
		exact.X, exact.Y = append(exact.X, x), append(exact.Y, row.ratio)
		if len(r.samples) > 0 {
			sampled.X, sampled.Y = append(sampled.X, x), append(sampled.Y, row.mean)
			sampled.Low, sampled.High = append(sampled.Low, row.low), append(sampled.High, row.top)
		}
	}
	f := figures.Lines{Frame: plots.Frame{File: curveTable}, XLabel: "memory", YLabel: "invocations that hit",
		XUnit: plots.MiB, YUnit: plots.Share, Series: []figures.Line{exact}}
	if len(r.samples) > 0 {
		f.Series = append(f.Series, sampled)
		f.Whiskers = fmt.Sprintf("least to most of %d samples", len(r.samples))
	}
	return f
}

// courseFigure draws memory and misses over time.
func courseFigure(r *result) plots.Figure {
	memory, expected, misses := figures.Line{Name: "memory"}, figures.Line{Name: "by the curve"},
		figures.Line{Name: "by need"}
	last := -1.0
	add := func(l *figures.Line, x, y float64) { l.X, l.Y = append(l.X, x), append(l.Y, y) }
	for _, p := range r.control.Course() {
		x := p.At.Seconds()
		if x <= last {
			continue
		}
		if n := len(memory.Y); p.Changed && n > 0 && memory.Y[n-1] != float64(p.Memory) { // a step
			if before := x - 1e-6; before > last {
				add(&memory, before, memory.Y[n-1])
			}
		}
		add(&memory, x, float64(p.Memory))
		add(&expected, x, p.Expected)
		add(&misses, x, p.Misses)
		last = x
	}
	target := r.control.Target()
	return plots.Panels{Frame: plots.Frame{File: courseTable}, Tiles: []plots.Tile{
		{Figure: figures.Lines{XLabel: "time", YLabel: "memory", XUnit: plots.Seconds, YUnit: plots.MiB,
			Series: []figures.Line{memory}}, Title: "memory"},
		{Figure: figures.Lines{XLabel: "time", YLabel: "misses per second", XUnit: plots.Seconds,
			Series: []figures.Line{expected, misses},
			Guides: []figures.Guide{{Value: target, Label: fmt.Sprintf("target %.3g/s", target)}}}, Title: "misses"},
	}}
}
