package workflow_test

import (
	"context"
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"thaw/models/workflow"
	"thaw/sim"
)

// one is a workflow of one stage, with more about the stage and the rest.
func one(chunks, stage, rest string) string {
	return `
inputs: [{name: input, ` + chunks + `}]
stages: [{name: decode, emits: chunk, ` + stage + `}]
streams: [{from: "input:chunks", to: "decode:chunks"}, {from: "decode:frames", to: "output:frames"}]
` + rest
}

// Does the worker time of one stage come to what its phases add up to under each mitigation?
// C is the fetch, D the work, W the emission: 1, 2 and 3 s.
func TestWorkerTimeOfMitigations(t *testing.T) {
	const chunks, c, d, w = 34, 1.0, 2.0, 3.0
	phases := "work: 2s, bytes: 3MB, packed: true, "
	store := "store: {connection: 1MB/s, connections: 1}"
	late := "straggler: {chunk: 10, delay: 30s}, "
	for _, q := range []struct {
		name, stage string
		want        float64
		last        float64 // the last chunk is in the output
	}{
		{"none", "mitigation: none", chunks * (c + d + w), c + d + w},
		{"none, straggler", late + "mitigation: none", chunks*(c+d+w) + 30, c + d + w + 30},
		{"clone", "mitigation: clone", chunks * (2*(c+d) + w), c + d + w},
		{"clone, straggler", late + "mitigation: clone", chunks * (2*(c+d) + w), c + d + w},
		{"pairs", "mitigation: gop-pairs", chunks * (c + d + w), c + d + w},
		// the other half decodes it while it writes its own, then writes it, and the straggler stops
		{"pairs, straggler", late + "mitigation: gop-pairs", (chunks-2)*(c+d+w) + 2*(c+d+d+w),
			c + d + d + w},
		{"timeout, straggler", late + "mitigation: timeout, timeout: 5s", chunks*(c+d+w) + 5, 5 + c + d + w},
	} {
		r := run(t, one("chunks: 34, bytes: 1MB", phases+q.stage, store))
		if got := r.Stages[0].Busy.Seconds(); math.Abs(got-q.want) > 1e-6 {
			t.Errorf("%s: workers of %.3f s, expected %.3f", q.name, got, q.want)
		}
		last := sim.Time(0)
		for _, at := range r.Chunks[1:] {
			last = max(last, at)
		}
		if math.Abs(last.Seconds()-q.last) > 1e-6 {
			t.Errorf("%s: the last chunk after %.3f s, expected %.3f", q.name, last.Seconds(), q.last)
		}
	}
}

// Is work for the other half left as soon as that has computed, and never handed down twice?
func TestStolenWorkIsLeftWhenTheOtherHasComputed(t *testing.T) {
	r := run(t, one("chunks: 2", `work: 2s, mitigation: gop-pairs, bytes: 3MB, packed: true, straggler: {chunk: 2, delay: 1s}`,
		"store: {connection: 1MB/s, connections: 1}"))
	s := &r.Stages[0]
	if s.Stolen != 1 || s.Rescued != 0 || s.Killed != 0 || r.End.Seconds() != 6 {
		t.Errorf("%d stolen, %d rescued, %d stopped, end %v; expected 1, 0, 0, 6 s", s.Stolen, s.Rescued, s.Killed, r.End)
	}
}

// Is a half that has no worker yet done by the other, and never run again?
func TestAHalfWithoutWorkerIsDoneByTheOther(t *testing.T) {
	r := run(t, one("chunks: 2", "work: 2s, mitigation: gop-pairs", `store: {connection: 1MB/s}
launcher: {limit: 1}`))
	if s := &r.Stages[0]; s.Rescued != 1 || s.Killed != 1 || r.Surplus != 1 || s.Busy != 4*time.Second {
		t.Errorf("rescued %d, stopped %d, surplus %d, workers of %v; expected 1, 1, 1, 4s", s.Rescued, s.Killed, r.Surplus,
			s.Busy)
	}
	r = run(t, one("chunks: 2", "work: 2s, mitigation: gop-pairs, limit: 1", "store: {connection: 1MB/s}"))
	if s := &r.Stages[0]; s.Rescued != 1 || s.Tasks != 1 || s.Busy != 4*time.Second {
		t.Errorf("rescued %d, tasks %d, workers of %v; expected 1, 1, 4s", s.Rescued, s.Tasks, s.Busy)
	}
}

