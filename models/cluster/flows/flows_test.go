package flows_test

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"thaw/experiments/strictyaml"
	"thaw/models/cluster"
	"thaw/models/outcome"
	"thaw/models/startup"
	"thaw/models/workflow"
	"thaw/models/workflow/form"
	"thaw/models/workload"
	"thaw/sim"
)

type nothing struct{ table *workload.Table }

func (n nothing) Table() *workload.Table                  { return n.table }
func (n nothing) Read([]workload.Invocation) (int, error) { return 0, io.EOF }

// first is the first invoker that can take an invocation; its leases end never.
type first struct{ v *cluster.View }

func (f first) Place(fn cluster.FuncID, _ int64, _ sim.Time) cluster.InvokerID {
	for i := range cluster.InvokerID(f.v.Invokers()) {
		if f.v.Candidate(i, fn) {
			return i
		}
	}
	return cluster.None
}

func (f first) Idle(cluster.ContainerID, sim.Time) cluster.Lease {
	return cluster.Lease{Keep: cluster.Forever}
}

func policies() cluster.Policies {
	return cluster.Policies{Schedule: func(v *cluster.View) cluster.Scheduler { return first{v} },
		KeepAlive: func(v *cluster.View) cluster.KeepAlive { return first{v} }}
}

// rows keeps the invocations of a run.
type rows struct{ all []outcome.Invocation }

func (r *rows) Take(b *outcome.Batch) error {
	r.all = append(r.all, b.Outcomes...)
	return nil
}

func read(t testing.TB, text string) *workflow.Spec {
	t.Helper()
	d := strictyaml.New("w.yaml")
	var w form.Workflow
	w.DecodeNode(d, d.Document([]byte(text)), "")
	if err := d.Err(); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	spec, _ := w.Spec()
	return spec
}

func replay(spec *workflow.Spec, a workflow.Arrivals, invokers int, memory workload.MiB, warm, cold time.Duration,
	seed uint64) (outcome.Summary, []outcome.Workflow, []outcome.Invocation, error) {
	table := &workload.Table{Apps: []workload.App{{Name: "w", Memory: 128}},
		Workflow: &workflow.Program{Spec: spec, Arrivals: a}}
	for _, name := range spec.Functions() {
		table.Functions = append(table.Functions, workload.Function{Name: "w/" + name, Memory: 128})
	}
	var kept outcome.Workflows
	var sink rows
	cfg := cluster.Config{Invokers: invokers, Memory: memory, Concurrency: 1, Startup: startup.Constant(warm, cold),
		Seed: seed}
	sum, err := cluster.Replay(context.Background(), cfg, nothing{table}, policies(),
		cluster.Output{Workflows: &kept, Sink: &sink})
	return sum, kept.Rows, sink.all, err
}

// how is a mitigation of a stage, or a way in which it passes data on.
func how(r *rand.Rand, passes bool) string {
	if !passes {
		return "mitigation: " + []string{"none", "clone", "gop-pairs", "timeout, timeout: 20s"}[r.IntN(4)]
	}
	if kind := []string{"direct", "truffle", "dataflower", "dataflower+truffle", "styx"}[r.IntN(5)]; kind != "styx" {
		return fmt.Sprintf("cpu: 0.5, passing: {kind: %s, upload: %dMB/s}", kind, 1+r.IntN(20))
	}
	return fmt.Sprintf("passing: {kind: styx, lead: %dms, hand-off: 100MB/s, predictor: %s}", r.IntN(40),
		[]string{"last", "mean"}[r.IntN(2)])
}

// random is a chain of stages with draws, shared bandwidth, mitigations or passing of data, and a
// scheduler, whose input is there, comes, or comes when the chunks before have left.
func random(r *rand.Rand) string {
	var b, streams strings.Builder
	fmt.Fprintf(&b, "tick: %dms\ninputs: [{name: input, chunks: %d, bytes: %dkB, %s, spread: 0.4}]\nstages:\n",
		[]int{0, 10, 70}[r.IntN(3)], 2+r.IntN(12), 1+r.IntN(3000),
		[]string{fmt.Sprintf("every: %dms", r.IntN(400)), fmt.Sprintf("loop: %d", 1+r.IntN(4))}[r.IntN(2)])
	from, passes := "input", r.IntN(2) > 0
	for i := range 1 + r.IntN(4) {
		fmt.Fprintf(&b, "  - {name: s%d, function: f%d, work: \"lognormal,median=%dms,sigma=0.5\", content: true, emits: "+
			"chunk, bytes: %dkB, %s, limit: %d}\n", i, i%(1+r.IntN(3)), 1+r.IntN(900),
			r.IntN(2000), how(r, passes), []int{0, 2, 5}[r.IntN(3)])
		fmt.Fprintf(&streams, "  - {from: \"%s:chunks\", to: \"s%d:chunks\"}\n", from, i)
		from = fmt.Sprintf("s%d", i)
	}
	fmt.Fprintf(&b, "streams:\n%s  - {from: \"%s:chunks\", to: \"output:chunks\"}\n", streams.String(), from)
	fmt.Fprintf(&b, "store: {bandwidth: %dMB/s, connection: 5MB/s, first-byte: %dms}\nscheduler: {kind: %s, limit: %d}\n",
		1+r.IntN(30), r.IntN(30), []string{"simple", "priority", "breadth-first"}[r.IntN(3)], 4+r.IntN(20))
	return b.String()
}

