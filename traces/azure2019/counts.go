package azure2019

import (
	"bytes"
	"encoding/binary"
	"math"
	"slices"
	"unsafe"

	"thaw/models/workload"
	"thaw/traces/findings"
	"thaw/traces/input"
	"thaw/traces/minutes"
)

// scanner reads the rows of a file of invocations.
type scanner struct {
	lines  *input.Lines
	header *countsHeader
	report *findings.Report
	label  string

	// A row: its names, and its non-zero counts by minute of the day.
	owner, app, function, trigger []byte
	minutes                       []int16
	counts                        []uint32

	fields [][]byte
	starts []int
	cut    input.Fields // of a row with quotes or spaces
}

// Next reads the next sound row; io.EOF after the last. The report gets the others.
func (s *scanner) Next() error {
	for {
		line, err := s.lines.Next()
		if err != nil {
			return err
		}
		if len(line) == 0 || len(line) < blankLine && len(bytes.TrimSpace(line)) == 0 {
			s.report.Warnf("blank line", s.label, s.lines.Line, 0, "blank line")
			continue
		}
		if s.row(line) {
			return nil
		}
	}
}

// blankLine is more than the bytes of a line that may hold nothing but spaces.
const blankLine = 16

// row reads a line. Those with a quote, or with spaces around a name, go by
// careful.
func (s *scanner) row(line []byte) bool {
	if bytes.IndexByte(line, '"') >= 0 {
		return s.careful(line)
	}
	at := 0
	s.fields, s.starts = s.fields[:0], s.starts[:0]
	for range s.header.leading {
		i := bytes.IndexByte(line[at:], ',')
		if i < 0 {
			s.wrongLength(len(s.fields) + 1)
			return false
		}
		s.fields, s.starts = append(s.fields, line[at:at+i]), append(s.starts, at)
		at += i + 1
	}
	for _, f := range s.fields {
		if input.Spaced(f) {
			return s.careful(line)
		}
	}
	return s.identify(s.fields, s.starts) && s.scan(line, at)
}

// identify takes the names of a row from its fields.
func (s *scanner) identify(fields [][]byte, starts []int) bool {
	c := s.header.columns.at
	s.owner, s.app, s.function, s.trigger = fields[c[0]], fields[c[1]], fields[c[2]], fields[c[3]]
	if len(bytes.TrimSpace(s.app)) > 0 && len(bytes.TrimSpace(s.function)) > 0 {
		return true
	}
	i := c[1]
	if len(bytes.TrimSpace(s.app)) > 0 {
		i = c[2]
	}
	s.report.Errorf("empty name", s.label, s.lines.Line, starts[i]+1, "HashApp or HashFunction is empty")
	return false
}

// careful reads a line field by field, and takes quotes and spaces off.
func (s *scanner) careful(line []byte) bool {
	if !s.cut.Cut(s.lines, line, s.report) {
		return false
	}
	if len(s.cut.Text) != s.header.columns.count {
		s.wrongLength(len(s.cut.Text))
		return false
	}
	sound := s.identify(s.cut.Text, s.cut.Starts)
	s.minutes, s.counts = s.minutes[:0], s.counts[:0]
	for i, minute := range s.header.minutes {
		at := s.header.leading + i
		n, ok := s.parseUnusual(s.cut.Text[at], s.cut.Starts[at])
		if sound = sound && ok; n != 0 {
			s.minutes, s.counts = append(s.minutes, minute), append(s.counts, uint32(n))
		}
	}
	return sound
}

func (s *scanner) wrongLength(fields int) {
	s.report.Errorf("wrong number of fields", s.label, s.lines.Line, 0, "row has %d fields, the header has %d",
		fields, s.header.columns.count)
}

// fourZeros is "0,0,0,0," as it lies in memory: most of the cells are zero.
var fourZeros = binary.LittleEndian.Uint64([]byte("0,0,0,0,"))

// scan reads the counts, which start at a byte of the line.
func (s *scanner) scan(line []byte, at int) bool {
	s.minutes, s.counts = s.minutes[:0], s.counts[:0]
	minutes := s.header.minutes
	column, sound := 0, true
	for {
		for at+8 <= len(line) {
			w := binary.LittleEndian.Uint64(line[at:])
			if w == fourZeros {
				at += 8
				column += 4
				continue
			}
			digit := w&0xff - '0'
			if w>>8&0xff != ',' || digit > 9 {
				break
			}
			if digit != 0 && column < len(minutes) {
				s.minutes, s.counts = append(s.minutes, minutes[column]), append(s.counts, uint32(digit))
			}
			at += 2
			column++
		}
		start, n := at, uint64(0)
		for at < len(line) && line[at]-'0' <= 9 && at-start < 10 {
			n = n*10 + uint64(line[at]-'0')
			at++
		}
		if at == start || at < len(line) && line[at] != ',' || n > math.MaxUint32 {
			at = s.skip(line, start)
			var ok bool
			n, ok = s.parseUnusual(line[start:at], start)
			sound = sound && ok
		}
		if n != 0 && column < len(minutes) {
			s.minutes, s.counts = append(s.minutes, minutes[column]), append(s.counts, uint32(n))
		}
		column++
		if at >= len(line) {
			break
		}
		at++
	}
	if column != len(minutes) {
		s.wrongLength(s.header.leading + column)
		return false
	}
	return sound
}

