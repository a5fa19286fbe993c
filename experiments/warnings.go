package experiments

import (
	"fmt"

	"thaw/experiments/results"
	"thaw/traces/findings"
)

// Warnings are what a reader of the results should know: flaws of the trace that its
// reader handled, policies that decide from values that are filled in, and policy
// sets under which many invocations never ran. The manifest keeps them.
func (p *Plan) Warnings(rows []*results.Row) []string {
	out := []string{}
	if t, ok := p.Trace.(interface{ Report() *findings.Report }); ok {
		for _, c := range t.Report().Classes() {
			out = append(out, fmt.Sprintf("trace: %s, %d times", c.Class, c.Count))
		}
	}
	out = append(out, p.Imputed...)
	for k := 0; k < len(p.Runs); k += p.Spec.Seeds {
		if text := NotServed(rows[k : k+p.Spec.Seeds]); text != "" {
			out = append(out, p.Runs[k].Policy+": "+text)
		}
	}
	return out
}

// notServedShare is the share of invocations that may be rejected or unfinished
// without a warning.
const notServedShare = 0.01

// NotServed tells of a policy set under which too many invocations were rejected or
// unfinished. Its metrics are of the others alone.
func NotServed(rows []*results.Row) string {
	var all, rejected, unfinished int64
	for _, r := range rows {
		if r != nil {
			all, rejected, unfinished = all+r.Invocations, rejected+r.Rejected, unfinished+r.Unfinished
		}
	}
	if float64(rejected+unfinished) <= notServedShare*float64(all) {
		return ""
	}
	return fmt.Sprintf("%.3g%% of %d invocations were not served (%d rejected, %d unfinished): latencies are of the "+
		"others alone", 100*float64(rejected+unfinished)/float64(all), all, rejected, unfinished)
}
