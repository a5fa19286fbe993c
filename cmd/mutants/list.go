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
// A blank line ends the entry. The snippet after "is" must occur exactly once in the
// file, so that a stale entry is noticed; spaces around it do not count. "try" names
// a package and a pattern of the tests to run first, and may be repeated.
type mutant struct {
	name, asks, file string
	is, becomes      string
	equivalent       string // why no test can detect it; empty: a test can
	try              []target
	line             int // of its name in the list
}

// target is the tests of one go test.
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
	seen, names := map[string]bool{}, map[string]int{}
	reportAt := func(line int, format string, args ...any) {
		errs = append(errs, fmt.Errorf("%s:%d: %s", file, line, fmt.Sprintf(format, args...)))
	}
	finish := func() {
		if len(seen) == 0 {
			return
		}
		for _, key := range []string{"name", "asks", "file", "is", "becomes"} {
			if !seen[key] {
				reportAt(m.line, "mutant %q: %s is missing", m.name, key)
			}
		}
		if before := names[m.name]; before > 0 {
			reportAt(m.line, "mutant %q: line %d has the same name", m.name, before)
		}
		names[m.name] = m.line
		mutants = append(mutants, m)
		m = mutant{}
		clear(seen)
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
		if seen[key] && key != "try" {
			reportAt(i+1, "%s is given twice", key)
		}
		if len(seen) == 0 {
			m.line = i + 1
		}
		seen[key] = true
		if !m.set(key, value) {
			reportAt(i+1, "unknown key %q, expected name, asks, file, is, becomes, try or equivalent", key)
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

// apply returns the file with the mistake, or an error about the entry.
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

// stale returns the error about an outdated entry, with the snippet's new file.
func (m *mutant) stale(root, what string) error {
	hint := ""
	if now := m.elsewhere(root); now != "" {
		hint = " (is it in " + now + " now? -moved writes that down)"
	}
	return fmt.Errorf("mutant %q: %s %s%s", m.name, m.file, what, hint)
}

// elsewhere returns the only other file in which the snippet occurs exactly once, if
// any.
func (m *mutant) elsewhere(root string) string {
	var found []string
	_ = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != filepath.Ext(m.file) ||
			strings.HasSuffix(path, "_test.go") {
			return nil // unreadable files give no hint
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

// rewrite updates the list after snippets have moved to other files, including the
// tests to run first.
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
			case f[0] == "try" && f[1] == path.Dir(m.file):
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
