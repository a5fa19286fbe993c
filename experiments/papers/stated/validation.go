package stated

import (
	"fmt"
	"strconv"
	"strings"

	"thaw/experiments/strictyaml"
)

// Validation is the part of a paper that `make validate` runs, so that all papers
// together take minutes. Bounds that are not given leave the numbers of the paper.
type Validation struct {
	Place    strictyaml.Place `yaml:"-" json:"-"`
	Workload string           `yaml:"workload" json:"workload,omitempty"`
	Windows  Bound            `yaml:"windows" json:"windows,omitempty"` // at most these of a workload
	Seeds    Bound            `yaml:"seeds" json:"seeds,omitempty"`     // at most these of each cell
	Figure   string           `yaml:"figure" json:"figure,omitempty"`   // what it needs alone; empty: everything
}

// Bound is a whole number of at least 1; 0 bounds nothing.
type Bound int

// UnmarshalText reads the number.
func (b *Bound) UnmarshalText(text []byte) error {
	n, err := strconv.Atoi(string(text))
	if err != nil || n < 1 || strconv.Itoa(n) != string(text) {
		return fmt.Errorf("%q: expected a whole number of at least 1", text)
	}
	*b = Bound(n)
	return nil
}

// Of returns the bounded number.
func (b Bound) Of(n int) int {
	if b > 0 {
		return min(n, int(b))
	}
	return n
}

// String names the bounds.
func (v *Validation) String() string {
	var bounds []string
	for _, b := range []struct {
		n    Bound
		name string
	}{{v.Windows, "window"}, {v.Seeds, "seed"}} {
		switch {
		case b.n == 1:
			bounds = append(bounds, "1 "+b.name)
		case b.n > 1:
			bounds = append(bounds, fmt.Sprintf("%d %ss", b.n, b.name))
		}
	}
	if v.Figure != "" {
		bounds = append(bounds, "figure "+v.Figure)
	}
	return strings.Join(bounds, ", ")
}
