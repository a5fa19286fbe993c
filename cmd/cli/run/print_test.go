package run

import (
	"strings"
	"testing"

	"thaw/experiments/results"
	"thaw/models/outcome"
)

// rowsOf makes the rows of a policy set, one a seed, of given mean latencies.
func rowsOf(policy string, latencies ...float64) []results.Row {
	var rows []results.Row
	for i, ms := range latencies {
		rows = append(rows, results.Row{Policy: policy, Seed: int64(i + 1),
			Summary: outcome.Summary{Invocations: 1000, ColdStartRatio: ms / 1000, LatencyMsMean: ms,
				LatencyMsP99: 500, Evictions: 12345}})
	}
	return rows
}

func linesOf(t *testing.T, sets ...[]results.Row) []*resultLine {
	t.Helper()
	var all []results.Row
	for _, rows := range sets {
		all = append(all, rows...)
	}
	lines, err := resultLines(all)
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

// The best policy set comes first and is marked; over seeds a cell is the mean
// with the half-width of Student's 95% interval: for 8, 10 and 12 that is
// 4.303 · 2 ÷ √3 = 4.97 (t of 2 degrees from the tables).
func TestComparisonTable(t *testing.T) {
	got := comparison(linesOf(t, rowsOf("slow", 18, 20, 22), rowsOf("quick", 8, 10, 12)))
	want := strings.Join([]string{
		"POLICY  COLD          FN COLD  LATENCY        P99  SLOWDOWN  QUEUED  EVICTED  USED   IDLE",
		"           %         % median  ms mean         ms       p99                    GiB  GiB·s",
		"quick   1.00 ±0.50*         0     10.0 ±5.0*  500         0       0   12,345     0      0",
		"slow    2.00 ±0.50          0     20.0 ±5.0   500         0       0   12,345     0      0",
		""}, "\n")
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// The difference is paired: what all policies share of a seed does not blur it.
// The differences below are 1, 2 and 3, mean 2 ± 4.303 · 1 ÷ √3 = 2.48.
func TestConclusion(t *testing.T) {
	for _, c := range []struct {
		name  string
		lines []*resultLine
		want  []string
	}{
		{"one", linesOf(t, rowsOf("a", 1, 2)), nil},
		{"one seed", linesOf(t, rowsOf("a", 4), rowsOf("b", 5), rowsOf("c", 8)),
			[]string{"Lowest mean latency: a with 4.00 ms, 20% less than b, 50% less than c.\n"}},
		{"almost all", linesOf(t, rowsOf("a", 3), rowsOf("b", 1000)),
			[]string{"Lowest mean latency: a with 3.00 ms, 99.7% less than b.\n"}},
		{"noise", linesOf(t, rowsOf("a", 100, 500, 900), rowsOf("b", 101, 502, 903)),
			[]string{"0.4% less than b.\n", "paired by seed, is 2 ± 2.5 ms (95%): no more than chance with these " +
				"seeds.\n"}},
		{"paired", linesOf(t, rowsOf("a", 100, 500, 900), rowsOf("b", 110, 510, 911)),
			[]string{"2% less than b.\n", "paired by seed, is 10.3 ± 1.4 ms (95%).\n"}},
		{"constant", linesOf(t, rowsOf("a", 1, 2), rowsOf("b", 4, 5)),
			[]string{"67% less than b.\n", "The difference to the next is 3 ms under every seed.\n"}},
		{"equal", linesOf(t, rowsOf("a", 4, 5), rowsOf("b", 4, 5)), []string{"with 4.50 ms, the same as b.\n"}},
	} {
		got := conclusion(c.lines)
		for _, part := range c.want {
			if !strings.Contains(got, part) {
				t.Errorf("%s: %q lacks %q", c.name, got, part)
			}
		}
		if (got == "") != (c.want == nil) ||
			strings.Count(got, "\n") != strings.Count(strings.Join(c.want, ""), "\n") {
			t.Errorf("%s: %q", c.name, got)
		}
	}
}

// Does an oracle win nothing, whatever its numbers are?
func TestOraclesAreBounds(t *testing.T) {
	best := rowsOf("first-fit+clairvoyant,worth=30", 1, 2)
	for i := range best {
		best[i].KeepAlive = "clairvoyant,worth=30"
	}
	lines := linesOf(t, best, rowsOf("a", 4, 5), rowsOf("b", 6, 9))
	want := "Lowest mean latency: a with 4.50 ms, 40% less than b.\n"
	if got := conclusion(lines); !strings.HasPrefix(got, want) || !strings.HasSuffix(got,
		"\nBounds, which know the future and no platform can run: first-fit+clairvoyant,worth=30 (1.50 ms).\n") {
		t.Errorf("got %q", got)
	}
	for _, line := range strings.Split(comparison(lines), "\n") {
		if marked := strings.Contains(line, "*"); marked != strings.HasPrefix(line, "a ") {
			t.Errorf("%q: marked %v", line, marked)
		}
	}
}

// A column shows its smallest number with three digits.
func TestDecimals(t *testing.T) {
	for _, c := range []struct {
		column    resultColumn
		means     []float64
		intervals bool
		want      int
	}{
		{resultColumn{}, []float64{0.0123, 400}, false, 3},
		{resultColumn{}, []float64{1.5, 400}, false, 2},
		{resultColumn{}, []float64{12.5, 0}, false, 1},
		{resultColumn{}, []float64{123.4, 5000.2}, false, 0},
		{resultColumn{}, []float64{5, 7}, false, 0},
		{resultColumn{}, []float64{5, 7}, true, 2},
		{resultColumn{}, []float64{0, 0}, true, 0},
		{resultColumn{whole: true}, []float64{1.5}, true, 0},
	} {
		if got := decimalsOf(c.column, c.means, c.intervals); got != c.want {
			t.Errorf("decimals of %v = %d, want %d", c.means, got, c.want)
		}
	}
}
