package schedule

import (
	"context"
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"thaw/models/cluster"
	"thaw/models/outcome"
	"thaw/models/startup"
	"thaw/models/workload"
	"thaw/policies"
	"thaw/sim"
)

// shadow is what a second observer knows of the platform: every container that
// is idle, from what the policies are told, without the View's lists.
type shadow struct {
	view     *cluster.View
	idle     map[int64]idler // by serial
	priority bool            // eviction by priority, not by recency
	apps     bool            // a container serves an app of two functions
	counts   struct{ cold, warm, queued, evicting, several, free int }
}

type idler struct {
	invoker  cluster.InvokerID
	unit     cluster.UnitID
	memory   workload.MiB
	since    sim.Time
	priority float64
}

func (s *shadow) Started(c cluster.ContainerID, _ cluster.FuncID, _ bool, _ sim.Time) {
	delete(s.idle, s.view.Serial(c))
}

func (s *shadow) Removed(c cluster.ContainerID, _ bool, _ sim.Time) {
	delete(s.idle, s.view.Serial(c))
}

// Idle keeps containers for ten seconds, or by a priority that has nothing to do
// with recency.
func (s *shadow) Idle(c cluster.ContainerID, now sim.Time) cluster.Lease {
	v := s.view
	k := idler{v.InvokerOf(c), v.UnitOf(c), v.MemoryOf(c), now, 0}
	lease := cluster.Lease{Keep: 10 * time.Second}
	if s.priority {
		k.priority = float64(v.Serial(c) * 7919 % 13)
		lease.Priority = cluster.NewPriority(0, uint64(k.priority))
	}
	s.idle[v.Serial(c)] = k
	return lease
}

// rankedShadow makes the engine evict by priority.
type rankedShadow struct{ *shadow }

func (rankedShadow) Ranks() {}

// victims lists what invoker i would evict for mem, in order, from nothing but
// the rules 8, 12 and 13.
func (s *shadow) victims(i cluster.InvokerID, mem workload.MiB) []idler {
	var serials []int64
	for serial, k := range s.idle {
		if k.invoker == i {
			serials = append(serials, serial)
		}
	}
	slices.SortFunc(serials, func(a, b int64) int {
		x, y := s.idle[a], s.idle[b]
		switch {
		case x.priority != y.priority:
			return int(math.Copysign(1, x.priority-y.priority))
		case x.since != y.since:
			return int(x.since - y.since)
		}
		return int(a - b)
	})
	var out []idler
	for free := s.view.Free(i); free < mem; serials = serials[1:] {
		k := s.idle[serials[0]]
		out = append(out, k)
		free += k.memory
	}
	return out
}

// rule24 is rule 24 of the semantics, word by word.
func (s *shadow) rule24(warmRule, coldRule string, decay float64, drawn []cluster.InvokerID, fn cluster.FuncID,
	now sim.Time) cluster.InvokerID {
	v := s.view
	var warm, candidates, sample []cluster.InvokerID
	for i := range cluster.InvokerID(v.Invokers()) {
		if v.Available(i) < v.Memory(fn) {
			continue
		}
		candidates = append(candidates, i)
		if slices.Contains(drawn, i) {
			sample = append(sample, i)
		}
		for _, k := range s.idle {
			if k.invoker == i && k.unit == v.Unit(fn) {
				warm = append(warm, i)
				break
			}
		}
	}
	if len(warm) > 0 {
		s.counts.warm++
		return s.pick(warm, warmRule, decay, fn, now)
	}
	if len(sample) == 0 {
		sample = candidates
	}
	i := s.pick(sample, coldRule, decay, fn, now)
	if i == cluster.None {
		s.counts.queued++
		return i
	}
	s.counts.cold++
	switch n := len(s.victims(i, v.Memory(fn))); n {
	case 0:
		s.counts.free++
	case 1:
		s.counts.evicting++
	default:
		s.counts.several++
	}
	return i
}

// looks counts the invokers that a decision for i has looked at: none for a warm
// start, else the sample, and all where there is none or nobody of it will do.
func (s *shadow) looks(p *sophon, fn cluster.FuncID, i cluster.InvokerID) int {
	for _, k := range s.idle {
		if k.invoker == i && k.unit == s.view.Unit(fn) {
			return 0
		}
	}
	n := s.view.Invokers()
	if p.drawn == nil {
		return n
	}
	for _, d := range p.drawn {
		if s.view.Candidate(d, fn) {
			return len(p.drawn)
		}
	}
	return len(p.drawn) + n
}

