package experiments

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"thaw/models/cluster"
	"thaw/models/outcome"
	"thaw/models/workload"
	"thaw/sim"
)

// A story is a tiny world replayed with one mechanism, invocation by invocation.
type story struct {
	name, about string
	flags       map[string][]string
	memory      []workload.MiB // of each function
	trace       []call
}

// call is an invocation: when, of which function, for how long.
type call struct {
	at  time.Duration
	fn  int
	dur time.Duration
}

const ms = time.Millisecond

// stories are the worked examples of the mechanisms. All have one invoker, keep
// containers for ten minutes, and take 1 ms for a warm start and 300 ms for the
// sandbox of a cold one.
var stories = []story{
	{
		name: "prefetch",
		about: "f and g take turns on an invoker with room for one. Each is cold once; 256 MiB are written in 358 " +
			"ms; the first restore is recorded, the next is not.",
		flags:  map[string][]string{"memory": {"256MiB"}, "prefetch": {"reap"}, "restore-inputs": {"same"}},
		memory: []workload.MiB{256, 256},
		trace: []call{{0, 0, 100 * ms}, {5 * time.Second, 1, 100 * ms}, {10 * time.Second, 0, 100 * ms},
			{15 * time.Second, 1, 100 * ms}, {20 * time.Second, 0, 100 * ms}, {21 * time.Second, 0, 100 * ms}},
	},
	{
		name: "prefetch-early",
		about: "g ends at 0.4 s, goes for f, and is wanted again at 0.73 s, before its snapshot is written (0.758 " +
			"s): it is cold a second time. Plain snapshots are not recorded.",
		flags:  map[string][]string{"memory": {"256MiB"}, "prefetch": {"on-demand"}, "restore-inputs": {"same"}},
		memory: []workload.MiB{256, 256},
		trace: []call{{0, 1, 100 * ms}, {410 * ms, 0, 10 * ms}, {730 * ms, 1, 100 * ms},
			{5 * time.Second, 0, 100 * ms}, {10 * time.Second, 1, 100 * ms}},
	},
	{
		name: "network",
		about: "Three containers come at once. With a bridge each makes its own connection under the kernel's " +
			"lock: 100 ms, 200 ms, 300 ms. The fourth evicts the first, whose namespace takes 233 ms to delete.",
		flags:  map[string][]string{"memory": {"768MiB"}, "network": {"bridge"}},
		memory: []workload.MiB{256, 256, 256, 256},
		trace:  []call{{0, 0, 100 * ms}, {0, 1, 100 * ms}, {0, 2, 100 * ms}, {5 * time.Second, 3, 100 * ms}},
	},
	{
		name: "network-pooled",
		about: "The same with namespaces that were made beforehand: nobody waits for one. That of the evicted " +
			"container is deleted all the same.",
		flags:  map[string][]string{"memory": {"768MiB"}, "network": {"pooled"}},
		memory: []workload.MiB{256, 256, 256, 256},
		trace:  []call{{0, 0, 100 * ms}, {0, 1, 100 * ms}, {0, 2, 100 * ms}, {5 * time.Second, 3, 100 * ms}},
	},
	{
		name: "storage",
		about: "Containers of one app share the layers of its image: the second finds in the page cache what the " +
			"first has read.",
		flags: map[string][]string{"memory": {"4GiB"}, "storage": {"deverlay"}}, memory: []workload.MiB{256, 256},
		trace: []call{{0, 0, 100 * ms}, {5 * time.Second, 1, 100 * ms}},
	},
	{
		name:  "storage-devmapper",
		about: "The same with a block device for each container: the second reads from disk what the first has read.",
		flags: map[string][]string{"memory": {"4GiB"}, "storage": {"devmapper"}}, memory: []workload.MiB{256, 256},
		trace: []call{{0, 0, 100 * ms}, {5 * time.Second, 1, 100 * ms}},
	},
	{
		name: "memory",
		about: "g evicts f from an invoker with room for one, and waits until the VM of f has given its two " +
			"blocks back.",
		flags:  map[string][]string{"memory": {"256MiB"}, "memory-elasticity": {"squeezy"}},
		memory: []workload.MiB{256, 256},
		trace:  []call{{0, 0, 100 * ms}, {5 * time.Second, 1, 100 * ms}},
	},
	{
		name:   "memory-virtio-mem",
		about:  "The same with blocks that have to be isolated and zeroed.",
		flags:  map[string][]string{"memory": {"256MiB"}, "memory-elasticity": {"virtio-mem"}},
		memory: []workload.MiB{256, 256},
		trace:  []call{{0, 0, 100 * ms}, {5 * time.Second, 1, 100 * ms}},
	},
	{
		name: "all",
		about: "A cold start and a restore through everything. A restored container needs its network and its " +
			"memory, but neither root file system nor sandbox nor initialisation.",
		flags: map[string][]string{"memory": {"256MiB"}, "prefetch": {"faasnap"}, "restore-inputs": {"same"},
			"network": {"bridge"}, "storage": {"deverlay"}, "memory-elasticity": {"squeezy"}},
		memory: []workload.MiB{256, 256},
		trace: []call{{0, 0, 100 * ms}, {5 * time.Second, 1, 100 * ms}, {10 * time.Second, 0, 100 * ms},
			{15 * time.Second, 1, 100 * ms}, {20 * time.Second, 0, 100 * ms}},
	},
}

