package control

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"thaw/sim"
)

const ms = time.Millisecond

// walk lets invocations enter at their arrivals and returns when each is through, by number. What
// follows an execution begins when an invocation is through.
func walk(t *testing.T, p *Path, arrivals []sim.Time, follow bool) []sim.Time {
	t.Helper()
	var queue sim.Queue
	queue.Reset()
	out := make([]sim.Time, len(arrivals))
	number := map[sim.JobID]int{}
	take := func() {
		for _, w := range p.Wakes() {
			queue.Push(sim.Event{At: w.At, Ord: sim.MakeOrder(1, uint64(w.Tie), w.Subject)})
		}
	}
	run := func(until sim.Time) {
		for {
			ev, ok := queue.Next(sim.Event{At: until})
			if !ok {
				return
			}
			p.Advance(ev.Ord.Subject(), ev.At)
			take()
			for _, job := range slices.Clone(p.Passed()) {
				out[number[job]] = ev.At
				if follow {
					p.Follow(int64(number[job]), ev.At)
					take()
				}
			}
		}
	}
	for i, at := range arrivals {
		run(at)
		number[p.Enter(int64(i), at)] = i
		take()
	}
	run(sim.Never)
	if p.Passing() != 0 || len(p.Left()) != 0 {
		t.Fatalf("%d are still on their way", p.Passing())
	}
	return out
}

// poisson returns n arrivals at a rate a second.
func poisson(n int, rate float64) []sim.Time {
	s, at := sim.NewStream(5, "test/path"), 0.0
	out := make([]sim.Time, n)
	for i := range out {
		at -= math.Log(1-s.Float(0, uint64(i))) / rate
		out[i] = sim.Time(at * float64(sim.Second))
	}
	return out
}

// meanWait is the mean time on the way beyond a service, in seconds.
func meanWait(arrivals, out []sim.Time, service time.Duration) float64 {
	sum := 0.0
	for i := range out {
		sum += (out[i].Sub(arrivals[i]) - service).Seconds()
	}
	return sum / float64(len(out))
}

// Is a station the queue that theory knows: M/D/1, M/M/c, no queue at all?
func TestStationsAreQueues(t *testing.T) {
	erlang := func(c int, load float64) float64 { // the probability to wait, by the recursion of Erlang's B
		b := 1.0
		for k := 1; k <= c; k++ {
			b = load * b / (float64(k) + load*b)
		}
		return b / (1 - load/float64(c)*(1-b))
	}
	arrivals := poisson(200_000, 80)
	for _, c := range []struct {
		name string
		s    Station
		want float64
	}{
		{"M/D/1", Station{Servers: 1, Service: sim.Const(10 * ms)}, 0.8 * 0.010 / (2 * 0.2)},
		{"M/M/1", Station{Servers: 1, Service: sim.Exponential(10 * ms)}, 0.8 * 0.010 / 0.2},
		{"M/M/3", Station{Servers: 3, Service: sim.Exponential(30 * ms)}, erlang(3, 2.4) * 0.030 / (3 - 2.4)},
		{"no queue", Station{Service: sim.Const(10 * ms)}, 0},
	} {
		c.s.Name = "station"
		out := walk(t, NewPath([]Station{c.s}, 1), arrivals, false)
		if got := meanWait(arrivals, out, c.s.Service.Mean()); math.Abs(got-c.want) > 0.06*c.want+1e-9 {
			t.Errorf("%s: a mean wait of %.5f s, want %.5f", c.name, got, c.want)
		}
	}
}

// Are stations in a row those of Lindley's recursion, station by station?
func TestStationsInARow(t *testing.T) {
	services := []time.Duration{7 * ms, 11 * ms, 3 * ms}
	var stations []Station
	for i, d := range services {
		stations = append(stations, Station{Name: string(rune('a' + i)), Servers: 1, Service: sim.Const(d)})
	}
	arrivals := poisson(20_000, 70)
	want := slices.Clone(arrivals)
	for _, d := range services {
		free := sim.Time(0)
		for i := range want {
			free = max(free, want[i]).Add(d)
			want[i] = free
		}
	}
	got := walk(t, NewPath(stations, 1), arrivals, false)
	for i := range want {
		if got[i] != want[i] {
			t.Fatalf("invocation %d is through at %v, want %v", i, got[i], want[i])
		}
	}
}

