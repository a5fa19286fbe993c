package folder

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"thaw/experiments/build"
	"thaw/experiments/exit"
	"thaw/experiments/results"
)

// The files of a reproduction's folder. The cells are result folders of their own, and
// folders of studies.
const (
	ReproductionName = "reproduction.json"
	PageName         = "index.html"
	CellsName        = "cells"
	StudyName        = "study.json"
	StudyRowsName    = "study.csv"
)

// seriesPrefix begins the names of the files of a study's series, with seriesSuffix as end.
const seriesPrefix, seriesSuffix = "series-", ".csv"

// SeriesName is the file of a study's folder with a series.
func SeriesName(series string) string { return seriesPrefix + series + seriesSuffix }

// ClaimNames lists the files of a reproduction's claims.
func ClaimNames() []string { return []string{"claims.json", "claims.csv", "claims.md"} }

// Kind is a kind of folder that thaw writes.
type Kind int

// The kinds.
const (
	Result       Kind = iota // of a run or a load search
	Reproduction             // of a paper
	Workflow                 // of runs of a workflow
)

// manifest returns the name of the file that describes the folder, and what the folder is.
func (k Kind) manifest() (name, folder string) {
	switch k {
	case Reproduction:
		return ReproductionName, "the folder of a reproduction"
	case Workflow:
		return WorkflowName, "the folder of a workflow"
	}
	return results.ManifestName, "a result folder"
}

// Before is what the manifest says of the experiment that the folder held before.
type Before struct {
	Complete bool               `json:"complete"`
	Paper    string             `json:"paper"` // of a reproduction
	Inputs   string             `json:"inputs_sha256"`
	Files    []results.FileInfo `json:"files"`
	Drawing  []string           `json:"drawing"`
}

// Folder is a folder that this process alone uses.
type Folder struct {
	Before Before // zero: nothing was there
	path   string
	root   *os.Root
	dir    *os.File // holds the lock
}

// Lock locks a folder that is there. Close unlocks it.
func Lock(at string) (*Folder, error) {
	unusable := func(err error) error {
		return exit.Usage(fmt.Errorf("results: cannot use %s as result folder: %w", at, results.Cause(err)))
	}
	dir, err := os.Open(at)
	if err != nil {
		return nil, unusable(err)
	}
	if lock(dir) {
		dir.Close()
		return nil, exit.Usage(fmt.Errorf("results: %s is in use by another process of thaw; wait for its end, or "+
			"name another folder", at))
	}
	root, err := os.OpenRoot(at)
	if err != nil {
		dir.Close()
		return nil, unusable(err)
	}
	return &Folder{path: at, root: root, dir: dir}, nil
}

// Close unlocks the folder. The end of the process unlocks it, too.
func (f *Folder) Close() {
	f.root.Close()
	f.dir.Close()
}

