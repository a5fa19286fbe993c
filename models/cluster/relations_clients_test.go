package cluster_test

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"thaw/models/client"
	"thaw/models/cluster"
	"thaw/models/membership"
	"thaw/models/outcome"
	"thaw/models/workload"
	"thaw/policies"
	"thaw/policies/all"
	"thaw/sim"
)

// clientWorld is a random world with clients, of every kind.
func clientWorld(seed uint64) *world {
	w := randomWorld(seed, []string{"first-fit", "least-loaded", "sticky-random"}[seed%3], []string{"ttl", "lru"}[seed/3%2])
	if seed%4 == 3 {
		w = queueWorld(seed, []string{"fcfs", "sjf", "queueless"}[seed/4%3])
	}
	if seed%3 > 0 {
		w.enlist(seed)
	}
	w.patronize(seed)
	return w
}

// sums adds up the rows of the whole platform.
type sums struct{ completed, retries, timeouts int64 }

func (s *sums) Seconds(rows []outcome.Second) error {
	for _, r := range rows {
		if r.Invoker == cluster.None {
			s.completed, s.retries, s.timeouts = s.completed+int64(r.Completed), s.retries+int64(r.Retries),
				s.timeouts+int64(r.Timeouts)
		}
	}
	return nil
}

// Do rows, summary and timeline agree on what became of invocations and attempts? Every
// invocation has exactly one end, and every attempt is the first one of an invocation or a
// retry; a latency counts from the first attempt.
func TestBooksOfClients(t *testing.T) {
	worlds := uint64(1500)
	if testing.Short() {
		worlds = 300
	}
	several := 0
	for seed := range worlds {
		w := clientWorld(seed)
		list, sum := w.replay(t, w.config(), 0)
		var line sums
		var rows outcomes
		src := &source{w.table(), w.trace, 3}
		again, err := cluster.Replay(context.Background(), w.config(), src, named(t, w.schedule, w.keepalive),
			cluster.Output{Sink: &rows, Timeline: &line})
		if err != nil || !slices.Equal(rows.list, list) || !again.Equal(sum) {
			t.Fatalf("seed %d: other rows or another summary when the trace is read three by three (%v)\n%+v\n%+v\n%v", seed,
				err, sum, again, w)
		}
		var by [outcome.NumStatuses]int64
		attempts, latency, completed := int64(0), 0.0, 0.0
		for n, o := range list {
			by[o.Status]++
			attempts += int64(o.Attempts)
			if o.Number != int64(n) || o.Attempts < 1 || o.Retrying < 0 || o.Attempts == 1 && o.Retrying > 0 &&
				o.Status != outcome.Unfinished {
				t.Fatalf("seed %d: row %d is %+v", seed, n, o)
			}
			if o.Attempts > 1 {
				several++
			}
			if o.Status == outcome.Completed {
				completed++
				latency += float64(o.Start.Sub(o.Arrival)) / 1e6
			}
		}
		if by != [...]int64{outcome.Completed: sum.Completed, outcome.Failed: sum.Failed, outcome.TimedOut: sum.TimedOut,
			outcome.Rejected: sum.Rejected, outcome.Unfinished: sum.Unfinished} || sum.Invocations != int64(len(list)) ||
			sum.Completed+sum.Failed+sum.TimedOut+sum.Rejected+sum.Unfinished != sum.Invocations {
			t.Fatalf("seed %d: rows by status %v of %d, summary %+v\n%v", seed, by, len(list), sum, w)
		}
		if attempts != sum.Invocations+sum.Retries || line != (sums{sum.Completed, sum.Retries, sum.Timeouts}) {
			t.Fatalf("seed %d: %d attempts, timeline %+v, summary %+v\n%v", seed, attempts, line, sum, w)
		}
		if sum.Duplicates > sum.Timeouts || sum.TimedOut > sum.Timeouts || completed > 0 &&
			math.Abs(latency/completed-sum.LatencyMsMean) > 1e-6*max(1, sum.LatencyMsMean) {
			t.Fatalf("seed %d: a mean latency of %v ms, summary %+v\n%v", seed, latency/completed, sum, w)
		}
	}
	if several < int(worlds) {
		t.Errorf("%d invocations had several attempts: the worlds are too easy", several)
	}
}

