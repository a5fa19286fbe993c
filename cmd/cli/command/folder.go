package command

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"thaw/experiments/exit"
	"thaw/experiments/textfile"
)

// OwnFiles are the files of a command that writes a folder without a manifest: its table
// says whose the folder is.
type OwnFiles struct {
	Table        string                 // the file that is written first
	FirstColumns string                 // with which it begins
	By           string                 // the command
	Ours         func(name string) bool // whether it writes a file of the name
}

// Open makes the folder for results, if Check accepts it.
func (o *OwnFiles) Open(dir string, force bool) error {
	if err := o.Check(dir, force); err != nil {
		return err
	}
	return MakeFolder(dir)
}

// MakeFolder makes a folder that the user names: where it cannot be made, another name may do.
func MakeFolder(dir string) error {
	err := os.MkdirAll(dir, 0o777)
	if why := new(os.PathError); errors.As(err, &why) {
		return exit.Usage(fmt.Errorf("cannot make %s: %w", filepath.Clean(dir), why.Err))
	}
	return err
}

// Check returns an error if the folder is there already, unless it is empty or may be written into.
// Files of others that have names of ours are never replaced.
func (o *OwnFiles) Check(dir string, force bool) error {
	info, err := os.Stat(dir)
	switch {
	case err != nil: // nothing is there, or making it will tell
		return nil
	case !info.IsDir():
		return exit.Usage(fmt.Errorf("%s is no folder", filepath.Clean(dir)))
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return exit.Usage(err)
	}
	if len(entries) > 0 && !force {
		return exit.Usage(fmt.Errorf("%s exists already; --force writes into it", filepath.Clean(dir)))
	}
	entries = slices.DeleteFunc(entries, func(e os.DirEntry) bool { return !o.Ours(e.Name()) })
	for _, e := range entries {
		if !e.Type().IsRegular() {
			return exit.Usage(fmt.Errorf("%s is in the place of a file and is none: give another folder",
				filepath.Join(dir, e.Name())))
		}
	}
	if len(entries) == 0 || o.isTable(filepath.Join(dir, o.Table)) {
		return nil
	}
	return exit.Usage(fmt.Errorf("%s is there, and no %s of %s beside it says whose it is: give another "+
		"folder", filepath.Join(dir, entries[0].Name()), o.Table, o.By))
}

// isTable reports whether a file is a table of the command.
func (o *OwnFiles) isTable(path string) bool {
	f, err := textfile.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	start := make([]byte, len(o.FirstColumns))
	_, err = io.ReadFull(f, start)
	return err == nil && string(start) == o.FirstColumns
}
