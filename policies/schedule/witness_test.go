package schedule

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"thaw/models/cluster"
	"thaw/models/membership"
	"thaw/policies"
	"thaw/sim"
)

// witness hears what a scheduler hears, and keeps all of it: nothing is summed up before it is
// asked for.
type witness struct {
	asked
	v        *cluster.View
	averages []float64 // by invoker, in floating point
	arrivals map[cluster.FuncID][]sim.Time
	began    map[int64]begun // by container, by its serial number
	warm     map[cluster.FuncID][]time.Duration
	cold     map[cluster.FuncID][]time.Duration
	popular  map[cluster.FuncID]bool // as of the last tick, by rank of the mean inter-arrival time
	rate     float64
	drift    []float64
	part     float64
}

type begun struct {
	at   sim.Time
	fn   cluster.FuncID
	cold bool
}

func (s *witness) Arrived(fn cluster.FuncID, now sim.Time) {
	s.arrivals[fn] = append(s.arrivals[fn], now)
	s.asked.Arrived(fn, now)
}

func (s *witness) Started(c cluster.ContainerID, fn cluster.FuncID, cold bool, now sim.Time) {
	s.began[s.v.Serial(c)] = begun{now, fn, cold}
	s.asked.Started(c, fn, cold, now)
}

func (s *witness) Ended(c cluster.ContainerID, now sim.Time) {
	b := s.began[s.v.Serial(c)]
	of := s.warm
	if b.cold {
		of = s.cold
	}
	of[b.fn] = append(of[b.fn], now.Sub(b.at))
	s.asked.Ended(c, now)
}

func (s *witness) Tick(now sim.Time) {
	d := math.Exp(-5.0 / 60)
	for i := range s.averages {
		n := float64(s.v.Running(cluster.InvokerID(i)))
		s.averages[i] = s.averages[i]*d + n*(1-d)
		if n == 0 && !s.v.IsMember(cluster.InvokerID(i)) {
			s.averages[i] = 0
		}
	}
	s.rank()
	clear(s.drift)
	s.asked.Tick(now)
}

// rank finds the popular functions of the released code.
func (s *witness) rank() {
	type meanOf struct {
		fn   cluster.FuncID
		mean float64
	}
	var all []meanOf
	sum := 0.0
	for fn, at := range s.arrivals {
		if len(at) > 1 {
			all = append(all, meanOf{fn, at[len(at)-1].Sub(at[0]).Seconds() / float64(len(at)-1)})
		}
	}
	slices.SortFunc(all, func(a, b meanOf) int { return cmp.Or(cmp.Compare(a.mean, b.mean), cmp.Compare(a.fn, b.fn)) })
	s.popular = map[cluster.FuncID]bool{}
	for k, m := range all {
		s.popular[m.fn] = float64(k) < math.Round(s.part*float64(len(all)))
		sum += m.mean
	}
	if s.rate = 1; sum > 0 {
		s.rate = float64(len(all)) / sum
	}
}

func mean(list []time.Duration) float64 {
	sum := 0.0
	for _, d := range list {
		sum += float64(d)
	}
	return sum / float64(len(list))
}

func (s *witness) cores(i int) float64 { return float64(max(1, s.v.Class(cluster.InvokerID(i)).Cores)) }

// loadOf is the load of a core of invoker i.
func (s *witness) loadOf(i int, stale bool) float64 {
	if stale {
		return s.averages[i] / s.cores(i)
	}
	return float64(s.v.Running(cluster.InvokerID(i))) / s.cores(i)
}

func (s *witness) candidate(i int, fn cluster.FuncID) bool {
	return s.v.Candidate(cluster.InvokerID(i), fn)
}

// minimum returns the candidate among some invokers with the least score, in their order.
func (s *witness) minimum(of []int, fn cluster.FuncID, score func(i int) float64) cluster.InvokerID {
	best := cluster.None
	for _, i := range of {
		if s.candidate(i, fn) && (best == cluster.None || score(i) < score(int(best))-1e-9) {
			best = cluster.InvokerID(i)
		}
	}
	return best
}

func (s *witness) all() (out []int) {
	for i := range s.v.Invokers() {
		out = append(out, i)
	}
	return out
}

