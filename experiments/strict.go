package experiments

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
	"thaw/models/names"
)

// Place is where something stands in a file. A field of this type receives the
// place of the mapping that its struct was decoded from.
type Place struct {
	File         string
	Line, Column int
}

// String returns file:line:column.
func (p Place) String() string { return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column) }

// DecodeStrict reads the one YAML document of text into the struct that into
// points to. Keys are the yaml tags of the fields; `yaml:"name,required"` must
// be there. Unknown and repeated keys, values of another type, a number that
// is not plainly decimal (1.5 for an integer, 010), an alias and a second
// document are mistakes. All mistakes are reported at once, each with its
// place. Fields may be strings, booleans, numbers, time.Duration,
// encoding.TextUnmarshaler, structs, pointers, slices and maps by name.
func DecodeStrict(file string, text []byte, into any) error {
	d := newStrict(file)
	v := reflect.ValueOf(into)
	if v.Kind() != reflect.Pointer || v.Elem().Kind() != reflect.Struct {
		panic(fmt.Sprintf("strictyaml: Decode into %T, expected a pointer to a struct", into))
	}
	if root := d.document(text); root != nil {
		d.value(root, v.Elem(), "")
	}
	return d.err()
}

// strict gathers every mistake of one file.
type strict struct {
	file     string
	mistakes []error
}

// newStrict begins the decoding of a file.
func newStrict(file string) *strict { return &strict{file: file} }

func (d *strict) fail(n *yaml.Node, format string, args ...any) {
	d.mistakes = append(d.mistakes, fmt.Errorf("%s: %s", d.place(n), fmt.Sprintf(format, args...)))
}

func (d *strict) place(n *yaml.Node) Place { return Place{d.file, n.Line, n.Column} }

// complained reports whether a mistake at the node is known.
func (d *strict) complained(n *yaml.Node) bool {
	at := d.place(n).String() + ": "
	return slices.ContainsFunc(d.mistakes, func(err error) bool { return strings.HasPrefix(err.Error(), at) })
}

// count is the number of mistakes so far.
func (d *strict) count() int { return len(d.mistakes) }

func (d *strict) err() error { return exit.Usage(errors.Join(d.mistakes...)) }

var yamlLine = regexp.MustCompile(`^yaml: (?:line (\d+): )?(.*)$`)

// document returns the root of the only document, or nil after a mistake.
func (d *strict) document(text []byte) (root *yaml.Node) {
	defer func() { // yaml.v3 panics on some malformed input
		if r := recover(); r != nil {
			d.fail(&yaml.Node{Line: 1, Column: 1}, "not YAML: %v", r)
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
		d.fail(&second, "a second document begins, expected one")
	case !errors.Is(err, io.EOF):
		d.syntax(err)
	}
	return doc.Content[0]
}

func (d *strict) syntax(err error) {
	at := &yaml.Node{Line: 1, Column: 1}
	if errors.Is(err, io.EOF) {
		d.fail(at, "the file is empty, expected a mapping")
		return
	}
	text := err.Error()
	if m := yamlLine.FindStringSubmatch(text); m != nil {
		text = m[2]
		if n, err := strconv.Atoi(m[1]); err == nil {
			at.Line = n
		}
	}
	d.fail(at, "not YAML: %s", text)
}

// entry is one key of a mapping with its value.
type entry struct {
	name       string
	key, value *yaml.Node
}

// mapping returns the entries of a mapping in file order, without those that
// are mistakes. Known nil allows every name.
func (d *strict) mapping(n *yaml.Node, what string, known []string) []entry {
	if n.Kind != yaml.MappingNode {
		d.fail(n, "%sexpected a mapping, found %s", prefix(what), describe(n))
		return nil
	}
	var out []entry
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		switch {
		case k.Kind != yaml.ScalarNode || k.Tag == "!!merge":
			d.fail(k, "%sexpected a plain name as key, found %s", prefix(what), describe(k))
		case known != nil && !slices.Contains(known, k.Value):
			d.fail(k, "%sunknown key %q%s", prefix(what), k.Value, names.Hint(k.Value, known))
		case slices.ContainsFunc(out, func(e entry) bool { return e.name == k.Value }):
			d.fail(k, "%skey %q stands here a second time", prefix(what), k.Value)
		default:
			out = append(out, entry{k.Value, k, v})
		}
	}
	return out
}

// scalar returns a value as it is written.
func (d *strict) scalar(n *yaml.Node, what, expected string) (string, bool) {
	if n.Kind != yaml.ScalarNode || n.Tag == "!!null" || n.Tag == "!!binary" {
		d.fail(n, "%sexpected %s, found %s", prefix(what), expected, describe(n))
		return "", false
	}
	return n.Value, true
}