// Take takes a folder into use for an experiment, and makes it if it is missing. With
// resume it keeps what is there, with force it removes the files that thaw made. A
// folder that holds anything else in their place is refused, before a file is removed.
func Take(at string, kind Kind, resume, force bool) (*Folder, error) {
	switch st, err := os.Stat(at); {
	case errors.Is(err, fs.ErrNotExist):
		if err := os.MkdirAll(at, 0o755); err != nil {
			return nil, exit.Usage(fmt.Errorf("results: cannot make %s: %w", at, results.Cause(err)))
		}
	case err == nil && !st.IsDir():
		err = errors.New("not a directory")
		fallthrough
	case err != nil:
		return nil, exit.Usage(fmt.Errorf("results: cannot use %s as result folder: %w", at, results.Cause(err)))
	}
	f, err := Lock(at)
	if err != nil {
		return nil, err
	}
	if err := f.take(kind, resume, force); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// take is Take for a locked folder.
func (f *Folder) take(kind Kind, resume, force bool) error {
	entries, err := fs.ReadDir(f.root.FS(), ".")
	switch {
	case err != nil:
		return exit.Usage(fmt.Errorf("results: cannot use %s as result folder: %w", f.path, results.Cause(err)))
	case unborn(entries, kind):
		return nil
	case !resume && !force:
		if err := f.readManifest(kind); err != nil {
			return err // not thaw's: neither flag would help
		}
		return exit.Usage(fmt.Errorf("results: %s exists already; --resume goes on with it, --force replaces it",
			f.path))
	}
	if err := f.readManifest(kind); err != nil || resume {
		return err
	}
	return f.clear(kind)
}

// unborn reports whether a folder holds no more than a process leaves that is killed
// before it has written the first manifest.
func unborn(entries []fs.DirEntry, kind Kind) bool {
	name, _ := kind.manifest()
	return !slices.ContainsFunc(entries, func(e fs.DirEntry) bool {
		return e.Name() != name+results.PartialSuffix || !e.Type().IsRegular()
	})
}

// readManifest reads the manifest of the folder, and refuses a folder without one of
// thaw's.
func (f *Folder) readManifest(kind Kind) error {
	name, folder := kind.manifest()
	text, err := readRegular(f.root, name)
	if errors.Is(err, fs.ErrNotExist) {
		return exit.Usage(fmt.Errorf("results: %s has no %s: it is not %s and is left alone%s", f.path, name, folder,
			f.unknown()))
	}
	if err == nil {
		err = checkManifest(kind, text)
	}
	if err == nil {
		err = json.Unmarshal(text, &f.Before)
	}
	if err != nil {
		return exit.Usage(fmt.Errorf("results: %s: %w: it is not %s and is left alone%s",
			filepath.Join(f.path, name), results.Cause(err), folder, f.unknown()))
	}
	return nil
}

// unknown names the files of a folder that is not thaw's.
func (f *Folder) unknown() string {
	s := survey{root: f.root}
	if err := s.below(".", ".", newNames(), true); err != nil || len(s.foreign) == 0 {
		return ""
	}
	return "; thaw did not make " + capped(s.foreign)
}

// checkManifest refuses a text that is no manifest of the kind.
func checkManifest(kind Kind, text []byte) error {
	if kind == Result {
		_, err := results.ParseManifest(text)
		return err
	}
	var m struct {
		Thaw     build.Info       `json:"thaw"`
		Paper    string           `json:"paper"`
		Workflow results.FileInfo `json:"workflow"`
	}
	if err := json.Unmarshal(text, &m); err != nil {
		return fmt.Errorf("damaged: %w", err)
	}
	if kind == Workflow {
		if m.Thaw.Version == "" || m.Workflow.SHA256 == "" {
			return errors.New("no manifest of thaw: expected thaw's version and the SHA-256 of a workflow")
		}
		return nil
	}
	if m.Thaw.Version == "" || m.Paper == "" {
		return errors.New("no manifest of thaw: expected thaw's version and the name of a paper")
	}
	return nil
}

// readRegular reads a file of a folder that is neither a link nor a device.
func readRegular(root *os.Root, name string) ([]byte, error) {
	st, err := root.Lstat(name)
	if err != nil {
		return nil, err
	}
	if !st.Mode().IsRegular() {
		return nil, errors.New("it is no regular file")
	}
	return root.ReadFile(name)
}

// clear removes the files that thaw made, but for the manifest, which the next one
// replaces: a folder is thaw's at any time.
func (f *Folder) clear(kind Kind) error {
	s := survey{root: f.root}
	if err := s.folder(kind); err != nil {
		return fmt.Errorf("results: cannot replace %s: %w", f.path, results.Cause(err))
	}
	if len(s.foreign) > 0 {
		return exit.Usage(fmt.Errorf("results: %s holds what thaw did not make: %s; move it elsewhere, or name "+
			"another folder", f.path, capped(s.foreign)))
	}
	if kind == Result {
		m, err := results.ReadManifest(f.path)
		if err != nil {
			return err
		}
		m.Complete = false // from here on
		if err := m.Write(f.path); err != nil {
			return err
		}
	}
	if err := s.remove(); err != nil {
		return fmt.Errorf("results: cannot replace %s: %w", f.path, results.Cause(err))
	}
	f.Before = Before{}
	return nil
}

// Begin writes the manifest of an experiment that begins. It still lists the files of
// before, so that they stay known as thaw's.
func (f *Folder) Begin(m *results.Manifest) error {
	m.Files, m.Drawing = f.Before.Files, f.Before.Drawing
	return m.Write(f.path)
}

// Finish completes the folder. Figures of before stay if they are whole and of the same
// experiment; the others are removed.
func (f *Folder) Finish(m *results.Manifest, files []results.FileInfo) error {
	figures, err := f.figures(files, f.Before.Complete && f.Before.Inputs == m.Inputs)
	if err != nil {
		return err
	}
	if err := m.Finish(f.path, append(files, figures...)); err != nil {
		return err
	}
	return f.sweep(m)
}

// sweep removes what a killed process left of the figures that it was writing.
func (f *Folder) sweep(m *results.Manifest) error {
	n := namesOfResult(m)
	n.addManifest(nil, f.names())
	entries, err := fs.ReadDir(f.root.FS(), results.PlotsName)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	for _, e := range entries {
		name := path.Join(results.PlotsName, e.Name())
		if e.Type().IsRegular() && n.has(name) && !n.files[name] && err == nil {
			err = f.root.Remove(name)
		}
	}
	if err != nil {
		return fmt.Errorf("results: cannot tidy %s: %w", f.path, results.Cause(err))
	}
	_ = f.root.Remove(results.PlotsName) // fails where figures are left
	return nil
}

// Runs lists the folders of runs that are there.
func (f *Folder) Runs() ([]string, error) {
	return fs.Glob(f.root.FS(), path.Join(results.RunsName, "*", "*"))
}

// RemoveRun removes the files of an unfinished or damaged run, the record first, and
// its folder if nothing else is there.
func (f *Folder) RemoveRun(run string) error {
	for _, name := range results.RunNames() {
		for _, at := range []string{path.Join(run, name), path.Join(run, name+results.PartialSuffix)} {
			if err := f.root.Remove(at); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return fmt.Errorf("results: cannot resume %s: %s: %w", f.path, at, results.Cause(err))
			}
		}
	}
	_ = f.root.Remove(run) // fails where something else is there
	return nil
}

