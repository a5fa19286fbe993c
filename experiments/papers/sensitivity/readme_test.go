package sensitivity

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"thaw/experiments"
	"thaw/experiments/papers"
	"thaw/models/numbers"
)

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
		text, err := os.ReadFile(own)
		if err != nil {
			t.Errorf("%s: %v: make sensitivity PAPER=%s writes it", name, err, name)
			continue
		}
		rows := row.FindAllStringSubmatch(string(text), -1)
		if len(rows) == 0 {
			t.Errorf("%s: no row was found", own)
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
		readme, place := filepath.Join("..", name, "README.md"), ReadmePlace(name)
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
