package figures

import (
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"

	"thaw/experiments/exit"
	"thaw/experiments/folder"
	"thaw/experiments/results"
	"thaw/models/names"
	"thaw/plots"
)

// Choice says which figures of a folder are drawn, and how.
type Choice struct {
	plots.Output
	Figures []string // by name; none: all
}

// Draw draws figures of a complete result folder into its plots folder. It returns the
// paths of the files.
func Draw(at string, c Choice) ([]string, error) {
	known, _ := Names()
	for _, name := range c.Figures {
		if !slices.Contains(known, name) {
			return nil, exit.Usage(fmt.Errorf("unknown figure %q%s", name, names.Hint(name, known)))
		}
	}
	if _, err := results.ReadManifest(at); err != nil {
		return nil, err
	}
	lock, err := folder.Lock(at)
	if err != nil {
		return nil, err
	}
	defer lock.Close()
	m, rows, err := results.Read(at)
	if err != nil {
		return nil, err
	}
	if m.Search != nil {
		return nil, exit.Usage(fmt.Errorf("%s: holds a load search, which has no figures", at))
	}
	d := &resultData{at, m, rows}
	figs, err := d.compose(c.Figures)
	if err != nil {
		return nil, err
	}
	paths, err := d.save(figs, c.Output)
	if err != nil {
		return nil, err
	}
	return paths, m.Refresh(at, paths)
}

// DrawAll returns a function that draws all figures of a folder whose runs are finished.
func DrawAll(out plots.Output) func(string, *results.Manifest, []results.Row) ([]results.FileInfo, error) {
	return func(folder string, m *results.Manifest, rows []results.Row) ([]results.FileInfo, error) {
		return drawAll(folder, m, rows, out)
	}
}

func drawAll(folder string, m *results.Manifest, rows []results.Row, out plots.Output) ([]results.FileInfo, error) {
	d := &resultData{folder, m, rows}
	figs, err := d.compose(nil)
	if err != nil {
		return nil, err
	}
	paths, err := d.save(figs, out)
	if err != nil {
		return nil, err
	}
	files := make([]results.FileInfo, len(paths))
	for i, path := range paths {
		if files[i], err = results.HashFile(path); err != nil {
			return nil, err
		}
	}
	return files, nil
}

// compose makes the wanted figures, or all if none is named.
func (d *resultData) compose(wanted []string) ([]plots.Figure, error) {
	var out []plots.Figure
	for _, f := range resultFigures {
		if len(wanted) > 0 && !slices.Contains(wanted, f.name) {
			continue
		}
		figs, err := f.draw(d)
		if err != nil {
			return nil, err
		}
		if len(figs) == 0 && len(wanted) > 0 {
			why := fmt.Sprintf("needs data that --detail %s does not write; see thaw plot --help", d.m.Detail())
			if !slices.ContainsFunc(d.rows, func(r results.Row) bool { return r.Completed > 0 }) {
				why = "has nothing to show: no invocation was completed"
			}
			return nil, exit.Usage(fmt.Errorf("%s: figure %s %s", d.folder, f.name, why))
		}
		out = append(out, figs...)
	}
	return out, nil
}

// save writes figures as the manifest says, and their widths into it.
func (d *resultData) save(figs []plots.Figure, out plots.Output) ([]string, error) {
	paths, err := Write(d.folder, figs, out, func(files []string) error {
		d.m.Drawing = append(d.m.Drawing, files...)
		return d.m.Write(d.folder)
	})
	if err == nil && len(figs) > 0 {
		if d.m.FigureWidths == nil {
			d.m.FigureWidths = map[string]float64{}
		}
		maps.Copy(d.m.FigureWidths, Widths(figs, out.Width))
	}
	return paths, err
}

// Widths are the widths of figures on paper, in millimetres to two decimals, by name.
func Widths(figs []plots.Figure, asked plots.Width) map[string]float64 {
	widths := map[string]float64{}
	for _, fig := range figs {
		widths[fig.Name()] = math.Round(float64(fig.At(asked))*100) / 100
	}
	return widths
}

// Write writes figures into the plots folder below a folder and returns the paths. It
// announces the files first, relative to the folder, for its manifest: what a killed
// process leaves is then known as thaw's.
func Write(
	folder string, figs []plots.Figure, out plots.Output, announce func(files []string) error,
) ([]string, error) {
	var files []string
	for _, fig := range figs {
		for _, f := range plots.Formats() {
			files = append(files, results.PlotsName+"/"+fig.Name()+"."+string(f))
		}
	}
	if err := announce(files); err != nil {
		return nil, err
	}
	dir := filepath.Join(folder, results.PlotsName)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("results: cannot make %s: %w", dir, results.Cause(err))
	}
	var paths []string
	for _, fig := range figs {
		written, err := plots.Save(dir, fig, out)
		if err != nil {
			return nil, fmt.Errorf("results: %w", err)
		}
		paths = append(paths, written...)
	}
	return paths, nil
}
