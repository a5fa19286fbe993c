package policies

import (
	"math"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// Parsers of parameter values. Each sets v and returns the value's size in the unit
// of its kind. ok is false if the text is not of the kind.

func setDuration(v reflect.Value, text string) (float64, bool) {
	d, err := time.ParseDuration(text)
	v.SetInt(int64(d))
	return float64(d), err == nil
}

func setInt(v reflect.Value, text string) (float64, bool) {
	n, err := strconv.ParseInt(text, 10, 0)
	v.SetInt(n)
	return float64(n), err == nil
}

func setFloat(v reflect.Value, text string) (float64, bool) {
	x, err := strconv.ParseFloat(text, 64)
	v.SetFloat(x + 0) // no negative zero, which would be a second name of zero
	return x, err == nil && !math.IsNaN(x) && !math.IsInf(x, 0) && !strings.ContainsAny(text, "xX_")
}

func setBool(v reflect.Value, text string) (float64, bool) {
	v.SetBool(text == "true")
	return 0, text == "true" || text == "false"
}

// setMiB takes whole amounts in MiB or GiB that fit an invoker's counters.
func setMiB(v reflect.Value, text string) (float64, bool) {
	digits, unit := text, int64(0)
	switch {
	case strings.HasSuffix(text, "MiB"):
		digits, unit = strings.TrimSuffix(text, "MiB"), 1
	case strings.HasSuffix(text, "GiB"):
		digits, unit = strings.TrimSuffix(text, "GiB"), 1024
	}
	n, err := strconv.ParseInt(digits, 10, 32)
	if err != nil || unit == 0 || n*unit > math.MaxInt32 || n < 0 {
		return 0, false
	}
	v.SetInt(n * unit)
	return float64(n * unit), true
}

// FormatDuration writes d without the zero units that time.Duration prints:
// 10m rather than 10m0s.
func FormatDuration(d time.Duration) string {
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}
