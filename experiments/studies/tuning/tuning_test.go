package tuning

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"thaw/models/tuner"
)

// quick are settings of a training and a judgement that take a moment.
func quick() Settings {
	s := Defaults()
	s.Cores, s.Settle, s.Window = 4, 2*time.Second, 5*time.Second
	s.Episodes, s.Steps, s.Judged, s.Rounds, s.Draws = 3, 4, 6, 1, 1
	return s
}

// mistakes lists what Check reports, by key.
func mistakes(s *Settings) (all []string) {
	s.Check(func(key, format string, args ...any) { all = append(all, key+": "+fmt.Sprintf(format, args...)) })
	return all
}

// Are all mistakes of the settings told at once, each at its key?
func TestMistakesOfSettings(t *testing.T) {
	s := quick()
	if got := mistakes(&s); got != nil {
		t.Fatalf("right settings: %q", got)
	}
	s.Variants = []string{"cfs", "statik"}
	s.Episodes, s.Steps, s.Judged, s.Rounds, s.Draws = -1, 0, 0, -1, 0
	s.Train.Share, s.Judge.Swing, s.Window, s.Limits.Mean = 3, -1, 0, -1
	got := strings.Join(mistakes(&s), "\n")
	for _, want := range []string{`variants: unknown variant "statik" (did you mean "static"?)`, "episodes: -1", "steps: 0",
		"judged: 0", "rounds: -1", "draws: 0", "limits: limit of the mean is -1", "settle: window of 0s",
		"train: share of what the cores can do is 3, expected more than 0 to 2", "judge: swing of a load is -1"} {
		if !strings.Contains(got, want) {
			t.Errorf("missing %q in\n%s", want, got)
		}
	}
	if n := strings.Count(got, "\n") + 1; n != 10 {
		t.Errorf("%d mistakes:\n%s", n, got)
	}
	s = quick()
	s.Platform = "openwisk"
	if got := mistakes(&s); len(got) != 1 || !strings.Contains(got[0], "openwhisk") {
		t.Errorf("an unknown platform: %q", got)
	}
	s = quick()
	s.Functions, s.Variants = nil, nil
	if got := mistakes(&s); len(got) != 2 || !strings.Contains(got[1], "functions: 0 latency-sensitive and 0 best-effort") {
		t.Errorf("no functions: %q", got)
	}
}

// Is every variant judged under the same load, whoever shares the cores, and only those
// that learn tell of it?
func TestVariantsSeeOneLoad(t *testing.T) {
	s := quick()
	counts := map[string]bool{}
	for _, v := range AllVariants() {
		episodes := 0
		o, err := s.Run(context.Background(), v, 3, nil, func(tuner.Episode) { episodes++ })
		if err != nil {
			t.Fatal(err)
		}
		text := ""
		for _, l := range o.Latencies {
			text += fmt.Sprint(l.Count, l.Alone, " ")
		}
		counts[text] = true
		if (v == FaaSCTRL) != (episodes == 3) || (v == Static) != (o.Tried > 0 && len(o.Knobs) == 5) {
			t.Errorf("%s: %d episodes, %d settings tried", v, episodes, o.Tried)
		}
		if c, within, ok := o.Sensitive(); ok && (c.Mean < 0.9 || c.P99 < c.P95 || c.P95 < c.Median || within < 0 || within > 1) {
			t.Errorf("%s: %+v, %v within limits", v, c, within)
		}
	}
	if len(counts) != 1 {
		t.Errorf("%d loads: %v", len(counts), counts)
	}
}

// Are components means over latency-sensitive functions, and a function that is never
// invoked no function without latency?
func TestComponents(t *testing.T) {
	l := func(mean float64, be bool) tuner.Latency {
		return tuner.Latency{Count: 1, Alone: 2, Mean: mean, Median: 2, P95: 4, P99: 6, Deviation: mean, BestEffort: be}
	}
	o := &Outcome{Judgement: &tuner.Judgement{Latencies: []tuner.Latency{l(2, false), l(6, false), l(100, true)}},
		Limits: tuner.Limits{Mean: 2, P99: 3}}
	c, within, ok := o.Sensitive()
	if want := (Component{Mean: 2, Median: 1, P95: 2, P99: 3, Deviation: 2, Variance: 5}); !ok || c != want || within != 0.5 {
		t.Errorf("%+v, %v within limits, expected %+v and half", c, within, want)
	}
	o.Latencies[1].Count = 0
	if _, _, ok := o.Sensitive(); ok {
		t.Error("a function without invocations has a latency")
	}
}

// Does an agent from a file do as the one that was trained here, under another load too,
// and is one of another node refused when the settings are read?
func TestAgentFromAFile(t *testing.T) {
	ctx, s := context.Background(), quick()
	_, text, err := s.Learn(ctx, nil, 5, nil)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "agent.json")
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	want, err := s.Run(ctx, FaaSCTRL, 5, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	s.Agent, s.Episodes = path, 0
	if got := mistakes(&s); got != nil || len(s.AgentSHA256) != 64 {
		t.Fatalf("%q, SHA-256 %q", got, s.AgentSHA256)
	}
	got, err := s.Run(ctx, FaaSCTRL, 5, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if fmt.Sprint(got.Steps, got.Latencies) != fmt.Sprint(want.Steps, want.Latencies) {
		t.Error("the agent from the file decides otherwise")
	}
	s.Judge.Share = 0.3
	if got := mistakes(&s); got != nil {
		t.Errorf("another load: %q", got)
	}
	s.Cores, s.Threads = 8, 1
	if got := mistakes(&s); len(got) != 1 || !strings.HasPrefix(got[0], "agent: "+path) ||
		!strings.Contains(got[0], "cores 4, expected 8") || !strings.Contains(got[0], "threads of a core 2, expected 1") {
		t.Errorf("another node: %q", got)
	}
	s.Agent = path + "x"
	if got := mistakes(&s); len(got) != 1 || !strings.Contains(got[0], "agent.jsonx") {
		t.Errorf("a file that is not there: %q", got)
	}
}
