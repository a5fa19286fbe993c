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

// int64s is a column of integers, delta-encoded.
type int64s struct {
	name   string
	values []int64
}

func (c *int64s) label() string { return c.name }
func (c *int64s) node() (schema.Node, error) {
	return schema.NewPrimitiveNode(c.name, parquet.Repetitions.Required, parquet.Types.Int64, -1, -1)
}
func (c *int64s) rows() int                           { return len(c.values) }
func (c *int64s) encoding() parquet.Encoding          { return parquet.Encodings.DeltaBinaryPacked }
func (c *int64s) dictionary(dst []byte) ([]byte, int) { return dst, 0 }
func (c *int64s) encode(dst []byte) []byte            { return pages.AppendDelta(dst, c.values) }
func (c *int64s) clear()                              { c.values = c.values[:0] }

// float64s is a column of real numbers. An optional one may lack values: NaN stands
// for null.
type float64s struct {
	name     string
	optional bool
	values   []float64
}

func (c *float64s) label() string { return c.name }
func (c *float64s) node() (schema.Node, error) {
	repetition := parquet.Repetitions.Required
	if c.optional {
		repetition = parquet.Repetitions.Optional
	}
	return schema.NewPrimitiveNode(c.name, repetition, parquet.Types.Double, -1, -1)
}
func (c *float64s) rows() int                           { return len(c.values) }
func (c *float64s) encoding() parquet.Encoding          { return parquet.Encodings.Plain }
func (c *float64s) dictionary(dst []byte) ([]byte, int) { return dst, 0 }
func (c *float64s) encode(dst []byte) []byte {
	if !c.optional {
		return pages.AppendFloats(dst, c.values)
	}
	var there someFloats
	there.reset(len(c.values))
	for i, v := range c.values {
		if !math.IsNaN(v) {
			there.set(i, v)
		}
	}
	return there.encode(dst)
}
func (c *float64s) clear() { c.values = c.values[:0] }

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
