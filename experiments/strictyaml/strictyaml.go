// Package strictyaml decodes hand-written YAML files strictly. Everything unknown is
// a mistake, and the error lists all mistakes of a file.
//
//	text ─▶ Decode ─▶ a struct with yaml tags     f.yaml:4:5: claims[0]: key "name" is missing
//	                  └ or mistakes               f.yaml:5:9: within: "10": expected a duration …
//
// Experiments, papers, budgets and platform profiles use it. It knows no simulation.
package strictyaml

import (
	"bytes"
	"encoding"
	"errors"
	"fmt"
	"io"
	"math"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"gopkg.in/yaml.v3"

	"thaw/experiments/exit"
	"thaw/experiments/units"
	"thaw/models/names"
)

// Place is a position in a file. A field of this type receives the position of the
// mapping of its struct.
type Place struct {
	File         string
	Line, Column int
}

// String returns file:line:column.
func (p Place) String() string { return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column) }

// Decode reads the one YAML document of text into the struct that into
// points to. Keys are the yaml tags of the fields; `yaml:"name,required"` must
// be there. Unknown and repeated keys, values of another type, a number that
// is not plainly decimal (1.5 for an integer, 010), an alias and a second
// document are mistakes. All mistakes are reported at once, each with its
// place. Fields may be strings, booleans, numbers, time.Duration,
// encoding.TextUnmarshaler, structs, pointers, slices and maps by name.
func Decode(file string, text []byte, into any) error {
	d := New(file)
	v := reflect.ValueOf(into)
	if v.Kind() != reflect.Pointer || v.Elem().Kind() != reflect.Struct {
		panic(fmt.Sprintf("strictyaml: Decode into %T, expected a pointer to a struct", into))
	}
	if root := d.Document(text); root != nil {
		d.value(root, v.Elem(), "")
	}
	return d.Err()
}

// Decoder gathers every mistake of one file.
type Decoder struct {
	file     string
	mistakes exit.Mistakes
	places   map[Place]bool // positions of mistakes
}

// New returns a decoder of a file.
func New(file string) *Decoder { return &Decoder{file: file, places: map[Place]bool{}} }

// Fail reports a mistake at a node. Mistakes of one format about one key, or about the
// same key of the items of a list, are a class: the first ten are told, the others
// counted.
func (d *Decoder) Fail(n *yaml.Node, format string, args ...any) {
	at := d.Place(n)
	class := format
	if len(args) > 0 {
		if key, ok := args[0].(string); ok && key != "" {
			class += index.ReplaceAllString(key, "")
		}
	}
	d.mistakes.Addf(class, at, format, args...)
	d.places[at] = true
}

var index = regexp.MustCompile(`\[\d+\]`)

// Place returns the position of a node.
func (d *Decoder) Place(n *yaml.Node) Place { return Place{d.file, n.Line, n.Column} }

// Complained reports whether the node has a mistake.
func (d *Decoder) Complained(n *yaml.Node) bool {
	return d.places[d.Place(n)]
}

// Count returns the number of mistakes so far.
func (d *Decoder) Count() int { return d.mistakes.Count() }

// Err returns the mistakes as one usage error, or nil.
func (d *Decoder) Err() error { return exit.Usage(d.mistakes.Err()) }

var yamlLine = regexp.MustCompile(`^yaml: (?:line (\d+): )?(.*)$`)

// Document returns the root of the single document, or nil after a mistake.
func (d *Decoder) Document(text []byte) (root *yaml.Node) {
	defer func() { // yaml.v3 panics on some malformed input
		if r := recover(); r != nil {
			d.Fail(&yaml.Node{Line: 1, Column: 1}, "not YAML: %v", r)
			root = nil
		}
	}()
	reader := yaml.NewDecoder(bytes.NewReader(text))
	var doc, second yaml.Node
	if err := reader.Decode(&doc); err != nil {
		d.syntax(err)
		return nil
	}
	switch err := reader.Decode(&second); {
	case err == nil:
		d.Fail(&second, "a second document begins, expected one")
	case !errors.Is(err, io.EOF):
		d.syntax(err)
	}
	return doc.Content[0]
}

