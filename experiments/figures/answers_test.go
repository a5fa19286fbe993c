package figures

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"thaw/plots"
)

// Do the curves count what the table counts: every answer and every retry of the first seed,
// second by second? Where nobody tries again there is nothing to draw.
func TestAnswersAreThoseOfTheSummary(t *testing.T) {
	t.Chdir(t.TempDir())
	flags := map[string][]string{"schedule": {"first-fit"}, "keepalive": {"ttl"}, "throttle": {"concurrency=1"},
		"client": {"none", "retry,jitter=none,retries=9"}, "cold-start": {"400ms"}}
	_, res := resultIn(t, "r", 500, flags)
	out := plots.Output{Formats: []plots.Format{plots.CSV}}
	if _, err := Draw("r", Choice{Figures: []string{"answers"}, Output: out}); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(filepath.Join("r", "plots", "answers.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	sums := map[string]float64{} // by panel and policy
	at := map[string]int{}
	for i, name := range rows[0] {
		at[name] = i
	}
	for _, row := range rows[1:] {
		y, err := strconv.ParseFloat(row[at["y"]], 64)
		if err != nil {
			t.Fatalf("%q of %q", row, rows[0])
		}
		sums[row[at["panel"]]+"/"+row[at["series"]]] += y
	}
	for i, name := range []string{"none", "retry, retries 9, jitter none"} {
		r := &res.Rows[2*i]
		if got := sums["answered/"+name]; got != float64(r.Completed) || r.Completed == 0 {
			t.Errorf("%s: %v answers are drawn, %d in the summary (%v)", name, got, r.Completed, sums)
		}
		if got := sums["tried again/"+name]; got != float64(r.Retries) || (r.Retries > 0) != (i == 1) {
			t.Errorf("%s: %v retries are drawn, %d in the summary", name, got, r.Retries)
		}
	}

	// latencies over time are of attempts there, and the figure says so; what figures call a set chooses it
	if _, err := Draw("r", Choice{Policies: []string{"none"}, Output: out}); err != nil {
		t.Fatal(err)
	}
	const caption = "plots/four-panel-first-fit+ttl.tex"
	if text, err := os.ReadFile(filepath.Join("r", caption)); err != nil ||
		!strings.Contains(string(text), "Latencies are of attempts") {
		t.Errorf("%s: %v\n%s", caption, err, text)
	}

	delete(flags, "client")
	resultIn(t, "q", 500, flags)
	if _, err := Draw("q", Choice{Output: out}); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join("q", "plots", "answers.csv")); err == nil {
		t.Error("answers are drawn where nobody tries again")
	}
	for figure, want := range map[string]string{"answers": "no client gave an attempt up or tried again",
		"members": "is the same in every second", "policy-comparison": "expected two or more"} {
		_, err := Draw("q", Choice{Figures: []string{figure}, Output: out})
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "--detail") {
			t.Errorf("%s: %v, expected %q", figure, err, want)
		}
	}
	if text, err := os.ReadFile(filepath.Join("q", caption)); err != nil ||
		strings.Contains(string(text), "attempts") {
		t.Errorf("%s: %v\n%s", caption, err, text)
	}
}
