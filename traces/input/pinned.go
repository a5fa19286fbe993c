package input

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"hash/crc32"
	"io"
	"os"
	"sync"
	"sync/atomic"
)

// Pinned is a file as it was when it was read first: its size, its digest, and a
// checksum of every chunk. It holds the file open, so that another one that is
// moved to its path is not read; and whoever reads it again gets each chunk only
// after it is compared, so that a file that is overwritten is noticed before a
// wrong byte is used, wherever the reading begins or ends.
type Pinned struct {
	path   string
	f      *os.File
	limits Limits
	size   int64

	once  sync.Once
	err   error
	known atomic.Bool // sums and info are there
	sums  []uint32    // crc32c of each chunk
	info  FileInfo
}

// chunkBytes is what is compared at a time: the size of all buffers above it.
const chunkBytes = blockBytes

// Hold opens a file to be pinned when Sum is called; what is read before is not
// compared.
func Hold(path string, limits Limits) (*Pinned, error) {
	f, size, err := openRegular(path)
	if err != nil {
		return nil, err
	}
	return &Pinned{path: path, f: f, limits: limits, size: size}, nil
}

// Sum reads the file once, wholly, and tells its size and digest.
func (p *Pinned) Sum() (FileInfo, error) {
	p.once.Do(func() {
		if p.known.Load() {
			return
		}
		r := newRecorder(p.path, p.f)
		r.at = io.NewSectionReader(p.f, 0, p.size+1)
		var read *Pinned
		if read, p.err = r.pin(); p.err != nil {
			return
		}
		if p.sums, p.info = read.sums, read.info; read.size != p.size {
			p.err = changed(p.path, "it had %d bytes", p.size)
			return
		}
		p.known.Store(true)
	})
	return p.info, p.err
}

// Size returns the number of bytes of the file.
func (p *Pinned) Size() int64 { return p.size }

// Open is Open for a file that was read before.
func (p *Pinned) Open() (Reader, error) { return onlyData(p.OpenStream()) }

// OpenArchive is OpenArchive for a file that was read before.
func (p *Pinned) OpenArchive() (*Archive, error) { return onlyArchive(p.OpenStream()) }

// OpenStream is OpenStream for a file that was read before.
func (p *Pinned) OpenStream() (*File, *Archive, error) {
	return (&File{path: p.path, raw: p.Raw(0), limits: p.limits}).stream()
}

// Raw reads the file as it lies on disk, from a byte on.
func (p *Pinned) Raw(from int64) *Raw { return &Raw{p: p, at: from} }

// changed is the error about a file that is not any more what it was.
func changed(path, format string, args ...any) error {
	return fmt.Errorf("%s: the file has changed since it was opened: %s", path, fmt.Sprintf(format, args...))
}

// chunk fills dst, which has the size of the chunk, and compares it.
func (p *Pinned) chunk(dst []byte, i int64) error {
	n, err := p.f.ReadAt(dst, i*chunkBytes)
	if n < len(dst) {
		if err == io.EOF {
			return changed(p.path, "it ends after %d bytes and had %d", i*chunkBytes+int64(n), p.size)
		}
		return err
	}
	if p.known.Load() && crc32.Checksum(dst, crc32.MakeTable(crc32.Castagnoli)) != p.sums[i] {
		return changed(p.path, "bytes %d to %d are others", i*chunkBytes, i*chunkBytes+int64(n)-1)
	}
	return nil
}

// Raw reads a pinned file. It is an io.Reader and an io.ReaderAt, for one
// goroutine.
type Raw struct {
	p    *Pinned
	at   int64  // next byte
	buf  []byte // the chunk that holds it, compared; empty: none
	from int64  // the first byte of buf
	err  error
}

