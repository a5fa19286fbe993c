package memory

import (
	"math"
	"strings"
	"testing"
	"time"

	"thaw/sim"
)

func second(n float64) sim.Time { return sim.Time(n * float64(time.Second)) }

// twoFunctions are alike: 256 MiB, 1 s of container beside the plug, 1 s of
// initialisation, 1 s of execution.
func twoFunctions() []LoadFunction {
	f := LoadFunction{Name: "f", Memory: 256, Most: 4, Boot: time.Second, Init: time.Second, Exec: time.Second}
	g := f
	g.Name = "g"
	return []LoadFunction{f, g}
}

// What does a request take, and how much memory is in use how long? By hand: the
// first request of f takes 3 s, since the plug (12 ms) is done before the container;
// the second, 5 s later, 1 s. The container goes 10 s after it, at 16 s, and its
// memory 12 ms later. 256 MiB for that long.
func TestLoadByHand(t *testing.T) {
	r, err := RunLoad(LoadConfig{
		Config: Config{Strategy: squeezy, Costs: simple()}, Functions: twoFunctions(),
		KeepAlive: 10 * time.Second, Length: 20 * time.Second,
		Arrivals: []LoadArrival{{0, 0}, {second(5), 0}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if l := r.Latency[0]; l[0] != 3*time.Second || l[1] != time.Second {
		t.Errorf("latencies %v, expected 3s and 1s", l)
	}
	// A request of 10 ms and two blocks of 1 ms.
	if want := 256 * 16.012; math.Abs(r.MiBSecs-want) > 1e-6 {
		t.Errorf("%v MiB·s, expected %v", r.MiBSecs, want)
	}
	// From the plug until the reclaim begins they are pages of the host.
	if want := 256 * (16 - 0.012); math.Abs(r.Touched-want) > 1e-6 {
		t.Errorf("%v MiB·s touched, expected %v", r.Touched, want)
	}
	if r.Created != 1 || r.Evicted != 1 || r.Waited != 0 || r.PeakMiB != 256 || r.Reclaimed[0] != 256 {
		t.Errorf("%+v", r)
	}
}

// Is a start faster on pages that the host has given before? f's first container takes 256
// MiB of 65,536 pages, at 10 µs each 655.36 ms of its initialisation. A static VM keeps
// them: its next container starts as much faster. Squeezy gives them back.
func TestFirstAccesses(t *testing.T) {
	for _, c := range []struct {
		s    Strategy
		want time.Duration
	}{{squeezy, 3 * time.Second}, {Strategy{Name: "static"}, 3*time.Second - 65_536*10*time.Microsecond}} {
		costs := simple()
		costs.Fault.Value = 10 * time.Microsecond
		r, err := RunLoad(LoadConfig{
			Config: Config{Strategy: c.s, Costs: costs}, Functions: twoFunctions(),
			KeepAlive: 10 * time.Second, Arrivals: []LoadArrival{{0, 0}, {second(60), 0}},
		})
		if err != nil {
			t.Fatal(err)
		}
		if l := r.Latency[0]; l[0] != 3*time.Second || l[1] != c.want || r.Created != 2 {
			t.Errorf("%s: starts took %v, expected 3s and %v", c.s.Name, l, c.want)
		}
	}
}

// Does a scale-up wait for what it evicts to be reclaimed? The host has room for one
// container. That of f is idle when g comes: it is evicted, which takes 12 ms, or for
// virtio-mem 10 + 2·2 + 40 ms of zeroing (nobody else has pages there). A VM that
// never gives back lets g wait for ever, which is said.
func TestScaleUpWaitsForReclaim(t *testing.T) {
	for _, c := range []struct {
		s    Strategy
		wait time.Duration
	}{{squeezy, 12 * time.Millisecond}, {virtioMem, 54 * time.Millisecond}} {
		r, err := RunLoad(LoadConfig{
			Config: Config{Strategy: c.s, Costs: simple()}, Functions: twoFunctions(),
			KeepAlive: time.Minute, Limit: 256,
			Arrivals: []LoadArrival{{0, 0}, {second(5), 1}},
		})
		if err != nil {
			t.Fatal(err)
		}
		if got := r.Latency[1][0] - 3*time.Second; got < c.wait || got > c.wait+2 {
			t.Errorf("%s: waited %v, expected %v", c.s.Name, got, c.wait)
		}
		if r.Waited != 1 || r.PeakMiB != 256 {
			t.Errorf("%s: %d waited and %d MiB at most, expected 1 and 256", c.s.Name, r.Waited, r.PeakMiB)
		}
	}
}

// What does a reclaim with a time-out give back? By hand: the host has room for the two
// blocks of f's container, which g needs. The request takes 10 ms, a block 22. At 20 ms
// the first block is under way: it is given back at 32 ms, and the VM owes the other. Its
// own next container would take it; g asks for it again and has it at 64 ms. With 60 ms
// both come at 54 ms, as without a time-out.
func TestReclaimsTimeOut(t *testing.T) {
	for _, c := range []struct {
		timeout, wait time.Duration
		late          int
	}{{20 * time.Millisecond, 64 * time.Millisecond, 1}, {60 * time.Millisecond, 54 * time.Millisecond, 0}} {
		r, err := RunLoad(LoadConfig{
			Config: Config{Strategy: virtioMem, Costs: simple()}, Functions: twoFunctions(),
			KeepAlive: time.Minute, Limit: 256, Timeout: c.timeout,
			Arrivals: []LoadArrival{{0, 0}, {second(5), 1}},
		})
		if err != nil {
			t.Fatal(err)
		}
		if got := r.Latency[1][0] - 3*time.Second; got != c.wait || r.TimedOut != c.late || r.GivenUp != 0 {
			t.Errorf("time-out of %v: waited %v, %d late, %d given up, expected %v, %d and 0", c.timeout, got,
				r.TimedOut, r.GivenUp, c.wait, c.late)
		}
	}
	// f comes back at 5.04 s, when g has the rest of the host: its VM owes a block, which it
	// takes, and waits for g's container, idle at 8.032 s, for the other, which comes at
	// 8.064 s. Its start takes 3 s from there.
	r, err := RunLoad(LoadConfig{
		Config: Config{Strategy: virtioMem, Costs: simple()}, Functions: twoFunctions(),
		KeepAlive: time.Minute, Limit: 384, Timeout: 20 * time.Millisecond,
		Arrivals: []LoadArrival{{0, 0}, {second(5), 1}, {second(5.04), 0}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if r.PeakMiB != 384 || r.Latency[1][0] != 3032*time.Millisecond || r.Latency[0][1] != 6024*time.Millisecond {
		t.Errorf("%d MiB at most, g took %v, f %v: expected 384, 3.032s and 6.024s", r.PeakMiB, r.Latency[1][0],
			r.Latency[0][1])
	}
}

// Does a request whose scale-up finds no memory in time wait for a container that lives?
// Both functions are busy and fill the host. The second request of g gives up its
// scale-up after 200 ms, and is served when g's container is free, at 11 s.
func TestScaleUpsAreGivenUp(t *testing.T) {
	cfg := LoadConfig{
		Config: Config{Strategy: virtioMem, Costs: simple()}, Functions: twoFunctions(),
		KeepAlive: time.Minute, Limit: 512, Timeout: 200 * time.Millisecond,
		Arrivals: []LoadArrival{{0, 0}, {0, 1}, {second(10), 0}, {second(10), 1}, {second(10.1), 1}},
	}
	r, err := RunLoad(cfg)
	if err != nil {
		t.Fatal(err)
	}
	if r.GivenUp != 1 || r.Created != 2 || r.Latency[1][2] != 1900*time.Millisecond {
		t.Errorf("%d given up, %d created, latency %v: expected 1, 2 and 1.9s", r.GivenUp, r.Created, r.Latency[1])
	}
}

// Does what is kept free spare a scale-up the wait? With slack for one container, f's
// is evicted as soon as it is idle, and g finds room.
func TestSlackHidesReclaims(t *testing.T) {
	s := virtioMem
	s.Slack = 256
	r, err := RunLoad(LoadConfig{
		Config: Config{Strategy: s, Costs: simple()}, Functions: twoFunctions(), KeepAlive: time.Minute, Limit: 512,
		Arrivals: []LoadArrival{{0, 0}, {0, 0}, {second(10), 1}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if r.Waited != 0 || r.Latency[1][0] != 3*time.Second || r.Evicted == 0 {
		t.Errorf("%d waited, latency %v, %d evicted; expected none, 3s and some", r.Waited, r.Latency[1], r.Evicted)
	}
}

// Is a request that waits for a new container served by one that is free before?
func TestWaitingRequestsAreServedByWhoIsFree(t *testing.T) {
	r, err := RunLoad(LoadConfig{
		Config: Config{Strategy: squeezy, Costs: simple()}, Functions: twoFunctions(),
		KeepAlive: time.Minute, Limit: 256,
		Arrivals: []LoadArrival{{0, 0}, {second(2.5), 0}},
	})
	if err != nil {
		t.Fatal(err)
	}
	// The first ends at 3 s; the second cannot have a container of its own.
	if want := 1500 * time.Millisecond; r.Latency[0][1] != want || r.Created != 1 {
		t.Errorf("latency %v of %d containers, expected %v of one", r.Latency[0][1], r.Created, want)
	}
}

// Are all mistakes reported at once?
func TestLoadMistakes(t *testing.T) {
	f := twoFunctions()
	f[0].Exec, f[1].Memory = 0, 4096
	_, err := RunLoad(LoadConfig{Config: Config{Strategy: squeezy, Costs: DefaultCosts(), Touched: 2}, Functions: f,
		Limit: 1024, KeepAlive: -1})
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{"function f: 4 containers",
		"function g: a container and 0 MiB of slack do not fit into the 1024 MiB",
		"keep-alive of -1ns, time-out of 0s", "containers occupy 2 of their memory"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is missing in\n%v", want, err)
		}
	}
}
