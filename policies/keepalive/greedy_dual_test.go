package keepalive_test

import (
	"context"
	"fmt"
	"io"
	"math/big"
	"testing"
	"time"

	"thaw/models/cluster"
	"thaw/models/startup"
	"thaw/models/workload"
	"thaw/policies"
	"thaw/policies/keepalive"
	"thaw/policies/schedule"
	"thaw/sim"
)

// busy is a random load that presses on memory: functions of 64 to 448 MiB, in
// apps of two, times on a coarse grid so that ties are frequent.
type busy struct {
	table workload.Table
	rest  []workload.Invocation
}

func newBusy(seed uint64) *busy {
	s := sim.NewStream(seed, "test/busy")
	b := &busy{}
	for i := range 10 {
		memory := workload.MiB(64 * (1 + s.At(uint64(i), 0)%7))
		if i%2 == 0 {
			b.table.Apps = append(b.table.Apps, workload.App{Name: fmt.Sprint("app", i/2)})
		}
		b.table.Apps[i/2].Memory += memory
		b.table.Functions = append(b.table.Functions, workload.Function{
			Name: fmt.Sprintf("app%d/f%d", i/2, i), App: workload.AppID(i / 2), Memory: memory,
		})
	}
	now := sim.Time(0)
	for k := range uint64(1500) {
		now += sim.Time(s.At(k, 1)%4) * sim.Second / 4
		x := s.Float(k, 2)
		b.rest = append(b.rest, workload.Invocation{
			Arrival: now, Function: workload.FuncID(x * x * 10),
			Duration: time.Duration(s.At(k, 3)%5) * time.Second / 4,
		})
	}
	return b
}

func (b *busy) Table() *workload.Table { return &b.table }

func (b *busy) Read(batch []workload.Invocation) (int, error) {
	n := copy(batch, b.rest)
	if b.rest = b.rest[n:]; n == 0 {
		return 0, io.EOF
	}
	return n, nil
}

// place names a unit on an invoker.
type place struct {
	unit    cluster.UnitID
	invoker cluster.InvokerID
}

// kept is what rule 13 says of one container.
type kept struct {
	priority *big.Int
	clock    *big.Int // below the worth, with shared clones
	since    sim.Time
	idle     bool
	at       place
}

// keeper checks greedy-dual against rule 13 of the semantics, with maps by
// creation number and counts of its own.
type keeper struct {
	cluster.KeepAlive
	t          *testing.T
	view       *cluster.View
	cold       time.Duration
	clock      map[cluster.InvokerID]*big.Int
	starts     map[place]int
	containers map[place]int
	of         map[int64]*kept
	victims    int
	aged       int // priorities set after an eviction
	ties       int // victims that had the priority of another
	shared     bool
	divided    bool // the worth is divided among the containers of a place
}

// settle gives the containers of a place, of which some have started, their shared priority
// on top of a clock.
func (k *keeper) settle(at place, clock *big.Int, memory workload.MiB) {
	worth := unit(k.cold, memory*workload.MiB(max(1, k.containers[at])))
	for _, x := range k.of {
		if x.at == at {
			x.clock = clock
			x.priority = new(big.Int).Mul(big.NewInt(int64(k.starts[at])), worth)
			if clock != nil {
				x.priority.Add(x.priority, clock)
			}
		}
	}
}

// Within returns the policy, whose abilities count.
func (k *keeper) Within() any { return k.KeepAlive }

func (k *keeper) Started(c cluster.ContainerID, fn cluster.FuncID, cold bool, now sim.Time) {
	k.KeepAlive.(cluster.StartWatcher).Started(c, fn, cold, now)
	serial := k.view.Serial(c)
	at := place{k.view.Unit(fn), k.view.InvokerOf(c)}
	if cold {
		k.containers[at]++
		k.of[serial] = &kept{at: at}
	}
	k.starts[at]++
	x := k.of[serial]
	x.idle = false
	x.priority = new(big.Int).Mul(big.NewInt(int64(k.starts[at])), unit(k.cold, k.view.Memory(fn)))
	if clock := k.clock[at.invoker]; clock != nil {
		x.priority.Add(x.priority, clock)
		k.aged++
	}
	if k.divided {
		k.settle(at, k.clock[at.invoker], k.view.Memory(fn))
	}
	for _, clone := range k.of {
		if k.shared && clone.at == at {
			clone.priority = x.priority
		}
	}
}

// unit is floor(cost in nanoseconds × 2¹⁰ ÷ MiB).
func unit(cost time.Duration, memory workload.MiB) *big.Int {
	x := new(big.Int).Lsh(big.NewInt(int64(cost)), 10)
	return x.Quo(x, big.NewInt(int64(memory)))
}

