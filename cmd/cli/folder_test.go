package cli

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// filesBelow maps the files below a folder, by path relative to it, to what
// they hold.
func filesBelow(folder string) map[string][]byte {
	files := map[string][]byte{}
	_ = filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, err := filepath.Rel(folder, path)
		if err != nil {
			return err
		}
		files[rel], err = os.ReadFile(path)
		return err
	})
	return files
}

// differentFiles names the files of two folders that are not the same in both.
// The manifest is left out: it keeps the command line.
func differentFiles(a, b string) []string {
	inA, inB := filesBelow(a), filesBelow(b)
	differ := []string{}
	if len(inA) == 0 {
		differ = append(differ, "("+a+" is empty)")
	}
	for name, data := range inA {
		if other, ok := inB[name]; name != "manifest.json" && (!ok || !bytes.Equal(data, other)) {
			differ = append(differ, name)
		}
	}
	for name := range inB {
		if _, ok := inA[name]; !ok {
			differ = append(differ, name)
		}
	}
	slices.Sort(differ)
	return differ
}

// partialFiles names the files below a folder that carry the name of a file
// that is being written.
func partialFiles(folder string) []string {
	var out []string
	for name := range filesBelow(folder) {
		if strings.Contains(name, ".partial") {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}
