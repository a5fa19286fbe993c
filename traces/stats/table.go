package stats

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"thaw/traces/published"
)

// Table shows traces and the published values side by side, one row a
// statistic. It prints as text and marshals to JSON.
type Table struct {
	Columns []string // the traces
	Rows    []Row
}

// Row is one statistic.
type Row struct {
	Section   string
	Name      string
	Unit      string    // % (of fractions), or what the numbers count
	Values    []float64 // one a trace; NaN where the trace does not have it
	Published float64   // NaN where nothing is published
	Source    string    // of the published value
}

// Compare puts traces beside the published values.
func Compare(columns ...*Summary) *Table {
	t := &Table{}
	for i, c := range columns {
		name := c.Name
		if name == "" {
			name = fmt.Sprintf("trace %d", i+1)
		}
		t.Columns = append(t.Columns, name)
	}
	for _, d := range rowDefinitions(columns) {
		row := Row{Section: d.section, Name: d.name, Unit: d.unit, Published: math.NaN(), Source: d.source}
		if d.source != "" {
			row.Published = d.published
		}
		for _, c := range columns {
			row.Values = append(row.Values, d.value(c))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// rowDefinition is a row and how to compute it.
type rowDefinition struct {
	section, name, unit string
	value               func(*Summary) float64
	published           float64
	source              string
}

// String returns the table as text, a heading a section.
func (t *Table) String() string {
	head := append([]string{""}, t.Columns...)
	head = append(head, "published", "source")
	var lines [][]string
	section := ""
	for _, r := range t.Rows {
		if r.Section != section {
			section = r.Section
			lines = append(lines, nil, []string{section})
		}
		line := []string{"  " + r.Name}
		for _, v := range r.Values {
			line = append(line, cellText(v, r.Unit))
		}
		lines = append(lines, append(line, cellText(r.Published, r.Unit), r.Source))
	}
	lines = append([][]string{head}, lines...)
	width := make([]int, len(head))
	for _, l := range lines {
		for i, c := range l {
			if len(l) > 1 {
				width[i] = max(width[i], len([]rune(c)))
			}
		}
	}
	var b strings.Builder
	for _, l := range lines {
		var out strings.Builder
		for i, c := range l {
			pad := strings.Repeat(" ", max(0, width[i]-len([]rune(c))))
			switch {
			case i == 0:
				out.WriteString(c + pad)
			case i == len(head)-1:
				out.WriteString("  " + c)
			default:
				out.WriteString("  " + pad + c)
			}
		}
		b.WriteString(strings.TrimRight(out.String(), " ") + "\n")
	}
	return b.String()
}

func cellText(v float64, unit string) string {
	switch {
	case math.IsNaN(v):
		return "-"
	case unit == "%":
		return strconv.FormatFloat(100*v, 'f', 1, 64) + "%"
	case v == math.Trunc(v) && math.Abs(v) < 1e15:
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return strconv.FormatFloat(v, 'g', 4, 64)
}

// MarshalJSON writes an array with one object a row; what a trace does not
// have is null, shares are fractions.
func (t *Table) MarshalJSON() ([]byte, error) {
	type column struct {
		Trace string   `json:"trace"`
		Value *float64 `json:"value"`
	}
	type row struct {
		Section   string   `json:"section"`
		Name      string   `json:"statistic"`
		Unit      string   `json:"unit"`
		Values    []column `json:"values"`
		Published *float64 `json:"published"`
		Source    string   `json:"source,omitempty"`
	}
	number := func(v float64) *float64 {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return nil
		}
		return &v
	}
	rows := make([]row, len(t.Rows))
	for i, r := range t.Rows {
		unit := r.Unit
		if unit == "%" {
			unit = "fraction"
		}
		rows[i] = row{Section: r.Section, Name: r.Name, Unit: unit, Values: []column{}, Published: number(r.Published),
			Source: r.Source}
		for c, v := range r.Values {
			rows[i].Values = append(rows[i].Values, column{t.Columns[c], number(v)})
		}
	}
	return json.Marshal(rows)
}

// triggerNames returns the triggers of the published figure, then others
// that the traces have.
func triggerNames(columns []*Summary) []string {
	var names []string
	for _, t := range published.Azure().Triggers {
		names = append(names, t.Name)
	}
	published := len(names)
	for _, c := range columns {
		for _, t := range c.Triggers {
			if !slices.Contains(names, t.Name) {
				names = append(names, t.Name)
			}
		}
	}
	slices.Sort(names[published:])
	return names
}

// trigger returns the shares of a trigger; NaN when the trace tells none.
func (s *Summary) trigger(name string) (functions, invocations float64) {
	if s.Triggers == nil {
		return math.NaN(), math.NaN()
	}
	for _, t := range s.Triggers {
		if t.Name == name {
			return t.Functions, t.Invocations
		}
	}
	return 0, 0
}
