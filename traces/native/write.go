package native

import (
	"bufio"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"thaw/models/wholefile"
	"thaw/models/workload"
)

// Write writes src to path in thaw's own form and returns the number of
// invocations. The file gets its name when it is complete and on disk, replacing
// what was there. A cancelled ctx stops between batches and leaves nothing behind.
func Write(ctx context.Context, path string, src workload.Source) (n int64, err error) {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return 0, fmt.Errorf("write trace: %s is a folder, expected the name of a file", path)
	}
	f, err := wholefile.Create(path)
	if err != nil {
		return 0, fmt.Errorf("write trace: %w", err)
	}
	if n, err = Encode(ctx, f, src); err != nil {
		f.Abort()
		return 0, fmt.Errorf("write trace %s: %w", path, err)
	}
	if err = f.Commit(); err == nil {
		err = wholefile.SyncFolder(filepath.Dir(path))
	}
	if err != nil {
		return 0, fmt.Errorf("write trace: %w", err)
	}
	return n, nil
}

// Encode writes src to w in thaw's own form, in one pass and without
// seeking, and returns the number of invocations.
func Encode(ctx context.Context, w io.Writer, src workload.Source) (int64, error) {
	return encode(ctx, w, src, defaultBlockRecords)
}

func encode(ctx context.Context, w io.Writer, src workload.Source, blockRecords int) (int64, error) {
	table, err := AppendTable(nil, src.Table())
	if err != nil {
		return 0, err
	}
	out := bufio.NewWriterSize(w, 1<<16)
	head := fileHead{uint32(len(table)), uint32(blockRecords), Checksum(table)}.append(nil)
	out.Write(head) // bufio keeps the first error until Flush
	out.Write(table)

	e := encoder{out: out, functions: uint32(len(src.Table().Functions)), blockRecords: blockRecords}
	e.end.chain = chainChecksum(0, head)
	e.block = make([]byte, 0, blockRecords*recordBytes)
	batch := make([]workload.Invocation, 4096)
	for {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		n, err := src.Read(batch)
		for i := range batch[:n] {
			if err := e.add(&batch[i]); err != nil {
				return 0, err
			}
		}
		if err == io.EOF {
			break
		}
		if err != nil {
			return 0, err
		}
	}
	if err := e.flush(); err != nil {
		return 0, err
	}
	out.Write(e.end.append(nil))
	return int64(e.end.records), out.Flush()
}

// encoder gathers records into blocks.
type encoder struct {
	out          *bufio.Writer
	functions    uint32
	blockRecords int
	block        []byte // records of the current block
	cur          blockHead
	end          fileTrailer
	head         [blockHeadBytes]byte
}

func (e *encoder) add(v *workload.Invocation) error {
	switch {
	case v.Arrival < e.end.last:
		return fmt.Errorf("invocation %d arrives at %d ns, before the one in front of it at %d ns: "+
			"the source is not sorted", e.end.records, v.Arrival, e.end.last)
	case v.Duration < 0:
		return fmt.Errorf("invocation %d has the negative duration %v", e.end.records, v.Duration)
	case uint32(v.Function) >= e.functions:
		return fmt.Errorf("invocation %d is of function %d, expected less than %d", e.end.records, v.Function,
			e.functions)
	}
	if len(e.block) == 0 {
		e.cur.first = v.Arrival
	}
	e.cur.last = v.Arrival
	e.end.last = v.Arrival
	e.end.longest = max(e.end.longest, int64(v.Duration))
	e.end.records++
	e.block = binary.LittleEndian.AppendUint64(e.block, uint64(v.Arrival))
	e.block = binary.LittleEndian.AppendUint64(e.block, uint64(v.Duration))
	e.block = binary.LittleEndian.AppendUint32(e.block, uint32(v.Function))
	if len(e.block) == cap(e.block) {
		return e.flush()
	}
	return nil
}

func (e *encoder) flush() error {
	if len(e.block) == 0 {
		return nil
	}
	e.cur.records = uint32(len(e.block) / recordBytes)
	e.cur.crc = Checksum(e.block)
	head := e.cur.append(e.head[:0])
	e.end.chain = chainChecksum(e.end.chain, head)
	e.out.Write(head)
	_, err := e.out.Write(e.block)
	e.block = e.block[:0]
	return err
}
