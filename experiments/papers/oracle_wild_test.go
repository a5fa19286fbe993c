package papers

import (
	"errors"
	"io"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"thaw/experiments"
	"thaw/models/workload"
	"thaw/sim"
	"thaw/traces"
)

// naiveApp is an app that is loaded once, whatever runs in it, with what is known of its idle times.
type naiveApp struct {
	busyUntil    sim.Time
	starts, cold float64
	bins         [240]int
	n, out       int
}

// windows are the pre-warm and the keep-alive window of the hybrid policy without its time series, in
// the words of docs/policies.md.
func (a *naiveApp) windows() (prewarm, keep time.Duration) {
	squares := 0
	for _, k := range a.bins {
		squares += k * k
	}
	if a.n == 0 || 2*a.out >= a.n+a.out || 240*squares < 5*a.n*a.n { // a coefficient of variation of 2
		return 0, 4 * time.Hour
	}
	percentile := func(p int) (minute int) {
		left := max(1, (a.n*p+99)/100)
		for left -= a.bins[0]; left > 0; left -= a.bins[minute] {
			minute++
		}
		return minute
	}
	prewarm = time.Duration(percentile(5)) * 9 * time.Minute / 10
	return prewarm, time.Duration(percentile(99)+1)*11*time.Minute/10 - prewarm
}

// invoked counts an invocation that comes at t and takes d.
func (a *naiveApp) invoked(t sim.Time, d time.Duration, windows func(*naiveApp) (prewarm, keep time.Duration)) {
	idle := t.Sub(a.busyUntil)
	switch {
	case a.starts == 0:
		a.cold++
	case idle <= 0:
		a.bins[0]++
		a.n++
	default:
		prewarm, keep := windows(a)
		if idle > prewarm+keep || prewarm > 0 && idle <= prewarm {
			a.cold++
		}
		if minute := int(idle / time.Minute); minute < len(a.bins) {
			a.bins[minute]++
			a.n++
		} else {
			a.out++
		}
	}
	a.starts++
	a.busyUntil = max(a.busyUntil, t.Add(d))
}

// Are the cold starts of apps those that their arrivals alone give? Each app is followed by itself, in
// the order of the trace, without containers, invokers and events.
func TestWildAgainstNaiveApps(t *testing.T) {
	p, err := Open(experiments.Thaw(), "serverless-in-the-wild", "")
	if err != nil {
		t.Fatal(err)
	}
	fixed := func(keep time.Duration) func(*naiveApp) (time.Duration, time.Duration) {
		return func(*naiveApp) (time.Duration, time.Duration) { return 0, keep }
	}
	r, err := p.Reproduce(t.Context(), Options{Workload: "generated", Figure: "time-series", Seeds: 1,
		Out: filepath.Join(t.TempDir(), "out")})
	if err != nil {
		t.Fatal(err)
	}
	for policy, windows := range map[string]func(*naiveApp) (time.Duration, time.Duration){
		"first-fit+ttl,keep=4h":                  fixed(4 * time.Hour),
		"first-fit+hybrid-histogram,forecast=no": (*naiveApp).windows,
	} {
		ratios := naiveRatios(t, r.Workload.Trace, windows)
		for metric, q := range map[string]float64{"app_cold_ratio_p50": 0.5, "app_cold_ratio_p75": 0.75} {
			got, err := r.byCell[p.cell("series")].Values(metric, policy)
			want := ratios[int(q*float64(len(ratios))+0.999999)-1]
			if err != nil || len(got) != 1 || got[0] != want {
				t.Errorf("%s of %s: %v (%v), expected %v", metric, policy, got, err, want)
			}
		}
	}
}

// naiveRatios returns the shares of cold starts of all apps that are invoked, in ascending order.
func naiveRatios(t *testing.T, trace string, windows func(*naiveApp) (time.Duration, time.Duration)) []float64 {
	t.Helper()
	opened, err := traces.Open(trace, traces.Options{Length: 168 * time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	src, err := opened.Source(1)
	if err != nil {
		t.Fatal(err)
	}
	defer traces.Close(src)
	apps := make([]naiveApp, len(src.Table().Apps))
	batch := make([]workload.Invocation, 1024)
	for {
		n, err := src.Read(batch)
		for _, i := range batch[:n] {
			apps[src.Table().Functions[i.Function].App].invoked(i.Arrival, i.Duration, windows)
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	var out []float64
	for _, a := range apps {
		if a.starts > 0 {
			out = append(out, a.cold/a.starts)
		}
	}
	slices.Sort(out)
	return out
}