func (k *keeper) Idle(c cluster.ContainerID, now sim.Time) cluster.Lease {
	lease := k.KeepAlive.Idle(c, now)
	x := k.of[k.view.Serial(c)]
	x.idle, x.since = true, now
	if lease.Priority.String() != x.priority.String() || lease.Keep != cluster.Forever || lease.Prewarm != 0 {
		k.t.Fatalf("at %v: container %d has lease %+v, expected priority %v and no end", now.Seconds(),
			k.view.Serial(c), lease, x.priority)
	}
	return lease
}

func (k *keeper) Removed(c cluster.ContainerID, evicted bool, now sim.Time) {
	k.KeepAlive.(cluster.EvictionWatcher).Removed(c, evicted, now)
	serial := k.view.Serial(c)
	x := k.of[serial]
	if !evicted {
		k.t.Fatalf("at %v: container %d expired", now.Seconds(), serial)
	}
	for other, y := range k.of {
		order := y.priority.Cmp(x.priority)
		if y.idle && y.at.invoker == x.at.invoker && other != serial && order == 0 {
			k.ties++
		}
		if y.idle && y.at.invoker == x.at.invoker && (order < 0 ||
			order == 0 && (y.since < x.since || y.since == x.since && other < serial)) {
			k.t.Fatalf("at %v: container %d went (priority %v, idle since %v) before %d (%v, %v)",
				now.Seconds(), serial, x.priority, x.since.Seconds(), other, y.priority, y.since.Seconds())
		}
	}
	k.victims++
	if clock := k.clock[x.at.invoker]; clock == nil || clock.Cmp(x.priority) < 0 {
		k.clock[x.at.invoker] = x.priority
	}
	delete(k.of, serial)
	if k.containers[x.at]--; k.containers[x.at] == 0 {
		k.starts[x.at] = 0
	} else if k.divided {
		k.settle(x.at, x.clock, k.view.MemoryOf(c))
	}
}

// Are priorities, clocks and victims those of rule 13, in random worlds, for
// functions and for apps, for costs and sizes of all kinds? Equal units and histories
// tie exactly, and ties go by the rule.
func TestGreedyDualFollowsItsRule(t *testing.T) { followsRule13(t, keepalive.GreedyDual, "") }

// Do clones share their priority with clones=shared, as in FaasCache's artefact?
func TestGreedyDualSharesPriorities(t *testing.T) {
	followsRule13(t, keepalive.GreedyDual, "clones=shared")
}

// Does cidre divide the worth of a function's containers among them, at each start and eviction?
func TestCIDREDividesPriorities(t *testing.T) { followsRule13(t, keepalive.CIDRE, "") }

func followsRule13(t *testing.T, entry policies.Entry[cluster.NewKeepAlive], params string) {
	p, err := entry.Parse(params)
	if err != nil {
		t.Fatal(err)
	}
	s, err := schedule.FirstFit.Parse("")
	if err != nil {
		t.Fatal(err)
	}
	ties := 0
	costs := []time.Duration{100 * time.Millisecond, 300 * time.Millisecond, 333_333_333, 7, 1, 0, time.Second}
	for seed := range uint64(24) {
		for _, scope := range []cluster.Scope{cluster.PerFunction, cluster.PerApp} {
			cost := costs[seed%uint64(len(costs))]
			k := &keeper{t: t, cold: cost, shared: params != "", divided: entry.Name == "cidre", clock: map[cluster.InvokerID]*big.Int{},
				starts: map[place]int{}, containers: map[place]int{}, of: map[int64]*kept{}}
			cfg := cluster.Config{Invokers: 1 + int(seed%3), Memory: 1400, Scope: scope, Concurrency: 1, Seed: seed,
				Startup: startup.Constant(0, cost)}
			load := newBusy(seed)
			if seed%2 == 0 && scope == cluster.PerFunction { // sizes that divide nothing, one for all or a few
				for f := range load.table.Functions {
					load.table.Functions[f].Memory = 97 + workload.MiB(f%3)*workload.MiB(seed%4)
				}
				cfg.Memory, cfg.Invokers = 380, 1
			}
			_, err := cluster.Replay(context.Background(), cfg, load, cluster.Policies{
				Schedule: s.Policy,
				KeepAlive: func(v *cluster.View) cluster.KeepAlive {
					k.view, k.KeepAlive = v, p.Policy(v)
					return k
				},
			}, cluster.Output{})
			if err != nil {
				t.Fatal(err)
			}
			if k.victims < 20 || k.aged < 20 {
				t.Errorf("seed %d: %d evictions, %d starts after one: the world tests too little", seed, k.victims,
					k.aged)
			}
			ties += k.ties
		}
	}
	if ties < 500 {
		t.Errorf("%d victims had the priority of another: the worlds tie too seldom", ties)
	}
}
