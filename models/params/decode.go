package params

import (
	"regexp"
	"slices"

	"gopkg.in/yaml.v3"

	"thaw/experiments/strictyaml"
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
type decoder struct{ *strictyaml.Decoder }

// Decode reads a platform profile strictly: a number that is missing, unknown,
// stated twice, malformed or without a source is an error, and all errors are
// reported at once, each with file, line and column.
func Decode(file string, text []byte) (*Platform, error) {
	d := &decoder{strictyaml.New(file)}
	p := &Platform{}
	if root := d.Document(text); root != nil {
		d.platform(root, p)
	}
	if err := d.Err(); err != nil {
		return nil, err
	}
	return p, nil
}

// mapping returns the entries of a mapping by key, and the keys in file order. Keys
// that are not known (nil knows all) or occur twice are mistakes, and so are needed
// keys that are missing.
func (d *decoder) mapping(n *yaml.Node, what string, known []string, needed ...string) (map[string]*yaml.Node,
	[]string) {
	entries := map[string]*yaml.Node{}
	var order []string
	for _, e := range d.Mapping(n, what, known) {
		entries[e.Name] = e.Value
		order = append(order, e.Name)
	}
	d.Need(n, what, needed)
	return entries, order
}

// text returns a scalar as it is written.
func (d *decoder) text(n *yaml.Node, what string) string {
	if n == nil {
		return "" // reported as missing
	}
	text, ok := d.Scalar(n, what, "a value")
	if ok && text == "" {
		d.Fail(n, "%s: expected a value, found nothing", what)
	}
	return text
}

var numberName = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

var platformName = regexp.MustCompile(`^[a-z][a-z0-9_-]*$`)

// optional lists the sections that a profile may leave out: what they model is
// then not modelled.
var optional = []string{"control", "daemon", "pause", "network", "path", "steps", "launch"}

// platform decodes the whole profile into p.
func (d *decoder) platform(n *yaml.Node, p *Platform) {
	p.Control, p.Daemon, p.Pause, p.Network = &Control{}, &Daemon{}, &Pause{}, &Network{}
	p.Path, p.Steps, p.Launch = &Path{}, &Steps{}, &Launch{}
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
	entries, _ := d.mapping(n, "profile", append(known, "classes", "recorded"), needed...)
	p.Name = d.text(entries["name"], "name")
	if p.Name != "" && !platformName.MatchString(p.Name) {
		d.Fail(entries["name"], "name: %q: expected lower-case letters, digits, underscores and hyphens", p.Name)
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
	if entries["classes"] != nil {
		d.classes(entries["classes"], p)
		if err := p.CheckClasses(); err != nil {
			d.Fail(entries["classes"], "%v", err)
		}
	}
	absent(&p.Control, entries["control"])
	absent(&p.Daemon, entries["daemon"])
	absent(&p.Pause, entries["pause"])
	absent(&p.Network, entries["network"])
	absent(&p.Path, entries["path"])
	absent(&p.Steps, entries["steps"])
	absent(&p.Launch, entries["launch"])
	if entries["recorded"] != nil {
		for _, name := range sections {
			known = append(known, names[name]...)
		}
		d.recorded(entries["recorded"], p, known)
	}
}

// absent makes a section none that a profile has not.
func absent[T any](section **T, at *yaml.Node) {
	if at == nil {
		*section = nil
	}
}

// number decodes one {value, source} into f.
func (d *decoder) number(n *yaml.Node, f Field) {
	entries, _ := d.mapping(n, f.path, []string{"value", "source"}, "value", "source")
	if text := d.text(entries["value"], f.path); text != "" {
		if err := f.set(text); err != nil {
			d.Fail(entries["value"], "%s: %v", f.path, err)
		}
	}
	*f.source = d.source(entries["source"], f.path)
}

// source decodes and checks a source.
func (d *decoder) source(n *yaml.Node, path string) string {
	text := d.text(n, path)
	if text != "" {
		if err := CheckSource(text); err != nil {
			d.Fail(n, "%s: %v", path, err)
		}
	}
	return text
}

// recorded decodes the numbers that no model reads yet.
func (d *decoder) recorded(n *yaml.Node, p *Platform, taken []string) {
	entries, order := d.mapping(n, "recorded", nil)
	for _, name := range order {
		if !numberName.MatchString(name) || slices.Contains(taken, name) {
			d.Fail(entries[name], "recorded: %q: expected a new name of lower-case letters, digits and underscores",
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
