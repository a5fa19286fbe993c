package azure2021

import (
	"bytes"
	"math"
	"math/bits"
	"slices"
	"strings"

	"thaw/models/names"
	"thaw/traces/findings"
	"thaw/traces/input"
)

// columnNames are the columns of a file, the first four as upstream names them
// (AzureFunctionsInvocationTrace2021.md of github.com/Azure/AzurePublicDataset).
// A file has end_timestamp, start_timestamp or both.
var columnNames = [...]string{"app", "func", "end_timestamp", "duration", "start_timestamp"}

const (
	columnApp = iota
	columnFunc
	columnEnd
	columnDuration
	columnStart
)

// headers are the headers that a file may have, for messages.
const headers = "app,func,end_timestamp,duration (or start_timestamp in place of end_timestamp)"

// traceRow is one row: who, when it arrived and how long it ran.
type traceRow struct {
	app, fn           []byte
	arrival, duration int64 // ns; the arrival is on the trace's own clock
}

// rowFlaw is what can be wrong with a row. A row with a flaw up to flawTimes is
// replayed; one with another is left out, or makes the file unusable.
type rowFlaw uint8

const (
	flawNone     rowFlaw = iota
	flawBefore           // ended sooner than its duration: it began before the trace
	flawTimes            // start, duration and end do not agree
	flawBlank            // nothing on the line
	flawColumns          // too few or too many fields
	flawQuote            // a quote where none belongs
	flawIdentity         // an empty app or function
	flawText             // no number where one belongs
	flawRange            // a number that no 64-bit count of nanoseconds holds
	flawUnknown          // an empty field, NaN or infinity for a number
	flawNegative         // a negative number
)

// replayed tells whether a row with this flaw is replayed.
func (f rowFlaw) replayed() bool { return f <= flawTimes }

// rowParser cuts lines into rows by the columns of the header.
type rowParser struct {
	at     [len(columnNames)]int // the field of each column, -1 for none
	fields [][]byte
	cut    input.Fields // of a line with quotes or spaces
	quote  *input.QuoteError
	worked bool // whether the last line was such a line
	flawed int  // the field of the last flaw, -1 for the row
}

// header finds the columns; their order is free and further ones are ignored.
// Problems go to r.
func (p *rowParser) header(lines *input.Lines, line []byte, r *findings.Report) {
	file := lines.File
	if !p.cut.Cut(lines, bytes.TrimPrefix(line, []byte("\xef\xbb\xbf")), r) {
		return
	}
	p.fields = slices.Clone(p.cut.Text)
	for i := range p.at {
		p.at[i] = -1
	}
	if _, flaw := parseSeconds(p.fields[len(p.fields)-1]); flaw == flawNone {
		r.Errorf("header", file, 1, 1, "line 1 holds data, expected the header %s", headers)
		return
	}
	for i, f := range p.fields {
		name, column := string(f), p.cut.Starts[i]+1
		k := slices.Index(columnNames[:], name)
		switch {
		case k < 0:
			r.Warnf("unknown column", file, 1, column, "unknown column %s is ignored%s", findings.Quoted(f),
				names.Suggest(name, columnNames[:]))
		case p.at[k] >= 0:
			r.Errorf("header", file, 1, column, "column %s stands twice", name)
		default:
			p.at[k] = i
		}
	}
	for k, i := range p.at {
		if k != columnStart && i < 0 && (k != columnEnd || p.at[columnStart] < 0) {
			r.Errorf("header", file, 1, 1, "no column %s, expected the header %s", columnNames[k], headers)
		}
	}
}

// row parses one line. The slices of the row are valid as long as the line.
func (p *rowParser) row(line []byte) (row traceRow, flaw rowFlaw) {
	p.flawed, p.worked = -1, false
	if len(line) == 0 {
		return row, flawBlank
	}
	if bytes.IndexByte(line, '"') >= 0 {
		return p.careful(line)
	}
	rest, more := line, true
	for i := range p.fields {
		if !more {
			return row, p.shortRow(line)
		}
		if c := bytes.IndexByte(rest, ','); c >= 0 {
			p.fields[i], rest = rest[:c], rest[c+1:]
		} else {
			p.fields[i], more = rest, false
		}
	}
	if more {
		return row, p.shortRow(line)
	}
	for _, f := range p.fields {
		if input.Spaced(f) {
			return p.careful(line)
		}
	}
	return p.values()
}

// careful parses a line with quotes or spaces around fields.
func (p *rowParser) careful(line []byte) (row traceRow, flaw rowFlaw) {
	p.worked = true
	if len(bytes.TrimSpace(line)) == 0 {
		return row, flawBlank
	}
	if p.quote = p.cut.Split(line); p.quote != nil {
		return row, flawQuote
	}
	if len(p.cut.Text) != len(p.fields) {
		return row, flawColumns
	}
	copy(p.fields, p.cut.Text)
	return p.values()
}

// values reads the fields of a row.
func (p *rowParser) values() (row traceRow, flaw rowFlaw) {
	row.app, row.fn = p.fields[p.at[columnApp]], p.fields[p.at[columnFunc]]
	if len(row.app) == 0 || p.worked && len(bytes.TrimSpace(row.app)) == 0 {
		return row, p.flaw(columnApp, flawIdentity)
	}
	if len(row.fn) == 0 || p.worked && len(bytes.TrimSpace(row.fn)) == 0 {
		return row, p.flaw(columnFunc, flawIdentity)
	}
	var end int64
	if p.at[columnEnd] >= 0 {
		if end, flaw = parseSeconds(p.fields[p.at[columnEnd]]); flaw != flawNone {
			return row, p.flaw(columnEnd, flaw)
		}
	}
	if row.duration, flaw = parseSeconds(p.fields[p.at[columnDuration]]); flaw != flawNone {
		return row, p.flaw(columnDuration, flaw)
	}
	if p.at[columnStart] >= 0 {
		return p.started(row, end)
	}
	if row.arrival = end - row.duration; row.arrival < 0 {
		row.arrival = 0
		return row, p.flaw(columnDuration, flawBefore)
	}
	return row, flawNone
}

