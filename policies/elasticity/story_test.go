package elasticity_test

import (
	"flag"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"thaw/models/memory"
	"thaw/policies"
	"thaw/policies/all"
	"thaw/policies/story"
)

var update = flag.Bool("update", false, "write what happens into the stories")

// A story is scenarios; each is set up by indented lines, and what happens stands
// below it behind ">":
//
//	scenario two containers, one leaves
//	  memory virtio-mem
//	  start  a 256 MiB
//	  start  b 256 MiB
//	  mix
//	  end    a
//
// All containers are of one VM and occupy all of their memory. After "mix" their
// pages are spread evenly, as those of programs that allocate and free all the time.

// Does each strategy do what its source says? Its story is to be read.
func TestStories(t *testing.T) {
	story.Golden(t, "memory", policies.Names(all.Elasticities()), *update, tell)
}

// tell returns what happens in a scenario.
func tell(t *testing.T, scenario []string) string {
	t.Helper()
	s := &scene{vm: memory.NewVM(64), costs: memory.DefaultCosts(), slots: map[string]int32{},
		sizes: map[string]int32{}}
	for _, line := range scenario {
		s.play(t, strings.Fields(line))
	}
	return s.told.String()
}

type scene struct {
	strategy memory.Strategy
	vm       *memory.VM
	costs    memory.Costs
	slots    map[string]int32
	sizes    map[string]int32
	told     strings.Builder
}

// play does what a line says, and tells what it took.
func (s *scene) play(t *testing.T, words []string) {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	switch words[0] {
	case "memory":
		p, err := policies.Parse(all.Elasticities(), words[1])
		must(err)
		s.strategy = p.Policy
	case "mix":
		s.vm.Mix()
	case "start":
		n, err := strconv.Atoi(words[2])
		must(err)
		mib := int32(n)
		w, err := s.strategy.Grow(s.vm, &s.costs, mib)
		must(err)
		s.slots[words[1]], err = s.strategy.Settle(s.vm, mib, mib)
		must(err)
		s.sizes[words[1]] = mib
		s.tell("room for "+words[1], w)
	case "end":
		mib := s.sizes[words[1]]
		s.vm.Leave(s.slots[words[1]])
		w, err := s.strategy.Shrink(s.vm, &s.costs, mib)
		must(err)
		s.tell(words[1]+" has left", w)
	default:
		t.Fatalf("%q: not understood", words)
	}
}

func (s *scene) tell(what string, w memory.Work) {
	var parts []string
	for _, p := range []struct {
		name string
		d    time.Duration
	}{{"request", w.Request}, {"guest", w.Guest}, {"migration", w.Migrate}, {"zeroing", w.Zero},
		{"VM exits", w.Exits}} {
		if p.d > 0 {
			parts = append(parts, fmt.Sprintf("%s %v", p.name, p.d.Round(10*time.Microsecond)))
		}
	}
	took := "at once"
	if len(parts) > 0 {
		took = fmt.Sprintf("after %v (%s)", w.All().Round(10*time.Microsecond), strings.Join(parts, ", "))
	}
	mib := func(pages int) int { return pages / 256 }
	fmt.Fprintf(&s.told, "> %s %s: the VM has %d blocks, %d MiB occupied, %d free, %d in the balloon\n",
		what, took, s.vm.Plugged(), mib(s.vm.Occupied()), mib(s.vm.Free()), mib(s.vm.Ballooned()))
}
