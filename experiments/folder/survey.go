package folder

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"

	"thaw/experiments/exit"
	"thaw/experiments/results"
)

// survey sorts what stands in a folder into files that thaw made and others. Paths are
// relative to the root, with slashes.
type survey struct {
	root    *os.Root
	files   []string // of thaw, those that describe others behind them
	dirs    []string // of thaw, each before those in it
	foreign []string // in the place of thaw's; folders end with a slash
}

// names are the files that thaw makes below a folder.
type names struct{ files, dirs map[string]bool }

func newNames(files ...string) *names {
	n := &names{map[string]bool{}, map[string]bool{}}
	for _, f := range files {
		n.add(f)
	}
	return n
}

func (n *names) add(file string) {
	n.files[file] = true
	for dir := path.Dir(file); dir != "." && !n.dirs[dir]; dir = path.Dir(dir) {
		n.dirs[dir] = true
	}
}

// has reports whether thaw makes the file, under its name or under that which it has
// until it is complete.
func (n *names) has(file string) bool {
	return n.files[strings.TrimSuffix(file, results.PartialSuffix)]
}

// addManifest adds the files that a manifest names.
func (n *names) addManifest(files []results.FileInfo, drawing []string) {
	for _, f := range files {
		if results.IsResultFile(f.Path) {
			n.add(f.Path)
		}
	}
	for _, name := range drawing {
		if results.IsResultFile(name) {
			n.add(name)
		}
	}
}

// namesOfResult returns the names of a result folder with a manifest: those that it
// lists, and those that the plan of an unfinished experiment has.
func namesOfResult(m *results.Manifest) *names {
	n := newNames(results.ManifestName)
	n.dirs[results.RunsName], n.dirs[results.PlotsName] = true, true // nothing else may be in them
	n.addManifest(m.Files, m.Drawing)
	if m.Complete {
		return n
	}
	for _, name := range results.SummaryNames() {
		n.add(name)
	}
	for _, p := range m.Policies {
		for _, seed := range m.Seeds {
			for _, name := range results.RunNames() {
				n.add(path.Join(results.RunFolder(p.Policy, seed), name))
			}
		}
	}
	return n
}

// folder surveys the root, which has a manifest of the kind.
func (s *survey) folder(kind Kind) error {
	name, _ := kind.manifest()
	text, err := readRegular(s.root, name)
	if err != nil {
		return err
	}
	n := newNames(append(ClaimNames(), ReproductionName, PageName)...)
	switch kind {
	case Result:
		m, err := results.ParseManifest(text)
		if err != nil {
			return err
		}
		n = namesOfResult(m)
	case Workflow:
		var before Before
		if err := json.Unmarshal(text, &before); err != nil {
			return err
		}
		n = newNames(append(WorkflowNames(), name)...)
		n.dirs[results.PlotsName] = true
		n.addManifest(before.Files, before.Drawing)
	case Reproduction:
		var before Before
		if err := json.Unmarshal(text, &before); err != nil {
			return err
		}
		n.dirs[results.PlotsName] = true
		n.addManifest(before.Files, before.Drawing)
	}
	if err := s.below(".", ".", n, false); err != nil {
		return err
	}
	s.files = slices.DeleteFunc(s.files, func(f string) bool { return f == name })
	if kind == Reproduction {
		return s.cells()
	}
	return nil
}

// below surveys what stands in dir, a folder below at. The names are relative to at.
// What thaw does not know is foreign if strict; in any case if it has the name of
// something else that thaw makes.
func (s *survey) below(at, dir string, n *names, strict bool) error {
	entries, err := s.read(path.Join(at, dir))
	if err != nil {
		return err
	}
	for _, e := range entries {
		rel := path.Join(dir, e.Name())
		full := path.Join(at, rel)
		switch {
		case e.Type().IsRegular() && n.has(rel):
			s.files = append(s.files, full)
		case e.IsDir() && n.dirs[rel]:
			s.dirs = append(s.dirs, full)
			if err := s.below(at, rel, n, true); err != nil {
				return err
			}
		case strict || n.has(rel) || n.dirs[rel]:
			if err := s.strange(full, e); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *survey) read(dir string) ([]fs.DirEntry, error) { return fs.ReadDir(s.root.FS(), dir) }

// strange adds a file to the foreign ones, and a folder by its files.
func (s *survey) strange(full string, e fs.DirEntry) error {
	if !e.IsDir() {
		s.foreign = append(s.foreign, full)
		return nil
	}
	entries, err := s.read(full)
	if err != nil {
		return err
	}
	if len(entries) == 0 {
		s.foreign = append(s.foreign, full+"/")
	}
	for _, below := range entries {
		if len(s.foreign) > 10*exit.Told { // enough to say
			return nil
		}
		if err := s.strange(path.Join(full, below.Name()), below); err != nil {
			return err
		}
	}
	return nil
}

// cells surveys the cells of a reproduction: folders of studies, and result folders by
// window.
func (s *survey) cells() error {
	st, err := s.root.Lstat(CellsName)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if !st.IsDir() {
		s.foreign = append(s.foreign, CellsName)
		return nil
	}
	s.dirs = append(s.dirs, CellsName)
	cells, err := s.read(CellsName)
	if err != nil {
		return err
	}
	study := newNames(StudyName, StudyRowsName)
	for _, cell := range cells {
		at := path.Join(CellsName, cell.Name())
		if !cell.IsDir() {
			s.foreign = append(s.foreign, at)
			continue
		}
		s.dirs = append(s.dirs, at)
		entries, err := s.read(at)
		if err != nil {
			return err
		}
		for _, e := range entries {
			full := path.Join(at, e.Name())
			switch {
			case e.Type().IsRegular() && (study.has(e.Name()) || isSeries(e.Name())):
				s.files = append(s.files, full)
			case e.IsDir() && strings.HasPrefix(e.Name(), "window="):
				err = s.window(full)
			default:
				err = s.strange(full, e)
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// isSeries reports whether a study's folder has the file for a series.
func isSeries(name string) bool {
	series, ok := strings.CutPrefix(strings.TrimSuffix(name, results.PartialSuffix), seriesPrefix)
	return ok && strings.HasSuffix(series, seriesSuffix)
}

// window surveys a result folder in another folder. Nothing else may be in it.
func (s *survey) window(at string) error {
	s.dirs = append(s.dirs, at)
	entries, err := s.read(at)
	if err != nil {
		return err
	}
	n := newNames()
	if unborn(entries, Result) {
		n = newNames(results.ManifestName)
	} else if text, err := readRegular(s.root, path.Join(at, results.ManifestName)); err == nil {
		if m, err := results.ParseManifest(text); err == nil {
			n = namesOfResult(m)
		}
	}
	before := len(s.files)
	if err := s.below(at, ".", n, true); err != nil {
		return err
	}
	manifest := path.Join(at, results.ManifestName)
	if i := slices.Index(s.files[before:], manifest); i >= 0 {
		s.files = append(slices.Delete(s.files, before+i, before+i+1), manifest)
	}
	return nil
}

// remove removes the files of thaw, and their folders.
func (s *survey) remove() error {
	for _, f := range s.files {
		if err := s.root.Remove(f); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	for _, d := range slices.Backward(s.dirs) {
		if err := s.root.Remove(d); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}
