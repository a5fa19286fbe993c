package forecasts

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"thaw/models/workload"
	"thaw/sim"
	"thaw/traces"
)

// Trace is an opened trace.
type Trace interface {
	Table() *workload.Table
	Source(seed uint64) (workload.Source, error)
	ClockOffset() time.Duration
}

// Choice says which functions are judged.
type Choice struct {
	Functions int    // at most so many
	Least     int64  // only functions with at least so many invocations in the training window
	How       string // Busiest or Sampled
}

// The ways to choose functions.
const (
	Busiest = "busiest" // those with the most invocations in the training window; equal ones by index
	Sampled = "sample"  // a sample by the seed, each with the same chance
)

// Counts are the invocations a minute of the functions that are judged.
type Counts struct {
	Names   []string
	Series  [][]float64 // by function and minute
	Trained []int64     // invocations in the training window, by function
	First   int         // minute of the first value by the trace's own clock
	Train   int         // minutes of the training window
}

// Minutes is the number of minutes in all.
func (c *Counts) Minutes() int { return len(c.Series[0]) }

// Count reads a trace twice: once to choose functions by the training window alone, and
// once to count their invocations. A minute that the trace has not wholly is left out.
func Count(t Trace, seed uint64, train time.Duration, c Choice) (*Counts, error) {
	minutes := int(train / time.Minute)
	if minutes < 1 || train%time.Minute != 0 {
		return nil, fmt.Errorf("the training window is %v, expected whole minutes, at least one", train)
	}
	invoked := make([]int64, len(t.Table().Functions))
	var last sim.Time
	err := scan(t, seed, func(x *workload.Invocation) {
		if x.Arrival < sim.Time(train) {
			invoked[x.Function]++
		}
		last = x.Arrival
	})
	if err != nil {
		return nil, err
	}
	all := int(last/sim.Time(time.Minute)) + 1
	if all <= minutes {
		return nil, fmt.Errorf("the training window is %v and the trace has %v: nothing is held out; expected a "+
			"shorter training window or a longer trace", train, time.Duration(all)*time.Minute)
	}
	chosen := choose(invoked, seed, c)
	if len(chosen) == 0 {
		return nil, fmt.Errorf("no function has %d invocations in the training window of %v; expected fewer with "+
			"--least", c.Least, train)
	}
	out := &Counts{First: int(t.ClockOffset() / time.Minute), Train: minutes}
	place := make([]int, len(invoked))
	for k, fn := range chosen {
		place[fn] = k + 1
		out.Names = append(out.Names, t.Table().Functions[fn].Name)
		out.Series = append(out.Series, make([]float64, all))
		out.Trained = append(out.Trained, invoked[fn])
	}
	return out, scan(t, seed, func(x *workload.Invocation) {
		if k := place[x.Function]; k > 0 {
			out.Series[k-1][x.Arrival/sim.Time(time.Minute)]++
		}
	})
}

// choose returns functions by index, the busiest first.
func choose(invoked []int64, seed uint64, c Choice) []int {
	var out []int
	for fn, n := range invoked {
		if n >= c.Least {
			out = append(out, fn)
		}
	}
	busiest := func(a, b int) int { return cmp.Or(cmp.Compare(invoked[b], invoked[a]), cmp.Compare(a, b)) }
	if c.How == Sampled {
		s := sim.NewStream(seed, "forecasts: sample of functions")
		slices.SortFunc(out, func(a, b int) int { return cmp.Compare(s.At(uint64(a), 0), s.At(uint64(b), 0)) })
		out = out[:min(c.Functions, len(out))]
	}
	slices.SortFunc(out, busiest)
	return out[:min(c.Functions, len(out))]
}

// scan reads all invocations of a trace.
func scan(t Trace, seed uint64, each func(x *workload.Invocation)) error {
	src, err := t.Source(seed)
	if err != nil {
		return err
	}
	defer traces.Close(src)
	batch := make([]workload.Invocation, 4096)
	for {
		n, err := src.Read(batch)
		for i := range batch[:n] {
			each(&batch[i])
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}
