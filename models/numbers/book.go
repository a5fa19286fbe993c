package numbers

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"thaw/models/memory"
	"thaw/models/names"
	"thaw/models/params"
	"thaw/models/snapshot"
	"thaw/models/startup"
	"thaw/models/storage"
)

// Book is the numbers of a run. A nil one holds those that are published.
type Book struct {
	changes   []params.Override
	platforms map[string]*params.Platform // that were changed
	groups    []params.Group              // of models, with the changes; nil: none was changed
	reads     []string                    // prefixes of paths
}

// Behind lists the numbers of models that are the same on every platform.
func Behind() []params.Number {
	var out []params.Number
	for _, g := range groups() {
		out = append(out, g.Numbers()...)
	}
	return out
}

// IsBehind reports whether a path is of such a number, by its first word.
func IsBehind(path string) bool {
	return slices.ContainsFunc(groups(), func(g params.Group) bool {
		first, _, _ := strings.Cut(g.Prefix, ".")
		return strings.HasPrefix(path, first+".")
	})
}

// groups returns the published numbers of models behind the platforms.
func groups() []params.Group {
	costs, resizes, devices := storage.DefaultCosts(), memory.DefaultCosts(), startup.DefaultDevices()
	restores := startup.DefaultRestores(nil, 0)
	return slices.Concat([]params.Group{devices.Group(), resizes.Group(), restores.Group()}, snapshot.Groups(),
		[]params.Group{costs.Group()})
}

// New returns a book with changes of the form path=value, and reports all that are wrong.
func New(texts ...string) (*Book, error) {
	b := &Book{}
	var errs []error
	for _, text := range texts {
		errs = append(errs, b.Set(text))
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return b, b.Check()
}

// Set changes a number by its path as thaw params lists it, with a value in its own unit.
func (b *Book) Set(text string) error {
	path, value, ok := strings.Cut(text, "=")
	if !ok {
		return fmt.Errorf("%q: expected path=value, such as storage.open=20us", text)
	}
	if name, _, _ := strings.Cut(path, "."); slices.Contains(params.Platforms(), name) {
		return b.setPlatform(name, path, value)
	}
	if b.groups == nil {
		b.groups = groups()
	}
	for _, g := range b.groups {
		if was, found, err := g.Set(path, value); found {
			if err == nil {
				b.remember(was)
			}
			return err
		}
	}
	return fmt.Errorf("%s: no such number%s, expected a path as thaw params lists it", path, suggest(path))
}

func (b *Book) setPlatform(name, path, value string) error {
	p := b.platforms[name]
	if p == nil {
		var err error
		if p, err = params.Load(name); err != nil {
			return err
		}
		if b.platforms == nil {
			b.platforms = map[string]*params.Platform{}
		}
		b.platforms[name] = p
	}
	err := p.Set(path, value)
	for _, o := range p.Overrides() {
		if err == nil && o.Path == path {
			b.remember(o)
		}
	}
	return err
}

// suggest finds the nearest of all paths, and of those without their platforms.
func suggest(path string) string {
	all, err := params.All()
	if err != nil {
		return ""
	}
	var paths []string
	for _, n := range slices.Concat(all, Behind()) {
		_, bare, _ := strings.Cut(n.Path, ".")
		if bare == path {
			return fmt.Sprintf(" (did you mean %q?)", n.Path)
		}
		paths = append(paths, n.Path)
	}
	return names.Suggest(path, paths)
}

// remember notes a change; the last of a path counts.
func (b *Book) remember(o params.Override) {
	if i := slices.IndexFunc(b.changes, func(c params.Override) bool { return c.Path == o.Path }); i >= 0 {
		o.Was, o.Source = b.changes[i].Was, b.changes[i].Source
		b.changes[i] = o
		return
	}
	b.changes = append(b.changes, o)
}

// Check returns what changes do not allow together, all of it.
func (b *Book) Check() error {
	var errs []error
	for _, g := range b.groups {
		if g.Check == nil || !slices.ContainsFunc(b.changes, g.Has) {
			continue
		}
		if err := g.Check(); err != nil {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// Changes returns what Set changed, in the order of the first change.
func (b *Book) Changes() []params.Override {
	if b == nil {
		return nil
	}
	return slices.Clone(b.changes)
}

// Texts returns the changes below a prefix as Set reads them.
func (b *Book) Texts(prefix string) []string {
	var out []string
	for _, c := range b.Changes() {
		if strings.HasPrefix(c.Path, prefix) {
			out = append(out, c.Path+"="+c.Value)
		}
	}
	return out
}

// Numbers lists all numbers with the changes.
func (b *Book) Numbers() ([]params.Number, error) {
	all, err := params.All()
	all = append(all, Behind()...)
	for _, c := range b.Changes() {
		for i := range all {
			if all[i].Path == c.Path {
				all[i].Value, all[i].Source = c.Value, params.SourceOverride
			}
		}
	}
	return all, err
}
