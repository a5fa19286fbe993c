package results

import (
	"github.com/apache/arrow/go/v15/parquet"
	"github.com/apache/arrow/go/v15/parquet/schema"

	"thaw/experiments/results/pages"
)

// steps is a column of integers that seldom change from row to row: it holds the
// changes, and is written like an int64s.
type steps struct {
	name string
	n    int // rows
	pages.Steps
}

func (c *steps) reset(n int) { c.n = n; c.Clear() }

func (c *steps) label() string { return c.name }
func (c *steps) node() (schema.Node, error) {
	return schema.NewPrimitiveNode(c.name, parquet.Repetitions.Required, parquet.Types.Int64, -1, -1)
}
func (c *steps) rows() int                           { return c.n }
func (c *steps) encoding() parquet.Encoding          { return parquet.Encodings.DeltaBinaryPacked }
func (c *steps) dictionary(dst []byte) ([]byte, int) { return dst, 0 }
func (c *steps) encode(dst []byte) []byte            { return c.AppendDelta(dst, c.n) }
func (c *steps) clear()                              { c.reset(0) }

// someFloats is an optional column of real numbers that few rows have.
type someFloats struct {
	name   string
	n      int    // rows
	there  []byte // a bit for each row
	values []float64
}

func (c *someFloats) reset(n int) {
	c.n, c.values = n, c.values[:0]
	c.there = resize(c.there, (n+7)/8)
	clear(c.there)
}

// set gives a row its value; rows ascend.
func (c *someFloats) set(row int, v float64) {
	c.there[row/8] |= 1 << (row % 8)
	c.values = append(c.values, v)
}

func (c *someFloats) label() string { return c.name }
func (c *someFloats) node() (schema.Node, error) {
	return schema.NewPrimitiveNode(c.name, parquet.Repetitions.Optional, parquet.Types.Double, -1, -1)
}
func (c *someFloats) rows() int                           { return c.n }
func (c *someFloats) encoding() parquet.Encoding          { return parquet.Encodings.Plain }
func (c *someFloats) dictionary(dst []byte) ([]byte, int) { return dst, 0 }
func (c *someFloats) encode(dst []byte) []byte {
	return pages.AppendOptional(dst, c.n, c.there, c.values)
}
func (c *someFloats) clear() { c.reset(0) }
