package params

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"time"

	"thaw/models/names"
	"thaw/sim"
)

//go:embed profiles/*.yaml
var profiles embed.FS

// Platform is a whole platform: what it runs on, how it decides, and how long
// a start takes on it.
type Platform struct {
	Name    string
	Summary string

	Invokers    Sourced[int]
	MemoryMiB   Sourced[int32] // for containers, of each invoker
	Cores       Sourced[int]   // of each invoker
	Sandbox     Sourced[string]
	Concurrency Sourced[int]
	CPU         Sourced[string]
	Wait        Sourced[string] // for a start: never, start or estimate
	Overload    Sourced[string] // what finds no memory: wait or drop
	Schedule    Sourced[string] // a policy with its parameters
	KeepAlive   Sourced[string] // a policy with its parameters

	WarmStart       Sourced[sim.Dist] // from the decision to the function running, on a warm container
	ScheduleLatency Sourced[sim.Dist] // from arrival to the decision reaching the invoker, on every start
	Stages          Stages            // of a cold start
	Processor       Processor

	Classes []*InvokerClass // of invokers, in their order; none: all are alike
	shared  bool            // one of them is a share of the invokers

	Control *Control // nil: decisions and updates take no time and occupy no server
	Daemon  *Daemon  // nil: containers are created and removed without waiting for each other
	Pause   *Pause   // nil: idle containers are not paused
	Network *Network // nil: what connecting a container costs is not stated for the platform
	Path    *Path    // nil: nothing is before the decision
	Steps   *Steps   // nil: warm_start and schedule_latency are all that a worker's control plane takes
	Launch  *Launch  // nil: creations take the stage sandbox

	recorded  []Number // stated for the platform, read by no model yet
	overrides []Override
}

// Stages are the steps of a cold start in the order in which they run.
type Stages struct {
	Image, Storage, Network, Sandbox, Restore, Init, Fault Sourced[sim.Dist]
}

// Control is the path between the controller and the invokers.
type Control struct {
	Message  Sourced[time.Duration] // from the decision to the invoker, beside the scheduling latency
	Update   Sourced[time.Duration] // from a change on an invoker to the scheduler
	Decision Sourced[time.Duration] // time that a decision occupies the controller
	Look     Sourced[time.Duration] // more of it for each invoker whose containers are looked at
}

// Override is one number that a run changed.
type Override struct {
	Path   string // platform.name
	Value  string
	Was    string // the profile's value
	Source string // the profile's source
}

// SourceOverride is the source of a number that the user set.
const SourceOverride = "assumed: set by the user of this run"

// Platforms returns the names of the profiles, in alphabetical order.
func Platforms() []string { return platformsOf(profiles) }

func platformsOf(folder fs.FS) []string {
	entries, err := fs.ReadDir(folder, "profiles")
	if err != nil {
		panic(err) // the folder is embedded
	}
	names := make([]string, len(entries))
	for i, e := range entries {
		names[i] = strings.TrimSuffix(e.Name(), ".yaml")
	}
	slices.Sort(names)
	return names
}

// Load returns the named platform, a copy that the caller may change.
func Load(name string) (*Platform, error) {
	if !slices.Contains(Platforms(), name) {
		return nil, fmt.Errorf("no platform %q%s, expected one of %s",
			name, names.Suggest(name, Platforms()), strings.Join(Platforms(), ", "))
	}
	return load(profiles, name)
}

func load(folder fs.FS, name string) (*Platform, error) {
	file := "profiles/" + name + ".yaml"
	text, err := fs.ReadFile(folder, file)
	if err != nil {
		return nil, err
	}
	return Decode(file, text)
}

func latency(path, what string, at *Sourced[sim.Dist]) Field {
	return bind(path, "", what, at, parseLatency, formatLatency)
}

func delay(path, what string, at *Sourced[time.Duration]) Field {
	return bind(path, "", what, at, parseDelay, formatDelay)
}

