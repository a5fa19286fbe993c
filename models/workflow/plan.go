package workflow

import (
	"slices"
	"time"
)

// Unknown is a number that a run decides, such as that of scenes.
const Unknown = unknown

// Plan is what is known of a workflow before it runs.
type Plan struct {
	Order    []int // stages, each behind those before it
	Units    []int // of each stage; Unknown where scenes decide
	Critical []int // stages of the path whose work takes longest at least
	Least    time.Duration
}

// Plan follows the data through a workflow that Check has passed. The least time is that of
// the work alone: launches, stores, ticks and limits add to it.
//
//	input ══734 chunks══▶ decode 734 ══frames══▶ scenes ? ══▶ encode 734
//	                      └──── the longest of the shortest ────────┘
func (s *Spec) Plan() Plan {
	c := s.checked()
	order, _ := s.topological()
	p := Plan{Order: order, Units: make([]int, len(s.Stages))}
	at := -1
	for _, i := range order {
		p.Units[i] = c.units(i)
		if at < 0 || c.out[i].least >= p.Least { // the last of equals: the whole path
			at, p.Least = i, c.out[i].least
		}
	}
	for at >= 0 {
		p.Critical = append(p.Critical, at)
		next := -1
		for _, k := range c.into[at] {
			from := s.Streams[k].From
			if from >= 0 && (next < 0 || c.out[from].least > c.out[next].least) {
				next = from
			}
		}
		at = next
	}
	slices.Reverse(p.Critical)
	return p
}

// units returns how many units of work a stage gets.
func (c *checker) units(i int) int {
	st := &c.s.Stages[i]
	n := c.of(c.into[i][0]).events()
	switch {
	case n == unknown, st.Delivery == SerializedScene:
		return Unknown
	case st.Delivery.ordered():
		return (n + st.Frames - 1) / st.Frames
	}
	for _, k := range c.into[i][1:] {
		if c.of(k).events() == unknown {
			return Unknown
		}
	}
	return n
}

// Chain returns the records of the tasks whose ends released each other's units, the last of
// which brought what came last into the output: the critical path of a run. Last is Result.Last;
// without an output the path ends with the task that ended last.
func Chain(records []Record, last int64) []int {
	of := make(map[int64]int, len(records))
	end := -1
	for i := range records {
		of[records[i].Task] = i
		if !records[i].Killed && (end < 0 || records[i].Ended >= records[end].Ended) {
			end = i
		}
	}
	if i, ok := of[last]; ok {
		end = i
	}
	var out []int
	for end >= 0 && len(out) <= len(records) {
		out = append(out, end)
		before, ok := of[records[end].After]
		if !ok {
			break
		}
		end = before
	}
	slices.Reverse(out)
	return out
}
