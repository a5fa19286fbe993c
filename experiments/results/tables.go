package results

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"io"
	"path/filepath"
	"strconv"
)

// RowColumn is one column of a table with one row per T: a text, a flag, or a
// number (NaN: missing). Exactly one of Text, Flag and Value is set.
type RowColumn[T any] struct {
	Name  string
	Text  func(*T) string
	Flag  func(*T) bool
	Value func(*T) float64
	Whole bool // values are integers, also in Parquet
}

// cell returns the value of a column as it stands in JSON.
func (c *RowColumn[T]) cell(row *T) ([]byte, error) {
	switch {
	case c.Text != nil:
		return json.Marshal(c.Text(row))
	case c.Flag != nil:
		return strconv.AppendBool(nil, c.Flag(row)), nil
	}
	return AppendMetric(nil, c.Value(row)), nil
}

// WriteCSV writes a header and one line per row. Missing numbers are empty.
func WriteCSV[T any](w io.Writer, columns []RowColumn[T], rows []T) error {
	out := csv.NewWriter(w)
	line := make([]string, len(columns))
	for i := range columns {
		line[i] = columns[i].Name
	}
	if err := out.Write(line); err != nil {
		return err
	}
	for k := range rows {
		for i := range columns {
			c := &columns[i]
			if c.Text != nil {
				line[i] = c.Text(&rows[k])
				continue
			}
			cell, err := c.cell(&rows[k])
			if err != nil {
				return err
			}
			if line[i] = string(cell); line[i] == "null" {
				line[i] = ""
			}
		}
		if err := out.Write(line); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// WriteJSON writes an array with one object per row, its keys in the order of the
// columns. Missing numbers are null.
func WriteJSON[T any](w io.Writer, columns []RowColumn[T], rows []T) error {
	b := []byte("[")
	for k := range rows {
		if k > 0 {
			b = append(b, ',')
		}
		b = append(b, "\n  {"...)
		for i := range columns {
			if i > 0 {
				b = append(b, ", "...)
			}
			cell, err := columns[i].cell(&rows[k])
			if err != nil {
				return err
			}
			b = append(append(strconv.AppendQuote(b, columns[i].Name), ": "...), cell...)
		}
		b = append(b, '}')
	}
	if len(rows) > 0 {
		b = append(b, '\n')
	}
	_, err := w.Write(append(b, "]\n"...))
	return err
}

// WriteTables writes NAME.parquet, NAME.csv and NAME.json below folder.
func WriteTables[T any](folder, name string, columns []RowColumn[T], rows []T, stamp Stamp) ([]FileInfo, error) {
	var files []FileInfo // the CSV first: it says whose the folder is, where there is no manifest
	for _, f := range []struct {
		ending string
		write  func(io.Writer, []RowColumn[T], []T) error
	}{{".csv", WriteCSV[T]}, {".json", WriteJSON[T]}} {
		var b bytes.Buffer
		if err := f.write(&b, columns, rows); err != nil {
			return nil, err
		}
		info, err := WriteFile(filepath.Join(folder, name+f.ending), b.Bytes())
		if err != nil {
			return nil, err
		}
		files = append(files, info)
	}
	table, err := writeParquet(filepath.Join(folder, name+".parquet"), columns, rows, stamp)
	if err != nil {
		return nil, err
	}
	return append([]FileInfo{table}, files...), nil
}

// writeParquet writes rows as one row group.
func writeParquet[T any](path string, of []RowColumn[T], rows []T, stamp Stamp) (FileInfo, error) {
	return writeGroupFile(path, columnsOfRows(of, rows), len(rows), stamp)
}

// columnsOfRows fills the columns of a row group. None of them is a flag.
func columnsOfRows[T any](of []RowColumn[T], rows []T) []column {
	columns := make([]column, len(of))
	for i, c := range of {
		switch {
		case c.Text != nil:
			texts := make([]string, len(rows))
			for j := range rows {
				texts[j] = c.Text(&rows[j])
			}
			columns[i] = textsColumn(c.Name, texts)
		case c.Whole:
			t := newInts(c.Name)
			for j := range rows {
				t.values = append(t.values, int64(c.Value(&rows[j])))
			}
			columns[i] = t
		default:
			t := &floats{name: c.Name}
			for j := range rows {
				t.add(c.Value(&rows[j]))
			}
			columns[i] = t
		}
	}
	return columns
}

// RowFile writes a Parquet file with one row per T, of any length.
type RowFile[T any] struct{ *pipe[*rowList[T]] }

// rowList is one row group of a RowFile.
type rowList[T any] struct {
	of   []RowColumn[T]
	rows []T
}

func (r *rowList[T]) table() []column { return columnsOfRows(r.of, r.rows) }
func (r *rowList[T]) length() int     { return len(r.rows) }
func (r *rowList[T]) clear()          { r.rows = r.rows[:0] }

// CreateRows begins a Parquet file with the columns, none of which is a flag.
func CreateRows[T any](path string, of []RowColumn[T], stamp Stamp) (*RowFile[T], error) {
	p, err := openPipe(path, stamp, func() *rowList[T] { return &rowList[T]{of: of} })
	return &RowFile[T]{p}, err
}

// Add appends a row.
func (w *RowFile[T]) Add(row T) error {
	r := w.rows
	if r.rows = append(r.rows, row); len(r.rows) == rowGroup {
		return w.next()
	}
	return nil
}

// writeGroupFile writes a Parquet file of one row group.
func writeGroupFile(path string, columns []column, rows int, stamp Stamp) (FileInfo, error) {
	file, err := createTable(path, columns, stamp)
	if err != nil {
		return FileInfo{}, err
	}
	if rows > rowGroup {
		file.abort()
		return FileInfo{}, fileError("%s: more than %d rows", path, rowGroup)
	}
	if err := file.writeGroup(columns, rows); err != nil {
		file.abort()
		return FileInfo{}, err
	}
	return file.commit()
}
