package sensitivity

import (
	"errors"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"thaw/experiments"
	"thaw/experiments/papers"
	"thaw/experiments/papers/page"
	"thaw/models/numbers"
)

// notYet is what a README says of a paper without a report.
const notYet = "`make sensitivity` has not been run for this paper yet.\n"

var update = flag.Bool("update", false, "write the summaries into the READMEs")

// Does the README of every paper say which numbers are untested, as its SENSITIVITY.md
// does? And is that page about the numbers that thaw has now?
func TestReadmes(t *testing.T) {
	all, err := papers.Names("")
	if err != nil {
		t.Fatal(err)
	}
	listed, err := (*numbers.Book)(nil).Numbers()
	if err != nil {
		t.Fatal(err)
	}
	values := map[string]string{}
	for _, n := range listed {
		values[n.Path] = valueText(&Result{Doubling: numbers.Doubling{Number: n}})
	}
	row := regexp.MustCompile("(?m)^\\| `([^`]+)` \\| ([^|]*) \\|")
	for _, name := range all {
		paper, err := papers.Open(experiments.Thaw(), name, "")
		if err != nil {
			t.Fatal(err)
		}
		own := filepath.Join("..", paper.Name, "SENSITIVITY.md")
		readme, place := filepath.Join("..", name, "README.md"), readmePlace(name)
		text, err := os.ReadFile(own)
		if errors.Is(err, fs.ErrNotExist) {
			text, err := os.ReadFile(readme)
			if _, got, _, wrong := place.Part(readme, string(text)); err != nil || wrong != nil || got != notYet {
				t.Errorf("%s: %v, %v: make sensitivity PAPER=%s writes %s; without it the README says %q", readme, err, wrong,
					name, own, notYet)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		rows := row.FindAllStringSubmatch(string(text), -1)
		none := strings.Contains(string(text), noRows) || strings.Contains(string(text), noNumbers)
		if (len(rows) == 0) != none {
			t.Errorf("%s: %d rows were found, and it says that there is nothing to notice or to change: %v", own,
				len(rows), none)
		}
		for _, r := range rows {
			if values[r[1]] != r[2] {
				t.Errorf("%s: %s is %s, and now %q: run make sensitivity PAPER=%s", own, r[1], r[2], values[r[1]], name)
			}
		}
		want, err := Summary(string(text), "[SENSITIVITY.md](SENSITIVITY.md)")
		if err != nil {
			t.Fatalf("%s: %v", own, err)
		}
		if *update {
			if err := place.Write(readme, want); err != nil {
				t.Fatal(err)
			}
		}
		text, err = os.ReadFile(readme)
		if err != nil {
			t.Fatal(err)
		}
		if _, got, _, err := place.Part(readme, string(text)); err != nil || got != want {
			t.Errorf("%s: %v, found %q, expected %q: go test -run Readmes -update writes it", readme, err, got, want)
		}
	}
}

// readmePlace is where a paper's README has the summary.
func readmePlace(paper string) page.Place {
	return page.For(paper, "make sensitivity: "+paper, "### Untested numbers\n\n")
}
