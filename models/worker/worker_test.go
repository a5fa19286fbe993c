package worker

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"thaw/models/workload"
	"thaw/sim"
)

const second = sim.Second

// fixed makes one worker of n tokens.
func fixed(n int, p Policy) *Workers {
	p.Tokens = n
	return workers(p, 1)
}

// workers makes so many of them without cores, for ten functions.
func workers(p Policy, n int) *Workers {
	w, err := New(&p, make([]int, n), 10)
	if err != nil {
		panic(err)
	}
	return w
}

// drain returns the numbers of those that wait, in the order in which they leave.
func drain(w *Workers) []int64 {
	var out []int64
	for w.Queued(0) > 0 {
		out = append(out, w.Take(0).Number)
	}
	return out
}

// Does the least key go first, and of equal ones who joined first?
func TestOrder(t *testing.T) {
	keys := []int64{5, 3, 5, 1, 3, 5}
	w := fixed(1, Policy{Key: func(c Case) int64 { return keys[c.Now] }})
	for n := range keys {
		w.Join(0, Item{Joined: sim.Time(n), Number: int64(n), record: none}, Cold)
	}
	if got, want := drain(w), []int64{3, 1, 4, 0, 2, 5}; !slices.Equal(got, want) {
		t.Errorf("left in the order %v, expected %v", got, want)
	}
}

// Is a token held from the queue to the end, and is nobody let through without one?
func TestTokens(t *testing.T) {
	w := fixed(2, Policy{})
	for n := range int64(3) {
		w.Join(0, Item{Number: n, record: none}, Cold)
	}
	begin := func(f int32) bool {
		if _, ok := w.Head(0, 0); !ok {
			return false
		}
		it := w.Take(0)
		w.Began(f, 0, &it, true, 0)
		return true
	}
	if !begin(0) || !begin(1) {
		t.Fatal("two tokens, and not two begin")
	}
	if begin(2) {
		t.Fatal("a third begins with two tokens")
	}
	w.Began(7, 0, &Item{record: none}, false, 0) // past the queue
	w.Ended(7, Warm, 0, 0)
	if begin(2) {
		t.Fatal("who had no token gave one back")
	}
	w.Ended(1, Cold, 0, 0)
	if !begin(2) || w.queues[0].running != 2 || w.Waiting() != 0 {
		t.Errorf("%d run, %d wait", w.queues[0].running, w.Waiting())
	}
	w.Audit([]int32{0, 2})
}

// How does the load of one busy task rise in Linux? The kernel's own arithmetic gives
// 0.08 after five seconds, 0.15 after ten, and 0.64 after a minute, where 1 − 1/e is 0.63.
func TestLoadAverage(t *testing.T) {
	load, want := int64(0), map[int]float64{1: 0.08, 2: 0.15, 12: 0.64, 600: 1}
	for n := 1; n <= 600; n++ {
		load = loadAfter(load, 1)
		if x, ok := want[n]; ok && math.Abs(float64(load)/loadOne-x) > 0.01 {
			t.Errorf("after %d s the load is %.3f, expected %.2f", 5*n, float64(load)/loadOne, x)
		}
	}
	if load != loadOne {
		t.Errorf("the load of one task settles at %d/%d", load, loadOne)
	}
}

// Does a regulator that is looked at now and then have the tokens that one has which
// is sampled and checked at every single instant at which that is due?
func TestRegulatorMakesUpForTime(t *testing.T) {
	moved := 0
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 1))
		cores, least := 1+r.IntN(4), 1+r.IntN(8)
		p := Policy{Tokens: least, AIMD: AIMD{Check: time.Duration(1+r.IntN(7000)) * time.Millisecond,
			MaxLoad: 100 + r.IntN(3000), Most: least + r.IntN(12)}}
		if r.IntN(2) == 0 {
			p.AIMD.Check = p.AIMD.Check.Round(time.Second) + time.Second // ties with samples
		}
		got := newRegulator(&p, cores)
		load, limit, at := int64(0), least, sim.Time(0)
		for range 60 {
			now := at + sim.Time(r.Int64N(int64(second)<<r.IntN(9)))
			if r.IntN(3) == 0 {
				now = now / second * second
			}
			now = max(now, at)
			for at++; at <= now; at++ { // every instant that is due
				next := min(after(at-1, loadPeriod), after(at-1, sim.Time(p.AIMD.Check)))
				if at = max(at, next); at > now {
					break
				}
				if at%loadPeriod == 0 {
					load = loadAfter(load, got.running)
				}
				if at%sim.Time(p.AIMD.Check) == 0 {
					switch above := limit - least; {
					case float64(load)/loadOne/float64(cores) > float64(p.AIMD.MaxLoad)/1000:
						limit -= int(math.Ceil(float64(above) / 2))
					case limit < p.AIMD.Most:
						limit++
					}
				}
			}
			at = now
			got.advance(&p.AIMD, now)
			if got.limit != int32(limit) || got.load != load {
				t.Fatalf("seed %d, %v: %d tokens at load %d, expected %d at %d", seed, time.Duration(now), got.limit,
					got.load, limit, load)
			}
			if limit != least {
				moved++
			}
			got.running = int32(r.IntN(4 * cores))
			got.settled = false
		}
	}
	if moved < 3000 {
		t.Errorf("the limit was above the least %d times only", moved)
	}
}

// Does a moving average begin with the first value and go a tenth of the way to others?
func TestAverage(t *testing.T) {
	var a Average
	if a.Known() || a.OrZero() != 0 {
		t.Error("an average of nothing is known")
	}
	for _, x := range []struct{ see, want time.Duration }{{0, 0}, {1000, 100}, {1000, 190}, {90, 180}, {189, 180}} {
		if a.Observe(x.see); a.OrZero() != x.want || !a.Known() {
			t.Errorf("after %d: %d, expected %d", x.see, a.OrZero(), x.want)
		}
	}
}

