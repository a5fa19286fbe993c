package sim

import (
	"testing"
	"time"
)

// Is the mean wait over all requests that came, those that still wait or are being
// served included? A link issues a request a second: the first waits 0 s, the
// second 1 s, the third 2 s, and each then takes 10 s alone.
func TestMeanWaitCountsThoseThatWait(t *testing.T) {
	l := mustLink(t, LinkConfig{Capacity: 100, IOPS: 1})
	for id := range uint32(3) {
		l.Start(id, 1000, 0)
	}
	for _, c := range []struct {
		at       Time
		finished uint64
		mean     time.Duration
	}{
		{Second / 2, 0, time.Second / 3}, // two have waited half a second each
		{2 * Second, 0, time.Second},     // 0 + 1 + 2, over three
		{40 * Second, 3, time.Second},
	} {
		for at, ok := l.Next(); ok && at <= c.at; at, ok = l.Next() {
			l.Finish(at)
		}
		u := l.Usage(c.at)
		if off := u.MeanWait - c.mean; u.Requests != 3 || u.Finished != c.finished || off < -1 || off > 1 {
			t.Errorf("at %d s: %+v, expected %d of 3 finished and a mean wait of %v", c.at/Second, u, c.finished,
				c.mean)
		}
	}
}
