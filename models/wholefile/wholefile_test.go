package wholefile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Is a file there only when it is whole, in place of an older one and of what a killed
// process left, and does a link that lies in wait lead nowhere?
func TestFileIsWholeOrNotThere(t *testing.T) {
	folder := t.TempDir()
	path, outside := filepath.Join(folder, "a"), filepath.Join(folder, "outside")
	for _, name := range []string{path, outside} {
		if err := os.WriteFile(name, []byte("old"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(outside, path+PartialSuffix); err != nil {
		t.Fatal(err)
	}
	f, err := Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Write([]byte("new")); err != nil {
		t.Fatal(err)
	}
	read := func(name string) string {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	if read(path) != "old" {
		t.Error("an unfinished file has its name")
	}
	if err := f.Commit(); err != nil || read(path) != "new" || read(outside) != "old" {
		t.Errorf("%v, %q, outside %q", err, read(path), read(outside))
	}
	if err := Write(path, []byte("newer")); err != nil || read(path) != "newer" {
		t.Errorf("%v, %q", err, read(path))
	}
	f, err = Create(path)
	if err != nil {
		t.Fatal(err)
	}
	f.Abort()
	if left, _ := filepath.Glob(filepath.Join(folder, "*"+PartialSuffix)); len(left) > 0 || read(path) != "newer" {
		t.Errorf("left after Abort: %v", left)
	}
}

// Two processes write one file. Is it that of one of them, and does the other one know?
func TestTwoWritersOfAFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a")
	first, err := Create(path)
	if err != nil {
		t.Fatal(err)
	}
	second, err := Create(path)
	if err != nil {
		t.Fatal(err)
	}
	for f, text := range map[*File]string{first: "first", second: "second"} {
		if _, err := f.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := first.Commit(); err == nil || !strings.Contains(err.Error(), "another process writes it") {
		t.Errorf("%v", err)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("the name is there before its file is whole")
	}
	if err := second.Commit(); err != nil {
		t.Error(err)
	}
	if data, err := os.ReadFile(path); string(data) != "second" {
		t.Errorf("%q, %v", data, err)
	}
}

// Does an error of the disk come up at the latest when the file gets its name, and is no
// file left?
func TestErrorsReachCommit(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "a")
	f, err := Create(path)
	if err != nil {
		t.Fatal(err)
	}
	f.f.Close()
	_, _ = f.Write([]byte("x"))
	if err := f.Commit(); err == nil || !strings.HasPrefix(err.Error(), "cannot write "+path+": ") {
		t.Errorf("%v", err)
	}
	f, err = Create(path)
	if err != nil {
		t.Fatal(err)
	}
	f.f.Close() // nothing is written: syncing has to notice
	if err := f.Commit(); err == nil || !strings.HasPrefix(err.Error(), "cannot write "+path+": ") {
		t.Errorf("%v", err)
	}
	if err := os.Mkdir(path, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := Write(path, nil); err == nil || !strings.HasPrefix(err.Error(), "cannot write "+path+": ") {
		t.Errorf("%v", err)
	}
	// Is what is no regular file left alone?
	link := filepath.Join(folder, "link")
	if err := os.Symlink("elsewhere", link); err != nil {
		t.Fatal(err)
	}
	if err := Write(link, nil); err == nil || !strings.Contains(err.Error(), "it is no regular file") {
		t.Errorf("%v", err)
	}
	if to, err := os.Readlink(link); err != nil || to != "elsewhere" {
		t.Errorf("the link is %q now (%v)", to, err)
	}
	if left, _ := filepath.Glob(filepath.Join(folder, "*"+PartialSuffix)); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
	if err := SyncFolder(filepath.Join(folder, "none")); err == nil {
		t.Error("a folder that is not there is synced")
	}
	if _, err := Create(filepath.Join(folder, "none", "a")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v", err)
	}
}
