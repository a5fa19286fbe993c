package beside

import (
	"os"
	"path"
	"path/filepath"
	"slices"

	"thaw/experiments/figures"
	"thaw/experiments/folder"
	"thaw/experiments/results"
	"thaw/plots"
)

// Draw writes the named figures into a folder, all where none is wanted, with their
// captions, and the page with all of them. It announces the files first, relative to the
// folder, and returns the paths of what it wrote.
func (s *Sheet) Draw(at string, wanted []string, out plots.Output,
	announce func([]string) error) ([]string, error) {
	var figs []plots.Figure
	captions, files := [][]byte{}, []string{folder.PageName}
	for i := range s.Figures {
		f := &s.Figures[i]
		if len(wanted) > 0 && !slices.Contains(wanted, f.Name) {
			continue
		}
		for _, fig := range f.Drawn {
			figs, captions = append(figs, fig), append(captions, s.Caption(f, fig))
			files = append(files, path.Join(results.PlotsName, fig.Name()+".tex"))
		}
	}
	written, err := figures.Write(at, figs, out, func(more []string) error {
		return announce(append(more, files...))
	})
	if err != nil {
		return nil, err
	}
	text := append([][]byte{s.Page(func(name string) string { return picture(at, name) })}, captions...)
	for i, name := range files {
		info, err := results.WriteFile(filepath.Join(at, filepath.FromSlash(name)), text[i])
		if err != nil {
			return nil, err
		}
		written = append(written, info.Path)
	}
	return written, nil
}

// picture is the path of a drawn figure from the page of a folder; empty where it is not
// there.
func picture(folder, name string) string {
	for _, f := range []plots.Format{plots.SVG, plots.PNG} {
		at := path.Join(results.PlotsName, name+"."+string(f))
		if _, err := os.Stat(filepath.Join(folder, filepath.FromSlash(at))); err == nil {
			return at
		}
	}
	return ""
}