// How long does a burst of launches take, cold and warm?
func TestABurstTakesItsLaunchRate(t *testing.T) {
	for _, q := range []struct {
		launcher string
		want     float64
	}{
		{"warm: all, warm-rate: 1000", 0.999},
		{"warm: 0, cold-rate: 100, cold-latency: 500ms", 9.99 + 0.5},
		{"warm: 500, warm-rate: 1000, cold-rate: 100", 4.99}, // two rows of 500
	} {
		r := run(t, one("chunks: 1000", "work: 100s", "store: {connection: 1MB/s}\nlauncher: {"+q.launcher+"}"))
		last := sim.Time(0)
		for _, x := range r.Records {
			last = max(last, x.Started)
		}
		if math.Abs(last.Seconds()-q.want) > 1e-6 {
			t.Errorf("%s: the last of 1,000 workers after %v s, expected %v", q.launcher, last.Seconds(), q.want)
		}
	}
}

// Are chunks on average as large as stated, and alike to their neighbours as stated?
func TestContentHasItsMeanAndCorrelation(t *testing.T) {
	r := run(t, one("chunks: 20000, spread: 0.3, correlation: 0.9, quiet: {chunks: 1000, factor: 0.5}", "work: 1s, content: true",
		"store: {connection: 1MB/s}\nlauncher: {limit: 1000000}"))
	took := make([]float64, 20001)
	for _, x := range r.Records {
		took[x.Chunk] = x.Worked.Sub(x.Fetched).Seconds()
	}
	mean, logs, before, cross := 0.0, 0.0, 0.0, 0.0
	for _, v := range took[1001:] {
		mean += v / 19000
		z := (math.Log(v) + 0.045) / 0.3
		logs += z * z / 19000
		cross += z * before / 19000
		before = z
	}
	// Standard errors: a correlation of 0.9 leaves (1−ρ)/(1+ρ) · 19,000 = 1,000 draws of mean 1, σ 0.3.
	if math.Abs(mean-1) > 4*0.3/math.Sqrt(1000) || math.Abs(logs-1) > 0.2 || math.Abs(cross/logs-0.9) > 0.02 {
		t.Errorf("mean %.3f, variance %.3f, correlation %.3f; expected 1, 1, 0.9", mean, logs, cross/logs)
	}
	quiet := 0.0
	for _, v := range took[1:1001] {
		quiet += v / 1000
	}
	if quiet > 0.65 || quiet < 0.35 {
		t.Errorf("quiet chunks are %.3f of the mean, expected 0.5", quiet)
	}
}

// Does some of the work come again for the stated share of tasks?
func TestSomeTasksWorkAgain(t *testing.T) {
	r := run(t, one("chunks: 4000", `work: 1s, again: {share: 0.25, work: 2s}`, "store: {connection: 1MB/s}\nlauncher: {limit: 5000}"))
	again := 0
	for _, x := range r.Records {
		if x.Worked.Sub(x.Fetched) == 3*time.Second {
			again++
		} else if x.Worked.Sub(x.Fetched) != time.Second {
			t.Fatalf("a task of %v, expected 1s or 3s", x.Worked.Sub(x.Fetched))
		}
	}
	if math.Abs(float64(again)-1000) > 4*math.Sqrt(4000*0.25*0.75) {
		t.Errorf("%d of 4,000 tasks worked again, expected 1,000", again)
	}
}

