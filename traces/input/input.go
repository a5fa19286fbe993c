// Package input opens the files that traces are read from.
//
//	file ─▶ hash ─▶ gzip, zstd, xz ─▶ tar, rar ─▶ Lines
//
// The first bytes decide what is undone, not the name. Errors name the file and
// how far it was read; sizes that a file claims are bounded.
package input

import (
	"archive/tar"
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"github.com/nwaples/rardecode/v2"
	"github.com/ulikunitz/xz"
	"github.com/ulikunitz/xz/lzma"
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
	raw     *hashedFile
	r       io.Reader
	closers []func()
	read    int64 // decompressed bytes that Read returned
}

// Open opens a plain file or one compressed with gzip, zstd or xz; the
// first bytes decide, not the name. Of a .tar (in any of these) or .rar archive
// it streams the first member that is named *.csv or *.txt.
func Open(path string) (io.ReadCloser, error) {
	in, a, err := OpenStream(path)
	if err != nil {
		return nil, err
	}
	if a == nil {
		return in, nil
	}
	for {
		name, err := a.Next()
		if err == io.EOF {
			err = fmt.Errorf("%s: no member named *.csv or *.txt in this archive", path)
		}
		if err != nil {
			a.Close()
			return nil, err
		}
		if ext := filepath.Ext(name); ext == ".csv" || ext == ".txt" {
			return a, nil
		}
	}
}

// OpenStream opens a file; the archive is nil unless the file is one.
func OpenStream(path string) (*File, *Archive, error) {
	st, err := os.Stat(path)
	if err != nil {
		return nil, nil, err
	}
	if st.IsDir() {
		return nil, nil, fmt.Errorf("%s: is a folder, expected a file", path)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, err
	}
	in := &File{path: path, raw: &hashedFile{f: f, sum: sha256.New()}}
	in.closers = append(in.closers, func() { f.Close() })
	if err := in.decompress(); err != nil {
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

// xzDictionary returns the size of the dictionary that the first block of an xz
// file asks for, 0 where it cannot tell: the header of the file has 12 bytes,
// that of the block its size, flags, sizes and filters (The .xz File Format,
// version 1.2.1, section 3.1).
func xzDictionary(head []byte) int64 {
	const block = 12
	if len(head) < block+2 {
		return 0
	}
	flags, rest := head[block+1], head[block+2:]
	for _, present := range []byte{0x40, 0x80} { // compressed and uncompressed size
		if flags&present == 0 {
			continue
		}
		_, n := binary.Uvarint(rest)
		if n <= 0 {
			return 0
		}
		rest = rest[n:]
	}
	const lzma2 = 0x21
	if flags&3 != 0 || len(rest) < 3 || rest[0] != lzma2 || rest[1] != 1 {
		return 0
	}
	size, err := lzma.DecodeDictCap(rest[2])
	if err != nil {
		return 0
	}
	return size
}

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
		if head, err := raw.Peek(64); err == nil && xzDictionary(head) > xzDictionaryMax {
			return fmt.Errorf("needs a dictionary of %d MiB, expected at most %d", xzDictionary(head)>>20,
				xzDictionaryMax>>20)
		}
		z, err := xz.NewReader(raw)
		if err != nil {
			return err
		}
		in.r = z
	default:
		return nil
	}
	in.r = bufio.NewReaderSize(in.r, blockBytes)
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
		return &Archive{in: in, tar: tar.NewReader(in.r)}, nil
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
	var pathErr *fs.PathError
	if errors.As(err, &pathErr) {
		return err
	}
	if errors.Is(err, io.ErrUnexpectedEOF) || err == io.EOF {
		return fmt.Errorf("%s: truncated: the file ends after %d bytes, "+
			"in the middle of its compressed data (%d bytes decompressed): %w",
			in.path, in.raw.n, in.read, io.ErrUnexpectedEOF)
	}
	return fmt.Errorf("%s: after %d bytes (%d decompressed): %w", in.path, in.raw.n, in.read, err)
}

// Info reads the raw file to its end and tells its size and hash.
func (in *File) Info() (FileInfo, error) {
	if _, err := io.Copy(io.Discard, in.raw); err != nil {
		return FileInfo{}, err
	}
	return FileInfo{Path: in.path, Size: in.raw.n, SHA256: hex.EncodeToString(in.raw.sum.Sum(nil))}, nil
}

// Close closes the file and its decompressor.
func (in *File) Close() error {
	for i := len(in.closers) - 1; i >= 0; i-- {
		in.closers[i]()
	}
	in.closers = nil
	return nil
}

// Archive streams the members of a tar or rar file, one after another.
type Archive struct {
	in     *File
	tar    *tar.Reader
	rar    *rardecode.Reader
	member string
	read   int64
}

// OpenArchive opens a tar file (plain, .gz, .zst, .xz) or a rar file.
func OpenArchive(path string) (*Archive, error) {
	in, a, err := OpenStream(path)
	if err != nil {
		return nil, err
	}
	if a == nil {
		in.Close()
		return nil, fmt.Errorf("%s: not an archive, expected .tar, .tar.gz, .tar.zst, .tar.xz or .rar", path)
	}
	return a, nil
}

// Next moves to the next regular file and returns its base name, io.EOF after
// the last.
func (a *Archive) Next() (string, error) {
	a.read = 0
	for {
		name, regular, err := a.next()
		if err == io.EOF {
			return "", io.EOF
		}
		if err != nil {
			return "", a.in.wrap(err)
		}
		if regular {
			a.member = filepath.Base(filepath.FromSlash(strings.ReplaceAll(name, `\`, "/")))
			return a.member, nil
		}
	}
}

func (a *Archive) next() (name string, regular bool, err error) {
	if a.tar != nil {
		h, err := a.tar.Next()
		if err != nil {
			return "", false, err
		}
		return h.Name, h.Typeflag == tar.TypeReg, nil
	}
	h, err := a.rar.Next()
	if err != nil {
		return "", false, err
	}
	return h.Name, !h.IsDir, nil
}

// Read reads from the current member.
func (a *Archive) Read(p []byte) (n int, err error) {
	if a.tar != nil {
		n, err = a.tar.Read(p)
	} else {
		n, err = a.rar.Read(p)
	}
	a.read += int64(n)
	if err != nil && err != io.EOF {
		err = fmt.Errorf("member %s, %d bytes into it: %w", a.member, a.read, a.in.wrap(err))
	}
	return n, err
}

// Info reads the raw archive to its end and tells its size and hash.
func (a *Archive) Info() (FileInfo, error) { return a.in.Info() }

// Close closes the archive's file.
func (a *Archive) Close() error { return a.in.Close() }

// hashedFile hashes what is read of a file.
type hashedFile struct {
	f   *os.File
	sum hash.Hash
	n   int64
}

func (h *hashedFile) Read(p []byte) (int, error) {
	n, err := h.f.Read(p)
	h.sum.Write(p[:n])
	h.n += int64(n)
	return n, err
}

// Hash identifies a file without decoding it.
func Hash(path string) (FileInfo, error) {
	f, err := os.Open(path)
	if err != nil {
		return FileInfo{}, err
	}
	defer f.Close()
	h := &hashedFile{f: f, sum: sha256.New()}
	in := File{path: path, raw: h}
	return in.Info()
}
