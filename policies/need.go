package policies

import (
	"errors"
	"fmt"
	"strings"

	"thaw/models/workload"
)

// Need is a kind of data about functions that a policy needs and that some traces
// lack.
type Need uint8

// The needs of policies.
const (
	NeedMemory    Need = iota // of each function or app
	NeedApps                  // which functions belong to one application
	NeedDurations             // of each function's executions
	NeedFuture                // the arrivals to come, which a trace tells and no platform
)

// String names the data, as messages do.
func (n Need) String() string {
	return [...]string{"memory sizes", "application ids", "durations", "the arrivals to come"}[n]
}

// Unmet lists the needs that a trace does not meet. A need is unmet if the trace
// has the data of no function, so that all values are imputed. Single gaps do not
// count: the reader fills and counts them (semantics, rule 19).
func (p Instance[T]) Unmet(t *workload.Table) []Need {
	var out []Need
	for _, need := range p.Needs {
		if !need.Met(t) {
			out = append(out, need)
		}
	}
	return out
}

// Met reports whether a trace tells the data of some function.
func (n Need) Met(t *workload.Table) bool {
	if n == NeedFuture { // who replays a trace reads it twice
		return true
	}
	for i := range t.Functions {
		f := &t.Functions[i]
		switch n {
		case NeedMemory:
			if !f.ImputedMemory {
				return true
			}
		case NeedApps:
			if t.Apps[f.App].Name != "" {
				return true
			}
		case NeedDurations:
			if !f.ImputedDuration {
				return true
			}
		}
	}
	return false
}

// Refuse returns an error if the policy would decide from imputed values alone. It
// names the policy, the trace and each missing kind of data.
func (p Instance[T]) Refuse(trace string, t *workload.Table) error {
	var errs []error
	for _, need := range p.Unmet(t) {
		errs = append(errs, fmt.Errorf("policy %s needs %s, which trace %s does not tell; --impute runs it on the "+
			"values that are filled in", p.Name, need, trace))
	}
	return errors.Join(errs...)
}

// Imputed returns one line about the imputed data that a policy decides from, or
// nothing.
func (p Instance[T]) Imputed(trace string, t *workload.Table) string {
	unmet := p.Unmet(t)
	if len(unmet) == 0 {
		return ""
	}
	texts := make([]string, len(unmet))
	for i, need := range unmet {
		texts[i] = need.filled(t)
	}
	return fmt.Sprintf("policy %s decides from values that are filled in: trace %s tells no %s", p.Name, trace,
		strings.Join(texts, " and no "))
}

// filled describes the imputed values.
func (n Need) filled(t *workload.Table) string {
	if n != NeedMemory || len(t.Functions) == 0 {
		return n.String()
	}
	least, most := t.Functions[0].Memory, t.Functions[0].Memory
	for i := range t.Functions {
		least, most = min(least, t.Functions[i].Memory), max(most, t.Functions[i].Memory)
	}
	if least == most {
		return fmt.Sprintf("%s (%d MiB each)", n, least)
	}
	return fmt.Sprintf("%s (%d to %d MiB)", n, least, most)
}
