package experiments

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"math"
	"strconv"
)

// rowColumn is one column of the files of comparisons and checks: a text, a
// yes or no, or a number of which NaN is missing.
type rowColumn[T any] struct {
	name  string
	text  func(*T) string
	flag  func(*T) bool
	value func(*T) float64
}

// cell returns the value of a column as it stands in JSON.
func (c *rowColumn[T]) cell(row *T) ([]byte, error) {
	switch {
	case c.text != nil:
		return json.Marshal(c.text(row))
	case c.flag != nil:
		return strconv.AppendBool(nil, c.flag(row)), nil
	}
	if v := c.value(row); !math.IsNaN(v) {
		return appendNumber(nil, v), nil
	}
	return []byte("null"), nil
}

// writeRowsCSV writes a header and one line a row; a missing number is empty.
func writeRowsCSV[T any](w io.Writer, columns []rowColumn[T], rows []T) error {
	out := csv.NewWriter(w)
	line := make([]string, len(columns))
	for i := range columns {
		line[i] = columns[i].name
	}
	if err := out.Write(line); err != nil {
		return err
	}
	for k := range rows {
		for i := range columns {
			c := &columns[i]
			if c.text != nil {
				line[i] = c.text(&rows[k])
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

// writeRowsJSON writes an array with one object a row, its keys in the order of
// the columns; a missing number is null.
func writeRowsJSON[T any](w io.Writer, columns []rowColumn[T], rows []T) error {
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
			b = append(append(strconv.AppendQuote(b, columns[i].name), ": "...), cell...)
		}
		b = append(b, '}')
	}
	if len(rows) > 0 {
		b = append(b, '\n')
	}
	_, err := w.Write(append(b, "]\n"...))
	return err
}
