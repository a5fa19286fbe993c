package workflow_test

import (
	"context"
	"fmt"
	"testing"

	"thaw/models/workflow"
	"thaw/sim"
)

// chain is a pipeline of three stages on constants.
func chain(chunks int, scheduler string) string {
	return fmt.Sprintf(`
inputs: [{name: input, chunks: %d}]
stages:
  - {name: decode, work: 1s, emits: chunk}
  - {name: filter, work: 2s, emits: chunk}
  - {name: encode, work: 1s, emits: chunk}
streams:
  - {from: "input:chunks", to: "decode:chunks"}
  - {from: "decode:frames", to: "filter:frames"}
  - {from: "filter:frames", to: "encode:frames"}
  - {from: "encode:chunks", to: "output:chunks"}
store: {connection: 1MB/s}
scheduler: {kind: %s, limit: 1000}
launcher: {limit: 1000, warm-rate: 10000, warm-latency: 100ms}
`, chunks, scheduler)
}

// contended is the same with data, on a store that all workers share.
func contended(chunks int) string {
	return fmt.Sprintf(`
inputs: [{name: input, chunks: %d, frames: 24, bytes: 1MB, spread: 0.3, correlation: 0.9}]
stages:
  - {name: decode, work: "lognormal,median=1s,sigma=0.2", content: true, emits: chunk, bytes: 1MB}
  - {name: encode, work: 1s, content: true, emits: chunk, bytes: 40kB}
streams:
  - {from: "input:chunks", to: "decode:chunks"}
  - {from: "decode:frames", to: "encode:frames"}
  - {from: "encode:chunks", to: "output:chunks"}
store: {bandwidth: 10GB/s, connection: 40MB/s, requests: 5000, first-byte: 30ms}
`, chunks)
}

// A million tasks a CPU second on constants: 1,000 ns a task.
func BenchmarkTasks(b *testing.B) {
	for _, kind := range []string{"simple", "priority"} {
		b.Run(kind, func(b *testing.B) {
			spec := must(b, chain(20_000, kind))
			var e workflow.Engine
			tasks := 0
			for b.Loop() {
				if _, err := e.Run(context.Background(), spec, 1, false); err != nil {
					b.Fatal(err)
				}
				tasks += 60_000
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(tasks), "ns/task")
		})
	}
}

// 10,000 tasks that share a store, 24 objects each way: less than a second.
func BenchmarkContention(b *testing.B) {
	spec := must(b, contended(5_000))
	var e workflow.Engine
	for b.Loop() {
		if _, err := e.Run(context.Background(), spec, 1, false); err != nil {
			b.Fatal(err)
		}
	}
}

// Does a run allocate anything for a task, once its engine has run a like workflow?
func TestNoAllocationPerTask(t *testing.T) {
	if sim.Invariants {
		t.Skip("the checks of invariants allocate")
	}
	for name, text := range map[string]string{"constants": chain(3000, "priority"), "contention": contended(1000)} {
		spec := must(t, text)
		var e workflow.Engine
		play := func() {
			if _, err := e.Run(context.Background(), spec, 1, false); err != nil {
				t.Fatal(err)
			}
		}
		play()
		most := 150.0 // of the run: the store, the checks
		if n := testing.AllocsPerRun(3, play); n > most {
			t.Errorf("%s: %v allocations in a run of thousands of tasks, expected at most %v", name, n, most)
		}
	}
}
