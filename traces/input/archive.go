package input

import (
	"archive/tar"
	"bytes"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/nwaples/rardecode/v2"
)

// Archive streams the members of a tar or rar file, one after another.
type Archive struct {
	in     *File
	tar    *tar.Reader
	tail   *tarTail
	rar    *rardecode.Reader
	member string
	solid  bool  // the members are one compressed stream
	read   int64 // of the current member
	all    int64 // of all members
}

// OpenArchive opens a tar file (plain, .gz, .zst, .xz) or a rar file.
func OpenArchive(path string, limits Limits) (*Archive, error) {
	return onlyArchive(OpenStream(path, limits))
}

func onlyArchive(in *File, a *Archive, err error) (*Archive, error) {
	if err == nil && a == nil {
		in.Close()
		err = fmt.Errorf("%s: not an archive, expected .tar, .tar.gz, .tar.zst, .tar.xz or .rar", in.path)
	}
	return a, err
}

// firstData moves to the first member that is named *.csv or *.txt.
func (a *Archive) firstData() error {
	for {
		name, err := a.Next()
		if err == io.EOF {
			err = fmt.Errorf("%s: no member named *.csv or *.txt in this archive", a.in.path)
		}
		if err != nil {
			return err
		}
		if ext := filepath.Ext(name); ext == ".csv" || ext == ".txt" {
			return nil
		}
	}
}

// Next moves to the next regular file and returns its base name, io.EOF after
// the last.
func (a *Archive) Next() (string, error) {
	if a.solid {
		// To pass over it is to decompress it, which counts.
		if _, err := io.Copy(io.Discard, a); err != nil {
			return "", err
		}
	}
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
		if err == io.EOF {
			err = a.tail.finish()
		}
		if err != nil {
			return "", false, err
		}
		return h.Name, h.Typeflag == tar.TypeReg, nil
	}
	h, err := a.rar.Next()
	if err != nil {
		return "", false, err
	}
	a.solid = h.Solid
	return h.Name, !h.IsDir, nil
}

// Read reads from the current member.
func (a *Archive) Read(p []byte) (n int, err error) {
	if a.tar != nil {
		n, err = a.tar.Read(p)
	} else {
		n, err = a.rar.Read(p)
	}
	a.read, a.all = a.read+int64(n), a.all+int64(n)
	if err == nil || err == io.EOF {
		if over := a.in.budget.check(a.all); over != nil {
			err = over
		}
	}
	if err != nil && err != io.EOF {
		err = fmt.Errorf("member %s, %d bytes into it: %w", a.member, a.read, a.in.wrap(err))
	}
	return n, err
}

// Pin reads the raw archive to its end and remembers what it was. A tar file is read
// whole, so that one that was cut is noticed behind the members that were wanted.
func (a *Archive) Pin() (*Pinned, error) {
	for a.tar != nil {
		if _, err := a.Next(); err == io.EOF {
			break
		} else if err != nil {
			return nil, err
		}
	}
	return a.in.Pin()
}

// Close closes the archive's file.
func (a *Archive) Close() error { return a.in.Close() }

// tarTail is what a tar file is read through: it sees how the file ends. The reader of
// archive/tar takes the end of the data between two members for the end of the file.
type tarTail struct {
	from  io.Reader
	zeros int // zero bytes at the end of what was read
}

// tarEnd is the end of a tar file: at least two blocks of zeros (POSIX.1, ustar).
const tarEnd = 1024

// Read implements io.Reader.
func (t *tarTail) Read(p []byte) (int, error) {
	n, err := t.from.Read(p)
	zeros := n - len(bytes.TrimRight(p[:n], "\x00"))
	if zeros == n {
		zeros += t.zeros
	}
	t.zeros = zeros
	return n, err
}

// finish reads what is behind the last member, which decompresses and verifies it, and
// returns io.EOF if that is how a tar file ends.
func (t *tarTail) finish() error {
	if t.zeros < tarEnd {
		return errors.New("the tar file is cut: it ends without two blocks of zeros")
	}
	var p [4096]byte
	for {
		before := t.zeros
		n, err := t.Read(p[:])
		if t.zeros != before+n {
			return errors.New("data behind the end of the tar file, expected zeros")
		}
		if err != nil {
			return err
		}
	}
}