// Does a stage that passes references on write nothing, and the next one fetch the data?
func TestReferencesAreNotWritten(t *testing.T) {
	r := run(t, `
inputs: [{name: input, chunks: 1}]
stages: [{name: a, work: 1s, emits: chunk, bytes: 3MB, packed: true, references: true}, {name: b, work: 1s, emits: chunk}]
streams: [{from: "input:chunks", to: "a:chunks"}, {from: "a:chunks", to: "b:chunks"}, {from: "b:chunks", to: "output:chunks"}]
store: {connection: 1MB/s}
tick: 0s`)
	if r.Stages[0].Emit != 0 || r.Stages[1].Fetch != 3*time.Second {
		t.Errorf("%v written and %v fetched, expected 0s and 3s", r.Stages[0].Emit, r.Stages[1].Fetch)
	}
}

// Do chunks of a live input come one after the other, and wait for the last although nothing runs?
func TestALiveInputIsWaitedFor(t *testing.T) {
	r := run(t, `
inputs: [{name: input, chunks: 3, frames: 1, every: 10s}]
stages: [{name: decode, work: 1s, emits: frames}, {name: encode, delivery: serialized-frame, frames: 2, emits: chunk, work: 1s}]
streams: [{from: "input:chunks", to: "decode:chunks"}, {from: "decode:frames", to: "encode:frames"}, {from: "encode:chunks", to: "output:chunks"}]
store: {connection: 1MB/s}
tick: 0s`)
	if r.Chunks[1].Seconds() != 12 || r.Chunks[2].Seconds() != 22 {
		t.Errorf("output at %v, expected 12 and 22 s", r.Chunks[1:])
	}
}

// Does a task whose timeout is always too short end the run with a word why?
func TestATimeoutThatNeverSucceedsIsSaid(t *testing.T) {
	spec := must(t, one("chunks: 1", `work: "uniform,min=1s,max=60m", mitigation: timeout, timeout: 1001ms`,
		"store: {connection: 1MB/s}"))
	var e workflow.Engine
	_, err := e.Run(context.Background(), spec, 1, false)
	want := "stage decode: chunk 1 was begun 100 times and never done within its timeout of 1.001s"
	if err == nil || err.Error() != want {
		t.Fatalf("got %v, expected %s", err, want)
	}
	if _, err := e.Run(context.Background(), must(t, one("chunks: 3", "work: 1s", "store: {connection: 1MB/s}")), 1,
		false); err != nil {
		t.Errorf("the engine is of no use after a run that failed: %v", err)
	}
}

// Does a run stop when it is told to?
func TestARunIsStopped(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	var e workflow.Engine
	if _, err := e.Run(ctx, must(t, chain(10, "simple")), 1, false); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, expected that the run is cancelled", err)
	}
}

