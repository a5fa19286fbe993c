package results

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"thaw/experiments/textfile"
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
	Digest string          `json:"record_sha256"` // of the record without this line
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
	var err error
	if rec.Digest, err = rec.digest(); err != nil {
		return FileInfo{}, err
	}
	text, err := rec.encode()
	if err != nil {
		return FileInfo{}, err
	}
	return WriteFile(filepath.Join(folder, recordName), text)
}

// encode returns the text of the record's file.
func (r *Record) encode() ([]byte, error) { return IndentedJSON(r) }

// digest returns the SHA-256 of the record without its digest.
func (r *Record) digest() (string, error) {
	bare := *r
	bare.Digest = ""
	text, err := bare.encode()
	return digestOf(text), err
}

func digestOf(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// digest returns the SHA-256 of the stamp's inputs.
func (s *Stamp) digest() string { return digestOf([]byte(s.Manifest)) }

// ReadRecord returns the record of the run in folder, or nil if the run is not
// finished. If the record or a table is not as it was written, the error is a
// DamagedError; the record comes with it if its inputs can be trusted.
func ReadRecord(folder string) (*Record, *Row, error) {
	rec, row, err := readRecord(folder)
	if rec == nil || err != nil {
		return rec, nil, err
	}
	for _, f := range rec.Files {
		if err := f.Verify(filepath.Join(folder, f.Name())); err != nil {
			return rec, nil, err
		}
	}
	return rec, row, nil
}

// RecordOf returns the record of the run in folder without looking at its tables; nil where
// there is none whose inputs can be trusted.
func RecordOf(folder string) *Record {
	rec, _, _ := readRecord(folder)
	return rec
}

// readRecord is ReadRecord without the tables.
func readRecord(folder string) (*Record, *Row, error) {
	path := filepath.Join(folder, recordName)
	text, err := textfile.Read(path, textfile.Made)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, fmt.Errorf("%s: cannot read: %w", path, Cause(err))
	}
	rec, row := &Record{}, &Row{}
	if err := json.Unmarshal(text, rec); err != nil {
		return nil, nil, &DamagedError{path, err.Error()}
	}
	var inputs bytes.Buffer
	if json.Compact(&inputs, rec.Inputs) != nil || digestOf(inputs.Bytes()) != rec.SHA256 {
		return nil, nil, &DamagedError{path, "its inputs are not those of its inputs_sha256"}
	}
	found, err := rec.digest()
	if err != nil {
		return rec, nil, &DamagedError{path, err.Error()}
	}
	if found != rec.Digest {
		return rec, nil, &DamagedError{path, fmt.Sprintf("its SHA-256 is %s, expected %s", found, rec.Digest)}
	}
	if same, err := rec.encode(); err != nil || !bytes.Equal(same, text) {
		return rec, nil, &DamagedError{path, "it has more than a record"}
	}
	if err := row.readJSON(rec.Row); err != nil {
		return rec, nil, &DamagedError{path, err.Error()}
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
		if !ok && c.option {
			switch {
			case c.text != nil:
				*c.text(r) = None
			case c.value != nil:
				*c.value(r) = outcome.Missing()
			}
			continue
		}
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

// FilesOf lists the files of a finished run, its record included. It reads no table:
// the run has just written them, or ReadRecord has verified them.
func FilesOf(at string) ([]FileInfo, error) {
	rec, _, err := readRecord(at)
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
		path := filepath.Join(at, f.Name())
		if st, err := os.Stat(path); err != nil || st.Size() != f.Size {
			return nil, fmt.Errorf("%s: files of the run are gone", at)
		}
		files = append(files, FileInfo{path, f.Size, f.SHA256})
	}
	return files, nil
}
