package membership

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"thaw/sim"
)

// Does a schedule say what is wrong, all of it, with line and column?
func TestScheduleNamesEveryMistake(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", "s.csv:1:1: nothing is here"},
		{"at,invoker,event\n", ""},
		{"at,invoker,event,factor\n10m,3,crash,\n 1h , 0 , slow-down , 2.5\n0s,1,join,\n", ""},
		{"\ufeffat,invoker,event\r\n10m,3,drain\r\n", ""},
		{"at,invoker\n", "s.csv:1:4: the header has 2 columns"},
		{"at,invokr,event\n", "s.csv:1:4: column \"invokr\" (did you mean \"invoker\"?)"},
		{"at,invoker,event,factor,why\n", "s.csv:1:25: column \"why\""},
		{"at,invoker,event\n10,3,crash\n10m,-1,crush\n", "s.csv:2:1: at: \"10\": expected a duration\n" +
			"s.csv:3:5: invoker: \"-1\": expected the number\ns.csv:3:8: event: \"crush\" is no event (did you mean \"crash\"?)"},
		{"at,invoker,event,factor\n1s,1,crash,2\n", "s.csv:2:12: factor: \"2\": a crash has no factor, a slow-down has"},
		{"at,invoker,event,factor\n1s,1,slow-down,0.5\n", "s.csv:2:16: factor: \"0.5\": expected how many times longer"},
		{"at,invoker,event,factor\n1s,1,slow-down\n", "s.csv:2:6: factor: \"\": expected how many times longer"},
		{"at,invoker,event,factor\n1s,1,slow-down,1.0000001\n", "at most six decimals"},
		{"at,invoker,event,factor\n1s,1,join,,5\n", "s.csv:2:12: \"5\" is too much"},
		{"at,invoker,event\n1s\n", "s.csv:2:1: invoker: \"\""},
		{"at,invoker,event\n1s,1,\"join\n", "s.csv:2:"},
		{"at,invoker,event\n1s,8,join\n", "s.csv:2:4: invoker: \"8\": there is no such invoker, expected 0 to 7"},
		{"at,invoker,event\n-1s,1,join\n", "s.csv:2:1: at: \"-1s\""},
	} {
		_, err := ParseFile("s.csv", []byte(c.text), 8)
		if c.want == "" {
			if err != nil {
				t.Errorf("%q: %v", c.text, err)
			}
			continue
		}
		for _, want := range strings.Split(c.want, "\n") {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%q: %v, expected %q", c.text, err, want)
			}
		}
	}
}

// Are events that cannot be refused at the start, all at once?
func TestCheckNamesEveryMistake(t *testing.T) {
	c := Config{Events: []Event{{At: 1, Invoker: 4, Kind: Crash}, {At: -1, Invoker: 0, Kind: Join},
		{At: 5, Invoker: 1, Kind: SlowDown, Factor: 5}, {At: 5, Invoker: 1, Kind: 9}},
		Failures: Failures{Between: time.Second}}
	var got []string
	for _, err := range c.Check(4) {
		got = append(got, err.Error())
	}
	for _, want := range []string{"crash of invoker 4 at 1ns: there is no such invoker, expected 0 to 3",
		"join of invoker 0 at -1ns: expected an instant from 0s on", "its factor is 5e-06, expected 1 to 1000",
		"expected an event of a schedule", "expected both above 0s, or both 0s"} {
		if !slices.ContainsFunc(got, func(g string) bool { return strings.Contains(g, want) }) {
			t.Errorf("%q has no %q", got, want)
		}
	}
	if len(got) != 5 {
		t.Errorf("%d complaints: %q", len(got), got)
	}
	if errs := (&Config{Events: slices.Repeat(c.Events[:1], 1000)}).Check(4); len(errs) != mostErrors+1 {
		t.Errorf("%d complaints of 1000 events", len(errs))
	}
}

