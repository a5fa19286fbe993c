package azure2019

import (
	"bytes"
	"io"
	"math"
	"slices"
	"strconv"

	"thaw/traces/findings"
	"thaw/traces/input"
)

// fittedRow is a function's row of a durations file.
type fittedRow struct {
	fn      int32 // as interned
	line    int32
	average float64 // ms
	count   float64
	curve   durationCurve
}

// appMemory adds up the memory rows of an app.
type appMemory struct{ weighted, weight float64 }

// rowReader reads rows of numbers behind names.
type rowReader struct {
	lines   *input.Lines
	columns columnMap
	report  *findings.Report
	cut     input.Fields
}

// next reads a row with the header's number of fields; others are reported.
func (r *rowReader) next() error {
	for {
		line, err := r.lines.Next()
		if err != nil {
			return err
		}
		switch {
		case len(bytes.TrimSpace(line)) == 0:
			r.report.Warnf("blank line", r.lines.File, r.lines.Line, 0, "blank line")
		case !r.cut.Cut(r.lines, line, r.report): // unusable, and said
		case len(r.cut.Text) != r.columns.count:
			r.report.Warnf("row not used", r.lines.File, r.lines.Line, 0,
				"row has %d fields, the header has %d: it is not used", len(r.cut.Text), r.columns.count)
		default:
			return nil
		}
	}
}

func (r *rowReader) field(i int) []byte { return r.cut.Text[r.columns.at[i]] }

// column is where wanted field i begins in its line, from 1.
func (r *rowReader) column(i int) int { return r.cut.Starts[r.columns.at[i]] + 1 }

// number reads wanted column i: finite, from 0 to limit. Others are reported.
func (r *rowReader) number(i int, limit float64) (float64, bool) {
	f := bytes.TrimSpace(r.field(i))
	v, plain := plainDigits(f)
	what := ""
	if !plain {
		var err error
		v, err = strconv.ParseFloat(string(f), 64)
		switch {
		case math.IsNaN(v) || math.IsInf(v, 0):
			what = "is not a finite number"
		case err != nil:
			what = "is not a number"
		case v < 0:
			what = "is negative"
		}
	}
	if what == "" && v > limit {
		what = "is too large"
	}
	if what == "" {
		return v, true
	}
	r.report.Warnf("row not used", r.lines.File, r.lines.Line, r.column(i),
		"%s %s %s: the row is not used",
		r.columns.names[i], findings.Quoted(f), what)
	return 0, false
}

// plainDigits reads up to fifteen plain digits, which is what upstream
// writes, perhaps followed by ".0".
func plainDigits(f []byte) (float64, bool) {
	f = bytes.TrimSuffix(f, []byte(".0"))
	if len(f) == 0 || len(f) > 15 {
		return 0, false
	}
	n := int64(0)
	for _, c := range f {
		if c-'0' > 9 {
			return 0, false
		}
		n = n*10 + int64(c-'0')
	}
	return float64(n), true
}

// readDurations reads a durations file. A row that cannot be used is reported,
// and its function is imputed.
func (a *Trace) readDurations(d *traceDay, lines *input.Lines) error {
	columns, _, ok, err := readColumns(lines, durationColumns, a.report)
	if !ok || err != nil {
		return err
	}
	r := &rowReader{lines: lines, columns: columns, report: a.report}
	var key []byte
	seen := map[int32]int{}          // of a function, the index of its row
	several := map[int][]fittedRow{} // of such a row, where there are more of the function
	defer func() { d.combine(several) }()
	for {
		if err := r.next(); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		row, ok := r.duration()
		if !ok {
			continue
		}
		key = functionKey(key, r.field(0), r.field(1))
		fn := a.intern.function(key)
		curve, fit := fitDuration(&row)
		a.reportFit(lines, r, &row, &curve, &fit)
		fitted := fittedRow{fn: fn, line: int32(lines.Line), average: row.average, count: row.count, curve: curve}
		i, again := seen[fn]
		if !again {
			seen[fn] = len(d.rows)
			d.rows = append(d.rows, fitted)
			continue
		}
		a.report.Warnf("duplicate duration row", lines.File, lines.Line, 0,
			"function %s has a row already: durations are drawn from both, weighted by Count",
			findings.Quoted([]byte(keyName(string(key)))))
		if len(several[i]) == 0 {
			several[i] = d.rows[i : i+1 : i+1]
		}
		several[i] = append(several[i], fitted)
	}
}

