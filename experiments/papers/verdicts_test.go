package papers

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"thaw/experiments"
)

// validation is the document that holds the counts of verdicts of all papers.
const validation = "../../docs/validation.md"

var countsOf = regexp.MustCompile(`(\d+) reproduced, (\d+) shape only, (\d+) not reproduced, (\d+) not comparable\.`)

// Are the counts of verdicts in docs/validation.md those of the papers' tables?
func TestGoldenVerdicts(t *testing.T) {
	all, err := Names("")
	if err != nil {
		t.Fatal(err)
	}
	var rows strings.Builder
	for _, name := range all {
		p, err := Open(experiments.Thaw(), name, "")
		if err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(resultsOf(name))
		if err != nil {
			t.Fatal(err)
		}
		title, _, _ := strings.Cut(strings.TrimPrefix(string(text), "# "), ":")
		workloads := workloadNames(p)
		if !p.replays() {
			workloads = []string{""}
		}
		for _, w := range workloads {
			r := &Reproduction{Paper: p, Workload: Workload{Name: w}}
			_, own, _, err := r.place().Part(resultsOf(name), string(text))
			if err != nil {
				t.Fatal(err)
			}
			counts := countsOf.FindStringSubmatch(own)
			if counts == nil {
				t.Fatalf("%s: workload %q has no counts", resultsOf(name), w)
			}
			if w == "" {
				w = "none: studies"
			}
			fmt.Fprintf(&rows, "| [%s](../experiments/papers/%s/RESULTS.md) | %s | %s |\n", title, name, w,
				strings.Join(counts[1:], " | "))
		}
	}
	text, err := os.ReadFile(validation)
	if err != nil {
		t.Fatal(err)
	}
	const head, end = "|---|---|---:|---:|---:|---:|\n", "<!-- verdicts: end -->\n"
	before, rest, ok := strings.Cut(string(text), head)
	own, after, there := strings.Cut(rest, end)
	if !ok || !there {
		t.Fatalf("%s has no place for the counts", validation)
	}
	if *update {
		if err := os.WriteFile(validation, []byte(before+head+rows.String()+end+after), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if d := cmp.Diff(own, rows.String()); d != "" {
		t.Errorf("%s (-document +tables); -update writes it:\n%s", validation, d)
	}
}