// Are mean times read, and what is no mean time refused?
func TestFailuresAreRead(t *testing.T) {
	if _, err := ParseFailures("mtbf=1ns,mttr=1ns"); err == nil || !strings.Contains(err.Error(), "at least 1s") {
		t.Errorf("invokers that fail all the time: %v", err)
	}
	if f, err := ParseFailures("mttr=10m, mtbf=24h"); err != nil || f.Between != 24*time.Hour || f.Repair != 10*time.Minute {
		t.Errorf("%v, %v", f, err)
	}
	for text, want := range map[string]string{
		"mtbf=24h": "expected both", "mtfb=24h,mttr=1m": "did you mean \"mtbf\"?", "mtbf=0s,mttr=1m": "above 0s",
		"mtbf=1h,mtbf=2h,mttr=1m": "given twice", "": "expected one of mtbf, mttr", "mtbf,mttr=1m": "mtbf=\"\"",
	} {
		if _, err := ParseFailures(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, expected %q", text, err, want)
		}
	}
}

// taken is what a roster did.
type taken struct {
	at      sim.Time
	invoker int32
	change  Change
}

func take(r *Roster, until sim.Time) (out []taken) {
	for r.Next() < until {
		at := r.Next()
		i, change := r.Take()
		out = append(out, taken{at, i, change})
	}
	return out
}

// Does a schedule do what its words say: members from the first join on, a drain that a join
// calls off, a crash that a join repairs, and nothing where there is nothing to change?
func TestScheduleIsFollowed(t *testing.T) {
	c := Config{Events: []Event{
		{At: 3, Invoker: 0, Kind: Crash}, {At: 1, Invoker: 2, Kind: Join}, {At: 1, Invoker: 2, Kind: Drain},
		{At: 2, Invoker: 2, Kind: Join}, {At: 4, Invoker: 0, Kind: SlowDown, Factor: 2e6}, {At: 5, Invoker: 0, Kind: Join},
		{At: 6, Invoker: 0, Kind: SlowDown, Factor: 2e6}, {At: 7, Invoker: 0, Kind: Drain},
		{At: 8, Invoker: 0, Kind: Drain}, {At: 9, Invoker: 0, Kind: Crash},
	}}
	r := NewRoster(&c, 3, 1)
	if r.Members() != 2 || r.Member(2) || !r.Returns(2) || r.Nth(1) != 1 {
		t.Errorf("%d members at the start, invoker 2 %v", r.Members(), r.Member(2))
	}
	got := take(r, 100)
	want := []taken{{1, 2, Joined}, {1, 2, Drained}, {2, 2, Resumed}, {3, 0, Crashed}, {4, 0, Nothing}, {5, 0, Joined},
		{6, 0, Paced}, {7, 0, Drained}, {8, 0, Nothing}, {9, 0, Crashed}}
	if !slices.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	if r.Members() != 2 || r.Present() != 2 || r.Nth(0) != 1 || r.Nth(1) != 2 || r.Pace(0) != Million || r.Returns(0) {
		t.Errorf("%d members, %d present, pace %d", r.Members(), r.Present(), r.Pace(0))
	}
	r.Emptied(1) // a member: it stays
	if r.Present() != 2 {
		t.Errorf("%d present", r.Present())
	}
}

