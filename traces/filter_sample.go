package traces

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"

	"thaw/models/workload"
	"thaw/sim"
)

// Sampling tells what down-sampling by invocation did.
type Sampling struct {
	Probability float64 // with which each invocation was kept
	Seen, Kept  int64   // invocations in front of and behind the filter
}

// SampleInvocations keeps every invocation with the same probability,
// independently. The expected shares of the functions stay as they are in the
// trace; functions with few invocations may disappear from the stream, but
// not from the table.
func SampleInvocations(src workload.Source, seed uint64, probability float64) (workload.Source, error) {
	if !(probability >= 0 && probability <= 1) {
		return nil, fmt.Errorf("sample of invocations with probability %v: expected 0 to 1", probability)
	}
	s := &sampled{filter: filter{src}, tally: Sampling{Probability: probability}}
	if probability == 1 {
		s.below = math.MaxUint64
		return s, nil
	}
	s.coins = newFilterCoins(seed, "sample", src.Table())
	s.below = uint64(math.Ldexp(probability, 64))
	return s, nil
}

type sampled struct {
	filter
	coins filterCoins
	below uint64 // kept if the coin is less; all of them if it is the greatest number
	tally Sampling
}

func (s *sampled) Read(batch []workload.Invocation) (int, error) {
	for {
		n, err := s.src.Read(batch)
		s.tally.Seen += int64(n)
		kept := n
		if s.below != math.MaxUint64 {
			kept = 0
			for _, v := range batch[:n] {
				batch[kept] = v
				if s.coins.toss(v.Function) < s.below {
					kept++
				}
			}
		}
		s.tally.Kept += int64(kept)
		if kept > 0 || n == 0 {
			return kept, err
		}
	}
}

// SamplingOf returns what down-sampling by invocation has done to a source so
// far; ok is false where there is no such filter. It is to be called when the
// source has ended.
func SamplingOf(src workload.Source) (s Sampling, ok bool) {
	for {
		if f, is := src.(*sampled); is {
			return f.tally, true
		}
		u, is := src.(interface{ unwrap() workload.Source })
		if !is {
			return Sampling{}, false
		}
		src = u.unwrap()
	}
}

// rateProbability is the probability that turns n invocations in span into
// the wanted rate per second; 1 where there are fewer than that.
func rateProbability(rate float64, n int64, span time.Duration) float64 {
	if n == 0 || span <= 0 {
		return 1
	}
	return min(1, rate*span.Seconds()/float64(n))
}

// SampleFunctions keeps the invocations of n functions, chosen by a hash of
// their names: the same ones whatever the seed of the run, the window and the
// order of the table, and a smaller n chooses a subset. Every function of the
// table has the same chance, so the popular ones are likely to be missing. The
// table shrinks to the chosen functions, in their former order, and their apps,
// which keep their memory.
func SampleFunctions(src workload.Source, n int) (workload.Source, error) {
	if n < 1 {
		return nil, fmt.Errorf("sample of %d functions: expected at least 1", n)
	}
	old := src.Table()
	if n >= len(old.Functions) {
		return src, nil
	}
	s := &chosen{filter: filter{src}, to: make([]workload.FuncID, len(old.Functions)), table: &workload.Table{}}
	apps := make(map[workload.AppID]workload.AppID)
	for i := range s.to {
		s.to[i] = -1
	}
	for _, i := range chooseFunctions(old, n) {
		f := old.Functions[i]
		app, ok := apps[f.App]
		if !ok {
			app = workload.AppID(len(s.table.Apps))
			apps[f.App] = app
			s.table.Apps = append(s.table.Apps, old.Apps[f.App])
		}
		f.App = app
		s.to[i] = workload.FuncID(len(s.table.Functions))
		s.table.Functions = append(s.table.Functions, f)
	}
	return s, nil
}

// chooseFunctions returns the indices, ascending, of the n functions whose
// names have the least hashes; equal names go by index.
func chooseFunctions(t *workload.Table, n int) []int {
	stream := sim.NewStream(0, "traces.functions")
	rank := make([]uint64, len(t.Functions))
	order := make([]int, len(t.Functions))
	for i := range order {
		rank[i], order[i] = stream.At(filterKey(t.Functions[i].Name), 0), i
	}
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(rank[a], rank[b]), cmp.Compare(a, b))
	})
	order = order[:n]
	slices.Sort(order)
	return order
}

type chosen struct {
	filter
	to    []workload.FuncID // the new index of an old one, -1 for those left out
	table *workload.Table
}

func (c *chosen) Table() *workload.Table { return c.table }

func (c *chosen) Read(batch []workload.Invocation) (int, error) {
	for {
		n, err := c.src.Read(batch)
		kept := 0
		for _, v := range batch[:n] {
			to := c.to[v.Function]
			v.Function = to
			batch[kept] = v
			if to >= 0 {
				kept++
			}
		}
		if kept > 0 || n == 0 {
			return kept, err
		}
	}
}
