package experiments

import (
	"fmt"
	"slices"
	"strings"

	"thaw/experiments/exit"
	"thaw/experiments/results"
	"thaw/models/names"
	"thaw/models/network"
	"thaw/models/numbers"
)

// behind names the numbers behind the platforms that each role reads.
var behind = []struct{ role, prefix string }{
	{"prefetch", "snapshots."}, {"prefetch", restoreNumbers}, {"storage", "devices."}, {"storage", "storage."},
	{"memory-elasticity", "memory."}, {"vm-layout", "memory."},
}

// restoreNumbers are read by page-level runs alone, which a replay looks up.
const restoreNumbers = "restore."

// setNumber changes one number of the run, path=value.
func (s *Spec) setNumber(text string) error {
	path, _, _ := strings.Cut(text, "=")
	switch {
	case strings.HasPrefix(path, restoreNumbers):
		return fmt.Errorf("%s: a replay looks restores up in a table of runs with the published numbers, so it "+
			"cannot be set here; thaw restore and thaw reproduce take it", path)
	case path == "snapshots.budget":
		return fmt.Errorf("%s: expected the setting snapshot-storage, which is the same number", path)
	case numbers.IsBehind(path):
		return s.Numbers.Set(text)
	}
	err := s.Platform.SetAll([]string{text})
	if err != nil && !strings.Contains(err.Error(), "did you mean") {
		var known []string
		for _, n := range numbers.Behind() {
			known = append(known, n.Path)
		}
		if hint := names.Suggest(path, known); hint != "" {
			return fmt.Errorf("%w%s", err, hint)
		}
	}
	return err
}

// checkNumbers refuses changes that would change nothing.
func (s *Spec) checkNumbers(mistakes *exit.Mistakes) {
	if err := s.Numbers.Check(); err != nil {
		mistakes.Add("set", fmt.Errorf("set: %w", err))
	}
	reads := s.Reads()
	for _, c := range s.Numbers.Changes() {
		if slices.ContainsFunc(reads, func(prefix string) bool { return strings.HasPrefix(c.Path, prefix) }) {
			continue
		}
		var roles []string
		for _, b := range behind {
			if strings.HasPrefix(c.Path, b.prefix) {
				roles = append(roles, b.role)
			}
		}
		mistakes.Add("set", fmt.Errorf("set: %s: it would change nothing: expected a policy of %s other than none",
			c.Path, strings.Join(roles, " or ")))
	}
}

// Reads lists the numbers that runs of the experiment may read, or prefixes of them.
func (s *Spec) Reads() []string {
	var out []string
	for _, n := range s.Platform.Numbers() {
		if s.Platform.Reads(n) {
			out = append(out, n.Path)
		}
	}
	for i, r := range roles() {
		models := i < len(s.Mechanisms) &&
			slices.ContainsFunc(s.Mechanisms[i], func(p rolePolicy) bool { return p.name != results.None })
		for _, b := range behind {
			if models && b.role == r.field {
				out = append(out, b.prefix)
			}
		}
		if models && r.field == "network" && s.Platform.Network == nil {
			out = append(out, network.Reference+".network.")
		}
	}
	return out
}