// figures returns the entries of the figures that were there before and are not among
// files, as they are now. Without keep it removes them.
func (f *Folder) figures(files []results.FileInfo, keep bool) ([]results.FileInfo, error) {
	written := map[string]bool{}
	for _, w := range files {
		written[filepath.Clean(w.Path)] = true
	}
	var out []results.FileInfo
	for _, name := range f.names() {
		full := filepath.Join(f.path, filepath.FromSlash(name))
		if path.Dir(name) != results.PlotsName || !results.IsResultFile(name) || written[full] {
			continue
		}
		written[full] = true
		if st, err := f.root.Lstat(name); err != nil || !st.Mode().IsRegular() {
			continue
		}
		if !keep {
			if err := f.root.Remove(name); err != nil {
				return nil, fmt.Errorf("results: cannot remove %s: %w", full, results.Cause(err))
			}
			continue
		}
		info, err := results.HashFile(full)
		if err != nil {
			return nil, err
		}
		out = append(out, info)
	}
	return out, nil
}

// names lists the files that the manifest named.
func (f *Folder) names() []string {
	out := slices.Clone(f.Before.Drawing)
	for _, x := range f.Before.Files {
		out = append(out, x.Path)
	}
	return out
}

// capped lists the first of some names.
func capped(names []string) string {
	if n := len(names); n > exit.Told {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:exit.Told], ", "), n-exit.Told)
	}
	return strings.Join(names, ", ")
}
