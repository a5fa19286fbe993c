package experiments

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"

	"github.com/apache/arrow/go/v15/arrow/memory"
	"github.com/apache/arrow/go/v15/parquet"
	"github.com/apache/arrow/go/v15/parquet/compress"
	"github.com/apache/arrow/go/v15/parquet/file"
	"github.com/apache/arrow/go/v15/parquet/metadata"
	"github.com/apache/arrow/go/v15/parquet/schema"
	"github.com/klauspost/compress/zstd"
)

// rowGroup is the number of rows of a full row group.
const rowGroup = 128 << 10

// maxRowGroups is what the format's 16-bit row group ordinal allows: 4.29
// billion rows.
const maxRowGroups = math.MaxInt16

// Stamp is written into the key-value metadata of every Parquet file, so that
// a file tells where it comes from when it is parted from its folder.
type Stamp struct {
	Version  string // thaw's
	Revision string
	Manifest string // what the results follow from, as JSON: Manifest.Inputs
	SHA256   string // of Manifest
}

// tableFile writes one Parquet file group by group, with the parts of arrow
// v15's low-level writer: its Arrow layer writes files that other readers
// refuse, and file.Writer makes a zstd encoder, five megabytes, for each page
// and drops the errors of closing a row group.
type tableFile struct {
	out    *outFile
	plain  *parquet.WriterProperties // of columns without dictionary
	dict   *parquet.WriterProperties // of columns with one
	meta   *metadata.FileMetaDataBuilder
	zstd   *zstd.Encoder
	page   []byte // the compressed page, used again
	rows   int64
	groups int
}

// magic opens and closes every Parquet file.
const magic = "PAR1"

// createTable begins a Parquet file with the given columns.
func createTable(path string, columns []column, stamp Stamp) (*tableFile, error) {
	root, err := layout(columns)
	if err != nil {
		return nil, fmt.Errorf("results: %s: %w", path, err)
	}
	enc, err := zstd.NewWriter(nil, zstd.WithZeroFrames(true), zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1))
	if err != nil {
		return nil, fmt.Errorf("results: %s: %w", path, err)
	}
	kv := metadata.NewKeyValueMetadata()
	for _, e := range [...][2]string{
		{"thaw.version", stamp.Version}, {"thaw.revision", stamp.Revision},
		{"thaw.manifest", stamp.Manifest}, {"thaw.manifest_sha256", stamp.SHA256},
	} {
		if err := kv.Append(e[0], e[1]); err != nil {
			return nil, fmt.Errorf("results: %s: %w", path, err)
		}
	}
	out, err := createFile(path)
	if err != nil {
		return nil, err
	}
	if _, err := out.Write([]byte(magic)); err != nil {
		out.abort()
		return nil, err
	}
	t := &tableFile{out: out, zstd: enc}
	t.plain, t.dict = settings(columns, false, stamp.Version), settings(columns, true, stamp.Version)
	t.meta = metadata.NewFileMetadataBuilder(schema.NewSchema(root), t.plain, kv)
	return t, nil
}

// layout returns the schema.
func layout(columns []column) (*schema.GroupNode, error) {
	fields := make(schema.FieldList, len(columns))
	for i, c := range columns {
		node, err := c.node()
		if err != nil {
			return nil, err
		}
		fields[i] = node
	}
	return schema.NewGroupNode("schema", parquet.Repetitions.Required, fields, -1)
}