func (d *Decoder) syntax(err error) {
	at := &yaml.Node{Line: 1, Column: 1}
	if errors.Is(err, io.EOF) {
		d.Fail(at, "the file is empty, expected a mapping")
		return
	}
	text := err.Error()
	if m := yamlLine.FindStringSubmatch(text); m != nil {
		text = m[2]
		if n, err := strconv.Atoi(m[1]); err == nil {
			at.Line = n
		}
	}
	d.Fail(at, "not YAML: %s", text)
}

// Entry is one key of a mapping with its value.
type Entry struct {
	Name       string
	Key, Value *yaml.Node
}

// Mapping returns the valid entries of a mapping in file order. known nil allows
// every key.
func (d *Decoder) Mapping(n *yaml.Node, what string, known []string) []Entry {
	if n.Kind != yaml.MappingNode {
		d.Fail(n, "%sexpected a mapping, found %s", prefix(what), describe(n))
		return nil
	}
	var out []Entry
	seen := make(map[string]bool, len(n.Content)/2)
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		switch {
		case k.Kind != yaml.ScalarNode || k.Tag == "!!merge":
			d.Fail(k, "%sexpected a plain name as key, found %s", prefix(what), describe(k))
		case known != nil && !slices.Contains(known, k.Value):
			d.Fail(k, "%sunknown key %q%s", prefix(what), k.Value, hint{k.Value, known})
		case seen[k.Value]:
			d.Fail(k, "%skey %q stands here a second time", prefix(what), k.Value)
		default:
			out = append(out, Entry{k.Value, k, v})
			seen[k.Value] = true
		}
	}
	return out
}

// Need reports the keys that a mapping lacks.
func (d *Decoder) Need(n *yaml.Node, what string, keys []string) {
	if n.Kind != yaml.MappingNode {
		return // reported already
	}
	there := map[string]bool{}
	for i := 0; i < len(n.Content); i += 2 {
		there[n.Content[i].Value] = true
	}
	for _, key := range keys {
		if !there[key] {
			d.Fail(n, "%skey %q is missing", prefix(what), key)
		}
	}
}

// hint is looked for only where it is shown.
type hint struct {
	typed string
	known []string
}

func (h hint) String() string { return names.Hint(h.typed, h.known) }

// Scalar returns the text of a value.
func (d *Decoder) Scalar(n *yaml.Node, what, expected string) (string, bool) {
	if n.Kind != yaml.ScalarNode || n.Tag == "!!null" || n.Tag == "!!binary" {
		d.Fail(n, "%sexpected %s, found %s", prefix(what), expected, describe(n))
		return "", false
	}
	return n.Value, true
}

// describe names the kind of a node, for errors.
func describe(n *yaml.Node) string {
	switch {
	case n.Kind == yaml.MappingNode:
		return "a mapping"
	case n.Kind == yaml.SequenceNode:
		return "a list"
	case n.Kind == yaml.AliasNode:
		return "an alias, which is not supported"
	case n.Tag == "!!null":
		return "nothing"
	case n.Tag == "!!merge":
		return "a merge, which is not supported"
	}
	return strconv.Quote(n.Value)
}

func prefix(what string) string {
	if what == "" {
		return ""
	}
	return what + ": "
}

var (
	placeType    = reflect.TypeFor[Place]()
	durationType = reflect.TypeFor[time.Duration]()
	textType     = reflect.TypeFor[encoding.TextUnmarshaler]()
	nodeType     = reflect.TypeFor[NodeDecoder]()
)

// NodeDecoder decodes itself, for values that no Go type describes.
type NodeDecoder interface {
	DecodeNode(d *Decoder, n *yaml.Node, what string)
}

// value decodes n into v. what is the path of keys to n. Where the file has too many
// mistakes already, it looks for no more.
func (d *Decoder) value(n *yaml.Node, v reflect.Value, what string) {
	switch {
	case d.mistakes.Full():
	case v.Kind() == reflect.Pointer:
		p := reflect.New(v.Type().Elem())
		d.value(n, p.Elem(), what)
		v.Set(p)
	case v.Addr().Type().Implements(nodeType):
		v.Addr().Interface().(NodeDecoder).DecodeNode(d, n, what)
	case v.Addr().Type().Implements(textType):
		if text, ok := d.Scalar(n, what, "a value"); ok {
			if err := v.Addr().Interface().(encoding.TextUnmarshaler).UnmarshalText([]byte(text)); err != nil {
				d.Fail(n, "%s%v", prefix(what), err)
			}
		}
	case v.Type() == durationType:
		if text, ok := d.Scalar(n, what, "a duration such as 10m"); ok {
			dur, err := units.ParseDuration(text)
			if err != nil {
				d.Fail(n, "%s%v", prefix(what), err)
			}
			v.SetInt(int64(dur))
		}
	case v.Kind() == reflect.Struct:
		d.structure(n, v, what)
	case v.Kind() == reflect.Slice:
		d.list(n, v, what)
	case v.Kind() == reflect.Map:
		d.named(n, v, what)
	default:
		d.plain(n, v, what)
	}
}

