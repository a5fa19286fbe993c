package policies

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"thaw/models/names"
	"thaw/models/workload"
)

// field is one parameter: where it stands in the struct, and what it takes.
type field struct {
	index      []int
	name, help string
	kind       kind
	enum       []string
	min, max   float64 // in the unit of the kind: nanoseconds, MiB, or plain
	expects    string
}

// kind reads and writes the values of one type of parameter. Numeric values also
// have a size, for the check of bounds.
type kind struct {
	noun   string // the expected value, in errors
	set    func(v reflect.Value, text string) (size float64, ok bool)
	format func(v reflect.Value) string
}

var kinds = map[reflect.Type]kind{
	reflect.TypeFor[time.Duration](): {"a duration such as 90s, 10m or 1h30m", setDuration,
		func(v reflect.Value) string { return FormatDuration(time.Duration(v.Int())) }},
	reflect.TypeFor[int](): {"a whole number", setInt,
		func(v reflect.Value) string { return strconv.FormatInt(v.Int(), 10) }},
	reflect.TypeFor[float64](): {"a number", setFloat,
		func(v reflect.Value) string { return strconv.FormatFloat(v.Float(), 'g', -1, 64) }},
	reflect.TypeFor[bool](): {"true or false", setBool,
		func(v reflect.Value) string { return strconv.FormatBool(v.Bool()) }},
	reflect.TypeFor[workload.MiB](): {"an amount of memory such as 256MiB or 4GiB", setMiB,
		func(v reflect.Value) string { return workload.MiB(v.Int()).String() }},
	reflect.TypeFor[string](): {"", func(v reflect.Value, text string) (float64, bool) {
		v.SetString(text)
		return 0,
			true
	},
		func(v reflect.Value) string { return v.String() }},
}

// fieldsOf reads the parameters of a struct in the order of their declaration.
// Defaults out of bounds, unknown types and malformed tags are mistakes in the
// program: it panics.
func fieldsOf(defaults any) []field {
	t := reflect.TypeOf(defaults)
	if t == nil || t.Kind() != reflect.Struct {
		panic(fmt.Sprintf("policies: parameters must be a struct, not %v", t))
	}
	seen := map[string]bool{}
	var fields []field
	for _, sf := range reflect.VisibleFields(t) {
		if sf.Anonymous && sf.Type.Kind() == reflect.Struct {
			continue // its fields follow
		}
		f := fieldOf(t, sf)
		if seen[f.name] {
			panic(fmt.Sprintf("policies: parameter %s of %v is declared twice", f.name, t))
		}
		seen[f.name] = true
		v := reflect.New(t).Elem()
		v.Set(reflect.ValueOf(defaults))
		text := f.kind.format(v.FieldByIndex(f.index))
		if err := f.read(v.FieldByIndex(f.index), text); err != nil {
			panic(fmt.Sprintf("policies: the default of %v: %v", t, err))
		}
		fields = append(fields, f)
	}
	return fields
}

// fieldOf reads the declaration of one parameter.
func fieldOf(t reflect.Type, sf reflect.StructField) field {
	bad := func(format string, args ...any) {
		panic(fmt.Sprintf("policies: field %s of %v: %s", sf.Name, t, fmt.Sprintf(format, args...)))
	}
	f := field{index: sf.Index, name: sf.Tag.Get("param"), help: sf.Tag.Get("help"),
		min: math.Inf(-1), max: math.Inf(1)}
	if f.name == "" || f.help == "" || !sf.IsExported() {
		bad("an exported field with tags param and help was expected")
	}
	var known bool
	if f.kind, known = kinds[sf.Type]; !known {
		bad("parameters cannot be of type %v", sf.Type)
	}
	f.expects = f.kind.noun
	if sf.Type.Kind() == reflect.String {
		if f.enum = strings.Split(sf.Tag.Get("enum"), "|"); f.enum[0] == "" {
			bad("a string needs a tag enum:\"a|b\"")
		}
		f.expects = "one of " + strings.Join(f.enum, ", ")
	}
	bound := func(tag string, into *float64, words string) {
		text, some := sf.Tag.Lookup(tag)
		if !some {
			return
		}
		size, ok := f.kind.set(reflect.New(sf.Type).Elem(), text)
		if !ok {
			bad("%s:%q is not %s", tag, text, f.kind.noun)
		}
		*into = size
		f.expects += words + text
	}
	bound("min", &f.min, ", at least ")
	bound("max", &f.max, ", at most ")
	return f
}

// read sets v to the value that text stands for.
func (f *field) read(v reflect.Value, text string) error {
	size, ok := f.kind.set(v, text)
	if ok && f.enum != nil {
		ok = false
		for _, e := range f.enum {
			ok = ok || e == text
		}
		if !ok {
			return fmt.Errorf("%s=%s: %s was expected%s", f.name, text, f.expects, names.Suggest(text, f.enum))
		}
	}
	if !ok || size < f.min || size > f.max {
		return fmt.Errorf("%s=%s: %s was expected", f.name, text, f.expects)
	}
	return nil
}

func paramsOf(fields []field, defaults any) []Param {
	v := reflect.ValueOf(defaults)
	params := make([]Param, len(fields))
	for i, f := range fields {
		text := f.kind.format(v.FieldByIndex(f.index))
		params[i] = Param{Name: f.name, Default: text, Help: f.help, Expects: f.expects}
	}
	return params
}

// decode parses the parameters of a policy from "name=value" texts and returns
// them with the policy's canonical name. Its error lists every mistake, of the policy as it was called.
func decode[P any](policy, called string, fields []field, defaults P, args []string) (P, string, error) {
	values := defaults
	v := reflect.ValueOf(&values).Elem()
	known := make([]string, len(fields))
	for i := range fields {
		known[i] = fields[i].name
	}
	given := map[string]bool{}
	var mistakes []error
	mistake := func(err error) { mistakes = append(mistakes, fmt.Errorf("policy %s: %w", called, err)) }
	for _, arg := range args {
		name, text, some := strings.Cut(strings.TrimSpace(arg), "=")
		i := slices.Index(known, name)
		switch {
		case name == "" || some && text == "" || !some && i >= 0:
			mistake(fmt.Errorf("%q: a parameter (name=value) was expected", arg))
		case i < 0:
			mistake(fmt.Errorf("unknown parameter %q%s", name, hintParam(name, known)))
		case given[name]:
			mistake(fmt.Errorf("%s is given twice", name))
		default:
			given[name] = true
			if err := fields[i].read(v.FieldByIndex(fields[i].index), text); err != nil {
				mistake(err)
			}
		}
	}
	if len(mistakes) == 0 {
		if c, ok := any(values).(interface{ Validate() error }); ok {
			if err := c.Validate(); err != nil {
				mistake(err)
			}
		}
	}
	if len(mistakes) > 0 {
		return defaults, "", errors.Join(mistakes...)
	}
	return values, canonical(policy, fields, defaults, values), nil
}

// canonical returns the policy's canonical name, which is unique for its meaning.
func canonical[P any](policy string, fields []field, defaults, values P) string {
	name := policy
	was, is := reflect.ValueOf(defaults), reflect.ValueOf(values)
	for _, f := range fields {
		text := f.kind.format(is.FieldByIndex(f.index))
		if text != f.kind.format(was.FieldByIndex(f.index)) {
			name += "," + f.name + "=" + text
		}
	}
	return name
}

// hintParam returns the hint of the error about an unknown parameter.
func hintParam(typed string, known []string) string {
	if len(known) == 0 {
		return "; the policy takes no parameters"
	}
	return names.Hint(typed, known)
}
