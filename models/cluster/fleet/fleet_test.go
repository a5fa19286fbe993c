package fleet

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"

	"thaw/models/workload"
	"thaw/sim"
)

// heard is a Follower that keeps what it hears.
type heard struct {
	Deaf
	fleet *Fleet
	warm  map[[2]int32]bool // by unit and invoker
	idle  map[InvokerID]int
	free  []workload.MiB // by invoker: MiB, once what is about to be free is
}

func (h *heard) Warm(u UnitID, i InvokerID, warm bool) { h.warm[[2]int32{int32(u), int32(i)}] = warm }

func (h *heard) Idle(i InvokerID, _ sim.Time, joins bool) {
	if joins {
		h.idle[i]++
	} else {
		h.idle[i]--
	}
}

func (h *heard) Freeing(c ContainerID, i InvokerID) {
	h.free[i] = h.fleet.Invoker(i).Free() + h.fleet.Container(c).Memory()
}

// model is a container as a naive platform knows it.
type model struct {
	slot     ContainerID
	unit     UnitID
	invoker  InvokerID
	running  int
	starting bool
	since    sim.Time
	priority uint64
}

// platform drives a fleet at random, and a list of all containers beside it.
type platform struct {
	*testing.T
	fleet  Fleet
	all    []*model
	slots  int
	memory workload.MiB // of each function
	now    sim.Time
	heard  heard
}

func newPlatform(t *testing.T, slots int, ranked bool) *platform {
	p := &platform{T: t, slots: slots, memory: 10}
	table := &workload.Table{Functions: make([]workload.Function, 4)}
	for fn := range table.Functions {
		table.Functions[fn].Memory = p.memory
	}
	p.fleet = New(Config{Invokers: 3, Memory: 60, Slots: slots}, table)
	p.heard = heard{fleet: &p.fleet, warm: map[[2]int32]bool{}, idle: map[InvokerID]int{},
		free: make([]workload.MiB, 3)}
	p.fleet.Follow(&p.heard, Warmth|Order|Freed)
	if ranked {
		p.fleet.RankByPriority()
	}
	return p
}

// victims returns the idle containers of an invoker in the order of eviction.
func (p *platform) victims(i InvokerID) (list []*model) {
	for _, m := range p.all {
		if m.invoker == i && m.running == 0 {
			list = append(list, m)
		}
	}
	slices.SortFunc(list, func(a, b *model) int {
		return cmp.Or(cmp.Compare(a.priority, b.priority), cmp.Compare(a.since, b.since),
			cmp.Compare(p.fleet.Container(a.slot).Serial(), p.fleet.Container(b.slot).Serial()))
	})
	return list
}

// warmest returns the container that the next invocation of a unit uses: one that
// runs something, else the one that became idle last.
func (p *platform) warmest(u UnitID, i InvokerID) (best *model) {
	for _, m := range p.all {
		if m.unit != u || m.invoker != i || m.starting || m.running >= p.slots {
			continue
		}
		later := best != nil && m.running == 0 && best.running == 0 &&
			(m.since > best.since || m.since == best.since &&
				p.fleet.Container(m.slot).Serial() > p.fleet.Container(best.slot).Serial())
		if best == nil || later || m.running > 0 && best.running == 0 {
			best = m
		}
	}
	return best
}

// start uses a warm container, or makes one and evicts for it.
func (p *platform) start(fn FuncID, i InvokerID, s State) {
	fun := p.fleet.Function(fn)
	d, x := p.fleet.DeployFor(fun, i)
	want := p.warmest(fun.Unit(), i)
	if c := x.Warmest(); c != Nobody {
		if want == nil || p.slots == 1 && want.slot != c {
			p.Fatalf("container %d is the warmest, expected %+v", c, want)
		}
		p.fleet.Use(c, p.fleet.Container(c))
		p.find(c).running++
		return
	}
	if want != nil {
		p.Fatalf("no container is warm, expected %+v", want)
	}
	if p.fleet.Invoker(i).Available() < p.memory {
		p.fleet.Reserve(d) // and none comes: it is taken back
		p.fleet.deploys[d].containers--
		if p.fleet.deploys[d].containers == 0 {
			p.fleet.undeploy(d)
		}
		return
	}
	p.fleet.Reserve(d)
	for p.fleet.Invoker(i).Free() < p.memory {
		p.remove(p.victims(i)[0], p.fleet.Victim(i))
	}
	c := p.fleet.Create(d, i, p.memory, s, p.now)
	p.all = append(p.all, &model{slot: c, unit: fun.Unit(), invoker: i, running: 1, starting: s == Starting})
}