// Do mechanisms do in a replay what their stories tell? The stories are read
// before they are committed; -update tells them anew.
func TestMechanismStories(t *testing.T) {
	tellAll(t, stories, "mechanisms.story")
}

// tellAll tells stories and compares them with a file.
func tellAll(t *testing.T, stories []story, file string) {
	t.Helper()
	var b bytes.Buffer
	for i := range stories {
		stories[i].tell(t, &b)
	}
	path := filepath.Join("testdata", file)
	if *update {
		if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(b.Bytes(), want) {
		t.Errorf("the stories are told otherwise; -update writes them, and they are to be read then:\n%s", b.String())
	}
}

// tell replays a story and writes what happened.
func (s *story) tell(t *testing.T, w io.Writer) {
	trace := &drawnTrace{}
	trace.table.Apps = []workload.App{{Name: "app", Memory: 256}}
	for i, m := range s.memory {
		trace.table.Functions = append(trace.table.Functions,
			workload.Function{Name: "app/" + string(rune('f'+i)), Memory: m, MeanDuration: 100 * ms})
	}
	for _, c := range s.trace {
		trace.drawn = append(trace.drawn, workload.Invocation{Arrival: sim.Time(c.at), Duration: c.dur,
			Function: workload.FuncID(c.fn)})
	}
	flags := map[string][]string{"invokers": {"1"}, "keepalive": {"ttl"}, "cold-start": {"300ms"},
		"detail": {"invocations"}}
	words := []string{}
	for name, v := range s.flags {
		flags[name] = v
	}
	for _, name := range []string{"memory", "cores", "cpu", "cpu-class", "queue", "wait", "invoker-class",
		"invoker-event", "client", "throttle", "set", "prefetch", "restore-inputs",
		"network", "storage",
		"memory-elasticity"} {
		for _, v := range s.flags[name] {
			words = append(words, "--"+name+" "+v)
		}
	}
	plan := newPlan(t, &trace.fakeTrace, flags)
	told := &teller{w, &trace.table, s.flags["cpu"] != nil, s.flags["queue"] != nil || s.flags["invoker-event"] != nil}
	fmt.Fprintf(w, "# %s: %s\n# %s\n", s.name, strings.Join(words, " "), s.about)
	r := &plan.Runs[0]
	src, _ := trace.Source(1)
	sum, err := cluster.Replay(t.Context(), plan.Config(r), src,
		cluster.Policies{Schedule: r.Schedule.Policy, KeepAlive: r.KeepAlive.Policy}, cluster.Output{Sink: told})
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(w, "cold %d, restored %d, warm %d, evicted %d, held at most %.0f MiB\n\n", sum.ColdStarts,
		sum.RestoreStarts, sum.WarmStarts, sum.Evictions, sum.UsedMiBPeak)
}

// teller writes a line an invocation.
type teller struct {
	w     io.Writer
	table *workload.Table
	cores bool // tell of executions, too
	queue bool // and of invokers and their queues
}

func (s *teller) Take(b *outcome.Batch) error {
	for _, o := range b.Outcomes {
		fmt.Fprintf(s.w, "%8.3f s  %s %s, ", o.Arrival.Seconds(), s.table.Functions[o.Function].Name,
			[...]string{"warm", "cold", "prewarm", "restored", "never placed"}[o.Kind])
		if o.Attempts > 1 {
			fmt.Fprintf(s.w, "sent %d times, at last after %.3f s, ", o.Attempts, o.Retrying.Seconds())
		}
		switch o.Status {
		case outcome.Failed:
			fmt.Fprintf(s.w, "fails at %.3f s\n", o.End.Seconds())
			continue
		case outcome.TimedOut:
			fmt.Fprintf(s.w, "given up at %.3f s\n", o.End.Seconds())
			continue
		case outcome.Rejected:
			fmt.Fprintln(s.w, "refused")
			continue
		}
		fmt.Fprintf(s.w, "runs from %.3f s", o.Start.Seconds())
		if o.StagesAt >= 0 {
			var parts []string
			for stage, d := range b.Stages[o.StagesAt] {
				if d > 0 {
					parts = append(parts, fmt.Sprintf("%v %.3f", outcome.Stage(stage), float64(d)/float64(ms)))
				}
			}
			fmt.Fprintf(s.w, ": %s ms", strings.Join(parts, ", "))
		}
		if o.StartWait > 0 {
			fmt.Fprintf(s.w, " after %.3f ms in line", float64(o.StartWait)/float64(ms))
		}
		if s.queue {
			fmt.Fprintf(s.w, "; on invoker %d after %.3f ms in a queue", o.Invoker, float64(o.Queued)/float64(ms))
		}
		if s.cores {
			fmt.Fprintf(s.w, "; %.3f ms for a core; %.3f ms until %.6f s", float64(o.CoreWait)/float64(ms),
				float64(o.End-o.Start)/float64(ms), o.End.Seconds())
		}
		fmt.Fprintln(s.w)
	}
	return nil
}
