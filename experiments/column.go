package experiments

import (
	"fmt"
	"strings"

	"github.com/apache/arrow/go/v15/arrow"
	"github.com/apache/arrow/go/v15/arrow/array"
	"github.com/apache/arrow/go/v15/arrow/memory"
	"github.com/apache/arrow/go/v15/parquet"
	"github.com/apache/arrow/go/v15/parquet/file"
	"github.com/apache/arrow/go/v15/parquet/schema"
)

// column is one column of a result table, holding the rows of a row group.
type column interface {
	label() string
	node() (schema.Node, error)
	// encoding is how the values stand when dictionary is false.
	encoding() parquet.Encoding
	// dictionary tells whether the rows at hand are written as indices into one.
	dictionary() bool
	write(file.ColumnChunkWriter) error
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
func (c *int64s) encoding() parquet.Encoding { return parquet.Encodings.DeltaBinaryPacked }

// firstEntry are the indices of a column whose rows all hold the first entry of
// its dictionary. It is never written to.
var firstEntry [rowGroup]int32

// dictionary says yes to a constant: many columns are all zero in most runs,
// and indices take half the time of deltas.
func (c *int64s) dictionary() bool {
	for _, v := range c.values {
		if v != c.values[0] {
			return false
		}
	}
	return true
}

func (c *int64s) write(w file.ColumnChunkWriter) error {
	if c.dictionary() {
		b := array.NewInt64Builder(memory.DefaultAllocator)
		defer b.Release()
		b.Append(c.values[0])
		entry := b.NewInt64Array()
		defer entry.Release()
		return writeIndices(w, entry, firstEntry[:len(c.values)])
	}
	typed, ok := w.(*file.Int64ColumnChunkWriter)
	if !ok {
		return fmt.Errorf("writer of another type %T", w)
	}
	_, err := typed.WriteBatch(c.values, nil, nil)
	return err
}
func (c *int64s) clear() { c.values = c.values[:0] }

// int32s is a column of small integers.
type int32s struct {
	name   string
	values []int32
}

func (c *int32s) label() string { return c.name }
func (c *int32s) node() (schema.Node, error) {
	return schema.NewPrimitiveNode(c.name, parquet.Repetitions.Required, parquet.Types.Int32, -1, -1)
}
func (c *int32s) encoding() parquet.Encoding { return parquet.Encodings.Plain }
func (c *int32s) dictionary() bool           { return false }
func (c *int32s) write(w file.ColumnChunkWriter) error {
	typed, ok := w.(*file.Int32ColumnChunkWriter)
	if !ok {
		return fmt.Errorf("writer of another type %T", w)
	}
	_, err := typed.WriteBatch(c.values, nil, nil)
	return err
}
func (c *int32s) clear() { c.values = c.values[:0] }

// float64s is a column of real numbers.
type float64s struct {
	name   string
	values []float64
}

func (c *float64s) label() string { return c.name }
func (c *float64s) node() (schema.Node, error) {
	return schema.NewPrimitiveNode(c.name, parquet.Repetitions.Required, parquet.Types.Double, -1, -1)
}
func (c *float64s) encoding() parquet.Encoding { return parquet.Encodings.Plain }
func (c *float64s) dictionary() bool           { return false }
func (c *float64s) write(w file.ColumnChunkWriter) error {
	typed, ok := w.(*file.Float64ColumnChunkWriter)
	if !ok {
		return fmt.Errorf("writer of another type %T", w)
	}
	_, err := typed.WriteBatch(c.values, nil, nil)
	return err
}
func (c *float64s) clear() { c.values = c.values[:0] }

// vocabulary is the set of texts that a column draws from, by index.
type vocabulary struct {
	names []string
	first []int32 // the index of the first entry with the same text
}

// newVocabulary lists texts. Bytes that are not UTF-8 become U+FFFD, because
// readers refuse such a column; equal texts share one entry.
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

// texts is a column of strings that repeat. A row group's dictionary holds the
// texts that occur in it, in the order of their first row.
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

func (c *texts) add(index int32) {
	at := c.local[index]
	if at == 0 {
		at = c.meet(index)
	}
	c.indices = append(c.indices, at-1)
}

// meet enters a text that the row group has not had.
func (c *texts) meet(index int32) int32 {
	first := c.from.first[index]
	if c.local[first] == 0 {
		c.used = append(c.used, first)
		c.local[first] = int32(len(c.used))
	}
	return c.local[first]
}

func (c *texts) label() string { return c.name }
func (c *texts) node() (schema.Node, error) {
	return schema.NewPrimitiveNodeLogical(c.name, parquet.Repetitions.Required, schema.StringLogicalType{}, parquet.Types.ByteArray, -1, -1)
}
func (c *texts) encoding() parquet.Encoding { return parquet.Encodings.Plain }
func (c *texts) dictionary() bool           { return true }
func (c *texts) write(w file.ColumnChunkWriter) error {
	b := array.NewStringBuilder(memory.DefaultAllocator)
	defer b.Release()
	b.Reserve(len(c.used))
	for _, i := range c.used {
		b.Append(c.from.names[i])
	}
	entries := b.NewStringArray()
	defer entries.Release()
	return writeIndices(w, entries, c.indices)
}

// writeIndices writes rows as indices into entries.
func writeIndices(w file.ColumnChunkWriter, entries arrow.Array, rows []int32) error {
	// The encoder's own type is internal to arrow.
	enc, ok := w.CurrentEncoder().(interface{ PutDictionary(arrow.Array) error })
	if !ok {
		return fmt.Errorf("no dictionary encoder but %T", w.CurrentEncoder())
	}
	if err := enc.PutDictionary(entries); err != nil {
		return err
	}
	bytes := memory.NewBufferBytes(arrow.Int32Traits.CastToBytes(rows))
	data := array.NewData(arrow.PrimitiveTypes.Int32, len(rows), []*memory.Buffer{nil, bytes}, nil, 0, 0)
	defer data.Release()
	indices := array.NewInt32Data(data)
	defer indices.Release()
	return w.WriteDictIndices(indices, nil, nil)
}

func (c *texts) clear() {
	for _, i := range c.used {
		c.local[i] = 0
	}
	c.used, c.indices = c.used[:0], c.indices[:0]
}
