package experiments

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"thaw/experiments/billing"
	"thaw/experiments/build"
	"thaw/experiments/cpuclass"
	"thaw/experiments/exit"
	"thaw/experiments/results"
	"thaw/models/client"
	"thaw/models/cluster"
	"thaw/models/membership"
	"thaw/models/numbers"
	"thaw/models/params"
	"thaw/models/startup"
	"thaw/models/workload"
	"thaw/policies"
	"thaw/policies/all"
	"thaw/traces"
	"thaw/traces/minutes"
)

type duration = time.Duration

// Spec is an experiment: a trace, a platform, the policies to compare and the
// seeds, with every value settled.
type Spec struct {
	Trace, Format       string
	Spread              minutes.Spread
	AppMemory           traces.AppMemory
	Epoch               traces.Epoch
	Start, Length, Ramp time.Duration
	Copies              int          // superposed copies of the window; 1: the trace as it is
	Rate                float64      // invocations per second; 0: all
	Functions           int          // 0: all
	FunctionMemory      workload.MiB // 0: the trace's
	Durations           traces.Durations
	Inits               Inits
	MaxExpand           int64 // how many times its size a compressed trace may have; 0: the default
	Impute              bool  // policies may decide from values that are filled in alone

	Platform    *params.Platform // with what the settings override
	Numbers     *numbers.Book    // likewise, of models behind the platforms
	Membership  membership.Config
	Schedulers  []policies.Instance[cluster.NewScheduler]
	KeepAlives  []policies.Instance[cluster.NewKeepAlive]
	SnapshotMiB int32 // room for snapshots on each invoker's disk
	Inputs      startup.Inputs
	RestoreDisk string // that snapshots are on
	Tenants     int    // whose containers share invokers
	Throttle    client.Throttle
	Mechanisms  [][]rolePolicy // by role: policies of what is modelled by mechanism
	Classes     cpuclass.Set   // of executions; empty: all are equal

	Billing billing.Billing // what runs are billed by

	ReclaimOnCores bool // changes of the memory of VMs work on the cores of their invoker

	Seed    int64
	Seeds   int
	Horizon time.Duration
	Out     string
	Detail  Detail

	Same *SameTrace // what other plans read of the trace; nil: there are none

	Settings []results.Setting // every setting, with where its value comes from
	Build    build.Info        // of the program that settled it

	platform string
	bill     [2]string // price and carbon, as given
	failures membership.Failures
}

// Resolve settles an experiment from layers in falling precedence: flags,
// environment, file. Policies are those of the program. Every mistake is reported
// at once, with its origin.
func Resolve(program Program, layers ...Layer) (*Spec, error) {
	s := &Spec{Build: program.Build}
	var mistakes exit.Mistakes
	report := func(origin, name string, err error) {
		mistakes.Add(name, mistake(origin, name, err))
	}
	for _, f := range fields {
		if f.set == nil {
			continue
		}
		got, base := highest(layers, f)
		if f.Name == "trace" && len(got) > 0 {
			got = []sourcedText{{relativeTo(base, got[0].text), got[0].origin}}
		}
		if len(got) == 0 {
			continue
		}
		if len(got) > 1 {
			report(got[1].origin, f.Name, fmt.Errorf("%q: already given as %q", got[1].text, got[0].text))
			continue
		}
		if err := f.set(s, got[0].text); err != nil {
			report(got[0].origin, f.Name, err)
		}
		s.note(f.Name, got)
	}
	platform, err := params.Load(s.platform)
	if err != nil {
		got, _ := highest(layers, *mustField("platform"))
		report(got[0].origin, "platform", err)
		return nil, exit.Usage(mistakes.Err())
	}
	s.Platform, s.Numbers = platform, &numbers.Book{}
	s.override(layers, &mistakes)
	s.classes(layers, &mistakes)
	s.invokers(layers, &mistakes)
	s.bills(layers, &mistakes)
	before := mistakes.Count()
	s.policies(program.Policies, layers, &mistakes)
	if mistakes.Count() == before { // else some policies are missing
		s.checkNumbers(&mistakes)
		_, err := s.RunCount()
		mistakes.Add("runs", err)
	}
	if mistakes.Count() == 0 {
		mistakes.Add("horizon", s.checkTimeline())
	}
	slices.SortStableFunc(s.Settings, func(a, b results.Setting) int {
		return slices.Index(FieldNames(), a.Name) - slices.Index(FieldNames(), b.Name)
	})
	if mistakes.Count() > 0 {
		return nil, exit.Usage(mistakes.Err())
	}
	return s, nil
}

