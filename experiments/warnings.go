package experiments

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"thaw/experiments/results"
	"thaw/models/membership"
	"thaw/policies"
	"thaw/policies/all"
	"thaw/traces/findings"
	"thaw/traces/minutes"
)

// Findings are the flaws of the trace that its reader handled.
func (p *Plan) Findings() *findings.Report { return findingsOf(p.Trace) }

// findingsOf returns the findings of a trace; none of one that reports nothing.
func findingsOf(t Trace) *findings.Report {
	if t, ok := t.(interface{ Report() *findings.Report }); ok {
		return t.Report()
	}
	return &findings.Report{}
}

// Warnings are what a reader of the results should know: flaws of the trace that its
// reader handled, policies that decide from values that are filled in, policy sets under
// which many invocations never ran, and settings that changed nothing. The manifest
// keeps them.
func (p *Plan) Warnings(rows []*results.Row) []string {
	return append(p.warnings(rows), p.idle(rows)...)
}

// warnings are those without the settings that changed nothing.
func (p *Plan) warnings(rows []*results.Row) []string {
	out := []string{}
	for _, c := range p.Findings().Classes() {
		out = append(out, fmt.Sprintf("trace: %s (%d)", c.Class, c.Count))
	}
	out = append(append(out, p.Imputed...), p.Spec.Billing.Notes()...)
	notServed := results.NotServed
	if p.Search != nil {
		notServed = results.NotServedBySearch
	}
	for k := 0; k < len(p.Runs); k += p.Spec.Seeds {
		if text := notServed(rows[k : k+p.Spec.Seeds]); text != "" {
			out = append(out, p.Runs[k].Policy+": "+text)
		}
		if text := results.Extrapolated(rows[k : k+p.Spec.Seeds]); text != "" {
			out = append(out, p.Runs[k].Policy+": "+text)
		}
	}
	return out
}

// Extrapolated names the policy sets of which too many restores lie beyond the table.
func (p *Plan) Extrapolated(rows []*results.Row) (out []string) {
	for k := 0; k < len(p.Runs); k += p.Spec.Seeds {
		if results.Extrapolated(rows[k:k+p.Spec.Seeds]) != "" {
			out = append(out, p.Runs[k].Policy)
		}
	}
	return out
}

// idle names settings that changed nothing, once all has run: classes that no function was
// drawn into, and events of invokers after every run has ended.
func (p *Plan) idle(rows []*results.Row) (out []string) {
	if slices.Contains(rows, nil) {
		return nil
	}
	for seed := range p.Spec.Seeds {
		if p.Spec.Classes == nil || seed >= len(p.Runs) {
			break
		}
		at := p.Runs[seed].Seed
		for _, name := range p.Spec.Classes.Unused(p.Trace.Table(), uint64(at)) {
			out = append(out, fmt.Sprintf("cpu-class %s: no function was drawn into it under seed %d", name, at))
		}
	}
	end, late := 0.0, 0
	for _, r := range rows {
		end = max(end, r.EndS)
	}
	out = append(append(append(out, p.untrained(rows)...), p.beyond()...), p.unread()...)
	events := p.Spec.Membership.Events
	for _, e := range events {
		at := e.At.Seconds()
		if (at > end || at == end && p.Spec.Horizon > 0) && !firstJoin(events, e) {
			late++
		}
	}
	if late > 0 {
		out = append(out, fmt.Sprintf("invoker-event: %d of %d events lie after the end of every run (%gs): they "+
			"changed nothing", late, len(events), end))
	}
	return out
}

// untrained names the policies that forecast nothing, since every run ends within the time that
// trains them.
func (p *Plan) untrained(rows []*results.Row) (out []string) {
	for _, k := range p.Spec.KeepAlives {
		train := parameter(all.KeepAlives(), k.Name, trains)
		end := 0.0
		for _, r := range rows {
			if r.KeepAlive == k.Name {
				end = max(end, r.EndS)
			}
		}
		if d, err := time.ParseDuration(train); err == nil && end <= d.Seconds() {
			out = append(out, fmt.Sprintf("%s: the first %v of a run train it, and every run ends within %gs: it is a "+
				"fixed keep-alive here; a shorter %s, or a longer trace", k.Name, d, end, trains))
		}
	}
	return out
}

// parameter returns the value of a parameter of a policy, as its canonical name or its default has it;
// empty: it has none, or is one of another program.
func parameter[T any](known []policies.Entry[T], policy, named string) (value string) {
	name, given, _ := strings.Cut(policy, ",")
	e, err := policies.Find(known, name)
	if err != nil {
		return ""
	}
	for _, x := range e.Params {
		if x.Name == named {
			value = x.Default
		}
	}
	for text := range strings.SplitSeq(given, ",") {
		if typed, ok := strings.CutPrefix(text, named+"="); ok && value != "" {
			value = typed
		}
	}
	return value
}

// counting are the parameters of schedulers that count invokers, and what they come to where there are
// fewer.
var counting = []struct{ policy, parameter, comes string }{
	{"jsq", "d", "it looks at all"},
	{"k-rlu", "pools", "some pools have none, and their functions are served by lower ones"},
	{"k-rlu", "first", "the first pool has those that the others leave"},
	{"sophon-ma-ma", "sample", "it looks at all"},
	{"sophon-ma-mc", "sample", "it looks at all"},
	{"sophon-sr-ma", "sample", "it looks at all"},
	{"sophon-sr-mc", "sample", "it looks at all"},
}

// beyond names the schedulers that count more invokers than there ever are. Defaults are meant for
// any number.
func (p *Plan) beyond() (out []string) {
	for _, s := range p.Spec.Schedulers {
		invokers := p.Spec.Platform.Invokers.Value
		name, given, _ := strings.Cut(s.Name, ",")
		for _, c := range counting {
			if c.policy != name || !strings.Contains(","+given, ","+c.parameter+"=") {
				continue
			}
			text := parameter(all.Schedulers(), s.Name, c.parameter)
			if n, err := strconv.Atoi(text); err == nil && n > invokers {
				out = append(out, fmt.Sprintf("%s: %s is %d, and there are at most %d invokers: %s", s.Name,
					c.parameter, n, invokers, c.comes))
			}
		}
	}
	return out
}

// trains is the parameter of keep-alive policies that learn from the first part of a run.
const trains = "train"

// firstJoin reports whether an event lets an invoker join that is no member before, as one
// whose first event other than a slow-down is a join.
func firstJoin(events []membership.Event, e membership.Event) bool {
	return e.Kind == membership.Join && !slices.ContainsFunc(events, func(o membership.Event) bool {
		return o.Invoker == e.Invoker && o.Kind != membership.SlowDown && o.At < e.At
	})
}

// unread names settings that this trace, or another setting, leaves without effect.
func (p *Plan) unread() (out []string) {
	if s := p.Spec.Spread; s != minutes.Uniform && p.Trace.Format() != "azure2019" {
		out = append(out, fmt.Sprintf("spread %v: the trace of format %s tells or draws its arrivals itself: it "+
			"changed nothing", s, p.Trace.Format()))
	}
	if p.Spec.Inits == InitsPlatform {
		return out
	}
	for _, o := range p.Spec.Platform.Overrides() {
		if strings.HasSuffix(o.Path, ".stage.init") && o.Value != "0s" {
			out = append(out, fmt.Sprintf("%s of %s: with init of %v it changed nothing", o.Path, o.Value,
				p.Spec.Inits))
		}
	}
	return out
}
