package experiments

import (
	"thaw/models/worker"
	"thaw/policies"
)

// queues lists the worker queues of a specification, with what they need of the trace:
// whoever passes the queue by is known to be short.
func (s *Spec) queues() []policies.Instance[worker.Policy] {
	var out []policies.Instance[worker.Policy]
	for _, parts := range s.Mechanisms {
		for _, p := range parts {
			m := mechanismsOf([]rolePolicy{p})
			if m.Queue == nil {
				continue
			}
			q := *m.Queue
			if q.Policy.Bypass > 0 {
				q.Needs = []policies.Need{policies.NeedDurations}
			}
			out = append(out, q)
		}
	}
	return out
}
