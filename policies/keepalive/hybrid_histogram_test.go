package keepalive_test

import (
	"math"
	"testing"
	"time"

	"thaw/models/cluster"
	"thaw/models/forecast"
	"thaw/sim"
)

// Does the hybrid histogram decide what a list of all idle times says, with either test
// of it, whatever runs at once and whichever invokers come and go?
func TestHybridHistogramKnowsAllIdleTimes(t *testing.T) {
	for _, c := range []struct {
		text       string
		bins       int
		head, tail int
		cv         float64
		iat        bool
	}{
		{"hybrid-histogram", 240, 5, 99, 2, false},
		{"hybrid-histogram,test=iat", 240, 5, 99, 2, true},
		{"hybrid-histogram,range=30m,head=40,tail=80,cv=1", 30, 40, 80, 1, false},
	} {
		kinds := remember(t, c.text, 60, func(m *remembers, id cluster.ContainerID, _ sim.Time) cluster.Lease {
			u := m.view.UnitOf(id)
			_, used := m.used[m.view.Serial(id)]
			in, out := minutes(m.idles[u], c.bins)
			ahead, keep := time.Duration(0), time.Duration(c.bins)*time.Minute
			mean, variance := 0.0, 0.0
			counts := make([]float64, c.bins)
			for _, x := range in {
				counts[x]++
				mean += float64(x) / float64(len(in))
			}
			for _, x := range in {
				variance += (float64(x) - mean) * (float64(x) - mean) / float64(len(in))
			}
			perBin, spread := float64(len(in))/float64(c.bins), 0.0
			for _, n := range counts {
				spread += (n - perBin) * (n - perBin) / float64(c.bins)
			}
			telling := len(in) > 0 && math.Sqrt(spread)/perBin >= c.cv-1e-9
			if c.iat {
				telling = len(in) > 1 && variance <= c.cv*mean+1e-9
			}
			switch {
			case len(in)+out > 0 && 2*out >= len(in)+out:
				next := foretold(m.idles[u])
				if next <= 0 {
					break
				}
				ahead, keep = next/100*85, next/100*30
			case telling:
				ahead = time.Duration(quantile(in, max(1, (len(in)*c.head+99)/100))) * time.Minute * 9 / 10
				keep = time.Duration(quantile(in, (len(in)*c.tail+99)/100)+1)*time.Minute*11/10 - ahead
			}
			switch {
			case !used || ahead == 0:
				return cluster.Lease{Keep: keep}
			case m.busy(u):
				return cluster.Lease{}
			}
			return cluster.Lease{Prewarm: ahead}
		})
		for _, kind := range []string{"ahead", "kept"} {
			if kinds[kind] < 100 {
				t.Errorf("%s: %v: the worlds test too little", c.text, kinds)
			}
		}
	}
}

// foretold is what an autoregression of the last ten idle times expects next.
func foretold(idles []time.Duration) time.Duration {
	var last []float64
	for _, x := range idles[max(0, len(idles)-10):] {
		last = append(last, float64(x))
	}
	fit, err := forecast.FitAR(last, 0, 10)
	if err != nil {
		return 0
	}
	return time.Duration(fit.Next(last))
}
