package prefetch_test

import (
	"flag"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"thaw/models/snapshot"
	"thaw/policies"
	"thaw/policies/all"
	"thaw/policies/story"
	"thaw/sim"
)

var update = flag.Bool("update", false, "write what happens into the stories")

// A story is a guest of a few pages, told fault by fault. Lines with > are what
// happens; the others are the scenario:
//
//	strategy  faasnap,merge=0     one of the strategies
//	nonzero   0-11                pages of the clean snapshot
//	record    0-1 8w              what the first invocation touches; w: writes
//	freed     8                   what it allocated and freed again
//	test      0 1 2               what the second one touches
//	vms       2                   restored at once, from the same snapshot
//
// Machine: anonymous fault 2us, minor 4us, in place 1us, user 10us; a thread wakes in
// 5us; the monitor starts in 1ms, a mapping takes 10us, a page installed 1us, a region
// 1us, a page that a thread touches 1us; 10us of work before each page. The vCPU waits
// inside of a fault, so that its time has the whole wait. Disk: a request takes 100us and
// 10us a page, whatever it continues; read-ahead of 4 pages.

// Does each strategy do what its paper says? Its story is to be read.
func TestStories(t *testing.T) {
	story.Golden(t, "strategy", policies.Names(all.Prefetches()), *update, tell)
}

// spy keeps what a strategy saw and planned.
type spy struct {
	snapshot.Strategy
	record *snapshot.Record
	plan   snapshot.Plan
}

func (s *spy) Plan(r *snapshot.Record) snapshot.Plan {
	s.record, s.plan = r, s.Strategy.Plan(r)
	return s.plan
}

const storyPages = 16

// machine is the host and the disk of stories.
func machine() (snapshot.Host, snapshot.Disk) {
	h, d := snapshot.HostOf("faasnap")
	h.Anonymous.Value, h.Minor.Value = sim.Const(2*time.Microsecond), sim.Const(4*time.Microsecond)
	h.InPlace.Value, h.User.Value = sim.Const(time.Microsecond), sim.Const(10*time.Microsecond)
	h.Async.Value = 0
	h.Wake.Value, h.VMM.Value, h.Restore.Value = 5*time.Microsecond, time.Millisecond, 0
	h.Mmap.Value, h.Ioctl.Value, h.CopyPage.Value, h.Touch.Value = 10*time.Microsecond, time.Microsecond,
		time.Microsecond, time.Microsecond
	d.BytesPerS.Value, d.Latency.Value, d.ReadAhead.Value, d.IOPS.Value = 409_600_000, 100*time.Microsecond, 4,
		1_000_000_000
	d.Sequential.Value = d.Latency.Value
	return h, d
}

// tell runs a scenario and says what happens.
func tell(t *testing.T, scenario []string) string {
	w := &snapshot.World{Pages: storyPages, NonZero: snapshot.NewBits(storyPages)}
	s := &spy{}
	vms := 1
	for _, line := range scenario {
		words := strings.Fields(line)
		switch words[0] {
		case "strategy":
			p, err := policies.Parse(all.Prefetches(), words[1])
			if err != nil {
				t.Fatal(err)
			}
			s.Strategy = p.Policy
		case "nonzero":
			for _, a := range accesses(t, words[1:]) {
				w.NonZero.AddSpan(a.Span)
			}
		case "record":
			w.Record = accesses(t, words[1:])
		case "test":
			w.Test = accesses(t, words[1:])
		case "freed":
			for _, a := range accesses(t, words[1:]) {
				w.RecordFreed = append(w.RecordFreed, a.Span)
			}
		case "vms":
			vms, _ = strconv.Atoi(words[1])
		default:
			t.Fatalf("%q: no such word in a scenario", words[0])
		}
	}
	f, err := snapshot.FindFunction("hello-world")
	if err != nil {
		t.Fatal(err)
	}
	h, d := machine()
	work := snapshot.Input{Name: "story", Work: time.Millisecond}
	r, err := snapshot.RunWorld(snapshot.Case{Function: f, Strategy: s, Record: work, Test: work, Host: h, Disk: d,
		Parallel: vms, Seed: 1, Detail: true}, w)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(happenings(s, &r), "\n") + "\n"
}

