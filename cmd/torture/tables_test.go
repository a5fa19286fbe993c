//go:build torture

package torture

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow/go/v15/parquet"
	parquetfile "github.com/apache/arrow/go/v15/parquet/file"
)

// table is a Parquet file as read. It takes optional columns as well as required ones.
type table struct {
	rows   int
	ints   map[string][]int64
	floats map[string][]float64 // NaN where null
	texts  map[string][]string
	nulls  map[string]int
}

// num is a column of whole numbers or of doubles.
func (t *table) num(name string) []float64 {
	if v, ok := t.floats[name]; ok {
		return v
	}
	out := make([]float64, 0, t.rows)
	for _, v := range t.ints[name] {
		out = append(out, float64(v))
	}
	return out
}

func readTable(path string) (t *table, err error) {
	defer func() { // the library panics on corrupt files
		if r := recover(); r != nil {
			err = fmt.Errorf("%s: damaged: %v", path, r)
		}
	}()
	r, err := parquetfile.OpenParquetFile(path, false)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	defer r.Close()
	t = &table{0, map[string][]int64{}, map[string][]float64{}, map[string][]string{}, map[string]int{}}
	for g := range r.NumRowGroups() {
		group := r.RowGroup(g)
		rows := int(group.NumRows())
		t.rows += rows
		for i := range r.MetaData().Schema.NumColumns() {
			column := r.MetaData().Schema.Column(i)
			chunk, err := group.Column(i)
			if err == nil {
				err = t.read(column.Name(), chunk, rows, column.MaxDefinitionLevel() > 0)
			}
			if err != nil {
				return nil, fmt.Errorf("%s: column %s: %w", path, column.Name(), err)
			}
		}
	}
	return t, nil
}

func (t *table) read(name string, chunk parquetfile.ColumnChunkReader, rows int, optional bool) error {
	switch c := chunk.(type) {
	case *parquetfile.Int64ColumnChunkReader:
		v, present, err := values(rows, optional, c.ReadBatch)
		if err == nil && present != nil && slices.Contains(present, false) {
			return t.doubles(name, v, present)
		}
		t.ints[name] = append(t.ints[name], v...)
		return err
	case *parquetfile.Int32ColumnChunkReader:
		v, _, err := values(rows, optional, c.ReadBatch)
		for _, x := range v {
			t.ints[name] = append(t.ints[name], int64(x))
		}
		return err
	case *parquetfile.Float64ColumnChunkReader:
		v, present, err := values(rows, optional, c.ReadBatch)
		for i, x := range v {
			if present != nil && !present[i] {
				x = math.NaN()
				t.nulls[name]++
			}
			t.floats[name] = append(t.floats[name], x)
		}
		return err
	case *parquetfile.ByteArrayColumnChunkReader:
		v, _, err := values(rows, optional, c.ReadBatch)
		for _, x := range v {
			t.texts[name] = append(t.texts[name], string(x))
		}
		return err
	}
	return fmt.Errorf("a column of type %v", chunk.Type())
}

// doubles takes whole numbers some of which are null.
func (t *table) doubles(name string, v []int64, present []bool) error {
	for i, x := range v {
		f := float64(x)
		if !present[i] {
			f = math.NaN()
			t.nulls[name]++
		}
		t.floats[name] = append(t.floats[name], f)
	}
	return nil
}

// values reads one chunk. present is nil where the column is required.
func values[T int64 | int32 | float64 | parquet.ByteArray](rows int, optional bool,
	batch func(int64, []T, []int16, []int16) (int64, int, error)) (out []T, present []bool, err error) {
	out = make([]T, 0, rows)
	for at := 0; at < rows; {
		buffer, levels := make([]T, rows-at), make([]int16, rows-at)
		n, defined, err := batch(int64(rows-at), buffer, levels, nil)
		if err != nil || n == 0 {
			return nil, nil, fmt.Errorf("ends after %d of %d rows: %v", at, rows, err)
		}
		if !optional {
			out = append(out, buffer[:defined]...)
			at += defined
			continue
		}
		used := 0
		for _, level := range levels[:n] {
			var v T
			if level > 0 {
				v = buffer[used]
				used++
			}
			out, present = append(out, v), append(present, level > 0)
		}
		at += int(n)
	}
	return out, present, nil
}

// row is a row of summary.json: numbers, texts and nulls.
type row map[string]any

func (r row) num(name string) float64 {
	if v, ok := r[name].(float64); ok {
		return v
	}
	return math.NaN()
}

func (r row) text(name string) string {
	s, _ := r[name].(string)
	return s
}

func readJSON(path string, into any) error {
	text, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(text, into)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

// readCSV returns the rows of a CSV file with a header.
func readCSV(path string) ([]map[string]string, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	lines, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil || len(lines) == 0 {
		return nil, fmt.Errorf("%s: %d lines: %v", path, len(lines), err)
	}
	var out []map[string]string
	for _, line := range lines[1:] {
		r := map[string]string{}
		for i, name := range lines[0] {
			r[name] = line[i]
		}
		out = append(out, r)
	}
	return out, nil
}

// tree is what a result folder holds, by name: bytes, and of JSON files that tell the
// command line everything but that.
func tree(folder string) (map[string]string, error) {
	out := map[string]string{}
	if !there(folder) {
		return out, nil
	}
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !d.Type().IsRegular() {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		name, err := filepath.Rel(folder, path)
		if base := filepath.Base(path); base == "manifest.json" || base == "reproduction.json" {
			m := map[string]any{}
			if json.Unmarshal(text, &m) == nil {
				delete(m, "command")
				text, _ = json.Marshal(m)
			}
		}
		out[name] = string(text)
		return err
	})
	return out, err
}

// differ names the first file that two folders do not share, or "".
func differ(a, b string) string {
	left, err := tree(a)
	if err != nil {
		return err.Error()
	}
	right, err := tree(b)
	if err != nil {
		return err.Error()
	}
	var names []string
	for name := range left {
		names = append(names, name)
	}
	for name := range right {
		if _, ok := left[name]; !ok {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		l, inLeft := left[name]
		r, inRight := right[name]
		switch {
		case !inLeft:
			return name + " is only in " + b
		case !inRight:
			return name + " is only in " + a
		case l != r:
			return name + " differs"
		}
	}
	return ""
}

// finals are the files of a folder under final names, without folders.
func finals(folder string) (out []string) {
	_ = filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && !strings.HasSuffix(path, ".partial") && filepath.Base(path)[0] != '.' {
			name, _ := filepath.Rel(folder, path)
			out = append(out, name)
		}
		return nil
	})
	return out
}

func there(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// Does the reader of tables see what a plain file of thaw holds?
func TestTableOfFixture(t *testing.T) {
	s := open(t)
	s.deadline = time.Now().Add(time.Minute)
	s.fixtures = makeFixtures(t, s)
	path := filepath.Join(s.fixtures.result, "summary.parquet")
	got, err := readTable(path)
	if err != nil {
		t.Fatal(err)
	}
	lines, err := readCSV(filepath.Join(s.fixtures.result, "summary.csv"))
	if err != nil {
		t.Fatal(err)
	}
	if got.rows != len(lines) || got.rows == 0 {
		t.Fatalf("%d rows, and %d in CSV", got.rows, len(lines))
	}
	for i, line := range lines {
		if want, _ := strconv.ParseFloat(line["invocations"], 64); got.num("invocations")[i] != want {
			t.Errorf("row %d: %v invocations, and %v in CSV", i, got.num("invocations")[i], want)
		}
	}
	_ = os.RemoveAll(s.folder)
}
