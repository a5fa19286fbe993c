package experiments

import (
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"thaw/experiments/units"
	"thaw/models/client"
	"thaw/models/membership"
	"thaw/models/names"
	"thaw/models/params"
	"thaw/models/snapshot"
	"thaw/models/startup"
	"thaw/models/workload"
	"thaw/traces"
	"thaw/traces/input"
	"thaw/traces/minutes"
)

// Field is one setting of an experiment: a flag of `thaw run`, a THAW_*
// variable and a key of the experiment file, all of the same name and form.
type Field struct {
	Name    string
	Value   string // placeholder of its value in help texts
	Default string // as typed by a user; empty: the platform's, or none
	Help    string
	List    bool // may be given several times
	Switch  bool // true or false; the flag alone means true
	Once    bool // given again it is a mistake; of other fields the last one counts

	path string                           // of the platform number that the field sets; empty: none
	set  func(s *Spec, text string) error // sets any other field; nil for lists
}

// Fields returns the settings of an experiment in the order of help texts.
func Fields() []Field { return append([]Field(nil), fields...) }

func (f Field) expected() string {
	switch {
	case f.Switch:
		return "true or false"
	case f.Value == "":
		return "a value"
	}
	return "one " + f.Value
}

// fields is the list of settings.
var fields = []Field{
	{Name: "trace", Value: "PATH", Help: "trace to replay, a file or a folder; the embedded sample where none " +
		"is given", set: text(func(s *Spec) *string { return &s.Trace })},
	{Name: "format", Value: "FORMAT", Help: "azure2019, azure2021, thaw or synthetic; guessed from the path where " +
		"it can be", set: text(func(s *Spec) *string { return &s.Format })},
	{Name: "spread", Value: "HOW", Help: "where in its minute an Azure 2019 invocation arrives: uniform, poisson " +
		"or even", Default: "uniform", set: parsed(minutes.ParseSpread,
		func(s *Spec) *minutes.Spread { return &s.Spread })},
	{Name: "app-memory", Value: "HOW", Help: "what a function books of its Azure 2019 app's memory: split or whole",
		Default: "split", set: parsed(traces.ParseAppMemory, func(s *Spec) *traces.AppMemory { return &s.AppMemory })},
	{Name: "epoch", Value: "WHERE", Help: "where the clock of an Azure trace begins, which start refers to: " +
		"first-minute (the first with an invocation) or trace (the trace's own 0)", Default: "first-minute",
		set: parsed(traces.ParseEpoch, func(s *Spec) *traces.Epoch { return &s.Epoch })},
	{Name: "start", Value: "DURATION", Help: "begin of the window in the trace", Default: "0s",
		set: parsed(parseSpan, func(s *Spec) *duration { return &s.Start })},
	{Name: "length", Value: "DURATION", Help: "length of the window; 0s: to the end of the trace", Default: "0s",
		set: parsed(parseSpan, func(s *Spec) *duration { return &s.Length })},
	{Name: "copies", Value: "N", Help: "superpose this number of copies of the window, each with arrivals and " +
		"durations of its own, before it is down-sampled", Default: "1",
		set: number(func(s *Spec) *int { return &s.Copies }, 1, MaxCopies)},
	{Name: "rate", Value: "RATE", Help: "down-sample by invocation to this mean rate, such as 100/s",
		set: parsed(units.ParseRate, func(s *Spec) *float64 { return &s.Rate })},
	{Name: "functions", Value: "N", Help: "down-sample to this number of functions; 0: all", Default: "0",
		set: number(func(s *Spec) *int { return &s.Functions }, 0, math.MaxInt32)},
	{Name: "ramp", Value: "DURATION", Help: "let the rate rise linearly from nothing over this time", Default: "0s",
		set: parsed(parseSpan, func(s *Spec) *duration { return &s.Ramp })},
	{Name: "function-memory", Value: "SIZE",
		Help: "memory of every function, in place of the trace's, such as 256MiB; trace: the trace's",
		set:  parsed(parseFunctionMemory, func(s *Spec) *workload.MiB { return &s.FunctionMemory })},
	{Name: "durations", Value: "HOW", Help: "how long invocations last: drawn (as the trace tells), or mean, the " +
		"mean duration of their function", Default: "drawn",
		set: parsed(traces.ParseDurations, func(s *Spec) *traces.Durations { return &s.Durations })},
	{Name: "max-expand", Value: "N", Help: "how many times its size the content of a compressed trace may have " +
		fmt.Sprintf("(default %d)", input.DefaultMaxExpand),
		set: number(func(s *Spec) *int64 { return &s.MaxExpand }, 1, math.MaxInt64)},
	{Name: "impute", Switch: true, Default: "false",
		Help: "let policies decide from values that are filled in where the trace tells none; without it they are " +
			"refused", set: parsed(units.ParseSwitch, func(s *Spec) *bool { return &s.Impute })},

	{Name: "platform", Value: "NAME", Help: "platform profile that the numbers come from", Default: "constant",
		set: text(func(s *Spec) *string { return &s.platform })},
	{Name: "invokers", Value: "N", Help: "invokers of the cluster", path: "invokers"},
	{Name: "memory", Value: "SIZE", Help: "memory for containers of each invoker, such as 20GiB", path: "memory"},
	{Name: "cores", Value: "N", Help: "cores of each invoker", path: "cores"},
	{Name: "invoker-class", Value: "CLASS", List: true,
		Help: "invokers that differ, NAME,count=N|share=SHARE[,memory=SIZE][,cores=N][,speed=X][,price=X]" +
			"[,arch=NAME]; repeat for each class"},
	{Name: "invoker-event", Value: "EVENT|FILE", Help: "a change of an invoker, AT,INVOKER,join|drain|crash or " +
		"AT,INVOKER,slow-down,FACTOR, or a CSV file of them (at,invoker,event,factor); repeat for more", List: true},
	{Name: "invoker-failures", Value: "MEANS", Help: "invokers that crash and join again at random, mtbf=DURATION," +
		"mttr=DURATION: the mean time until one crashes and until it is repaired",
		set: parsed(membership.ParseFailures, func(s *Spec) *membership.Failures { return &s.failures })},
	{Name: "sandbox", Value: "SCOPE", Help: "what one container serves: function or app", path: "sandbox"},
	{Name: "concurrency", Value: "N", Help: "invocations that a container runs at a time", path: "concurrency"},
	{Name: "cpu", Value: "MODEL", Help: "how execution uses the cores: ignored, isolated, shared or stretch",
		path: "cpu"},
	{Name: "wait", Value: "FOR", Help: "what an invocation without a warm container may wait for in place of a " +
		"start of its own: never, start or estimate", path: "wait"},
	{Name: "overload", Value: "WHAT", Help: "what an invocation does that finds no memory: wait, or drop, which " +
		"rejects it", path: "overload"},
	{Name: "cpu-class", Value: "CLASS", List: true, Help: "executions that get cores in their own way, " +
		"NAME[,functions=PATTERN][,trigger=...][,memory=MIN..MAX][,share=...] and [,policy=fair, real-time or " +
		"real-time-fifo][,priority=...][,weight=...][,cores=...][,quota=...][,period=...]; repeat for more classes"},
	{Name: "warm-start", Value: "LATENCY", Help: "latency of a warm start, such as 1ms or a distribution",
		path: "warm_start"},
	{Name: "cold-start", Value: "LATENCY", Help: "latency of a cold start, in place of the stages of the platform",
		path: "stage.sandbox"},
	{Name: "init", Value: "HOW", Help: "what the stage init of a cold start takes: platform (its number), or " +
		"longest: of each function the longest duration in the trace less its mean", Default: "platform",
		set: parsed(parseInits, func(s *Spec) *Inits { return &s.Inits })},
	{Name: "set", Value: "PATH=VALUE", Help: "set any number of the platform, or of a model that the run uses " +
		"(thaw params lists them)", List: true},

	{Name: "schedule", Value: "POLICY",
		Help: "scheduler with its parameters, NAME[,name=value...]; repeat to compare", List: true},
	{Name: "keepalive", Value: "POLICY",
		Help: "keep-alive policy with its parameters, NAME[,name=value...]; repeat to compare", List: true},
	{Name: "prefetch", Value: "POLICY",
		Help: "how snapshots are restored, with its parameters, or none: every start in a new container is cold; " +
			"repeat to compare", List: true},
	{Name: "network", Value: "POLICY", Help: "how containers get their network, or none: the platform's numbers; " +
		"repeat to compare", List: true},
	{Name: "storage", Value: "POLICY", Help: "how containers get their root file systems, or none: the platform's " +
		"numbers; repeat to compare", List: true},
	{Name: "memory-elasticity", Value: "POLICY",
		Help: "how virtual machines grow and shrink, or none: memory is there and back at once; repeat to compare",
		List: true},
	{Name: "vm-layout", Value: "LAYOUT", Help: "which containers share a virtual machine, or none; repeat to compare",
		List: true},
	{Name: "queue", Value: "POLICY",
		Help: "in which order invokers with queues of their own start invocations, or none: one central queue; " +
			"repeat to compare", List: true},
	{Name: "client", Value: "POLICY", Help: "what clients do without an answer, or none: they wait for ever, and a " +
		"failure is the end; repeat to compare", List: true},
	{Name: "throttle", Value: "LIMITS", Help: "limits beyond which the platform refuses invocations, none, lambda or " +
		"concurrency=N,burst=N,every=DURATION: attempts at a time, and by how many containers a function may grow in " +
		"which time (lambda: 1000, 1000 and 10s)", Default: "none", set: parsed(client.ParseThrottle,
		func(s *Spec) *client.Throttle { return &s.Throttle })},
	{Name: "autoscale", Value: "POLICY",
		Help: "who makes invokers join and drain as load comes and goes, or none: all are there; repeat to compare",
		List: true},
	{Name: "reclaim", Value: "HOW", Help: "how changes of the memory of virtual machines take their time: timed " +
		"(the default), or cores: as work on the cores of their invoker",
		set: parsed(parseReclaim, func(s *Spec) *bool { return &s.ReclaimOnCores })},
	{Name: "snapshot-storage", Value: "SIZE", Help: "disk space for snapshots on each invoker", Default: "100GiB",
		set: parsed(params.ParseMiB, func(s *Spec) *int32 { return &s.SnapshotMiB })},
	{Name: "restore-inputs", Value: "HOW",
		Help: "how large inputs are, by the recorded one: drawn (a quarter to four times), same, or duration (as " +
			"the trace's durations)", Default: "drawn",
		set: parsed(parseInputs, func(s *Spec) *startup.Inputs { return &s.Inputs })},
	{Name: "restore-disk", Value: "DISK", Help: "the disk that snapshots are on: nvme, or ebs-io2, a remote volume",
		Default: "nvme", set: parsed(parseDisk, func(s *Spec) *string { return &s.RestoreDisk })},
	{Name: "tenants", Value: "N", Help: "tenants whose containers share invokers: a network that does not keep " +
		"them apart is refused where there are several", Default: "1",
		set: number(func(s *Spec) *int { return &s.Tenants }, 1, math.MaxInt32)},
	{Name: "price", Value: "LIST", Help: "price list that runs are billed by, a name (thaw prices lists them) or a " +
		".yaml file, with ,by=on-demand, provisioned or servers", Once: true,
		set: text(func(s *Spec) *string { return &s.bill[0] })},
	{Name: "carbon", Value: "DATA", Help: "carbon data, DATA,server=NAME,intensity=REGION or a .csv file with a row " +
		"an hour[,from=HOUR], such as ecolife,server=m5zn,intensity=US-CAL-CISO", Once: true,
		set: text(func(s *Spec) *string { return &s.bill[1] })},
	{Name: "seed", Value: "N", Help: "first seed", Default: "1",
		set: number(func(s *Spec) *int64 { return &s.Seed }, 0, math.MaxInt64-maxSeeds)},
	{Name: "seeds", Value: "N", Help: "number of seeds: seed, seed + 1, ...", Default: "1",
		set: number(func(s *Spec) *int { return &s.Seeds }, 1, maxSeeds)},
	{Name: "horizon", Value: "DURATION", Help: "end of the run; 0s: when every invocation has ended", Default: "0s",
		set: parsed(parseSpan, func(s *Spec) *duration { return &s.Horizon })},
	{Name: "out", Value: "DIR", Help: "result folder to make", set: text(func(s *Spec) *string { return &s.Out })},
	{Name: "detail", Value: "LEVEL", Help: "what is written of each run: summary, timeline (a row a second and " +
		"invoker) or invocations (a row each, too)", Default: "timeline",
		set: parsed(parseDetail, func(s *Spec) *Detail { return &s.Detail })},
}

