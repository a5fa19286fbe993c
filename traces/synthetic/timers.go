package synthetic

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"thaw/models/workload"
	"thaw/sim"
	"thaw/traces/minutes"
)

// Timer is a group of equal functions that are invoked at equal intervals, as litmus tests
// of caches are: nothing of them is drawn.
type Timer struct {
	Count    int // functions
	Memory   workload.MiB
	Every    time.Duration // whole microseconds
	Duration time.Duration // of every invocation
	Longest  time.Duration // that the table tells; 0: Duration
	First    time.Duration // the first arrival, before Every; whole microseconds
}

// timersHelp documents the key timers.
const timersHelp = "groups of functions, joined by +, each [Nx]MEMORY/EVERY/DURATION[/LONGEST][@FIRST]: N functions " +
	"(1) that book MEMORY, such as 300MiB, and are invoked at FIRST (0s) and then every EVERY for DURATION; LONGEST " +
	"is the longest duration that policies are told of"

// groups reads groups of functions, joined by +, and counts their functions.
func groups[T any](p *parser, key, value string, parse func(string) (T, error),
	count func(*T) int) (all []T, functions int) {
	for _, part := range strings.Split(value, "+") {
		g, err := parse(part)
		if err != nil {
			p.fail(part, "%s: %q: %v", key, part, err)
			continue
		}
		all = append(all, g)
		functions += count(&g)
	}
	return all, functions
}

// parseTimer reads one group.
func parseTimer(text string) (t Timer, err error) {
	text, first, late := strings.Cut(text, "@")
	var times []string
	if t.Count, t.Memory, times, err = parseGroup(text); err != nil {
		return t, err
	}
	if len(times) < 2 || len(times) > 3 {
		return t, fmt.Errorf("expected MEMORY/EVERY/DURATION and perhaps /LONGEST, such as 300MiB/500ms/100ms/300ms")
	}
	into := []*time.Duration{&t.Every, &t.Duration, &t.Longest}
	if late {
		into, times = append(into[:len(times)], &t.First), append(times, first)
	}
	return t, parseTimes(times, into...)
}

// parseGroup reads [Nx]MEMORY/TIME/..., a group of functions.
func parseGroup(text string) (count int, memory workload.MiB, times []string, err error) {
	count = 1
	if n, rest, ok := strings.Cut(text, "x"); ok {
		v, err := strconv.ParseInt(n, 10, 32)
		if err != nil || v < 1 || v > maxFunctions {
			return 0, 0, nil, fmt.Errorf("%q functions, expected 1 to %d", n, maxFunctions)
		}
		count, text = int(v), rest
	}
	fields := strings.Split(text, "/")
	mib, ok := strings.CutSuffix(fields[0], "MiB")
	v, err := strconv.ParseInt(mib, 10, 32)
	if !ok || err != nil || v < 1 {
		return 0, 0, nil, fmt.Errorf("memory of %q, expected MiB such as 300MiB", fields[0])
	}
	return count, workload.MiB(v), fields[1:], nil
}

// parseTimes reads durations.
func parseTimes(texts []string, into ...*time.Duration) error {
	for i, text := range texts {
		d, err := time.ParseDuration(text)
		if err != nil || d < 0 || d > maxDuration {
			return fmt.Errorf("%q: expected a duration such as 500ms, up to %v", text, maxDuration)
		}
		*into[i] = d
	}
	return nil
}

// checkTimers returns what makes the groups impossible.
func (s *Spec) checkTimers() (errs []string) {
	if len(s.Timers) == 0 {
		return []string{"the timers model needs timers=MEMORY/EVERY/DURATION"}
	}
	for _, t := range s.Timers {
		wrong := func(so bool, format string, args ...any) {
			if so {
				errs = append(errs, timersText([]Timer{t})+": "+fmt.Sprintf(format, args...))
			}
		}
		wrong(t.Every < time.Microsecond || t.Every%time.Microsecond != 0,
			"every %v, expected whole microseconds", t.Every)
		wrong(t.First < 0 || t.First >= max(1, t.Every) || t.First%time.Microsecond != 0,
			"first at %v, expected whole microseconds below %v", t.First, t.Every)
		wrong(t.Duration < time.Nanosecond, "a duration of %v, expected more", t.Duration)
		wrong(t.Longest != 0 && t.Longest < t.Duration, "a longest duration of %v, expected at least %v", t.Longest,
			t.Duration)
	}
	return errs
}

// timed returns the number of invocations of the groups.
func (s *Spec) timed() float64 {
	n := 0.0
	for _, t := range s.Timers {
		if t.Every > 0 && t.First < s.Duration {
			n += float64(t.Count) * math.Ceil(float64(s.Duration-t.First)/float64(t.Every))
		}
	}
	return n
}

// timersText writes groups as a spec has them.
func timersText(timers []Timer) string {
	texts := make([]string, len(timers))
	for i, t := range timers {
		texts[i] = fmt.Sprintf("%dx%dMiB/%v/%v", t.Count, t.Memory, t.Every, t.Duration)
		if t.Longest > 0 {
			texts[i] += fmt.Sprintf("/%v", t.Longest)
		}
		if t.First > 0 {
			texts[i] += fmt.Sprintf("@%v", t.First)
		}
	}
	return strings.Join(texts, "+")
}

// shapeTimers makes the functions of the groups, each an app.
func (s *Trace) shapeTimers() {
	for _, t := range s.spec.Timers {
		for range t.Count {
			n := len(s.fns)
			app := fmt.Sprintf("a%05d", n)
			s.table.Apps = append(s.table.Apps, workload.App{Name: app, Memory: t.Memory})
			s.table.Functions = append(s.table.Functions, workload.Function{
				Name: fmt.Sprintf("%s/f%05d", app, n), Trigger: "timer", App: workload.AppID(n), Memory: t.Memory,
				MeanDuration: t.Duration, LongestDuration: max(t.Duration, t.Longest),
			})
			s.fns = append(s.fns, function{period: int64(t.Every), keep: math.MaxUint64, first: int64(t.First),
				flat: true})
		}
	}
}

// fixed reports whether every invocation of a function lasts equally long.
func (s *Spec) fixed() bool { return s.Model == timersModel || s.Model == renewalsModel }

// decodeFixed turns sorted keys into invocations whose durations are those of their functions.
func (x *source) decodeFixed(keys []uint64, dst []workload.Invocation) {
	base := x.minute*minuteNanos - int64(x.s.from)
	for i, k := range keys {
		fn := workload.FuncID(k >> minutes.RandomBits & (minutes.MaxFunctions - 1))
		dst[i] = workload.Invocation{Arrival: sim.Time(base + int64(k>>minutes.TimeShift)*1000),
			Duration: x.s.table.Functions[fn].MeanDuration, Function: fn}
	}
}
