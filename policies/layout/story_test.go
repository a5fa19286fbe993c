package layout_test

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
	"thaw/sim"
)

var update = flag.Bool("update", false, "write what happens into the stories")

// A story is scenarios; each is set up by indented lines, and what happens stands
// below it behind ">":
//
//	scenario two containers of a function
//	  layout n-to-one
//	  start  a 512 MiB at 0s
//	  start  b 512 MiB at 0s
//	  end    a at 10s
//
// All containers are of one function on one invoker of 4 GiB; VMs that resize do so
// as with squeezy.

// Does each layout do what its source says? Its story is to be read.
func TestStories(t *testing.T) {
	story.Golden(t, "layout", policies.Names(all.Layouts()), *update, tell)
}

// tell returns what happens in a scenario.
func tell(t *testing.T, scenario []string) string {
	t.Helper()
	s := &scene{names: map[string]int32{}}
	s.queue.Reset()
	for _, line := range scenario {
		s.play(t, strings.Fields(line))
	}
	s.until(sim.Never)
	return s.told.String()
}

type scene struct {
	hosts *memory.Hosts
	queue sim.Queue
	names map[string]int32
	order []string
	sizes []int32
	told  strings.Builder
}

// play does what a line says at its time.
func (s *scene) play(t *testing.T, words []string) {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	if words[0] == "layout" {
		p, err := policies.Parse(all.Layouts(), words[1])
		must(err)
		e, err := policies.Parse(all.Elasticities(), "squeezy")
		must(err)
		s.hosts, err = memory.New(memory.Config{Memory: 4096, Strategy: e.Policy, Layout: p.Policy,
			Costs: memory.DefaultCosts()}, 1)
		must(err)
		return
	}
	d, err := time.ParseDuration(words[len(words)-1])
	must(err)
	at := sim.Time(d)
	s.until(at)
	switch words[0] {
	case "start":
		mib, err := strconv.Atoi(words[2])
		must(err)
		n := int32(len(s.order))
		s.names[words[1]] = n
		s.order, s.sizes = append(s.order, words[1]), append(s.sizes, int32(mib))
		s.hosts.Grow(int64(n), int64(n), 0, 0, n, int32(mib), at)
	case "end":
		n := s.names[words[1]]
		s.hosts.Shrink(int64(n), int64(n), 0, n, s.sizes[n], at)
	default:
		t.Fatalf("%q: not understood", words)
	}
	s.listen()
}

func (s *scene) listen() {
	for _, w := range s.hosts.Wakes() {
		s.queue.Push(sim.Event{At: w.At, Ord: sim.MakeOrder(0, uint64(w.Tie), w.Subject)})
	}
}

// until tells what ends before an instant.
func (s *scene) until(at sim.Time) {
	for {
		ev, ok := s.queue.Next(sim.Event{At: at})
		if !ok {
			return
		}
		s.hosts.Advance(ev.Ord.Subject(), ev.At)
		s.listen()
		for _, d := range s.hosts.Ended() {
			what := "the memory of %s is free"
			if d.Grown {
				what = "%s has its memory"
			}
			fmt.Fprintf(&s.told, "> %v: "+what+", after %v and %v of waiting\n",
				time.Duration(ev.At).Round(10*time.Microsecond), s.order[d.Owner],
				d.Elapsed.Round(10*time.Microsecond), d.Wait.Round(10*time.Microsecond))
		}
	}
}
