package papers

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"thaw/experiments"
	"thaw/experiments/exit"
	"thaw/experiments/papers/verdict"
	"thaw/experiments/studies"
	"thaw/experiments/studies/tuning"
)

// studyPaper replays no trace.
const studyPaper = `
paper: Nobody, On Daemons
about: a test
cells:
  - name: create
    kind: study
    study: daemon
    about: how fast
    settings: {network: bridge, length: 100s}
  - name: hold
    kind: study
    study: daemon
    about: over the number of creations that wait
    seeds: 4
    settings: {network: bridge, settle: 10s, length: 100s}
    points:
      - {x: 1, settings: {waiting: 1}}
      - {x: 8, settings: {waiting: 8}}
figures:
  - {name: rate, draws: bars, cells: [create], metrics: [creations_per_s], about: rate}
  - {name: wait, draws: lines, cells: [hold], metrics: [namespace_wait_ms], across: creations, log: x, about: wait}
  - {name: group, draws: grouped-bars, cells: [create], metrics: [namespace_busy_share], about: busy}
  - {name: stack, draws: stacked-bars, cells: [create], metrics: [namespace_wait_ms], about: wait}
`

func studyClaim(figure string, lines ...string) string {
	return strings.Replace(claim(lines...), `"1"`, figure, 1)
}

