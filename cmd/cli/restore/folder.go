package restore

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"thaw/experiments/exit"
	"thaw/experiments/textfile"
)

// The files of restores in a folder, beside those of figures.
const (
	tableFile  = "restore.csv"
	objectFile = "restore.json"
)

// firstColumns begin every table of restores, whatever version wrote it.
const firstColumns = "strategy,vm,"

// openFolder makes the folder for results, which must not be there yet unless
// it may be written into. Files of others that have names of ours are never replaced.
func openFolder(dir string, force bool) error {
	if info, err := os.Stat(dir); err == nil && !info.IsDir() {
		return exit.Usage(fmt.Errorf("%s is no folder", filepath.Clean(dir)))
	} else if err == nil && !force {
		return exit.Usage(fmt.Errorf("%s exists already; --force writes into it", filepath.Clean(dir)))
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	entries = slices.DeleteFunc(entries, func(e os.DirEntry) bool { return !ours(e.Name()) })
	for _, e := range entries {
		if !e.Type().IsRegular() {
			return exit.Usage(fmt.Errorf("%s is in the place of a file and is none: give another folder",
				filepath.Join(dir, e.Name())))
		}
	}
	if len(entries) == 0 || isTable(filepath.Join(dir, tableFile)) {
		return nil
	}
	return exit.Usage(fmt.Errorf("%s is there, and no %s of thaw restore beside it says whose it is: give another "+
		"folder", filepath.Join(dir, entries[0].Name()), tableFile))
}

// ours reports whether restores are written under the name.
func ours(name string) bool {
	stem := strings.TrimSuffix(name, filepath.Ext(name))
	return name == tableFile || name == objectFile || stem == "fault-histogram" || stem == "page-map"
}

// isTable reports whether a file is a table of restores.
func isTable(path string) bool {
	f, err := textfile.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	start := make([]byte, len(firstColumns))
	_, err = io.ReadFull(f, start)
	return err == nil && string(start) == firstColumns
}
