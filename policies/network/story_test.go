package network_test

import (
	"flag"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"thaw/models/network"
	"thaw/models/params"
	"thaw/policies"
	"thaw/policies/all"
	"thaw/policies/story"
	"thaw/sim"
)

var update = flag.Bool("update", false, "write what happens into the stories")

// A story is scenarios; each is set up by indented lines, and what happens stands
// below it behind ">":
//
//	scenario two containers at once
//	  network overlay
//	  at 0s   a: 2 come to invoker 0, 2 expected
//	  at 5s   a: 1 leaves invoker 0
var (
	comes  = regexp.MustCompile(`^at (\S+)\s+([a-z]): (\d+) comes? to invoker (\d)(?:, (\d+) expected)?$`)
	leaves = regexp.MustCompile(`^at (\S+)\s+([a-z]): (\d+) leaves? invoker (\d)$`)
)

// Does each strategy do what its source says? Its story is to be read.
func TestStories(t *testing.T) {
	story.Golden(t, "network", policies.Names(all.Networks()), *update, tell)
}

// tell returns what happens in a scenario.
func tell(t *testing.T, scenario []string) string {
	t.Helper()
	s := &scene{}
	for _, line := range scenario {
		s.read(t, line)
	}
	return s.play(t)
}

// scene is one scenario: a strategy and what is asked of it.
type scene struct {
	recipe    network.Recipe
	addresses int
	acts      []act
}

type act struct {
	at          sim.Time
	group       int32
	node, count int32
	want        int32
	leave       bool
}

func (s *scene) read(t *testing.T, line string) {
	t.Helper()
	number := func(text string) int32 {
		n, err := strconv.Atoi(text)
		if err != nil && text != "" {
			t.Fatalf("%q: %v", line, err)
		}
		return int32(n)
	}
	if name, ok := strings.CutPrefix(line, "network "); ok {
		p, err := policies.Parse(all.Networks(), name)
		if err != nil {
			t.Fatal(err)
		}
		s.recipe = p.Policy
		return
	}
	if n, ok := strings.CutPrefix(line, "addresses "); ok {
		s.addresses = int(number(n))
		return
	}
	m, leave := comes.FindStringSubmatch(line), false
	if m == nil {
		m, leave = leaves.FindStringSubmatch(line), true
	}
	if m == nil {
		t.Fatalf("cannot read %q", line)
	}
	at, err := time.ParseDuration(m[1])
	if err != nil {
		t.Fatal(err)
	}
	a := act{at: sim.Time(at), group: int32(m[2][0] - 'a'), count: number(m[3]), node: number(m[4]), leave: leave}
	if !leave {
		a.want = number(m[5])
	}
	s.acts = append(s.acts, a)
}

// play runs the scenario and tells what happened. Containers are numbered by
// group in the order in which they come, and leave in that order.
func (s *scene) play(t *testing.T) string {
	t.Helper()
	p, err := params.Load(network.Reference)
	if err != nil {
		t.Fatal(err)
	}
	cfg, err := network.FromPlatform(p)
	if err != nil {
		t.Fatal(err)
	}
	if s.addresses > 0 {
		cfg.Addresses = s.addresses
	}
	n := network.New(cfg, s.recipe, 2)
	var queue sim.Queue
	queue.Reset()
	var out strings.Builder
	seq, came, left := uint64(0), map[int32]int64{}, map[int32]int64{}
	until := func(end sim.Time) {
		for {
			for _, w := range n.Wakes() {
				seq++
				queue.Push(sim.Event{At: w.At, Ord: sim.MakeOrder(0, seq, w.Subject)})
			}
			ev, ok := queue.Next(sim.Event{At: end})
			if !ok {
				return
			}
			node := n.NodeOf(ev.Ord.Subject())
			done, ok := n.Advance(ev.Ord.Subject(), ev.At)
			if !ok {
				continue
			}
			what := "is connected"
			if done.Kind == network.TearDown {
				what = "is gone"
			}
			fmt.Fprintf(&out, "> at %-9v %c/%d on invoker %d %s: its own steps took %v, it waited %v\n",
				time.Duration(ev.At), 'a'+rune(done.Owner>>32), done.Owner&0xffffffff, node, what, done.Took,
				done.Waited)
		}
	}
	for _, a := range s.acts {
		until(a.at)
		for range a.count {
			if a.leave {
				left[a.group]++
				n.TearDown(int64(a.group)<<32|left[a.group], a.node, a.group, a.at)
				continue
			}
			came[a.group]++
			n.SetUp(int64(a.group)<<32|came[a.group], a.node, a.group, a.want, a.at)
		}
	}
	until(sim.Time(1000 * time.Second))
	var steps []string
	for step := range network.NumSteps {
		if k := n.Taken(step); k > 0 {
			steps = append(steps, fmt.Sprintf("%v %d", step, k))
		}
	}
	if len(steps) == 0 {
		steps = []string{"nothing"}
	}
	fmt.Fprintf(&out, "> in all: %s\n", strings.Join(steps, ", "))
	if s.recipe.Pool > 0 {
		fmt.Fprintf(&out, "> at the end the pool of invoker 0 holds %d\n", n.Pooled(0))
	}
	return out.String()
}
