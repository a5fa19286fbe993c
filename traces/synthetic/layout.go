package synthetic

import (
	"fmt"
	"strings"
)

// Summary tells the size of the trace in a few words.
func (s *Trace) Summary() string {
	return fmt.Sprintf("%.0f invocations expected over %v", s.spec.Invocations, s.spec.Duration)
}

// Layout documents the spec from the list of its keys.
func Layout() string {
	var b strings.Builder
	b.WriteString("synthetic[,key=value...], the keys being\n")
	for _, k := range Keys() {
		name := k.Name
		if k.Default != "" {
			name += "=" + k.Default
		}
		if k.Model != "" {
			name += " (" + k.Model + ")"
		}
		fmt.Fprintf(&b, "%-28s %s\n", name, k.Help)
	}
	return strings.TrimRight(b.String(), "\n")
}