// accesses reads pages such as 3, 4-7 and 8w.
func accesses(t *testing.T, words []string) []snapshot.Access {
	var out []snapshot.Access
	for _, word := range words {
		a := snapshot.Access{Think: 10 * time.Microsecond}
		word, a.Write = strings.CutSuffix(word, "w")
		from, to, some := strings.Cut(word, "-")
		first, err := strconv.Atoi(from)
		last := first
		if some && err == nil {
			last, err = strconv.Atoi(to)
		}
		if err != nil {
			t.Fatalf("%q: pages were expected", word)
		}
		a.Span = snapshot.Span{First: int32(first), Pages: int32(last - first + 1)}
		out = append(out, a)
	}
	return out
}

func spansText(spans []snapshot.Span) string {
	var words []string
	for _, s := range spans {
		word := strconv.Itoa(int(s.First))
		if s.Pages > 1 {
			word += fmt.Sprintf("-%d", s.First+s.Pages-1)
		}
		words = append(words, word)
	}
	if words == nil {
		return "none"
	}
	return strings.Join(words, " ")
}

// round writes a time to a tenth of a microsecond: the disk ends on nanoseconds.
func round(d time.Duration) string { return d.Round(100 * time.Nanosecond).String() }

func happenings(s *spy, r *snapshot.Result) []string {
	var out []string
	say := func(when, format string, args ...any) {
		out = append(out, fmt.Sprintf("> %-12s ", when)+fmt.Sprintf(format, args...))
	}
	backing := []string{"anonymous memory", "the memory file", "the set file"}
	for g := 1; g <= s.record.Groups; g++ {
		var pages []snapshot.Span
		set := snapshot.NewBits(storyPages)
		for p, group := range s.record.Group {
			if int(group) == g {
				set.Add(int32(p))
			}
		}
		pages = set.Spans(storyPages)
		say("recorded", "look %d finds pages %s", g, spansText(pages))
	}
	if s.record.Groups == 0 {
		var order []snapshot.Span
		for _, p := range s.record.Faulted {
			order = append(order, snapshot.Span{First: p, Pages: 1})
		}
		say("recorded", "faults on pages %s", spansText(order))
	}
	say("snapshot", "pages %s are not zero", spansText(s.record.NonZero.Spans(storyPages)))
	for _, m := range s.plan.Mappings {
		text := fmt.Sprintf("pages %s to %s", spansText([]snapshot.Span{m.Guest}), backing[m.To])
		if m.To == snapshot.SetFile {
			text += fmt.Sprintf(", from its page %d", m.Offset)
		}
		say("mapped", "%s", text)
	}
	if f := s.plan.Fetch; f.Way != snapshot.NoFetch {
		how := []string{"", "touched by a thread", "read by a thread", "read past the page cache",
			fmt.Sprintf("touched by %d threads", f.Threads)}[f.Way]
		when := "while the guest runs"
		if f.Blocking {
			when = "before the guest runs"
		}
		say("fetched", "pages %s of %s, %s, %s", spansText(f.Pages), backing[f.From], how, when)
	}
	for vm := range r.VMs {
		p := &r.VMs[vm]
		if len(r.VMs) > 1 {
			say("VM "+strconv.Itoa(vm), "")
			out[len(out)-1] = strings.TrimRight(out[len(out)-1], " ")
		}
		for _, f := range p.Happened {
			say("at "+round(time.Duration(f.At)), "page %d: %v, %s", f.Page, f.Kind, round(f.Took))
		}
		say("at "+round(p.Total), "the answer")
	}
	var reads []string
	for k := range r.VMs[0].Reads {
		requests, bytes := 0, int64(0)
		for vm := range r.VMs {
			requests += r.VMs[vm].Reads[k].Requests
			bytes += r.VMs[vm].Reads[k].Bytes
		}
		if requests > 0 {
			reads = append(reads, fmt.Sprintf("%d pages in %d requests by the %v", bytes/snapshot.PageSize, requests,
				snapshot.Who(k)))
		}
	}
	if reads == nil {
		reads = []string{"nothing"}
	}
	say("in all", "read from disk: %s; %d pages of memory", strings.Join(reads, ", "), r.Footprint()/snapshot.PageSize)
	return out
}
