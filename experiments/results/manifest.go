package results

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"thaw/experiments/build"
	"thaw/experiments/exit"
	"thaw/experiments/textfile"
)

// Manifest describes a result folder: the program, the inputs and the files.
type Manifest struct {
	Thaw     build.Info      `json:"thaw"`
	Complete bool            `json:"complete"` // false while runs are missing
	Command  []string        `json:"command"`
	Trace    TraceInfo       `json:"trace"`
	Settings []Setting       `json:"settings"`
	Platform Numbers         `json:"platform"`
	Policies []PolicyID      `json:"policies"`
	Seeds    []int64         `json:"seeds"`
	Search   json.RawMessage `json:"search,omitempty"` // how a saturation experiment looks for the load
	Inputs   string          `json:"inputs_sha256"`    // of what the results follow from, as stamped on the summary
	Warnings []string        `json:"warnings"`         // what a reader of the results should know
	// policy sets of which more than 1 % of the restores lie beyond the table of restores
	Extrapolated []string   `json:"extrapolated,omitempty"`
	Files        []FileInfo `json:"files"`             // of the folder, by path; those of before while runs are missing
	Drawing      []string   `json:"drawing,omitempty"` // files of figures that are being written
	// millimetres on paper by the name of the figure, as drawn last
	FigureWidths map[string]float64 `json:"figure_widths_mm,omitempty"`
}

// TraceInfo identifies the trace.
type TraceInfo struct {
	Path      string `json:"path"`
	Format    string `json:"format"`
	Functions int    `json:"functions"`
	Apps      int    `json:"apps"`
	Imputed   int    `json:"imputed_functions"`
	// what the trace's own clock reads where that of the results reads 0; absent for
	// a trace of a library's program that does not tell
	ClockOffsetNs *int64     `json:"clock_offset_ns,omitempty"`
	Files         []FileInfo `json:"files"`
}

// Setting is one setting of an experiment.
type Setting struct {
	Name   string   `json:"name"`
	Values []string `json:"values"`
	Origin []string `json:"origin"` // by value: --flag, THAW_VARIABLE, file:line:column, platform or default
}

// Numbers are the platform's numbers of the runs.
type Numbers struct {
	Name      string     `json:"name"`
	Numbers   []Number   `json:"numbers"`
	Overrides []Override `json:"overrides"`
}

// Number is one number of the platform.
type Number struct {
	Path   string `json:"path"`
	Value  string `json:"value"`
	Unit   string `json:"unit,omitempty"`
	Source string `json:"source"`
}

// Override is a number that the settings changed.
type Override struct {
	Path  string `json:"path"`
	Value string `json:"value"`
	Was   string `json:"was"`
}

// Finish marks the folder as complete.
func (m *Manifest) Finish(folder string, files []FileInfo) error {
	m.Files = nil
	for _, f := range files {
		rel, err := filepath.Rel(folder, f.Path)
		if err != nil {
			return err
		}
		m.Files = append(m.Files, FileInfo{filepath.ToSlash(rel), f.Size, f.SHA256})
	}
	slices.SortFunc(m.Files, func(a, b FileInfo) int { return strings.Compare(a.Path, b.Path) })
	m.Complete, m.Drawing = true, nil
	if err := m.syncFolders(folder); err != nil {
		return err
	}
	return m.Write(folder)
}

// Write puts the manifest into folder.
func (m *Manifest) Write(folder string) error {
	text, err := IndentedJSON(m)
	if err != nil {
		return err
	}
	_, err = WriteFile(filepath.Join(folder, ManifestName), text)
	return err
}

// CompactJSON returns a value as JSON on one line.
func CompactJSON(v any) (string, error) {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	return strings.TrimSuffix(b.String(), "\n"), err
}

// Compact returns a text of JSON without spaces, and another text as it is.
func Compact(text []byte) []byte {
	var b bytes.Buffer
	if json.Compact(&b, text) != nil {
		return text
	}
	return b.Bytes()
}

// IndentedJSON returns a value as JSON for people to read, too.
func IndentedJSON(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	err := enc.Encode(v)
	return b.Bytes(), err
}

// syncFolders syncs the folders of the manifest's files. Those of runs were synced by
// their records, and Write syncs that of the manifest.
func (m *Manifest) syncFolders(folder string) error {
	synced := map[string]bool{".": true}
	for _, f := range m.Files {
		for dir := path.Dir(f.Path); !synced[dir]; dir = path.Dir(dir) {
			synced[dir] = true
			if strings.Count(dir, "/") == strings.Count(RunFolder("", 0), "/") {
				continue
			}
			if err := SyncFolder(filepath.Join(folder, filepath.FromSlash(dir))); err != nil {
				return err
			}
		}
	}
	return nil
}

// ReadManifest reads the manifest of a result folder.
func ReadManifest(folder string) (*Manifest, error) {
	path := filepath.Join(folder, ManifestName)
	text, err := textfile.Read(path, textfile.Made)
	if errors.Is(err, os.ErrNotExist) {
		return nil, exit.Usage(fmt.Errorf("%s: no result folder: it has no %s", folder, ManifestName))
	}
	if err != nil {
		return nil, exit.Usage(fmt.Errorf("%s: cannot read: %w", path, Cause(err)))
	}
	m, err := ParseManifest(text)
	if err != nil {
		return nil, exit.Usage(fmt.Errorf("%s: %w", path, err))
	}
	return m, nil
}

// ParseManifest reads the text of a manifest. It refuses other JSON, such as the
// manifest.json of a web application.
func ParseManifest(text []byte) (*Manifest, error) {
	m := &Manifest{}
	if err := json.Unmarshal(text, m); err != nil {
		return nil, fmt.Errorf("damaged: %w", err)
	}
	if m.Thaw.Version == "" || !isDigest(m.Inputs) {
		return nil, errors.New("no manifest of thaw: expected thaw's version and the SHA-256 of the inputs")
	}
	for i := range m.Policies {
		m.Policies[i].Settle()
	}
	return m, nil
}

// isDigest reports whether a text is a SHA-256 in hexadecimal.
func isDigest(text string) bool {
	return len(text) == 2*sha256.Size && strings.Trim(text, "0123456789abcdef") == ""
}

// Detail returns the level of detail of the folder.
func (m *Manifest) Detail() string {
	for _, s := range m.Settings {
		if s.Name == "detail" && len(s.Values) == 1 {
			return s.Values[0]
		}
	}
	return "unknown"
}

// Refresh updates the manifest's entries of rewritten files.
func (m *Manifest) Refresh(folder string, paths []string) error {
	for _, path := range paths {
		info, err := HashFile(path)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(folder, path)
		if err != nil {
			return err
		}
		info.Path = filepath.ToSlash(rel)
		m.Files = slices.DeleteFunc(m.Files, func(f FileInfo) bool { return f.Path == info.Path })
		m.Files = append(m.Files, info)
	}
	slices.SortFunc(m.Files, func(a, b FileInfo) int { return strings.Compare(a.Path, b.Path) })
	m.Drawing = nil
	if err := m.syncFolders(folder); err != nil {
		return err
	}
	return m.Write(folder)
}
