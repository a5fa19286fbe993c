package workflow_test

import (
	"fmt"
	"strings"
	"testing"

	"thaw/models/workflow"
	"thaw/sim"
)

// timed is a stage under styx whose chunks grow, so that fetches are foreseen wrongly.
func timed(predictor, straggler string) string {
	return fmt.Sprintf(`
passing: {kind: styx, lead: 200ms, predictor: %s}
inputs: [{name: input, chunks: 40, bytes: 1MB, every: 2s, spread: 0.5, correlation: 0.5}]
stages:
  - {name: first, work: "lognormal,median=1s,sigma=0.5", emits: chunk, bytes: 1MB%s}
  - {name: second, work: 1s, emits: chunk, bytes: 1MB}
streams:
  - {from: "input:chunks", to: "first:chunks"}
  - {from: "first:chunks", to: "second:chunks"}
  - {from: "second:chunks", to: "output:chunks"}
store: {bandwidth: 2MB/s, connection: 1MB/s, connections: 1}
launcher: {limit: 3, warm: 0, cold-latency: 3s, warm-latency: "uniform,min=1s,max=4s"}
`, predictor, straggler)
}

// Does a predictor decide by the past alone? What is late from chunk 30 on changes no fetch that begins before.
func TestPredictorsSeeNoFuture(t *testing.T) {
	for _, predictor := range []string{"last", "mean", "ewma, weight: 0.3"} {
		plain := run(t, timed(predictor, ""))
		late := run(t, timed(predictor, ", straggler: {chunk: 30, delay: 100s}"))
		when := sim.Never // the straggler would have computed
		for _, x := range plain.Records {
			if x.Stage == 0 && x.Chunk == 30 {
				when = x.Worked
			}
		}
		decided := func(r *workflow.Result) map[string]sim.Time {
			out := map[string]sim.Time{}
			for _, x := range r.Records {
				if x.Sought < when {
					out[fmt.Sprint(x.Stage, " ", x.Chunk)] = x.Sought
				}
			}
			return out
		}
		a, b := decided(plain), decided(late)
		if len(a) < 50 || fmt.Sprint(a) != fmt.Sprint(b) {
			t.Errorf("%s: %d fetches begin before %v, expected at least 50, and the same as where chunk 30 is late:\n%v\n%v",
				predictor, len(a), when, a, b)
		}
	}
}

// Do the modes of a workflow that is foreseen rightly hold workers in the order that their mechanisms have? Fetches
// take longer than launches, outputs longer than half of the work.
func TestLessMemoryByMode(t *testing.T) {
	busy := map[string]float64{}
	for _, mode := range []string{"direct", "truffle", "dataflower", "dataflower+truffle", "styx"} {
		r := run(t, strings.NewReplacer("kind: styx, lead: 200ms, predictor: last", "kind: "+mode, "every: 2s", "every: 20s",
			"spread: 0.5", "spread: 0", "limit: 3", "limit: 9", "cold-latency: 3s", "cold-latency: 500ms",
			`"uniform,min=1s,max=4s"`, "500ms", "name: second, work: 1s", "name: second, work: 700ms").Replace(timed("last", "")))
		busy[mode] = (r.Stages[0].Busy + r.Stages[1].Busy).Seconds()
	}
	for _, pair := range [][2]string{{"styx", "dataflower+truffle"}, {"dataflower+truffle", "dataflower"},
		{"dataflower", "direct"}, {"truffle", "direct"}} {
		if !(busy[pair[0]] < busy[pair[1]]) {
			t.Errorf("%s holds workers for %v s, %s for %v s, expected less", pair[0], busy[pair[0]], pair[1], busy[pair[1]])
		}
	}
}

// Are mistakes of passing, joins and loops told with their stage, all of them?
func TestPassingIsChecked(t *testing.T) {
	text := `
passing: {kind: truffle, lead: 1s, weight: 2, flush: 1MB/s}
inputs: [{name: input, chunks: 2, loop: 2, every: 1s}, {name: input_1, chunks: 2, loop: 1}]
stages:
  - {name: a, function: f, work: 1s, emits: chunk, share: 2, cpu: -1, made: 3, mitigation: clone, passing: {kind: direct, upload: 1MB/s}}
  - {name: b, function: f, work: 1s, emits: chunk, passing: {kind: styx, lead: 30h, predictor: ewma, upload: 1MB/s}}
  - {name: c, work: 1s, emits: chunk, mitigation: clone}
  - {name: d, work: 1s, delivery: join, emits: chunk, passing: {kind: dataflower}}
streams:
  - {from: "input:x", to: "a:x"}
  - {from: "input_1:x", to: "b:x"}
  - {from: "a:x", to: "c:x"}
  - {from: "b:x", to: "d:x"}
  - {from: "d:x", to: "output:x", local: true}
store: {connection: 1MB/s}
local: {connection: 1MB/s}
`
	_, err := read("w.yaml", text)
	if err == nil {
		t.Fatal("expected mistakes")
	}
	for _, want := range []string{
		"w.yaml:5:5: stages.0: stage a: share: 2 of its units, expected 0 (all) to 1",
		"stage a: cpu: -1, expected 0 (not stated) to 1024",
		"stage a: made: output from 3 of its work on, expected 0 to 1",
		"stage b: passing: lead: 30h0m0s, expected 0s to 24h",
		"stage b: passing: weight: 0 of the last value, expected more than 0 to 1",
		"stage b: passing: upload: the host writes the output of styx, expected hand-off",
		"stage b: passing: upload and flush are for each CPU, expected cpu",
		"stage b: passing: styx shares the workers of f with stage a, which stops tasks",
		"stage c: passing: lead, predictor, weight and hand-off are of styx, not of truffle",
		"stage c: passing: weight: 2, but the predictor is last, expected ewma",
		"stage c: passing: flush: workers are held for what they push, and truffle pushes nothing",
		"stage c: passing: truffle and the mitigation clone, expected one of them",
		"stage d: join takes 2 keys or more and there are 1: it waits for nobody",
		"it is local, and stage d passes its output by dataflower, expected one of them",
		"input input: a loop of 2 and a chunk every 1s, expected one of them",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not in\n%v", want, err)
		}
	}
	_, err = read("w.yaml", strings.ReplaceAll(timed("last", ""), "every: 2s", "loop: 1")+"\n")
	if err != nil {
		t.Error(err)
	}
	_, err = read("w.yaml", strings.NewReplacer("every: 2s", "loop: 1", `{from: "second:chunks", to: "output:chunks"}`,
		`{from: "first:chunks", to: "output:chunks"}`).Replace(timed("last", ""))+`
`)
	if err != nil {
		t.Error(err)
	}
	_, err = read("w.yaml", strings.NewReplacer("every: 2s", "loop: 1", `  - {from: "second:chunks", to: "output:chunks"}`,
		`  - {from: "second:chunks", to: "output:chunks"}
  - {from: "first:chunks", to: "output:chunks_1"}`).Replace(timed("last", "")))
	if want := "input input: loop: the next chunk comes when one has left, and 2 streams follow it to an output"; err == nil ||
		!strings.Contains(err.Error(), want) {
		t.Errorf("%v, expected %q", err, want)
	}
	_, err = read("w.yaml", strings.Replace(timed("last", ""), "kind: styx", "kind: stix", 1))
	if want := `unknown passing "stix" (did you mean "styx"?)`; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("%v, expected %q", err, want)
	}
}
