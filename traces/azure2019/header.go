package azure2019

import (
	"bytes"
	"io"
	"slices"
	"strconv"

	"thaw/models/names"
	"thaw/traces/findings"
	"thaw/traces/input"
)

// columnMap is the head of a file: which column holds what is wanted.
type columnMap struct {
	names []string // as wanted
	at    []int    // the column of each
	count int      // columns in all
}

var (
	countColumns    = []string{"HashOwner", "HashApp", "HashFunction", "Trigger"}
	durationColumns = []string{"HashApp", "HashFunction", "Average", "Count", "Minimum", "Maximum",
		"percentile_Average_0", "percentile_Average_1", "percentile_Average_25", "percentile_Average_50",
		"percentile_Average_75", "percentile_Average_99", "percentile_Average_100"}
	memoryColumns = []string{"HashApp", "SampleCount", "AverageAllocatedMb"}
)

// splitFields cuts a line at its commas into fields and the byte positions
// where they start.
func splitFields(line []byte, fields [][]byte, starts []int) ([][]byte, []int) {
	fields, starts = fields[:0], starts[:0]
	for at := 0; ; {
		starts = append(starts, at)
		i := bytes.IndexByte(line[at:], ',')
		if i < 0 {
			return append(fields, line[at:]), starts
		}
		fields = append(fields, line[at:at+i])
		at += i + 1
	}
}

// readColumns reads a header and finds the wanted columns in it by
// name, in any order. Mistakes go to the report, and ok is false then.
func readColumns(
	lines *input.Lines, wanted []string, report *findings.Report,
) (c columnMap, fields [][]byte, starts []int, ok bool, err error) {
	line, err := lines.Next()
	if err == io.EOF {
		report.Errorf("empty file", lines.File, 0, 0, "is empty, expected a header line that starts with %s",
			countColumns[0])
		return c, nil, nil, false, nil
	}
	if err != nil {
		return c, nil, nil, false, err
	}
	line = bytes.TrimPrefix(line, []byte("\xef\xbb\xbf"))
	fields, starts = splitFields(line, nil, nil)
	c = columnMap{names: wanted, at: make([]int, len(wanted)), count: len(fields)}
	ok = true
	for i, name := range wanted {
		c.at[i] = slices.IndexFunc(fields, func(f []byte) bool { return string(bytes.TrimSpace(f)) == name })
		if c.at[i] < 0 {
			ok = false
		}
	}
	if !ok {
		reportHeader(lines, &c, fields, starts, report)
	}
	return c, fields, starts, ok, nil
}

// reportHeader says which wanted columns are missing and which
// unknown ones look like them.
func reportHeader(lines *input.Lines, c *columnMap, fields [][]byte, starts []int, report *findings.Report) {
	var missing []string
	for i, at := range c.at {
		if at < 0 {
			missing = append(missing, c.names[i])
		}
	}
	for i, f := range fields {
		if len(f) == 0 || len(f) > 64 || f[0] >= '0' && f[0] <= '9' || slices.Contains(c.names, string(f)) {
			continue
		}
		if hint := names.Suggest(string(f), missing); hint != "" {
			report.Errorf("wrong header", lines.File, lines.Line, starts[i]+1, "unknown column %s%s",
				findings.Quoted(f), hint)
		}
	}
	for _, name := range missing {
		report.Errorf("wrong header", lines.File, lines.Line, 0, "the header has no column %s", name)
	}
}

// countsHeader is the head of a file of invocations. Its minute columns
// follow the named ones; they ascend, may start anywhere in the day and may
// leave minutes out.
type countsHeader struct {
	columns columnMap
	leading int     // columns before the first minute
	minutes []int16 // of each minute column, from 0
}

func (h *countsHeader) first() int { return int(h.minutes[0]) }
func (h *countsHeader) last() int  { return int(h.minutes[len(h.minutes)-1]) }

// whole reports whether the file counts all minutes of its day.
func (h *countsHeader) whole() bool { return len(h.minutes) == dayMinutes }

// readCountsHeader returns nil without an error when the header is wrong:
// the report says how.
func readCountsHeader(lines *input.Lines, report *findings.Report) (*countsHeader, error) {
	columns, fields, starts, ok, err := readColumns(lines, countColumns, report)
	if !ok || err != nil {
		return nil, err
	}
	h := &countsHeader{columns: columns, leading: slices.Max(columns.at) + 1}
	for i, f := range fields[:h.leading] {
		if !slices.Contains(columns.at, i) {
			report.Warnf("unknown column", lines.File, lines.Line, starts[i]+1, "column %s is not used",
				findings.Quoted(f))
		}
	}
	for i, f := range fields[h.leading:] {
		minute, err := strconv.ParseUint(string(bytes.TrimSpace(f)), 10, 16)
		column := starts[h.leading+i] + 1
		switch {
		case err != nil || minute < 1 || minute > dayMinutes:
			report.Errorf("wrong header", lines.File, lines.Line, column,
				"column %s, expected the number of a minute, 1 to %d", findings.Quoted(f), dayMinutes)
			return nil, nil
		case i > 0 && int16(minute-1) <= h.minutes[i-1]:
			report.Errorf("wrong header", lines.File, lines.Line, column,
				"minute %d follows minute %d, expected ascending minutes", minute, h.minutes[i-1]+1)
			return nil, nil
		}
		h.minutes = append(h.minutes, int16(minute-1))
	}
	if len(h.minutes) == 0 {
		report.Errorf("wrong header", lines.File, lines.Line, 0,
			"the header has no minute columns, expected numbers from 1 to %d behind %s",
			dayMinutes, countColumns[len(countColumns)-1])
		return nil, nil
	}
	return h, nil
}
