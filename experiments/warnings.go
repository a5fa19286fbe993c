package experiments

import (
	"fmt"

	"thaw/experiments/results"
	"thaw/traces/findings"
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
// reader handled, policies that decide from values that are filled in, and policy
// sets under which many invocations never ran. The manifest keeps them.
func (p *Plan) Warnings(rows []*results.Row) []string {
	out := []string{}
	for _, c := range p.Findings().Classes() {
		out = append(out, fmt.Sprintf("trace: %s (%d)", c.Class, c.Count))
	}
	out = append(out, p.Imputed...)
	notServed := results.NotServed
	if p.Search != nil {
		notServed = results.NotServedBySearch
	}
	for k := 0; k < len(p.Runs); k += p.Spec.Seeds {
		if text := notServed(rows[k : k+p.Spec.Seeds]); text != "" {
			out = append(out, p.Runs[k].Policy+": "+text)
		}
	}
	return out
}
