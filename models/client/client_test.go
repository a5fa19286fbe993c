package client

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"thaw/models/workload"
	"thaw/sim"
)

const ms = time.Millisecond

// How long does a client wait before the k-th retry? Exponentially up to a limit, in exact
// numbers; and at the extremes, too.
func TestWait(t *testing.T) {
	for _, c := range []struct {
		b    Backoff
		k    int
		u    float64
		want time.Duration
	}{
		{Backoff{Base: 100 * ms, Factor: 2, Most: time.Second}, 1, 0.3, 100 * ms},
		{Backoff{Base: 100 * ms, Factor: 2, Most: time.Second}, 4, 0.3, 800 * ms},
		{Backoff{Base: 100 * ms, Factor: 2, Most: time.Second}, 5, 0.3, time.Second},
		{Backoff{Base: 100 * ms, Factor: 2, Most: time.Second, Jitter: FullJitter}, 2, 0.25, 50 * ms},
		{Backoff{Base: 100 * ms, Factor: 2, Most: time.Second, Jitter: FullJitter}, 9, 0.25, 250 * ms},
		{Backoff{Base: 100 * ms, Factor: 2, Most: time.Second, Jitter: EqualJitter}, 1, 0.5, 75 * ms},
		{Backoff{Base: 100 * ms, Factor: 1, Most: time.Second}, 900, 0.5, 100 * ms},
		{Backoff{Base: 0, Factor: 1000, Most: time.Second}, 1000, 0.5, 0}, // 0 times infinity
		{Backoff{Base: 1, Factor: 1000, Most: time.Hour}, 1000, 0.5, time.Hour},
	} {
		if got := c.b.Wait(c.k, c.u); got != c.want {
			t.Errorf("%+v, retry %d, drawn %v: %v, expected %v", c.b, c.k, c.u, got, c.want)
		}
	}
}

// Is the mean pause with full jitter half of the pause without, and with equal jitter three
// quarters? Within four standard errors.
func TestJitterMeans(t *testing.T) {
	const n = 40_000
	for jitter, want := range map[Jitter]float64{NoJitter: 1, FullJitter: 0.5, EqualJitter: 0.75} {
		c := New(Policy{Retries: 1, Backoff: Backoff{Base: time.Second, Factor: 2, Most: time.Minute, Jitter: jitter}}, nil, 7)
		sum := 0.0
		for k := range int64(n) {
			ticket := c.Open(k, 0, 5, time.Second)
			at, again := c.Retry(ticket, false, 5)
			if !again || c.Awaited(ticket) {
				t.Fatalf("invocation %d: again %v, and its ticket is valid: %v", k, again, c.Awaited(ticket))
			}
			sum += at.Sub(5).Seconds()
		}
		if mean, half := sum/n, 4/math.Sqrt(12*n); math.Abs(mean-want) > half {
			t.Errorf("jitter %d: a mean pause of %v s, expected %v ± %v", jitter, mean, want, half)
		}
	}
}

// Do all retries together stay within the budget, which invocations earn and which can be
// saved up to the reserve?
func TestBudget(t *testing.T) {
	p := Policy{Retries: 5, Backoff: Backoff{Base: 1, Most: 1, Factor: 1}, Budget: 250, Reserve: 2}
	c := New(p, nil, 1)
	retried := ""
	for k := range int64(12) {
		c.First()
		mark := "."
		if _, again := c.Retry(c.Open(k, 0, 0, 0), false, 0); again {
			mark = "r"
		}
		retried += mark
	}
	// two are saved, and each fourth invocation earns one; what the first one earns is beyond the reserve
	if want := "rr..r...r..."; retried != want {
		t.Errorf("of twelve that fail one after the other %s are retried, expected %s", retried, want)
	}
	c = New(p, nil, 1)
	for range 1000 {
		c.First() // nothing fails
	}
	n := 0
	for k := range int64(9) {
		if _, again := c.Retry(c.Open(k, 0, 0, 0), false, 0); again {
			n++
		}
	}
	if n != 2 {
		t.Errorf("%d of nine that fail after long peace are retried, expected the reserve of 2", n)
	}
}

