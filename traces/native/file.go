package native

import (
	"bytes"
	"fmt"
	"io"
	"sort"
	"sync"
	"time"

	"thaw/models/workload"
	"thaw/sim"
	"thaw/traces/findings"
	"thaw/traces/input"
)

// File is a file in thaw's own form, opened once and replayed many
// times. A plain file is begun at the first block of the window; a compressed
// one is read from its front.
type File struct {
	path          string
	pinned        *input.Pinned
	start, length time.Duration
	plain         bool
	front         *reader     // header and table; its stream is closed
	end           fileTrailer // of a plain file
	data, size    int64       // a plain file's first block and length, bytes

	mu      sync.Mutex
	info    *input.FileInfo // nil until Files is called
	changed error           // between Open and Files
}

// Open reads header, table and, where the file is not compressed, the
// trailer, and checks that they fit together. The blocks are checked as they
// are read. The window is start to start+length, the whole rest for length 0.
func Open(path string, start, length time.Duration, limits input.Limits) (*File, error) {
	f := &File{path: path, start: start, length: length}
	var err error
	if f.pinned, err = input.Hold(path, limits); err != nil {
		return nil, fmt.Errorf("open trace: %w", err)
	}
	if f.front, err = f.readFront(); err != nil {
		return nil, err
	}
	magic := make([]byte, len(Magic))
	// What begins with the magic bytes on disk, too, is not compressed.
	if _, err := io.ReadFull(f.pinned.Raw(0), magic); err != nil || string(magic) != Magic {
		return f, nil
	}
	f.plain, f.data, f.size = true, f.front.off, f.pinned.Size()
	f.end, err = f.readEnd()
	return f, err
}

// readFront reads header and table.
func (f *File) readFront() (*reader, error) {
	r, err := f.pinned.Open()
	if err != nil {
		return nil, fmt.Errorf("open trace: %w", err)
	}
	defer r.Close()
	return newReader(f.path, r)
}

// readEnd reads the trailer of a plain file and checks that the size of the
// file is what its number of records says.
func (f *File) readEnd() (end fileTrailer, err error) {
	p := make([]byte, trailerBytes)
	if f.size < f.data+trailerBytes {
		return end, fmt.Errorf("%s: byte %d: %w", f.path, f.size, errShort)
	}
	if _, err := f.pinned.Raw(0).ReadAt(p, f.size-trailerBytes); err != nil {
		return end, fmt.Errorf("%s: trailer: %w", f.path, err)
	}
	if err := end.parse(p); err != nil {
		return end, fmt.Errorf("%s: byte %d: %w", f.path, f.size-trailerBytes, err)
	}
	if end.records > uint64(f.size) || f.offset(int64(end.records)) != f.size-trailerBytes {
		return end, fmt.Errorf("%s: %d bytes, but %d invocations in blocks of %d: the file is damaged",
			f.path, f.size, end.records, f.front.head.blockRecords)
	}
	return end, nil
}

// offset returns where the blocks of the first n records end.
func (f *File) offset(n int64) int64 {
	blocks := (n + int64(f.front.head.blockRecords) - 1) / int64(f.front.head.blockRecords)
	return f.data + n*recordBytes + blocks*blockHeadBytes
}

// Source returns the invocations from the block on in which the window starts,
// or from the front of a compressed file: the caller cuts the window out. The
// form holds durations and arrivals, so the seed changes nothing.
func (f *File) Source(uint64) (workload.Source, error) {
	if !f.plain {
		f.Files() // so that what is decompressed again is compared
	}
	if err := f.failure(); err != nil {
		return nil, err
	}
	if !f.plain {
		r, err := f.pinned.Open()
		if err != nil {
			return nil, fmt.Errorf("open trace: %w", err)
		}
		n, err := newReader(f.path, r)
		if err != nil {
			r.Close()
			return nil, err
		}
		return &source{n, r}, nil
	}
	raw := f.pinned.Raw(0)
	block, err := f.search(raw, sim.Time(f.start))
	if err != nil {
		return nil, err
	}
	from := f.blockStart(block)
	raw = f.pinned.Raw(from)
	n := readerAt(f.front, raw, from)
	n.end = &f.end
	if block == 0 {
		n.partial, n.seen.chain = false, f.front.seen.chain
	}
	return &source{n, raw}, nil
}

func (f *File) blockStart(block int64) int64 {
	return min(f.offset(block*int64(f.front.head.blockRecords)), f.size-trailerBytes)
}

// search returns the first block with an arrival at or after t, by binary
// search over the block headers.
func (f *File) search(r io.ReaderAt, t sim.Time) (int64, error) {
	if t <= 0 {
		return 0, nil
	}
	per := int64(f.front.head.blockRecords)
	blocks := (int64(f.end.records) + per - 1) / per
	var failed error
	i := sort.Search(int(blocks), func(i int) bool {
		b, err := f.block(r, int64(i))
		if err != nil && failed == nil {
			failed = err
		}
		return b.last >= t
	})
	return int64(i), failed
}