// Fields decodes n into the struct that into points to, even where its type
// decodes itself.
func (d *Decoder) Fields(n *yaml.Node, into any, what string) {
	d.structure(n, reflect.ValueOf(into).Elem(), what)
}

func (d *Decoder) structure(n *yaml.Node, v reflect.Value, what string) {
	var known, required []string
	fields := map[string]int{}
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if f.Type == placeType {
			v.Field(i).Set(reflect.ValueOf(d.Place(n)))
			continue
		}
		name, option, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		if name == "" || name == "-" {
			continue
		}
		known = append(known, name)
		fields[name] = i
		if option == "required" {
			required = append(required, name)
		}
	}
	entries := d.Mapping(n, what, known)
	for _, e := range entries {
		d.value(e.Value, v.Field(fields[e.Name]), Join(what, e.Name))
	}
	d.Need(n, what, required)
}

func (d *Decoder) list(n *yaml.Node, v reflect.Value, what string) {
	if n.Kind != yaml.SequenceNode {
		d.Fail(n, "%sexpected a list, found %s", prefix(what), describe(n))
		return
	}
	out := reflect.MakeSlice(v.Type(), len(n.Content), len(n.Content))
	for i, item := range n.Content {
		if d.mistakes.Full() {
			break
		}
		d.value(item, out.Index(i), fmt.Sprintf("%s[%d]", what, i))
	}
	v.Set(out)
}

func (d *Decoder) named(n *yaml.Node, v reflect.Value, what string) {
	out := reflect.MakeMap(v.Type())
	for _, e := range d.Mapping(n, what, nil) {
		item := reflect.New(v.Type().Elem()).Elem()
		d.value(e.Value, item, Join(what, e.Name))
		out.SetMapIndex(reflect.ValueOf(e.Name).Convert(v.Type().Key()), item)
	}
	v.Set(out)
}

// Join appends a key to a path of keys.
func Join(what, name string) string {
	if what == "" {
		return name
	}
	return what + "." + name
}

// plain decodes a scalar of a basic kind.
func (d *Decoder) plain(n *yaml.Node, v reflect.Value, what string) {
	switch v.Kind() {
	case reflect.String:
		if text, ok := d.Scalar(n, what, "a text"); ok {
			v.SetString(text)
		}
	case reflect.Bool:
		if text, ok := d.Scalar(n, what, "true or false"); ok {
			if text != "true" && text != "false" {
				d.Fail(n, "%s%q: expected true or false", prefix(what), text)
			}
			v.SetBool(text == "true")
		}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		if text, ok := d.Scalar(n, what, "an integer"); ok {
			x, err := units.ParseInteger(text, -1<<(v.Type().Bits()-1), 1<<(v.Type().Bits()-1)-1)
			if err != nil {
				d.Fail(n, "%s%v", prefix(what), err)
			}
			v.SetInt(x)
		}
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		if text, ok := d.Scalar(n, what, "an integer"); ok {
			x, err := units.ParseUnsigned(text)
			if err != nil || v.OverflowUint(x) {
				d.Fail(n, "%s%q: expected an integer from 0 to %d", prefix(what), text,
					uint64(math.MaxUint64)>>(64-v.Type().Bits()))
			}
			v.SetUint(x)
		}
	case reflect.Float32, reflect.Float64:
		if text, ok := d.Scalar(n, what, "a number"); ok {
			x, err := units.ParseNumber(text)
			if err != nil {
				d.Fail(n, "%s%v", prefix(what), err)
			}
			v.SetFloat(x)
		}
	default:
		panic(fmt.Sprintf("strictyaml: %s: Decode does not read %s", what, v.Type()))
	}
}
