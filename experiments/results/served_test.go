package results

import (
	"strings"
	"testing"
)

// Does a warning come above 1% of rejected or unfinished invocations and not at 1%, also
// where one seed of many has them all, with number and share, and without calling 100%
// what is less?
func TestNotServed(t *testing.T) {
	row := func(seed, all, rejected, unfinished int64) *Row {
		r := &Row{Seed: seed}
		r.Invocations, r.Rejected, r.Unfinished = all, rejected, unfinished
		return r
	}
	lost := row(1, 1000, 0, 5)
	lost.Failed, lost.TimedOut = 8, 4
	for _, c := range []struct {
		name           string
		rows           []*Row
		replay, search string
	}{
		{"all served", []*Row{row(1, 1000, 0, 0)}, "", ""},
		{"one percent", []*Row{row(1, 1000, 4, 6)}, "", ""},
		{"above", []*Row{row(1, 1000, 0, 11)}, "1.1% of 1000 invocations were not served (0 rejected, 11 unfinished): " +
			"latencies are of the others alone", ""},
		{"rejected", []*Row{row(1, 1000, 20, 11)}, "3.1% of 1000 invocations were not served (20 rejected, 11 " +
			"unfinished): latencies are of the others alone", "2% of 1000 invocations were not served (20 rejected, 0 " +
			"unfinished): latencies are of the others alone"},
		{"one seed of three", []*Row{row(1, 1000, 0, 0), row(2, 1000, 0, 15), row(3, 1000, 0, 0)}, "0.5% of 3000 " +
			"invocations were not served (0 rejected, 15 unfinished), 1.5% under seed 2: latencies are of the others " +
			"alone", ""},
		{"a run that is not there", []*Row{nil, row(2, 100, 50, 50)}, "100% of 100 invocations were not served (50 " +
			"rejected, 50 unfinished): no latency was measured", "50% of 100 invocations were not served (50 rejected, " +
			"0 unfinished): latencies are of the others alone"},
		{"all but one", []*Row{row(1, 1_000_000, 999_999, 0)}, "over 99.9% of 1000000 invocations", "over 99.9% of"},
		{"failed", []*Row{lost}, "1.7% of 1000 invocations were not served (0 rejected, 5 unfinished, 8 failed, 4 timed " +
			"out): latencies are of the others alone", "1.2% of 1000 invocations were not served (0 rejected, 0 " +
			"unfinished, 8 failed, 4 timed out): latencies"},
		{"no run", []*Row{nil, nil}, "", ""},
	} {
		for what, got := range map[string][2]string{
			"replay": {NotServed(c.rows), c.replay}, "search": {NotServedBySearch(c.rows), c.search},
		} {
			if got[1] == "" && got[0] != "" || !strings.HasPrefix(got[0], got[1]) {
				t.Errorf("%s, %s: %q, expected %q", c.name, what, got[0], got[1])
			}
		}
	}
}