// describe names what a node is, for errors.
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
	nodeType     = reflect.TypeFor[nodeDecoder]()
)

// nodeDecoder decodes itself, for values that no Go type describes.
type nodeDecoder interface {
	DecodeNode(d *strict, n *yaml.Node, what string)
}

// value decodes n into v; what is the path of keys to it.
func (d *strict) value(n *yaml.Node, v reflect.Value, what string) {
	switch {
	case v.Kind() == reflect.Pointer:
		p := reflect.New(v.Type().Elem())
		d.value(n, p.Elem(), what)
		v.Set(p)
	case v.Addr().Type().Implements(nodeType):
		v.Addr().Interface().(nodeDecoder).DecodeNode(d, n, what)
	case v.Addr().Type().Implements(textType):
		if text, ok := d.scalar(n, what, "a value"); ok {
			if err := v.Addr().Interface().(encoding.TextUnmarshaler).UnmarshalText([]byte(text)); err != nil {
				d.fail(n, "%s%v", prefix(what), err)
			}
		}
	case v.Type() == durationType:
		if text, ok := d.scalar(n, what, "a duration such as 10m"); ok {
			dur, err := parseDuration(text)
			if err != nil {
				d.fail(n, "%s%v", prefix(what), err)
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

// fields decodes n into the struct that into points to, even where its type
// decodes itself.
func (d *strict) fields(n *yaml.Node, into any, what string) {
	d.structure(n, reflect.ValueOf(into).Elem(), what)
}

func (d *strict) structure(n *yaml.Node, v reflect.Value, what string) {
	var known, required []string
	fields := map[string]int{}
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if f.Type == placeType {
			v.Field(i).Set(reflect.ValueOf(d.place(n)))
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
	entries := d.mapping(n, what, known)
	for _, e := range entries {
		d.value(e.value, v.Field(fields[e.name]), join(what, e.name))
	}
	for _, name := range required {
		if n.Kind == yaml.MappingNode && !slices.ContainsFunc(n.Content, func(k *yaml.Node) bool { return k.Value == name }) {
			d.fail(n, "%skey %q is missing", prefix(what), name)
		}
	}
}

func (d *strict) list(n *yaml.Node, v reflect.Value, what string) {
	if n.Kind != yaml.SequenceNode {
		d.fail(n, "%sexpected a list, found %s", prefix(what), describe(n))
		return
	}
	out := reflect.MakeSlice(v.Type(), len(n.Content), len(n.Content))
	for i, item := range n.Content {
		d.value(item, out.Index(i), fmt.Sprintf("%s[%d]", what, i))
	}
	v.Set(out)
}

func (d *strict) named(n *yaml.Node, v reflect.Value, what string) {
	out := reflect.MakeMap(v.Type())
	for _, e := range d.mapping(n, what, nil) {
		item := reflect.New(v.Type().Elem()).Elem()
		d.value(e.value, item, join(what, e.name))
		out.SetMapIndex(reflect.ValueOf(e.name).Convert(v.Type().Key()), item)
	}
	v.Set(out)
}

func join(what, name string) string {
	if what == "" {
		return name
	}
	return what + "." + name
}

// plain decodes a scalar of a basic kind.
func (d *strict) plain(n *yaml.Node, v reflect.Value, what string) {
	switch v.Kind() {
	case reflect.String:
		if text, ok := d.scalar(n, what, "a text"); ok {
			v.SetString(text)
		}
	case reflect.Bool:
		if text, ok := d.scalar(n, what, "true or false"); ok {
			if text != "true" && text != "false" {
				d.fail(n, "%s%q: expected true or false", prefix(what), text)
			}
			v.SetBool(text == "true")
		}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		if text, ok := d.scalar(n, what, "an integer"); ok {
			x, err := parseInteger(text, -1<<(v.Type().Bits()-1), 1<<(v.Type().Bits()-1)-1)
			if err != nil {
				d.fail(n, "%s%v", prefix(what), err)
			}
			v.SetInt(x)
		}
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		if text, ok := d.scalar(n, what, "an integer"); ok {
			x, err := parseUnsigned(text)
			if err != nil || v.OverflowUint(x) {
				d.fail(n, "%s%q: expected an integer from 0 to %d", prefix(what), text, uint64(math.MaxUint64)>>(64-v.Type().Bits()))
			}
			v.SetUint(x)
		}
	case reflect.Float32, reflect.Float64:
		if text, ok := d.scalar(n, what, "a number"); ok {
			x, err := parseNumber(text)
			if err != nil {
				d.fail(n, "%s%v", prefix(what), err)
			}
			v.SetFloat(x)
		}
	default:
		panic(fmt.Sprintf("strictyaml: %s: Decode does not read %s", what, v.Type()))
	}
}
