package results

import (
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

// maxRowGroups is the limit of the format's 16-bit row group ordinal: 4.29 billion
// rows.
const maxRowGroups = math.MaxInt16

// Stamp is the key-value metadata of every Parquet file. It identifies the origin
// of a file outside its folder.
type Stamp struct {
	Version  string // thaw's
	Revision string
	Manifest string // the inputs of the results, as JSON: Manifest.Inputs
	SHA256   string // of Manifest
}

// tableFile writes one Parquet file group by group. It encodes pages itself and
// uses the page and metadata writers of arrow v15. It avoids arrow's upper layers:
// the Arrow layer writes files that other readers refuse, and file.Writer makes a
// zstd encoder of five megabytes for each page, accesses each value by reflection
// and drops errors when it closes a row group.
type tableFile struct {
	out    *outFile
	meta   *metadata.FileMetaDataBuilder
	zstd   *zstd.Encoder
	raw    []byte // a page as encoded
	page   []byte // the page as compressed
	rows   int64
	groups int
}

// zstdLevel is the compression level of dictionaries and pages. Pages have an
// encoder of the file's own.
const zstdLevel = 1

// zstdWindow is the window of the encoder, and so the size of its buffer. Pages are
// hardly longer.
const zstdWindow = 1 << 20

// magic opens and closes every Parquet file.
const magic = "PAR1"

// createTable begins a Parquet file with the given columns.
func createTable(path string, columns []column, stamp Stamp) (*tableFile, error) {
	root, err := layout(columns)
	if err != nil {
		return nil, fileError("%s: %w", path, err)
	}
	enc, err := zstd.NewWriter(nil, zstd.WithZeroFrames(true),
		zstd.WithEncoderLevel(zstd.EncoderLevelFromZstd(zstdLevel)), zstd.WithEncoderConcurrency(1),
		zstd.WithWindowSize(zstdWindow), zstd.WithLowerEncoderMem(true))
	if err != nil {
		return nil, fileError("%s: %w", path, err)
	}
	kv := metadata.NewKeyValueMetadata()
	for _, e := range [...][2]string{
		{"thaw.version", stamp.Version}, {"thaw.revision", stamp.Revision},
		{"thaw.manifest", stamp.Manifest}, {"thaw.manifest_sha256", stamp.SHA256},
	} {
		if err := kv.Append(e[0], e[1]); err != nil {
			return nil, fileError("%s: %w", path, err)
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
	meta := metadata.NewFileMetadataBuilder(schema.NewSchema(root), settings(columns, stamp.Version), kv)
	return &tableFile{out: out, zstd: enc, meta: meta}, nil
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

// settings returns the writer's settings. The root is required, because some
// readers refuse the default, repeated. There are no statistics, because v15 would
// write distinct_count = 0.
func settings(columns []column, version string) *parquet.WriterProperties {
	opts := []parquet.WriterProperty{
		parquet.WithCreatedBy("thaw version " + version),
		parquet.WithRootRepetition(parquet.Repetitions.Required),
		parquet.WithCompression(compress.Codecs.Zstd),
		parquet.WithStats(false),
	}
	for _, c := range columns {
		opts = append(opts, parquet.WithDictionaryFor(c.label(), false),
			parquet.WithEncodingFor(c.label(), c.encoding()))
	}
	return parquet.NewWriterProperties(opts...)
}

// writeGroup writes the rows that the columns hold as one row group.
func (t *tableFile) writeGroup(columns []column, rows int) (err error) {
	if rows == 0 {
		return nil
	}
	if t.groups == maxRowGroups {
		return fileError("%s would hold more than %d rows, the most that one Parquet file of ours takes; shorten "+
			"the window or lower the detail",
			t.out.path, int64(maxRowGroups)*rowGroup)
	}
	defer recoverWrite(t.out, &err)
	group := t.meta.AppendRowGroup()
	begin := t.out.size
	for i, c := range columns {
		if c.rows() != rows {
			return t.failed(fmt.Errorf("column %s has %d rows of %d", c.label(), c.rows(), rows))
		}
		if err := t.writeChunk(group.NextColumnChunk(), c, i); err != nil {
			return t.failed(fmt.Errorf("column %s: %w", c.label(), err))
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

// writeChunk writes a column's rows: its dictionary, if any, then one page.
func (t *tableFile) writeChunk(meta *metadata.ColumnChunkMetaDataBuilder, c column, at int) error {
	w, err := file.NewPageWriter(t.out, compress.Codecs.Zstd, zstdLevel, meta, int16(t.groups), int16(at),
		memory.DefaultAllocator, false, nil, nil)
	if err != nil {
		return err
	}
	dict, entries := c.dictionary(t.raw[:0])
	t.raw = dict
	if entries > 0 {
		page := file.NewDictionaryPage(memory.NewBufferBytes(dict), int32(entries), parquet.Encodings.Plain)
		defer page.Release()
		if _, err := w.WriteDictionaryPage(page); err != nil {
			return err
		}
	}
	t.raw = c.encode(t.raw[:0])
	t.page = t.zstd.EncodeAll(t.raw, t.page[:0])
	encoding := c.encoding()
	if entries > 0 {
		encoding = parquet.Encodings.RLEDict
	}
	page := file.NewDataPageV1WithStats(memory.NewBufferBytes(t.page), int32(c.rows()), encoding,
		parquet.Encodings.RLE, parquet.Encodings.RLE,
		int32(len(t.raw)), metadata.EncodedStatistics{})
	defer page.Release()
	if _, err := w.WriteDataPage(page); err != nil {
		return err
	}
	return w.Close(entries > 0, false)
}

// failed prefers the error of the file itself to the library's error.
func (t *tableFile) failed(err error) error {
	if t.out.err != nil {
		return t.out.err
	}
	return fileError("cannot write %s: %w", t.out.path, err)
}

// commit writes the footer and gives the file its final name.
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

// recoverWrite turns the library's panics into errors. The library panics when the
// file fails.
func recoverWrite(out *outFile, err *error) {
	if r := recover(); r != nil {
		*err = out.err
		if out.err == nil {
			*err = fileError("cannot write %s: %v", out.path, r)
		}
	}
}
