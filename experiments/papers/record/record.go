// Package record has the manifest of a reproduction's folder.
//
//	reproduction.json ◀── Write, Refresh ── Manifest ── Read ──▶ what was reproduced, from what
package record

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"

	"thaw/experiments/build"
	"thaw/experiments/exit"
	"thaw/experiments/folder"
	"thaw/experiments/papers/stated"
	"thaw/experiments/results"
	"thaw/experiments/textfile"
	"thaw/plots"
)

// Manifest describes a reproduction: its build, command, paper and workload.
type Manifest struct {
	Thaw     build.Info         `json:"thaw"`
	Complete bool               `json:"complete"`
	Command  []string           `json:"command"`
	Paper    string             `json:"paper"`
	Revision string             `json:"paper_sha256"` // of its files
	Figure   string             `json:"figure,omitempty"`
	Rule     string             `json:"windows_rule,omitempty"` // empty for a paper of studies
	Workload json.RawMessage    `json:"workload,omitempty"`     // empty for a paper of studies
	Changes  []string           `json:"changes,omitempty"`      // of numbers of models, path=value
	Validate *stated.Validation `json:"validate,omitempty"`     // bounds of a run as of make validate
	// without those of the cells, which have manifests of their own
	Files   []results.FileInfo `json:"files"`                     // those of before while the reproduction goes on
	Drawing []string           `json:"drawing,omitempty"`         // files of figures that are being written
	Width   plots.Width        `json:"figure_width_mm,omitempty"` // of every figure; absent: each its own
}

// Read reads the manifest of a reproduction that is complete.
func Read(at string) (*Manifest, error) {
	path := filepath.Join(at, folder.ReproductionName)
	text, err := textfile.Read(path, textfile.Made)
	m := &Manifest{}
	if err == nil {
		err = json.Unmarshal(text, m)
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		err = fmt.Errorf("%s: no folder of a reproduction: it has no %s", at, folder.ReproductionName)
	case err != nil:
		err = fmt.Errorf("%s: cannot read: %w", place(path, text, err), results.Cause(err))
	case m.Thaw.Version == "" || m.Paper == "":
		err = fmt.Errorf("%s: no manifest of thaw: expected thaw's version and the name of a paper", path)
	case m.Width != 0 && !m.Width.Known():
		err = fmt.Errorf("%s: figure_width_mm %v, expected %v to %v, or none", path, float64(m.Width),
			float64(plots.Narrowest), float64(plots.Widest))
	case !m.Complete:
		err = fmt.Errorf("%s: the reproduction is not complete; `thaw reproduce %s --out %s --resume` goes on with it",
			at, m.Paper, at)
	}
	if err == nil {
		err = m.verifyClaims(at)
	}
	return m, exit.Usage(err)
}

// place is a path with the line at which its JSON ends or is wrong.
func place(path string, text []byte, err error) string {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	at := int64(0)
	switch {
	case errors.As(err, &syntax):
		at = syntax.Offset
	case errors.As(err, &kind):
		at = kind.Offset
	default:
		return path
	}
	return fmt.Sprintf("%s:%d", path, 1+bytes.Count(text[:min(at, int64(len(text)))], []byte("\n")))
}

// verifyClaims refuses a folder whose files of claims are not as thaw wrote them: figures drawn again
// would not say what stands there.
func (m *Manifest) verifyClaims(at string) error {
	var out exit.Mistakes
	for _, f := range m.Files {
		if slices.Contains(folder.ClaimNames(), f.Path) {
			if err := f.Verify(filepath.Join(at, f.Path)); err != nil {
				out.Add("", fmt.Errorf("%w; `thaw reproduce %s --out %s --force` makes it again", err, m.Paper, at))
			}
		}
	}
	return out.Err()
}

// Write puts the manifest into a folder.
func (m *Manifest) Write(at string) error {
	text, err := results.IndentedJSON(m)
	if err == nil {
		_, err = results.WriteFile(filepath.Join(at, folder.ReproductionName), text)
	}
	return err
}

// Finish marks the folder as complete, with these files.
func (m *Manifest) Finish(at string, written []string) error {
	m.Complete, m.Files = true, []results.FileInfo{}
	return m.Refresh(at, written)
}

// Refresh updates the entries of rewritten files, each in its place.
func (m *Manifest) Refresh(at string, written []string) error {
	for _, path := range written {
		f, err := results.HashFile(path)
		if err == nil {
			f.Path, err = filepath.Rel(at, path)
		}
		if err != nil {
			return err
		}
		f.Path = filepath.ToSlash(f.Path)
		if i := slices.IndexFunc(m.Files, func(o results.FileInfo) bool { return o.Path == f.Path }); i >= 0 {
			m.Files[i] = f
		} else {
			m.Files = append(m.Files, f)
		}
	}
	m.Drawing = nil
	return m.Write(at)
}
