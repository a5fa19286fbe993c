package client_test

import (
	"context"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"thaw/models/client"
	"thaw/models/cluster"
	"thaw/models/membership"
	"thaw/models/outcome"
	"thaw/models/startup"
	"thaw/models/workload"
	"thaw/policies"
	"thaw/policies/all"
	"thaw/policies/story"
	"thaw/sim"
)

var update = flag.Bool("update", false, "write what happens into the stories")

// Does each client try again when its source says so? Its story is to be read.
func TestStories(t *testing.T) {
	story.Golden(t, "client", policies.Names(all.Clients()), *update, play)
}

// world is one platform of one function, and those who invoke it.
type world struct {
	cfg      cluster.Config
	table    workload.Table
	arrivals []workload.Invocation
	lines    []string
	view     *cluster.View
	told     int
	first    map[sim.Time]int // arrivals of the trace that have not been told
}

func play(t *testing.T, scenario []string) string {
	w := &world{first: map[sim.Time]int{}, cfg: cluster.Config{Invokers: 1, Memory: 1024, Concurrency: 1, Seed: 1,
		Startup: startup.Constant(0, 500*time.Millisecond)}}
	w.table = workload.Table{Apps: []workload.App{{Name: "a", Memory: 128}},
		Functions: []workload.Function{{Name: "f", Memory: 128}}}
	for _, line := range scenario {
		key, rest, _ := strings.Cut(line, " ")
		if err := w.set(key, strings.TrimSpace(rest)); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
	}
	for _, in := range w.arrivals {
		w.first[in.Arrival]++
	}
	keep, err := policies.Parse(all.KeepAlives(), "ttl")
	if err != nil {
		t.Fatal(err)
	}
	sched, err := policies.Parse(all.Schedulers(), "first-fit")
	if err != nil {
		t.Fatal(err)
	}
	sum, err := cluster.Replay(context.Background(), w.cfg, w, cluster.Policies{
		Schedule:  func(v *cluster.View) cluster.Scheduler { w.view = v; return &ear{sched.Policy(v), w} },
		KeepAlive: keep.Policy}, cluster.Output{Sink: w})
	if err != nil {
		t.Fatal(err)
	}
	w.say(sim.Time(sum.EndS*1e9), "in all %d completed, %d failed, %d timed out, %d rejected; %d retries, %d attempts given "+
		"up, %d throttled, %d ended for nobody after %.3g s", sum.Completed, sum.Failed, sum.TimedOut, sum.Rejected,
		sum.Retries, sum.Timeouts, sum.Throttled, sum.Duplicates, sum.DuplicateS)
	return strings.Join(w.lines, "")
}

func (w *world) say(at sim.Time, format string, args ...any) {
	w.lines = append(w.lines, fmt.Sprintf("> at %-8s ", policies.FormatDuration(time.Duration(at)))+
		fmt.Sprintf(format, args...)+"\n")
}

// set reads one line of a scenario.
func (w *world) set(key, rest string) (err error) {
	switch key {
	case "client":
		p, err := policies.Parse(all.Clients(), rest)
		w.cfg.Client = &p.Policy
		return err
	case "throttle":
		w.cfg.Throttle, err = client.ParseThrottle(rest)
	case "room": // containers
		_, err = fmt.Sscan(rest, &w.cfg.Memory)
		w.cfg.Memory *= 128
	case "invoker":
		e, err := membership.ParseEvent(rest, 1)
		w.cfg.Membership.Events = append(w.cfg.Membership.Events, e)
		return err
	case "at": // at 0s runs 5s, 3 times every 1s
		var at, runs, every time.Duration
		times := 1
		f := strings.Fields(strings.ReplaceAll(rest, ",", ""))
		if at, err = time.ParseDuration(f[0]); err != nil {
			return err
		}
		if runs, err = time.ParseDuration(f[2]); err != nil {
			return err
		}
		if len(f) > 3 {
			if _, err = fmt.Sscan(f[3], &times); err != nil {
				return err
			}
			if every, err = time.ParseDuration(f[6]); err != nil {
				return err
			}
		}
		for k := range times {
			w.arrivals = append(w.arrivals, workload.Invocation{Arrival: sim.Time(at + time.Duration(k)*every),
				Duration: runs})
		}
		slices.SortStableFunc(w.arrivals, func(a, b workload.Invocation) int { return int(a.Arrival - b.Arrival) })
	default:
		err = fmt.Errorf("unknown line %q", key)
	}
	return err
}

// ear hears what happens.
type ear struct {
	cluster.Scheduler
	w *world
}

func (e *ear) Arrived(_ cluster.FuncID, now sim.Time) {
	if e.w.first[now] > 0 {
		e.w.first[now]--
		e.w.say(now, "an invocation arrives")
		return
	}
	e.w.say(now, "one is tried again")
}

func (e *ear) Started(c cluster.ContainerID, _ cluster.FuncID, cold bool, now sim.Time) {
	e.w.say(now, "one gets container %d, %s", e.w.view.Serial(c), map[bool]string{true: "cold", false: "warm"}[cold])
}

func (e *ear) Ended(c cluster.ContainerID, now sim.Time) {
	e.w.say(now, "container %d has ended one", e.w.view.Serial(c))
}

func (e *ear) MemberChanged(i cluster.InvokerID, member bool, now sim.Time) {
	e.w.say(now, "invoker %d %s", i, map[bool]string{true: "is back", false: "is lost"}[member])
}

// Take tells how invocations end.
func (w *world) Take(b *outcome.Batch) error {
	for _, o := range b.Outcomes {
		text := fmt.Sprintf("invocation %d is %s after %d attempts", o.Number, o.Status, o.Attempts)
		if o.Status == outcome.Completed {
			text += ", " + policies.FormatDuration(o.End.Sub(o.Arrival)) + " after its arrival"
		}
		w.lines = append(w.lines, "> "+strings.Repeat(" ", 12)+text+"\n")
	}
	return nil
}

func (w *world) Table() *workload.Table { return &w.table }

func (w *world) Read(batch []workload.Invocation) (int, error) {
	n := copy(batch, w.arrivals[w.told:])
	if w.told += n; n == 0 {
		return 0, io.EOF
	}
	return n, nil
}
