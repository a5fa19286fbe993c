// Package units parses the quantities in flags and files.
//
//	"10m" ─▶ ParseDuration     "100/s" ─▶ ParseRate     "2%" ─▶ ParsePercent
//
// The error about an almost valid text suggests the likely meaning.
package units

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
)

var decimal = regexp.MustCompile(`^[+-]?(0|[1-9][0-9]*)$`)

// ParseInteger reads a plain decimal integer: not 1.5, 010, 0x10 or 1_000.
func ParseInteger(text string, least, most int64) (int64, error) {
	x, err := strconv.ParseInt(text, 10, 64)
	if err != nil || !decimal.MatchString(text) || x < least || x > most {
		if least == math.MinInt64 && most == math.MaxInt64 {
			return 0, fmt.Errorf("%q: expected an integer", text)
		}
		return 0, fmt.Errorf("%q: expected an integer from %d to %d", text, least, most)
	}
	return x, nil
}

// ParseSwitch reads true or false.
func ParseSwitch(text string) (bool, error) {
	if text != "true" && text != "false" {
		return false, fmt.Errorf("%q: expected true or false", text)
	}
	return text == "true", nil
}

// ParseUnsigned reads a plain decimal integer of 64 bits.
func ParseUnsigned(text string) (uint64, error) {
	x, err := strconv.ParseUint(text, 10, 64)
	if err != nil || !decimal.MatchString(text) {
		return 0, fmt.Errorf("%q: expected an integer from 0 to %d", text, uint64(math.MaxUint64))
	}
	return x, nil
}

// ParseNumber reads a finite decimal number.
func ParseNumber(text string) (float64, error) {
	x, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsInf(x, 0) || math.IsNaN(x) || strings.ContainsAny(text, "xX_pP") {
		return 0, fmt.Errorf("%q: expected a number", text)
	}
	return x, nil
}

// ParseDuration reads a non-negative duration with its unit.
func ParseDuration(text string) (time.Duration, error) {
	d, err := time.ParseDuration(text)
	switch {
	case err != nil && decimal.MatchString(text):
		return 0, fmt.Errorf("%q: expected a duration with its unit, such as 10m (did you mean %q?)", text, text+"s")
	case err != nil:
		return 0, fmt.Errorf("%q: expected a duration such as 10m, 1h30m or 500ms", text)
	case d < 0:
		return 0, fmt.Errorf("%q: expected a duration that is not negative", text)
	}
	return d, nil
}

// Bounds of rates, per second: once in three years, and a thousand a nanosecond. What
// is beyond would not be told from zero, or overflow what is computed of it.
const (
	leastRate = 1e-8
	mostRate  = 1e12
)

// ParseRate reads a rate and returns it per second.
func ParseRate(text string) (float64, error) {
	number, unit, ok := strings.Cut(text, "/")
	seconds := map[string]float64{"s": 1, "min": 60, "h": 3600}[unit]
	x, err := ParseNumber(strings.TrimSpace(number))
	if !ok || err != nil || seconds == 0 || x <= 0 {
		near := ""
		if x, err := ParseNumber(text); err == nil && x > 0 {
			near = fmt.Sprintf(" (did you mean %q?)", text+"/s")
		}
		return 0, fmt.Errorf("%q: expected a rate such as 100/s, 6000/min or 50/h%s", text, near)
	}
	if rate := x / seconds; rate >= leastRate && rate <= mostRate {
		return rate, nil
	}
	return 0, fmt.Errorf("%q: expected a rate from %v/s to %v/s", text, leastRate, mostRate)
}

// ParsePercent reads 2% as 0.02.
func ParsePercent(text string) (float64, error) {
	number, ok := strings.CutSuffix(text, "%")
	x, err := ParseNumber(number)
	if err != nil || !ok {
		return 0, fmt.Errorf("%q: expected a percentage such as 2%%", text)
	}
	return x / 100, nil
}
