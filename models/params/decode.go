package params

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"

	"gopkg.in/yaml.v3"

	"thaw/models/names"
)

// A profile states every number once, each as {value: ..., source: ...}:
//
//	name: openwhisk
//	summary: one line
//	invokers: {value: 10, source: "ao2022, section 4.6"}
//	...
//	stage:
//	  sandbox: {value: 300ms, source: "..."}
//	  ...
//	recorded:            # stated by the literature, read by no model yet
//	  pause_grace: {value: 50ms, what: "...", source: "..."}

// decoder gathers every mistake of a profile.
type decoder struct {
	file string
	errs []error
}

func (d *decoder) fail(n *yaml.Node, format string, args ...any) {
	d.errs = append(d.errs, fmt.Errorf("%s:%d:%d: %s", d.file, n.Line, n.Column, fmt.Sprintf(format, args...)))
}

// Decode reads a platform profile strictly: a number that is missing, unknown,
// stated twice, malformed or without a source is an error, and all errors are
// reported at once, each with file, line and column.
func Decode(file string, text []byte) (*Platform, error) {
	reader := yaml.NewDecoder(bytes.NewReader(text))
	var document yaml.Node
	if err := reader.Decode(&document); err != nil {
		if errors.Is(err, io.EOF) {
			return nil, fmt.Errorf("%s:1:1: the profile is empty, expected a mapping of numbers", file)
		}
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	d := &decoder{file: file}
	var second yaml.Node
	if err := reader.Decode(&second); err == nil {
		d.fail(&second, "a second document, expected one")
	} else if !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	p := &Platform{}
	d.platform(document.Content[0], p)
	if len(d.errs) > 0 {
		return nil, errors.Join(d.errs...)
	}
	return p, nil
}

// mapping returns the entries of a mapping by key, in file order. Keys that are
// not known (nil knows all), that occur twice or that are not plain scalars are
// mistakes, and so are known keys that are missing.
func (d *decoder) mapping(n *yaml.Node, what string, known []string, needed ...string) (map[string]*yaml.Node,
	[]string) {
	if n.Kind != yaml.MappingNode {
		d.fail(n, "%s: expected a mapping", what)
		return nil, nil
	}
	entries := map[string]*yaml.Node{}
	var order []string
	for i := 0; i < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		switch {
		case k.Kind != yaml.ScalarNode:
			d.fail(k, "%s: expected a name as key", what)
		case entries[k.Value] != nil:
			d.fail(k, "%s: %q occurs twice", what, k.Value)
		case known != nil && !slices.Contains(known, k.Value):
			d.fail(k, "%s: unknown key %q%s", what, k.Value, names.Suggest(k.Value, known))
		default:
			entries[k.Value] = v
			order = append(order, k.Value)
		}
	}
	for _, k := range needed {
		if entries[k] == nil {
			d.fail(n, "%s: %q is missing", what, k)
		}
	}
	return entries, order
}

// text returns a scalar as it is written.
func (d *decoder) text(n *yaml.Node, what string) string {
	if n == nil {
		return "" // reported as missing
	}
	if n.Kind != yaml.ScalarNode || n.Tag == "!!null" || n.Value == "" {
		d.fail(n, "%s: expected a value", what)
		return ""
	}
	return n.Value
}

var numberName = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

var platformName = regexp.MustCompile(`^[a-z][a-z0-9_-]*$`)

// optional lists the sections that a profile may leave out: what they model is
// then not modelled.
var optional = []string{"control", "daemon", "network"}

// platform decodes the whole profile into p.
func (d *decoder) platform(n *yaml.Node, p *Platform) {
	p.Control, p.Daemon, p.Network = &Control{}, &Daemon{}, &Network{}
	needed := []string{"name", "summary"}
	var sections []string // as they come
	names := map[string][]string{}
	for _, f := range p.fields() {
		name := section(f.path)
		if name == "" {
			needed = append(needed, f.path)
			continue
		}
		if names[name] == nil {
			sections = append(sections, name)
		}
		names[name] = append(names[name], f.path[len(name)+1:])
	}
	known := append(slices.Clone(needed), sections...)
	for _, name := range sections {
		if !slices.Contains(optional, name) {
			needed = append(needed, name)
		}
	}
	entries, _ := d.mapping(n, "profile", append(known, "recorded"), needed...)
	p.Name = d.text(entries["name"], "name")
	if p.Name != "" && !platformName.MatchString(p.Name) {
		d.fail(entries["name"], "name: %q: expected lower-case letters, digits, underscores and hyphens", p.Name)
	}
	p.Summary = d.text(entries["summary"], "summary")
	numbers := map[string]*yaml.Node{}
	for name, at := range entries { // any order: a map is made
		numbers[name] = at
	}
	for _, name := range sections {
		if entries[name] == nil {
			continue
		}
		inside, _ := d.mapping(entries[name], name, names[name], names[name]...)
		for key, at := range inside { // any order: a map is made
			numbers[name+"."+key] = at
		}
	}
	for _, f := range p.fields() {
		if at := numbers[f.path]; at != nil {
			d.number(at, f)
		}
	}
	if entries["control"] == nil {
		p.Control = nil
	}
	if entries["daemon"] == nil {
		p.Daemon = nil
	}
	if entries["network"] == nil {
		p.Network = nil
	}
	if entries["recorded"] != nil {
		for _, name := range sections {
			known = append(known, names[name]...)
		}
		d.recorded(entries["recorded"], p, known)
	}
}

// number decodes one {value, source} into f.
func (d *decoder) number(n *yaml.Node, f field) {
	entries, _ := d.mapping(n, f.path, []string{"value", "source"}, "value", "source")
	if text := d.text(entries["value"], f.path); text != "" {
		if err := f.set(text); err != nil {
			d.fail(entries["value"], "%s: %v", f.path, err)
		}
	}
	*f.source = d.source(entries["source"], f.path)
}

// source decodes and checks a source.
func (d *decoder) source(n *yaml.Node, path string) string {
	text := d.text(n, path)
	if text != "" {
		if err := CheckSource(text); err != nil {
			d.fail(n, "%s: %v", path, err)
		}
	}
	return text
}

// recorded decodes the numbers that no model reads yet.
func (d *decoder) recorded(n *yaml.Node, p *Platform, taken []string) {
	entries, order := d.mapping(n, "recorded", nil)
	for _, name := range order {
		if !numberName.MatchString(name) || slices.Contains(taken, name) {
			d.fail(entries[name], "recorded: %q: expected a new name of lower-case letters, digits and underscores",
				name)
			continue
		}
		e, _ := d.mapping(entries[name], name, []string{"value", "unit", "what", "source"}, "value", "what", "source")
		number := Number{Path: name, Value: d.text(e["value"], name), What: d.text(e["what"], name),
			Source: d.source(e["source"], name)}
		if e["unit"] != nil {
			number.Unit = d.text(e["unit"], name)
		}
		p.recorded = append(p.recorded, number)
	}
}