// Is everything that is wrong with a workflow said at once, with the line and the stage?
func TestMistakes(t *testing.T) {
	for _, q := range []struct{ name, text, want string }{
		{"a cycle", `
inputs: [{name: input, chunks: 2}]
stages:
  - {name: a, delivery: anypair}
  - {name: b}
  - {name: c}
streams:
  - {from: "input:x", to: "a:x_0"}
  - {from: "a:x", to: "b:x"}
  - {from: "b:x", to: "a:x_1"}
  - {from: "b:x", to: "c:x"}
store: {connection: 1MB/s}`, `w.yaml:4:5: stages.0: stages a → b → a: a cycle, none of them can begin`},
		{"names", `
inputs: [{name: input, chunks: 2}]
stages: [{name: decode}, {name: decode}, {name: output}]
streams:
  - {from: "inptu:chunks", to: "decode:chunks"}
  - {from: "input:chunks", to: "decod:chunks"}
  - {from: "input:chunks", to: "decode:frames"}
  - {from: decode, to: "decode:frames"}
store: {connection: 1MB/s}`, `w.yaml:3:26: stages.1: name "decode" stands here a second time
w.yaml:3:42: stages.2: stage output, expected a name that begins neither with input nor with output
w.yaml:5:5: streams.0: no stage and no input is named "inptu" (did you mean "input"?): the stream has no producer
w.yaml:6:5: streams.1: no stage is named "decod" (did you mean "decode"?), and no output, whose name would begin with output
w.yaml:7:5: streams.2: from input:chunks to decode:frames: chunks are no frames, expected keys of one type
w.yaml:8:5: streams.3: from "decode" to "decode:frames", expected stage:key at both ends`},
		{"the graph", `
inputs: [{name: input, chunks: 2}, {name: input_1, chunks: 3}]
stages:
  - {name: match, emits: nothing}
  - {name: twice}
  - {name: alone}
  - {name: blend, delivery: pair}
streams:
  - {from: "input:chunks", to: "match:chunks"}
  - {from: "input:chunks", to: "twice:chunks"}
  - {from: "input:chunks", to: "twice:chunks"}
  - {from: "match:chunks", to: "blend:chunks"}
store: {connection: 1MB/s}`, `w.yaml:11:5: streams.2: stage twice gets the key chunks twice, expected one stream to a key
w.yaml:12:5: streams.3: stage match emits nothing: this stream has no producer
w.yaml:2:36: inputs.1: input input_1: no stream takes it
w.yaml:6:5: stages.2: stage alone starves: no stream leads to it
w.yaml:5:5: stages.1: stage twice: default takes 1 key(s) and there are 2: it can never fire
w.yaml:7:5: stages.3: stage blend: pair takes 2 key(s) and there are 1: it can never fire`},
		{"deliveries that cannot fire", `
playback: 1s
first: 2s
inputs: [{name: input, chunks: 2}, {name: input_1, chunks: 3}]
stages:
  - {name: blend, delivery: pair, work: 2s}
  - {name: encode, delivery: serialized-scene, frames: 24, work: 2s}
  - {name: decode, emits: frames}
  - {name: mix, delivery: pair}
streams:
  - {from: "input:chunks", to: "blend:chunks_0"}
  - {from: "input_1:chunks", to: "blend:chunks_1"}
  - {from: "blend:chunks", to: "encode:chunks"}
  - {from: "encode:chunks", to: "output:chunks"}
  - {from: "input:chunks", to: "decode:chunks"}
  - {from: "decode:frames", to: "mix:frames"}
  - {from: "input:frames", to: "mix:frames_1"}
store: {connection: 1MB/s}`, `w.yaml:5: stage blend starves: 2 events come on chunks_0 and 3 on chunks_1, so that 1 wait for a partner for ever
stage encode: serialized-scene can never fire: chunks brings whole chunks, expected single frames
stage encode: serialized-scene can never fire at a scene: no stage before it marks scenes
stage mix: pair can never fire: frames and frames_1 are not both of chunks, or both of frames
first: the deadline of the first chunk after 2s is past before stage encode can have it: the stages to there take at least 4s`},
		{"numbers", `
tasks: -1
inputs: [{name: input, chunks: 0}]
stages:
  - {name: decode, frames: 3, mitigation: timeout, timeout: 1s, work: 2s, again: {share: 2, work: 1s}}
  - {name: encode, mitigation: clone, limit: 1, timeout: 1s}
streams: [{from: "input:x", to: "decode:x"}, {from: "decode:x", to: "encode:x", local: true}]
store: {connection: 0MB/s}
launcher: {limit: 0}
scheduler: {kind: priority, limit: 1}`, `tasks: -1 at once, expected 0 (no limit) or at least 2
input input: 0 chunks, expected 1 to 4000000
stage decode: frames: 3, but default delivers events as they come; frames belongs to deliveries in order
stage decode: again-share: 2, expected 0 to 1
stage decode: timeout: 1s, but a task works for at least 2s: none would ever be done
stage encode: limit: 1 tasks at once, expected 0 (none) or at least 2
stage encode: timeout: 1s, but the mitigation is clone, expected timeout
connection: 0 bytes a second
limit: 0 workers at once
priority: limit: 1 tasks at once, expected at least 2
it is local, and there is no local store`},
		{"streaming", `
inputs: [{name: input, chunks: 2, frames: 2}]
stages: [{name: decode, emits: frames}]
streams: [{from: "input:x", to: "decode:x"}]
store: {connection: 1MB/s}
scheduler: {kind: streaming, sleep: 0s}`, `streaming: nobody watches
streaming: sleeps of at least 0s
streaming: 0 stages have output`},
		{"unknown keys and values", `
inputs: [{name: input, chunks: 2, frame: 3, bytes: 3mb}]
stages: [{name: decode, delivery: pairs}]
streams: []
store: {connection: 1MB/s}
scheduler: {kind: simpel}
launcher: {warm: some}`, `unknown key "frame" (did you mean "frames"?)
"3mb": expected a size such as 600kB or 1.5MB
unknown delivery function "pairs" (did you mean "pair"?)
unknown scheduler "simpel" (did you mean "simple"?)
expected an integer`},
	} {
		_, err := read("w.yaml", q.text)
		if err == nil {
			t.Errorf("%s: no mistake was found", q.name)
			continue
		}
		for _, want := range strings.Split(q.want, "\n") {
			want = strings.TrimPrefix(want, "w.yaml:5: ")
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %q is not in\n%v", q.name, want, err)
			}
		}
	}
}

