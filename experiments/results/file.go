package results

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"syscall"

	"thaw/experiments/textfile"
)

// PartialSuffix marks an unfinished file. A file under its final name is
// complete.
const PartialSuffix = ".partial"

// FileError is a failure of a file of a result folder. Its message names the file.
type FileError struct{ Err error }

func (e *FileError) Error() string { return "results: " + e.Err.Error() }
func (e *FileError) Unwrap() error { return e.Err }

func fileError(format string, args ...any) error { return &FileError{fmt.Errorf(format, args...)} }

// outFile is a file that appears under its name only when it is complete. The
// first error sticks, because the Parquet library drops some errors of the writer
// below it.
type outFile struct {
	path string
	f    *os.File
	sum  hash.Hash
	size int64
	err  error
}

// createFile begins the file at path. It creates the folder if necessary. It takes
// the place of what a killed process left, and writes through no link.
func createFile(path string) (*outFile, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, fileError("cannot make the folder of %s: %w", path, err)
	}
	const flags = os.O_RDWR | os.O_CREATE | os.O_EXCL
	f, err := os.OpenFile(path+PartialSuffix, flags, 0o666)
	if errors.Is(err, os.ErrExist) {
		if err = os.Remove(path + PartialSuffix); err == nil {
			f, err = os.OpenFile(path+PartialSuffix, flags, 0o666)
		}
	}
	if err != nil {
		return nil, fileError("cannot write %s: %w", path, Cause(err))
	}
	return &outFile{path: path, f: f, sum: sha256.New()}, nil
}

// Write implements io.Writer.
func (o *outFile) Write(p []byte) (int, error) {
	if o.err != nil {
		return 0, o.err
	}
	n, err := o.f.Write(p)
	o.sum.Write(p[:n])
	o.size += int64(n)
	if err != nil {
		o.err = fileError("cannot write %s: %w", o.path, Cause(err))
	}
	return n, o.err
}

// Tell returns the number of bytes written, as the Parquet library wants it.
func (o *outFile) Tell() int64 { return o.size }

// commit gives the file its name once the disk has its content. The name is on the
// disk when the folder is synced, which the last file of a folder does (WriteFile).
func (o *outFile) commit() (FileInfo, error) {
	if o.err == nil {
		if err := ignoreUnsupported(o.f.Sync()); err != nil {
			o.err = fileError("cannot write %s: %w", o.path, Cause(err))
		}
	}
	if err := o.f.Close(); o.err == nil && err != nil {
		o.err = fileError("cannot write %s: %w", o.path, Cause(err))
	}
	if o.err == nil {
		if err := os.Rename(o.path+PartialSuffix, o.path); err != nil {
			o.err = fileError("cannot name %s: %w", o.path, Cause(err))
		}
	}
	if o.err != nil {
		_ = os.Remove(o.path + PartialSuffix)
		return FileInfo{}, o.err
	}
	return FileInfo{Path: o.path, Size: o.size, SHA256: hex.EncodeToString(o.sum.Sum(nil))}, nil
}

// abort removes the file.
func (o *outFile) abort() {
	_ = o.f.Close()
	_ = os.Remove(o.path + PartialSuffix)
}

// Cause removes the path from an os error. FileError names the final path instead.
func Cause(err error) error {
	var p *os.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	var l *os.LinkError
	if errors.As(err, &l) {
		return l.Err
	}
	return err
}

// WriteFile writes data as one complete file, and syncs the folder: this file and
// those that were committed before it stay after a power failure.
func WriteFile(path string, data []byte) (FileInfo, error) {
	o, err := createFile(path)
	if err != nil {
		return FileInfo{}, err
	}
	_, _ = o.Write(data) // the error sticks
	info, err := o.commit()
	if err != nil {
		return FileInfo{}, err
	}
	return info, SyncFolder(filepath.Dir(path))
}

// CanWrite reports why WriteFile would fail at a path. It makes the folder of the file,
// as WriteFile does.
func CanWrite(path string) error {
	if st, err := os.Stat(path); err == nil && !st.Mode().IsRegular() {
		return fileError("cannot write %s: it is no regular file", path)
	}
	o, err := createFile(path)
	if err == nil {
		o.abort()
	}
	return err
}

// SyncFolder waits until the disk has the names of a folder's files.
func SyncFolder(path string) error {
	if runtime.GOOS == "windows" {
		return nil // a folder cannot be synced there
	}
	f, err := os.Open(path)
	if err != nil {
		return fileError("cannot sync %s: %w", path, Cause(err))
	}
	defer f.Close()
	if err := ignoreUnsupported(f.Sync()); err != nil {
		return fileError("cannot sync %s: %w", path, Cause(err))
	}
	return nil
}

// ignoreUnsupported drops the error of file systems and devices that cannot sync.
func ignoreUnsupported(err error) error {
	if errors.Is(err, errors.ErrUnsupported) || errors.Is(err, syscall.EINVAL) {
		return nil
	}
	return err
}

// FileInfo identifies a file by content.
type FileInfo struct {
	Path   string `json:"path"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

// HashFile identifies an existing file.
func HashFile(path string) (FileInfo, error) {
	f, err := textfile.Open(path)
	if err != nil {
		return FileInfo{}, fileError("cannot read %s: %w", path, Cause(err))
	}
	defer f.Close()
	sum := sha256.New()
	n, err := io.Copy(sum, f)
	if err != nil {
		return FileInfo{}, fileError("cannot read %s: %w", path, Cause(err))
	}
	return FileInfo{Path: path, Size: n, SHA256: hex.EncodeToString(sum.Sum(nil))}, nil
}
