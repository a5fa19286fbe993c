package synthetic

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"thaw/models/names"
	"thaw/models/workload"
	"thaw/sim"
	"thaw/traces/minutes"
	"thaw/traces/published"
)

// Spec says which trace to generate. Its text form is the word
// synthetic and then key=value pairs, in any order:
//
//	synthetic,functions=50000,invocations=900000000,duration=24h
//	synthetic,model=poisson,functions=30,rate=10/s,duration=24h
//	synthetic,model=timers,timers=4x300MiB/500ms/100ms,duration=2h
//	synthetic,model=renewals,renewals=web:64MiB/77ms~0.6/14ms,duration=30m
//	synthetic,model=users,users=20,think=0s-1s,menu=300MiB/100ms+256MiB/1s@0.5,duration=30m
//
// Keys lists the keys with their defaults.
type Spec struct {
	Model       string // azure, poisson, timers, renewals or users
	Functions   int
	Invocations float64 // expected in the whole trace
	Duration    time.Duration
	Shape       uint64 // seed of what the functions are
	Seed        uint64 // mixed into the run's seed; 0 leaves that as it is

	// of the azure model
	AppMemory    string        // split or whole: what one function books of its app's memory
	Start        time.Duration // time of day at which the trace begins
	Weekday      time.Weekday  // on which it begins
	PeakToTrough float64       // ratio of the highest to the lowest rate of a day
	Weekend      float64       // rate of a Saturday or Sunday relative to a weekday
	MaxShare     float64       // most that one function may have of all invocations
	Even         bool          // a function's arrivals of a minute are spread evenly over it
	Ranks        [2]float64    // the part of the published popularity that is taken, 0 being the most popular

	// of the poisson model
	Zipf    float64        // exponent of the popularity
	Median  time.Duration  // median over functions of a function's median duration
	Between float64        // sigma of ln of the functions' medians
	Within  float64        // sigma of ln of a function's durations
	Memory  []workload.MiB // dealt to the functions in turn

	Timers   []Timer   // of the timers model
	Renewals []Renewal // of the renewals model

	// of the users model
	Users     int
	Think     sim.Dist // between an answer and the next invocation
	ThinkText string   // as typed
	Ramp      time.Duration
	Menu      []Dish
	Burst     workload.Burst
}

// The models, and the two ways to read an app's memory.
const (
	azureModel    = "azure"
	poissonModel  = "poisson"
	timersModel   = "timers"
	renewalsModel = "renewals"
	usersModel    = "users"
	drawnModels   = azureModel + " or " + poissonModel
	splitMemory   = "split"
	wholeMemory   = "whole"
	drawnSpread   = "drawn"
	evenSpread    = "even"
)

// models lists the models.
func models() []string {
	return []string{azureModel, poissonModel, timersModel, renewalsModel, usersModel}
}

// oneOf writes a choice.
func oneOf(words []string) string {
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " or " + words[last]
}

// Limits of a spec: they bound the memory of a source.
const (
	maxFunctions = minutes.MaxFunctions
	maxDuration  = 366 * 24 * time.Hour
	maxPerMinute = 20e6 // expected; 320 MB of keys
)

// DefaultSpec returns the defaults of a model.
func DefaultSpec(model string) Spec {
	s := Spec{
		Model: model, Functions: 1000, Duration: 24 * time.Hour, Shape: 1,
		AppMemory: splitMemory, Weekday: time.Monday, PeakToTrough: 2, Weekend: 0.77, MaxShare: 1,
		Ranks: [2]float64{0, 1},
		Zipf:  1.1, Median: 300 * time.Millisecond, Between: 0.8, Within: 0.8,
		Memory: []workload.MiB{128, 256, 384, 512},
	}
	switch model {
	case poissonModel:
		s.Functions = 30
	case usersModel:
		s.Users, s.Within, s.ThinkText = 1, 0, "0s"
	}
	return s
}