// way lists the owners of all points on the ring of so many invokers, clockwise from the
// place of fn.
func (s *witness) way(fn cluster.FuncID, invokers, nodes int) (out []int) {
	type point struct {
		distance uint64
		owner    int
	}
	var points []point
	at := mixBits(hashName(s.v.Table().Functions[fn].Name))
	for i := range invokers {
		for k := range nodes {
			points = append(points, point{mixBits(uint64(i)<<32|uint64(k)) - at, i})
		}
	}
	slices.SortFunc(points, func(a, b point) int { return cmp.Compare(a.distance, b.distance) })
	for _, p := range points {
		out = append(out, p.owner)
	}
	return out
}

// different lists each member of a way once, at most n of them.
func (s *witness) different(way []int, from, n int) (out []int) {
	for _, i := range way {
		if i += from; s.v.IsMember(cluster.InvokerID(i)) && !slices.Contains(out, i) && len(out) < n {
			out = append(out, i)
		}
	}
	return out
}

// inPaper reports whether a function is popular in the paper's sense, and the rate of arrivals.
func (s *witness) inPaper(fn cluster.FuncID, share, part float64) (bool, float64) {
	last := func(at []sim.Time) float64 {
		if len(at) == 1 {
			return math.Floor(float64(at[0]) / 1e3)
		}
		return math.Floor(float64(at[len(at)-1]-at[len(at)-2]) / 1e3)
	}
	var histogram []float64
	sum := 0.0
	for f, at := range s.arrivals {
		if float64(mixBits(hashName(s.v.Table().Functions[f].Name))>>11)/(1<<53) < share {
			histogram = append(histogram, last(at)/share)
			sum += last(at) / share
		}
	}
	slices.Sort(histogram)
	rank := int(math.Ceil(part * float64(len(histogram))))
	rate := 0.0
	if sum > 0 {
		rate = float64(len(histogram)) / sum * 1e6
	}
	return rank > 0 && last(s.arrivals[fn])/share <= histogram[rank-1], rate
}

func (s *witness) normal(purpose string, number int64, k int) float64 {
	return sim.NormalQuantile(s.v.Stream(purpose).Float(uint64(number), uint64(k)))
}

func (s *witness) bound(fn cluster.FuncID) float64 {
	ratio := 1.0
	if len(s.warm[fn]) > 0 && len(s.cold[fn]) > 0 && mean(s.warm[fn]) > 0 {
		ratio = max(1, mean(s.cold[fn])/mean(s.warm[fn]))
	}
	return min(1.2*ratio, 6)
}

// paper is the rule of CH-RLU on one ring, of the invokers from an index on.
func (s *witness) paper(fn cluster.FuncID, number int64, way []int, from, drawn int, stale bool, noise string,
) cluster.InvokerID {
	popular, rate := s.inPaper(fn, 0.2, 0.2)
	for k, i := range s.different(way, from, 4) {
		load := s.loadOf(i, stale)
		if popular {
			load += rate + 0.1*s.normal(noise, number, drawn+k)
		}
		if load < s.bound(fn) && s.candidate(i, fn) {
			return cluster.InvokerID(i)
		}
	}
	return cluster.None
}

// witnessRule says naively, from all that has happened, what a scheduler must answer.
type witnessRule func(s *witness, fn cluster.FuncID, number int64) cluster.InvokerID

func rluRule(stale bool) witnessRule {
	return func(s *witness, fn cluster.FuncID, number int64) cluster.InvokerID {
		i := s.paper(fn, number, s.way(fn, s.v.Invokers(), 100), 0, 0, stale, "ch-rlu/noise")
		if i == cluster.None {
			i = s.minimum(s.all(), fn, func(i int) float64 { return s.loadOf(i, stale) })
		}
		return i
	}
}

func releasedRule(s *witness, fn cluster.FuncID, number int64) cluster.InvokerID {
	way, tried := s.way(fn, s.v.Invokers(), 3), 0
	for _, i := range way {
		if !s.popular[fn] || tried == 4 {
			break
		}
		if !s.v.IsMember(cluster.InvokerID(i)) {
			continue
		}
		noise := s.rate/s.cores(i) + 0.1*s.normal("ch-rlu/noise", number, tried)
		if s.loadOf(i, true)+s.drift[i]+noise <= 1.2 && s.candidate(i, fn) {
			s.drift[i] += noise
			return cluster.InvokerID(i)
		}
		tried++
	}
	return s.minimum(way, fn, func(int) float64 { return 0 })
}

