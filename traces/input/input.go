// Package input opens the files that traces are read from.
//
//	file ─▶ hash ─▶ gzip, zstd, xz ─▶ tar, rar ─▶ Lines
//	        └─▶ Pinned: checked against the first reading whenever it is read again
//
// The first bytes decide what is undone, not the name. Errors name the file and
// how far it was read. What a file claims or expands to is bounded: memory by the
// dictionary of every stream and block, the content by Limits.
package input

import (
	"archive/tar"
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"github.com/nwaples/rardecode/v2"
	"github.com/ulikunitz/xz"
)

// ErrClosed is the error of reading a source after Close.
var ErrClosed = errors.New("trace: read after close")

// FileInfo identifies a file that a trace was read from: the raw bytes, as
// they lie on disk.
type FileInfo struct {
	Path   string `json:"path"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

// File streams one file, decompressed. Its Read errors name the file and how
// far it was read.
type File struct {
	path    string
	raw     rawReader
	limits  Limits
	budget  budget
	r       io.Reader
	closers []func()
	read    int64 // decompressed bytes that Read returned
}

// Reader streams the content of a file. Pin tells what the raw file was.
type Reader interface {
	io.ReadCloser
	Pin() (*Pinned, error)
}

// Open opens a plain file or one compressed with gzip, zstd or xz; the
// first bytes decide, not the name. Of a .tar (in any of these) or .rar archive
// it streams the first member that is named *.csv or *.txt.
func Open(path string, limits Limits) (Reader, error) {
	return onlyData(OpenStream(path, limits))
}

func onlyData(in *File, a *Archive, err error) (Reader, error) {
	if err != nil {
		return nil, err
	}
	if a == nil {
		return in, nil
	}
	if err := a.firstData(); err != nil {
		a.Close()
		return nil, err
	}
	return a, nil
}

// OpenStream opens a file; the archive is nil unless the file is one.
func OpenStream(path string, limits Limits) (*File, *Archive, error) {
	f, _, err := openRegular(path)
	if err != nil {
		return nil, nil, err
	}
	raw := newRecorder(path, f)
	in := &File{path: path, raw: raw, limits: limits}
	in.closers = append(in.closers, raw.close)
	return in.stream()
}

// openRegular opens a file that can be read again: the passes over a trace demand it.
func openRegular(path string) (*os.File, int64, error) {
	st, err := os.Stat(path)
	if err != nil {
		return nil, 0, err
	}
	if st.IsDir() {
		return nil, 0, fmt.Errorf("%s: is a folder, expected a file", path)
	}
	if !st.Mode().IsRegular() {
		return nil, 0, fmt.Errorf("%s: is a pipe or a device, expected a regular file: a trace is read several times",
			path)
	}
	f, err := os.Open(path)
	return f, st.Size(), err
}

// stream undoes the compression and tells whether the content is an archive.
func (in *File) stream() (*File, *Archive, error) {
	in.budget = budget{path: in.path, limits: in.limits, raw: in.raw}
	err := in.decompress()
	if err != nil {
		err = in.wrap(err)
		in.Close()
		return nil, nil, err
	}
	a, err := in.archive()
	if err != nil {
		in.Close()
		return nil, nil, err
	}
	return in, a, nil
}

const (
	blockBytes = 128 << 10
	// zstdWindowMax bounds what a compressed file can make the decoder hold:
	// the window of `zstd --long=27`.
	zstdWindowMax = 128 << 20
	// xzDictionaryMax does so for xz: four times the dictionary of `xz -9`.
	xzDictionaryMax = 256 << 20
	// rarDictionaryMax does so for rar: the largest dictionary of format 4 is
	// 4 MiB, the usual ones of format 5 are 32 MiB and less.
	rarDictionaryMax = 256 << 20
)

func (in *File) decompress() error {
	raw := bufio.NewReaderSize(in.raw, blockBytes)
	in.r = raw
	magic, err := raw.Peek(6)
	if err != nil && err != io.EOF {
		return err
	}
	switch {
	case bytes.HasPrefix(magic, []byte{0x1f, 0x8b}):
		z, err := gzip.NewReader(raw)
		if err != nil {
			return err
		}
		in.r = z
	case bytes.HasPrefix(magic, []byte{0x28, 0xb5, 0x2f, 0xfd}):
		z, err := zstd.NewReader(raw, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(zstdWindowMax))
		if err != nil {
			return err
		}
		in.r, in.closers = z, append(in.closers, z.Close)
	case bytes.HasPrefix(magic, []byte("\xfd7zXZ\x00")):
		gate := &xzGate{r: raw}
		z, err := xz.NewReader(gate)
		if err != nil {
			return err
		}
		in.r, in.budget.place = z, gate.place
	default:
		return unreadable(magic)
	}
	in.r = bufio.NewReaderSize(&counted{r: in.r, budget: &in.budget}, blockBytes)
	return nil
}

// unreadable refuses the containers that people have but thaw does not read.
func unreadable(magic []byte) error {
	for _, c := range []struct{ name, magic string }{
		{"a zip archive", "PK\x03\x04"}, {"a zip archive", "PK\x05\x06"}, {"a 7z archive", "7z\xbc\xaf\x27\x1c"},
		{"compressed by bzip2", "BZh"}, {"compressed by lz4", "\x04\x22\x4d\x18"},
	} {
		if bytes.HasPrefix(magic, []byte(c.magic)) {
			return fmt.Errorf("the file is %s, which thaw does not read: unpack it, or pack it as "+
				".gz, .zst, .xz, .tar (in any of these) or .rar", c.name)
		}
	}
	return nil
}

// archive returns the archive that the stream is, nil when it is none.
func (in *File) archive() (*Archive, error) {
	head, err := in.r.(*bufio.Reader).Peek(512)
	if err != nil && err != io.EOF && len(head) < 8 {
		return nil, in.wrap(err)
	}
	if bytes.HasPrefix(head, []byte("Rar!\x1a\x07")) {
		r, err := rardecode.NewReader(in.r, rardecode.MaxDictionarySize(rarDictionaryMax))
		if err != nil {
			return nil, in.wrap(err)
		}
		return &Archive{in: in, rar: r}, nil
	}
	if len(head) == 512 && bytes.HasPrefix(head[257:], []byte("ustar")) {
		tail := &tarTail{from: in.r}
		return &Archive{in: in, tar: tar.NewReader(tail), tail: tail}, nil
	}
	return nil, nil
}

// Read reads the decompressed content; its errors name the file and how far it
// was read.
func (in *File) Read(p []byte) (int, error) {
	n, err := in.r.Read(p)
	in.read += int64(n)
	if err != nil && err != io.EOF {
		err = in.wrap(err)
	}
	return n, err
}

// wrap names the file and how far it was read.
func (in *File) wrap(err error) error {
	if failed := in.raw.failure(); failed != nil {
		return failed // whatever a decompressor made of it
	}
	var (
		pathErr *fs.PathError
		over    *expandError
	)
	if errors.As(err, &pathErr) || errors.As(err, &over) {
		return err
	}
	err = explain(err)
	if errors.Is(err, io.ErrUnexpectedEOF) || err == io.EOF {
		return fmt.Errorf("%s: truncated: the file ends after %d bytes, "+
			"in the middle of its compressed data (%d bytes decompressed): %w",
			in.path, in.raw.count(), in.read, io.ErrUnexpectedEOF)
	}
	return fmt.Errorf("%s: after %d bytes (%d decompressed): %w", in.path, in.raw.count(), in.read, err)
}

// explain puts what decompressors say into words of their own.
func explain(err error) error {
	switch {
	case errors.Is(err, zstd.ErrWindowSizeExceeded):
		return fmt.Errorf("needs a window of more than %d MiB: %w", zstdWindowMax>>20, err)
	case errors.Is(err, rardecode.ErrDictionaryTooLarge):
		return fmt.Errorf("needs a dictionary of more than %d MiB: %w", rarDictionaryMax>>20, err)
	case errors.Is(err, rardecode.ErrMultiVolume), errors.Is(err, rardecode.ErrBadVolumeNumber):
		return fmt.Errorf("the archive has several volumes, expected a single one: unpack it, and pack it anew: %w",
			err)
	case errors.Is(err, rardecode.ErrArchiveEncrypted), errors.Is(err, rardecode.ErrArchivedFileEncrypted):
		return fmt.Errorf("the archive is encrypted, expected one without a password: %w", err)
	}
	return err
}

// Pin reads the raw file to its end and remembers what it was. It can be called
// once; the file stays open for those who read it again.
func (in *File) Pin() (*Pinned, error) {
	p, err := in.raw.pin()
	if p != nil {
		p.limits = in.limits
	}
	return p, err
}

// Close closes the file and its decompressor.
func (in *File) Close() error {
	for i := len(in.closers) - 1; i >= 0; i-- {
		in.closers[i]()
	}
	in.closers = nil
	return nil
}
