package pipespec

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"thaw/experiments/strictyaml"
	"thaw/models/names"
	"thaw/models/workflow"
	"thaw/models/workflow/form"
)

// What a specification does not say.
const (
	fps    = 24 // frames of a second
	chunks = 30
)

// Imported is a specification as a workflow.
type Imported struct {
	YAML  []byte
	Notes []string // what was odd and is handled
}

// Import turns a specification into a workflow in its YAML form, or reports everything that is wrong with it.
func Import(file string, text []byte) (*Imported, error) {
	d := strictyaml.New(file)
	root, commas := parse(d, text)
	if root == nil {
		return nil, d.Err()
	}
	c := &converter{d: d, input: map[string]*input{}}
	d.Fields(root, &c.spec, "")
	if d.Err() != nil {
		return nil, d.Err()
	}
	for _, at := range commas {
		c.note(at, "a comma without a value behind it, which JSON does not allow and Sprocket refuses")
	}
	c.stages()
	c.connect()
	if err := d.Err(); err != nil {
		return nil, err
	}
	out := c.write(file)
	if err := d.Err(); err != nil { // numbers of settings
		return nil, err
	}
	if err := c.check(file, out); err != nil {
		return nil, err
	}
	return &Imported{out, c.notes}, nil
}

// converter is the state of an import.
type converter struct {
	d       *strictyaml.Decoder
	spec    spec
	ops     []*operator // of each node; nil: unknown
	deliver []workflow.Delivery
	input   map[string]*input
	inputs  []*input // in the order in which streams name them
	kept    []int    // streams that are streams of the workflow, too
	from    []string // of each stream of the specification, its producer in the workflow
	notes   []string
}

// input is content from outside.
type input struct {
	name   string
	stream int // that names it first
	split  int // the node that makes chunks of it; -1: none
	frames int // of a chunk
	one    bool
}

func (c *converter) note(at strictyaml.Place, format string, args ...any) {
	c.notes = append(c.notes, fmt.Sprintf("%v: %s", at, fmt.Sprintf(format, args...)))
}

func (c *converter) fail(p strictyaml.Place, format string, args ...any) {
	c.d.Fail(at(p), format, args...)
}

// stages finds the operator and the delivery function of each node.
func (c *converter) stages() {
	table := operators()
	var known []string
	for i := range table {
		known = append(known, table[i].name)
	}
	delivery := deliveries()
	seen := map[string]bool{}
	for i := range c.spec.Nodes {
		n := &c.spec.Nodes[i]
		if seen[n.Name] {
			c.fail(n.Place, "name %q stands here a second time", n.Name)
		}
		seen[n.Name] = true
		k := slices.Index(known, n.Stage)
		if k < 0 {
			c.fail(n.Place, "stage %s: unknown operator %q%s", n.Name, n.Stage, names.Hint(n.Stage, known))
			c.ops = append(c.ops, nil)
		} else {
			c.ops = append(c.ops, &table[k])
		}
		function, given := n.Delivery, n.Delivery != ""
		if !given {
			function = "default_delivery_func"
		}
		d, ok := delivery[function]
		if !ok {
			c.fail(n.Place, "stage %s: unknown delivery function %q%s", n.Name, function,
				names.Hint(function, slices.Sorted(maps.Keys(delivery))))
		}
		c.deliver = append(c.deliver, d)
		if k >= 0 && table[k].role == splitter && given && d != workflow.Default {
			c.fail(n.Place, "stage %s: %s takes one link, expected default_delivery_func", n.Name, n.Stage)
		}
	}
}

// index finds a node by its name.
func (c *converter) index(name string) int {
	return slices.IndexFunc(c.spec.Nodes, func(n node) bool { return n.Name == name })
}

// connect checks both ends of every stream. What splits a link is left out: its input has chunks in its place.
func (c *converter) connect() {
	c.from = make([]string, len(c.spec.Streams))
	given := map[string]bool{}
	for i := range c.spec.Streams {
		s := &c.spec.Streams[i]
		from, fromKey, err := ends(s.From)
		to, toKey, wrong := ends(s.To)
		if err != nil || wrong != nil {
			c.fail(s.Place, "stream from %q to %q, expected STAGE:KEY at both ends", s.From, s.To)
			continue
		}
		c.from[i] = from
		producer, consumer := c.index(from), c.index(to)
		isInput, isOutput := strings.HasPrefix(from, "input"), strings.HasPrefix(to, "output")
		switch {
		case isInput && isOutput:
			c.fail(s.Place, "stream from %s to %s: it passes no stage", from, to)
			continue
		case isInput:
			c.enters(i, from, consumer)
		case producer < 0:
			c.fail(s.Place, "stream from %q: no node is named %q%s", s.From, from, c.hint(from))
		default:
			c.key(i, producer, fromKey, false)
			if given[s.From] {
				c.fail(s.Place, "stream from %q: this key goes to another stage already, expected one stream "+
					"from a key", s.From)
			}
			given[s.From] = true
		}
		switch {
		case isOutput:
		case consumer < 0:
			c.fail(s.Place, "stream to %q: no node is named %q%s", s.To, to, c.hint(to))
		default:
			c.key(i, consumer, toKey, true)
		}
		if consumer < 0 || c.ops[consumer] == nil || c.ops[consumer].role != splitter {
			c.kept = append(c.kept, i)
		} else if !isInput {
			c.fail(s.Place, "stage %s: %s takes the link of an input, expected a stream from one", to,
				c.ops[consumer].name)
		}
	}
	c.unsplit()
}