// Is a paper of studies run, judged, drawn and resumed without a trace? A daemon
// with a lock that is held for 100 ms creates 10 containers a second; with as many
// removals of 233 ms it creates 1/0.333 s. One creation at a time takes 100 ms at
// the lock and 300 ms behind it, so 2.5 a second.
func TestStudies(t *testing.T) {
	held := "status: enforced"
	p, err := Open(experiments.Thaw(), "tiny", writePaper(t, studyPaper, "claims:\n"+
		studyClaim("rate", "measure: value", "metric: creations_per_s", "of: create/create", "published: 10",
			"tolerance: relative 1%", held)+
		studyClaim("rate", "measure: ratio", "metric: creations_per_s", "of: create/create-remove",
			"to: create/create", "published: -70%", "tolerance: absolute 1%", held)+
		studyClaim("rate", "measure: mean-ratio", "metric: creations_per_s", "of: create/create-remove",
			"to: create/create", "published: -70%", "tolerance: absolute 1%", held)+
		studyClaim("wait", "measure: value", "metric: creations_per_s", "of: hold@1/create", "published: 2.5",
			"tolerance: relative 1%", held)+
		studyClaim("wait", "measure: value", "metric: namespace_wait_ms", "of: hold@1/create", "published: 100",
			"tolerance: relative 1%", held)+
		studyClaim("wait", "measure: order-of-items", "metric: creations_per_s",
			"order: [[hold/create-remove], [hold/create]]", held)+
		studyClaim("wait", "measure: order", "metric: namespace_wait_ms", "order: [[hold@1/create], [hold@8/create]]",
			held)))
	if err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(t.TempDir(), "out")
	run := func(opt Options) *Reproduction {
		t.Helper()
		opt.Out = out
		r, err := p.Reproduce(context.Background(), opt)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	run(Options{Figure: "rate"})
	if _, err := os.Stat(filepath.Join(out, cellsName, "hold@1")); err == nil {
		t.Error("figure rate ran a cell that it does not need")
	}
	r := run(Options{Resume: true, Jobs: 1})
	for _, c := range r.Claims {
		if c.Verdict != verdict.Reproduced {
			t.Errorf("%s of %s: %s, %v [%v, %v] %s", c.Claim.measure(), c.Claim.Figure, c.Verdict, c.Simulated, c.Low,
				c.High, c.Note)
		}
	}
	before := filesIn(t, out)
	for _, name := range []string{"cells/hold@8/study.csv", "plots/figure-rate.png",
		"plots/figure-wait.csv", "plots/figure-group.svg",
		"plots/figure-stack.svg"} {
		if before[name] == "" {
			t.Errorf("%s is missing", name)
		}
	}
	if curve := before["plots/figure-wait.csv"]; !strings.Contains(curve,
		"create,1,,,,published,,100,100,") {
		t.Errorf("what was published is missing in\n%s", curve)
	}
	if err := os.Remove(filepath.Join(out, cellsName, "hold@8", studies.RowsName)); err != nil {
		t.Fatal(err)
	}
	run(Options{Resume: true, Jobs: 2})
	for name, text := range filesIn(t, out) {
		if before[name] != text {
			t.Errorf("%s differs after resuming on another number of cores", name)
		}
	}
	if strings.Contains(r.Describe(), "windows") || !strings.Contains(r.Describe(), "no trace") {
		t.Errorf("it says that it replays %q", r.Describe())
	}
	if _, err := p.Reproduce(context.Background(), Options{Out: out, Force: true, Workload: "excerpt"}); err == nil ||
		!strings.Contains(err.Error(), "replays no trace that could be chosen") {
		t.Errorf("a workload for a paper of studies: %v", err)
	}
}

// Does a reproduction that is stopped say so, and leave no half-written study?
func TestStudiesInterrupted(t *testing.T) {
	p, err := Open(experiments.Thaw(), "tiny", writePaper(t, studyPaper, "claims: []\n"))
	if err != nil {
		t.Fatal(err)
	}
	stopped, stop := context.WithCancel(context.Background())
	stop()
	out := filepath.Join(t.TempDir(), "out")
	_, err = p.Reproduce(stopped, Options{Out: out})
	if exit.Code(err) != exit.CodeInterrupted || !strings.Contains(err.Error(), out) {
		t.Errorf("%v", err)
	}
	if _, err := os.Stat(filepath.Join(out, cellsName)); err == nil {
		t.Error("a study that was not run has a folder")
	}
	if _, err := p.Reproduce(context.Background(), Options{Out: out, Resume: true}); err != nil {
		t.Errorf("going on: %v", err)
	}
}

// Is every mistake in a study's cell reported at once, each at its place?
func TestStudyMistakes(t *testing.T) {
	text := strings.NewReplacer(
		"settings: {network: bridge, length: 100s}", "settings: {network: brigde, length: 0s, lenght: 3s}",
		"settings: {waiting: 1}", "settings: {waiting: 0, platform: constant}",
		"settings: {waiting: 8}", "settings: {wating: 8}",
		"    seeds: 4\n", "    seeds: 1\n").Replace(studyPaper)
	text = strings.Replace(text, "figures:\n",
		"  - name: other\n    kind: study\n    study: deamon\n    about: x\n    settings: {}\nfigures:\n", 1)
	_, err := Open(experiments.Thaw(), "tiny", writePaper(t, text, "claims: []\n"))
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{
		`experiment.yaml:9:45: cells[0].settings: unknown key "lenght" (did you mean "length"?)`,
		`experiment.yaml:9:25: cells[0].settings.network: unknown network "brigde" (did you mean "bridge"?)`,
		`experiment.yaml:9:41: cells[0].settings.length: 0s, expected more than none`,
		`cells[1].points[0].settings.waiting: 0 creations, expected at least 1`,
		`cells[1].points[0].settings.platform: constant has no container daemon`,
		`cells[1].points[1].settings: unknown key "wating" (did you mean "waiting"?)`,
		`unknown study "deamon" (did you mean "daemon"?)`,
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is missing in\n%v", want, err)
		}
	}
	text = strings.Replace(studyPaper, "about: a test\n", "about: a test\nwindows: {count: 1, length: 1m, seed: 1}\n",
		1)
	text = strings.Replace(text, "    seeds: 4\n", "    seeds: 1\n", 1)
	_, err = Open(experiments.Thaw(), "tiny", writePaper(t, text, "claims:\n"+
		studyClaim("rate", "measure: value", "metric: creations", "of: create/create", "published: 10",
			"tolerance: relative 1%", "status: enforced")+
		studyClaim("rate", "measure: value", "metric: creations_per_s", "of: create/remove", "published: 10",
			"tolerance: relative 1%", "status: enforced")))
	for _, want := range []string{"no cell replays a workload", `cell "hold@1": 1 seeds, expected at least 2`,
		`unknown metric "creations" of study daemon`, `cell create has no policy "remove"`} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q is missing in\n%v", want, err)
		}
	}
}

// Does each mistake of a workflow stand once, however many variants and points run it?
func TestMistakesOfAWorkflowStandOnce(t *testing.T) {
	text := strings.Replace(studyPaper, "cells:\n", `cells:
  - name: pipeline
    kind: study
    study: workflow
    about: x
    settings:
      workflow:
        inputs: [{name: input_0, chunks: 3}]
        stages: [{name: decode, work: 1s, emits: chunk, limit: -1}]
        streams: [{from: "input_0:chunks", to: "decoder:chunks"}, {from: "decode:chunks", to: "output_0:chunks"}]
        store: {connection: 41MB/s}
      variants: [{name: plain}, {name: narrow, stage: decode, limit: -2}, {name: "no", stage: encode, limit: 1}]
    points: [{x: 1, settings: {chunks: 1}}, {x: 2, settings: {chunks: 2}}]
`, 1)
	_, err := Open(experiments.Thaw(), "tiny", writePaper(t, text, "claims: []\n"))
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{`no stage is named "decoder"`, "limit: -1", "limit: -2", `no stage is named "encode"`} {
		if strings.Count(err.Error(), want) != 1 {
			t.Errorf("%q stands %d times in\n%v", want, strings.Count(err.Error(), want), err)
		}
	}
}