// Does the coordinator's loop turn once a tick, so that work without any time costs a tick a stage?
func TestTheLoopTurnsOnceATick(t *testing.T) {
	r := run(t, strings.Replace(chain(1, "simple"), "work: 1s", "work: 0s", 2)+"tick: 10ms\n")
	// decode and encode take no time, filter 2 s, each worker 0.1 s; the loop turns at 0, 0.1, 2.2 s
	if got := r.Chunks[1].Seconds(); got != 2.3 {
		t.Errorf("the chunk is there after %v s, expected 2.3", got)
	}
	r = run(t, `
inputs: [{name: input, chunks: 1}]
stages: [{name: a, emits: chunk}, {name: b, emits: chunk}, {name: c, emits: chunk}]
streams: [{from: "input:x", to: "a:x"}, {from: "a:x", to: "b:x"}, {from: "b:x", to: "c:x"}, {from: "c:x", to: "output:x"}]
store: {connection: 1MB/s}
tick: 10ms`)
	if got := r.Chunks[1].Seconds(); got != 0.02 {
		t.Errorf("three stages without work take %v s, expected two ticks of 10 ms", got)
	}
}

// Does a worker that leaves the other half's work stop writing it?
func TestStolenOutputIsNoLongerWritten(t *testing.T) {
	r := run(t, one("chunks: 2, frames: 10", `work: 2s, mitigation: gop-pairs, bytes: 1MB, straggler: {chunk: 2, delay: 3s}`,
		"store: {connection: 1MB/s, connections: 1}"))
	// the stolen half is computed after 4 s, the other after 5 s: one object of ten was written
	if r.Requests < 21 || r.Requests > 22 || r.Stages[0].Rescued != 0 {
		t.Errorf("%d requests, %d rescued; expected 20 and one or two of the stolen half, none", r.Requests,
			r.Stages[0].Rescued)
	}
}

// Are chunks counted that come after their deadlines, also from a stated first deadline?
func TestLateChunksAreCounted(t *testing.T) {
	text := one("chunks: 4, every: 3s", "work: 1s", "store: {connection: 1MB/s}\ntick: 0s\nplayback: 1s\n")
	// chunks come after 1, 4, 7 and 10 s
	for _, q := range []struct {
		first string
		late  int
		lead  float64
	}{{"", 3, -6}, {"first: 5s\n", 1, -2}, {"first: 4s\n", 2, -3}, {"first: 7s\n", 0, 0}} {
		spec := must(t, text+q.first)
		var e workflow.Engine
		r, err := e.Run(context.Background(), spec, 1, false)
		if err != nil {
			t.Fatal(err)
		}
		if late, lead, some := r.Late(spec); !some || late != q.late || lead.Seconds() != q.lead {
			t.Errorf("%q: %d chunks are late, least lead %v; expected %d and %v s", q.first, late, lead, q.late, q.lead)
		}
	}
}

// Is the limit of tasks of a workflow kept, whatever the scheduler?
func TestTasksAtOnceAreLimited(t *testing.T) {
	r := run(t, one("chunks: 6", "work: 1s", "store: {connection: 1MB/s}\ntick: 0s\ntasks: 2\n"))
	if r.PeakWorkers != 2 || r.End.Seconds() != 3 {
		t.Errorf("%d workers at once and an end after %v, expected 2 and 3 s", r.PeakWorkers, r.End)
	}
}