// Does a client who never gives up and never tries again change nothing, in any world? And
// one who would, where nothing fails and all comes in time?
func TestPatientClientsChangeNothing(t *testing.T) {
	worlds := uint64(900)
	if testing.Short() {
		worlds = 150
	}
	quiet := 0
	for seed := range worlds {
		w := clientWorld(seed)
		if w.patronage = (patronage{}); len(w.trace) == 0 {
			w = randomWorld(seed, "first-fit", "ttl")
		}
		want, sum := w.replay(t, w.config(), 0)
		w.client = &client.Policy{}
		if got, other := w.replay(t, w.config(), 0); !slices.Equal(got, want) || !other.Equal(sum) {
			t.Fatalf("seed %d: with clients who wait for ever\n%+v\n%+v\n%v", seed, sum, other, w)
		}
		if sum.Rejected+sum.Failed > 0 {
			continue
		}
		quiet++
		w.client = &client.Policy{Timeout: time.Hour, Retries: 3, Backoff: client.Backoff{Base: 1, Most: 1, Factor: 1},
			Cancel: true}
		if w.horizon == 0 && sum.Unfinished > 0 {
			continue // who would wait for ever gives up after an hour
		}
		if got, other := w.replay(t, w.config(), 0); !slices.Equal(got, want) || !other.Equal(sum) {
			t.Fatalf("seed %d: with clients of whom none has to try again\n%+v\n%+v\n%v", seed, sum, other, w)
		}
	}
	if quiet < int(worlds)/8 {
		t.Errorf("in %d worlds nothing failed: they tell too little", quiet)
	}
}

// controlled is a world of one function whose start takes no time and one invoker with room for so
// many containers, with a controller that needs 1 s for a decision.
func controlled(containers int32) (*world, cluster.Config) {
	w := plain(1, 1, containers, "first-fit", "lru")
	cfg := w.config()
	cfg.Control.Decision = time.Second
	return w, cfg
}

// Does an attempt that is called off while it waits for the controller leave it alone? Three
// invocations come at once. The controller works on the first for a second; the clients of
// the others give up at 1.5 s, so the third is called off while the controller works on the
// second, and occupies it no more: the fourth, which comes at 1.6 s, has its turn at 2 s.
func TestCalledOffAtTheController(t *testing.T) {
	w, cfg := controlled(8)
	for _, at := range []sim.Time{0, 0, 0, 1600e6} {
		w.trace = append(w.trace, workload.Invocation{Arrival: at, Duration: 100 * time.Millisecond})
	}
	for _, cancel := range []bool{true, false} {
		cfg.Client = &client.Policy{Timeout: 1500 * time.Millisecond, Cancel: cancel}
		list, sum := w.replay(t, cfg, 0)
		starts := []sim.Time{1e9, 2e9, -1, 3e9}
		if !cancel {
			starts[3] = 4e9 // after the third
		}
		var got []sim.Time
		for _, o := range list {
			got = append(got, o.Start)
		}
		if starts[1] = -1; !cancel {
			starts[3] = -1 // its client gives up at 3.1 s
		}
		if !slices.Equal(got, starts) || sum.Timeouts != map[bool]int64{true: 2, false: 3}[cancel] {
			t.Errorf("cancel %v: they begin at %v, expected %v; %d given up", cancel, got, starts, sum.Timeouts)
		}
	}
}