func (s *scanner) skip(line []byte, at int) int {
	if i := bytes.IndexByte(line[at:], ','); i >= 0 {
		return at + i
	}
	return len(line)
}

// parseUnusual reads a count that is not plain digits: blanks around it and a fraction
// of zeros, as data frames write them, are accepted; all else is reported.
func (s *scanner) parseUnusual(field []byte, start int) (n uint64, sound bool) {
	f := bytes.TrimSpace(field)
	if len(f) < len(field) {
		s.report.Warnf(input.SpacesClass, s.label, s.lines.Line, start+1, "spaces around %s are left out",
			findings.Quoted(f))
	}
	if i := bytes.IndexByte(f, '.'); i > 0 && len(bytes.Trim(f[i+1:], "0")) == 0 {
		f = f[:i]
	}
	negative := bytes.HasPrefix(f, []byte("-"))
	digits := bytes.TrimPrefix(f, []byte("-"))
	text := len(digits) == 0
	for _, c := range digits {
		text = text || c-'0' > 9
		n = min(n*10+uint64(c-'0'), math.MaxUint32+1)
	}
	class, expected := "", ""
	switch {
	case text:
		class, expected = "text in a count", "is not a number, expected a count"
	case negative && n > 0:
		class, expected = "negative count", "is negative, expected a count"
	case n > math.MaxUint32:
		class, expected = "overflowing count", "is too large, expected at most 4294967295"
	default:
		return n, true
	}
	s.report.Errorf(class, s.label, s.lines.Line, start+1, "count %s %s", findings.Quoted(field), expected)
	return 0, false
}

// chunk is a part of a minute's cells; a minute is a chain of them, the
// last one first.
type chunk struct {
	cells [chunkCells]minutes.Cell
	n     int32
	older int32 // the chunk before it, -1 for none
}

const (
	chunkCells = 63 // with its two counters a chunk has 512 bytes
	slabChunks = 256
)

// loadedDay is a day in memory: its sparse counts by minute, and the
// curves of its functions.
type loadedDay struct {
	slabs  [][]chunk // chunks never move
	chunks int
	last   []int32 // of each minute
	totals []int64 // of each minute
	total  int64

	// unmerged is set when a function has several rows: its cells are to be
	// added up.
	unmerged bool

	// countOnly is set when only the totals are wanted: a long trace is checked
	// when it is opened without keeping more than one day.
	countOnly bool

	curves []durationCurve // of every function of the table
}

func newLoadedDay(minutes int64) *loadedDay {
	l := &loadedDay{last: make([]int32, minutes), totals: make([]int64, minutes)}
	for i := range l.last {
		l.last[i] = -1
	}
	return l
}

// bytes returns the memory that the counts take.
func (l *loadedDay) bytes() int {
	return len(l.slabs)*slabChunks*int(unsafe.Sizeof(chunk{})) + len(l.last)*12
}

// add records a count of a function, as interned, in a minute of the day.
func (l *loadedDay) add(minute int64, fn int32, n uint32) {
	l.totals[minute] += int64(n)
	l.total += int64(n)
	if l.countOnly {
		return
	}
	id := l.last[minute]
	if id < 0 || l.chunk(id).n == chunkCells {
		if l.chunks%slabChunks == 0 {
			l.slabs = append(l.slabs, make([]chunk, slabChunks))
		}
		id = int32(l.chunks)
		l.chunks++
		l.chunk(id).older = l.last[minute]
		l.last[minute] = id
	}
	c := l.chunk(id)
	c.cells[c.n] = minutes.Cell{Function: workload.FuncID(fn), Count: n}
	c.n++
}

func (l *loadedDay) chunk(id int32) *chunk {
	return &l.slabs[uint32(id)/slabChunks][uint32(id)%slabChunks]
}

// minute appends the cells of a minute of the day to dst: one a function, in no
// particular order. Functions are renamed by final.
func (l *loadedDay) minute(minute int64, final []workload.FuncID, dst []minutes.Cell) []minutes.Cell {
	for id := l.last[minute]; id >= 0; id = l.chunk(id).older {
		c := l.chunk(id)
		dst = append(dst, c.cells[:c.n]...)
	}
	for i := range dst {
		dst[i].Function = final[dst[i].Function]
	}
	if !l.unmerged || len(dst) == 0 {
		return dst
	}
	slices.SortFunc(dst, func(x, y minutes.Cell) int { return int(x.Function) - int(y.Function) })
	merged := dst[:1]
	for _, c := range dst[1:] {
		if last := &merged[len(merged)-1]; last.Function == c.Function {
			last.Count += c.Count // at most minutes.MaxInvocations: the minute's total was checked
		} else {
			merged = append(merged, c)
		}
	}
	return merged
}
