package form

import (
	"fmt"
	"math"
	"time"

	"gopkg.in/yaml.v3"

	"thaw/experiments/strictyaml"
	"thaw/experiments/units"
	"thaw/models/params"
	"thaw/models/workflow"
)

// What only a replay reads of a workflow.

// Arrivals say when instances arrive: each Every, or as a Poisson process of a rate.
type Arrivals struct {
	Every time.Duration `yaml:"every"`
	Rate  PerTime       `yaml:"rate"`
	Count int           `yaml:"count,required"`
}

// PerTime is a number per second, such as 4/min.
type PerTime float64

// UnmarshalText reads a rate.
func (p *PerTime) UnmarshalText(text []byte) error {
	x, err := units.ParseRate(string(text))
	*p = PerTime(x)
	return err
}

// MarshalText writes the rate per second.
func (p PerTime) MarshalText() ([]byte, error) { return fmt.Appendf(nil, "%v/s", float64(p)), nil }

// Memory is that of a worker in bytes, such as 256MiB or 250MB; 0: none is told.
type Memory uint64

// UnmarshalText reads a memory size.
func (m *Memory) UnmarshalText(text []byte) error {
	var decimal Size
	if decimal.UnmarshalText(text) == nil {
		*m = Memory(decimal)
		return nil
	}
	mib, err := params.ParseMiB(string(text))
	*m = Memory(mib) << 20
	return err
}

// MarshalText writes the memory.
func (m Memory) MarshalText() ([]byte, error) {
	if m > 0 && m%(1<<20) == 0 {
		return fmt.Appendf(nil, "%dMiB", m>>20), nil
	}
	return Size(m).MarshalText()
}

// MiB returns the memory in whole MiB, rounded up.
func (m Memory) MiB() int32 { return int32(min((uint64(m)+1<<20-1)>>20, math.MaxInt32)) }

// Instances returns when instances arrive: one at 0, where nothing is said.
func (w *Workflow) Instances() workflow.Arrivals {
	a := w.Arrivals
	if a == nil {
		return workflow.Arrivals{Count: 1}
	}
	return workflow.Arrivals{Count: a.Count, Every: a.Every, Rate: float64(a.Rate)}
}

// Memories returns the memory of each function.
func (w *Workflow) Memories() map[string]Memory {
	of := map[string]Memory{}
	for i := range w.Stages {
		st := &w.Stages[i]
		of[st.function()] = max(of[st.function()], st.Memory)
	}
	return of
}

func (s *Stage) function() string {
	if s.Function == "" {
		return s.Name
	}
	return s.Function
}

// CheckReplay reports what is wrong with a workflow within a replay: arrivals that contradict
// each other and, unless the memory of all functions is given, functions without one.
func (w *Workflow) CheckReplay(d *strictyaml.Decoder, n *yaml.Node, memory bool) {
	if a := w.Arrivals; a != nil {
		at := place(n, "arrivals")
		if a.Count < 1 || a.Count > workflow.MaxInstances {
			d.Fail(at, "arrivals: %d instances, expected 1 to %d", a.Count, workflow.MaxInstances)
		}
		if (a.Rate > 0) == (a.Every > 0) && (a.Rate > 0 || a.Count > 1) {
			d.Fail(at, "arrivals: expected either every or rate")
		}
		if float64(a.Every)*float64(a.Count) > math.MaxInt64/8 {
			d.Fail(at, "arrivals: %d instances, one every %v, expected fewer within 36 years", a.Count, a.Every)
		}
	}
	of, first := w.Memories(), map[string]Memory{}
	for i := range w.Stages {
		st := &w.Stages[i]
		at, f := place(n, fmt.Sprintf("stages.%d", i)), st.function()
		if before := first[f]; st.Memory > 0 && before > 0 && before != st.Memory {
			d.Fail(at, "stage %s: memory %dMiB, and another stage with function %s says %dMiB, expected one for the "+
				"function", st.Name, st.Memory.MiB(), f, before.MiB())
		}
		if st.Memory > 0 {
			first[f] = st.Memory
		}
		if of[f] == 0 && !memory {
			d.Fail(at, "stage %s: the key memory is missing, such as memory: 256MiB: what a container of function %s "+
				"books in a replay (--function-memory gives it for all)", st.Name, f)
		}
	}
}
