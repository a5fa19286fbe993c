package traces

import (
	"bytes"
	"math"
	"math/bits"
	"slices"
	"strings"

	"thaw/models/names"
)

// azure2021Columns are the columns of a file, as upstream names them
// (AzureFunctionsInvocationTrace2021.md of github.com/Azure/AzurePublicDataset).
var azure2021Columns = [...]string{"app", "func", "end_timestamp", "duration"}

const (
	azure2021App = iota
	azure2021Func
	azure2021End
	azure2021Duration
)

// azure2021Row is one row: who, when it ended and how long it ran.
type azure2021Row struct {
	app, fn       []byte
	end, duration int64 // ns
}

// azure2021Flaw is what can be wrong with a row. A row with a flaw other than
// flawBefore is left out, or makes the file unusable.
type azure2021Flaw uint8

const (
	flawNone     azure2021Flaw = iota
	flawBlank                  // nothing on the line
	flawColumns                // too few or too many fields
	flawIdentity               // an empty app or function
	flawText                   // no number where one belongs
	flawRange                  // a number that no 64-bit count of nanoseconds holds
	flawUnknown                // an empty field, NaN or infinity for a number
	flawNegative               // a negative number
	flawBefore                 // ended sooner than its duration: it began before the trace
)

// azure2021Parser cuts lines into rows by the columns of the header.
type azure2021Parser struct {
	at     [len(azure2021Columns)]int // the field of each column
	fields [][]byte
	bad    int // the field that the last flaw is about, -1 for the row
}

// header finds the columns; their order is free and further ones are ignored.
// Problems go to r.
func (p *azure2021Parser) header(file string, line []byte, r *Report) {
	line = bytes.TrimPrefix(line, []byte("\xef\xbb\xbf"))
	p.fields = slices.Collect(bytes.SplitSeq(line, []byte{','}))
	for i := range p.at {
		p.at[i] = -1
	}
	if _, flaw := azure2021Number(p.fields[len(p.fields)-1]); flaw == flawNone {
		r.Errorf("header", file, 1, 1, "line 1 holds data, expected the header %s", strings.Join(azure2021Columns[:], ","))
		return
	}
	column := 1
	for i, f := range p.fields {
		name := string(bytes.TrimSpace(f))
		k := slices.Index(azure2021Columns[:], name)
		switch {
		case k < 0:
			r.Warnf("unknown column", file, 1, column, "unknown column %s is ignored%s", quoted(f), names.Suggest(name, azure2021Columns[:]))
		case p.at[k] >= 0:
			r.Errorf("header", file, 1, column, "column %s stands twice", name)
		default:
			p.at[k] = i
		}
		column += len(f) + 1
	}
	for k, i := range p.at {
		if i < 0 {
			r.Errorf("header", file, 1, 1, "no column %s, expected the header %s", azure2021Columns[k], strings.Join(azure2021Columns[:], ","))
		}
	}
}

// row parses one line. The slices of the row are valid as long as the line.
func (p *azure2021Parser) row(line []byte) (row azure2021Row, flaw azure2021Flaw) {
	p.bad = -1
	if len(line) == 0 {
		return row, flawBlank
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
	row.app, row.fn = p.fields[p.at[azure2021App]], p.fields[p.at[azure2021Func]]
	if len(row.app) == 0 {
		return row, p.flaw(azure2021App, flawIdentity)
	}
	if len(row.fn) == 0 {
		return row, p.flaw(azure2021Func, flawIdentity)
	}
	if row.end, flaw = azure2021Number(p.fields[p.at[azure2021End]]); flaw != flawNone {
		return row, p.flaw(azure2021End, flaw)
	}
	if row.duration, flaw = azure2021Number(p.fields[p.at[azure2021Duration]]); flaw != flawNone {
		return row, p.flaw(azure2021Duration, flaw)
	}
	if row.end < row.duration {
		return row, p.flaw(azure2021Duration, flawBefore)
	}
	return row, flawNone
}

func (p *azure2021Parser) shortRow(line []byte) azure2021Flaw {
	if len(bytes.TrimSpace(line)) == 0 {
		return flawBlank
	}
	return flawColumns
}

func (p *azure2021Parser) flaw(column int, flaw azure2021Flaw) azure2021Flaw {
	p.bad = p.at[column]
	return flaw
}

// place returns the field that the last flaw is about and where it begins in
// the line, from 1.
func (p *azure2021Parser) place() (field []byte, column int) {
	if p.bad < 0 {
		return nil, 1
	}
	column = 1
	for _, f := range p.fields[:p.bad] {
		column += len(f) + 1
	}
	return p.fields[p.bad], column
}

// azure2021Max bounds a number of seconds, in ns: 146 years, so that sums and
// differences of two do not overflow.
const azure2021Max = math.MaxInt64 / 2

// azure2021Number parses a decimal number of seconds, with or without an
// exponent, into nanoseconds. It computes with integers: the result is the
// decimal number rounded half up, where a float64 would already be off by
// 100 ns in the second week of a trace.
func azure2021Number(s []byte) (ns int64, flaw azure2021Flaw) {
	s = bytes.TrimSpace(s)
	if len(s) == 0 {
		return 0, flawUnknown
	}
	neg := s[0] == '-'
	if neg || s[0] == '+' {
		s = s[1:]
	}
	mantissa, exp, rest, ok := azure2021Mantissa(s)
	if !ok {
		return 0, azure2021Word(s)
	}
	if len(rest) > 0 {
		e, ok := azure2021Exponent(rest)
		if !ok {
			return 0, flawText
		}
		exp += e
	}
	if neg && mantissa != 0 {
		return 0, flawNegative
	}
	return azure2021Scale(mantissa, exp+9)
}

// azure2021Mantissa reads digits with at most one point: the number is
// mantissa × 10^exp. Digits after the nineteenth significant one only move the
// exponent; they are less than half of the last place that is kept.
func azure2021Mantissa(s []byte) (mantissa uint64, exp int, rest []byte, ok bool) {
	digits, point := 0, false
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
		} else if !point {
			exp++
		}
	}
	return mantissa, exp, s[i:], digits > 0
}

func azure2021Exponent(s []byte) (e int, ok bool) {
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

// azure2021Scale returns mantissa × 10^exp, rounded half up.
func azure2021Scale(mantissa uint64, exp int) (int64, azure2021Flaw) {
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
		if q > azure2021Max {
			return 0, flawRange
		}
		return int64(q), flawNone
	}
	hi, lo := bits.Mul64(mantissa, scale)
	if exp > 19 || hi > 0 || lo > azure2021Max {
		return 0, flawRange
	}
	return int64(lo), flawNone
}

// azure2021Word tells the words for unknown values from other text.
func azure2021Word(s []byte) azure2021Flaw {
	for _, w := range [...]string{"nan", "inf", "infinity", "null", "none", "na"} {
		if strings.EqualFold(string(s), w) {
			return flawUnknown
		}
	}
	return flawText
}
