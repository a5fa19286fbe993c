package results

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"

	"thaw/experiments/results/policyset"
	"thaw/models/names"
	"thaw/models/outcome"
)

// What rows and manifests name their runs by.
type (
	PolicyID          = policyset.ID
	MechanismPolicies = policyset.MechanismPolicies
)

// None stands for a part of a policy set that is not modelled.
const None = policyset.None

// Row is one row of the summary: the result of one run.
type Row struct {
	Policy    string // the policy set: schedule+keepalive
	Schedule  string
	KeepAlive string
	Prefetch  string
	MechanismPolicies
	Seed int64
	outcome.Summary
	WallS float64 // of the replay; on the screen only, so that files are reproducible
}

// Outcome returns the row as text, in which missing values are alike, without the time that
// the replay took.
func (r Row) Outcome() string {
	r.WallS = 0
	return fmt.Sprintf("%+v", r)
}

// SummaryColumns returns the names of the summary's columns.
func SummaryColumns() []string { return namesOf(summaryColumns) }

func namesOf(columns []summaryColumn) []string {
	out := make([]string, len(columns))
	for i, c := range columns {
		out[i] = c.name
	}
	return out
}

// columnsOf returns the columns of a file with these rows.
func columnsOf[T any](rows []T, row func(*T) *Row) []summaryColumn {
	return slices.DeleteFunc(slices.Clone(summaryColumns), func(c summaryColumn) bool {
		some := func(r T) bool {
			if c.text == nil {
				return row(&r).Workflows > 0
			}
			return !policyset.Option(*c.text(row(&r))).IsZero()
		}
		return c.option && !slices.ContainsFunc(rows, some)
	})
}

func itself(r *Row) *Row { return r }

// NumericColumns lists the columns that are neither texts nor the seed.
func NumericColumns() []string {
	var out []string
	for _, c := range summaryColumns {
		if c.text == nil && c.name != "seed" {
			out = append(out, c.name)
		}
	}
	return out
}

// Value returns a numeric column of the row by its name. Of a row without a replay it
// is missing, also of a count, which files show as 0.
func (r *Row) Value(name string) (float64, error) {
	for _, c := range summaryColumns {
		switch {
		case c.name != name:
		case c.name != "seed" && c.text == nil && r.Unmeasured():
			return outcome.Missing(), nil
		case c.count != nil:
			return float64(*c.count(r)), nil
		case c.value != nil:
			return *c.value(r), nil
		}
	}
	return 0, fmt.Errorf("summary has no numeric column %q%s", name, names.Hint(name, SummaryColumns()))
}

// Unmeasure marks the row as one without a replay, that of a load search which finds no
// rate that is sustained: all its metrics are missing.
func (r *Row) Unmeasure() {
	r.Summary = outcome.Summary{}
	for _, c := range summaryColumns {
		if c.value != nil {
			*c.value(r) = outcome.Missing()
		}
	}
}

// Unmeasured reports whether the row has no replay: not one metric has a sample.
func (r *Row) Unmeasured() bool {
	return !slices.ContainsFunc(summaryColumns, func(c summaryColumn) bool {
		return c.value != nil && !outcome.IsMissing(*c.value(r))
	})
}

// check reports numbers that files cannot represent, and metrics that every replay has
// and the row lacks.
func (r *Row) check() error {
	unmeasured := r.Unmeasured()
	for _, c := range summaryColumns {
		if c.value != nil && (math.IsInf(*c.value(r), 0) ||
			c.absent == "" && !unmeasured && outcome.IsMissing(*c.value(r))) {
			return fileError("%s of policy %s, seed %d, is %v: please report this", c.name, r.Policy, r.Seed,
				*c.value(r))
		}
	}
	return nil
}

// appendJSON appends the row as the JSON object of a file of its own.
func (r *Row) appendJSON(b []byte, wall bool) []byte {
	return r.appendColumns(b, columnsOf([]Row{*r}, itself), wall)
}

// appendColumns appends the row as a JSON object in the order of the columns, which
// encoding/json does not keep. With wall it adds the columns for the screen.
func (r *Row) appendColumns(b []byte, columns []summaryColumn, wall bool) []byte {
	b = append(b, '{')
	for i, c := range columns {
		if i > 0 {
			b = append(b, ", "...)
		}
		b = append(append(strconv.AppendQuote(b, c.name), ": "...), jsonOf(c, r)...)
	}
	if wall {
		b = AppendNumber(append(b, `, "wall_s": `...), r.WallS)
		rate := 0.0
		if r.WallS > 0 {
			rate = float64(r.Invocations) / r.WallS
		}
		b = AppendNumber(append(b, `, "invocations_per_wall_s": `...), rate)
	}
	return append(b, '}')
}

