package results

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"thaw/models/outcome"
)

// Does a row in which nothing was measured come back as such from every file, and
// does a metric that always has a value never pass as missing?
func TestMissingMetrics(t *testing.T) {
	row := Row{Policy: "p", Schedule: "s", KeepAlive: "k", Prefetch: None, Seed: 1}
	row.Rejected, row.Invocations, row.EndS = 4, 4, 28
	for _, c := range summaryColumns {
		if c.absent != "" {
			*c.value(&row) = outcome.Missing()
		}
	}
	folder := t.TempDir()
	if _, err := WriteSummary(folder, []Row{row}, Stamp{}); err != nil {
		t.Fatal(err)
	}
	back, err := ReadSummary(filepath.Join(folder, SummaryName))
	if err != nil || len(back) != 1 || !back[0].Summary.Equal(row.Summary) {
		t.Errorf("parquet: %+v, %v", back, err)
	}
	var again Row
	if err := again.readJSON(row.appendJSON(nil, false)); err != nil || !again.Summary.Equal(row.Summary) {
		t.Errorf("run.json: %+v, %v", again, err)
	}
	text, err := os.ReadFile(filepath.Join(folder, "summary.json"))
	if err != nil || !json.Valid(text) || bytes.Contains(text, []byte("NaN")) {
		t.Errorf("summary.json: %s, %v", text, err)
	}
	row.EndS = math.NaN()
	if _, err := WriteSummary(folder, []Row{row}, Stamp{}); err == nil || !strings.Contains(err.Error(), "end_s") {
		t.Errorf("a run without an end is written: %v", err)
	}
	spoilt := bytes.Replace(again.appendJSON(nil, false), []byte(`"end_s": 28`), []byte(`"end_s": null`), 1)
	if err := again.readJSON(spoilt); err == nil {
		t.Error("a record without an end is read")
	}
}

// Does a row without a replay keep that from file to file, so that no bound on any of
// its columns can pass, be it a count? And is a row that lacks one thing alone refused?
func TestRowWithoutReplay(t *testing.T) {
	row := Row{Policy: "p", Schedule: "s", KeepAlive: "k", Prefetch: None, Seed: 7}
	row.Evictions = 3
	row.Unmeasure()
	folder := t.TempDir()
	if _, err := WriteSummary(folder, []Row{row}, Stamp{}); err != nil {
		t.Fatal(err)
	}
	back, err := ReadSummary(filepath.Join(folder, SummaryName))
	if err != nil || len(back) != 1 {
		t.Fatalf("%+v, %v", back, err)
	}
	var again Row
	if err := again.readJSON(row.appendJSON(nil, false)); err != nil {
		t.Fatal(err)
	}
	for where, r := range map[string]*Row{"memory": &row, "parquet": &back[0], "run.json": &again} {
		for _, name := range NumericColumns() {
			if v, err := r.Value(name); err != nil || !IsMissing(v) {
				t.Errorf("%s: %s is %v, %v", where, name, v, err)
			}
		}
		if seed, err := r.Value("seed"); err != nil || seed != 7 || r.Evictions != 0 {
			t.Errorf("%s: seed %v, %v; %d evictions", where, seed, err, r.Evictions)
		}
	}
	row.UsedMiBMean = 5
	if err := again.readJSON(row.appendJSON(nil, false)); err == nil || !strings.Contains(err.Error(), "used_mib_peak") {
		t.Errorf("a replay without its peak of memory is read: %v", err)
	}
}

// Do the docs say of every metric that can be null when it is?
func TestDocsSayWhenNull(t *testing.T) {
	text, err := os.ReadFile("../../docs/results.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range summaryColumns {
		if c.absent == "" {
			continue
		}
		stem, last := c.name, ""
		if at := strings.LastIndex(c.name, "_"); at >= 0 {
			stem, last = c.name[:at], c.name[at:]
		}
		said := false
		for line := range strings.Lines(string(text)) {
			names, _, _ := strings.Cut(strings.TrimPrefix(line, "| "), " |")
			named := strings.Contains(names, "`"+c.name+"`") ||
				strings.Contains(names, "`"+stem+"_") && strings.Contains(names, "`"+last+"`")
			said = said || named && strings.Contains(line, "null: "+c.absent)
		}
		if !said {
			t.Errorf("docs/results.md does not say of %s: null: %s", c.name, c.absent)
		}
	}
}