func (p *platform) find(c ContainerID) *model {
	return p.all[slices.IndexFunc(p.all, func(m *model) bool { return m.slot == c })]
}

func (p *platform) remove(m *model, c ContainerID) {
	if m.slot != c {
		p.Fatalf("container %d is the next victim, expected %+v", c, *m)
	}
	p.fleet.Remove(c)
	p.all = slices.DeleteFunc(p.all, func(o *model) bool { return o == m })
	if free := p.fleet.Invoker(m.invoker).Free(); p.heard.free[m.invoker] != free {
		p.Fatalf("a follower heard of %d MiB free on invoker %d, which has %d", p.heard.free[m.invoker], m.invoker,
			free)
	}
}

// end ends the start of a container, or one of its invocations.
func (p *platform) end(m *model, priority uint64) {
	switch {
	case m.starting:
		p.fleet.Ready(m.slot)
		m.starting = false
	case m.running > 0:
		x := p.fleet.Container(m.slot)
		m.running--
		if p.fleet.Release(m.slot, x, p.now) {
			m.since = p.now
			if p.fleet.Ranked() {
				m.priority = priority
			}
			p.fleet.Offer(m.slot, x, NewPriority(0, priority))
		}
	default:
		p.remove(m, m.slot)
	}
}

// check compares the fleet with a count of the list.
func (p *platform) check(ranked bool) {
	p.fleet.Audit()
	for i := range InvokerID(3) {
		want := p.victims(i)
		got := p.fleet.Victims(i, 1000, nil)
		if len(got) != len(want) {
			p.Fatalf("invoker %d has %d victims, expected %d", i, len(got), len(want))
		}
		for k, m := range want {
			if got[k] != m.slot {
				p.Fatalf("victim %d of invoker %d is container %d, expected %d", k, i, got[k], m.slot)
			}
		}
		if !ranked && p.heard.idle[i] != len(want) {
			p.Fatalf("a follower heard of %d idle containers on invoker %d, expected %d", p.heard.idle[i], i,
				len(want))
		}
		for u := range UnitID(4) {
			warm := p.warmest(u, i) != nil
			if p.fleet.HasWarm(u, i) != warm || p.heard.warm[[2]int32{int32(u), int32(i)}] != warm {
				p.Fatalf("unit %d is warm on invoker %d: %v, expected %v", u, i, p.fleet.HasWarm(u, i), warm)
			}
		}
	}
}

// Do the transitions keep the orders of reuse and of eviction, and do followers hear
// of every change, on random platforms beside a naive one?
func TestFleetAgainstAList(t *testing.T) {
	for _, slots := range []int{1, 3} {
		for _, ranked := range []bool{false, true} {
			for seed := range uint64(20) {
				r := rand.New(rand.NewPCG(seed, 1))
				p := newPlatform(t, slots, ranked)
				for range 300 {
					p.now += sim.Time(r.IntN(2)) // so that instants are shared
					if len(p.all) == 0 || r.IntN(2) == 0 {
						s := Starting
						if slots == 1 && r.IntN(2) == 0 {
							s = Busy
						}
						p.start(FuncID(r.IntN(4)), InvokerID(r.IntN(3)), s)
					} else {
						p.end(p.all[r.IntN(len(p.all))], uint64(r.IntN(3)))
					}
					p.check(ranked)
				}
			}
		}
	}
}

// Do loads ahead of need bear every number, as what they are asked for may be over?
func TestPrefetchBearsAnyNumber(t *testing.T) {
	p := newPlatform(t, 1, false)
	p.start(0, 0, Busy)
	for _, c := range []ContainerID{-1 << 31, -1, 0, 1, 2, 1<<31 - 1} {
		p.fleet.PrefetchRelease(c)
		p.fleet.PrefetchStart(FuncID(c))
	}
}
