package results

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"

	"thaw/experiments/textfile"
	"thaw/models/wholefile"
)

// PartialSuffix marks an unfinished file. A file under its final name is complete.
const PartialSuffix = wholefile.PartialSuffix

// FileError is a failure of a file of a result folder. Its message names the file.
type FileError struct{ Err error }

func (e *FileError) Error() string { return "results: " + e.Err.Error() }
func (e *FileError) Unwrap() error { return e.Err }

func fileError(format string, args ...any) error { return &FileError{fmt.Errorf(format, args...)} }

// outFile is a file of a result folder, with its size and digest. The first error
// sticks, because the Parquet library drops some errors of the writer below it.
type outFile struct {
	path string
	f    wholeFile
	sum  hash.Hash
	size int64
	err  error
}

// wholeFile is a *wholefile.File.
type wholeFile interface {
	io.Writer
	Commit() error
	Abort()
}

// createFile begins the file at path. It creates the folder if necessary.
func createFile(path string) (*outFile, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, fileError("cannot make the folder of %s: %w", path, err)
	}
	f, err := wholefile.Create(path)
	if err != nil {
		return nil, &FileError{err}
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
		o.err = &FileError{err}
	}
	return n, o.err
}

// Tell returns the number of bytes written, as the Parquet library wants it.
func (o *outFile) Tell() int64 { return o.size }

// commit gives the file its name once the disk has its content. The name is on the
// disk when the folder is synced, which the last file of a folder does (WriteFile).
func (o *outFile) commit() (FileInfo, error) {
	if o.err != nil {
		o.f.Abort()
		return FileInfo{}, o.err
	}
	if err := o.f.Commit(); err != nil {
		return FileInfo{}, &FileError{err}
	}
	return FileInfo{Path: o.path, Size: o.size, SHA256: hex.EncodeToString(o.sum.Sum(nil))}, nil
}

// abort removes the file.
func (o *outFile) abort() { o.f.Abort() }

// Cause removes the path from an os error. FileError names the final path instead.
func Cause(err error) error { return wholefile.Cause(err) }

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
	if err := wholefile.SyncFolder(path); err != nil {
		return &FileError{err}
	}
	return nil
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
