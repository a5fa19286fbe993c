package compare

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"thaw/experiments/looks"
	"thaw/experiments/paired"
	"thaw/experiments/results"
)

// Do the files hold what is said, and can the figure be drawn?
func TestCompareFiles(t *testing.T) {
	folder := resultOf(t, newSteadyTrace(20), map[string][]string{"seeds": {"7"}}, func(r *results.Row) {
		r.LatencyMsMean, r.Queued = 100+noiseOf(r.Seed, r.Schedule), 0
	})
	c, err := Compare([]string{folder}, Options{Metrics: []string{"latency_ms_mean", "queued"}})
	if err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(t.TempDir(), "new", "folder")
	paths, err := c.Write(out, "svg")
	if err != nil || len(paths) != 3 {
		t.Fatalf("%v, %v", paths, err)
	}
	read := func(name string) []byte {
		text, err := os.ReadFile(filepath.Join(out, name))
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	var objects []map[string]any
	if err := json.Unmarshal(read("compare.json"), &objects); err != nil {
		t.Fatal(err)
	}
	lines, err := csv.NewReader(bytes.NewReader(read("compare.csv"))).ReadAll()
	if err != nil || len(lines) != 3 || len(objects) != 2 {
		t.Fatalf("%v: %d lines, %d objects", err, len(lines), len(objects))
	}
	for k, name := range lines[0] {
		for i, o := range objects {
			v, ok := o[name]
			text := fmt.Sprint(v)
			if f, number := v.(float64); number {
				text = string(results.AppendNumber(nil, f))
			}
			if v == nil {
				text = ""
			}
			if !ok || text != lines[i+1][k] {
				t.Errorf("%s: JSON %q, CSV %q", name, text, lines[i+1][k])
			}
		}
	}
	if objects[0]["mean"] != c.Rows[0].Mean || objects[1]["ratio_minus_one"] != nil || objects[1]["p"] != nil {
		t.Errorf("%v", objects)
	}
	if svg := string(read("comparison.svg")); !strings.Contains(svg, "mean latency") ||
		strings.Contains(svg, "queued") {
		t.Error("the figure lacks mean latency, or has queued invocations, of which there are none")
	}
}

// Are numbers written with the digits that their intervals bear?
func TestChangeText(t *testing.T) {
	for want, e := range map[string]paired.Estimate{
		"−41% [−44, −38]":          {Value: -0.41, Low: -0.44, High: -0.38, Method: paired.BCa},
		"+0.3% [−0.5, +1.2]":       {Value: 0.003, Low: -0.005, High: 0.012, Method: paired.T},
		"+310.4% [+310.2, +310.7]": {Value: 3.104, Low: 3.102, High: 3.107, Method: paired.BCa},
		"−25%":                     {Value: -0.25, Low: -0.25, High: -0.25, Method: paired.Constant},
		"0%":                       {Method: paired.Constant},
		"+0.123%":                  {Value: 0.00123, Low: math.NaN(), High: math.NaN(), Method: paired.None},
		"+120% [−100, +400]":       {Value: 1.2, Low: -1, High: 4, Method: paired.T},
		"0.00% [−0.02, +0.02]":     {Value: 0, Low: -0.0002, High: 0.0002, Method: paired.T},
	} {
		r := Row{HasRatio: true, Ratio: e}
		if got := r.Change(); got != want {
			t.Errorf("%+v is written %q, expected %q", e, got, want)
		}
	}
}

// Does the figure of a comparison name policies as those of runs do, in the same looks?
func TestComparisonShowsPoliciesAsRunsDo(t *testing.T) {
	folder := resultOf(t, newSteadyTrace(20), map[string][]string{"seeds": {"7"}}, func(r *results.Row) {
		r.LatencyMsMean = 100 + noiseOf(r.Seed, r.Schedule)
	})
	c, err := Compare([]string{folder}, Options{Metrics: []string{"latency_ms_mean"}})
	if err != nil {
		t.Fatal(err)
	}
	fig, ok := c.Figure()
	if !ok || len(fig.Policies) != 2 {
		t.Fatalf("figure of %v", fig.Policies)
	}
	for i, id := range []results.PolicyID{c.Rows[0].Policy, c.Rows[0].Baseline} {
		name, look := looks.Of(id.Schedule)
		if fig.Policies[i] != name || fig.Looks[i] != look {
			t.Errorf("%s is shown as %q in %v, expected %q in %v", id.Policy, fig.Policies[i], fig.Looks[i], name, look)
		}
	}
}
