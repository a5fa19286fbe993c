package papers

import (
	"bytes"
	"context"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"thaw/experiments"
	"thaw/experiments/papers/page"
	"thaw/experiments/papers/verdict"
)

var update = flag.Bool("update", false, "write golden files")

// resultsOf is the document that holds the tables of a paper.
func resultsOf(paper string) string { return filepath.Join(paper, "RESULTS.md") }

// Do the claims about Sophon that replays decide still come out as they did, to
// the last digit? Of five windows and four seeds this runs one and two, on the
// workload that every clone has; so it cannot tell verdicts, but whatever would
// turn one around changes these numbers. The verdicts themselves, load searches
// included, are those of RESULTS.md, which make validate-full makes again and
// which must be written again when this file changes.
func TestGoldenSophon(t *testing.T) {
	if testing.Short() {
		t.Skip("short tests reproduce nothing")
	}
	p, err := Open(experiments.Thaw(), "sophon", "")
	if err != nil {
		t.Fatal(err)
	}
	for i := range p.Figures { // it draws nothing
		p.Figures[i].Draws, p.Figures[i].Cells = "", nil
	}
	p.Claims = slices.DeleteFunc(p.Claims, func(c Claim) bool {
		return slices.ContainsFunc(c.cells(p),
			func(k *Cell) bool { return k.Kind == SaturationCell || k.Name == "cold-50" })
	})
	r, err := p.Reproduce(context.Background(),
		Options{Workload: "generated", Windows: 1, Seeds: 2, Out: filepath.Join(t.TempDir(), "out")})
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	for i := range r.Claims { // without verdicts and notes, which need all windows
		c := &r.Claims[i]
		b.WriteString(strings.Join([]string{c.Claim.Figure, c.Claim.measure(), c.SimulatedText(), c.IntervalText()},
			"; ") + "\n")
	}
	path := filepath.Join("testdata", "sophon.golden.txt")
	if *update {
		if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(b.String(), "\n")); d != "" {
		t.Errorf("claims (-golden +got); where that is meant, -update writes it, and make validate says what "+
			"becomes of the verdicts:\n%s", d)
	}
}

// Has the document a table for every workload of a paper, with a row for every
// claim, and in no row a verdict that its status forbids?
func TestResultsAreWhole(t *testing.T) {
	text, err := os.ReadFile(resultsOf("sophon"))
	if err != nil {
		t.Fatal(err)
	}
	p, err := Open(experiments.Thaw(), "sophon", "")
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range p.Workloads {
		r := &Reproduction{Paper: p, Workload: Workload{Name: w.Name}}
		_, own, _, err := r.place().Part(resultsOf("sophon"), string(text))
		if err != nil {
			t.Error(err)
			continue
		}
		var rows [][]string
		for _, line := range strings.Split(own, "\n") {
			if strings.HasPrefix(line, "| ") && !strings.HasPrefix(line, "| figure ") {
				rows = append(rows, strings.Split(strings.Trim(line, "| "), " | "))
			}
		}
		if len(rows) != len(p.Claims) {
			t.Errorf("%s: %d rows for %d claims", w.Name, len(rows), len(p.Claims))
			continue
		}
		for i, row := range rows {
			c := &p.Claims[i]
			status, _ := c.status(w.Name)
			shown, _, _ := strings.Cut(row[len(row)-1], " [")
			if !strings.HasPrefix(row[1], page.Cell(c.Claim)) || row[len(row)-2] != status.String() {
				t.Errorf("%s: row %d is %q of status %s, expected %q of %s", w.Name, i+1, row[1], row[len(row)-2],
					c.Claim, status)
			}
			if status == verdict.Enforced && shown != string(verdict.Reproduced) && c.NotComparable == "" || status == verdict.KnownGap &&
				shown == string(verdict.Reproduced) {
				t.Errorf("%s: %q is %s and %s", w.Name, c.Claim, status, shown)
			}
		}
	}
}
