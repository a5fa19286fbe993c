package form

import (
	"fmt"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"

	"thaw/experiments/strictyaml"
	"thaw/models/names"
	"thaw/models/workflow"
)

// DecodeNode reads a workflow and reports everything that is wrong with it.
func (w *Workflow) DecodeNode(d *strictyaml.Decoder, n *yaml.Node, what string) {
	*w = Defaults()
	before := d.Count()
	d.Fields(n, w, what)
	if d.Count() > before {
		return
	}
	_, mistakes := w.Spec()
	for _, m := range mistakes {
		d.Fail(place(n, m.Path), "%s", strictyaml.Join(what, m.Path)+": "+m.Text)
	}
}

// DecodeNode reads a launcher over the defaults.
func (l *Launcher) DecodeNode(d *strictyaml.Decoder, n *yaml.Node, what string) {
	*l = Defaults().Launcher
	d.Fields(n, l, what)
}

// DecodeNode reads a scheduler over the defaults.
func (s *Scheduler) DecodeNode(d *strictyaml.Decoder, n *yaml.Node, what string) {
	*s = Defaults().Scheduler
	d.Fields(n, s, what)
}

// place finds the node of a path such as stages.3, or the last of its steps that is there.
func place(n *yaml.Node, path string) *yaml.Node {
	for _, step := range strings.Split(path, ".") {
		var next *yaml.Node
		switch i, err := strconv.Atoi(step); {
		case n.Kind == yaml.SequenceNode && err == nil && i < len(n.Content):
			next = n.Content[i]
		case n.Kind == yaml.MappingNode:
			for k := 0; k+1 < len(n.Content); k += 2 {
				if n.Content[k].Value == step {
					next = n.Content[k+1]
				}
			}
		}
		if next == nil {
			return n
		}
		n = next
	}
	return n
}

// Mistake is one thing that is wrong with a workflow.
type Mistake struct{ Path, Text string }

// Spec returns the workflow as the engine runs it, or everything that is wrong with it.
func (w *Workflow) Spec() (*workflow.Spec, []Mistake) {
	r := resolver{w: w, spec: w.spec()}
	r.names()
	for i := range w.Streams {
		r.stream(i)
	}
	check := r.spec.Check
	if r.mistakes != nil {
		check = r.spec.CheckNumbers // of the graph only a part is known
	}
	for _, m := range check() {
		part := parts()[m.Where]
		switch m.Where {
		case workflow.InStage, workflow.InInput, workflow.InStream:
			part = fmt.Sprintf("%s.%d", part, m.Index)
		}
		r.mistakes = append(r.mistakes, Mistake{part, m.Text})
	}
	if r.mistakes != nil {
		return nil, r.mistakes
	}
	return r.spec, nil
}

// parts are the keys of the parts of a specification.
func parts() map[workflow.Where]string {
	return map[workflow.Where]string{workflow.InStage: "stages", workflow.InInput: "inputs",
		workflow.InStream: "streams", workflow.InStore: "store", workflow.InLauncher: "launcher",
		workflow.InScheduler: "scheduler"}
}

// resolver finds what streams name.
type resolver struct {
	w        *Workflow
	spec     *workflow.Spec
	mistakes []Mistake
	producer []string // names that a stream may begin with
	consumer []string
}

func (r *resolver) add(path, format string, args ...any) {
	r.mistakes = append(r.mistakes, Mistake{path, fmt.Sprintf(format, args...)})
}

// names checks the names of inputs and stages.
func (r *resolver) names() {
	seen := map[string]bool{}
	check := func(path, name string) {
		if name == "" || strings.ContainsAny(name, ": \n/") {
			r.add(path, "name %q, expected one without colons, slashes and spaces", name)
		}
		if seen[name] {
			r.add(path, "name %q stands here a second time", name)
		}
		seen[name] = true
	}
	for i, in := range r.w.Inputs {
		path := fmt.Sprintf("inputs.%d", i)
		check(path, in.Name)
		if !strings.HasPrefix(in.Name, "input") {
			r.add(path, "input %s, expected a name that begins with input", in.Name)
		}
		r.producer = append(r.producer, in.Name)
	}
	for i, st := range r.w.Stages {
		path := fmt.Sprintf("stages.%d", i)
		check(path, st.Name)
		if strings.HasPrefix(st.Name, "input") || strings.HasPrefix(st.Name, "output") {
			r.add(path, "stage %s, expected a name that begins neither with input nor with output", st.Name)
		}
		r.producer, r.consumer = append(r.producer, st.Name), append(r.consumer, st.Name)
	}
}

// stream resolves both ends of a stream. The type of a key is its name up to a hyphen or
// underscore: frames_0 are frames.
func (r *resolver) stream(i int) {
	path := fmt.Sprintf("streams.%d", i)
	st := &r.w.Streams[i]
	from, fromKey, ok := strings.Cut(st.From, ":")
	to, toKey, also := strings.Cut(st.To, ":")
	if !ok || !also || fromKey == "" || toKey == "" {
		r.add(path, "from %q to %q, expected stage:key at both ends", st.From, st.To)
		return
	}
	s := workflow.Stream{From: r.index(from), To: r.index(to), Key: toKey, Local: st.Local}
	if k := r.input(from); k >= 0 {
		s.From = ^k
	} else if s.From < 0 {
		r.add(path, "no stage and no input is named %q%s: the stream has no producer", from,
			names.Hint(from, r.producer))
	}
	if s.To < 0 && !strings.HasPrefix(to, "output") {
		r.add(path, "no stage is named %q%s, and no output, whose name would begin with output", to,
			names.Hint(to, r.consumer))
	}
	if s.To < 0 {
		s.To = workflow.Output
	}
	if typeOf(fromKey) != typeOf(toKey) {
		r.add(path, "from %s to %s: %s are no %s, expected keys of one type", st.From, st.To, typeOf(fromKey),
			typeOf(toKey))
	}
	r.spec.Streams = append(r.spec.Streams, s)
}

func typeOf(key string) string {
	if i := strings.IndexAny(key, "_-"); i >= 0 {
		return key[:i]
	}
	return key
}

func (r *resolver) index(name string) int {
	for i := range r.w.Stages {
		if r.w.Stages[i].Name == name {
			return i
		}
	}
	return -1
}

func (r *resolver) input(name string) int {
	for i := range r.w.Inputs {
		if r.w.Inputs[i].Name == name {
			return i
		}
	}
	return -1
}

// Read reads the text of a file that is a workflow, and reports everything that is wrong with it.
func Read(file string, text []byte) (*Workflow, *workflow.Spec, error) {
	d := strictyaml.New(file)
	root := d.Document(text)
	if root == nil {
		return nil, nil, d.Err()
	}
	w := &Workflow{}
	w.DecodeNode(d, root, "")
	if err := d.Err(); err != nil {
		return nil, nil, err
	}
	spec, _ := w.Spec()
	return w, spec, nil
}
