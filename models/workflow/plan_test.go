package workflow_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"thaw/models/workflow"
)

// How many units of work does each stage get, and does a run make as many as the plan says?
func TestAPlanSaysHowManyUnitsThereAre(t *testing.T) {
	for _, q := range []struct {
		text, units, path string
		least             float64
	}{
		{chain(30, "simple"), "30 30 30", "decode filter encode", 4},
		{`
inputs: [{name: input, chunks: 7, frames: 10}, {name: input_1, chunks: 7, frames: 10}]
stages:
  - {name: left, work: 1s, emits: chunk}
  - {name: right, work: 3s, emits: chunk}
  - {name: mix, delivery: pair, work: 2s, emits: frames}
  - {name: gather, delivery: serialized-frame, frames: 24, work: 1s, emits: chunk}
  - {name: ranges, delivery: smart, frames: 35, emits: chunk}
streams:
  - {from: "input:chunks", to: "left:chunks"}
  - {from: "input_1:chunks", to: "right:chunks"}
  - {from: "left:chunks", to: "mix:chunks_0"}
  - {from: "right:chunks", to: "mix:chunks_1"}
  - {from: "mix:frames", to: "gather:frames"}
  - {from: "mix:frames", to: "ranges:frames"}
  - {from: "gather:chunks", to: "output:chunks"}
store: {connection: 1MB/s}`, "7 7 7 3 2", "right mix gather", 6},
		{`
inputs: [{name: input, chunks: 4, frames: 10}]
stages:
  - {name: mark, work: 1s, emits: frames, scene: 5}
  - {name: scene, delivery: serialized-scene, frames: 8, work: 1s, emits: chunk}
  - {name: count, emits: nothing}
streams:
  - {from: "input:chunks", to: "mark:chunks"}
  - {from: "mark:frames", to: "scene:frames"}
  - {from: "scene:chunks", to: "count:chunks"}
store: {connection: 1MB/s}`, "4 ? ?", "mark scene count", 2},
	} {
		spec := must(t, q.text)
		p := spec.Plan()
		var units, path []string
		var e workflow.Engine
		r, err := e.Run(context.Background(), spec, 1, true)
		if err != nil {
			t.Fatal(err)
		}
		for i, n := range p.Units {
			units = append(units, strings.Replace(fmt.Sprint(n), fmt.Sprint(workflow.Unknown), "?", 1))
			if n != workflow.Unknown && r.Stages[i].Units != n {
				t.Errorf("stage %s got %d units of work, and the plan says %d", spec.Stages[i].Name, r.Stages[i].Units, n)
			}
		}
		for _, i := range p.Critical {
			path = append(path, spec.Stages[i].Name)
		}
		if got := strings.Join(units, " "); got != q.units {
			t.Errorf("units %s, expected %s", got, q.units)
		}
		if got := strings.Join(path, " "); got != q.path || p.Least.Seconds() != q.least {
			t.Errorf("critical path %s of %v, expected %s of %v s", got, p.Least, q.path, q.least)
		}
		if r.End.Seconds() < q.least {
			t.Errorf("the run took %v, less than the least of %v s", r.End, q.least)
		}
	}
}

// Which task released each unit, in a chain, in a pair, for the other half of a group of pictures,
// and where nothing runs any more?
func TestARecordNamesTheTaskBeforeIt(t *testing.T) {
	for _, q := range []struct{ name, text, want string }{
		{"chain", strings.Replace(chain(2, "simple"), "chunks: 2", "chunks: 2, every: 60s", 1),
			"decode1 filter1<decode1 encode1<filter1 decode2 filter2<decode2 encode2<filter2; " +
				"last encode2; path decode2 filter2 encode2"},
		{"the slower side of a pair", `
inputs: [{name: input, chunks: 1}]
stages: [{name: a, work: 1s}, {name: b, work: 2s}, {name: mix, delivery: pair}]
streams:
  - {from: "input:x", to: "a:x"}
  - {from: "input:x", to: "b:x"}
  - {from: "a:x", to: "mix:x_0"}
  - {from: "b:x", to: "mix:x_1"}
store: {connection: 1MB/s}`, "a1 b1 mix1<b1; last none; path b1 mix1"},
		{"the half that was done by the other", `
inputs: [{name: input, chunks: 2}]
stages:
  - {name: a, work: 1s, mitigation: gop-pairs, emits: chunk, straggler: {chunk: 2, delay: 30s}}
  - {name: b, emits: chunk}
streams: [{from: "input:x", to: "a:x"}, {from: "a:x", to: "b:x"}, {from: "b:x", to: "output:x"}]
store: {connection: 1MB/s}`, "b1<a1 a2 a1 b2<a1; last b2; path a1 b2"},
		{"the rest, when nothing runs", `
inputs: [{name: input, chunks: 1, frames: 3}]
stages: [{name: a, work: 1s, emits: frames}, {name: b, delivery: serialized-frame, frames: 2}]
streams: [{from: "input:x", to: "a:x"}, {from: "a:x", to: "b:x"}]
store: {connection: 1MB/s}`, "a1 b1<a1 b2<b1; last none; path a1 b1 b2"},
		{"a task that was begun again", `
inputs: [{name: input, chunks: 1}]
stages: [{name: a}, {name: b, straggler: {chunk: 1, delay: 9s}, mitigation: timeout, timeout: 3s, emits: chunk}]
streams: [{from: "input:x", to: "a:x"}, {from: "a:x", to: "b:x"}, {from: "b:x", to: "output:x"}]
store: {connection: 1MB/s}`, "a1 b1<a1 b1<a1; last b1; path a1 b1"},
	} {
		spec := must(t, q.text)
		var e workflow.Engine
		r, err := e.Run(context.Background(), spec, 1, true)
		if err != nil {
			t.Fatal(err)
		}
		name := func(x *workflow.Record) string { return fmt.Sprintf("%s%d", spec.Stages[x.Stage].Name, x.Chunk) }
		of := func(task int64) string {
			i := slices.IndexFunc(r.Records, func(x workflow.Record) bool { return x.Task == task })
			if i < 0 {
				return "none"
			}
			return name(&r.Records[i])
		}
		var told, path []string
		for i := range r.Records {
			x := &r.Records[i]
			told = append(told, strings.TrimSuffix(name(x)+"<"+of(x.After), "<none"))
		}
		for _, i := range workflow.Chain(r.Records, r.Last) {
			path = append(path, name(&r.Records[i]))
		}
		got := strings.Join(told, " ") + "; last " + of(r.Last) + "; path " + strings.Join(path, " ")
		if got != q.want {
			t.Errorf("%s:\ngot      %s\nexpected %s", q.name, got, q.want)
		}
	}
}
