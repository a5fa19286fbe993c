// Package shelf finds papers: folders with an experiment.
//
//	inside the binary, in a folder ──Names──▶ names ──▶ which one is meant
package shelf

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"thaw/experiments/exit"
	"thaw/experiments/results"
	"thaw/models/names"
)

// Experiment is the file of a paper's folder that makes it one.
const Experiment = "experiment.yaml"

// Names lists the papers inside the binary and, where folder is not empty, those in folder.
func Names(inside fs.FS, folder string) ([]string, error) {
	all, err := papersIn(inside)
	if err != nil {
		return nil, err
	}
	if folder != "" {
		own, err := papersIn(os.DirFS(folder))
		if err != nil {
			return nil, exit.Usage(fmt.Errorf("%s: cannot read the folder of papers: %w", folder, results.Cause(err)))
		}
		all = append(all, own...)
	}
	slices.Sort(all)
	return slices.Compact(all), nil
}

// papersIn lists the folders of fsys that hold an experiment of a paper.
func papersIn(fsys fs.FS) ([]string, error) {
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return nil, err
	}
	var out []string
	for _, e := range entries {
		if Holds(fsys, e.Name()) {
			out = append(out, e.Name())
		}
	}
	return out, nil
}

// Holds tells whether a folder of fsys has an experiment, readable or not: the error of a
// link that leads nowhere is about that link.
func Holds(fsys fs.FS, folder string) bool {
	entries, err := fs.ReadDir(fsys, folder)
	return err == nil && slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return e.Name() == Experiment })
}

// Unknown is the error of a paper that is not there, or of which the experiment is not.
func Unknown(folder, name string, known []string) error {
	if folder != "" && name != "" && filepath.IsLocal(name) {
		at := filepath.Join(folder, name)
		if st, err := os.Stat(at); err == nil && st.IsDir() {
			return fmt.Errorf("%s: it has no %s", at, Experiment)
		}
	}
	return fmt.Errorf("unknown paper %q%s", name, names.Hint(name, known))
}
