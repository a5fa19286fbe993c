package cli

import (
	"testing"

	"thaw/models/cluster"
	"thaw/policies"
	"thaw/policies/all"
	"thaw/policies/schedule"
	"thaw/sim"
)

// lastFit is a scheduler that tries invokers from the last one downwards.
type lastFit struct{ view *cluster.View }

func (p lastFit) Place(fn cluster.FuncID, _ int64, _ sim.Time) cluster.InvokerID {
	for i := cluster.InvokerID(p.view.Invokers() - 1); i >= 0; i-- {
		if p.view.Available(i) >= p.view.Memory(fn) {
			return i
		}
	}
	return cluster.None
}

// mythaw is a program of somebody else with one scheduler; the script
// program.txtar runs it.
func mythaw() Program {
	last := schedule.Define("last-fit", "the last invoker with room", "assumed: the opposite of first-fit", struct{}{},
		func(_ struct{}, v *cluster.View) cluster.Scheduler { return lastFit{v} })
	return Program{Name: "mythaw", Version: "0.1",
		Policies: all.Policies{Schedulers: []policies.Entry[cluster.NewScheduler]{last}}}
}

// A program that adds something has a name of its own, and adds no name that is taken.
func TestProgramsThatAreRefused(t *testing.T) {
	taken := all.Policies{Schedulers: []policies.Entry[cluster.NewScheduler]{schedule.Random}}
	for _, c := range []struct {
		program Program
		want    string
	}{
		{Program{}, ""},
		{mythaw(), ""},
		{Program{Name: "mine"}, ""},
		{Program{Policies: mythaw().Policies},
			"a program with policies or a version of its own needs a name of its own"},
		{Program{Name: "thaw", Version: "1"},
			"a program with policies or a version of its own needs a name of its own"},
		{Program{Name: "my thaw"}, `program "my thaw": expected a name without spaces`},
		{Program{Name: "mine", Policies: taken}, `policy "random" is defined twice: thaw, or another role, has it`},
	} {
		got := ""
		if _, err := c.program.complete(); err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%q: got %q, want %q", c.program.Name, got, c.want)
		}
	}
}