// pick applies one of the three rules to a list in index order.
func (s *shadow) pick(from []cluster.InvokerID, rule string, decay float64, fn cluster.FuncID,
	now sim.Time) cluster.InvokerID {
	v := s.view
	best := cluster.None
	var least [2]float64
	position := walkOf(v.Table().Functions[fn].Name, v.Invokers())
	for _, i := range from {
		score := [2]float64{0, -float64(v.Available(i))}
		switch rule {
		case "sr":
			score = [2]float64{float64(position[i]), 0}
		case "mc":
			victims := s.victims(i, v.Memory(fn)) // summed from the longest idle on
			slices.SortFunc(victims, func(a, b idler) int { return int(a.since - b.since) })
			for _, k := range victims {
				score[0] += math.Exp(-decay * now.Sub(k.since).Seconds())
			}
		}
		if best == cluster.None || score[0] < least[0] || score[0] == least[0] && score[1] < least[1] {
			best, least = i, score
		}
	}
	return best
}

// inner returns the policy's state behind the interface.
func inner(s cluster.Scheduler) *sophon {
	if w, ok := s.(walkingSophon); ok {
		return w.sophon
	}
	return s.(*sophon)
}

// replaySophon runs w under a policy with the shadow's keep-alive, and calls
// check at every decision.
func (w world) replaySophon(t testing.TB, e policies.Entry[cluster.NewScheduler], args string, s *shadow,
	check func(p *sophon, fn cluster.FuncID, number int64, now sim.Time, got cluster.InvokerID)) outcome.Summary {
	t.Helper()
	inst, err := e.Parse(args)
	if err != nil {
		t.Fatal(err)
	}
	cfg := cluster.Config{
		Invokers: w.invokers, Memory: w.memory, Concurrency: 1, Seed: w.seed,
		Startup: startup.Constant(time.Millisecond, 200*time.Millisecond),
	}
	pol := cluster.Policies{
		Schedule: func(v *cluster.View) cluster.Scheduler {
			s.view, s.idle = v, map[int64]idler{}
			p := inst.Policy(v)
			return asked{p, func(fn cluster.FuncID, number int64, now sim.Time, got cluster.InvokerID) {
				check(inner(p), fn, number, now, got)
			}}
		},
		KeepAlive: func(*cluster.View) cluster.KeepAlive {
			if s.priority {
				return rankedShadow{s}
			}
			return s
		},
	}
	trace := w.trace()
	if s.apps {
		cfg.Scope = cluster.PerApp
		trace.table.Apps = make([]workload.App, (w.functions+1)/2)
		for f := range trace.table.Functions {
			x := &trace.table.Functions[f]
			x.App = workload.AppID(f / 2)
			trace.table.Apps[f/2].Memory = max(trace.table.Apps[f/2].Memory, x.Memory)
		}
	}
	sum, err := cluster.Replay(context.Background(), cfg, trace, pol, cluster.Output{})
	if err != nil {
		t.Fatal(err)
	}
	return sum
}

// crowded are worlds in which idle containers fill the invokers, so that most
// cold starts evict something and some invocations wait.
var crowded = []world{
	{invokers: 1, memory: 1024, functions: 6, count: 400, every: 150 * time.Millisecond, runs: 300 * time.Millisecond},
	{invokers: 2, memory: 700, functions: 8, count: 600, every: 100 * time.Millisecond, runs: 250 * time.Millisecond},
	{invokers: 7, memory: 1024, functions: 60, count: 1500, every: 40 * time.Millisecond,
		runs: 550 * time.Millisecond},
	{invokers: 9, memory: 1024, functions: 30, count: 1500, every: 40 * time.Millisecond,
		runs: 700 * time.Millisecond},
	// many warm invokers
	{invokers: 40, memory: 2048, functions: 4, count: 1200, every: 5 * time.Millisecond, runs: 300 * time.Millisecond},
	{invokers: 70, memory: 768, functions: 300, count: 1500, every: 5 * time.Millisecond,
		runs: 600 * time.Millisecond},
}

var sophons = []struct {
	entry      policies.Entry[cluster.NewScheduler]
	warm, cold string
}{
	{SophonMaMa, "ma", "ma"}, {SophonMaMc, "ma", "mc"}, {SophonSrMa, "sr", "ma"}, {SophonSrMc, "sr", "mc"},
}

