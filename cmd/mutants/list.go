package main

import (
	"errors"
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// mutant is an entry of the list.
//
//	name       end-after-horizon
//	asks       does an invocation that ends after the horizon count as completed?
//	file       models/cluster/starts.go
//	is         || end < e.cfg.Horizon {
//	becomes    || true {
//	try        models/cluster Agrees|WithoutRows
//
// A blank line ends it. The snippet after "is" occurs exactly once in the file, so
// that the list cannot go stale unnoticed; spaces around it do not count. "try" names
// a package and a pattern of tests to begin with, and may be repeated.
type mutant struct {
	name, asks, file string
	is, becomes      string
	equivalent       string // why no test can tell it from the program; empty for the others
	try              []target
	line             int // of its name in the list
}

// target is what one go test runs.
type target struct {
	folder  string // of the package, from the module's root
	pattern string // of tests; empty: all
}

func (t target) String() string { return strings.TrimSpace(t.folder + " " + t.pattern) }

// readList reads a list of mutants; its error names every mistake.
func readList(file string) ([]mutant, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	return parseList(file, string(text))
}

func parseList(file, text string) ([]mutant, error) {
	var mutants []mutant
	var errs []error
	var m mutant
	given, names := map[string]bool{}, map[string]int{}
	bad := func(line int, format string, args ...any) {
		errs = append(errs, fmt.Errorf("%s:%d: %s", file, line, fmt.Sprintf(format, args...)))
	}
	finish := func() {
		if len(given) == 0 {
			return
		}
		for _, key := range []string{"name", "asks", "file", "is", "becomes"} {
			if !given[key] {
				bad(m.line, "mutant %q: %s is missing", m.name, key)
			}
		}
		if before := names[m.name]; before > 0 {
			bad(m.line, "mutant %q: line %d has the same name", m.name, before)
		}
		names[m.name] = m.line
		mutants = append(mutants, m)
		m = mutant{}
		clear(given)
	}
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if line == "" {
			finish()
			continue
		}
		if strings.HasPrefix(line, "#") {
			continue
		}
		key, value, _ := strings.Cut(line, " ")
		value = strings.TrimSpace(value)
		if given[key] && key != "try" {
			bad(i+1, "%s is given twice", key)
		}
		if len(given) == 0 {
			m.line = i + 1
		}
		given[key] = true
		if !m.set(key, value) {
			bad(i+1, "unknown key %q, expected name, asks, file, is, becomes, try or equivalent", key)
		}
	}
	finish()
	return mutants, errors.Join(errs...)
}

// set takes one line of an entry; false for an unknown key.
func (m *mutant) set(key, value string) bool {
	switch key {
	case "name":
		m.name = value
	case "asks":
		m.asks = value
	case "file":
		m.file = value
	case "is":
		m.is = value
	case "becomes":
		m.becomes = value
	case "equivalent":
		m.equivalent = value
	case "try":
		folder, pattern, _ := strings.Cut(value, " ")
		m.try = append(m.try, target{folder, strings.TrimSpace(pattern)})
	default:
		return false
	}
	return true
}

// apply returns the file with the mistake in it, or what is wrong with the entry.
func (m *mutant) apply(root string) ([]byte, error) {
	text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(m.file)))
	if err != nil {
		return nil, m.stale(root, "cannot be read: "+err.Error())
	}
	switch n := strings.Count(string(text), m.is); {
	case m.is == "":
		return nil, fmt.Errorf("mutant %q: nothing is given that changes", m.name)
	case m.is == m.becomes:
		return nil, fmt.Errorf("mutant %q changes nothing", m.name)
	case n != 1:
		return nil, m.stale(root, fmt.Sprintf("has %q %d times, expected exactly once", m.is, n))
	}
	changed := strings.Replace(string(text), m.is, m.becomes, 1)
	if strings.HasSuffix(m.file, ".go") {
		if _, err := parser.ParseFile(token.NewFileSet(), m.file, changed, parser.SkipObjectResolution); err != nil {
			return nil, fmt.Errorf("mutant %q is no Go: %w", m.name, err)
		}
	}
	return []byte(changed), nil
}

// stale says that the tree has moved on, and where the snippet is now.
func (m *mutant) stale(root, what string) error {
	hint := ""
	if now := m.elsewhere(root); now != "" {
		hint = " (is it in " + now + " now? -moved writes that down)"
	}
	return fmt.Errorf("mutant %q: %s %s%s", m.name, m.file, what, hint)
}

// elsewhere returns the one other file in which the snippet occurs once, if there is
// such a file and no second one.
func (m *mutant) elsewhere(root string) string {
	var found []string
	_ = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != filepath.Ext(m.file) ||
			strings.HasSuffix(path, "_test.go") {
			return nil // what cannot be read is no hint
		}
		if text, err := os.ReadFile(path); err == nil && strings.Count(string(text), m.is) == 1 {
			if rel, err := filepath.Rel(root, path); err == nil && filepath.ToSlash(rel) != m.file {
				found = append(found, filepath.ToSlash(rel))
			}
		}
		return nil
	})
	if len(found) != 1 {
		return ""
	}
	return found[0]
}

// tested reports whether a folder has tests.
func tested(folder string) bool {
	tests, err := filepath.Glob(filepath.Join(folder, "*_test.go"))
	return err == nil && len(tests) > 0
}

// rewrite brings the list up to date where snippets have moved to other files, and
// with them the tests of their package that are tried first.
func rewrite(list, root string, mutants []mutant) error {
	text, err := os.ReadFile(list)
	if err != nil {
		return err
	}
	lines := strings.Split(string(text), "\n")
	for i := range mutants {
		m := &mutants[i]
		if _, err := m.apply(root); err == nil {
			continue
		}
		now := m.elsewhere(root)
		if now == "" {
			continue
		}
		for k := m.line; k < len(lines) && strings.TrimSpace(lines[k]) != ""; k++ {
			switch f := strings.Fields(lines[k]); {
			case f[0] == "file":
				lines[k] = strings.Replace(lines[k], m.file, now, 1)
			case f[0] == "try" && len(f) > 1 && f[1] == path.Dir(m.file) && tested(filepath.Join(root, path.Dir(now))):
				lines[k] = strings.Replace(lines[k], f[1], path.Dir(now), 1)
			}
		}
	}
	return os.WriteFile(list, []byte(strings.Join(lines, "\n")), 0o666)
}

// checkAll compares every entry with the tree.
func checkAll(root string, mutants []mutant) error {
	var errs []error
	for i := range mutants {
		m := &mutants[i]
		if _, err := m.apply(root); err != nil {
			errs = append(errs, err)
		}
		for _, t := range m.try {
			if info, err := os.Stat(filepath.Join(root, t.folder)); err != nil || !info.IsDir() {
				errs = append(errs, fmt.Errorf("mutant %q: try %s: there is no such folder", m.name, t.folder))
			}
		}
	}
	return errors.Join(errs...)
}
