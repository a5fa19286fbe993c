package plots

import (
	"math"
	"strings"
	"testing"

	"gonum.org/v1/plot/vg"
)

func labels(ticks []tick) string {
	var out []string
	for _, t := range ticks {
		if t.label != "" {
			out = append(out, t.label)
		}
	}
	return strings.Join(out, " | ")
}

// Which labels does a reader find on an axis that runs from lo to hi?
func TestLabelsOfAxes(t *testing.T) {
	for _, c := range []struct {
		lo, hi float64
		unit   Unit
		log    bool
		most   int
		want   string
	}{
		{1, 10_000, Milliseconds, true, 9, "1 ms | 10 ms | 100 ms | 1 s | 10 s"},
		{0.5, 5000, Milliseconds, true, 9, "1 ms | 10 ms | 100 ms | 1 s"},
		{0.01, 100_000, Milliseconds, true, 9, "10 µs | 100 µs | 1 ms | 10 ms | 100 ms | 1 s | 10 s | 100 s"},
		{0.01, 100_000, Milliseconds, true, 5, "1 ms | 1 s"},
		{1, 100, Milliseconds, true, 9, "1 ms | 10 ms | 100 ms"},
		{0.2, 5, Milliseconds, true, 9, "200 µs | 500 µs | 1 ms | 2 ms | 5 ms"},
		{5, 10, Milliseconds, true, 9, "5 ms | 6 ms | 7 ms | 8 ms | 9 ms | 10 ms"},
		{0.00001, 1, Share, true, 9, "0.001% | 0.01% | 0.1% | 1% | 10% | 100%"},
		{1, 1e6, Plain, true, 9, "1 | 10 | 100 | 1000 | 10 k | 100 k | 1 M"},
		{64, 16384, MiB, true, 9, "64 MiB | 128 MiB | 256 MiB | 512 MiB | 1 GiB | 2 GiB | 4 GiB | 8 GiB | 16 GiB"},
		{1.1, 1.9, Plain, true, 9, "1.1 | 1.9"},
		{0, 1, Share, false, 5, "0% | 20% | 40% | 60% | 80% | 100%"},
		{0, 0.05, Share, false, 5, "0% | 1% | 2% | 3% | 4% | 5%"},
		{0, 0.005, Share, false, 5, "0.0% | 0.1% | 0.2% | 0.3% | 0.4% | 0.5%"},
		{-20, 40, Plain, false, 5, "−20 | 0 | 20 | 40"},
		{0, 86_400, Seconds, false, 5, "0 | 6 | 12 | 18 | 24"},
		{0, 3600, Seconds, false, 5, "0 | 15 | 30 | 45 | 60"},
		{0, 600, Seconds, false, 5, "0 | 2 | 4 | 6 | 8 | 10"},
		{0, 90, Seconds, false, 5, "0 | 20 | 40 | 60 | 80"},
		{0, 1500, Milliseconds, false, 5, "0 | 500 | 1000 | 1500"},
		{0, 8192, MiB, false, 5, "0 | 2 | 4 | 6 | 8"},
		{0, 40_000, Plain, false, 5, "0 | 10 | 20 | 30 | 40"},
	} {
		got := ""
		if c.log {
			got = labels(logTicks(c.lo, c.hi, c.unit, c.most))
		} else {
			got = labels(linearTicks(c.lo, c.hi, c.unit, c.most))
		}
		if got != c.want {
			t.Errorf("%v to %v %s, log %v, at most %d:\n got %s\nwant %s", c.lo, c.hi, c.unit, c.log, c.most, got,
				c.want)
		}
	}
}

// Does the axis say the unit that its ticks leave out?
func TestAxisTitle(t *testing.T) {
	for _, c := range []struct {
		a    Axis
		want string
	}{
		{FitAxis("mean latency", Milliseconds, false, 0, 900), "mean latency (ms)"},
		{FitAxis("mean latency", Milliseconds, false, 0, 9000), "mean latency (s)"},
		{FitAxis("mean latency", Milliseconds, false, 0, 0.02), "mean latency (µs)"},
		{FitAxis("mean latency", Milliseconds, true, 1, 9000), "mean latency"},
		{FitAxis("memory", MiB, false, 0, 20_000), "memory (GiB)"},
		{ExactAxis("time", Seconds, 0, 7200), "time (min)"},
		{ExactAxis("time", Seconds, 0, 86_400), "time (h)"},
		{FitAxis("throughput", Plain, false, 0, 14e6), "throughput (millions)"},
		{FitAxis("share", Share, false, 0, 1), "share"},
	} {
		c.a.layTicks(200, func(string) vg.Length { return 1 })
		if got := c.a.title(); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

// Do linear axes hold their data and begin at zero where that is near? Do they leave little of the
// panel empty, without being cut at the data where a label is near?
func TestLinearAxesAreFull(t *testing.T) {
	for _, u := range []Unit{Plain, Milliseconds, Seconds, Share, MiB} {
		for hi := 0.0013; hi < 1e7; hi *= 1.37 {
			a := FitAxis("", u, false, 0, hi)
			a.layTicks(1000, func(string) vg.Length { return 1 })
			first, last := a.ticks[0].at, a.ticks[len(a.ticks)-1].at
			if a.Min != 0 || a.Max < hi || math.Abs(first) > 1e-12 || last > a.Max*(1+1e-9) ||
				a.Max-hi > mostIdle*a.Max*(1+1e-9) && u != Seconds {
				t.Errorf("%s up to %v: axis from %v to %v, labels %s", u, hi, a.Min, a.Max, labels(a.ticks))
			}
			if n := len(a.ticks); n < 3 || n > 8 {
				t.Errorf("%s up to %v: %d labels: %s", u, hi, n, labels(a.ticks))
			}
		}
	}
}

// How is a value written behind a bar?
func TestWrittenValues(t *testing.T) {
	for _, c := range []struct {
		v    float64
		u    Unit
		want string
	}{
		{0, Milliseconds, "0 ms"}, {0.0005, Milliseconds, "500 ns"}, {0.25, Milliseconds, "250 µs"}, {1,
			Milliseconds, "1 ms"},
		{999.4, Milliseconds, "999 ms"}, {1125, Milliseconds, "1.12 s"}, {90_000, Milliseconds, "90 s"},
		{0.0123, Share, "1.23%"}, {0.000012, Share, "0.0012%"}, {1, Share, "100%"}, {-0.2, Share, "−20%"},
		{512, MiB, "512 MiB"}, {1536, MiB, "1.5 GiB"}, {3 << 20, MiB, "3 TiB"},
		{12, Plain, "12"}, {9999, Plain, "9999"}, {12_345, Plain, "12.3 k"}, {14e6, Plain, "14 M"}, {0.9e9, Plain,
			"900 M"},
		{90, Seconds, "90 s"}, {60, Seconds, "1 min"}, {3600, Seconds, "1 h"}, {5400, Seconds, "90 min"}, {300,
			Seconds, "5 min"}, {6 * 3600, Seconds, "6 h"},
	} {
		if got := c.u.Text(c.v); got != c.want {
			t.Errorf("%v %s: got %q, want %q", c.v, c.u, got, c.want)
		}
	}
}
