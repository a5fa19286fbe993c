package studies

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"thaw/experiments/strictyaml"
	"thaw/models/numbers"
)

// workflowText is a cell's settings: two stages, of which the first is watched.
const workflowText = `
watch: decode
delivers: gather
straggler: {chunk: 2, delay: 10s}
workflow:
  tick: 0s
  playback: 1s
  inputs: [{name: input, chunks: 4, frames: 2}]
  stages:
    - {name: decode, work: 2s, emits: frames}
    - {name: gather, delivery: serialized-frame, frames: 2, work: 1s, emits: chunk}
  streams:
    - {from: "input:chunks", to: "decode:chunks"}
    - {from: "decode:frames", to: "gather:frames"}
    - {from: "gather:chunks", to: "output:chunks"}
  store: {connection: 1MB/s}
variants:
  - {name: none}
  - {name: clone, stage: decode, mitigation: clone}
  - {name: two, scheduler: {kind: priority, limit: 2}}
`

// settingsOf reads settings as a paper's cell does, and what is wrong with them.
func settingsOf(text string) (*workflowSettings, string) {
	d := strictyaml.New("experiment.yaml")
	root := d.Document([]byte(text))
	s := Name("workflow").Find()
	settings := s.Defaults().(*workflowSettings)
	d.Fields(root, settings, "")
	wrong := ""
	if d.Err() != nil {
		wrong = d.Err().Error()
	}
	s.Check(settings, func(key, format string, args ...any) {
		wrong += "\n" + key + ": " + fmt.Sprintf(format, args...)
	})
	return settings, wrong
}

// Does each variant of a workflow have the metrics that follow by hand, and the straggler's delay
// against a run without it?
func TestWorkflowVariants(t *testing.T) {
	settings, wrong := settingsOf(workflowText)
	if wrong != "" {
		t.Fatal(wrong)
	}
	for variant, want := range map[string]Values{
		"none":  {"watched_worker_s": 18, "delay_s_most": 10, "delay_s_least": 10, "delay_tasks": 5, "done_s": 13, "late_chunks": 3},
		"clone": {"watched_worker_s": 16, "delay_s_most": 0, "delay_s_least": 0, "delay_tasks": 0, "done_s": 3, "late_chunks": 0},
		"two":   {"watched_worker_s": 18, "workers_peak": 2},
	} {
		got, err := runWorkflow(context.Background(), settings, Run{Variant: variant, Seed: 1}, (*numbers.Book)(nil),
			&recorder{map[string][][]float64{}})
		if err != nil {
			t.Fatal(err)
		}
		for name, value := range want {
			if got[name] != value {
				t.Errorf("%s: %s is %v, expected %v", variant, name, got[name], value)
			}
		}
	}
}

// Do series keep a row for each task and each chunk?
func TestWorkflowSeries(t *testing.T) {
	settings, _ := settingsOf(workflowText)
	keep := &recorder{map[string][][]float64{"tasks": nil, "chunks": nil, "parts": nil}}
	if _, err := runWorkflow(context.Background(), settings, Run{Variant: "none", Seed: 1}, nil, keep); err != nil {
		t.Fatal(err)
	}
	if n := len(keep.rows["tasks"]); n != 8 {
		t.Errorf("%d tasks, expected 8", n)
	}
	if got, want := fmt.Sprint(keep.rows["chunks"]), "[[1 2 3 3] [2 12 13 4] [3 12 13 5] [4 12 13 6]]"; got != want {
		t.Errorf("chunks %v, expected %v", got, want)
	}
	if got, want := fmt.Sprint(keep.rows["parts"]), "[[1 0 3 3 3] [2 0 13 13 13] [3 0 3 3 3] [4 0 3 3 3]]"; got != want {
		t.Errorf("parts %v, expected %v", got, want)
	}
}

// Are mistakes of the settings and of every variant told?
func TestWorkflowSettingsAreChecked(t *testing.T) {
	text := strings.NewReplacer("watch: decode", "watch: decod", "stage: decode, mitigation: clone",
		"mitigation: clone", "kind: priority, limit: 2", "kind: priority, limit: 0", "delivers: gather", "chunks: -1").
		Replace(workflowText)
	_, wrong := settingsOf(text + "gb: 0\n")
	for _, want := range []string{
		`watch: no stage is named "decod" (did you mean "decode"?)`,
		"chunks: -1, expected 0 to 4000000",
		"straggler: it is in the stage of watch and delays deliveries to that of delivers, expected both",
		"gb: 0 GB for",
		"clone: mitigation, again and limit are of a stage, expected its name under stage",
		"two: priority: limit: 0 tasks at once, expected at least 1",
	} {
		if !strings.Contains(wrong, want) {
			t.Errorf("%q is not in\n%s", want, wrong)
		}
	}
	if strings.Contains(wrong, "clone: clone:") {
		t.Errorf("a variant is named twice in\n%s", wrong)
	}
	if _, wrong := settingsOf("watch: a"); !strings.Contains(wrong, "workflow: none, expected") {
		t.Errorf("settings without a workflow: %s", wrong)
	}
}

// Do items tell apart the workflows that share an engine, from the arrivals that are not skipped?
func TestWorkflowOutputsAreItems(t *testing.T) {
	settings, wrong := settingsOf(`
outputs: [one, two]
rate: 2
skip: 10s
workflow:
  tick: 0s
  inputs: [{name: input_1, chunks: 5, every: 20s}, {name: input_2, chunks: 3, every: 20s, bytes: 2MB}]
  stages:
    - {name: one, work: 2s, emits: chunk, memory: 1GB}
    - {name: before, work: 1s, emits: chunk, memory: 500MB, passing: {kind: truffle}}
    - {name: two, work: 1s, emits: chunk, memory: 2GB}
  streams:
    - {from: "input_1:chunks", to: "one:chunks"}
    - {from: "one:chunks", to: "output:chunks"}
    - {from: "input_2:chunks", to: "before:chunks"}
    - {from: "before:chunks", to: "two:chunks"}
    - {from: "two:chunks", to: "output:chunks_1"}
  store: {connection: 1MB/s}
`)
	if wrong != "" {
		t.Fatal(wrong)
	}
	for item, want := range map[string]Values{
		"one": {"latency_s": 2, "latency_s_p99": 2, "memory_gb_s": 10, "chunks_per_s": 4 / 32.0},
		"two": {"latency_s": 4, "memory_gb_s": 3 * (3*0.5 + 2), "buffer_mb_peak": 2, "buffer_gb_s": 0.012},
	} {
		got, err := runWorkflow(context.Background(), settings, Run{Variant: asStated, Item: item, Seed: 1},
			(*numbers.Book)(nil), &recorder{map[string][][]float64{}})
		if err != nil {
			t.Fatal(err)
		}
		for name, value := range want {
			if d := got[name] - value; d > 1e-9 || d < -1e-9 {
				t.Errorf("%s: %s is %v, expected %v", item, name, got[name], value)
			}
		}
	}
	if _, wrong := settingsOf(workflowText + "outputs: [gathr]\nrate: 0\n"); !strings.Contains(wrong, `"gathr" (did you mean`) ||
		!strings.Contains(wrong, "rate: chunks come 0 times as often") {
		t.Errorf("mistakes of outputs and rate: %s", wrong)
	}
}
