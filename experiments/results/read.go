package results

import (
	"fmt"
	"math"

	"github.com/apache/arrow/go/v15/parquet"
	"github.com/apache/arrow/go/v15/parquet/file"

	"thaw/experiments/textfile"
	"thaw/models/outcome"
)

// Table holds columns read from a result file.
type Table struct {
	Rows   int
	ints   map[string][]int64
	floats map[string][]float64
	texts  map[string][]string
}

// Ints returns an integer column, or nil when the table has none of that name.
func (t *Table) Ints(name string) []int64 { return t.ints[name] }

// Floats returns a column of numbers, integers converted, or nil.
func (t *Table) Floats(name string) []float64 {
	if f := t.floats[name]; f != nil {
		return f
	}
	ints, ok := t.ints[name]
	if !ok {
		return nil
	}
	out := make([]float64, len(ints))
	for i, v := range ints {
		out[i] = float64(v)
	}
	return out
}

// Texts returns a column of texts, or nil.
func (t *Table) Texts(name string) []string { return t.texts[name] }

// ReadTable reads the named columns of a result file, or all if none is named.
func ReadTable(path string, columns ...string) (*Table, error) {
	all := newTable()
	err := ScanTable(path, columns, func(t *Table) error {
		all.Rows += t.Rows
		for name, v := range t.ints { // any order: each column is appended to itself
			all.ints[name] = append(all.ints[name], v...)
		}
		for name, v := range t.floats { // any order: each column is appended to itself
			all.floats[name] = append(all.floats[name], v...)
		}
		for name, v := range t.texts { // any order: each column is appended to itself
			all.texts[name] = append(all.texts[name], v...)
		}
		return nil
	})
	return all, err
}

func newTable() *Table {
	return &Table{ints: map[string][]int64{}, floats: map[string][]float64{}, texts: map[string][]string{}}
}

// ScanTable reads the named columns of a result file one row group at a time,
// so that a file of any length takes bounded memory.
func ScanTable(path string, columns []string, each func(*Table) error) (err error) {
	defer func() { // the library panics on corrupt files
		if r := recover(); r != nil {
			err = fmt.Errorf("%s: damaged: %v", path, r)
		}
	}()
	r, err := openParquet(path)
	if err != nil {
		return fmt.Errorf("%s: cannot read: %w", path, Cause(err))
	}
	defer r.Close()
	schema := r.MetaData().Schema
	if len(columns) == 0 {
		for i := range schema.NumColumns() {
			columns = append(columns, schema.Column(i).Name())
		}
	}
	indices := make([]int, len(columns))
	for i, name := range columns {
		if indices[i] = schema.ColumnIndexByName(name); indices[i] < 0 {
			return fmt.Errorf("%s: has no column %q", path, name)
		}
	}
	for g := range r.NumRowGroups() {
		t := newTable()
		group := r.RowGroup(g)
		t.Rows = int(group.NumRows())
		for i, name := range columns {
			chunk, err := group.Column(indices[i])
			if err == nil {
				err = t.read(name, chunk)
			}
			if err != nil {
				return fmt.Errorf("%s: column %s: %w", path, name, err)
			}
		}
		if err := each(t); err != nil {
			return err
		}
	}
	return nil
}

// read reads one column chunk.
func (t *Table) read(name string, chunk file.ColumnChunkReader) error {
	switch c := chunk.(type) {
	case *file.Int64ColumnChunkReader:
		v, err := readAll(t.Rows, c.ReadBatch)
		t.ints[name] = v
		return err
	case *file.Int32ColumnChunkReader:
		v, err := readAll(t.Rows, c.ReadBatch)
		wide := make([]int64, len(v))
		for i := range v {
			wide[i] = int64(v[i])
		}
		t.ints[name] = wide
		return err
	case *file.Float64ColumnChunkReader:
		read := readAll[float64]
		if c.Descriptor().MaxDefinitionLevel() > 0 {
			read = readOptional
		}
		v, err := read(t.Rows, c.ReadBatch)
		t.floats[name] = v
		return err
	case *file.ByteArrayColumnChunkReader:
		v, err := readAll(t.Rows, c.ReadBatch)
		out := make([]string, len(v))
		for i := range v {
			out[i] = string(v[i])
		}
		t.texts[name] = out
		return err
	}
	return fmt.Errorf("type %s is not read", chunk.Type())
}

func readAll[T int64 | int32 | float64 | parquet.ByteArray](rows int,
	batch func(int64, []T, []int16, []int16) (int64, int, error)) ([]T, error) {
	out := make([]T, rows)
	for at := 0; at < rows; {
		_, n, err := batch(int64(rows-at), out[at:], nil, nil)
		if err != nil {
			return nil, err
		}
		if n == 0 {
			return nil, fmt.Errorf("ends after %d of %d rows", at, rows)
		}
		at += n
	}
	return out, nil
}

// readOptional reads a column of numbers that may lack some: NaN stands for null.
func readOptional(rows int, batch func(int64, []float64, []int16, []int16) (int64, int, error)) ([]float64, error) {
	out, values, levels := make([]float64, 0, rows), make([]float64, rows), make([]int16, rows)
	for len(out) < rows {
		n, _, err := batch(int64(rows-len(out)), values, levels, nil)
		if err != nil {
			return nil, err
		}
		if n <= 0 {
			return nil, fmt.Errorf("ends after %d of %d rows", len(out), rows)
		}
		at := 0
		for _, level := range levels[:n] {
			v := math.NaN()
			if level > 0 {
				v = values[at]
				at++
			}
			out = append(out, v)
		}
	}
	return out, nil
}

// openParquet opens a regular file.
func openParquet(path string) (r *file.Reader, err error) {
	f, err := textfile.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { // the library panics on corrupt files
		if p := recover(); p != nil {
			err = fmt.Errorf("damaged: %v", p)
		}
		if err != nil {
			f.Close()
		}
	}()
	return file.NewParquetReader(f)
}

// ReadStamp reads the key-value metadata of a result file.
func ReadStamp(path string) (Stamp, error) {
	r, err := openParquet(path)
	if err != nil {
		return Stamp{}, fmt.Errorf("%s: cannot read: %w", path, Cause(err))
	}
	defer r.Close()
	get := func(key string) string {
		if v := r.MetaData().KeyValueMetadata().FindValue(key); v != nil {
			return *v
		}
		return ""
	}
	return Stamp{get("thaw.version"), get("thaw.revision"), get("thaw.manifest"), get("thaw.manifest_sha256")}, nil
}

// ReadSummary reads the rows of a summary file.
func ReadSummary(path string) ([]Row, error) {
	t, err := ReadTable(path)
	if err != nil {
		return nil, err
	}
	rows := make([]Row, t.Rows)
	for _, c := range summaryColumns {
		ok := false
		for i := range rows {
			switch {
			case c.text != nil:
				if ok = t.texts[c.name] != nil; ok {
					*c.text(&rows[i]) = t.texts[c.name][i]
				} else if ok = c.option; ok {
					*c.text(&rows[i]) = None
				}
			case c.count != nil:
				if ok = t.ints[c.name] != nil; ok {
					*c.count(&rows[i]) = t.ints[c.name][i]
				}
				ok = ok || c.option
			default:
				if ok = t.floats[c.name] != nil; ok {
					*c.value(&rows[i]) = t.floats[c.name][i]
				} else if ok = c.option; ok {
					*c.value(&rows[i]) = outcome.Missing()
				}
			}
		}
		if !ok && len(rows) > 0 {
			return nil, fmt.Errorf("%s: has no column %q", path, c.name)
		}
	}
	return rows, nil
}