// Read implements io.Reader.
func (r *Raw) Read(dst []byte) (int, error) {
	if r.err != nil || len(dst) == 0 {
		return 0, r.err
	}
	if r.at >= r.p.size {
		if st, err := r.p.f.Stat(); err == nil && st.Size() != r.p.size {
			r.err = changed(r.p.path, "it has %d bytes and had %d", st.Size(), r.p.size)
			return 0, r.err
		}
		return 0, io.EOF
	}
	if r.at < r.from || r.at >= r.from+int64(len(r.buf)) {
		i := r.at / chunkBytes
		size := int(min(chunkBytes, r.p.size-i*chunkBytes))
		if r.at == i*chunkBytes && len(dst) >= size {
			if r.err = r.p.chunk(dst[:size], i); r.err != nil {
				return 0, r.err
			}
			r.at += int64(size)
			return size, nil
		}
		if r.buf == nil {
			r.buf = make([]byte, chunkBytes)
		}
		r.buf, r.from = r.buf[:size], i*chunkBytes
		if r.err = r.p.chunk(r.buf, i); r.err != nil {
			r.buf = r.buf[:0]
			return 0, r.err
		}
	}
	n := copy(dst, r.buf[r.at-r.from:])
	r.at += int64(n)
	return n, nil
}

// ReadAt implements io.ReaderAt; the next Read goes on behind it.
func (r *Raw) ReadAt(dst []byte, off int64) (int, error) {
	r.at = off
	n, err := io.ReadFull(r, dst)
	if err == io.ErrUnexpectedEOF {
		err = io.EOF
	}
	return n, err
}

// Close implements io.Closer: the file stays open for others.
func (r *Raw) Close() error {
	if r.err == nil {
		r.err = ErrClosed
	}
	return nil
}

func (r *Raw) count() int64          { return r.at }
func (r *Raw) failure() error        { return r.err }
func (r *Raw) pin() (*Pinned, error) { return r.p, nil }

// rawReader reads a file as it lies on disk.
type rawReader interface {
	io.Reader
	count() int64          // bytes that were read
	failure() error        // what ended the reading, unless its end did
	pin() (*Pinned, error) // reads to the end
}

// recorder reads a file for the first time and remembers what it reads.
type recorder struct {
	path string
	f    *os.File
	at   io.Reader // f, or a part of it
	sum  hash.Hash
	n    int64
	crc  uint32 // of the current chunk so far
	sums []uint32
	err  error
	kept bool // by a Pinned
}

func newRecorder(path string, f *os.File) *recorder {
	return &recorder{path: path, f: f, at: f, sum: sha256.New()}
}

func (r *recorder) Read(dst []byte) (int, error) {
	n, err := r.at.Read(dst)
	if err != nil && err != io.EOF {
		r.err = err
	}
	r.sum.Write(dst[:n])
	for p := dst[:n]; len(p) > 0; {
		k := min(len(p), chunkBytes-int(r.n%chunkBytes))
		r.crc = crc32.Update(r.crc, crc32.MakeTable(crc32.Castagnoli), p[:k])
		r.n += int64(k)
		if p = p[k:]; r.n%chunkBytes == 0 {
			r.sums, r.crc = append(r.sums, r.crc), 0
		}
	}
	return n, err
}

func (r *recorder) count() int64   { return r.n }
func (r *recorder) failure() error { return r.err }

func (r *recorder) pin() (*Pinned, error) {
	if _, err := io.CopyBuffer(io.Discard, onlyReader{r}, make([]byte, chunkBytes)); err != nil {
		return nil, err
	}
	if r.n%chunkBytes != 0 {
		r.sums = append(r.sums, r.crc)
	}
	r.kept = true
	p := &Pinned{path: r.path, f: r.f, size: r.n, sums: r.sums,
		info: FileInfo{Path: r.path, Size: r.n, SHA256: hex.EncodeToString(r.sum.Sum(nil))}}
	p.known.Store(true)
	return p, nil
}

// onlyReader hides the other methods of a reader.
type onlyReader struct{ io.Reader }

// close closes the file, unless it was pinned.
func (r *recorder) close() {
	if !r.kept {
		r.f.Close()
	}
}
