package figures

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"thaw/experiments/exit"
	"thaw/experiments/folder"
	"thaw/experiments/looks"
	"thaw/experiments/results"
	"thaw/models/names"
	"thaw/plots"
)

// Choice says which figures of a folder are drawn, and how.
type Choice struct {
	plots.Output
	Figures  []string          // by name; none: all
	Policies []string          // policy sets, or policies that are a part of some; none: all
	Note     func(line string) // told what the figures leave out; nil: nobody
}

// FiguresOf returns the names of the figures of a folder, those of single policy sets among them.
func FiguresOf(policies []results.PolicyID) []string {
	known, _ := Names()
	return append(known, panelNames(policies)...)
}

// UnknownFigures are the mistakes in names of figures, as far as they show without a folder.
func UnknownFigures(wanted []string) (mistakes []error) {
	known, _ := Names()
	for _, name := range wanted {
		if !strings.HasPrefix(name, panelPrefix) && !slices.Contains(known, name) {
			mistakes = append(mistakes, fmt.Errorf("unknown figure %q%s", name, names.Hint(name, known)))
		}
	}
	return mistakes
}

// check returns the mistakes in names, all of them, and the policy sets that are chosen.
func (c *Choice) check(policies []results.PolicyID) (chosen []results.PolicyID, err error) {
	var mistakes []error
	known := FiguresOf(policies)
	for _, name := range c.Figures {
		if !slices.Contains(known, name) {
			mistakes = append(mistakes, fmt.Errorf("unknown figure %q%s", name, names.Hint(name, known)))
		}
	}
	matched, shown := make([]bool, len(policies)), looks.OfSets(policies)
	for _, name := range c.Policies {
		some := false
		for i, p := range policies {
			if name == shown[i].Name || slices.Contains(policyNames(p), name) {
				matched[i], some = true, true
			}
		}
		if !some {
			hint := names.Hint(name, PolicyNames(policies))
			mistakes = append(mistakes, fmt.Errorf("unknown policy %q%s", name, hint))
		}
	}
	for i, p := range policies {
		if matched[i] || len(c.Policies) == 0 {
			chosen = append(chosen, p)
		}
	}
	return chosen, exit.Usage(errors.Join(mistakes...))
}

// policyNames are the names that choose a policy set: its own, and of each of its parts the whole text
// and the policy without parameters.
func policyNames(p results.PolicyID) []string {
	out := []string{p.Policy}
	for part := range strings.SplitSeq(p.Policy, "+") {
		name, _, _ := strings.Cut(part, ",")
		out = append(out, part, name)
	}
	return out
}

