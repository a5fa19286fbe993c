package resources

import (
	"cmp"
	"container/heap"
	"context"
	"math"
	"slices"

	"thaw/models/allocation"
	"thaw/policies"
)

// Orion sizes by distributions.
var Orion = policies.Define("orion",
	"runs the workflow with one size for all functions, size by size; the latency of any sizes is then the "+
		"convolution in "+
		"series and the maximum in parallel of what was seen of each function; a best-first search goes from the "+
		"least sizes up, one function at a time, to the first ones that keep the QoS, and then down again where they "+
		"still do",
	"mahgoub2022orion, abstract (a performance model that accounts for variability and dependencies); assumed: sizes, "+
		"order of the search (least cost × latency) and the way down",
	orionParams{Cores: 10, Memory: 7, Bins: 256, States: 2000},
	func(p orionParams) allocation.Manager { return orion(p) })

type orionParams struct {
	Cores  int `param:"cores" min:"2" max:"100" help:"numbers of cores that are run, spread geometrically"`
	Memory int `param:"memory" min:"2" max:"100" help:"memories that are run, spread geometrically"`
	Bins   int `param:"bins" min:"8" max:"4096" help:"parts of twice the QoS in which durations are counted"`
	States int `param:"states" min:"1" max:"1000000" help:"sizes that the search looks at, at most"`
}

type orion orionParams

// Choose runs all sizes and searches among them.
func (o orion) Choose(ctx context.Context, b *allocation.Bench) ([]allocation.Size, error) {
	s := &sizing{orion: o, bench: b, order: b.Flow.Order(), cores: geometric(b.Space.Cores, o.Cores),
		memory: geometric(b.Space.MiB, o.Memory)}
	s.means = make([][]float64, len(b.Functions))
	s.laws = make([][]allocation.Law, len(b.Functions))
	width := 2 * b.QoS.Seconds() / float64(o.Bins)
	for _, c := range s.cores {
		for _, m := range s.memory {
			seen, err := b.Evaluate(ctx, slices.Repeat([]allocation.Size{{Cores: c, MiB: m}}, len(b.Functions)))
			if err != nil {
				return nil, err
			}
			for f := range s.means {
				sum := 0.0
				for _, t := range seen.Seen[f].Seconds {
					sum += t
				}
				s.means[f] = append(s.means[f], sum/float64(len(seen.Seen[f].Seconds)))
				s.laws[f] = append(s.laws[f], allocation.Empirical(seen.Seen[f].Seconds, width, o.Bins))
			}
		}
	}
	at := s.climb()
	s.descend(at)
	return s.sizes(at), ctx.Err()
}

// geometric spreads n values of a knob, with its ends, without one twice.
func geometric(r allocation.Range, n int) []float64 {
	var out []float64
	for i := range n {
		v := r.Value(r.Nearest(r.Least * math.Pow(r.Most/r.Least, float64(i)/float64(n-1))))
		if len(out) == 0 || v > out[len(out)-1] {
			out = append(out, v)
		}
	}
	return out
}

// sizing is a search. Sizes are numbers of cores and memories, two a function.
type sizing struct {
	orion
	bench         *allocation.Bench
	cores, memory []float64
	order         []int       // of an execution's functions
	means         [][]float64 // by function and run: cores, then memory
	laws          [][]allocation.Law
}

func (s *sizing) run(at []int, f int) int { return at[2*f]*len(s.memory) + at[2*f+1] }

func (s *sizing) sizes(at []int) []allocation.Size {
	out := make([]allocation.Size, len(s.means))
	for f := range out {
		out[f] = allocation.Size{Cores: s.cores[at[2*f]], MiB: s.memory[at[2*f+1]]}
	}
	return out
}

// cost is that of an execution, by the means.
func (s *sizing) cost(at []int) float64 {
	sum := 0.0
	for _, f := range s.order {
		z := allocation.Size{Cores: s.cores[at[2*f]], MiB: s.memory[at[2*f+1]]}
		sum += s.means[f][s.run(at, f)] * s.bench.Prices.Second(z)
	}
	return sum
}

// keeps reports whether the law of the latency keeps the QoS.
func (s *sizing) keeps(at []int) bool {
	laws := make([]allocation.Law, len(s.laws))
	for f := range laws {
		laws[f] = s.laws[f][s.run(at, f)]
	}
	return s.bench.Flow.Law(laws).Quantile(s.bench.Share) <= s.bench.QoS.Seconds()
}

// raised returns the sizes with one knob a step up, or nil.
func (s *sizing) raised(at []int, knob int) []int {
	most := len(s.cores)
	if knob%2 == 1 {
		most = len(s.memory)
	}
	if at[knob]+1 == most {
		return nil
	}
	out := slices.Clone(at)
	out[knob]++
	return out
}

// climb returns the first sizes that keep the QoS, from the least sizes up, or the largest.
func (s *sizing) climb() []int {
	q := &states{}
	seen := map[string]bool{}
	push := func(at []int) {
		key := make([]byte, len(at))
		for i, v := range at {
			key[i] = byte(v)
		}
		if seen[string(key)] {
			return
		}
		seen[string(key)] = true
		latency := s.bench.Flow.Latency(func(f int) float64 { return s.means[f][s.run(at, f)] })
		heap.Push(q, state{at: at, latency: latency, key: s.cost(at) * max(latency/s.bench.QoS.Seconds(), 1),
			number: len(seen)})
	}
	push(make([]int, 2*len(s.means)))
	for range s.States {
		if q.Len() == 0 {
			break
		}
		at := heap.Pop(q).(state)
		if at.latency <= s.bench.QoS.Seconds() && s.keeps(at.at) {
			return at.at
		}
		for knob := range at.at {
			if up := s.raised(at.at, knob); up != nil {
				push(up)
			}
		}
	}
	largest := make([]int, 0, 2*len(s.means))
	for range s.means {
		largest = append(largest, len(s.cores)-1, len(s.memory)-1)
	}
	return largest
}

// descend lowers one knob after the other, that which saves most first, while the QoS is kept.
func (s *sizing) descend(at []int) {
	for s.keeps(at) {
		best, least := -1, s.cost(at)
		for knob := range at {
			if at[knob] == 0 {
				continue
			}
			at[knob]--
			if cost := s.cost(at); cost < least && s.keeps(at) {
				best, least = knob, cost
			}
			at[knob]++
		}
		if best < 0 {
			return
		}
		at[best]--
	}
}

// state are sizes that the search has reached.
type state struct {
	at      []int
	latency float64 // of means
	key     float64
	number  int
}

// states is a queue by key.
type states []state

func (q states) Len() int { return len(q) }
func (q states) Less(i, j int) bool {
	return cmp.Or(cmp.Compare(q[i].key, q[j].key), cmp.Compare(q[i].number, q[j].number)) < 0
}
func (q states) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q *states) Push(x any)   { *q = append(*q, x.(state)) }
func (q *states) Pop() any {
	last := (*q)[len(*q)-1]
	*q = (*q)[:len(*q)-1]
	return last
}
