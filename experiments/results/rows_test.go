package results

import (
	"fmt"
	"math"
	"path/filepath"
	"testing"
)

// Does a table of more rows than a row group holds come back as it was, with nothing where there was nothing?
func TestRowsOfAnyNumber(t *testing.T) {
	type row struct {
		n    int
		text string
		x    float64
	}
	columns := []RowColumn[row]{
		{Name: "n", Whole: true, Value: func(r *row) float64 { return float64(r.n) }},
		{Name: "text", Text: func(r *row) string { return r.text }},
		{Name: "x", Value: func(r *row) float64 { return r.x }},
	}
	for _, rows := range []int{0, 1, rowGroup, rowGroup + 3, 2*rowGroup + 1} {
		path := filepath.Join(t.TempDir(), "rows.parquet")
		w, err := CreateRows(path, columns, Stamp{Manifest: "{}"})
		if err != nil {
			t.Fatal(err)
		}
		of := func(i int) row {
			x := float64(i) / 3
			if i%7 == 0 {
				x = math.NaN()
			}
			return row{i, fmt.Sprint("stage ", i%5), x}
		}
		for i := range rows {
			if err := w.Add(of(i)); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := w.Finish(true); err != nil {
			t.Fatal(err)
		}
		got, err := ReadTable(path)
		if err != nil || got.Rows != rows {
			t.Fatalf("%d rows, %v; expected %d", got.Rows, err, rows)
		}
		for i := range rows {
			want := of(i)
			x := got.Floats("x")[i]
			if got.Ints("n")[i] != int64(want.n) || got.Texts("text")[i] != want.text ||
				x != want.x && !(math.IsNaN(x) && math.IsNaN(want.x)) {
				t.Fatalf("row %d of %d: %d %q %v, expected %+v", i, rows, got.Ints("n")[i], got.Texts("text")[i], x, want)
			}
		}
	}
}