// Does a station that takes all who wait at once never fall behind, and take each that comes
// alone in one service?
func TestStationTakesBatches(t *testing.T) {
	s := []Station{{Name: "feed", Servers: 1, Batch: 3, Service: sim.Const(10 * ms)}}
	at := func(ms ...int) (out []sim.Time) {
		for _, x := range ms {
			out = append(out, sim.Time(x)*sim.Time(time.Millisecond))
		}
		return out
	}
	got := walk(t, NewPath(s, 1), at(0, 1, 2, 3, 4, 50), false)
	if want := at(10, 20, 20, 20, 30, 60); !slices.Equal(got, want) {
		t.Errorf("through at %v, want %v", got, want)
	}
	s[0].Batch = 1000
	arrivals := poisson(50_000, 500) // five times what it could do one by one
	for i, out := range walk(t, NewPath(s, 1), arrivals, false) {
		if d := out.Sub(arrivals[i]); d < 10*ms || d > 20*ms {
			t.Fatalf("invocation %d takes %v, want one to two services", i, d)
		}
	}
}

// Does the work behind executions delay those that come later, and nobody who has passed?
func TestWorkBehindExecutions(t *testing.T) {
	s := []Station{{Name: "database", Servers: 1, Service: sim.Const(1 * ms), After: sim.Const(100 * ms)}}
	second := sim.Time(sim.Second)
	got := walk(t, NewPath(s, 1), []sim.Time{0, second / 20, second}, true)
	// the first writes from 1 to 101 ms, for which the second waits
	want := []sim.Time{sim.Time(ms), sim.Time(102 * ms), second + sim.Time(ms)}
	if !slices.Equal(got, want) {
		t.Errorf("through at %v, want %v", got, want)
	}
	p := NewPath(s, 1)
	p.Follow(0, 0)
	p.Enter(1, 0)
	p.Enter(2, 0)
	if s := &p.stations[0]; s.busy != 1 || s.waiting.Len() != 2 || p.Passing() != 2 {
		t.Errorf("%d are served, %d wait, %d are on their way", s.busy, s.waiting.Len(), p.Passing())
	}
	if left := p.Left(); len(left) != 2 {
		t.Errorf("%d invocations are left, want the two that wait", len(left))
	}
}

// Do draws depend on the seed and the invocation alone, and not on who else comes?
func TestDrawsOfStations(t *testing.T) {
	s := []Station{{Name: "invoker", Service: sim.Exponential(10 * ms)}}
	alone := walk(t, NewPath(s, 3), []sim.Time{0, sim.Second, 2 * sim.Second}, false)
	together := walk(t, NewPath(s, 3), []sim.Time{0, 0, 0}, false)
	other := walk(t, NewPath(s, 4), []sim.Time{0, 0, 0}, false)
	for i := range alone {
		if alone[i].Sub(sim.Time(i)*sim.Second) != together[i].Sub(0) {
			t.Errorf("invocation %d takes %v alone and %v beside others", i, alone[i], together[i])
		}
		if together[i] == other[i] {
			t.Errorf("invocation %d takes as long under another seed", i)
		}
	}
}

// Are impossible stations named?
func TestCheckOfStations(t *testing.T) {
	c := Config{Path: []Station{{Name: "a", Servers: -1}, {Name: "b", Servers: 1, Batch: 1 << 20}}}
	text := ""
	for _, err := range c.Check() {
		text += err.Error() + "\n"
	}
	for _, want := range []string{"station a of the control plane has -1 servers", "station b of the control plane has " +
		"1048576 invocations at a time"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q lacks %q", text, want)
		}
	}
}