// When does a gate let a function grow? By its burst at once, and then evenly, to the
// nanosecond; and whoever finds a container takes nothing from that.
func TestGateGrowsEvenly(t *testing.T) {
	g := NewGate(Throttle{Burst: 3, Every: 3 * time.Second}, 2, 1)
	var admitted []sim.Time
	for at := sim.Time(0); at < 6*sim.Second; at += 1e8 {
		if g.Admit(0, at) {
			admitted = append(admitted, at)
		}
	}
	if want := []sim.Time{0, 1e8, 2e8, 10e8, 20e8, 30e8, 40e8, 50e8}; !slices.Equal(admitted, want) {
		t.Errorf("admitted at %v, expected %v", admitted, want)
	}
	for _, at := range []sim.Time{6*sim.Second - 1, 6 * sim.Second, 6 * sim.Second, 7*sim.Second - 1, 7 * sim.Second} {
		if got, want := g.Admit(0, at), at%sim.Second == 0 && len(admitted)-2 == int(at/sim.Second); got != want {
			t.Errorf("admitted at %v: %v, expected %v", at, got, want)
		} else if got {
			admitted = append(admitted, at)
		}
	}
	if !g.Admit(1, 7*sim.Second) {
		t.Error("another function has the same limit to itself, and was refused")
	}
	g.Grown(0, int32(len(admitted))+1) // all have a container, and one is free
	if !g.Admit(0, 7*sim.Second) || g.Admit(0, 7*sim.Second) {
		t.Error("who finds a free container is admitted, the next one is not")
	}
	g.Left(0)
	if !g.Admit(0, 7*sim.Second) {
		t.Error("an attempt has left its container, and the next one was refused")
	}
}

// How many attempts are on the platform at a time, of all functions together?
func TestGateCounts(t *testing.T) {
	g := NewGate(Throttle{Concurrency: 2}, 2, 1)
	if !g.Admit(0, 0) || !g.Admit(1, 0) || g.Admit(0, 0) || g.Inside() != 2 {
		t.Errorf("a limit of two let %d in", g.Inside())
	}
	if g.Left(1); !g.Admit(0, 1) || g.Admit(1, 1) {
		t.Error("one has left: one more comes in, and no other")
	}
}

// Does a container with two slots let two in?
func TestGateCountsSlots(t *testing.T) {
	g := NewGate(Throttle{Burst: 1, Every: time.Hour}, 1, 2)
	if !g.Admit(0, 0) || g.Admit(0, 0) {
		t.Fatal("the burst is one container")
	}
	if g.Grown(0, 1); !g.Admit(0, 1) || g.Admit(0, 2) {
		t.Error("a container takes two")
	}
	g.Grown(7, 1) // a layer
}

// Is an impossible policy refused, with all its mistakes at once?
func TestPolicyCheck(t *testing.T) {
	good := Policy{Timeout: time.Second, Retries: 3, Backoff: Backoff{Base: 1, Most: 9, Factor: 2}}
	if errs := good.Check(time.Second); len(errs) > 0 {
		t.Errorf("%+v: %v", good, errs)
	}
	for _, c := range []struct {
		change func(p *Policy)
		want   []string
	}{
		{func(p *Policy) { p.Timeout = time.Second - 1 }, []string{"no attempt would ever be answered"}},
		{func(p *Policy) { p.Timeout, p.Retries = -1, -1 }, []string{"timeout is -1ns", "-1 retries"}},
		{func(p *Policy) { p.Retries = MostRetries + 1 }, []string{"retries without a limit never end"}},
		{func(p *Policy) { p.Backoff.Most = 0 }, []string{"not below the first wait"}},
		{func(p *Policy) { p.Backoff.Factor = math.NaN() }, []string{"grows by NaN"}},
		{func(p *Policy) { p.Backoff.Factor = 0.5 }, []string{"a factor of 1 to 1000"}},
		{func(p *Policy) { p.Budget, p.Reserve = -1, -1 }, []string{"a budget of -1 thousandths"}},
		{func(p *Policy) { p.Retries, p.Backoff.Most = 1000, 1000*time.Hour }, []string{"expected at most 100"}},
		{func(p *Policy) { p.Within = math.MaxInt64 }, []string{"at most 100 years"}},
	} {
		p := good
		c.change(&p)
		errs := p.Check(time.Second)
		if len(errs) != len(c.want) {
			t.Errorf("%+v: %d mistakes told, expected %d: %v", p, len(errs), len(c.want), errs)
			continue
		}
		for i, err := range errs {
			if !strings.Contains(err.Error(), c.want[i]) {
				t.Errorf("%+v: %q, expected %q", p, err, c.want[i])
			}
		}
	}
}