func (c *converter) hint(name string) string {
	var known []string
	for i := range c.spec.Nodes {
		known = append(known, c.spec.Nodes[i].Name)
	}
	return names.Hint(name, known)
}

// key checks that an operator has a key.
func (c *converter) key(stream, node int, key string, takes bool) {
	op := c.ops[node]
	if op == nil {
		return // reported
	}
	keys, verb := op.gives, "emits"
	if takes {
		keys, verb = op.takes, "takes"
	}
	if known := strings.Fields(keys); keys != anyKey && !slices.Contains(known, key) {
		c.fail(c.spec.Streams[stream].Place, "stage %s: %s %s no key %q%s, expected one of: %s",
			c.spec.Nodes[node].Name, op.name, verb, key, names.Hint(key, known), strings.Join(known, ", "))
	}
}

// enters notes the input of a stream.
func (c *converter) enters(stream int, name string, to int) {
	in := c.input[name]
	if in == nil {
		in = &input{name: name, stream: stream, split: -1, frames: fps}
		c.input[name], c.inputs = in, append(c.inputs, in)
	}
	if to < 0 || c.ops[to] == nil {
		return
	}
	in.one = in.one || c.ops[to].takes == "person"
	if c.ops[to].role == splitter {
		in.split = to
		in.frames = c.perChunk(to)
	}
}

// unsplit gives the streams that come out of what splits a link to its input.
func (c *converter) unsplit() {
	for i := range c.spec.Streams {
		k := c.index(c.from[i])
		if k < 0 || c.ops[k] == nil || c.ops[k].role != splitter {
			continue
		}
		of := slices.IndexFunc(c.inputs, func(in *input) bool { return in.split == k })
		if of < 0 {
			c.fail(c.spec.Streams[i].Place, "stage %s: no input leads to it: the stream has no producer", c.from[i])
			continue
		}
		c.from[i] = c.inputs[of].name
	}
}

// perChunk returns the frames of a chunk that a node states, or those of a second.
func (c *converter) perChunk(i int) int {
	s := c.spec.Nodes[i].Config.get("framesperchunk")
	if s == nil {
		return fps
	}
	v, err := product(s.text)
	if err != nil || v != math.Trunc(v) || v < 1 || v > workflow.MaxFrames {
		if !c.d.Complained(s.at) {
			c.d.Fail(s.at, "stage %s: framesperchunk: %q, expected 1 to %d frames, such as 24, {fps}, "+
				"{fps} * 2 or {fps}/4",
				c.spec.Nodes[i].Name, s.text, workflow.MaxFrames)
		}
		return fps
	}
	return int(v)
}

// product computes numbers and {fps} with * and / between them.
func product(text string) (float64, error) {
	v, op := 1.0, byte('*')
	for {
		end := strings.IndexAny(text, "*/")
		word := text
		if end >= 0 {
			word = text[:end]
		}
		x := float64(fps)
		if word = strings.TrimSpace(word); word != "{fps}" {
			var err error
			if x, err = strconv.ParseFloat(word, 64); err != nil {
				return 0, err
			}
		}
		if op == '/' {
			x = 1 / x
		}
		if v *= x; end < 0 {
			return math.Round(v*1e6) / 1e6, nil
		}
		op, text = text[end], text[end+1:]
	}
}

// gathers reports whether a delivery function gathers frames in order.
func gathers(d workflow.Delivery) bool {
	return d == workflow.SerializedFrame || d == workflow.SerializedScene || d == workflow.Smart
}

// framesOf returns the frames of a chunk that come to a node: of one input before it, the first that there is.
func (c *converter) framesOf(i int, seen []int) int {
	if gathers(c.deliver[i]) {
		return c.perChunk(i)
	}
	if slices.Contains(seen, i) {
		return fps // a cycle, which check reports
	}
	for _, k := range c.kept {
		if to, _, _ := strings.Cut(c.spec.Streams[k].To, ":"); to != c.spec.Nodes[i].Name {
			continue
		}
		if in := c.input[c.from[k]]; in != nil {
			return in.frames
		}
		if from := c.index(c.from[k]); from >= 0 {
			return c.framesOf(from, append(seen, i))
		}
	}
	return fps
}

// check reads what was written, and reports what is wrong with the workflow where the specification has it.
func (c *converter) check(file string, text []byte) error {
	d := strictyaml.New(file)
	var w form.Workflow
	if root := d.Document(text); root != nil {
		w = form.Defaults()
		d.Fields(root, &w, "")
	}
	if err := d.Err(); err != nil {
		return err // a name that YAML cannot have
	}
	_, mistakes := w.Spec()
	stages := c.written()
	for _, m := range mistakes {
		part, number, _ := strings.Cut(m.Path, ".")
		i, _ := strconv.Atoi(number)
		place := strictyaml.Place{Line: 1, Column: 1}
		switch {
		case part == "stages" && i < len(stages):
			place = c.spec.Nodes[stages[i]].Place
		case part == "inputs" && i < len(c.inputs):
			place = c.spec.Streams[c.inputs[i].stream].Place
		case part == "streams" && i < len(c.kept):
			place = c.spec.Streams[c.kept[i]].Place
		}
		c.fail(place, "%s", m.Text)
	}
	return c.d.Err()
}

// written are the nodes that are stages of the workflow.
func (c *converter) written() (list []int) {
	for i, op := range c.ops {
		if op.role != splitter {
			list = append(list, i)
		}
	}
	return list
}