func jsonOf(c summaryColumn, r *Row) []byte {
	switch {
	case c.text != nil:
		text, err := json.Marshal(*c.text(r))
		if err != nil {
			panic(err) // a string
		}
		return text
	case c.count != nil:
		return strconv.AppendInt(nil, *c.count(r), 10)
	}
	return AppendMetric(nil, *c.value(r))
}

// IsMissing reports whether a metric has no sample.
func IsMissing(v float64) bool { return outcome.IsMissing(v) }

// AppendMetric writes a metric as JSON: a number, or null where it is missing.
func AppendMetric(b []byte, v float64) []byte {
	if outcome.IsMissing(v) {
		return append(b, "null"...)
	}
	return AppendNumber(b, v)
}

// AppendNumber writes the shortest decimal that reads back as x.
func AppendNumber(b []byte, x float64) []byte { return strconv.AppendFloat(b, x, 'g', -1, 64) }

// WriteSummaryJSON writes rows as a JSON array with one object a row; wall adds the
// columns wall_s and invocations_per_wall_s.
func WriteSummaryJSON(w io.Writer, rows []Row, wall bool) error {
	b, columns := []byte("["), columnsOf(rows, itself)
	for i := range rows {
		if i > 0 {
			b = append(b, ',')
		}
		b = rows[i].appendColumns(append(b, "\n  "...), columns, wall)
	}
	if len(rows) > 0 {
		b = append(b, '\n')
	}
	_, err := w.Write(append(b, "]\n"...))
	return err
}

// writeSummaryCSV writes rows with a header.
func writeSummaryCSV(w io.Writer, rows []Row) error {
	out, columns := csv.NewWriter(w), columnsOf(rows, itself)
	if err := out.Write(namesOf(columns)); err != nil {
		return err
	}
	for i := range rows {
		record := make([]string, len(columns))
		for j, c := range columns {
			switch {
			case c.text != nil:
				record[j] = *c.text(&rows[i])
			case c.value != nil && outcome.IsMissing(*c.value(&rows[i])):
				record[j] = ""
			default:
				record[j] = string(jsonOf(c, &rows[i]))
			}
		}
		if err := out.Write(record); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// WriteSummary writes the three summary files below folder.
func WriteSummary(folder string, rows []Row, stamp Stamp) ([]FileInfo, error) {
	for i := range rows {
		if err := rows[i].check(); err != nil {
			return nil, err
		}
	}
	table, err := writeSummaryTable(folder+"/"+SummaryName, rows, stamp)
	if err != nil {
		return nil, err
	}
	files := []FileInfo{table}
	for _, f := range []struct {
		name  string
		write func(io.Writer) error
	}{
		{"summary.csv", func(w io.Writer) error { return writeSummaryCSV(w, rows) }},
		{"summary.json", func(w io.Writer) error { return WriteSummaryJSON(w, rows, false) }},
	} {
		var b bytes.Buffer
		if err := f.write(&b); err != nil {
			return nil, err
		}
		info, err := WriteFile(folder+"/"+f.name, b.Bytes())
		if err != nil {
			return nil, err
		}
		files = append(files, info)
	}
	return files, nil
}

func writeSummaryTable(path string, rows []Row, stamp Stamp) (FileInfo, error) {
	of := columnsOf(rows, itself)
	columns := make([]column, len(of))
	for i, c := range of {
		switch {
		case c.text != nil:
			texts := make([]string, len(rows))
			for j := range rows {
				texts[j] = *c.text(&rows[j])
			}
			columns[i] = textsColumn(c.name, texts)
		case c.count != nil:
			t := newInts(c.name)
			for j := range rows {
				t.values = append(t.values, *c.count(&rows[j]))
			}
			columns[i] = t
		default:
			t := &floats{name: c.name}
			for j := range rows {
				t.add(*c.value(&rows[j]))
			}
			columns[i] = t
		}
	}
	return writeGroupFile(path, columns, len(rows), stamp)
}

// SummaryColumnsOf are the summary's columns of a table whose rows hold one of
// the summary.
func SummaryColumnsOf[T any](rows []T, row func(*T) *Row) []RowColumn[T] {
	var out []RowColumn[T]
	for _, c := range columnsOf(rows, row) {
		of := RowColumn[T]{Name: c.name}
		switch {
		case c.text != nil:
			of.Text = func(r *T) string { return *c.text(row(r)) }
		case c.count != nil:
			of.Whole, of.Value = true, func(r *T) float64 { return float64(*c.count(row(r))) }
		default:
			of.Value = func(r *T) float64 { return *c.value(row(r)) }
		}
		out = append(out, of)
	}
	return out
}
