package papers

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"thaw/experiments"
)

// validation is the document that holds the counts of verdicts of all papers.
const validation = "../../docs/validation.md"

var countsOf = regexp.MustCompile(`(\d+) of (\d+) reproduced \(census\), (\d+) shape only, (\d+) not reproduced, ` +
	`(\d+) not comparable(?:, (\d+) no prediction)?; (\d+) not counted\.`)

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
			if n := censusSize(p, w); counts[2] != strconv.Itoa(n) {
				t.Errorf("%s: workload %q counts %s rows, and the census has %d", resultsOf(name), w, counts[2], n)
			}
			if counts[6] == "" { // said where there is one
				counts[6] = "0"
			}
			if w == "" {
				w = "none: studies"
				if p.withoutWorkload() != onlyStudies {
					w = "none: traces of its own"
				}
			}
			fmt.Fprintf(&rows, "| [%s](../experiments/papers/%s/RESULTS.md) | %s | %s |\n", title, name, w,
				strings.Join(counts[1:], " | "))
		}
	}
	text, err := os.ReadFile(validation)
	if err != nil {
		t.Fatal(err)
	}
	const head, end = "|---|---|---:|---:|---:|---:|---:|---:|---:|\n", "<!-- verdicts: end -->\n"
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

// censusSize is the number of rows of a paper that count on a workload.
func censusSize(p *Paper, workload string) int {
	n := 0
	for i := range p.Claims {
		if p.counted(&p.Claims[i], workload) {
			n++
		}
	}
	return n
}

// Has every embedded paper a record, and does the census count every comparable row that
// is no input? It is read again from the files, without the code that checks it.
func TestCensusIsWhole(t *testing.T) {
	all, err := Names("")
	if err != nil {
		t.Fatal(err)
	}
	atLeast := map[string]int{"ch-rlu": 39, "deverlay": 2, "faascache": 48, "faasnap": 77, "iluvatar": 67,
		"particle": 15, "reap": 42, "sophon": 58, "sprocket": 17, "squeezy": 15}
	lines := map[string]int{}
	for _, name := range []string{"census.csv", "uncounted.csv"} {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows[1:] {
			counted := row[4] == "enforced" || row[4] == "known-gap"
			if counted != (name == "census.csv") {
				t.Errorf("%s has a row of status %s: %s, %s", name, row[4], row[0], row[3])
			}
			lines[row[0]+"/"+row[1]]++
		}
	}
	for _, name := range all {
		p, err := Open(experiments.Thaw(), name, "")
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range append([]string{""}, workloadNames(p)...) {
			if n := censusSize(p, w); (w != "" || !p.replays()) && n < atLeast[name] {
				t.Errorf("%s, workload %q: the census has %d rows, expected the %d of the recount or more", name, w, n,
					atLeast[name])
			}
			if n := lines[name+"/"] + lines[name+"/"+w]; w != "" && n != len(p.Claims) || !p.replays() &&
				lines[name+"/"] != len(p.Claims) {
				t.Errorf("%s, workload %q: the record has %d rows for %d claims", name, w, n, len(p.Claims))
			}
		}
	}
}