// Parse parses the text form of a spec. It reports every mistake.
func Parse(text string) (Spec, error) {
	p := parser{text: text}
	parts := strings.Split(text, ",")
	if strings.TrimSpace(parts[0]) != "synthetic" {
		p.fail(parts[0], "a synthetic trace begins with the word synthetic%s",
			names.Suggest(parts[0], []string{"synthetic"}))
	}
	type pair struct{ key, value string }
	var pairs []pair
	seen := map[string]bool{}
	model := azureModel
	for _, part := range parts[1:] {
		key, value, ok := strings.Cut(strings.TrimSpace(part), "=")
		switch {
		case !ok:
			p.fail(part, "expected key=value")
			continue
		case seen[key]:
			p.fail(part, "%s is given twice", key)
			continue
		}
		seen[key] = true
		if key == "model" {
			if known := models(); !slices.Contains(known, value) {
				p.fail(part, "unknown model %q, expected %s%s", value, oneOf(known), names.Suggest(value, known))
				continue
			}
			model = value
			continue
		}
		pairs = append(pairs, pair{key, value})
	}
	s := DefaultSpec(model)
	for _, kv := range pairs {
		p.set(&s, kv.key, kv.value)
	}
	if seen["rate"] && seen["invocations"] {
		p.fail("rate", "rate and invocations are two ways to say the same, expected one of them")
	}
	s.Invocations = p.total(&s, seen)
	if len(p.errs) == 0 {
		if err := s.check(); err != nil {
			p.errs = append(p.errs, err.Error())
		}
	}
	if len(p.errs) > 0 {
		return Spec{}, fmt.Errorf("trace spec %q: %s", text, strings.Join(p.errs, "; "))
	}
	return s, nil
}

// parser collects the mistakes of a spec.
type parser struct {
	text string
	rate float64 // a second
	errs []string
}

// fail records a mistake at the column where part stands.
func (p *parser) fail(part, format string, args ...any) {
	column := strings.Index(p.text, part) + 1
	p.errs = append(p.errs, fmt.Sprintf("column %d: ", column)+fmt.Sprintf(format, args...))
}

// total returns the expected invocations of the whole trace.
func (p *parser) total(s *Spec, seen map[string]bool) float64 {
	switch {
	case seen["invocations"]:
		return s.Invocations
	case seen["rate"]:
		return p.rate * s.Duration.Seconds()
	case s.Model == poissonModel:
		return 10 * s.Duration.Seconds()
	case s.Model == timersModel:
		return s.timed()
	case s.Model == usersModel:
		return 0
	case s.Model == renewalsModel:
		return s.renewed(0, s.Duration)
	}
	return published.Azure().PerDay * float64(s.Functions) * s.Duration.Hours() / 24
}

// set gives a key its value.
func (p *parser) set(s *Spec, key, value string) {
	var known []string
	for _, k := range Keys() {
		known = append(known, k.Name)
		if k.Name == key && k.Model != "" && !strings.Contains(k.Model, s.Model) {
			p.fail(key, "%s is a key of the %s model, this trace is of the %s model", key, k.Model, s.Model)
			return
		}
	}
	switch key {
	case "functions":
		s.Functions = int(p.integer(key, value))
	case "invocations":
		s.Invocations = p.number(key, value)
	case "rate":
		p.rate = p.number(key, strings.TrimSuffix(value, "/s"))
	case "duration":
		s.Duration = p.duration(key, value)
	case "shape":
		s.Shape = p.integer(key, value)
	case "seed":
		s.Seed = p.integer(key, value)
	case "memory":
		p.memory(s, value)
	case "start":
		s.Start = p.duration(key, value)
	case "weekday":
		s.Weekday = p.weekday(value)
	case "peak-to-trough":
		s.PeakToTrough = p.number(key, value)
	case "weekend":
		s.Weekend = p.number(key, value)
	case "max-share":
		s.MaxShare = p.number(key, value)
	case "spread":
		s.Even = value == evenSpread
		if value != drawnSpread && value != evenSpread {
			p.fail("spread="+value, "spread is %q, expected drawn or even%s", value,
				names.Suggest(value, []string{drawnSpread, evenSpread}))
		}
	case "ranks":
		s.Ranks = p.ranks(value)
	case "timers":
		s.Timers, s.Functions = groups(p, key, value, parseTimer, func(t *Timer) int { return t.Count })
	case "users":
		s.Users = int(p.integer(key, value))
	case "think":
		s.Think, s.ThinkText = p.think(value), value
	case "ramp":
		s.Ramp = p.duration(key, value)
	case "menu":
		p.menu(s, value)
	case "burst":
		s.Burst = p.burst(value)
	case "renewals":
		s.Renewals, s.Functions = groups(p, key, value, parseRenewal, func(r *Renewal) int { return r.Count })
	case "zipf":
		s.Zipf = p.number(key, value)
	case "median":
		s.Median = p.duration(key, value)
	case "between":
		s.Between = p.number(key, value)
	case "within":
		s.Within = p.number(key, value)
	default:
		p.fail(key, "unknown key %q%s, expected one of %s", key, names.Suggest(key, known), strings.Join(known, ", "))
	}
}