// Does the file of an agent stand beside the experiment that names it, wherever thaw is run?
func TestAgentBesideItsExperiment(t *testing.T) {
	text := strings.Replace(studyPaper, "cells:\n", `cells:
  - {name: judged, kind: study, study: cpu-control, seeds: 2, about: x, settings: {agent: agents/a.json}}
`, 1)
	folder := writePaper(t, text, "claims: []\n")
	beside := filepath.Join(folder, "tiny", "agents", "a.json")
	if _, err := Open(experiments.Thaw(), "tiny", folder); err == nil || !strings.Contains(err.Error(), beside) {
		t.Errorf("without the file: %v, expected %s", err, beside)
	}
	s := tuning.Defaults()
	s.Episodes = 0
	_, agent, err := s.Learn(context.Background(), nil, 1, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.Mkdir(filepath.Dir(beside), 0o755), os.WriteFile(beside, agent, 0o600)); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(experiments.Thaw(), "tiny", folder); err != nil && strings.Contains(err.Error(), "agent") {
		t.Errorf("beside its experiment: %v", err)
	}
}

// Are mean ratios those of the items, and not of the means?
func TestMeanRatios(t *testing.T) {
	got, ok := verdict.MeanRatios([]verdict.Set{
		{Item: "x", Values: map[string][]float64{"a": {10, 20}, "b": {10, 10}}},
		{Item: "y", Values: map[string][]float64{"a": {100, 100}, "b": {200, 400}}},
	}, "a", "b")
	if !ok || len(got) != 2 || got[0] != (1+0.5)/2-1 || got[1] != (2+0.25)/2-1 {
		t.Errorf("%v, %v", got, ok)
	}
	if _, ok := verdict.MeanRatios([]verdict.Set{{Values: map[string][]float64{"a": {1}, "b": {0}}}}, "a", "b"); ok {
		t.Error("a ratio to zero")
	}
}

// Does an order of items hold for each item, and does an exact study count as
// often as its seeds? One item goes the other way round.
func TestItemOrder(t *testing.T) {
	study := &studies.Study{Name: "test", Exact: true, Metrics: []studies.Metric{{Name: "time_ms"}}}
	r := &studies.Result{Study: study, Cell: "cell", Seeds: 3}
	for _, v := range []struct {
		variant, item string
		ms            float64
	}{{"fast", "x", 1}, {"fast", "y", 9}, {"slow", "x", 10}, {"slow", "y", 8}} {
		r.Runs = append(r.Runs, studies.Run{Variant: v.variant, Item: v.item, Seed: 1})
		r.Rows = append(r.Rows, studies.Values{"time_ms": v.ms})
	}
	mean, err := r.Values("time_ms", "slow")
	if err != nil || !slices.Equal(mean, []float64{9, 9, 9}) {
		t.Errorf("mean %v, %v", mean, err)
	}
	one, err := r.Values("time_ms", "slow/y")
	if err != nil || !slices.Equal(one, []float64{8, 8, 8}) {
		t.Errorf("item y %v, %v", one, err)
	}
	if _, err := r.Values("time", "slow"); err == nil {
		t.Error("a metric that was left out has a value")
	}
	for _, c := range []struct {
		items []string
		want  verdict.Verdict
		hold  float64
	}{{nil, verdict.NotReproduced, 0.5}, {[]string{"x"}, verdict.Reproduced, 1}} {
		p := &Paper{Cells: []Cell{{Name: "cell", Kind: StudyCell}}}
		got, err := p.judge(&Claim{Measure: verdict.ItemOrder, Metric: "time_ms",
			Order: [][]string{{"cell/fast"}, {"cell/slow"}}, Items: c.items},
			map[*Cell]*cellResult{&p.Cells[0]: {cell: &p.Cells[0], study: r}}, "")
		if err != nil || got.Verdict != c.want || got.Simulated != c.hold {
			t.Errorf("items %v: %+v, %v", c.items, got, err)
		}
	}
}
