package params

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"thaw/models/names"
	"thaw/sim"
)

// longest is the greatest mean that a latency may have; a longer one is taken
// for a mistake in the unit.
const longest = 24 * time.Hour

// parseCount reads a whole number from least to most, written plainly.
func parseCount(least, most int) func(string) (int, error) {
	return func(text string) (int, error) {
		n, err := strconv.Atoi(text)
		if err != nil || strconv.Itoa(n) != text || n < least || n > most {
			return 0, fmt.Errorf("%q: expected a whole number from %d to %d", text, least, most)
		}
		return n, nil
	}
}

var decimalText = regexp.MustCompile(`^(0|[1-9][0-9]{0,8})(?:\.([0-9]{1,6}))?$`)

// parseMillionths reads a decimal number from 0 to most with at most six places, as
// millionths, exactly.
func parseMillionths(most int) func(string) (int, error) {
	return func(text string) (int, error) {
		m := decimalText.FindStringSubmatch(text)
		if m != nil {
			whole, _ := strconv.Atoi(m[1])
			part, _ := strconv.Atoi((m[2] + "000000")[:6])
			if n := whole*1_000_000 + part; n <= most*1_000_000 {
				return n, nil
			}
		}
		return 0, fmt.Errorf("%q: expected a decimal number from 0 to %d with at most six places", text, most)
	}
}

func formatMillionths(n int) string {
	text := fmt.Sprintf("%d.%06d", n/1_000_000, n%1_000_000)
	return strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
}

var memoryText = regexp.MustCompile(`^([0-9]+(?:\.[0-9]+)?)\s*([A-Za-z]*)$`)

// ParseMiB reads a memory size such as 256MiB or 20GiB that is a whole number of
// MiB, at least one.
func ParseMiB(text string) (int32, error) {
	m := memoryText.FindStringSubmatch(text)
	if m == nil {
		return 0, fmt.Errorf("%q: expected a memory size such as 512MiB or 20GiB", text)
	}
	factor := map[string]float64{"MiB": 1, "GiB": 1 << 10, "TiB": 1 << 20}[m[2]]
	if factor == 0 {
		near := map[string]string{"": "MiB", "m": "MiB", "mb": "MiB", "mi": "MiB", "mib": "MiB",
			"g": "GiB", "gb": "GiB", "gi": "GiB", "gib": "GiB",
			"t": "TiB", "tb": "TiB", "ti": "TiB", "tib": "TiB"}[strings.ToLower(m[2])]
		if near != "" {
			near = fmt.Sprintf(" (did you mean %q?)", m[1]+near)
		}
		return 0, fmt.Errorf("%q: expected a memory size in MiB, GiB or TiB%s", text, near)
	}
	n, err := strconv.ParseFloat(m[1], 64)
	mib := n * factor
	if err != nil || mib < 1 || mib > math.MaxInt32 || mib != math.Trunc(mib) {
		return 0, fmt.Errorf("%q: expected a whole number of MiB, from 1MiB to %dMiB", text, math.MaxInt32)
	}
	return int32(mib), nil
}

func formatMiB(mib int32) string {
	if mib%1024 == 0 {
		return strconv.Itoa(int(mib/1024)) + "GiB"
	}
	return strconv.Itoa(int(mib)) + "MiB"
}

// parseLatency reads a distribution of durations as sim.ParseDist spells it.
func parseLatency(text string) (sim.Dist, error) {
	d, err := sim.ParseDist(text)
	if err != nil {
		return sim.Dist{}, err
	}
	if d.Mean() < 0 || d.Mean() > longest {
		return sim.Dist{}, fmt.Errorf("%q: expected a mean from 0s to %v", text, longest)
	}
	return d, nil
}

// parseDelay reads a fixed duration.
func parseDelay(text string) (time.Duration, error) {
	d, err := time.ParseDuration(text)
	if err != nil || d < 0 || d > longest {
		return 0, fmt.Errorf("%q: expected a duration from 0s to %v, such as 500us", text, longest)
	}
	return d, nil
}

func formatDelay(d time.Duration) string { return sim.Const(d).String() }

// parseOneOf reads one of a few words.
func parseOneOf(words ...string) func(string) (string, error) {
	return func(text string) (string, error) {
		for _, w := range words {
			if text == w {
				return text, nil
			}
		}
		return "", fmt.Errorf("%q: expected one of %s%s", text, strings.Join(words, ", "), names.Suggest(text, words))
	}
}

var policyText = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*(,[a-z0-9_-]+=[^,=\s]+)*$`)

// parsePolicy checks the form of a policy with parameters; whether it exists is
// known to the packages of policies alone.
func parsePolicy(text string) (string, error) {
	if !policyText.MatchString(text) {
		return "", fmt.Errorf("%q: expected a policy such as ttl,keep=10m", text)
	}
	return text, nil
}

func formatWord(text string) string { return text }

func formatLatency(d sim.Dist) string { return d.String() }