// timesRounding is how far a start may lie from the end less the duration: all
// three may be rounded to milliseconds.
const timesRounding = 2_000_000

// started completes a row that states its start.
func (p *rowParser) started(row traceRow, end int64) (_ traceRow, flaw rowFlaw) {
	if row.arrival, flaw = parseSeconds(p.fields[p.at[columnStart]]); flaw != flawNone {
		return row, p.flaw(columnStart, flaw)
	}
	if d := row.arrival + row.duration - end; p.at[columnEnd] >= 0 && (d > timesRounding || d < -timesRounding) {
		return row, p.flaw(columnStart, flawTimes)
	}
	return row, flawNone
}

func (p *rowParser) shortRow(line []byte) rowFlaw {
	if len(bytes.TrimSpace(line)) == 0 {
		return flawBlank
	}
	return flawColumns
}

func (p *rowParser) flaw(column int, flaw rowFlaw) rowFlaw {
	p.flawed = p.at[column]
	return flaw
}

// place returns the field that the last flaw is about and where it begins in
// the line, from 1.
func (p *rowParser) place() (field []byte, column int) {
	if p.flawed < 0 {
		return nil, 1
	}
	if p.worked {
		return p.fields[p.flawed], p.cut.Starts[p.flawed] + 1
	}
	column = 1
	for _, f := range p.fields[:p.flawed] {
		column += len(f) + 1
	}
	return p.fields[p.flawed], column
}

// maxNanos bounds a number of seconds, in ns: 146 years, so that sums and
// differences of two do not overflow.
const maxNanos = math.MaxInt64 / 2

// parseSeconds parses a decimal number of seconds, with or without an
// exponent, into nanoseconds. It computes with integers: the result is the
// decimal number rounded half up, where a float64 would already be off by
// 100 ns in the second week of a trace.
func parseSeconds(s []byte) (ns int64, flaw rowFlaw) {
	s = bytes.TrimSpace(s)
	if len(s) == 0 {
		return 0, flawUnknown
	}
	neg := s[0] == '-'
	if neg || s[0] == '+' {
		s = s[1:]
	}
	mantissa, exp, half, rest, ok := parseMantissa(s)
	if !ok {
		return 0, wordFlaw(s)
	}
	if len(rest) > 0 {
		e, ok := parseExponent(rest)
		if !ok {
			return 0, flawText
		}
		exp += e
	}
	if neg && mantissa != 0 {
		return 0, flawNegative
	}
	if half && exp+9 == 0 { // else it is far from a half, or out of range
		mantissa++
	}
	return scaleNanos(mantissa, exp+9)
}

// parseMantissa reads digits with at most one point: the number is
// mantissa × 10^exp. Digits after the nineteenth significant one only move the
// exponent; half tells whether they are at least half of the last place that is kept.
func parseMantissa(s []byte) (mantissa uint64, exp int, half bool, rest []byte, ok bool) {
	digits, point, dropped := 0, false, false
	i := 0
	for ; i < len(s); i++ {
		c := s[i] - '0'
		if c > 9 {
			if s[i] != '.' || point {
				break
			}
			point = true
			continue
		}
		digits++
		if mantissa < 1e18 {
			mantissa = mantissa*10 + uint64(c)
			if point {
				exp--
			}
			continue
		}
		if !point {
			exp++
		}
		if !dropped {
			dropped, half = true, c >= 5
		}
	}
	return mantissa, exp, half, s[i:], digits > 0
}

func parseExponent(s []byte) (e int, ok bool) {
	if s[0] != 'e' && s[0] != 'E' || len(s) < 2 {
		return 0, false
	}
	s = s[1:]
	neg := s[0] == '-'
	if neg || s[0] == '+' {
		s = s[1:]
	}
	if len(s) == 0 {
		return 0, false
	}
	for _, c := range s {
		if c < '0' || c > '9' {
			return 0, false
		}
		e = min(e*10+int(c-'0'), 1<<30)
	}
	if neg {
		e = -e
	}
	return e, true
}

// scaleNanos returns mantissa × 10^exp, rounded half up.
func scaleNanos(mantissa uint64, exp int) (int64, rowFlaw) {
	if mantissa == 0 || exp < -19 {
		return 0, flawNone
	}
	scale := uint64(1)
	for range min(max(exp, -exp), 19) {
		scale *= 10
	}
	if exp <= 0 {
		q := mantissa / scale
		if r := mantissa % scale; r >= scale-r {
			q++
		}
		if q > maxNanos {
			return 0, flawRange
		}
		return int64(q), flawNone
	}
	hi, lo := bits.Mul64(mantissa, scale)
	if exp > 19 || hi > 0 || lo > maxNanos {
		return 0, flawRange
	}
	return int64(lo), flawNone
}

// wordFlaw tells the words for unknown values from other text.
func wordFlaw(s []byte) rowFlaw {
	for _, w := range [...]string{"nan", "inf", "infinity", "null", "none", "na"} {
		if strings.EqualFold(string(s), w) {
			return flawUnknown
		}
	}
	return flawText
}
