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

// readColumns reads a header and finds the wanted columns in it by
// name, in any order. Mistakes go to the report, and ok is false then.
func readColumns(
	lines *input.Lines, wanted []string, report *findings.Report,
) (c columnMap, cut *input.Fields, ok bool, err error) {
	line, err := lines.Next()
	if err == io.EOF {
		report.Errorf("empty file", lines.File, 0, 0, "is empty, expected a header line that starts with %s",
			countColumns[0])
		return c, nil, false, nil
	}
	if err != nil {
		return c, nil, false, err
	}
	cut = &input.Fields{}
	if !cut.Cut(lines, bytes.TrimPrefix(line, []byte("\xef\xbb\xbf")), report) {
		return c, nil, false, nil
	}
	c = columnMap{names: wanted, at: make([]int, len(wanted)), count: len(cut.Text)}
	ok = true
	for i, name := range wanted {
		c.at[i] = slices.IndexFunc(cut.Text, func(f []byte) bool { return string(f) == name })
		if c.at[i] < 0 {
			ok = false
		}
	}
	if !ok {
		reportHeader(lines, &c, cut, report)
	}
	return c, cut, ok, nil
}

// reportHeader says which wanted columns are missing and which
// unknown ones look like them.
func reportHeader(lines *input.Lines, c *columnMap, cut *input.Fields, report *findings.Report) {
	var missing []string
	for i, at := range c.at {
		if at < 0 {
			missing = append(missing, c.names[i])
		}
	}
	for i, f := range cut.Text {
		if len(f) == 0 || len(f) > 64 || f[0] >= '0' && f[0] <= '9' || slices.Contains(c.names, string(f)) {
			continue
		}
		if hint := names.Suggest(string(f), missing); hint != "" {
			report.Errorf("wrong header", lines.File, lines.Line, cut.Starts[i]+1, "unknown column %s%s",
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
	columns, cut, ok, err := readColumns(lines, countColumns, report)
	if !ok || err != nil {
		return nil, err
	}
	h := &countsHeader{columns: columns, leading: slices.Max(columns.at) + 1}
	for i, f := range cut.Text[:h.leading] {
		if !slices.Contains(columns.at, i) {
			report.Warnf("unknown column", lines.File, lines.Line, cut.Starts[i]+1, "column %s is not used",
				findings.Quoted(f))
		}
	}
	for i, f := range cut.Text[h.leading:] {
		minute, err := strconv.ParseUint(string(bytes.TrimSpace(f)), 10, 16)
		column := cut.Starts[h.leading+i] + 1
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
		if i > 0 {
			reportGap(lines, int(h.minutes[i-1])+2, int(minute)-1, column, report)
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

// reportGap reports minutes within the file that have no column.
func reportGap(lines *input.Lines, from, to, column int, report *findings.Report) {
	switch {
	case from == to:
		report.Warnf("missing minute", lines.File, lines.Line, column,
			"minute %d has no column: nothing is invoked in it", from)
	case from < to:
		report.Warnf("missing minute", lines.File, lines.Line, column,
			"minutes %d to %d have no columns: nothing is invoked in them", from, to)
	}
}