// mistake is an error about a setting, with its origin and its name, each once.
func mistake(origin, name string, err error) error {
	if inner := errors.Unwrap(err); inner != nil && err.Error() == name+": "+inner.Error() {
		err = inner
	}
	if origin == "--"+name {
		return fmt.Errorf("%s: %w", origin, err)
	}
	return fmt.Errorf("%s: %s: %w", origin, name, err)
}

// highest returns what the first layer that says something about f gives, or
// the default.
func highest(layers []Layer, f Field) ([]sourcedText, string) {
	for _, l := range layers {
		if got := l.texts(f.Name); len(got) > 0 {
			return got, l.base
		}
	}
	if f.Default == "" {
		return nil, ""
	}
	return []sourcedText{{f.Default, "default"}}, ""
}

func mustField(name string) *Field {
	f, ok := findField(name)
	if !ok {
		panic("experiments: no field " + name)
	}
	return &f
}

func textsOf(got []sourcedText) []string {
	out := make([]string, len(got))
	for i, g := range got {
		out[i] = g.text
	}
	return out
}

func (s *Spec) note(name string, got []sourcedText) {
	set := results.Setting{Name: name, Values: textsOf(got)}
	for _, g := range got {
		set.Origin = append(set.Origin, g.origin)
	}
	s.Settings = append(s.Settings, set)
}

// override applies the fields that are numbers of the platform, and set, from
// the lowest layer to the highest, so that --set in the file yields to --memory
// on the command line. Within a layer set comes last.
func (s *Spec) override(layers []Layer, mistakes *exit.Mistakes) {
	noted := map[string][]sourcedText{}
	apply := func(name, path string, g sourcedText) {
		err := s.Platform.Set(path, g.text)
		if name == "cold-start" && err == nil {
			err = s.onlyStage()
		}
		if err != nil {
			mistakes.Add(name, mistake(g.origin, name, err))
		}
	}
	for _, l := range slices.Backward(layers) {
		for _, f := range fields {
			got := l.texts(f.Name)
			if len(got) == 0 || f.path == "" {
				continue
			}
			if len(got) > 1 {
				mistakes.Add(f.Name, mistake(got[1].origin, f.Name,
					fmt.Errorf("%q: already given as %q", got[1].text, got[0].text)))
			}
			apply(f.Name, f.path, got[0])
			noted[f.Name] = got[:1]
		}
		given := map[string]string{} // by path: a text of this layer
		for _, g := range l.texts("set") {
			if mistakes.Full() {
				break
			}
			path, _, _ := strings.Cut(g.text, "=")
			path = strings.TrimPrefix(path, s.Platform.Name+".")
			if before, twice := given[path]; twice {
				mistakes.Add("set", mistake(g.origin, "set", fmt.Errorf("%q: already given as %q", g.text, before)))
			}
			given[path] = g.text
			if err := s.setNumber(g.text); err != nil {
				mistakes.Add("set", mistake(g.origin, "set", err))
			}
			noted["set"] = append(noted["set"], g)
		}
	}
	mistakes.Add("set", sandboxTwice(noted))
	for _, f := range fields {
		if got := noted[f.Name]; len(got) > 0 {
			s.note(f.Name, got)
		}
	}
}