// What does a worker know of a function, and since when?
func TestEstimates(t *testing.T) {
	var seen Case
	w := fixed(9, Policy{Learns: true, Key: func(c Case) int64 { seen = c; return 0 }})
	var it Item
	ask := func(container State, now sim.Time) Case {
		it = Item{Function: 3, Joined: now}
		w.Came(0, &it, container)
		w.Join(0, it, container)
		w.Take(0)
		return seen
	}
	if c := ask(Cold, 1*second); c.Expected() != 0 || c.Of.Gap.Known() {
		t.Errorf("something is known of a function at first: %+v", c)
	}
	w.Began(0, 0, &it, true, 1*second)
	if c := ask(Warm, 3*second); c.Expected() != 0 || c.Of.Exec.Known() || !c.Busy || c.Of.Gap.OrZero() != 2*time.Second {
		t.Errorf("before its end: %+v", c)
	}
	w.Ended(0, Cold, 4*time.Second, 10*second)
	if c := ask(Cold, 10*second); c.Expected() != 9*time.Second || c.Of.Exec.OrZero() != 4*time.Second || c.Busy {
		t.Errorf("a cold start took 9 s, of them 4 s of execution: %+v", c)
	}
	if c := ask(Warm, 10*second); c.Expected() != 0 {
		t.Errorf("a warm start is expected to take %v, and there was none", c.Expected())
	}
	w.Began(0, 0, &it, true, 20*second)
	w.Ended(0, Warm, 5*time.Second, 26*second)
	w.Began(0, 0, &it, true, 30*second)
	w.Ended(0, Prewarmed, 7*time.Second, 38*second)
	if warm, pre := ask(Warm, 40*second), ask(Prewarmed, 40*second); warm.Expected() != 5*time.Second ||
		pre.Expected() != 7*time.Second || warm.Of.Exec.OrZero() != 4390*time.Millisecond {
		t.Errorf("warm %+v, prewarmed %+v", warm, pre)
	}
	other := workers(w.policy, 2)
	it = Item{Function: 3}
	other.Came(0, &it, Cold)
	other.Began(0, 0, &it, true, 0)
	other.Ended(0, Cold, 1, 1)
	other.Came(1, &it, Cold)
	if other.Join(1, it, Cold); seen.Expected() != 0 {
		t.Error("a worker knows what another one has seen")
	}
}

// Who passes the queue by? Short executions that are known, in a warm container.
func TestBypass(t *testing.T) {
	w := fixed(1, Policy{Bypass: time.Second})
	one, two := Item{Function: 1}, Item{Function: 2}
	if w.Came(0, &one, Warm) {
		t.Error("an unknown function passes by")
	}
	w.Began(0, 0, &one, true, 0)
	w.Ended(0, Cold, time.Second-1, 5*second)
	if w.Came(0, &one, Cold) || !w.Came(0, &one, Warm) || !w.Came(0, &one, Prewarmed) {
		t.Error("the container does not decide")
	}
	w.Came(0, &two, Cold)
	w.Began(0, 0, &two, true, 0)
	w.Ended(0, Cold, time.Second, 5*second)
	if w.Came(0, &two, Warm) {
		t.Error("an execution as long as the bound passes by")
	}
}

// Is a queue refused that has no number of tokens or no cores to measure the load of?
func TestFor(t *testing.T) {
	aimd := AIMD{Check: time.Second, MaxLoad: 1000}
	for _, x := range []struct {
		p           Policy
		cores       int
		want        string
		least, most int
	}{
		{Policy{}, 0, "give their number (fixed=N)", 0, 0},
		{Policy{}, 4, "", 4, 0},
		{Policy{Tokens: 3}, 0, "", 3, 0},
		{Policy{Unregulated: true}, 0, "", 0, 0},
		{Policy{AIMD: aimd, Tokens: 3}, 0, "measures the load of cores", 0, 0},
		{Policy{AIMD: aimd}, 4, "", 4, 8},
		{Policy{AIMD: AIMD{Check: 1, Most: 3}}, 4, "4 tokens at the least and 3 at most", 0, 0},
	} {
		p, err := x.p.For(x.cores)
		switch {
		case x.want == "" && (err != nil || p.Tokens != x.least || p.AIMD.Most != x.most):
			t.Errorf("%+v on %d cores: %+v, %v", x.p, x.cores, p, err)
		case x.want != "" && (err == nil || !strings.Contains(err.Error(), x.want)):
			t.Errorf("%+v on %d cores: error %v, expected %q", x.p, x.cores, err, x.want)
		}
	}
}

// Does a busy worker allocate nothing once it has seen its functions?
func TestNoAllocation(t *testing.T) {
	w := fixed(2, Policy{Learns: true, Key: func(c Case) int64 { return int64(c.Now) + int64(c.Expected()) }})
	now := sim.Time(0)
	round := func() {
		for n := range int64(50) {
			fn := workload.FuncID(n % 7)
			it := Item{Number: n, Function: fn, Joined: now}
			w.Came(0, &it, Warm)
			w.Join(0, it, Warm)
			now++
		}
		for w.Queued(0) > 0 {
			it := w.Take(0)
			w.Began(0, 0, &it, true, now)
			w.Ended(0, Warm, 5, now)
		}
	}
	round()
	if n := testing.AllocsPerRun(100, round); n != 0 {
		t.Errorf("%v allocations in a round", n)
	}
}