// poolRule has k = 2 pools: of the functions in the first and in the second, in proportion.
func poolRule(s *witness, fn cluster.FuncID, number int64) cluster.InvokerID {
	high := func(f cluster.FuncID) bool {
		return s.v.Stream("k-rlu/priority").Float(hashName(s.v.Table().Functions[f].Name), 0) < 0.5
	}
	n, first := len(s.v.Table().Functions), 0
	for f := range n {
		if high(cluster.FuncID(f)) {
			first++
		}
	}
	all := s.v.Invokers()
	size := int(math.Floor(float64(first)*float64(all)/float64(n) + 0.5)) // largest remainder of two
	switch {
	case first == 0:
		size = 0
	case first < n:
		size = min(max(size, 1), all-1)
	default:
		size = all
	}
	i, own, drawn := cluster.None, s.all()[size:], 0
	if high(fn) {
		own = s.all()
		i, drawn = s.paper(fn, number, s.way(fn, size, 100), 0, 0, true, "k-rlu/noise"), 4
	}
	load := func(i int) float64 { return s.loadOf(i, true) }
	if i == cluster.None {
		i = s.paper(fn, number, s.way(fn, all-size, 100), size, drawn, true, "k-rlu/noise")
	}
	if i == cluster.None {
		i = s.minimum(s.all()[size:], fn, load)
	}
	if i == cluster.None {
		i = s.minimum(own, fn, load)
	}
	if i == cluster.None && !slices.ContainsFunc(own, func(i int) bool {
		id := cluster.InvokerID(i)
		return s.v.IsMember(id) && s.v.Capacity(id) >= s.v.Memory(fn)
	}) {
		i = s.minimum(s.all(), fn, load)
	}
	return i
}

func greedyRule(stale bool) witnessRule {
	return func(s *witness, fn cluster.FuncID, _ int64) cluster.InvokerID {
		const start = 2e8
		var ever []time.Duration
		for _, list := range s.warm {
			ever = append(ever, list...)
		}
		warm, cold := 0.0, 0.0
		if len(ever) > 0 {
			warm = mean(ever)
		}
		if len(s.warm[fn]) > 0 {
			warm = mean(s.warm[fn])
		}
		switch {
		case len(s.cold[fn]) == 0:
			cold = warm + start
		case len(s.warm[fn]) == 0:
			cold = mean(s.cold[fn])
			warm = max(0, cold-start)
		default:
			cold = mean(s.cold[fn])
		}
		return s.minimum(s.all(), fn, func(i int) float64 {
			took := cold
			if s.v.HasWarm(cluster.InvokerID(i), fn) {
				took = warm
			}
			return took * max(1, s.loadOf(i, stale)+1/s.cores(i))
		})
	}
}

func hermodRule(stale bool) witnessRule {
	return func(s *witness, fn cluster.FuncID, _ int64) cluster.InvokerID {
		return s.minimum(s.all(), fn, func(i int) float64 {
			load, warm := s.loadOf(i, stale), s.v.HasWarm(cluster.InvokerID(i), fn)
			score := 0.0
			switch {
			case load >= 1:
				score = 10 + load
			case load*s.cores(i) < 0.5:
				score = 2
			}
			if !warm {
				score += map[bool]float64{true: 1e-6, false: 1}[load >= 1]
			}
			return score
		})
	}
}

// jsqRule draws from the members that are left, one after the other.
func jsqRule(d int, stale bool) witnessRule {
	return func(s *witness, fn cluster.FuncID, number int64) cluster.InvokerID {
		var members, drawn []int
		for i := range s.v.Invokers() {
			if s.v.IsMember(cluster.InvokerID(i)) {
				members = append(members, i)
			}
		}
		rest := uint64(0)
		for k := range min(d, len(members)) {
			if k%2 == 0 {
				rest = s.v.Stream("power-of-two/pair").At(uint64(number), uint64(k/2))
			}
			var at int
			at, rest = below(rest, len(members))
			drawn = append(drawn, members[at])
			members = slices.Delete(members, at, at+1)
		}
		slices.Sort(drawn)
		load := func(i int) float64 { return s.loadOf(i, stale) * s.cores(i) }
		i := s.minimum(drawn, fn, load)
		if i == cluster.None {
			i = s.minimum(s.all(), fn, load)
		}
		return i
	}
}

