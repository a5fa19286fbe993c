package burst_test

import (
	"context"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"thaw/models/burst"
	"thaw/models/network"
	"thaw/sim"
)

// plain are machines whose containers need no network to be set up.
func plain(invokers, cores int) burst.Config {
	return burst.Config{
		Invokers: invokers, Cores: cores, Sandbox: sim.Const(300 * time.Millisecond),
		Network: network.Config{NIC: 1_000_000},
		Recipe:  network.Recipe{Name: "host", Able: network.Capabilities{Addressable: true, Routed: true}},
	}
}

func run(t *testing.T, cfg burst.Config, job burst.Job) burst.Result {
	t.Helper()
	r, err := burst.Run(context.Background(), cfg, job, 1)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-6*math.Max(1, math.Abs(want)) {
		t.Errorf("%s: %v, expected %v", what, got, want)
	}
}

// How long does one piece take? As long as its parts, one after the other.
func TestOnePieceTakesItsParts(t *testing.T) {
	r := run(t, plain(2, 4), burst.Job{Pieces: 1, Stages: []burst.Stage{
		{Name: "a", Invoker: 0, Work: 2 * time.Second, Out: 500_000}, {Name: "b", Invoker: 1, Work: 3 * time.Second},
	}})
	near(t, "end", r.End.Seconds(), 0.3+2+0.3+0.5+3)
	p := r.Piece()
	near(t, "start-up", p.Startup.Seconds(), 0.6)
	near(t, "transfer", p.Transfer.Seconds(), 0.5)
	near(t, "work", p.Work.Seconds(), 5)
	near(t, "start-up of b", r.Mean(1).Startup.Seconds(), 0.3)
}

// Do more containers than cores share them, do creations wait for a place, and
// do transfers from one invoker share its card?
func TestPiecesShareTheirNode(t *testing.T) {
	// 8 pieces on 4 cores: creations in two waves, then work at half speed from the
	// second wave on. Of the first wave 0.3 s of work are done alone by then.
	r := run(t, plain(1, 4), burst.Job{Pieces: 8, Stages: []burst.Stage{{Name: "a", Work: time.Second}}})
	near(t, "first wave", r.At(0, 0).Started.Seconds(), 0.3)
	near(t, "second wave", r.At(7, 0).Started.Seconds(), 0.6)
	near(t, "first wave done", r.At(0, 0).Worked.Seconds(), 0.6+2*0.7)
	near(t, "all done", r.End.Seconds(), 0.6+2*0.7+0.3)

	r = run(t, plain(2, 8), burst.Job{Pieces: 8, Stages: []burst.Stage{
		{Name: "a", Invoker: 0, Work: time.Second, Out: 100_000}, {Name: "b", Invoker: 1},
	}})
	near(t, "all fetched", r.End.Seconds(), 0.3+1+0.3+0.8)
	near(t, "one fetched", r.At(3, 1).Fetched.Seconds(), r.End.Seconds())
}

// Does the framework make one request after the other, those of all stages in one line, and
// is the wait for it part of the start-up?
func TestRequestsAreSerial(t *testing.T) {
	cfg := plain(2, 8)
	cfg.Request = 50 * time.Millisecond
	job := burst.Job{Pieces: 8, Stages: []burst.Stage{{Name: "a", Work: time.Second},
		{Name: "b", Invoker: 1, Work: time.Second}}}
	r := run(t, cfg, job)
	for p := range job.Pieces {
		requested := 0.05 * float64(p+1)
		near(t, "asked", r.At(p, 0).Asked.Seconds(), 0)
		near(t, "connected", r.At(p, 0).Connected.Seconds(), requested)
		near(t, "started", r.At(p, 0).Started.Seconds(), requested+0.3)
		near(t, "second stage asked", r.At(p, 1).Asked.Seconds(), requested+1.3)
		near(t, "second stage connected", r.At(p, 1).Connected.Seconds(), requested+1.35)
	}
	near(t, "start-up of a", r.Mean(0).Startup.Seconds(), 0.05*4.5+0.3)
	near(t, "start-up of b", r.Mean(1).Startup.Seconds(), 0.05+0.3)
	cfg.Request = 200 * time.Millisecond // the second stage asks while requests of the first wait
	r = run(t, cfg, job)
	near(t, "last of the first stage", r.At(7, 0).Connected.Seconds(), 1.6)
	near(t, "first of the second stage, behind all that were asked for before", r.At(0, 1).Connected.Seconds(), 1.8)
}

