package synthetic

import (
	"math"
	"os"
	"strings"
	"testing"

	"thaw/traces/stats"
)

// The tolerance: three points (figures are read to about one, a day is not 14),
// and two standard errors of a share of so many functions or apps.
//
// Not every row within it is a prediction. Popularity, app sizes, triggers and
// memory enter the generator as published; CVs and durations were fitted to
// figures 6 and 7 (see published.Azure); only the rates, popularity and CVs of
// apps of all kinds follow from the rest.
const shareTolerance = 0.03

// knownGaps lists the published points that a generated day is known to miss:
// by how much at most, and why. A gap that closes fails the test of the full
// size, so that it is taken off the list.
var knownGaps = map[string]struct {
	most float64
	why  string
}{
	"functions invoked at most: once a day": {0.06,
		"rates are the published averages of 14 days; on one day functions of 1 to 3 a day often run once or " +
			"not at all"},
	"functions of an app: share of apps: invocations of apps with 1": {0.25,
		"rates are independent of an app's size, and a handful of functions decides"},
	"popularity: share of invocations: top 0.1% of apps": {0.12,
		"the published apps of the head have several popular functions; here functions are independent"},
	"CV of inter-arrival times, apps: all: 0": {0.09,
		"figure 6 is not a mix of its own classes by their shares of apps: it has more timers among what is measured"},
	"CV of inter-arrival times, apps: all: at most 1": {0.12, "as at CV 0"},
	"CV of inter-arrival times, apps: all: at most 2": {0.12, "as at CV 0"},
	"CV of inter-arrival times, apps: at least one timer: 0": {0.12,
		"in an app with timers and others the others blur the timer: rates of an app's functions are " +
			"independent here"},
	"CV of inter-arrival times, apps: at least one timer: at most 1": {0.09, "as at CV 0"},
	"longest duration of a function, at most: 1s": {0.10,
		"a function's durations have one log-normal spread; the real ones have rare long outliers as well"},
	"memory of an app, at most: 120 MB": {0.05,
		"the Burr fit, recalled from the same paper, is off its figure here"},
	"memory of an app, at most: 200 MB":   {0.05, "as at 120 MB"},
	"apps invoked at most: once in 5 min": {0.06, "rates are independent of an app's size"},
}

// Does a generated day meet what is published of the Azure workload? With
// THAW_LONG set it has 20,000 functions and 360 million invocations and takes a
// quarter of a minute, otherwise 5,000 functions.
func TestMeetsThePublishedPoints(t *testing.T) {
	full := os.Getenv("THAW_LONG") != ""
	spec := "synthetic,functions=5000"
	if full {
		spec = "synthetic,functions=20000"
	} else if testing.Short() {
		t.Skip("generates a day of 5,000 functions")
	}
	src, err := mustOpen(t, spec).Source(1)
	if err != nil {
		t.Fatal(err)
	}
	s, err := stats.Of(src)
	if err != nil {
		t.Fatal(err)
	}
	s.Name = spec
	table := stats.Compare(s)
	t.Logf("\n%s", table)
	known := map[string]bool{}
	for _, r := range table.Rows {
		if math.IsNaN(r.Published) || math.IsNaN(r.Values[0]) {
			continue
		}
		key := r.Section + ": " + r.Name
		off := math.Abs(r.Values[0] - r.Published)
		tolerance := shareTolerance + 2*math.Sqrt(r.Published*(1-r.Published)/populationOf(s, &r))
		gap, isGap := knownGaps[key]
		known[key] = true
		switch {
		case isGap && off > gap.most+tolerance-shareTolerance:
			t.Errorf("known gap %s: %.1f%%, published %.1f%%: more than %.0f points off", key, 100*r.Values[0],
				100*r.Published, 100*gap.most)
		case isGap && off <= shareTolerance && full:
			t.Errorf("known gap %s: %.1f%%, published %.1f%%: it has closed, take it off the list", key,
				100*r.Values[0],
				100*r.Published)
		case isGap:
			t.Logf("known gap: %s: %.1f%%, published %.1f%%: %s", key, 100*r.Values[0], 100*r.Published, gap.why)
		case off > tolerance:
			t.Errorf("%s: %.1f%%, published %.1f%%, tolerance %.1f points", key, 100*r.Values[0], 100*r.Published,
				100*tolerance)
		}
	}
	for key := range knownGaps {
		if !known[key] {
			t.Errorf("known gap %q is not a row of the table", key)
		}
	}
	if len(known) < 60 {
		t.Errorf("only %d published points were compared", len(known))
	}
}

// populationOf returns of how many things a row is a share.
func populationOf(s *stats.Summary, r *stats.Row) float64 {
	if class, _, ok := strings.Cut(r.Name, ":"); ok && strings.HasPrefix(r.Section, "CV ") {
		for _, c := range s.AppCV {
			if c.Class == class {
				return float64(c.Count)
			}
		}
	}
	switch {
	case strings.Contains(r.Section, "share of invocations"):
		return 1000 // a few functions decide; a point and a half
	case strings.Contains(r.Section, " app"), strings.HasPrefix(r.Section, "apps"):
		return float64(s.Apps)
	}
	return float64(s.Functions)
}