// Are failures exponential with the means that were asked for, the same whatever else
// happens, and other ones under another seed and for another invoker?
func TestFailuresAreDrawn(t *testing.T) {
	const n = 400
	c := Config{Failures: Failures{Between: 10 * time.Hour, Repair: 15 * time.Minute}}
	r := NewRoster(&c, n, 7)
	var up, down [n]sim.Time
	var crashes float64
	var ups, downs, squares float64
	end := 4000 * 3600 * sim.Second
	for _, x := range take(r, end) {
		switch x.change {
		case Crashed:
			d := (x.at - up[x.invoker]).Seconds() / 3600
			ups, squares, crashes = ups+d, squares+d*d, crashes+1
			down[x.invoker] = x.at
		case Joined:
			downs += (x.at - down[x.invoker]).Seconds() / 3600
			up[x.invoker] = x.at
		default:
			t.Fatalf("%+v", x)
		}
	}
	mean, back := ups/crashes, downs/crashes
	if spread := squares/crashes - mean*mean; mean < 9.9 || mean > 10.1 || spread < 95 || spread > 105 || back < 0.245 ||
		back > 0.255 {
		t.Errorf("%.0f crashes, after %v h (variance %v), repaired after %v h", crashes, mean, spread, back)
	}
	other := NewRoster(&c, n, 8)
	if take(other, sim.Second*86400)[0] == take(NewRoster(&c, n, 7), sim.Second*86400)[0] {
		t.Error("two seeds have the same first failure")
	}
	// a schedule moves no failure
	alone := take(NewRoster(&c, 2, 7), end/10)
	c.Events = []Event{{At: 1, Invoker: 1, Kind: Drain}, {At: 2, Invoker: 1, Kind: Join}}
	with := take(NewRoster(&c, 2, 7), end/10)
	if !slices.Equal(with[2:], alone) {
		t.Error("a schedule moves failures")
	}
}

// Does everything stay in order under any schedule: the members counted and listed, and a
// drained invoker not repaired into service?
func TestRosterKeepsItsBooks(t *testing.T) {
	for seed := range uint64(500) {
		r := rand.New(rand.NewPCG(seed, 3))
		n := 1 + r.IntN(6)
		c := Config{}
		for range r.IntN(40) {
			c.Events = append(c.Events, Event{At: sim.Time(r.IntN(50)), Invoker: int32(r.IntN(n)), Kind: Kind(r.IntN(4)),
				Factor: Million * int64(1+r.IntN(3))})
		}
		if r.IntN(2) == 0 {
			c.Failures = Failures{Between: 9, Repair: 3}
		}
		x := NewRoster(&c, n, seed)
		last := sim.Time(0)
		drained := make([]bool, n)
		for x.Next() < 200 {
			at := x.Next()
			if at < last {
				t.Fatalf("seed %d: %d after %d", seed, at, last)
			}
			last = at
			scheduled := x.next
			i, change := x.Take()
			if scheduled = x.next - scheduled; scheduled == 1 {
				drained[i] = change == Drained || drained[i] && change != Joined && change != Resumed
			} else if drained[i] && change == Joined {
				t.Fatalf("seed %d: a repair undoes a drain", seed)
			}
			var list []int32
			present := 0
			for k := range int32(n) {
				if x.Member(k) {
					list = append(list, k)
				}
				if x.status[k] != absent {
					present++
				}
			}
			if len(list) != x.Members() || present != x.Present() || !slices.Equal(list, x.members) {
				t.Fatalf("seed %d: members %v, listed %v, present %d of %d", seed, list, x.members, x.Present(), present)
			}
			if r.IntN(3) == 0 {
				x.Emptied(i)
			}
		}
	}
}

// Does the membership of a run allocate while it goes on?
func TestTakeDoesNotAllocate(t *testing.T) {
	r := NewRoster(&Config{Failures: Failures{Between: time.Hour, Repair: time.Minute}}, 1000, 1)
	if allocs := testing.AllocsPerRun(10_000, func() { r.Take() }); allocs != 0 {
		t.Errorf("%v allocations an event", allocs)
	}
}

func FuzzParseFile(f *testing.F) {
	for _, s := range []string{"at,invoker,event,factor\n10m,3,crash,\n1h,0,slow-down,2.5\n", "at,invoker,event\n0s,1,join\n",
		"at,invoker,event\n\"1\ns\",1,join\n", "\xef\xbb\xbfat\n", ",,,,"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		events, err := ParseFile("x", []byte(text), 0)
		if err != nil && (len(err.Error()) > 1<<20 || !strings.HasPrefix(err.Error(), "x:")) {
			t.Errorf("error without a place: %v", err)
		}
		for _, e := range events {
			again, err := ParseEvent(e.Text(), 0)
			if err != nil || again != e {
				t.Errorf("%+v is read again as %+v, %v", e, again, err)
			}
		}
		_, _ = ParseFailures(text)
	})
}
