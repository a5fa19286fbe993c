package keepalive_test

import (
	"testing"
	"time"

	"thaw/models/cluster"
	"thaw/sim"
)

// Does a function's container stay for the quantile of its idle times, whatever its bins?
func TestTTLPerFunctionIsAQuantile(t *testing.T) {
	for _, c := range []struct {
		text             string
		q                int
		least, most, fix time.Duration
		after            int
	}{
		{"ttl-per-function", 990, time.Minute, 4 * time.Hour, 10 * time.Minute, 10},
		{"ttl-per-function,quantile=0.5,min=7ms,max=24h,default=1s,after=1", 500, 7 * time.Millisecond,
			24 * time.Hour, time.Second, 1},
		{"ttl-per-function,quantile=1,min=10s,max=10s,after=3", 1000, 10 * time.Second,
			10 * time.Second, 10 * time.Minute, 3},
	} {
		remember(t, c.text, 60, func(m *remembers, id cluster.ContainerID, _ sim.Time) cluster.Lease {
			idles := m.idles[m.view.UnitOf(id)]
			if len(idles) < c.after {
				return cluster.Lease{Keep: c.fix}
			}
			x := quantile(idles, (len(idles)*c.q+999)/1000)
			for octave := 0; ; octave++ {
				for eighth := range 8 {
					if edge := c.least * time.Duration(8+eighth) << octave / 8; edge >= x || edge >= c.most {
						return cluster.Lease{Keep: min(edge, c.most)}
					}
				}
			}
		})
	}
}
