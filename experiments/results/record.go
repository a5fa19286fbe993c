package results

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"thaw/models/outcome"
)

// recordName is the file that marks a run as finished. It is the last file of a run.
const recordName = "run.json"

// Record describes a finished run, in its folder beside the tables.
type Record struct {
	Inputs json.RawMessage `json:"inputs"`        // of the run
	SHA256 string          `json:"inputs_sha256"` // of inputs
	Row    json.RawMessage `json:"row"`           // its row of the summary
	Files  []FileInfo      `json:"files"`         // its tables, by name
}

// WriteRecord marks the run in folder as finished.
func WriteRecord(folder string, stamp Stamp, row *Row, files []FileInfo) (FileInfo, error) {
	if err := row.check(); err != nil {
		return FileInfo{}, err
	}
	rec := Record{Inputs: json.RawMessage(stamp.Manifest), SHA256: stamp.SHA256, Row: row.appendJSON(nil, false),
		Files: []FileInfo{}}
	for _, f := range files {
		rec.Files = append(rec.Files, FileInfo{filepath.Base(f.Path), f.Size, f.SHA256})
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(rec); err != nil {
		return FileInfo{}, err
	}
	return WriteFile(filepath.Join(folder, recordName), b.Bytes())
}

// ReadRecord returns the record of the run in folder, or nil if the run is not
// finished: the record or one of its tables is missing.
func ReadRecord(folder string) (*Record, *Row, error) {
	path := filepath.Join(folder, recordName)
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, fmt.Errorf("%s: cannot read: %w", path, Cause(err))
	}
	rec, row := &Record{}, &Row{}
	if err := json.Unmarshal(text, rec); err != nil {
		return nil, nil, fmt.Errorf("%s: damaged: %w", path, err)
	}
	if err := row.readJSON(rec.Row); err != nil {
		return nil, nil, fmt.Errorf("%s: damaged: %w", path, err)
	}
	for _, f := range rec.Files {
		if st, err := os.Stat(filepath.Join(folder, f.Name())); err != nil || st.Size() != f.Size {
			return nil, nil, nil
		}
	}
	return rec, row, nil
}

// Name returns the last part of the path.
func (f FileInfo) Name() string { return filepath.Base(f.Path) }

// readJSON reads an object as appendJSON writes it.
func (r *Row) readJSON(text []byte) error {
	var values map[string]json.RawMessage
	if err := json.Unmarshal(text, &values); err != nil {
		return err
	}
	for _, c := range summaryColumns {
		v, ok := values[c.name]
		if !ok || string(v) == "null" && c.value == nil {
			return fmt.Errorf("column %q is missing", c.name)
		}
		var err error
		switch {
		case c.text != nil:
			err = json.Unmarshal(v, c.text(r))
		case c.count != nil:
			err = json.Unmarshal(v, c.count(r))
		case string(v) == "null":
			*c.value(r) = outcome.Missing()
		default:
			err = json.Unmarshal(v, c.value(r))
		}
		if err != nil {
			return fmt.Errorf("column %q: %w", c.name, err)
		}
	}
	return r.check()
}

// FilesOf lists the files of a finished run, its record included.
func FilesOf(at string) ([]FileInfo, error) {
	rec, _, err := ReadRecord(at)
	if err != nil {
		return nil, err
	}
	if rec == nil {
		return nil, fmt.Errorf("%s: files of the run are gone", at)
	}
	self, err := HashFile(filepath.Join(at, recordName))
	if err != nil {
		return nil, err
	}
	files := []FileInfo{self}
	for _, f := range rec.Files {
		files = append(files, FileInfo{filepath.Join(at, f.Name()), f.Size, f.SHA256})
	}
	return files, nil
}