// check reports what makes a spec impossible, for specs built in code as well.
func (s *Spec) check() error {
	var errs []string
	within := func(name string, v, lo, hi float64) {
		if !(v >= lo && v <= hi) {
			errs = append(errs, fmt.Sprintf("%s is %s, expected %s to %s", name, number(v), number(lo), number(hi)))
		}
	}
	if known := models(); !slices.Contains(known, s.Model) {
		errs = append(errs, fmt.Sprintf("unknown model %q, expected %s", s.Model, oneOf(known)))
	}
	within("functions", float64(s.Functions), 1, maxFunctions)
	if s.Duration < time.Second || s.Duration > maxDuration {
		errs = append(errs, fmt.Sprintf("duration is %v, expected 1s to %v", s.Duration, maxDuration))
	} else if s.Model != usersModel {
		within("invocations a minute", s.Invocations/s.Duration.Minutes(), 1e-9, maxPerMinute)
	}
	switch s.Model {
	case azureModel:
		within("start in hours", s.Start.Hours(), 0, 24)
		within("peak-to-trough", s.PeakToTrough, 1, 1e6)
		within("weekend", s.Weekend, 0.01, 100)
		within("max-share", s.MaxShare, 0, 1)
		if !(s.Ranks[0] >= 0 && s.Ranks[0] < s.Ranks[1] && s.Ranks[1] <= 1) {
			errs = append(errs, fmt.Sprintf("ranks are %s to %s, expected shares that ascend from 0 to 1",
				number(s.Ranks[0]), number(s.Ranks[1])))
		}
	case timersModel:
		errs = append(errs, s.checkTimers()...)
	case usersModel:
		errs = append(errs, s.checkUsers()...)
	case renewalsModel:
		errs = append(errs, s.checkRenewals()...)
	default:
		within("zipf", s.Zipf, 0, 10)
		within("median in s", s.Median.Seconds(), 0.001, 3600)
		within("between", s.Between, 0, 5)
		within("within", s.Within, 0, 5)
		within("number of memory sizes", float64(len(s.Memory)), 1, 1e6)
	}
	if len(errs) > 0 {
		return fmt.Errorf("%s", strings.Join(errs, "; "))
	}
	return nil
}

// number formats a number as users type it: whole ones up to a billion without an
// exponent.
func number(v float64) string {
	if v == math.Trunc(v) && math.Abs(v) <= 1e9 {
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return strconv.FormatFloat(v, 'g', -1, 64)
}

// minutes returns the number of minutes begun.
func (s *Spec) minutes() int64 {
	return int64((s.Duration + time.Minute - 1) / time.Minute)
}

// String returns the text form with every key that matters to the model.
func (s Spec) String() string {
	var b strings.Builder
	g := func(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }
	if s.Model == usersModel {
		return fmt.Sprintf("synthetic,model=users,%s,duration=%v", s.usersText(), s.Duration)
	}
	if s.Model == timersModel {
		return fmt.Sprintf("synthetic,model=timers,timers=%s,duration=%v", timersText(s.Timers), s.Duration)
	}
	if s.Model == renewalsModel {
		return fmt.Sprintf("synthetic,model=renewals,renewals=%s,duration=%v,seed=%d", renewalsText(s.Renewals),
			s.Duration, s.Seed)
	}
	fmt.Fprintf(&b, "synthetic,model=%s,functions=%d,invocations=%s,duration=%v,shape=%d,seed=%d",
		s.Model, s.Functions, strconv.FormatFloat(s.Invocations, 'f', -1, 64), s.Duration, s.Shape, s.Seed)
	if s.Model == azureModel {
		fmt.Fprintf(&b, ",memory=%s,start=%v,weekday=%s,peak-to-trough=%s,weekend=%s,max-share=%s,ranks=%s-%s",
			s.AppMemory, s.Start, strings.ToLower(s.Weekday.String()), g(s.PeakToTrough), g(s.Weekend), g(s.MaxShare),
			g(s.Ranks[0]), g(s.Ranks[1]))
		if s.Even {
			b.WriteString(",spread=" + evenSpread)
		}
		return b.String()
	}
	mem := make([]string, len(s.Memory))
	for i, m := range s.Memory {
		mem[i] = strconv.Itoa(int(m))
	}
	fmt.Fprintf(&b, ",memory=%s,zipf=%s,median=%v,between=%s,within=%s", strings.Join(mem, "/"), g(s.Zipf),
		s.Median, g(s.Between), g(s.Within))
	return b.String()
}
