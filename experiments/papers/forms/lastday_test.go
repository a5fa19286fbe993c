package forms

import (
	"path/filepath"
	"testing"

	"thaw/experiments/results"
	"thaw/models/outcome"
)

// Are the metrics of the last day those of its 86,400 seconds alone, of the platform as a whole? A run
// that is shorter than a day is its last day.
func TestLastDayIsTheLast24Hours(t *testing.T) {
	const day = 86_400
	for _, c := range []struct {
		seconds    int64
		cold, idle float64
	}{{2*day + 10, 0.25, 300}, {10, 0.5, 100}} {
		path := filepath.Join(t.TempDir(), results.TimelineName)
		file, err := results.CreateTimeline(path, results.Stamp{})
		if err != nil {
			t.Fatal(err)
		}
		for s := range c.seconds {
			row := outcome.Second{Second: s, Invoker: -1, Invocations: 4, ColdStarts: 2, UsedMiB: 500, ActiveMiB: 400}
			if c.seconds > day && s >= c.seconds-day {
				row.ColdStarts, row.ActiveMiB = 1, 200
			}
			one := row
			one.Invoker = 0
			if err := file.Seconds([]outcome.Second{one, row}); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := file.Finish(true); err != nil {
			t.Fatal(err)
		}
		got, err := LastDay(path)
		if err != nil {
			t.Fatal(err)
		}
		if got["cold_ratio_last_day"] != c.cold || got["idle_mib_last_day"] != c.idle {
			t.Errorf("%d seconds: %v, expected %v and %v", c.seconds, got, c.cold, c.idle)
		}
	}
}