// combine replaces rows of functions that have more than one.
func (d *traceDay) combine(several map[int][]fittedRow) {
	for i, rows := range several { // any order: each replaces a row of its own
		d.rows[i] = combineRows(rows)
	}
}

// duration reads the numbers of a durations row.
func (r *rowReader) duration() (row durationRow, ok bool) {
	into := []*float64{&row.average, &row.count, &row.minimum, &row.maximum}
	for i := range row.percentiles {
		into = append(into, &row.percentiles[i])
	}
	for i, p := range into {
		limit := float64(durationLongest)
		if p == &row.count {
			limit = 1e15
		}
		if *p, ok = r.number(2+i, limit); !ok {
			return row, false
		}
	}
	if !slices.IsSorted(row.percentiles[:]) {
		r.report.Warnf("row not used", r.lines.File, r.lines.Line, r.column(6),
			"percentiles do not ascend: the row is not used")
		return row, false
	}
	return row, true
}

func (a *Trace) reportFit(lines *input.Lines, r *rowReader, row *durationRow, curve *durationCurve,
	fit *durationFit) {
	column := r.column(2)
	switch highest := max(row.maximum, row.percentiles[quantileSegments]); {
	case row.average > 0 || !fit.reachable: // the latter is said below
	case highest > 0:
		a.report.Warnf("average of 0 ms", lines.File, lines.Line, column,
			"Average is 0 ms, yet the longest takes %g ms: durations are drawn with that mean, so that all are 0",
			highest)
	default:
		a.report.Warnf("average of 0 ms", lines.File, lines.Line, column,
			"Average is 0 ms: durations are drawn with that mean")
	}
	if fit.endsContradict {
		a.report.Warnf("contradicting ends", lines.File, lines.Line, column,
			"Minimum %g or Maximum %g lies inside the percentiles %g to %g: the percentiles are used", row.minimum,
			row.maximum,
			row.percentiles[0], row.percentiles[quantileSegments])
	}
	if !fit.reachable {
		a.report.Warnf("not self-consistent", lines.File, lines.Line, column,
			"Average %g ms cannot be the mean of any distribution with these percentiles, "+
				"which allow %.5g to %.5g ms: the nearest is used, durations are drawn with the mean %.5g ms",
			row.average, fit.least, fit.most, float64(curve.mean())/1e6)
	}
}

// memoryMax bounds an app's memory in MiB: 16 TiB.
const memoryMax = 16 << 20

// readMemory reads an app memory file. A row that cannot be used is reported,
// and its app is imputed.
func (a *Trace) readMemory(lines *input.Lines) error {
	columns, _, ok, err := readColumns(lines, memoryColumns, a.report)
	if !ok || err != nil {
		return err
	}
	r := &rowReader{lines: lines, columns: columns, report: a.report}
	seen := map[int32]bool{}
	for {
		if err := r.next(); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		samples, ok := r.number(1, 1e15)
		if !ok {
			continue
		}
		mib, ok := r.number(2, memoryMax)
		if !ok {
			continue
		}
		app := a.intern.app(r.field(0))
		if seen[app] {
			a.report.Warnf("duplicate memory row", lines.File, lines.Line, 0,
				"app %s has a row already: the mean of both, weighted by SampleCount, is used",
				findings.Quoted(r.field(0)))
		}
		seen[app] = true
		for len(a.memory) <= int(app) {
			a.memory = append(a.memory, appMemory{})
		}
		m := &a.memory[app]
		m.weighted += max(samples, 1) * mib
		m.weight += max(samples, 1)
	}
}
