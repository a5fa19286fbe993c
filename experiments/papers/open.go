package papers

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"

	"thaw/experiments"
	"thaw/experiments/exit"
	"thaw/experiments/papers/census"
	"thaw/experiments/results"
	"thaw/experiments/textfile"
	"thaw/models/names"
)

// embedded holds the folders of papers, each with experiment.yaml, expected.yaml and
// README.md.
//
//go:embed */experiment.yaml */expected.yaml */README.md census.csv uncounted.csv
var embedded embed.FS

// The files of a paper's folder.
const (
	experimentName = "experiment.yaml"
	expectedName   = "expected.yaml"
	readmeName     = "README.md"
)

// Names lists the papers in the binary and, where folder is not empty, those in folder.
func Names(folder string) ([]string, error) {
	all, err := papersIn(embedded)
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
		if holds(fsys, e.Name()) {
			out = append(out, e.Name())
		}
	}
	return out, nil
}

// holds tells whether a folder of fsys has an experiment, readable or not: the error of a
// link that leads nowhere is about that link.
func holds(fsys fs.FS, folder string) bool {
	entries, err := fs.ReadDir(fsys, folder)
	return err == nil && slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return e.Name() == experimentName })
}

// Open reads a paper from folder, or from the binary where folder is empty or lacks the
// paper. Its replays may name the policies of the program. Open reports all mistakes of
// the files at once.
func Open(program experiments.Program, name, folder string) (*Paper, error) {
	known, err := Names(folder)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(known, name) {
		return nil, exit.Usage(unknown(folder, name, known))
	}
	var from fs.FS = embedded
	shown := filepath.Join("experiments", "papers")
	if folder != "" {
		if own := os.DirFS(folder); holds(own, name) {
			from, shown = own, folder
		}
	}
	read := func(file string) (string, []byte, error) {
		text, err := textfile.ReadIn(from, path.Join(name, file), textfile.Written)
		at := filepath.Join(shown, name, file)
		if err != nil {
			return at, nil, fmt.Errorf("%s: cannot read: %w", at, err)
		}
		return at, text, nil
	}
	experiment, experimentText, err1 := read(experimentName)
	expected, expectedText, err2 := read(expectedName)
	_, readmeText, err3 := read(readmeName)
	f, err4 := census.Read(from, shown, string(readmeText))
	if err := errors.Join(err1, err2, err3, err4); err != nil {
		return nil, exit.Usage(err)
	}
	p := &Paper{Name: name, program: program, frozen: f}
	if err := p.parse(experiment, experimentText, expected, expectedText); err != nil {
		return nil, err
	}
	return p, nil
}

// unknown is the error of a paper that is not there, or of which the experiment is not.
func unknown(folder, name string, known []string) error {
	if folder != "" && name != "" && filepath.IsLocal(name) {
		at := filepath.Join(folder, name)
		if st, err := os.Stat(at); err == nil && st.IsDir() {
			return fmt.Errorf("%s: it has no %s", at, experimentName)
		}
	}
	return fmt.Errorf("unknown paper %q%s", name, names.Hint(name, known))
}
