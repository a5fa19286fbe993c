package papers

import (
	"crypto/sha256"
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
	"thaw/experiments/papers/shelf"
	"thaw/experiments/textfile"
)

// embedded holds the folders of papers, each with experiment.yaml, expected.yaml and
// README.md.
//
//go:embed */experiment.yaml */expected.yaml */README.md census.csv uncounted.csv
var embedded embed.FS

// The files of a paper's folder.
const (
	experimentName = shelf.Experiment
	expectedName   = "expected.yaml"
	readmeName     = "README.md"
)

// Names lists the papers in the binary and, where folder is not empty, those in folder.
func Names(folder string) ([]string, error) { return shelf.Names(embedded, folder) }

// Open reads a paper from folder, or from the binary where folder is empty or lacks the
// paper. Its replays may name the policies of the program. Open reports all mistakes of
// the files at once.
func Open(program experiments.Program, name, folder string) (*Paper, error) {
	known, err := Names(folder)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(known, name) {
		return nil, exit.Usage(shelf.Unknown(folder, name, known))
	}
	var from fs.FS = embedded
	shown := filepath.Join("experiments", "papers")
	if folder != "" {
		if own := os.DirFS(folder); shelf.Holds(own, name) {
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
	p := &Paper{Name: name, program: program, frozen: f,
		digest: fmt.Sprintf("%x", sha256.Sum256(slices.Concat(experimentText, expectedText)))}
	if err := p.parse(experiment, experimentText, expected, expectedText); err != nil {
		return nil, err
	}
	return p, nil
}
