package synthetic

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"thaw/sim"
)

// gaps returns the times between the arrivals of each function of a trace, in seconds.
func gaps(t *testing.T, s *Trace, seed uint64) [][]float64 {
	t.Helper()
	out, last := make([][]float64, len(s.Table().Functions)), map[int]sim.Time{}
	for _, in := range readAll(t, s, seed, 100) {
		fn := int(in.Function)
		if at, some := last[fn]; some {
			out[fn] = append(out[fn], in.Arrival.Sub(at).Seconds())
		}
		last[fn] = in.Arrival
	}
	return out
}

// Do the times between arrivals have the mean and the variation that the spec says, and
// do they not depend on each other?
func TestRenewalsHaveTheirMeanAndVariation(t *testing.T) {
	cvs := []float64{0, 0.006, 0.07, 0.58, 0.76, 1, 2}
	text := "synthetic,model=renewals,duration=10h,renewals="
	for i, cv := range cvs {
		text += fmt.Sprintf("%sf%d:64MiB/500ms~%v/14ms", strings.Repeat("+", min(i, 1)), i, cv)
	}
	s := mustOpen(t, text)
	for fn, gaps := range gaps(t, s, 3) {
		sum, square, next := 0.0, 0.0, 0.0
		for i, x := range gaps {
			sum, square = sum+x, square+x*x
			if i > 0 {
				next += (x - 0.5) * (gaps[i-1] - 0.5)
			}
		}
		n := float64(len(gaps))
		mean, cv := sum/n, math.Sqrt(max(0, square/n-sum/n*sum/n))/(sum/n)
		want := cvs[fn]
		noise := 4 * max(want, 1e-5) / math.Sqrt(n) // four standard errors
		if math.Abs(mean/0.5-1) > noise || math.Abs(cv-want) > 5*max(want, want*want)/math.Sqrt(n)*3+1e-5 {
			t.Errorf("function %d: %d gaps of mean %v and variation %v, want 0.5 and %v", fn, len(gaps), mean, cv, want)
		}
		if c := next / n / 0.25; math.Abs(c) > 5*want*want/math.Sqrt(n)+1e-9 {
			t.Errorf("function %d: a gap and the next vary together: %v", fn, c)
		}
	}
}

// Is the variation of 1 the Poisson process: is the share of seconds without an arrival the one
// that it has?
func TestRenewalsOfVariationOneArePoisson(t *testing.T) {
	s := mustOpen(t, "synthetic,model=renewals,renewals=64MiB/1s/14ms,duration=20h")
	seen := map[int64]bool{}
	for _, in := range readAll(t, s, 1, 100) {
		seen[int64(in.Arrival/sim.Second)] = true
	}
	seconds := 20 * 3600.0
	if got := 1 - float64(len(seen))/seconds; math.Abs(got-math.Exp(-1)) > 0.01 {
		t.Errorf("%v of the seconds are empty, want %v", got, math.Exp(-1))
	}
}

// Are there arrivals in the span of a burst and nowhere else, and what the trace says of its
// size?
func TestRenewalsKeepToTheirSpan(t *testing.T) {
	s := mustOpen(t, "synthetic,model=renewals,renewals=burst:3x64MiB/100ms~0/14ms@2m..3m+calm:32MiB/10s~0/1s/3s,duration=5m")
	count := map[int]int{}
	for _, in := range readAll(t, s, 9, 7) {
		fn := int(in.Function)
		count[fn]++
		if fn < 3 && (in.Arrival <= 120*sim.Second || in.Arrival >= 180*sim.Second) {
			t.Fatalf("an arrival of the burst at %v", in.Arrival)
		}
		if want := []time.Duration{14 * time.Millisecond, time.Second}[fn/3]; in.Duration != want {
			t.Fatalf("a duration of %v, want %v", in.Duration, want)
		}
	}
	if count[0] != 599 || count[2] != 599 || count[3] != 29 { // the first gap begins at FROM, TO is outside
		t.Errorf("arrivals by function: %v", count)
	}
	f := s.Table().Functions
	if f[1].Name != "a00001/burst-2" || f[3].Name != "a00003/calm" || f[3].Memory != 32 ||
		f[3].LongestDuration != 3*time.Second || f[0].LongestDuration != 14*time.Millisecond {
		t.Errorf("functions are %+v", f)
	}
	if s.Expected() != 3*600+30 {
		t.Errorf("%v invocations expected", s.Expected())
	}
	if n, _, _, _ := s.Extent(); n != 3*600+30 {
		t.Errorf("an extent of %d invocations", n)
	}
}

// Is a window the same arrivals as the whole trace, moved to zero?
func TestRenewalsInAWindow(t *testing.T) {
	const text = "synthetic,model=renewals,renewals=5x64MiB/700ms~0.6/14ms+64MiB/90ms/1ms@90s..150s,duration=6m"
	from, to := sim.Time(100*time.Second), sim.Time(200*time.Second)
	part, err := Open(text, Options{Start: 100 * time.Second, Length: 100 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	got := readAll(t, part, 4, 11)
	at := 0
	for _, in := range readAll(t, mustOpen(t, text), 4, 1000) {
		if in.Arrival < from || in.Arrival >= to {
			continue
		}
		in.Arrival -= from
		if at >= len(got) || got[at] != in {
			t.Fatalf("invocation %d of the window differs from %+v", at, in)
		}
		at++
	}
	if at != len(got) || at < 500 {
		t.Errorf("%d invocations in the window, %d in the whole trace", len(got), at)
	}
	if n, _, _, _ := part.Extent(); math.Abs(float64(n)-float64(at)) > 200 {
		t.Errorf("an extent of %d for %d invocations", n, at)
	}
}

// Does a wrong group name its mistake?
func TestMalformedRenewals(t *testing.T) {
	for groups, want := range map[string]string{
		"":                                "expected MEMORY/GAP/DURATION",
		"64MiB/1s":                        "expected MEMORY/GAP/DURATION",
		"64/1s/1s":                        "expected MiB such as 64MiB",
		"64MiB/1s~2x/1s":                  "", // the count is before the memory
		"64MiB/1s~-1/1s":                  "coefficient of variation",
		"64MiB/1s~11/1s":                  "expected 0 to 10",
		"Web:64MiB/1s/1s":                 "lower-case letters",
		"0x64MiB/1s/1s":                   "expected 1 to",
		"64MiB/1s/1s@1m":                  "expected a span such as 2m..3m",
		"64MiB/1s/1s@3m..2m":              "begins before it ends",
		"64MiB/1s/1s@48h..49h":            "before the trace's end",
		"64MiB/1s/2s/1s":                  "expected at least 2s",
		"64MiB/1ns/1s":                    "expected a microsecond at least",
		"64MiB/1s/0s":                     "expected more",
		"64MiB/1s/1s+64MiB/1s/soon":       `"soon": expected a duration`,
		"64MiB/1s/1s,timers=64MiB/1s/1s":  "timers is a key of the timers model",
		"64MiB/1s/1s,functions=3":         "functions is a key of the azure or poisson model",
		"64MiB/1us/1s+1000x64MiB/1us/1ms": "invocations a minute",
	} {
		_, err := Parse("synthetic,model=renewals,duration=1h,renewals=" + groups)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", groups, err, want)
		}
	}
	if _, err := Parse("synthetic,model=renewals"); err == nil || !strings.Contains(err.Error(), "needs renewals=") {
		t.Errorf("without groups: %v", err)
	}
}