// Is every mistake in limits named, all at once?
func TestParseThrottle(t *testing.T) {
	for text, want := range map[string]Throttle{
		"none": {}, "lambda": Lambda(), "lambda,concurrency=5": {5, 1000, 10 * time.Second},
		"concurrency=1": {Concurrency: 1}, "burst=2,every=1s": {0, 2, time.Second},
		"every=2ns, burst=2": {0, 2, 2},
	} {
		if got, err := ParseThrottle(text); got != want || err != nil {
			t.Errorf("%q: %+v (%v), expected %+v", text, got, err, want)
		}
	}
	for text, wants := range map[string][]string{
		"":                                  {`"": expected lambda`},
		"lamda":                             {`did you mean "lambda"`},
		"concurency=3":                      {`did you mean "concurrency"`},
		"concurrency":                       {"concurrency=: expected a whole number"},
		"burst=1":                           {"go together"},
		"every=1s":                          {"go together"},
		"burst=3,every=2ns":                 {"at most one a nanosecond"},
		"concurrency=0,burst=x,every=0s,y=": {"concurrency=0", "burst=x", "every=0s", `unknown "y"`},
		"concurrency=1,concurrency=2":       {"given twice"},
		"concurrency=1,lambda":              {`"lambda": expected`},
		"none,burst=1":                      {`"none": expected`},
		"burst=99999999999999999999":        {"burst=9999"},
	} {
		got, err := ParseThrottle(text)
		if err == nil || got != (Throttle{}) {
			t.Errorf("%q: %+v (%v), expected to be refused", text, got, err)
			continue
		}
		for _, want := range wants {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%q: %v\nexpected %q", text, err, want)
			}
		}
	}
	bad := Throttle{Concurrency: -1, Burst: 1}
	if errs := bad.Check(); len(errs) != 2 {
		t.Errorf("%+v: %v, expected two mistakes", bad, errs)
	}
}

func FuzzParseThrottle(f *testing.F) {
	for _, text := range []string{"lambda", "none", "concurrency=1000,burst=500,every=10s", "lambda,burst=1", "=,", "burst"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := ParseThrottle(text)
		if err != nil {
			if got.On() || err.Error() == "" {
				t.Errorf("%q is refused (%v) and gives %+v", text, err, got)
			}
			return
		}
		if errs := got.Check(); len(errs) > 0 {
			t.Errorf("%q gives %+v, which is refused: %v", text, got, errs)
		}
		if got.On() {
			NewGate(got, 1, 1).Admit(0, 0)
		}
	})
}

// Do users choose by weight, and never what has none?
func TestUsersChooseByWeight(t *testing.T) {
	const users = 30_000
	u := &workload.Users{Count: users, Until: sim.Second, Menu: []workload.Choice{{Weight: 0}, {Weight: 1, Duration: sim.Const(5)},
		{Weight: 0}, {Weight: 3}, {Weight: 0}}}
	c := New(Policy{}, u, 3)
	chosen := make([]int, len(u.Menu))
	c.Begin(func(slot int32, at sim.Time) {
		ticket, first := c.Next(slot, int64(slot), at)
		r := c.Of(ticket)
		if chosen[r.Function]++; !first || r.Duration < 1 {
			t.Fatalf("user %d: %+v, first %v", slot, *r, first)
		}
	})
	half := 4 * math.Sqrt(users*0.75*0.25)
	if chosen[0]+chosen[2]+chosen[4] > 0 || math.Abs(float64(chosen[3])-0.75*users) > half {
		t.Errorf("%d users choose %v by weights of 0, 1, 0, 3 and 0", users, chosen)
	}
	c.Audit()
}

// Does a user end when no turn is left before the end, and act as long as there is one?
func TestUsersEnd(t *testing.T) {
	u := &workload.Users{Count: 1, Think: sim.Const(400 * ms), Until: sim.Second, Menu: []workload.Choice{{Weight: 1}}}
	c := New(Policy{}, u, 1)
	var turns []sim.Time
	c.Begin(func(slot int32, at sim.Time) {
		for again := true; again; {
			turns = append(turns, at)
			ticket, _ := c.Next(slot, int64(len(turns)), at)
			slot, at, again = c.Over(ticket, at.Add(50*ms))
		}
	})
	if want := []sim.Time{0, 450e6, 900e6}; !slices.Equal(turns, want) || c.Busy() {
		t.Errorf("the user invokes at %v, expected %v; acts on: %v", turns, want, c.Busy())
	}
}
