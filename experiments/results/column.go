package results

import (
	"encoding/binary"
	"math"
	"strings"

	"github.com/apache/arrow/go/v15/parquet"
	"github.com/apache/arrow/go/v15/parquet/schema"

	"thaw/experiments/results/pages"
)

// column is one column of a result table. It holds the rows of one row group.
type column interface {
	label() string
	node() (schema.Node, error)
	rows() int
	// encoding is the encoding of pages without a dictionary.
	encoding() parquet.Encoding
	// dictionary appends the entries of the row group's dictionary, as a PLAIN
	// page, and returns their number; 0 where there is none.
	dictionary(dst []byte) ([]byte, int)
	// encode appends the rows as a page.
	encode(dst []byte) []byte
	clear()
}

// integers is what columns of integers share: they are delta-encoded.
type integers struct{ name string }

func (c *integers) label() string { return c.name }
func (c *integers) node() (schema.Node, error) {
	return schema.NewPrimitiveNode(c.name, parquet.Repetitions.Required, parquet.Types.Int64, -1, -1)
}
func (c *integers) encoding() parquet.Encoding          { return parquet.Encodings.DeltaBinaryPacked }
func (c *integers) dictionary(dst []byte) ([]byte, int) { return dst, 0 }

// int64s is a column of integers.
type int64s struct {
	integers
	values []int64
}

func newInts(name string) *int64s { return &int64s{integers: integers{name}} }

func (c *int64s) rows() int                { return len(c.values) }
func (c *int64s) encode(dst []byte) []byte { return pages.AppendDelta(dst, c.values) }
func (c *int64s) clear()                   { c.values = c.values[:0] }

// steps is a column of integers that seldom change from row to row: it holds the
// changes.
type steps struct {
	integers
	n int // rows
	pages.Steps
}

func (c *steps) rows() int                { return c.n }
func (c *steps) encode(dst []byte) []byte { return c.AppendDelta(dst, c.n) }
func (c *steps) clear()                   { c.reset(0) }
func (c *steps) reset(n int)              { c.n = n; c.Clear() }

// pulse sets the value of one row, and 0 from the next on.
func (c *steps) pulse(row int, value int64) {
	c.Set(row, value)
	if value != 0 {
		c.Set(row+1, 0)
	}
}

// floats is an optional column of real numbers.
type floats struct {
	name   string
	n      int       // rows
	there  []byte    // a bit for each row, 1 where it has a value
	values []float64 // that are there
}

// add appends a row; NaN stands for null.
func (c *floats) add(v float64) {
	if c.n%8 == 0 {
		c.there = append(c.there, 0)
	}
	if c.n++; !math.IsNaN(v) {
		c.set(c.n-1, v)
	}
}

// reset makes n rows without values.
func (c *floats) reset(n int) {
	c.n, c.values = n, c.values[:0]
	c.there = resize(c.there, (n+7)/8)
	clear(c.there)
}

// set gives a row without a value one; rows ascend.
func (c *floats) set(row int, v float64) {
	c.there[row/8] |= 1 << (row % 8)
	c.values = append(c.values, v)
}

func (c *floats) label() string { return c.name }
func (c *floats) node() (schema.Node, error) {
	return schema.NewPrimitiveNode(c.name, parquet.Repetitions.Optional, parquet.Types.Double, -1, -1)
}
func (c *floats) rows() int                           { return c.n }
func (c *floats) encoding() parquet.Encoding          { return parquet.Encodings.Plain }
func (c *floats) dictionary(dst []byte) ([]byte, int) { return dst, 0 }
func (c *floats) encode(dst []byte) []byte            { return pages.AppendOptional(dst, c.n, c.there, c.values) }
func (c *floats) clear()                              { c.reset(0) }

// vocabulary is the set of texts of a column, by index.
type vocabulary struct {
	names []string
	first []int32 // the index of the first entry with the same text
}

// newVocabulary makes a vocabulary of texts. It replaces invalid UTF-8 by U+FFFD,
// because readers refuse such a column. Equal texts share one entry.
func newVocabulary(names []string) *vocabulary {
	v := &vocabulary{names: make([]string, len(names)), first: make([]int32, len(names))}
	seen := make(map[string]int32, len(names))
	for i, n := range names {
		n = strings.ToValidUTF8(n, "\ufffd")
		at, known := seen[n]
		if !known {
			at = int32(i)
			seen[n] = at
		}
		v.names[i], v.first[i] = n, at
	}
	return v
}

// texts is a column of repeating strings. A row group's dictionary holds its texts
// in the order of their first rows.
type texts struct {
	name    string
	from    *vocabulary
	indices []int32 // into used
	used    []int32 // into from.names
	local   []int32 // vocabulary index → 1 + place in used; 0 when not in this group
}

func newTexts(name string, from *vocabulary) *texts {
	return &texts{name: name, from: from, local: make([]int32, len(from.names))}
}

// textsColumn returns a filled column of few rows.
func textsColumn(name string, values []string) *texts {
	t := newTexts(name, newVocabulary(values))
	for j := range values {
		t.add(int32(j))
	}
	return t
}

func (c *texts) add(index int32) {
	at := c.local[index]
	if at == 0 {
		at = c.intern(index)
	}
	c.indices = append(c.indices, at-1)
}

// intern adds a new text to the row group's dictionary.
func (c *texts) intern(index int32) int32 {
	first := c.from.first[index]
	if c.local[first] == 0 {
		c.used = append(c.used, first)
		c.local[first] = int32(len(c.used))
	}
	return c.local[first]
}

func (c *texts) label() string { return c.name }
func (c *texts) node() (schema.Node, error) {
	return schema.NewPrimitiveNodeLogical(c.name, parquet.Repetitions.Required, schema.StringLogicalType{},
		parquet.Types.ByteArray, -1, -1)
}
func (c *texts) rows() int                  { return len(c.indices) }
func (c *texts) encoding() parquet.Encoding { return parquet.Encodings.Plain }
func (c *texts) dictionary(dst []byte) ([]byte, int) {
	for _, i := range c.used {
		name := c.from.names[i]
		dst = append(binary.LittleEndian.AppendUint32(dst, uint32(len(name))), name...)
	}
	return dst, len(c.used)
}
func (c *texts) encode(dst []byte) []byte { return pages.AppendIndices(dst, c.indices, len(c.used)) }
func (c *texts) clear() {
	for _, i := range c.used {
		c.local[i] = 0
	}
	c.used, c.indices = c.used[:0], c.indices[:0]
}
