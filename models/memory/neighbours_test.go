package memory

import (
	"testing"
	"time"

	"thaw/sim"
)

// evenly returns requests every so often.
func evenly(n int, every time.Duration) []sim.Time {
	out := make([]sim.Time, n)
	for i := range out {
		out[i] = sim.Time(i) * sim.Time(every)
	}
	return out
}

// besides are requests of 100 ms every 100 ms a vCPU, beside a thread that works all the
// time: forty reclaims of two blocks, 240 ms each without migration.
func besides(vcpus int, grouped bool) NeighboursConfig {
	c := simple()
	c.Request.Value, c.Exit.Value, c.Migrate.Value = 0, 0, 0
	c.Zero.Value = 118 * time.Millisecond // beside 2 ms of isolating and removing
	return NeighboursConfig{Strategy: virtioMem, Costs: c, VCPUs: vcpus, Exec: 100 * time.Millisecond, Own: 256,
		Leaving: 40, Memory: 256, Every: time.Second, Grouped: grouped, At: second(10)}
}

// How long do requests take beside the thread? By hand, with one vCPU: every other
// request interval is free. Alone a request of 100 ms every 200 ms takes 100 ms. Beside
// the thread it has half of the vCPU and takes 200 ms, just as long as until the next
// one. The thread, which has the other half, works 9.6 s in twice the time.
func TestNeighboursByHand(t *testing.T) {
	cfg := besides(1, false)
	cfg.Arrivals = evenly(200, 200*time.Millisecond)
	r, err := RunNeighbours(cfg)
	if err != nil {
		t.Fatal(err)
	}
	if r.Before != 100*time.Millisecond || r.Mean[5] != r.Before || r.Mean[15] != 200*time.Millisecond {
		t.Errorf("%v before, %v in the midst of it, expected 100ms and 200ms", r.Before, r.Mean[15])
	}
	if r.Busy != 9600*time.Millisecond || r.End < second(29.19) || r.End > second(29.21) {
		t.Errorf("the thread worked %v until %v, expected 9.6s until 29.2s", r.Busy, time.Duration(r.End))
	}
	if r.Mean[35] != r.Before {
		t.Errorf("%v afterwards, expected %v as before", r.Mean[35], r.Before)
	}
}

// Does a line build up where requests come faster than they are served? One vCPU at 90%
// of its load: beside the thread it serves 5 of the 9 requests of a second, so that after
// t seconds 4·t wait, which take 0.2 s each. A closed loop would take 200 ms for ever.
func TestNeighboursLineUp(t *testing.T) {
	cfg := besides(1, false)
	cfg.Arrivals = evenly(360, time.Second/9)
	r, err := RunNeighbours(cfg)
	if err != nil {
		t.Fatal(err)
	}
	for _, after := range []int{5, 10, 15} {
		// Who ends after t seconds came when 5·t of 9 a second had come.
		want := time.Duration(float64(time.Second) * (float64(after) + 0.5) * (1 - 5.0/9))
		if got := r.Mean[10+after]; got < want-250*time.Millisecond || got > want+350*time.Millisecond {
			t.Errorf("after %d s: %v, expected about %v", after, got, want)
		}
	}
}

// What does a container's group leave it? With two vCPUs a third of the one that the
// thread is on, with groups, and half without. Two requests come every 200 ms, and each
// has a vCPU: the one beside the thread takes 300 or 200 ms, the other 100.
func TestNeighboursInGroups(t *testing.T) {
	for _, c := range []struct {
		grouped bool
		slow    time.Duration
	}{{true, 300 * time.Millisecond}, {false, 200 * time.Millisecond}} {
		cfg := besides(2, c.grouped)
		cfg.Every = 10 * time.Second
		for i := range 100 {
			at := sim.Time(i) * sim.Time(400*time.Millisecond)
			cfg.Arrivals = append(cfg.Arrivals, at, at)
		}
		r, err := RunNeighbours(cfg)
		if err != nil {
			t.Fatal(err)
		}
		want := (c.slow + 100*time.Millisecond) / 2
		if got := r.Mean[1]; got < want-15*time.Millisecond || got > want+5*time.Millisecond {
			t.Errorf("groups %v: %v, expected about %v", c.grouped, got, want)
		}
	}
}

// Is a thread that does not work in nobody's way? Squeezy's reclaims take 2 ms a
// container of two blocks.
func TestNeighboursOfSqueezy(t *testing.T) {
	cfg := besides(2, false)
	cfg.Strategy = squeezy
	cfg.Arrivals = evenly(400, 100*time.Millisecond)
	r, err := RunNeighbours(cfg)
	if err != nil {
		t.Fatal(err)
	}
	if r.Busy != 40*2*time.Millisecond || r.Mean[10] > 120*time.Millisecond || r.Mean[12] != 100*time.Millisecond {
		t.Errorf("the thread worked %v, requests took %v, expected 80ms and about 100ms", r.Busy, r.Mean[10])
	}
}
