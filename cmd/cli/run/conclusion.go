package run

import (
	"fmt"
	"slices"
	"strings"

	"thaw/cmd/cli/table"
	"thaw/experiments/paired"
	"thaw/experiments/results"
)

// oracle reports whether the policy set knows the future.
func (l *resultLine) oracle() bool { return isOracle(l.rows[0]) }

func isOracle(r *results.Row) bool {
	id := results.PolicyID{KeepAlive: r.KeepAlive}
	return id.Oracle()
}

// conclusion says which policy set has the lowest mean latency, by how much,
// and whether the seeds bear it out: differences are paired by seed, because
// all policy sets see the same arrivals and durations under a seed. Oracles do not
// compete: no platform can run them.
func conclusion(all []*resultLine) string {
	var lines []*resultLine
	var without, bounds []string
	for _, l := range all {
		switch {
		case slices.ContainsFunc(l.latency, results.IsMissing):
			without = append(without, l.policy)
		case l.oracle():
			bounds = append(bounds, fmt.Sprintf("%s (%s ms)", l.policy, table.Grouped(paired.Mean(l.latency), 2)))
		default:
			lines = append(lines, l)
		}
	}
	left := ""
	if len(bounds) > 0 && len(all) > 1 {
		left = fmt.Sprintf("Bounds, which know the future and no platform can run: %s.\n", strings.Join(bounds, ", "))
	}
	if len(without) > 0 && len(all) > 1 {
		left += fmt.Sprintf("Left out of the comparison by latency, since nothing completed under a seed: %s.\n",
			strings.Join(without, ", "))
	}
	if len(lines) < 2 {
		return left
	}
	first, next, last := lines[0], lines[1], lines[len(lines)-1]
	best := paired.Mean(first.latency)
	less := func(l *resultLine) string {
		mean := paired.Mean(l.latency)
		if mean == best {
			return "the same as"
		}
		percent := 100 * (1 - best/mean)
		if percent >= 99 { // two digits would round it to 1e+02
			return fmt.Sprintf("%.3g%% less than", percent)
		}
		return fmt.Sprintf("%.2g%% less than", percent)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "Lowest mean latency: %s with %s ms, %s %s",
		first.policy, table.Grouped(best, 2), less(next), next.policy)
	if last != next {
		fmt.Fprintf(&b, ", %s %s", less(last), last.policy)
	}
	b.WriteString(".\n")
	switch e := paired.Difference(next.latency, first.latency, 0.95); {
	case e.Method == paired.Constant && e.Value == 0: // said above
	case e.Method == paired.Constant:
		fmt.Fprintf(&b, "The difference to the next is %.3g ms under every seed.\n", e.Value)
	case e.Excludes(0):
		fmt.Fprintf(&b, "The difference to the next, paired by seed, is %.3g ± %.2g ms (95%%).\n",
			e.Value, (e.High-e.Low)/2)
	case e.HasInterval():
		fmt.Fprintf(&b, "The difference to the next, paired by seed, is %.3g ± %.2g ms (95%%): "+
			"no more than chance with these seeds.\n", e.Value, (e.High-e.Low)/2)
	}
	return b.String() + left
}