// Is a tunnel's second header carried, 50 bytes for each 1450?
func TestTunnelsCarryHeaders(t *testing.T) {
	cfg := plain(2, 1)
	cfg.Network.Header, cfg.Network.Packet, cfg.Recipe.Tunnel = 50, 1500, true
	r := run(t, cfg, burst.Job{Pieces: 1, Stages: []burst.Stage{{Name: "a", Out: 145_000}, {Name: "b", Invoker: 1}}})
	near(t, "transfer", r.At(0, 1).Fetched.Sub(r.At(0, 1).Started).Seconds(), 0.150)
}

// Is the time of every piece made of parts in their order, none negative, under
// every strategy and with content that differs, and do they not depend on more
// than the seed?
func TestPartsAreInOrder(t *testing.T) {
	cfg := plain(3, 16)
	cfg.Network.Costs[network.Pair], cfg.Network.Costs[network.Delete] = 20*time.Millisecond, 30*time.Millisecond
	cfg.Network.Costs[network.Root], cfg.Network.Costs[network.Secondary] = 300*time.Millisecond, time.Millisecond
	cfg.Network.NIC = 100_000_000
	job := burst.Job{Pieces: 60, Spread: 0.5, Stages: []burst.Stage{
		{Name: "a", Invoker: 0, Work: time.Second, Out: 9_000_000}, {Name: "b", Invoker: 1, Work: time.Second,
			Out: 4_000_000}, {Name: "c", Invoker: 2, Work: 2 * time.Second},
	}}
	able := cfg.Recipe.Able
	for _, recipe := range []network.Recipe{
		cfg.Recipe,
		{Name: "own", Able: able, Scope: network.PerContainer, Member: []network.Step{network.Pair},
			Leave: []network.Step{network.Delete}},
		{Name: "group", Able: able, Scope: network.Job, Found: []network.Step{network.Root},
			Endpoint: []network.Step{network.Secondary}, Block: 4, Dissolve: []network.Step{network.Delete}},
	} {
		for _, how := range []struct{ ahead, remove bool }{{false, false}, {true, false}, {false, true},
			{true, true}} {
			cfg.Recipe, job.Ahead, job.Remove = recipe, how.ahead, how.remove
			r := run(t, cfg, job)
			for p := range job.Pieces {
				last := sim.Time(0)
				for s := range job.Stages {
					x := r.At(p, s)
					if x.Asked != last || x.Connected < x.Asked || x.Started < x.Connected.Add(300*time.Millisecond) ||
						x.Fetched < x.Started || x.Worked <= x.Fetched {
						t.Fatalf("%s: piece %d in stage %d: %+v after %v", recipe.Name, p, s, *x, last)
					}
					last = x.Worked
				}
			}
			var whole time.Duration // a piece is asked for at 0
			for p := range job.Pieces {
				whole += time.Duration(r.At(p, len(job.Stages)-1).Worked)
			}
			near(t, "mean piece", r.Piece().Total().Seconds(), whole.Seconds()/float64(job.Pieces))
			if again := run(t, cfg, job); !reflect.DeepEqual(r, again) {
				t.Errorf("%s: two runs differ", recipe.Name)
			}
			if other, err := burst.Run(context.Background(), cfg, job, 2); err != nil || other.End == r.End {
				t.Errorf("%s: another seed ends at %v, too (%v)", recipe.Name, other.End, err)
			}
		}
	}
}

// Is a job that cannot be refused with every complaint at once?
func TestRefusals(t *testing.T) {
	cfg := plain(2, 1)
	cfg.Network.NIC, cfg.Network.Addresses = 0, 10
	cfg.Request = -time.Millisecond
	cfg.Recipe = network.Recipe{Name: "bridge", Scope: network.PerContainer,
		Able: network.Capabilities{Isolated: true}}
	_, err := burst.Run(context.Background(), cfg, burst.Job{Pieces: 20, Spread: -1,
		Stages: []burst.Stage{{Name: "a", Out: 5}, {Name: "b", Invoker: 1}, {Name: "c", Invoker: 2}}}, 1)
	for _, want := range []string{"requests that take -1ms each", "spread of -1", "stage c on invoker 2, expected 0 to 1",
		"20 containers on an invoker, and 10 addresses", "network cards of 0 bytes", "does not connect containers on " +
			"different invokers"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v does not say %q", err, want)
		}
	}
}

// Is a run that nobody waits for any more ended?
func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := burst.Run(ctx, plain(1, 1), burst.Job{Pieces: 1, Stages: []burst.Stage{{Name: "a"}}}, 1); err == nil {
		t.Error("no error")
	}
}