// sandboxTwice refuses a back end of containers beside a time that takes its place: which of
// the two is meant would hang on their order.
func sandboxTwice(noted map[string][]sourcedText) error {
	backend, own := "", ""
	if got := noted["cold-start"]; len(got) > 0 {
		own = "cold-start"
	}
	for _, g := range noted["set"] {
		path, value, _ := strings.Cut(g.text, "=")
		switch {
		case strings.HasSuffix("."+path, ".launch.backend") && value != "none":
			backend = value
		case strings.HasSuffix("."+path, ".stage.sandbox"):
			own = "stage.sandbox"
		}
	}
	if backend == "" || own == "" {
		return nil
	}
	return fmt.Errorf("launch.backend=%s and %s both say how long the creation of a container takes: leave one of "+
		"them out", backend, own)
}

// onlyStage makes the sandbox stage the whole of a cold start.
func (s *Spec) onlyStage() error {
	for _, stage := range []string{"image", "storage", "network", "restore", "init", "fault"} {
		if err := s.Platform.Set("stage."+stage, "0s"); err != nil {
			return err
		}
	}
	return nil
}

// classes reads the classes of executions.
func (s *Spec) classes(layers []Layer, mistakes *exit.Mistakes) {
	const field = "cpu-class"
	got, _ := highest(layers, *mustField(field))
	for _, g := range got {
		if mistakes.Full() {
			break
		}
		c, err := cpuclass.Parse(g.text)
		if err != nil {
			mistakes.Add(field, mistake(g.origin, field, err))
		}
		s.Classes = append(s.Classes, c)
	}
	if len(got) > 0 {
		s.note(field, got)
	}
}

// policies reads the policies, the platform's where none is given.
func (s *Spec) policies(known all.Policies, layers []Layer, mistakes *exit.Mistakes) {
	texts := func(name, fallback string) []sourcedText {
		got, _ := highest(layers, *mustField(name))
		if len(got) == 0 {
			got = []sourcedText{{fallback, "platform " + s.Platform.Name}}
		}
		s.note(name, got)
		return got
	}
	s.Schedulers = parsePolicies(known.Schedulers, "schedule", texts("schedule", s.Platform.Schedule.Value), mistakes)
	s.KeepAlives = parsePolicies(known.KeepAlives, "keepalive", texts("keepalive", s.Platform.KeepAlive.Value),
		mistakes)
	for _, r := range roles() {
		got, _ := highest(layers, *mustField(r.field))
		if len(got) > 0 {
			s.note(r.field, got)
		}
		s.Mechanisms = append(s.Mechanisms, r.parseParts(known, got, mistakes))
	}
}

func parsePolicies[T any](known []policies.Entry[T], field string, texts []sourcedText,
	mistakes *exit.Mistakes) []policies.Instance[T] {
	var out []policies.Instance[T]
	for _, g := range texts {
		if mistakes.Full() {
			break
		}
		p, err := policies.Parse(known, g.text)
		if err == nil && slices.ContainsFunc(out, func(o policies.Instance[T]) bool { return o.Name == p.Name }) {
			err = fmt.Errorf("%s is given twice", p.Name)
		}
		if err != nil {
			mistakes.Add(field, mistake(g.origin, field, err))
			continue
		}
		out = append(out, p)
	}
	return out
}

// Settle notes the values of fields that origin chose.
func (s *Spec) Settle(origin string, names ...string) {
	values := map[string]string{
		"start": s.Start.String(), "length": s.Length.String(), "horizon": s.Horizon.String(),
		"copies": fmt.Sprint(s.Copies),
		"rate":   fmt.Sprintf("%v/s", s.Rate), "ramp": s.Ramp.String(), "detail": s.Detail.String(),
		"seeds": fmt.Sprint(s.Seeds),
	}
	s.Settings = slices.Clone(s.Settings)
	for _, name := range names {
		own := results.Setting{Name: name, Values: []string{values[name]}, Origin: []string{origin}}
		if i := slices.IndexFunc(s.Settings, func(o results.Setting) bool { return o.Name == name }); i >= 0 {
			s.Settings[i] = own
		} else {
			s.Settings = append(s.Settings, own)
		}
	}
}
