package network

import (
	"testing"
	"time"

	"thaw/sim"
)

// On one invoker, where all steps are on the semaphore, who comes is served in that
// order: the k-th ends at max(its arrival, the end of the one before) + its hold
// (Lindley's recursion). Set-ups and removals of random times are held against it.
func TestSemaphoreFollowsLindley(t *testing.T) {
	for seed := range uint64(20) {
		s := sim.NewStream(seed, "test/lindley")
		cfg := Config{}
		cfg.Costs[Pair] = time.Duration(1 + s.At(0, 0)%uint64(50*time.Millisecond))
		cfg.Costs[Delete] = time.Duration(1 + s.At(0, 1)%uint64(200*time.Millisecond))
		d := drive(t, cfg, Recipe{Name: "pair", Scope: PerContainer, Member: []Step{Pair}, Leave: []Step{Delete}}, 1)
		type visit struct {
			at   sim.Time
			hold time.Duration
		}
		var visits []visit
		var ends []sim.Time
		d.ended = func(done Done, at sim.Time) {
			if want := at.Sub(done.Began); done.Took+done.Waited != want {
				t.Fatalf("took %v and waited %v of %v", done.Took, done.Waited, want)
			}
			ends = append(ends, at)
		}
		here := 0
		for k := range uint64(500) {
			d.until(d.now.Add(time.Duration(s.At(k, 2) % uint64(120*time.Millisecond))))
			if here > 0 && s.At(k, 3)%3 == 0 {
				here--
				d.tearDown(int64(k), 0, 0)
				visits = append(visits, visit{d.now, cfg.Costs[Delete]})
				continue
			}
			here++
			d.setUp(int64(k), 0, 0, 0)
			visits = append(visits, visit{d.now, cfg.Costs[Pair]})
		}
		d.until(forever)
		if len(ends) != len(visits) {
			t.Fatalf("seed %d: %d of %d ended", seed, len(ends), len(visits))
		}
		free := sim.Time(0)
		for k, v := range visits {
			free = max(free, v.at).Add(v.hold)
			if ends[k] != free {
				t.Fatalf("seed %d: visit %d ends at %v, expected %v", seed, k, ends[k].Seconds(), free.Seconds())
			}
		}
	}
}

// In random worlds, under every kind of recipe: does each set-up and each removal
// end once, never before it began, with at most as many connected as there are
// addresses; are endpoints in use by one container each; and is nothing left of
// groups when all have gone?
func TestRandomWorlds(t *testing.T) {
	able := Capabilities{Isolated: true, Addressable: true}
	recipes := []Recipe{
		overlay, shared, blocks, pooled,
		{Name: "instant", Scope: PerContainer, Able: able},
		{Name: "instant groups", Scope: Job, Able: able, Found: []Step{Engine}, Endpoint: []Step{Engine}, Block: 3,
			Dissolve: []Step{Engine}},
		{Name: "member and block", Scope: Job, Able: able, Found: []Step{Root}, Endpoint: []Step{Secondary}, Block: 2,
			Member: []Step{Address}, Leave: []Step{Address}, Dissolve: []Step{Delete}},
		{Name: "reused", Scope: PerContainer, Able: able, Member: []Step{Namespace, Pair}, Leave: []Step{Delete},
			Pool: 4, Refill: 300 * time.Millisecond, Reuse: true},
	}
	for _, r := range recipes {
		for seed := range uint64(6) {
			world(t, r, seed)
		}
	}
}

func world(t *testing.T, r Recipe, seed uint64) {
	t.Helper()
	cfg := reference(t)
	cfg.Costs[Engine] = 0
	cfg.Interleave = seed%2 == 1
	cfg.Addresses = 25
	d := drive(t, cfg, r, 2)
	s := sim.NewStream(seed, "test/world")
	type place struct{ invoker, group int32 }
	var coming, connected, leaving = map[int64]place{}, map[int64]place{}, map[int64]place{}
	var order []int64 // connected, as they were
	ended := 0
	d.ended = func(done Done, at sim.Time) {
		if at < done.Began || done.Waited < 0 || done.Took < 0 {
			t.Fatalf("%s: %+v at %v", r.Name, done, at.Seconds())
		}
		ended++
		from := coming
		if done.Kind == TearDown {
			from = leaving
		}
		p, ok := from[done.Owner]
		if !ok {
			t.Fatalf("%s: %d ended twice, or never began", r.Name, done.Owner)
		}
		delete(from, done.Owner)
		if done.Kind == SetUp {
			connected[done.Owner] = p
			order = append(order, done.Owner)
		}
		for invoker := range int32(2) {
			here := 0
			for _, in := range []map[int64]place{connected, leaving} {
				for _, p := range in { // any order: they are counted
					if p.invoker == invoker {
						here++
					}
				}
			}
			if here > cfg.Addresses {
				t.Fatalf("%s: %d are connected to invoker %d, which has %d addresses", r.Name, here, invoker, cfg.Addresses)
			}
		}
		checkGroups(t, d.n)
	}
	leave := func() {
		owner := order[0]
		order = order[1:]
		p := connected[owner]
		delete(connected, owner)
		leaving[owner] = p
		d.tearDown(owner, p.invoker, p.group)
	}
	begun := 0
	for k := range int64(400) {
		d.until(d.now.Add(time.Duration(s.At(uint64(k), 0) % uint64(150*time.Millisecond))))
		if len(order) > 0 && s.At(uint64(k), 1)%2 == 0 {
			leave()
			begun++
			continue
		}
		p := place{int32(s.At(uint64(k), 2) % 2), int32(s.At(uint64(k), 3) % 4)}
		coming[k] = p
		d.setUp(k, p.invoker, p.group, int32(s.At(uint64(k), 4)%5))
		begun++
	}
	for len(order) > 0 || len(coming) > 0 {
		before := d.now
		d.until(d.now + 100*sim.Second)
		if len(order) == 0 {
			t.Fatalf("%s: %d set-ups never ended (%v to %v)", r.Name, len(coming), before.Seconds(), d.now.Seconds())
		}
		for len(order) > 0 {
			leave()
			begun++
		}
	}
	d.until(d.now + 1000*sim.Second)
	if ended != begun || len(leaving) > 0 {
		t.Errorf("%s: %d of %d ended", r.Name, ended, begun)
	}
	for invoker := range int32(2) {
		for group := range int32(4) {
			if m, ok := d.n.Members(invoker, group); ok {
				t.Errorf("%s: group %d on invoker %d is left with %d members", r.Name, group, invoker, m)
			}
		}
		if got := d.n.Pooled(invoker); got != r.Pool {
			t.Errorf("%s: the pool of invoker %d holds %d at the end, expected %d", r.Name, invoker, got, r.Pool)
		}
	}
}

// checkGroups checks that no count of a group or pool is impossible.
func checkGroups(t *testing.T, n *Invokers) {
	t.Helper()
	for i := range int32(n.groups.Slots()) {
		g := n.groups.At(i)
		if g.members < 0 || g.free < 0 || g.making < 0 || g.waiting < 0 || g.waiting > g.members || g.waiting > 0 &&
			g.state == ready && n.recipe.Block == 0 {
			t.Fatalf("%s: group %+v", n.recipe.Name, *g)
		}
	}
	for i := range n.of {
		if o := &n.of[i]; o.ready < 0 || o.making < 0 || int(o.ready+o.making) > n.recipe.Pool {
			t.Fatalf("%s: a pool of %d holds %d with %d on their way", n.recipe.Name, n.recipe.Pool, o.ready, o.making)
		}
	}
}
