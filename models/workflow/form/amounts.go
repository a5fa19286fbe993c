package form

import (
	"fmt"
	"math"
	"strings"

	"thaw/experiments/units"
	"thaw/models/params"
)

// Size is a number of bytes, such as 600kB.
type Size uint64

// sizes are the units, the greatest first.
func sizes() []string { return []string{"GB", "MB", "kB", "B"} }

// UnmarshalText reads a size.
func (s *Size) UnmarshalText(text []byte) error {
	factor := 1e9
	for _, unit := range sizes() {
		number, ok := strings.CutSuffix(string(text), unit)
		if x, err := units.ParseNumber(number); ok && err == nil {
			bytes := x * factor
			if bytes < 0 || bytes > 1<<50 || bytes != math.Trunc(bytes) {
				return fmt.Errorf("%q: expected a whole number of bytes, at most 2^50", text)
			}
			*s = Size(bytes)
			return nil
		}
		factor = max(1, factor/1000)
	}
	return fmt.Errorf("%q: expected a size such as 600kB or 1.5MB", text)
}

// MarshalText writes the size in the greatest unit of which it is a whole number.
func (s Size) MarshalText() ([]byte, error) {
	factor := uint64(1e9)
	for _, unit := range sizes() {
		if uint64(s)%factor == 0 && s > 0 {
			return fmt.Appendf(nil, "%d%s", uint64(s)/factor, unit), nil
		}
		factor = max(1, factor/1000)
	}
	return []byte("0B"), nil
}

// Rate is a number of bytes a second, such as 50MB/s; 0: no limit.
type Rate uint64

// UnmarshalText reads a rate.
func (r *Rate) UnmarshalText(text []byte) error {
	b, err := params.ParseBandwidth(string(text))
	*r = Rate(b)
	return err
}

// MarshalText writes the rate.
func (r Rate) MarshalText() ([]byte, error) { return []byte(params.FormatBandwidth(uint64(r))), nil }

// Warm is a number of environments, or all.
type Warm int

// UnmarshalText reads the number.
func (w *Warm) UnmarshalText(text []byte) error {
	if string(text) == "all" {
		*w = -1
		return nil
	}
	n, err := units.ParseInteger(string(text), 0, 1<<31)
	if err != nil {
		return fmt.Errorf("%w, or all", err)
	}
	*w = Warm(n)
	return nil
}

// MarshalText writes the number.
func (w Warm) MarshalText() ([]byte, error) {
	if w < 0 {
		return []byte("all"), nil
	}
	return fmt.Appendf(nil, "%d", int(w)), nil
}