// Does every decision follow rule 24, over all invokers and over samples, under
// eviction by recency and by priority, for functions and for apps, and were the
// worlds hard enough to tell?
func TestSophonFollowsRule24(t *testing.T) {
	for _, x := range sophons {
		args := []string{"", "sample=3", "sample=1", "sample=1000"}
		if x.cold == "mc" {
			args = append(args, "decay=0", "decay=3,sample=5", "decay=300")
		}
		for _, a := range args {
			for _, kind := range []shadow{{}, {priority: true}, {apps: true}} {
				t.Run(fmt.Sprintf("%s,%s,priority=%v,apps=%v", x.entry.Name, a, kind.priority, kind.apps),
					func(t *testing.T) {
						s := &shadow{priority: kind.priority, apps: kind.apps}
						for k, w := range crowded {
							w.seed = uint64(k) + 3
							w.followsRule24(t, x.entry, a, x.warm, x.cold, s)
						}
						c := s.counts
						if least := min(c.warm, c.cold, c.queued, c.evicting, c.several, c.free); least < 50 {
							t.Errorf("the worlds are too easy: %+v", c)
						}
					})
			}
		}
	}
}

func (w world) followsRule24(t *testing.T, e policies.Entry[cluster.NewScheduler], args, warm, cold string,
	s *shadow) {
	t.Helper()
	wrong := 0
	w.replaySophon(t, e, args, s, func(p *sophon, fn cluster.FuncID, number int64, now sim.Time,
		got cluster.InvokerID) {
		var drawn []cluster.InvokerID
		if p.drawn != nil {
			p.draw(w.invokers, number)
			drawn = p.drawn
		}
		if looks := p.InspectedInvokers(fn, got); looks != s.looks(p, fn, got) {
			t.Errorf("%d invokers, invocation %d: looks at %d invokers, expected %d", w.invokers, number, looks,
				s.looks(p, fn, got))
		}
		want := s.rule24(warm, cold, p.decay, drawn, fn, now)
		if got != want && wrong < 3 {
			wrong++
			t.Errorf("%d invokers, invocation %d at %vs: placed on %d, expected %d", w.invokers, number,
				now.Seconds(), got, want)
		}
		if p.level != nil { // without the levels, as with too many invokers for them
			q := *p
			q.level = nil
			if i := q.warmest(fn, s.view.Memory(fn)); i != p.warmest(fn, s.view.Memory(fn)) {
				t.Errorf("%d invokers, invocation %d: the most available of the warm is %d without levels",
					w.invokers, number, i)
			}
		}
	})
}

// Does a decision allocate, warm, by eviction or sampled?
func TestSophonDoesNotAllocate(t *testing.T) {
	w := crowded[len(crowded)-1]
	for _, x := range sophons {
		for _, args := range []string{"", "sample=10"} {
			w.replaySophon(t, x.entry, args, &shadow{},
				func(p *sophon, _ cluster.FuncID, number int64, now sim.Time, _ cluster.InvokerID) {
					if number != int64(w.count)*3/4 {
						return
					}
					k := int64(0)
					allocs := testing.AllocsPerRun(600, func() {
						p.Place(cluster.FuncID(k%int64(w.functions)), k, now)
						k++
					})
					if allocs != 0 {
						t.Errorf("%s,%s: %v allocations a decision", x.entry.Name, args, allocs)
					}
				})
		}
	}
}

// Are the invokers of a sample different, every one equally likely, and those of
// an invocation the same whenever it is asked for?
func TestSophonDrawsWithoutReplacement(t *testing.T) {
	for _, n := range []int{3, 11, 50} {
		for _, k := range []int{1, 2, 10} {
			if k >= n {
				continue
			}
			p := &sophon{drawn: make([]cluster.InvokerID, k), stream: sim.NewStream(4, "sophon/sample")}
			counts := make([]int, n)
			for number := range int64(20000) {
				p.draw(n, number)
				first := slices.Clone(p.drawn)
				sorted := slices.Sorted(slices.Values(first))
				if len(slices.Compact(sorted)) != k {
					t.Fatalf("%d of %d: drew %v", k, n, first)
				}
				for _, i := range first {
					counts[i]++
				}
				if p.draw(n, number); !slices.Equal(first, p.drawn) {
					t.Fatalf("invocation %d draws %v, then %v", number, first, p.drawn)
				}
			}
			uniform(t, fmt.Sprintf("%d of %d", k, n), counts)
		}
	}
}