// PolicyNames are the names that choose policy sets, those in figures among them.
func PolicyNames(policies []results.PolicyID) []string {
	var all []string
	shown := looks.OfSets(policies)
	for i, p := range policies {
		all = append(append(all, policyNames(p)...), shown[i].Name)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// LeftOut says which policy sets the figures of distributions leave out; empty: none.
func LeftOut(policies []results.PolicyID) string {
	if len(policies) <= MostCurves {
		return ""
	}
	var left []string
	for _, p := range policies[MostCurves:] {
		left = append(left, p.Policy)
	}
	return fmt.Sprintf("latency-cdf, latency-tail and app-cold-cdf show %d of %d policy sets and leave out %s; "+
		"--policy of thaw plot chooses others", MostCurves, len(policies), strings.Join(left, ", "))
}

// Draw draws figures of a complete result folder into its plots folder. It returns the
// paths of the files.
func Draw(at string, c Choice) ([]string, error) {
	if err := errors.Join(UnknownFigures(c.Figures)...); err != nil {
		return nil, exit.Usage(err)
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
	chosen, err := c.check(m.Policies)
	if err != nil {
		return nil, err
	}
	d := newData(at, m, rows, chosen)
	figs, err := d.compose(c.Figures)
	if err != nil {
		return nil, err
	}
	cut := func(f plots.Figure) bool {
		return slices.Contains([]string{"latency-cdf", "latency-tail", "app-cold-cdf"}, f.Name())
	}
	if text := LeftOut(chosen); text != "" && c.Note != nil && slices.ContainsFunc(figs, cut) {
		c.Note(text)
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
	d := newData(folder, m, rows, m.Policies)
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
		isWanted := func(name string) bool {
			single := f.name+"-" == panelPrefix && strings.HasPrefix(name, panelPrefix)
			return name == f.name || single
		}
		if len(wanted) > 0 && !slices.ContainsFunc(wanted, isWanted) {
			continue
		}
		figs, err := f.draw(d)
		if err != nil {
			return nil, err
		}
		if len(wanted) > 0 && !slices.Contains(wanted, f.name) { // single ones
			figs = slices.DeleteFunc(figs, func(fig plots.Figure) bool { return !slices.Contains(wanted, fig.Name()) })
		}
		if len(figs) == 0 && len(wanted) > 0 {
			return nil, exit.Usage(fmt.Errorf("%s: figure %s %s", d.folder, f.name, d.why(&f)))
		}
		out = append(out, figs...)
	}
	return out, nil
}

// why says what a figure lacks that could not be drawn.
func (d *resultData) why(f *figureOfResult) string {
	served := slices.ContainsFunc(d.rows, func(r results.Row) bool { return r.Completed > 0 })
	if f.without != nil && served {
		if text := f.without(d); text != "" {
			return text
		}
	}
	switch {
	case !served:
		return "has nothing to show: no invocation was completed"
	case len(d.policies) < len(d.m.Policies):
		return fmt.Sprintf("cannot be drawn of the policy sets that are chosen (%d of %d)", len(d.policies),
			len(d.m.Policies))
	}
	return fmt.Sprintf("needs data that --detail %s does not write; see thaw plot --help", d.m.Detail())
}

// save writes figures and their captions as the manifest says, and their widths into it.
func (d *resultData) save(figs []plots.Figure, out plots.Output) ([]string, error) {
	paths, err := Write(d.folder, figs, out, func(files []string) error {
		for _, fig := range figs {
			files = append(files, captionOf(fig))
		}
		d.m.Drawing = append(d.m.Drawing, files...)
		return d.m.Write(d.folder)
	})
	for _, fig := range figs {
		if err != nil {
			break
		}
		var info results.FileInfo
		info, err = results.WriteFile(filepath.Join(d.folder, filepath.FromSlash(captionOf(fig))), d.caption(fig))
		paths = append(paths, info.Path)
	}
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

// Write writes figures into the plots folder below a folder and returns the paths: in the formats asked
// for, and in those in which they stand there. It announces the files first, relative to the folder, for
// its manifest: what a killed process leaves is then known as thaw's.
func Write(
	folder string, figs []plots.Figure, out plots.Output, announce func(files []string) error,
) ([]string, error) {
	dir := filepath.Join(folder, results.PlotsName)
	if info, err := os.Lstat(dir); err == nil && !info.IsDir() {
		return nil, exit.Usage(fmt.Errorf("%s: is no folder of thaw but a link or a file, which is left alone", dir))
	}
	var files []string
	for _, fig := range figs {
		for _, f := range plots.Formats() {
			files = append(files, results.PlotsName+"/"+fig.Name()+"."+string(f))
		}
	}
	if err := announce(files); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("results: cannot make %s: %w", dir, results.Cause(err))
	}
	var paths []string
	for _, fig := range figs {
		of := out
		of.Formats = formatsOf(dir, fig, out.Formats)
		written, err := plots.Save(dir, fig, of)
		if err != nil {
			return nil, fmt.Errorf("results: %w", err)
		}
		paths = append(paths, written...)
	}
	return paths, nil
}

// formatsOf are the formats in which a figure is written: those asked for, and those in which it stands
// there, so that all of its files have one width.
func formatsOf(dir string, fig plots.Figure, asked []plots.Format) []plots.Format {
	if len(asked) == 0 {
		return nil // all
	}
	return slices.DeleteFunc(plots.Formats(), func(f plots.Format) bool {
		_, err := os.Stat(filepath.Join(dir, fig.Name()+"."+string(f)))
		return err != nil && !slices.Contains(asked, f)
	})
}
