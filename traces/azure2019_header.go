package traces

import (
	"bytes"
	"io"
	"slices"
	"strconv"

	"thaw/models/names"
)

// azure2019Columns is the head of a file: which column holds what is wanted.
type azure2019Columns struct {
	names []string // as wanted
	at    []int    // the column of each
	count int      // columns in all
}

var (
	azure2019CountNames    = []string{"HashOwner", "HashApp", "HashFunction", "Trigger"}
	azure2019DurationNames = []string{"HashApp", "HashFunction", "Average", "Count", "Minimum", "Maximum",
		"percentile_Average_0", "percentile_Average_1", "percentile_Average_25", "percentile_Average_50",
		"percentile_Average_75", "percentile_Average_99", "percentile_Average_100"}
	azure2019MemoryNames = []string{"HashApp", "SampleCount", "AverageAllocatedMb"}
)

// azure2019Split cuts a line at its commas into fields and the byte positions
// where they start.
func azure2019Split(line []byte, fields [][]byte, starts []int) ([][]byte, []int) {
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

// readAzure2019Columns reads a header and finds the wanted columns in it by
// name, in any order. Mistakes go to the report, and ok is false then.
func readAzure2019Columns(lines *lineReader, wanted []string, report *Report) (c azure2019Columns, fields [][]byte, starts []int, ok bool, err error) {
	line, err := lines.Next()
	if err == io.EOF {
		report.Errorf("empty file", lines.file, 0, 0, "is empty, expected a header line that starts with %s", azure2019CountNames[0])
		return c, nil, nil, false, nil
	}
	if err != nil {
		return c, nil, nil, false, err
	}
	line = bytes.TrimPrefix(line, []byte("\xef\xbb\xbf"))
	fields, starts = azure2019Split(line, nil, nil)
	c = azure2019Columns{names: wanted, at: make([]int, len(wanted)), count: len(fields)}
	ok = true
	for i, name := range wanted {
		c.at[i] = slices.IndexFunc(fields, func(f []byte) bool { return string(bytes.TrimSpace(f)) == name })
		if c.at[i] < 0 {
			ok = false
		}
	}
	if !ok {
		reportAzure2019Header(lines, &c, fields, starts, report)
	}
	return c, fields, starts, ok, nil
}

// reportAzure2019Header says which wanted columns are missing and which
// unknown ones look like them.
func reportAzure2019Header(lines *lineReader, c *azure2019Columns, fields [][]byte, starts []int, report *Report) {
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
			report.Errorf("wrong header", lines.file, lines.line, starts[i]+1, "unknown column %s%s", quoted(f), hint)
		}
	}
	for _, name := range missing {
		report.Errorf("wrong header", lines.file, lines.line, 0, "the header has no column %s", name)
	}
}

// azure2019Header is the head of a file of invocations. Its minute columns
// follow the named ones; they ascend, may start anywhere in the day and may
// leave minutes out.
type azure2019Header struct {
	columns azure2019Columns
	leading int     // columns before the first minute
	minutes []int16 // of each minute column, from 0
}

func (h *azure2019Header) first() int { return int(h.minutes[0]) }
func (h *azure2019Header) last() int  { return int(h.minutes[len(h.minutes)-1]) }

// whole reports whether the file counts all minutes of its day.
func (h *azure2019Header) whole() bool { return len(h.minutes) == azure2019DayMinutes }

// readAzure2019Header returns nil without an error when the header is wrong:
// the report says how.
func readAzure2019Header(lines *lineReader, report *Report) (*azure2019Header, error) {
	columns, fields, starts, ok, err := readAzure2019Columns(lines, azure2019CountNames, report)
	if !ok || err != nil {
		return nil, err
	}
	h := &azure2019Header{columns: columns, leading: slices.Max(columns.at) + 1}
	for i, f := range fields[:h.leading] {
		if !slices.Contains(columns.at, i) {
			report.Warnf("unknown column", lines.file, lines.line, starts[i]+1, "column %s is not used", quoted(f))
		}
	}
	for i, f := range fields[h.leading:] {
		minute, err := strconv.ParseUint(string(bytes.TrimSpace(f)), 10, 16)
		column := starts[h.leading+i] + 1
		switch {
		case err != nil || minute < 1 || minute > azure2019DayMinutes:
			report.Errorf("wrong header", lines.file, lines.line, column, "column %s, expected the number of a minute, 1 to %d", quoted(f), azure2019DayMinutes)
			return nil, nil
		case i > 0 && int16(minute-1) <= h.minutes[i-1]:
			report.Errorf("wrong header", lines.file, lines.line, column, "minute %d follows minute %d, expected ascending minutes", minute, h.minutes[i-1]+1)
			return nil, nil
		}
		h.minutes = append(h.minutes, int16(minute-1))
	}
	if len(h.minutes) == 0 {
		report.Errorf("wrong header", lines.file, lines.line, 0, "the header has no minute columns, expected numbers from 1 to %d behind %s",
			azure2019DayMinutes, azure2019CountNames[len(azure2019CountNames)-1])
		return nil, nil
	}
	return h, nil
}