// Does a client give up while the decision is on its way? The attempt goes on and ends for
// nobody, and the next one finds its container.
func TestGivenUpOnTheWay(t *testing.T) {
	w := plain(1, 1, 4, "first-fit", "lru")
	w.trace = []workload.Invocation{{Duration: 100 * time.Millisecond}}
	w.cold = 900 * time.Millisecond
	cfg := w.config()
	cfg.Control.Message = 400 * time.Millisecond
	cfg.Client = &client.Policy{Timeout: time.Second, Retries: 1, Backoff: client.Backoff{Base: time.Second, Most: time.Second,
		Factor: 1}}
	list, sum := w.replay(t, cfg, 0)
	o := list[0]
	// first attempt: 400 ms + 900 ms + 100 ms = 1.4 s, given up at 1 s; the second comes at 2 s and takes 500 ms
	if o.Status != outcome.Completed || o.Attempts != 2 || o.Start != 2400e6 || o.End != 2500e6 || o.Kind != outcome.Warm ||
		sum.Duplicates != 1 || sum.DuplicateS != 0.1 || sum.EndS != 2.5 {
		t.Errorf("%+v\n%+v", o, sum)
	}
}

// Is what cannot be refused before a run, by itself and by whoever plans it?
func TestClientsAreRefused(t *testing.T) {
	users := func(think sim.Dist, weights ...float64) *workload.Users {
		u := &workload.Users{Count: 2, Think: think, Until: sim.Second}
		for _, w := range weights {
			u.Menu = append(u.Menu, workload.Choice{Weight: w, Duration: sim.Const(time.Millisecond)})
		}
		return u
	}
	for name, c := range map[string]struct {
		change func(w *world)
		want   []string
	}{
		"weights of nothing": {func(w *world) { w.loop = users(sim.Const(1), 0, 0) }, []string{"the weights sum to nothing"}},
		"another menu":       {func(w *world) { w.loop = users(sim.Const(1), 1) }, []string{"1 choices for 2 functions"}},
		"drop and no thought": {func(w *world) { w.loop, w.drop = users(sim.Const(0), 1, 1), true },
			[]string{"users who never think"}},
		"limit and no thought": {func(w *world) { w.loop, w.throttle.Concurrency = users(sim.Uniform(0, 0), 1, 1), 1 },
			[]string{"users who never think"}},
		"too large and no thought": {func(w *world) { w.loop, w.functions[1].Memory = users(sim.Const(0), 1, 1), 1<<20 },
			[]string{"1048576 MiB are more than the 1024 MiB"}},
		"too large, which nobody chooses": {func(w *world) {
			w.loop, w.functions[1].Memory = users(sim.Const(0), 1, 0), 1<<20
		}, nil},
		"a nanosecond of thought and a limit": {func(w *world) {
			w.loop, w.throttle.Concurrency = users(sim.Exponential(1), 1, 1), 1
		}, []string{"2 users who think for 1ns on average", "up to 2e+09 times", "let them think for 2ns or longer"}},
		"a nanosecond of thought and a function that is too large": {func(w *world) {
			w.loop, w.functions[1].Memory = users(sim.Uniform(0, 2), 1, 1), 1<<20
		}, []string{"2 users who think for 1ns on average", "1048576 MiB are more than the 1024 MiB"}},
		"retries without a pause": {func(w *world) {
			w.loop, w.throttle.Concurrency = users(sim.Const(1000), 1, 1), 1
			w.client = &client.Policy{Retries: 999}
		}, []string{"let them think for 2µs or longer"}},
		"just enough thought and a limit": {func(w *world) {
			w.loop, w.drop = users(sim.Const(200), 1, 1), true
			w.loop.Until = 40
		}, nil},
		"a nanosecond of thought, and nobody is refused": {func(w *world) {
			w.loop = users(sim.Const(1), 1, 1)
			w.loop.Until = sim.Time(time.Millisecond)
		}, nil},
		"thought and a limit": {func(w *world) { w.loop, w.throttle.Concurrency = users(sim.Const(9e6), 1, 1), 1 }, nil},
		"a timeout below the warm start": {func(w *world) {
			w.warm, w.client = time.Second, &client.Policy{Timeout: time.Second - 1}
		}, []string{"no attempt would ever be answered"}},
		"a policy and a limit": {func(w *world) {
			w.throttle, w.client = client.Throttle{Burst: 1}, &client.Policy{Retries: -1}
		}, []string{"-1 retries", "go together"}},
		"oracles": {func(w *world) { w.keepalive, w.throttle.Concurrency = "clairvoyant", 1 },
			[]string{"a clairvoyant keep-alive policy, with clients"}},
		"oracles and users who never think": {func(w *world) {
			w.keepalive, w.loop, w.drop = "belady-size", users(sim.Const(0), 1, 1), true
		}, []string{"a clairvoyant keep-alive policy, with clients", "users who never think"}},
	} {
		w := plain(2, 1, 8, "first-fit", "lru")
		c.change(w)
		pol := named(t, w.schedule, w.keepalive)
		_, _, err := w.try(w.config(), pol, 0)
		table := w.table()
		cfg := w.config()
		if err := w.foresee(&cfg); err != nil {
			t.Fatal(err)
		}
		planned := cluster.Check(cfg, &table, pol)
		if (err == nil) != (c.want == nil) || (planned == nil) != (c.want == nil) {
			t.Errorf("%s: the replay says %v, the plan %v", name, err, planned)
			continue
		}
		for _, want := range c.want {
			if !strings.Contains(err.Error(), want) || !slices.ContainsFunc(planned, func(e error) bool {
				return strings.Contains(e.Error(), want)
			}) {
				t.Errorf("%s: the replay says %v, the plan %v; expected %q", name, err, planned, want)
			}
		}
	}
}

