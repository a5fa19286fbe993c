package cli

import (
	"strings"
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

// A program that adds something has a name of its own and a version, a word each, and
// adds no name that is taken. Are all mistakes told?
func TestProgramsThatAreRefused(t *testing.T) {
	taken := all.Policies{Schedulers: []policies.Entry[cluster.NewScheduler]{schedule.Random}}
	const aName = "expected a name of at most 64 letters, digits and ._-, that begins with a letter"
	const aVersion = "expected at most 128 letters, digits and ._+-, such as v1.2.3"
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
		{Program{Name: "my thaw"}, `program "my thaw": ` + aName},
		{Program{Name: "../mine"}, `program "../mine": ` + aName},
		{Program{Name: "-mine"}, `program "-mine": ` + aName},
		{Program{Name: "mine$1"}, `program "mine$1": ` + aName},
		{Program{Name: "m\x00"}, `program "m\x00": ` + aName},
		{Program{Name: strings.Repeat("m", 65)}, `program "` + strings.Repeat("m", 65) + `": ` + aName},
		{Program{Name: "THAW"}, "a program with policies or a version of its own needs a name of its own"},
		{Program{Name: "mine", Version: "v1.2.3-0.20260101000000-abcdef012345+dirty"}, ""},
		{Program{Name: "mine", Version: "1\n2"}, `version "1\n2": ` + aVersion},
		{Program{Name: "my thaw", Version: "a b", Policies: taken},
			`policy "random" is defined twice: thaw, or another role, has it` + "\n" +
				`program "my thaw": ` + aName + "\n" + `version "a b": ` + aVersion},
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
