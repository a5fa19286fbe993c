// Package params holds every number of the modelled platforms that is not in a
// trace, each with the place that states it, and the platform profiles made of
// them.
//
//	profiles/openwhisk.yaml ──Load──▶ Platform ──Set("stage.sandbox", "150ms")──▶ startup, cluster
//	  value + source a number             └─Numbers──▶ thaw params
//
// A source is a key of refs.bib with a place in it ("ao2022, section 4.6"),
// "fitted: experiment" for a number that we fitted, or "assumed: why" for one
// that nobody states.
package params

import (
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"

	"thaw/models/names"
)

// Sourced is a value and where it comes from.
type Sourced[T any] struct {
	Value  T
	Source string
}

// Number is one entry of the flat list of numbers.
type Number struct {
	Path     string // platform.name, as --set and thaw params write it
	Value    string // as a profile writes it, with its unit where it has one
	Unit     string // of a bare count; empty where the value carries its unit
	What     string // what it is, in a few words
	Source   string
	Modelled bool // false: recorded for later models, no replay reads it
}

// Assumed reports whether nobody states the number.
func (n Number) Assumed() bool { return strings.HasPrefix(n.Source, "assumed:") }

// All returns the numbers of all platforms, platforms in alphabetical order and
// the numbers of each in the order of its profile.
func All() ([]Number, error) { return allOf(profiles) }

// allOf reports every profile of a folder that does not decode.
func allOf(folder fs.FS) ([]Number, error) {
	var all []Number
	var errs []error
	for _, name := range platformsOf(folder) {
		p, err := load(folder, name)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		all = append(all, p.Numbers()...)
	}
	return all, errors.Join(errs...)
}

// Select returns the numbers of the platforms, and of more behind them, whose path
// is prefix or lies below it, only the assumed ones on request. A prefix that names
// nothing is an error.
func Select(prefix string, assumed bool, more ...Number) ([]Number, error) {
	all, err := All()
	if err != nil {
		return nil, err
	}
	var out []Number
	var paths []string
	known := false
	for _, n := range append(all, more...) {
		paths = append(paths, n.Path)
		if i := strings.IndexByte(n.Path, '.'); !slices.Contains(paths, n.Path[:i]) {
			paths = append(paths, n.Path[:i])
		}
		if prefix != "" && n.Path != prefix && !strings.HasPrefix(n.Path, strings.TrimSuffix(prefix, ".")+".") {
			continue
		}
		known = true
		if !assumed || n.Assumed() {
			out = append(out, n)
		}
	}
	if !known {
		for _, n := range all { // without its platform, as --set takes it
			if _, bare, _ := strings.Cut(n.Path, "."); bare == prefix || strings.HasPrefix(bare, prefix+".") {
				name, _, _ := strings.Cut(n.Path, ".")
				return nil, fmt.Errorf("no number %q (did you mean %q?)", prefix, name+"."+prefix)
			}
		}
		return nil, fmt.Errorf("no number %q%s", prefix, names.Suggest(prefix, paths))
	}
	return out, nil
}

var sourcePart = regexp.MustCompile(`^([a-z][a-z0-9]*), (.*\S)$`)

// CheckSource reports what is wrong with a source: it must be a key of refs.bib
// with a locator, several of these parted by "; ", or "assumed: why" or
// "fitted: experiment".
func CheckSource(source string) error {
	for _, prefix := range []string{"assumed:", "fitted:"} {
		if rest, ok := strings.CutPrefix(source, prefix); ok {
			if strings.TrimSpace(rest) == "" {
				return fmt.Errorf("source %q says nothing after %q", source, prefix)
			}
			return nil
		}
	}
	for part := range strings.SplitSeq(source, "; ") {
		m := sourcePart.FindStringSubmatch(part)
		if m == nil {
			return fmt.Errorf("source %q: expected \"key, place\", \"assumed: why\" or \"fitted: experiment\"", part)
		}
		keys, err := referenceKeys()
		if err != nil {
			return err
		}
		if !slices.Contains(keys, m[1]) {
			return fmt.Errorf("source %q: no key %q in refs.bib%s", part, m[1], names.Suggest(m[1], keys))
		}
	}
	return nil
}
