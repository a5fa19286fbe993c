package workflow_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"thaw/traces/input"
	"thaw/traces/workflow"
)

const pipeline = `inputs: [{name: input, chunks: 4, bytes: 1MB}]
stages:
  - {name: decode, work: 1s, emits: chunk, bytes: 1MB, memory: 256MiB}
  - {name: encode, work: 2s, emits: chunk, function: codec, memory: 1GiB}
streams:
  - {from: "input:chunks", to: "decode:chunks"}
  - {from: "decode:chunks", to: "encode:chunks"}
  - {from: "encode:chunks", to: "output:chunks"}
store: {connection: 40MB/s}
arrivals: {every: 10s, count: 20}
`

func open(t testing.TB, text string) (*workflow.Trace, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "video.yaml")
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return workflow.Open(path, 0, input.Limits{})
}

// Does a replay see the functions of the documented form, in their order, and its arrivals?
func TestLayoutIsAsDocumented(t *testing.T) {
	w, err := open(t, pipeline)
	if err != nil {
		t.Fatal(err)
	}
	table := w.Table()
	if len(table.Functions) != 2 || table.Functions[0].Name != "video/decode" || table.Functions[0].Memory != 256 ||
		table.Functions[1].Name != "video/codec" || table.Functions[1].Memory != 1024 || table.Apps[0].Memory != 1280 {
		t.Errorf("functions %+v of apps %+v", table.Functions, table.Apps)
	}
	if a := table.Workflow.Arrivals; a.Count != 20 || a.Every != 10*time.Second || a.Rate != 0 {
		t.Errorf("arrivals %+v", a)
	}
	w, err = open(t, strings.Replace(pipeline, "every: 10s", "rate: 6/min", 1))
	if err != nil || w.Table().Workflow.Arrivals.Rate != 0.1 {
		t.Errorf("arrivals of a rate: %v", err)
	}
}

// Is everything named that is wrong with a workflow within a replay, with its line?
func TestMalformedWorkflowsNameEveryMistake(t *testing.T) {
	text := strings.Replace(pipeline, ", memory: 1GiB", "", 1)
	text = strings.Replace(text, "every: 10s, count: 20", "every: 10s, rate: 1/s, count: 0", 1)
	_, err := open(t, text)
	for _, want := range []string{"video.yaml:10:11", "0 instances", "either every or rate", "video.yaml:4:5",
		"stage encode: the key memory is missing"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v\nlacks %q", err, want)
		}
	}
}

// Whatever a file holds, it is read or refused.
func FuzzOpen(f *testing.F) {
	f.Add(pipeline)
	f.Add("stages: [")
	f.Add("arrivals: {count: -1}\nstages: []\n")
	f.Fuzz(func(t *testing.T, text string) {
		path := filepath.Join(t.TempDir(), "a.yaml")
		if os.WriteFile(path, []byte(text), 0o644) != nil {
			t.Skip()
		}
		w, err := workflow.Open(path, 0, input.Limits{})
		if err == nil && len(w.Table().Functions) == 0 {
			t.Error("a workflow without functions")
		}
	})
}
