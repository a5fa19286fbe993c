// Package wholefile writes files that are whole or not there, also after a power failure.
//
//	Create ──▶ NAME.partial ──▶ Commit: sync, close, rename ──▶ NAME ──▶ SyncFolder
//
// Every file that thaw leaves under a final name goes this way. The package imports
// nothing of thaw, so that traces, figures and results can share it.
package wholefile

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
)

// PartialSuffix marks an unfinished file. A file under its final name is complete.
const PartialSuffix = ".partial"

// File is a file that appears under its name only when it is complete. The first error
// sticks: whoever writes to it may drop errors until Commit.
type File struct {
	path string
	f    *os.File
	err  error
}

var _ io.Writer = (*File)(nil)

// Create begins the file at a path, whose folder is there. It takes the place of what a
// killed process left. What is there and no regular file, such as a device or a link, is
// refused.
func Create(path string) (*File, error) {
	if st, err := os.Lstat(path); err == nil && !st.Mode().IsRegular() {
		return nil, fmt.Errorf("cannot write %s: it is no regular file, and is left as it is", path)
	}
	const flags = os.O_RDWR | os.O_CREATE | os.O_EXCL
	f, err := os.OpenFile(path+PartialSuffix, flags, 0o666)
	if errors.Is(err, os.ErrExist) {
		if err = os.Remove(path + PartialSuffix); err == nil {
			f, err = os.OpenFile(path+PartialSuffix, flags, 0o666)
		}
	}
	if err != nil {
		return nil, cannot("write", path, err)
	}
	return &File{path: path, f: f}, nil
}

// Write implements io.Writer.
func (w *File) Write(p []byte) (int, error) {
	if w.err != nil {
		return 0, w.err
	}
	n, err := w.f.Write(p)
	if err != nil {
		w.err = cannot("write", w.path, err)
	}
	return n, w.err
}

// Commit gives the file its name once the disk has its content, and removes it after an
// error. The name is on the disk when the folder is synced (SyncFolder). A file whose
// place another process has taken in the meantime is an error.
func (w *File) Commit() error {
	if w.err == nil {
		w.err = cannot("write", w.path, ignoreUnsupported(w.f.Sync()))
	}
	own, err := w.f.Stat()
	if e := w.f.Close(); err == nil {
		err = e
	}
	there, gone := os.Lstat(w.path + PartialSuffix)
	lost := err == nil && (gone != nil || !os.SameFile(own, there))
	if lost {
		err = errors.New("another process writes it, too")
	}
	if w.err == nil {
		w.err = cannot("write", w.path, err)
	}
	if w.err == nil {
		w.err = cannot("name", w.path, os.Rename(w.path+PartialSuffix, w.path))
	}
	if w.err != nil && !lost {
		_ = os.Remove(w.path + PartialSuffix)
	}
	return w.err
}

// Abort removes the file.
func (w *File) Abort() {
	_ = w.f.Close()
	_ = os.Remove(w.path + PartialSuffix)
}

// Write writes data as one complete file and syncs the folder: this file and those that
// were committed before it stay after a power failure.
func Write(path string, data []byte) error {
	w, err := Create(path)
	if err != nil {
		return err
	}
	_, _ = w.Write(data) // the error sticks
	if err := w.Commit(); err != nil {
		return err
	}
	return SyncFolder(filepath.Dir(path))
}

// SyncFolder waits until the disk has the names of a folder's files.
func SyncFolder(path string) error {
	if runtime.GOOS == "windows" {
		return nil // a folder cannot be synced there
	}
	f, err := os.Open(path)
	if err != nil {
		return cannot("sync", path, err)
	}
	defer f.Close()
	return cannot("sync", path, ignoreUnsupported(f.Sync()))
}

// ignoreUnsupported drops the error of file systems and devices that cannot sync.
func ignoreUnsupported(err error) error {
	if errors.Is(err, errors.ErrUnsupported) || errors.Is(err, syscall.EINVAL) {
		return nil
	}
	return err
}

// cannot is the error about a file; nil stays nil.
func cannot(what, path string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("cannot %s %s: %w", what, path, Cause(err))
}

// Cause removes the path from an os error, where the message names another one.
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