// MaxCopies bounds the number of open sources.
const MaxCopies = 10_000

// maxSeeds rejects numbers of seeds that are surely mistakes.
const maxSeeds = 1_000_000

func findField(name string) (Field, bool) {
	for _, f := range fields {
		if f.Name == name {
			return f, true
		}
	}
	return Field{}, false
}

// FieldNames lists the names of the settings, in the order of help texts.
func FieldNames() []string {
	out := make([]string, len(fields))
	for i, f := range fields {
		out[i] = f.Name
	}
	return out
}

// Constructors of Field.set.

func text(at func(*Spec) *string) func(*Spec, string) error {
	return func(s *Spec, text string) error {
		if text == "" {
			return fmt.Errorf("nothing is given, expected a text")
		}
		*at(s) = text
		return nil
	}
}

func parsed[T any](parse func(string) (T, error), at func(*Spec) *T) func(*Spec, string) error {
	return func(s *Spec, text string) error {
		v, err := parse(text)
		if err == nil {
			*at(s) = v
		}
		return err
	}
}

// longest bounds the durations of settings, so that the sum of some of them is an
// instant of a run: an instant counts nanoseconds up to 292 years.
const longest = 50 * 365 * 24 * time.Hour

// parseSpan reads a duration of a setting.
func parseSpan(text string) (time.Duration, error) {
	d, err := units.ParseDuration(text)
	if err == nil && d > longest {
		return 0, fmt.Errorf("%q: expected a duration of at most %.0fh (50 years)", text, longest.Hours())
	}
	return d, err
}