func averageRule(stale bool) witnessRule {
	return func(s *witness, fn cluster.FuncID, _ int64) cluster.InvokerID {
		way := s.way(fn, s.v.Invokers(), 100)
		return s.minimum(way, fn, func(i int) float64 {
			if s.loadOf(i, stale) < 1.2 {
				return 0
			}
			return 1
		})
	}
}

var witnessRules = []struct {
	entry policies.Entry[cluster.NewScheduler]
	args  string
	rule  witnessRule
}{
	{CHRLU, "", rluRule(true)},
	{CHRLU, "state=fresh", rluRule(false)},
	{CHRLU, "variant=released", releasedRule},
	{KRLU, "", poolRule},
	{GreedyOmniscient, "", greedyRule(true)},
	{GreedyOmniscient, "state=fresh", greedyRule(false)},
	{Hermod, "", hermodRule(false)},
	{Hermod, "state=stale", hermodRule(true)},
	{JSQ, "", jsqRule(2, false)},
	{JSQ, "d=5", jsqRule(5, false)},
	{JSQ, "d=3,state=stale", jsqRule(3, true)},
	{JSQ, "d=0", jsqRule(0, false)},
	{JSQ, "d=0,state=stale", jsqRule(0, true)},
	{ConsistentHashBounded, "load=average", averageRule(true)},
	{ConsistentHashBounded, "load=average,state=fresh", averageRule(false)},
}

// witnessWorlds last for minutes, so that loads are sampled often; some are of two classes,
// and in some invokers leave and return.
func witnessWorlds() []world {
	long := []world{
		{invokers: 1, memory: 1024, functions: 3, count: 300, every: 400 * time.Millisecond, runs: time.Second},
		{invokers: 5, memory: 1000, functions: 12, count: 700, every: 150 * time.Millisecond,
			runs: 1800 * time.Millisecond},
		{invokers: 24, memory: 800, functions: 60, count: 1500, every: 60 * time.Millisecond,
			runs: 4500 * time.Millisecond},
	}
	mixed := long[1]
	mixed.classes = membership.Classes{{Name: "small", Count: 3, Memory: 700, Cores: 2, Speed: membership.Million},
		{Name: "large", Count: 2, Memory: 1600, Cores: 5, Speed: membership.Million}}
	mixed.memory, mixed.every = 1600, 100*time.Millisecond
	restless := long[2]
	for k := range int32(12) {
		restless.events = append(restless.events,
			membership.Event{At: sim.Time(7+5*k) * sim.Second, Invoker: 2 * k, Kind: membership.Kind(1 + k%2)},
			membership.Event{At: sim.Time(22+6*k) * sim.Second, Invoker: 2 * k, Kind: membership.Join})
	}
	return append(long, mixed, restless)
}

// Does every decision of the load-aware schedulers follow its rule, computed anew from all that
// they have heard, on fresh and on stale loads, whoever leaves? And is it a candidate, or nobody
// where there is none?
func TestLoadSchedulersAgainstTheirRules(t *testing.T) {
	for _, r := range witnessRules {
		t.Run(fmt.Sprintf("%s,%s", r.entry.Name, r.args), func(t *testing.T) {
			for k, w := range witnessWorlds() {
				w.seed = uint64(k)
				againstWitness(t, w, r.entry, r.args, r.rule, k)
			}
		})
	}
}

func againstWitness(t *testing.T, w world, e policies.Entry[cluster.NewScheduler], args string, rule witnessRule,
	k int) {
	t.Helper()
	wrong, decisions := 0, 0
	w.replay(t, e, args, func(v *cluster.View, inner cluster.Scheduler) cluster.Scheduler {
		s := &witness{v: v, averages: make([]float64, v.Invokers()), arrivals: map[cluster.FuncID][]sim.Time{},
			began: map[int64]begun{}, warm: map[cluster.FuncID][]time.Duration{}, rate: 1, part: 0.2,
			cold: map[cluster.FuncID][]time.Duration{}, drift: make([]float64, v.Invokers())}
		s.asked = asked{inner, func(fn cluster.FuncID, number int64, now sim.Time, got cluster.InvokerID) {
			decisions++
			if want := rule(s, fn, number); got != want && wrong < 3 {
				wrong++
				t.Errorf("world %d, invocation %d of function %d at %v: placed on %d, expected %d", k, number, fn,
					now.Seconds(), got, want)
			}
		}}
		return s
	})
	if decisions < w.count {
		t.Errorf("world %d made %d decisions for %d invocations", k, decisions, w.count)
	}
}
