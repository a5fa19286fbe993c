package experiments

import (
	"fmt"
	"slices"
	"time"

	"thaw/experiments/exit"
	"thaw/traces/input"
)

// SameTrace holds several openings of one trace against each other. An experiment of
// several plans opens its trace anew for each of them; all have to read the files that
// the first one read. The zero value knows no file yet. It is for one goroutine.
type SameTrace struct {
	files   map[string]input.FileInfo           // by path, as they were first
	windows map[[2]time.Duration]map[string]int // the files of a window, by path
}

// Check compares the files of an opened trace, of the window from start of a length,
// with those of before. A file whose digest could not be taken is left out: its source
// says why. Nothing is compared by nil.
func (s *SameTrace) Check(t Trace, start, length time.Duration) error {
	if s == nil {
		return nil
	}
	if s.files == nil {
		s.files, s.windows = map[string]input.FileInfo{}, map[[2]time.Duration]map[string]int{}
	}
	var mistakes exit.Mistakes
	differs := func(path, how string, args ...any) {
		mistakes.Add("", fmt.Errorf("%s: the file "+how, append([]any{path}, args...)...))
	}
	own := map[string]int{}
	for i, f := range t.Files() {
		own[f.Path] = i
		switch was, ok := s.files[f.Path]; {
		case f.SHA256 == "":
		case !ok:
			s.files[f.Path] = f
		case was.Size != f.Size:
			differs(f.Path, "has changed since it was read first: it has %d bytes and had %d", f.Size, was.Size)
		case was.SHA256 != f.SHA256:
			differs(f.Path, "has changed since it was read first: its SHA-256 is %s and was %s", f.SHA256, was.SHA256)
		}
	}
	window := [2]time.Duration{start, length}
	was, ok := s.windows[window]
	if !ok {
		s.windows[window] = own
	}
	for _, path := range missing(was, own) {
		differs(path, "was part of the trace when it was read first, and is not any more")
	}
	if ok {
		for _, path := range missing(own, was) {
			differs(path, "is part of the trace and was not when it was read first")
		}
	}
	return exit.Usage(mistakes.Err())
}

// missing lists the paths of all that are not among some.
func missing(all, some map[string]int) []string {
	var out []string
	for path := range all {
		if _, ok := some[path]; !ok {
			out = append(out, path)
		}
	}
	slices.Sort(out)
	return out
}
