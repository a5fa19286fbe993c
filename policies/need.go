package policies

import (
	"errors"
	"fmt"

	"thaw/models/workload"
)

// Need is something that a policy must know of the functions and that not
// every trace tells.
type Need string

// What a policy may need.
const (
	NeedMemory  Need = "memory sizes"
	NeedApps    Need = "application ids"
	NeedTrigger Need = "triggers"
)

// Refuse returns an error that names the policy and the trace for each of the
// policy's needs that the trace does not meet: a policy that would decide from
// made-up values is refused, not run.
func (p Instance[T]) Refuse(trace string, t *workload.Table) error {
	var missing []error
	for _, need := range p.Needs {
		if !need.met(t) {
			missing = append(missing, fmt.Errorf("policy %s needs %s, which trace %s does not tell", p.Name, need, trace))
		}
	}
	return errors.Join(missing...)
}

// met reports whether at least one function tells what is needed: single gaps
// are imputed and counted (semantics, rule 19), a column that is missing
// altogether is not.
func (n Need) met(t *workload.Table) bool {
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
		case NeedTrigger:
			if f.Trigger != "" {
				return true
			}
		}
	}
	return false
}
