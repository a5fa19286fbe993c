// Package textfile reads the files that are held in memory as a whole: experiments,
// budgets, baselines, papers, manifests.
//
//	path ─▶ Read, ReadGiven ─▶ text, of a regular file up to a limit
//	"-"  ─▶ ReadGiven       ─▶ text, of standard input up to the limit
//	pipe, device, folder, socket, too long ─▶ error, at once
//
// Opening a pipe waits for its writer, and a device may never end: neither is opened.
package textfile

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"syscall"
)

// The limits on the length of files, in bytes.
const (
	Written  = 4 << 20   // of what a person writes: experiments, budgets, papers
	Baseline = 64 << 20  // of baselines: a line for each metric and policy set
	Made     = 256 << 20 // of what thaw writes for itself: manifests and records
)

// Stdin is the path that stands for standard input.
const Stdin = "-"

// Name is the name of a file in errors.
func Name(path string) string {
	if path == Stdin {
		return "standard input"
	}
	return path
}

// ReadGiven is Read of a path that may be Stdin, and says so of a pipe.
func ReadGiven(path string, limit int64) ([]byte, error) {
	if path == Stdin {
		return all(os.Stdin, limit)
	}
	text, err := Read(path, limit)
	if errors.Is(err, errPipe) {
		err = fmt.Errorf("%w (- reads standard input)", err)
	}
	return text, err
}

// errPipe says that a file is a pipe.
var errPipe = errors.New("is a pipe, expected a regular file")

// Read returns the text of a regular file of at most limit bytes. Its error does not
// repeat the path.
func Read(path string, limit int64) ([]byte, error) {
	f, err := Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if info, err := f.Stat(); err == nil && info.Size() > limit {
		return nil, tooLong(fmt.Sprintf("%d bytes", info.Size()), limit)
	}
	return all(f, limit)
}

// ReadIn is Read of a file of a file system. There is no standard input in it.
func ReadIn(fsys fs.FS, path string, limit int64) ([]byte, error) {
	info, err := fs.Stat(fsys, path)
	if err != nil {
		return nil, cause(err)
	}
	if err := regular(info.Mode()); err != nil {
		return nil, err
	}
	f, err := fsys.Open(path)
	if err != nil {
		return nil, cause(err)
	}
	defer f.Close()
	return all(f, limit)
}

// Open opens a regular file. A file of another kind is an error at once: it is looked
// at before, and again once it is open, in case that it was replaced meanwhile.
func Open(path string) (*os.File, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, cause(err)
	}
	if err := regular(info.Mode()); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, cause(err)
	}
	if info, err = f.Stat(); err == nil {
		err = regular(info.Mode())
	}
	if err != nil {
		f.Close()
		return nil, cause(err)
	}
	return f, nil
}

// all reads to the end, or to the limit.
func all(r io.Reader, limit int64) ([]byte, error) {
	text, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, cause(err)
	}
	if int64(len(text)) > limit {
		return nil, tooLong("more", limit)
	}
	return text, nil
}

func tooLong(size string, limit int64) error {
	return fmt.Errorf("has %s, expected at most %d bytes (%d MiB)", size, limit, limit>>20)
}

// regular says what a file is that is no regular file.
func regular(mode fs.FileMode) error {
	kind := ""
	switch {
	case mode.IsRegular():
		return nil
	case mode.IsDir():
		kind = "a folder"
	case mode&fs.ModeNamedPipe != 0:
		return errPipe
	case mode&fs.ModeSocket != 0:
		kind = "a socket"
	case mode&fs.ModeDevice != 0:
		kind = "a device"
	default:
		kind = "no file with contents"
	}
	return fmt.Errorf("is %s, expected a regular file", kind)
}

// cause takes the operation and the path off an error: callers name the file.
func cause(err error) error {
	var at *fs.PathError
	if errors.As(err, &at) {
		return at.Err
	}
	return err
}
