package traces

import (
	"fmt"
	"strings"
)

// openSynthetic opens a spec under the options of Open; the options' whole-app
// memory goes before the spec's.
func openSynthetic(path string, opt Options) (*Synthetic, error) {
	spec, err := ParseSynthetic(path)
	if err != nil {
		return nil, err
	}
	if opt.AppMemory == AppMemoryWhole {
		spec.AppMemory = synthWhole
	}
	s, err := NewSynthetic(spec)
	if err != nil {
		return nil, err
	}
	return s, s.window(opt.Start, opt.Length)
}

// describe completes the first line of Trace.Describe.
func (s *Synthetic) describe() string {
	return fmt.Sprintf("%.0f invocations expected over %v", s.spec.Invocations, s.spec.Duration)
}

// syntheticLayout documents the spec from the list of its keys.
func syntheticLayout() string {
	var b strings.Builder
	b.WriteString("synthetic[,key=value...], the keys being\n")
	for _, k := range SyntheticKeys() {
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