// Do users wait out the pauses of async, as its documentation says? Two users share one place: the second one
// asks at 0, 1, 3, 7 and 15 s, when the first has been answered for five, and invokes nothing else meanwhile.
func TestUsersWaitOutThePausesOfAsync(t *testing.T) {
	w := plain(1, 1, 8, "first-fit", "lru")
	w.loop = &workload.Users{Count: 2, Think: sim.Const(time.Second), Until: 16 * sim.Second, Menu: []workload.Choice{
		{Weight: 1, Duration: sim.Const(10 * time.Second)}}}
	w.throttle.Concurrency = 1
	p, err := policies.Parse(all.Clients(), "async")
	if err != nil {
		t.Fatal(err)
	}
	w.client = &p.Policy
	list, sum := w.replay(t, w.config(), 0)
	var got []string
	for _, o := range list {
		got = append(got, fmt.Sprint(o.Arrival.Sub(0), o.Attempts, o.Retrying, o.Status))
	}
	slices.Sort(got)
	// at 11 s the first user has thought and is served at once; the second is refused at 15 s, too, and served at 31 s
	want := []string{"0s 1 0s completed", "0s 6 31s completed", "11s 1 0s completed"}
	if !slices.Equal(got, want) || sum.Retries != 5 || sum.Throttled != 5 {
		t.Errorf("%q with %d retries and %d refusals, expected %q", got, sum.Retries, sum.Throttled, want)
	}
}

// Do retries at a horizon end as what they are: unfinished, with the attempts that were made?
func TestClientsAtTheHorizon(t *testing.T) {
	w := plain(1, 1, 1, "first-fit", "lru")
	w.trace = []workload.Invocation{{Duration: 10 * time.Second}}
	w.changes.Events = []membership.Event{{At: 2 * sim.Second, Kind: membership.Crash}}
	w.horizon = 4 * sim.Second
	p, err := policies.Parse(all.Clients(), "retry,jitter=none,backoff=3s")
	if err != nil {
		t.Fatal(err)
	}
	w.client = &p.Policy
	list, sum := w.replay(t, w.config(), 0)
	if o := list[0]; o.Status != outcome.Unfinished || o.Attempts != 1 || o.Retrying != 4*time.Second || o.Start != -1 ||
		sum.Unfinished != 1 || sum.Failed != 0 || sum.Retries != 0 {
		t.Errorf("%+v\n%+v", o, sum)
	}
}
