package params

import (
	_ "embed"
	"fmt"
	"regexp"
	"strings"
	"sync"
)

//go:embed refs.bib
var refsBib string

// Reference is one entry of refs.bib.
type Reference struct {
	Key    string
	Kind   string // article, inproceedings, ...
	Fields map[string]string
}

var (
	entryLine = regexp.MustCompile(`^@([a-z]+)\{([a-z][a-z0-9]*),$`)
	fieldLine = regexp.MustCompile(`^  ([a-z]+) *= \{(.+)\},$`)
)

// References returns the entries of refs.bib in the order of the file.
func References() ([]Reference, error) { return parseBib(refsBib) }

// BibTeX returns refs.bib itself.
func BibTeX() string { return refsBib }

// referenceKeys are the keys of refs.bib. Every number of a profile asks for them,
// so they are read once.
var referenceKeys = sync.OnceValues(func() ([]string, error) {
	refs, err := References()
	keys := make([]string, len(refs))
	for i, r := range refs {
		keys[i] = r.Key
	}
	return keys, err
})

// parseBib reads the subset of BibTeX that refs.bib is written in: one field a
// line, comments and blank lines between entries.
func parseBib(text string) ([]Reference, error) {
	var refs []Reference
	open := false
	seen := map[string]bool{}
	for i, line := range strings.Split(text, "\n") {
		m := entryLine.FindStringSubmatch(line)
		f := fieldLine.FindStringSubmatch(line)
		switch {
		case m != nil && !open:
			if seen[m[2]] {
				return nil, fmt.Errorf("refs.bib:%d: key %q occurs twice", i+1, m[2])
			}
			seen[m[2]], open = true, true
			refs = append(refs, Reference{Key: m[2], Kind: m[1], Fields: map[string]string{}})
		case f != nil && open:
			fields := refs[len(refs)-1].Fields
			if fields[f[1]] != "" {
				return nil, fmt.Errorf("refs.bib:%d: field %q occurs twice", i+1, f[1])
			}
			fields[f[1]] = f[2]
		case line == "}" && open:
			open = false
		case !open && (line == "" || strings.HasPrefix(line, "%")):
		default:
			return nil, fmt.Errorf("refs.bib:%d: cannot read %q, expected an entry with one field a line", i+1, line)
		}
	}
	if open {
		return nil, fmt.Errorf("refs.bib: the last entry is not closed")
	}
	return refs, nil
}
