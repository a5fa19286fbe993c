package reuse

import (
	"fmt"
	"hash/fnv"
	"math"

	"thaw/models/workload"
	"thaw/sim"
)

// Sampled is SHARDS: it follows the functions whose hash is below a rate alone, and takes
// their distances for that part of all. A function is followed throughout or never.
type Sampled struct {
	Curve
	tracker *Tracker
	sizes   []workload.MiB
	in      []bool
	rate    float64
	all     int64 // uses of the trace
}

// NewSampled returns one with a rate above 0 and up to 1. The seed and the name of a function
// decide whether it is in.
func NewSampled(functions []workload.Function, rate float64, seed uint64) *Sampled {
	if !(rate > 0 && rate <= 1) {
		panic(fmt.Sprintf("reuse: rate %v", rate))
	}
	sizes := Sizes(functions)
	s := &Sampled{tracker: NewTracker(sizes), sizes: sizes, in: make([]bool, len(sizes)), rate: rate}
	draw := sim.NewStream(seed, "shards")
	for f := range functions {
		name := fnv.New64a()
		name.Write([]byte(functions[f].Name))
		s.in[f] = draw.Float(name.Sum64(), 0) < rate
	}
	return s
}

// Use notes a use of function f.
func (s *Sampled) Use(f workload.FuncID) {
	s.all++
	if !s.in[f] {
		return
	}
	need := s.tracker.Use(f)
	if need != First {
		own := int64(s.sizes[f])
		need = int64(math.Round(float64(need-own)/s.rate)) + own
	}
	s.Add(need)
}

// Close ends the sample, of a trace whose functions have total MiB. Where fewer or more uses
// are sampled than their rate says, the difference is taken for hits at the shortest
// distance, as SHARDS-adj does: it is the most popular functions that a sample misses or has.
func (s *Sampled) Close(total int64) {
	if expected := int64(math.Round(s.rate * float64(s.all))); s.uses > 0 && expected > s.first {
		missing := expected - s.uses
		shortest := 0
		for shortest < len(s.counts) && s.counts[shortest] == 0 {
			shortest++
		}
		if shortest < len(s.counts) {
			if missing < 0 {
				missing = max(missing, -s.counts[shortest])
			}
			s.counts[shortest] += missing
			s.uses += missing
		}
	}
	s.Curve.Close(total)
}