// settings returns the writer's settings. Each departs from a default that
// costs readers or time:
//   - the root is required, not repeated, which some readers refuse;
//   - dictionaries only where a column asks for one: by default every value of
//     every column is hashed, six times slower;
//   - delta encoding for int64 only: arrow v15 writes wide-ranging int32 wrongly;
//   - no statistics: v15 writes distinct_count = 0 among them;
//   - one batch and one page a column chunk.
func settings(columns []column, dictionary bool, version string) *parquet.WriterProperties {
	opts := []parquet.WriterProperty{
		parquet.WithCreatedBy("thaw version " + version),
		parquet.WithRootRepetition(parquet.Repetitions.Required),
		parquet.WithDataPageVersion(parquet.DataPageV1),
		parquet.WithCompression(compress.Codecs.Zstd),
		parquet.WithCompressionLevel(1),
		parquet.WithDictionaryDefault(dictionary),
		parquet.WithDictionaryPageSizeLimit(math.MaxInt32),
		parquet.WithStats(false),
		parquet.WithDataPageSize(16 << 20),
		parquet.WithBatchSize(rowGroup),
	}
	for _, c := range columns {
		opts = append(opts, parquet.WithEncodingFor(c.label(), c.encoding()))
	}
	return parquet.NewWriterProperties(opts...)
}

// writeGroup writes the rows that the columns hold as one row group.
func (t *tableFile) writeGroup(columns []column, rows int) (err error) {
	if rows == 0 {
		return nil
	}
	if t.groups == maxRowGroups {
		return fmt.Errorf("results: %s would hold more than %d rows, the most that one Parquet file of ours takes; shorten the window or lower the detail",
			t.out.path, int64(maxRowGroups)*rowGroup)
	}
	defer recoverWrite(t.out, &err)
	group := t.meta.AppendRowGroup()
	begin := t.out.size
	for i, c := range columns {
		chunk := group.NextColumnChunk()
		pages, err := file.NewPageWriter(t.out, compress.Codecs.Zstd, 1, chunk, int16(t.groups), int16(i), memory.DefaultAllocator, false, nil, nil)
		if err != nil {
			return t.failed(err)
		}
		props := t.plain
		if c.dictionary() {
			props = t.dict
		}
		w := file.NewColumnChunkWriter(chunk, pageWriter{pages, t}, props)
		if err := c.write(w); err != nil {
			return t.failed(fmt.Errorf("column %s: %w", c.label(), err))
		}
		if err := w.Close(); err != nil {
			return t.failed(err)
		}
		if w.RowsWritten() != rows {
			return t.failed(fmt.Errorf("column %s has %d rows of %d", c.label(), w.RowsWritten(), rows))
		}
	}
	group.SetNumRows(rows)
	if err := group.Finish(t.out.size-begin, int16(t.groups)); err != nil {
		return t.failed(err)
	}
	t.groups++
	t.rows += int64(rows)
	return t.out.err
}

// pageWriter compresses with the file's own encoder.
type pageWriter struct {
	file.PageWriter
	t *tableFile
}

// Compress implements file.PageWriter. The page is written or copied before
// the next one is compressed.
func (p pageWriter) Compress(_ *bytes.Buffer, src []byte) []byte {
	p.t.page = p.t.zstd.EncodeAll(src, p.t.page[:0])
	return p.t.page
}

// failed prefers the error of the file below to what the library made of it.
func (t *tableFile) failed(err error) error {
	if t.out.err != nil {
		return t.out.err
	}
	return fmt.Errorf("results: cannot write %s: %w", t.out.path, err)
}

// commit writes the footer and gives the file its name.
func (t *tableFile) commit() (info FileInfo, err error) {
	if err := t.footer(); err != nil {
		t.out.abort()
		return FileInfo{}, err
	}
	return t.out.commit()
}

func (t *tableFile) footer() (err error) {
	defer recoverWrite(t.out, &err)
	meta, err := t.meta.Finish()
	if err != nil {
		return t.failed(err)
	}
	n, err := meta.WriteTo(t.out, nil)
	if err != nil {
		return t.failed(err)
	}
	_, err = t.out.Write(append(binary.LittleEndian.AppendUint32(nil, uint32(n)), magic...))
	return err
}

// abort drops the file.
func (t *tableFile) abort() { t.out.abort() }

// recoverWrite turns the library's panics, which it raises when the file below
// fails, into errors.
func recoverWrite(out *outFile, err *error) {
	if r := recover(); r != nil {
		*err = out.err
		if out.err == nil {
			*err = fmt.Errorf("results: cannot write %s: %v", out.path, r)
		}
	}
}