// parseMemory reads an amount of memory such as 512MiB or 20GiB.
func parseMemory(text string) (workload.MiB, error) {
	mib, err := params.ParseMiB(text)
	return workload.MiB(mib), err
}

// parseFunctionMemory is 0 where it is the trace's.
func parseFunctionMemory(text string) (workload.MiB, error) {
	if text == "trace" {
		return 0, nil
	}
	return parseMemory(text)
}

func number[T int | int64](at func(*Spec) *T, least, most int64) func(*Spec, string) error {
	return parsed(func(text string) (T, error) {
		x, err := units.ParseInteger(text, least, most)
		return T(x), err
	}, at)
}

// Detail is the amount of data written per run.
type Detail uint8

// The levels of detail; each includes those before it.
const (
	DetailSummary Detail = iota
	DetailTimeline
	DetailInvocations
)

var detailNames = [...]string{"summary", "timeline", "invocations"}

// String returns the name used on the command line.
func (d Detail) String() string { return detailNames[d] }

func parseDetail(text string) (Detail, error) {
	for d, name := range detailNames {
		if text == name {
			return Detail(d), nil
		}
	}
	return 0, fmt.Errorf("%q is unknown%s", text, names.Hint(text, detailNames[:]))
}

func parseReclaim(text string) (cores bool, err error) {
	known := []string{"timed", "cores"}
	if i := slices.Index(known, text); i >= 0 {
		return i == 1, nil
	}
	return false, fmt.Errorf("%q is unknown%s", text, names.Hint(text, known))
}

func parseInputs(text string) (startup.Inputs, error) {
	known := []string{startup.DrawnInputs.String(), startup.SameInputs.String(), startup.DurationInputs.String()}
	if i := slices.Index(known, text); i >= 0 {
		return startup.Inputs(i), nil
	}
	return 0, fmt.Errorf("%q is unknown%s", text, names.Hint(text, known))
}

func parseDisk(text string) (string, error) {
	if known := snapshot.TableDisks(); !slices.Contains(known, text) {
		return "", fmt.Errorf("%q is unknown%s", text, names.Hint(text, known))
	}
	return text, nil
}

// relativeTo resolves a trace path that is relative to base. It leaves the
// description of a generated trace as it is.
func relativeTo(base, path string) string {
	if base == "" || base == "." || filepath.IsAbs(path) || strings.HasPrefix(path, "synthetic") {
		return path
	}
	return filepath.Join(base, path)
}
