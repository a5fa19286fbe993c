package native

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"thaw/models/workload"
)

// Write writes src to path in thaw's own form and returns the number of
// invocations. The file is written beside path under a temporary name and
// renamed when it is complete and on disk, replacing what was there: under
// its final name there is never half a file. A cancelled ctx stops between
// batches and leaves nothing behind.
func Write(ctx context.Context, path string, src workload.Source) (n int64, err error) {
	f, err := createTemp(path)
	if err != nil {
		return 0, fmt.Errorf("write trace: %w", err)
	}
	defer func() {
		if err != nil {
			f.Close()
			os.Remove(f.Name())
		}
	}()
	n, err = Encode(ctx, f, src)
	if err != nil {
		return 0, fmt.Errorf("write trace %s: %w", path, err)
	}
	if err = f.Sync(); err != nil {
		return 0, fmt.Errorf("write trace: %w", err)
	}
	if err = f.Close(); err != nil {
		return 0, fmt.Errorf("write trace: %w", err)
	}
	if err = os.Rename(f.Name(), path); err != nil {
		return 0, fmt.Errorf("write trace: %w", err)
	}
	return n, nil
}

// createTemp creates a new file beside path. Unlike os.CreateTemp it needs no
// random number and leaves the permissions to the umask.
func createTemp(path string) (*os.File, error) {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return nil, fmt.Errorf("%s is a folder, expected the name of a file", path)
	}
	dir, base := filepath.Split(path)
	for i := 0; ; i++ {
		name := fmt.Sprintf("%s.%s.%d-%d.partial", dir, base, os.Getpid(), i)
		f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
		if !errors.Is(err, fs.ErrExist) || i == 100 {
			return f, err
		}
	}
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
