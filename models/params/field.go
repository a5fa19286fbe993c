package params

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"time"

	"thaw/sim"
)

// Field binds one number to its place, its form and its name: what is listed can be set.
type Field struct {
	path, unit, what string
	value            func() string
	set              func(text string) error
	source           *string
	scaled           func(by float64) (text string, ok bool) // not ok: it is a word, or none
	most             string                                  // the greatest of a share; empty: no such bound
}

func bind[T any](path, unit, what string, at *Sourced[T], parse func(string) (T, error), format func(T) string) Field {
	return Field{path: path, unit: unit, what: what,
		value: func() string { return format(at.Value) },
		set: func(text string) error {
			v, err := parse(text)
			if err == nil {
				at.Value = v
			}
			return err
		},
		source: &at.Source,
		scaled: func(by float64) (string, bool) {
			v, ok := scaled(any(at.Value), by).(T)
			if !ok {
				return "", false
			}
			if x, some := any(v).(float64); some { // lists may round it
				return strconv.FormatFloat(x, 'g', -1, 64), true
			}
			return format(v), true
		},
	}
}

// scaled returns by times a number, of the same type; nil: it is none.
func scaled(v any, by float64) any {
	switch v := v.(type) {
	case time.Duration:
		return time.Duration(math.Round(by * float64(v)))
	case sim.Dist:
		return v.Scaled(by)
	case float64:
		return by * v
	case int:
		return int(math.Round(by * float64(v)))
	case int32:
		return int32(math.Round(by * float64(v)))
	case int64:
		return int64(math.Round(by * float64(v)))
	case uint64:
		return uint64(math.Round(by * float64(v)))
	}
	return nil
}

// Latency is a number that is a distribution of times.
func Latency(path, what string, at *Sourced[sim.Dist]) Field {
	return bind(path, "", what, at, parseLatency, formatLatency)
}

// Delay is a number that is a fixed time.
func Delay(path, what string, at *Sourced[time.Duration]) Field {
	return bind(path, "", what, at, parseDelay, time.Duration.String)
}

// Whole is a whole number in a unit, from least to most.
func Whole[T int | int64 | uint64](path, unit, what string, at *Sourced[T], least, most T) Field {
	format := func(n T) string { return fmt.Sprint(n) }
	return bind(path, unit, what, at, func(text string) (T, error) {
		var n T
		if _, err := fmt.Sscan(text, &n); err != nil || fmt.Sprint(n) != text || n < least || n > most {
			return 0, fmt.Errorf("%q: expected a whole number of %s from %d to %d", text, unit, least, most)
		}
		return n, nil
	}, format)
}

// KiB is a size of a whole number of KiB, from least to most.
func KiB(path, what string, at *Sourced[int], least, most int) Field {
	const unit = "KiB"
	format := func(n int) string { return strconv.Itoa(n) + unit }
	return bind(path, "", what, at, func(text string) (int, error) {
		var n int
		if _, err := fmt.Sscanf(text, "%d"+unit, &n); err != nil || format(n) != text || n < least || n > most {
			return 0, fmt.Errorf("%q: expected a size from %s to %s", text, format(least), format(most))
		}
		return n, nil
	}, format)
}

// Decimal is a decimal number in a unit, from least to most.
func Decimal(path, unit, what string, at *Sourced[float64], least, most float64) Field {
	kind := "a decimal number"
	if unit == shareUnit {
		kind = "a share"
	} else if unit != "" {
		kind += " of " + unit
	}
	return bind(path, unit, what, at, func(text string) (float64, error) {
		x, err := strconv.ParseFloat(text, 64)
		if err != nil || !(x >= least && x <= most) {
			return 0, fmt.Errorf("%q: expected %s from %g to %g", text, kind, least, most)
		}
		return x, nil
	}, func(x float64) string { return strconv.FormatFloat(x, 'g', 6, 64) })
}

// shareUnit is the unit of a part of one.
const shareUnit = "share"

// Share is a part of one.
func Share(path, what string, at *Sourced[float64]) Field {
	f := Decimal(path, shareUnit, what, at, 0, 1)
	f.most = "1"
	return f
}

// Group is the numbers of one thing, such as a disk: a run that reads one of them reads
// all.
type Group struct {
	Prefix string // of their paths, with the dot
	Fields []Field
	Check  func() error // what numbers that are each well-formed do not allow together; nil: nothing
}

// Numbers lists the numbers of the group.
func (g Group) Numbers() []Number {
	out := make([]Number, len(g.Fields))
	for i, f := range g.Fields {
		out[i] = Number{f.path, f.value(), f.unit, f.what, *f.source, true}
	}
	return out
}

// Has reports whether a change is of a number of the group.
func (g Group) Has(o Override) bool {
	return slices.ContainsFunc(g.Fields, func(f Field) bool { return f.path == o.Path })
}

// Set changes the number at a path if it is of the group, and returns the change. Check
// tells whether it goes with the others.
func (g Group) Set(path, value string) (change Override, found bool, err error) {
	for _, f := range g.Fields {
		if f.path != path {
			continue
		}
		change = Override{path, "", f.value(), *f.source}
		if err := f.set(value); err != nil {
			return change, true, fmt.Errorf("%s: %w", path, err)
		}
		*f.source, change.Value = SourceOverride, value // as it is typed: lists may round it
		return change, true, nil
	}
	return change, false, nil
}

// Path is that of the number.
func (f Field) Path() string { return f.path }

// Most is the greatest value of a share; empty: it is none.
func (f Field) Most() string { return f.most }

// Scaled returns by times the number as Set reads it, a distribution with all its times;
// not ok: it is a word.
func (f Field) Scaled(by float64) (text string, ok bool) { return f.scaled(by) }
