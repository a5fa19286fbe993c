package papers

import (
	"hash/fnv"
	"math"
	"testing"
	"time"

	"thaw/experiments"
	"thaw/models/workload"
	"thaw/sim"
	"thaw/traces"
)

// naiveUser waits for nothing but its next turn, its container or its execution.
type naiveUser struct {
	turn, ready float64 // seconds; +Inf: not so
	began, left float64 // of the invocation: when it was asked for, and work to do
	server, fn  int
	round       uint64
	running     bool
}

// naiveServers are eight servers that share 16 cores each among executions, one by one.
type naiveServers struct {
	users     []naiveUser
	table     *workload.Table
	seed      uint64
	idle      [8]map[int]int // containers, by function
	load      [8]float64
	stale     bool // least loaded by load averages of one minute; else the home of the function
	now       float64
	sample    float64
	done      int
	cold      int64
	slowdowns float64
}

// executions counts those of each server.
func (n *naiveServers) executions() (count [8]int) {
	for i := range n.users {
		if n.users[i].running {
			count[n.users[i].server]++
		}
	}
	return count
}

// place is where an invocation of fn goes: h mod 8, h being the 64-bit FNV-1a hash of its name, or
// the least of the loads as they were sampled last.
func (n *naiveServers) place(fn int) (server int) {
	if !n.stale {
		h := fnv.New64a()
		h.Write([]byte(n.table.Functions[fn].Name))
		return int(h.Sum64() % 8)
	}
	for s := range n.load {
		if n.load[s] < n.load[server] {
			server = s
		}
	}
	return server
}

// ask lets a user choose, by the weights, and begin or wait for a new container.
func (n *naiveServers) ask(user int) {
	u, menu := &n.users[user], n.table.Users.Menu
	at, sum := 0.0, 0.0
	for _, c := range menu {
		sum += c.Weight
	}
	drawn := sum * sim.NewStream(n.seed, "client/function").Float(uint64(user), u.round)
	for u.fn = 0; at+menu[u.fn].Weight <= drawn; u.fn++ {
		at += menu[u.fn].Weight
	}
	f := &n.table.Functions[u.fn]
	u.server, u.began, u.left, u.turn = n.place(u.fn), n.now, f.MeanDuration.Seconds(), math.Inf(1)
	if n.idle[u.server][u.fn] > 0 {
		n.idle[u.server][u.fn]--
		u.running = true
		return
	}
	n.cold++
	u.ready = n.now + (f.LongestDuration - f.MeanDuration).Seconds()
}

// run goes from event to event for half an hour.
func (n *naiveServers) run() {
	for {
		count := n.executions()
		pace := func(u *naiveUser) float64 { return min(1, 16/float64(count[u.server])) }
		next := n.sample
		for i := range n.users {
			u := &n.users[i]
			next = min(next, u.turn, u.ready)
			if u.running {
				next = min(next, n.now+u.left/pace(u))
			}
		}
		if next > 1800 {
			return
		}
		for i := range n.users {
			if u := &n.users[i]; u.running {
				u.left -= (next - n.now) * pace(u)
			}
		}
		n.now = next
		for i := range n.users {
			u := &n.users[i]
			switch {
			case u.turn <= n.now:
				n.ask(i)
			case u.ready <= n.now:
				u.ready, u.running = math.Inf(1), true
			case u.running && u.left < 1e-9:
				n.end(i)
			}
		}
		if n.sample <= n.now {
			for s, k := range n.executions() {
				n.load[s] = n.load[s]*math.Exp(-5./60) + float64(k)*(1-math.Exp(-5./60))
			}
			n.sample += 5
		}
	}
}

// end counts an invocation; its user thinks.
func (n *naiveServers) end(user int) {
	u := &n.users[user]
	u.running = false
	n.idle[u.server][u.fn]++
	n.done++
	n.slowdowns += (n.now - u.began) / n.table.Functions[u.fn].MeanDuration.Seconds()
	u.round++
	u.turn = n.now + n.table.Users.Think.Draw(sim.NewStream(n.seed, "client/think"), uint64(user), u.round).Seconds()
}

// Do 120 users get from OpenWhisk and from least loaded what eight servers give that share their
// cores, where there is memory for all containers? Homes, the one server that they overload, the
// herd on stale load averages, cold starts and slowdowns.
func TestOracleOfTheClosedLoop(t *testing.T) {
	p, err := Open(experiments.Thaw(), "ch-rlu", "")
	if err != nil {
		t.Fatal(err)
	}
	r := &Reproduction{Paper: p, Folder: t.TempDir()}
	spec, err := r.spec(p.cell("high"), 0, Options{Seeds: 2, Given: []experiments.Layer{flagsOf(t, map[string][]string{
		"memory": {"4000GiB"}, "keepalive": {"greedy-dual"}, "schedule": {"sticky-random", "jsq,d=0,state=stale"}})}})
	if err != nil {
		t.Fatal(err)
	}
	plan, err := experiments.Open(spec)
	if err != nil {
		t.Fatal(err)
	}
	done, err := plan.Execute(t.Context(), experiments.Options{})
	if err != nil {
		t.Fatal(err)
	}
	trace, err := traces.Open(spec.Trace, traces.Options{Loops: true})
	if err != nil {
		t.Fatal(err)
	}
	src, err := trace.Source(1)
	if err != nil {
		t.Fatal(err)
	}
	table := src.Table()
	for i := range done.Rows {
		row := &done.Rows[i]
		n := naiveServers{users: make([]naiveUser, table.Users.Count), table: table, seed: uint64(row.Seed),
			stale: row.Schedule != "sticky-random", sample: 5}
		for u := range n.users {
			n.users[u] = naiveUser{turn: time.Duration(table.Users.Begins(u)).Seconds(), ready: math.Inf(1)}
		}
		for s := range n.idle {
			n.idle[s] = map[int]int{}
		}
		n.run()
		slowdown, err := row.Value("slowdown_mean")
		if err != nil {
			t.Fatal(err)
		}
		near := func(what string, got, want, within float64) {
			t.Logf("%s, seed %d: %s %v, naive %v", row.Schedule, row.Seed, what, got, want)
			if math.Abs(got/want-1) > within {
				t.Errorf("%s, seed %d: %s %v, expected %v", row.Schedule, row.Seed, what, got, want)
			}
		}
		near("completed", float64(row.Completed), float64(n.done), 0.005)
		near("cold starts", float64(row.ColdStarts), float64(n.cold), 0.01)
		near("slowdown", slowdown, n.slowdowns/float64(n.done), 0.002)
	}
}