// Is a workflow on one invoker with room for everything what it is alone? With starts that
// take no time, and with constant ones, cold where no environment of the function is warm:
// every task asks, waits and ends at the same nanosecond.
func TestAReplayWithAmpleRoomIsTheWorkflowAlone(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 11))
	tasks := 0
	for range 150 {
		text := random(r)
		warm, cold := time.Duration(0), time.Duration(0)
		if r.IntN(2) > 0 {
			warm, cold = time.Duration(r.IntN(50))*time.Millisecond, time.Duration(r.IntN(2000))*time.Millisecond
		}
		spec := read(t, text+fmt.Sprintf("launcher: {limit: 1000000, warm: 0, warm-latency: %v, cold-latency: %v}\n", warm,
			cold))
		var alone workflow.Engine
		want, err := alone.Run(context.Background(), spec, 3, true)
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		sum, kept, got, err := replay(spec, workflow.Arrivals{Count: 1}, 1, 1<<24, warm, cold, 3)
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		if len(kept) != 1 || kept[0].End != want.End || int(sum.ColdStarts) != want.Cold ||
			int(sum.WarmStarts) != want.Warm {
			t.Fatalf("%+v and %+v, alone it ends at %d with %d warm and %d cold launches\n%s", kept, sum, want.End,
				want.Warm, want.Cold, text)
		}
		sameTasks(t, want, got, text)
		tasks += len(want.Records)
	}
	if tasks < 3000 {
		t.Errorf("%d tasks, expected more", tasks)
	}
}

// sameTasks compares executions: each worker of the workflow alone is an invocation. Both are
// sorted by when they started and ended; what never had a worker has no execution.
func sameTasks(t *testing.T, want *workflow.Result, got []outcome.Invocation, text string) {
	t.Helper()
	type span struct{ start, end sim.Time }
	there := map[span]int{}
	for _, x := range want.Records {
		if x.Started != sim.Never {
			there[span{x.Started, x.Ended}]++
		}
	}
	surplus := 0
	for _, x := range got {
		if x.Status != outcome.Completed || x.Duration != x.End.Sub(x.Start) {
			t.Fatalf("invocation %+v\n%s", x, text)
		}
		if s := (span{x.Start, x.End}); there[s] > 0 {
			there[s]--
		} else if x.Duration == 0 {
			surplus++
		} else {
			t.Fatalf("invocation %+v is no task of the workflow alone\n%s", x, text)
		}
	}
	if surplus != want.Surplus {
		t.Fatalf("%d workers had no task, alone %d\n%s", surplus, want.Surplus, text)
	}
}

// Do instances share invokers, the store and workers, and does each end once, also when most
// of their tasks wait for memory? The books of the run are checked with -tags invariants.
func TestInstancesShareThePlatform(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 3))
	for range 30 {
		spec := read(t, strings.ReplaceAll(random(r), "timeout: 20s", "timeout: 1h")) // eight crowd the store
		a := workflow.Arrivals{Count: 8, Rate: 2}
		sum, kept, got, err := replay(spec, a, 2, 512, time.Millisecond, 300*time.Millisecond, 9)
		if err != nil {
			t.Fatal(err)
		}
		again, _, _, _ := replay(spec, a, 2, 512, time.Millisecond, 300*time.Millisecond, 9)
		if !sum.Equal(again) {
			t.Fatal("two runs differ")
		}
		if sum.Workflows != 8 || sum.WorkflowsCompleted != 8 || int64(len(got)) != sum.Completed {
			t.Fatalf("%+v, %d rows", sum, len(got))
		}
		for i, k := range kept {
			if k.Number != int64(i) || k.End <= k.Arrival || i > 0 && k.Arrival < kept[i-1].Arrival {
				t.Fatalf("%+v", kept)
			}
		}
	}
}

// Two stages on one invoker with room for two containers, by hand:
//
//	0 s     decode 1 and 2 ask: two cold starts of 1 s
//	1–2 s   both decode; encode 1 and 2 ask at 2 s, evict both containers, start for 1 s
//	3–5 s   both encode
func TestStoryOfAPipeline(t *testing.T) {
	spec := read(t, `tick: 0s
inputs: [{name: input, chunks: 2}]
stages:
  - {name: decode, work: 1s, emits: chunk}
  - {name: encode, work: 2s, emits: chunk}
streams:
  - {from: "input:chunks", to: "decode:chunks"}
  - {from: "decode:chunks", to: "encode:chunks"}
  - {from: "encode:chunks", to: "output:chunks"}
store: {connection: 1MB/s}
`)
	sum, kept, got, err := replay(spec, workflow.Arrivals{Count: 1}, 1, 256, 0, time.Second, 1)
	if err != nil {
		t.Fatal(err)
	}
	if kept[0].End != 5*sim.Second || sum.ColdStarts != 4 || sum.Evictions != 2 || sum.WorkflowMsMean != 5000 {
		t.Errorf("ends at %v with %+v", kept[0].End, sum)
	}
	for i, at := range []sim.Time{1, 1, 3, 3} {
		if got[i].Start != at*sim.Second {
			t.Errorf("invocation %d starts at %v, expected %v s", i, got[i].Start, at)
		}
	}
}
