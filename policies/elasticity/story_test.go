package elasticity_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"thaw/models/memory"
	"thaw/policies"
	"thaw/policies/all"
)

var update = flag.Bool("update", false, "write what happens into the stories")

// A story is scenarios; each is set up by indented lines, and what happens stands
// below it behind ">":
//
//	scenario two instances, one leaves
//	  memory virtio-mem
//	  start  a 256 MiB
//	  start  b 256 MiB
//	  mix
//	  end    a
//
// All instances are of one VM and occupy all of their memory. After "mix" their
// pages are spread evenly, as those of programs that allocate and free all the time.

// Does each strategy do what its source says? Its story is to be read.
func TestStories(t *testing.T) {
	for _, e := range all.Elasticities() {
		t.Run(e.Name, func(t *testing.T) {
			file := filepath.Join("testdata", e.Name+".story")
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			told := tell(t, string(text))
			if *update {
				if err := os.WriteFile(file, []byte(told), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if told != string(text) {
				t.Errorf("%s tells another story:\n%s", file, told)
			}
			if !strings.Contains(told, "\n  memory "+e.Name+"\n") {
				t.Errorf("%s does not tell of %s as it is by default", file, e.Name)
			}
		})
	}
	files, err := filepath.Glob(filepath.Join("testdata", "*.story"))
	if err != nil || len(files) != len(all.Elasticities()) {
		t.Errorf("%d stories of %d strategies (%v)", len(files), len(all.Elasticities()), err)
	}
}

// tell plays every scenario and writes what happens behind it.
func tell(t *testing.T, text string) string {
	t.Helper()
	var out strings.Builder
	var s *scene
	for line := range strings.Lines(text + "\n") {
		switch {
		case strings.HasPrefix(line, ">"):
			continue
		case strings.HasPrefix(line, "scenario"):
			s = &scene{vm: memory.NewVM(64), costs: memory.DefaultCosts(), slots: map[string]int32{}, sizes: map[string]int32{}}
		case s != nil && strings.HasPrefix(line, "  "):
			s.play(t, strings.Fields(line))
		case s != nil && strings.TrimSpace(line) == "":
			out.WriteString(s.told.String())
			s = nil
		}
		out.WriteString(line)
	}
	return strings.TrimSuffix(out.String(), "\n")
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
		s.strategy = p.New(nil)
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
	}{{"request", w.Request}, {"guest", w.Guest}, {"migration", w.Migrate}, {"zeroing", w.Zero}, {"VM exits", w.Exits}} {
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
