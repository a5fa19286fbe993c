package main

import (
	"os"
	"path"
	"path/filepath"
	"regexp"
	"testing"
)

// named is a file that a comment speaks of: a page of docs, or a source or data file
// with its folder.
var named = regexp.MustCompile(`\b(?:[A-Za-z0-9_]+/)+[A-Za-z0-9_-]+\.(?:go|md|ya?ml|bib)\b|\b[a-z0-9_-]+\.md\b`)

// elsewhere are files that comments name and that are not ours, or stand for any.
var elsewhere = map[string]string{
	"traces/toy/toy.go":     "the example of a format that is not complete",
	"bounds/bounds.go":      "a module that a test makes",
	"effects.md":            "a table that thaw compare writes",
	"claims.md":             "a table that thaw reproduce writes",
	"PAPER/experiment.yaml": "stands for any paper",
	"PAPER/expected.yaml":   "stands for any paper",
}

// Do comments point at files that are there? A file that moves takes its mentions along.
func TestCommentsNameFilesThatExist(t *testing.T) {
	root := filepath.Join("..", "..")
	found := 0
	for _, s := range sources(t) {
		for _, group := range s.file.Comments {
			for _, c := range group.List {
				for _, name := range named.FindAllString(c.Text, -1) {
					found++
					if elsewhere[name] != "" || exists(root, name) || exists(root, path.Join(s.folder, name)) ||
						exists(root, path.Join(path.Dir(s.folder), name)) {
						continue
					}
					t.Errorf("%s:%d: the comment names %s, which is no file of the project", s.path, s.line(c), name)
				}
			}
		}
	}
	if found < 20 {
		t.Errorf("only %d names of files were found in comments: the search is broken", found)
	}
}

func exists(root, name string) bool {
	_, err := os.Stat(filepath.Join(root, filepath.FromSlash(name)))
	return err == nil
}