func (f *File) block(r io.ReaderAt, i int64) (b blockHead, err error) {
	var p [blockHeadBytes]byte
	off := f.blockStart(i)
	if _, err = r.ReadAt(p[:], off); err == nil {
		err = b.parse(p[:], f.front.head.blockRecords)
	}
	if err != nil {
		err = fmt.Errorf("%s: byte %d: %w", f.path, off, err)
	}
	return b, err
}

// Extent returns the number of invocations in the window and the arrival of
// the last one there, without reading them all; of a compressed file it knows
// neither.
func (f *File) Extent() (invocations int64, last sim.Time, known bool, err error) {
	if !f.plain {
		return 0, 0, false, nil
	}
	raw := f.pinned.Raw(0)
	from, _, err := f.before(raw, sim.Time(f.start))
	if err != nil {
		return 0, 0, false, err
	}
	to := int64(f.end.records)
	last = f.end.last
	if end := sim.Time(f.start + f.length); f.length > 0 && end > 0 && end <= last {
		if to, last, err = f.before(raw, end); err != nil {
			return 0, 0, false, err
		}
	}
	if to == from {
		return 0, 0, true, nil
	}
	return to - from, last - sim.Time(f.start), true, nil
}

// before counts the records that arrive before t and tells when the last of
// them does.
func (f *File) before(raw *input.Raw, t sim.Time) (n int64, last sim.Time, err error) {
	block, err := f.search(raw, t)
	if err != nil || t <= 0 {
		return 0, 0, err
	}
	if block > 0 {
		b, err := f.block(raw, block-1)
		if err != nil {
			return 0, 0, err
		}
		n, last = (block-1)*int64(f.front.head.blockRecords)+int64(b.records), b.last
	}
	r := readerAt(f.front, f.pinned.Raw(f.blockStart(block)), f.blockStart(block))
	var batch [256]workload.Invocation
	for {
		k, err := r.Read(batch[:])
		if err == io.EOF {
			return n, last, nil
		}
		if err != nil {
			return 0, 0, err
		}
		i := sort.Search(k, func(i int) bool { return batch[i].Arrival >= t })
		n += int64(i)
		if i > 0 {
			last = batch[i-1].Arrival
		}
		if i < k {
			return n, last, nil
		}
	}
}

// Files identifies the file. The first call computes the hash, which takes
// reading the whole file, and from then on every byte that a Source reads is
// compared; the hash is empty if that fails, and then every Source does.
func (f *File) Files() []input.FileInfo {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.info == nil {
		info, err := f.pinned.Sum()
		if err == nil {
			err = f.compare()
		}
		if err != nil {
			info = input.FileInfo{Path: f.path, Size: f.pinned.Size()}
		}
		f.info, f.changed = &info, err
	}
	return []input.FileInfo{*f.info}
}

// failure is what Files found.
func (f *File) failure() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.changed
}

// compare reads the front and the end, which were read before the hash was
// computed, once more.
func (f *File) compare() error {
	front, err := f.readFront()
	if err != nil {
		return fmt.Errorf("the file has changed since it was opened: %w", err)
	}
	same := front.head == f.front.head
	if same && f.plain {
		end, err := f.readEnd()
		same = err == nil && end == f.end
	}
	if !same {
		return fmt.Errorf("%s: %w", f.path, errChanged)
	}
	return nil
}

// Summary tells the size of the trace in a few words.
func (f *File) Summary() string {
	if !f.plain {
		return "compressed"
	}
	return fmt.Sprintf("%d invocations within %v", f.end.records, f.end.last.Sub(0))
}

// Report returns an empty report: every problem of this form is an error.
func (f *File) Report() *findings.Report { return &findings.Report{} }

// Table returns the functions and apps of the trace.
func (f *File) Table() *workload.Table { return f.front.table }

// source is a reader with the file under it, which is closed at the end
// of the trace or by Close.
type source struct {
	*reader
	file io.Closer
}

// Read implements workload.Source.
func (s *source) Read(batch []workload.Invocation) (int, error) {
	n, err := s.reader.Read(batch)
	if err != nil {
		s.file.Close()
	}
	return n, err
}

// Close implements io.Closer.
func (s *source) Close() error {
	if s.err == nil {
		s.err = input.ErrClosed
	}
	s.rest = nil
	return s.file.Close()
}

// Decode returns a source of a file in thaw's own form that is wholly in
// data; name stands in errors.
func Decode(name string, data []byte) (workload.Source, error) {
	return newReader(name, bytes.NewReader(data))
}

// Validate reads a file to its end.
func Validate(path string, limits input.Limits) (*findings.Report, error) {
	r := &findings.Report{}
	f, err := Open(path, 0, 0, limits)
	if err != nil {
		r.Errorf("unreadable", "", 0, 0, "%v", err)
		return r, nil
	}
	src, err := f.Source(0)
	if err != nil {
		r.Errorf("unreadable", "", 0, 0, "%v", err)
		return r, nil
	}
	defer src.(*source).Close()
	batch := make([]workload.Invocation, 4096)
	for {
		if _, err := src.Read(batch); err == io.EOF {
			return r, nil
		} else if err != nil {
			r.Errorf("damaged", "", 0, 0, "%v", err)
			return r, nil
		}
	}
}
