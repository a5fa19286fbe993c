package papers

import (
	"context"
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"thaw/experiments"
	"thaw/experiments/results"
)

// Is a cell with points run at each, and does its figure show the change from
// one policy to the other, as the summaries of the cells have it?
func TestSensitivity(t *testing.T) {
	experiment := strings.Replace(tinyExperiment, "figures:\n", `  - name: size
    about: memory
    settings: {rate: 30/s, schedule: [random, first-fit], detail: summary}
    points:
      - {x: 0.5, settings: {memory: 2GiB}}
      - {x: 2, settings: {memory: 8GiB, invokers: 3}}
figures:
  - {name: sensitivity, draws: sensitivity, cells: [size], policies: [random, first-fit], metrics: [used_mib_mean], about: memory}
`, 1)
	p, err := Open(experiments.Thaw(), "tiny", writePaper(t, experiment, "claims: []\n"))
	if err != nil {
		t.Fatal(err)
	}
	if got := p.cellNames(); !slices.Equal(got, []string{"keep", "most", "size@0.5", "size@2"}) {
		t.Fatalf("cells %v", got)
	}
	out := filepath.Join(t.TempDir(), "out")
	if _, err := p.Reproduce(context.Background(), Options{Out: out, Figure: "sensitivity"}); err != nil {
		t.Fatal(err)
	}
	file, err := os.Open(filepath.Join(out, "plots", "figure-sensitivity.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil || len(rows) != 3 {
		t.Fatalf("%v, %v", rows, err)
	}
	for i, name := range []string{"size@0.5", "size@2"} {
		sums := map[string]float64{}
		for _, window := range []string{"window=1", "window=2"} {
			m, of, err := results.Read(filepath.Join(out, cellsName, name, window))
			if err != nil {
				t.Fatal(err)
			}
			wantMemory := []string{"2GiB", "8GiB"}[i]
			if k := slices.IndexFunc(m.Settings,
				func(s results.Setting) bool { return s.Name == "memory" }); m.Settings[k].Values[0] != wantMemory {
				t.Errorf("%s ran with memory %v", name, m.Settings[k].Values)
			}
			for _, r := range of {
				sums[r.Schedule] += r.UsedMiBMean
			}
		}
		got, err := strconv.ParseFloat(rows[i+1][2], 64)
		if want := sums["random"]/sums["first-fit"] - 1; err != nil || math.Abs(got-want) > 1e-9 {
			t.Errorf("%s: change %v, expected %v", name, got, want)
		}
	}
	_, err = Open(experiments.Thaw(), "tiny",
		writePaper(t, strings.Replace(experiment, "x: 2,", "x: 0.1,", 1), "claims: []\n"))
	if err == nil || !strings.Contains(err.Error(), "expected numbers above zero that ascend") {
		t.Errorf("points that do not ascend: %v", err)
	}
}