// fields lists what a profile must state, in the order in which it is printed.
func (p *Platform) fields() []Field {
	s := &p.Stages
	fields := []Field{
		bind("invokers", "invokers", "invokers of the cluster", &p.Invokers, parseCount(1, 1_000_000), strconv.Itoa),
		bind("memory", "", "memory for containers of each invoker", &p.MemoryMiB, ParseMiB, formatMiB),
		bind("cores", "cores", "cores of each invoker", &p.Cores, parseCount(1, 65_536), strconv.Itoa),
		bind("sandbox", "", "what one container serves: function or app", &p.Sandbox, parseOneOf("function", "app"),
			formatWord),
		bind("concurrency", "invocations", "invocations that a container runs at a time", &p.Concurrency,
			parseCount(1, 65_536), strconv.Itoa),
		bind("cpu", "", "how execution uses the cores: ignored, isolated, shared or stretch", &p.CPU,
			parseOneOf("ignored", "isolated", "shared", "stretch"), formatWord),
		bind("wait", "", "what an invocation may wait for in place of a start of its own: never, start or estimate",
			&p.Wait, parseOneOf("never", "start", "estimate"), formatWord),
		bind("overload", "", "what an invocation does that finds no memory: wait or drop, which rejects it",
			&p.Overload, parseOneOf("wait", "drop"), formatWord),
		bind("schedule", "", "default scheduler", &p.Schedule, parsePolicy, formatWord),
		bind("keepalive", "", "default keep-alive policy", &p.KeepAlive, parsePolicy, formatWord),
		latency("warm_start", "from the decision to the function running, on a warm container", &p.WarmStart),
		latency("schedule_latency", "from arrival to the decision reaching the invoker", &p.ScheduleLatency),
		latency("stage.image", "cold start: image pull", &s.Image),
		latency("stage.storage", "cold start: root file system", &s.Storage),
		latency("stage.network", "cold start: network namespace and addresses", &s.Network),
		latency("stage.sandbox", "cold start: container or microVM creation", &s.Sandbox),
		latency("stage.restore", "cold start: snapshot restore", &s.Restore),
		latency("stage.init", "cold start: runtime and function initialisation", &s.Init),
		latency("stage.fault", "cold start: page faults on the way to the first answer", &s.Fault),
	}
	fields = append(fields, p.Processor.fields()...)
	for _, c := range p.Classes {
		fields = append(fields, c.fields()...)
	}
	if c := p.Control; c != nil {
		fields = append(fields,
			delay("control.message", "from the decision to the invoker, beside the scheduling latency", &c.Message),
			delay("control.update", "from a change on an invoker to the scheduler's knowing of it", &c.Update),
			delay("control.decision", "for which a decision occupies the controller", &c.Decision),
			delay("control.look", "more of it for each invoker whose containers the scheduler looks at", &c.Look))
	}
	if d := p.Daemon; d != nil {
		fields = append(fields, d.fields()...)
	}
	if x := p.Pause; x != nil {
		fields = append(fields, x.fields()...)
	}
	if n := p.Network; n != nil {
		fields = append(fields, n.fields()...)
	}
	if x := p.Path; x != nil {
		fields = append(fields, x.fields()...)
	}
	if s := p.Steps; s != nil {
		fields = append(fields, s.fields()...)
	}
	if l := p.Launch; l != nil {
		fields = append(fields, l.fields()...)
	}
	return fields
}

// section returns the section of a profile in which a number stands, or "".
func section(path string) string {
	if name, _, ok := strings.Cut(path, "."); ok {
		return name
	}
	return ""
}

// modelling returns the platforms that have a section.
func modelling(name string) []string {
	var with []string
	all, err := All()
	if err != nil {
		return nil // Load reports it
	}
	for _, n := range all {
		platform, path, _ := strings.Cut(n.Path, ".")
		if section(path) == name && !slices.Contains(with, platform) {
			with = append(with, platform)
		}
	}
	return with
}

// Numbers returns the platform's numbers in the order of the profile, overrides
// included.
func (p *Platform) Numbers() []Number {
	var out []Number
	for _, f := range p.fields() {
		out = append(out, Number{p.Name + "." + f.path, f.value(), f.unit, f.what, *f.source, true})
	}
	for _, n := range p.recorded {
		n.Path = p.Name + "." + n.Path
		out = append(out, n)
	}
	return out
}

// Group binds the numbers that a run can change to their names, the platform's before them.
func (p *Platform) Group() Group {
	g := Group{Prefix: p.Name + "."}
	for _, f := range p.fields() {
		f.path = g.Prefix + f.path
		g.Fields = append(g.Fields, f)
	}
	return g
}

// Set overrides the number at path, with or without the platform's name before
// it ("stage.sandbox", "openwhisk.stage.sandbox"). A number that no model reads
// cannot be set: it would change nothing.
func (p *Platform) Set(path, value string) error {
	name := strings.TrimPrefix(path, p.Name+".")
	var known []string
	for _, f := range p.fields() {
		if f.path != name {
			known = append(known, f.path)
			continue
		}
		was := Override{p.Name + "." + name, "", f.value(), *f.source}
		if err := f.set(value); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		*f.source = SourceOverride
		p.remember(was, f.value())
		if name == sandboxPath {
			p.ownTime()
		}
		return nil
	}
	for _, n := range p.recorded {
		if n.Path == name {
			return fmt.Errorf("%s: recorded for later models, no replay reads it, so it cannot be set", path)
		}
	}
	if platform, _, ok := strings.Cut(path, "."); ok && platform != p.Name && slices.Contains(Platforms(), platform) {
		return fmt.Errorf("%s: this run models %s, not %s", path, p.Name, platform)
	}
	s := section(name)
	own := slices.ContainsFunc(known, func(path string) bool { return section(path) == s })
	if s != "" && !own {
		if with := modelling(s); len(with) > 0 && !slices.Contains(with, p.Name) {
			return fmt.Errorf("%s: %s has no section %s, expected one of %s", path, p.Name, s,
				strings.Join(with, ", "))
		}
	}
	return fmt.Errorf("%s: %s has no such number%s", path, p.Name, names.Suggest(name, known))
}

// SetAll applies several overrides of the form path=value in order and reports
// all that are wrong at once.
func (p *Platform) SetAll(overrides []string) error {
	var errs []error
	for _, text := range overrides {
		path, value, ok := strings.Cut(text, "=")
		if !ok {
			errs = append(errs, fmt.Errorf("%q: expected path=value, such as stage.sandbox=150ms", text))
			continue
		}
		if err := p.Set(path, value); err != nil {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

func (p *Platform) remember(o Override, value string) {
	for i := range p.overrides {
		if p.overrides[i].Path == o.Path {
			p.overrides[i].Value = value
			return
		}
	}
	o.Value = value
	p.overrides = append(p.overrides, o)
}

// Overrides returns what Set changed, in the order of the first change.
func (p *Platform) Overrides() []Override { return slices.Clone(p.overrides) }
