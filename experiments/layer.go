package experiments

import (
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"thaw/experiments/exit"
	"thaw/experiments/strictyaml"
	"thaw/experiments/textfile"
	"thaw/models/names"
)

// A Layer is one origin of settings: the flags of the command line, the THAW_*
// environment, an experiment file. It holds texts; Resolve reads them.
type Layer struct {
	values map[string][]sourcedText
	base   string // folder that a relative trace path starts from; "" is the working directory
}

// sourcedText is one text and its origin.
type sourcedText struct{ text, origin string }

// Texts returns the layer's texts for a field.
func (l Layer) texts(name string) []sourcedText { return l.values[name] }

// IsEmpty reports whether the layer has no texts.
func (l Layer) IsEmpty() bool { return len(l.values) == 0 }

// Only returns the layer with the texts of some fields alone.
func (l Layer) Only(names ...string) Layer {
	out := Layer{base: l.base}
	for _, name := range names {
		if got := l.texts(name); len(got) > 0 {
			out.add(name, got...)
		}
	}
	return out
}

func (l *Layer) add(name string, g ...sourcedText) {
	if l.values == nil {
		l.values = map[string][]sourcedText{}
	}
	l.values[name] = append(l.values[name], g...)
}

// FromFlags makes the layer of the command line's flags, by field name.
func FromFlags(flags map[string][]string) (Layer, error) {
	var l Layer
	var mistakes []error
	for _, name := range slices.Sorted(maps.Keys(flags)) {
		if _, ok := findField(name); !ok {
			mistakes = append(mistakes, fmt.Errorf("unknown flag --%s%s", name, names.Hint(name, FieldNames())))
			continue
		}
		for _, text := range flags[name] {
			l.add(name, sourcedText{text, "--" + name})
		}
	}
	return l, exit.Usage(errors.Join(mistakes...))
}

// envPrefix is the prefix of environment variables that are settings.
const envPrefix = "THAW_"

// FromEnvironment makes the layer of the THAW_* variables in environ, which has
// the form of os.Environ(). THAW_COLD_START sets --cold-start; semicolons separate
// the items of a list. others names (without prefix) variables that are no
// settings of an experiment. Any other THAW_* variable is a mistake: thaw would
// silently ignore a misspelt setting otherwise.
func FromEnvironment(environ []string, others ...string) (Layer, error) {
	var l Layer
	var mistakes []error
	known := make([]string, 0, len(fields))
	for _, name := range FieldNames() {
		known = append(known, strings.ToUpper(strings.ReplaceAll(name, "-", "_")))
	}
	sorted := slices.Sorted(slices.Values(environ))
	for _, e := range sorted {
		name, text, _ := strings.Cut(e, "=")
		name, ours := strings.CutPrefix(name, envPrefix)
		if !ours || slices.Contains(others, name) {
			continue
		}
		i := slices.Index(known, name)
		if i < 0 {
			mistakes = append(mistakes, fmt.Errorf("%s%s: no such setting%s", envPrefix, name,
				names.Hint(name, append(known, others...))))
			continue
		}
		list := []string{text}
		if fields[i].List {
			list = strings.Split(strings.TrimSuffix(strings.TrimSpace(text), ";"), ";")
		}
		for _, t := range list {
			l.add(fields[i].Name, sourcedText{strings.TrimSpace(t), envPrefix + name})
		}
	}
	return l, exit.Usage(errors.Join(mistakes...))
}

// ReadFile reads an experiment file: a YAML mapping from field names to values,
// lists where a field is repeatable, and under set a mapping from numbers of
// the platform to values. A relative trace path starts from the file's folder. The
// path - is standard input.
func ReadFile(path string) (Layer, error) {
	text, err := textfile.ReadGiven(path, textfile.Written)
	if err != nil {
		return Layer{}, exit.Usage(fmt.Errorf("%s: cannot read the experiment: %w", textfile.Name(path), err))
	}
	l, err := ParseFile(textfile.Name(path), text)
	l.base = filepath.Dir(path)
	return l, err
}

// ParseFile makes a layer of the text of an experiment file.
func ParseFile(name string, text []byte) (Layer, error) {
	var l Layer
	d := strictyaml.New(name)
	root := d.Document(text)
	if root == nil {
		return l, d.Err()
	}
	for _, e := range d.Mapping(root, "", append(FieldNames(), "description")) {
		if e.Name == "description" {
			d.Scalar(e.Value, e.Name, "a text")
			continue
		}
		l.Decode(d, e)
	}
	return l, d.Err()
}

// Decode adds the values of one field to the layer.
func (l *Layer) Decode(d *strictyaml.Decoder, e strictyaml.Entry) {
	if e.Name != "set" {
		l.add(e.Name, textsOfField(d, e)...)
		return
	}
	for _, s := range d.Mapping(e.Value, e.Name, nil) {
		if text, ok := d.Scalar(s.Value, "set."+s.Name, "a value"); ok {
			l.add("set", sourcedText{s.Name + "=" + text, d.Place(s.Value).String()})
		}
	}
}

// textsOfField returns the value of a field, or its values when it is repeatable.
func textsOfField(d *strictyaml.Decoder, e strictyaml.Entry) []sourcedText {
	f, _ := findField(e.Name)
	items := []*yaml.Node{e.Value}
	if e.Value.Kind == yaml.SequenceNode && f.List {
		items = e.Value.Content
		if len(items) == 0 {
			d.Fail(e.Value, "%s: the list is empty, expected at least one entry", e.Name)
		}
	}
	var out []sourcedText
	for _, n := range items {
		if text, ok := d.Scalar(n, e.Name, f.expected()); ok {
			out = append(out, sourcedText{text, d.Place(n).String()})
		}
	}
	return out
}
