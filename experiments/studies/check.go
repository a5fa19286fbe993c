package studies

import (
	"strings"

	"thaw/policies"
)

// checkStrategies reports an empty list of strategies, and all strategies that are
// no policies of list. It reports once, because they share one place in the file.
func checkStrategies[T any](list []policies.Entry[T], strategies []string, report Report) {
	if len(strategies) == 0 {
		report("strategies", "none, expected at least one of %s", strings.Join(policies.Names(list), ", "))
	}
	var wrong []string
	for _, text := range strategies {
		if _, err := policies.Parse(list, text); err != nil {
			wrong = append(wrong, err.Error())
		}
	}
	if wrong != nil {
		report("strategies", "%s", strings.Join(wrong, "; "))
	}
}

// wholeBetween returns a check of whole numbers.
func wholeBetween(report Report) func(key string, n, least, most int) {
	return func(key string, n, least, most int) {
		if n < least || n > most {
			report(key, "%d, expected %d to %d", n, least, most)
		}
	}
}
