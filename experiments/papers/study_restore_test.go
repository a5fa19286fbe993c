package papers

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"thaw/experiments"
)

// Does every row of the papers on restores come out as its table says: what is
// enforced reproduced, no known gap closed, and as many of each as RESULTS.md has?
func TestRestorePapers(t *testing.T) {
	if testing.Short() {
		t.Skip("short tests reproduce nothing")
	}
	for _, paper := range []string{"faasnap", "reap"} {
		t.Run(paper, func(t *testing.T) {
			t.Parallel()
			p, err := Open(experiments.Thaw(), paper, "")
			if err != nil {
				t.Fatal(err)
			}
			r, err := p.Reproduce(context.Background(), Options{Out: filepath.Join(t.TempDir(), "out")})
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range r.Failures() {
				t.Errorf("%s: %v [%v, %v] %s: %s", c.Claim.Claim, c.Simulated, c.Low, c.High, c.Verdict, c.Failure)
			}
			if n := len(r.Undecided()); n > 0 {
				t.Errorf("%d enforced rows are undecided", n)
			}
			text, err := r.DocumentText()
			if err != nil {
				t.Fatal(err)
			}
			counts, _, _ := strings.Cut(text, "\n")
			document, err := os.ReadFile(resultsOf(paper))
			if err != nil {
				t.Fatal(err)
			}
			_, own, _, err := r.place().Part(resultsOf(paper), string(document))
			if err != nil {
				t.Fatal(err)
			}
			if !strings.HasPrefix(own, counts) {
				t.Errorf("the table in %s is an old one, expected %q; thaw reproduce %s --document writes it",
					resultsOf(paper), counts, paper)
			}
		})
	}
}

// Is a mistake in the settings of the study reported at its place, all at once?
func TestRestoreStudyMistakes(t *testing.T) {
	_, err := Open(experiments.Thaw(), "tiny", writePaper(t, `
paper: Nobody, On Restores
about: a test
cells:
  - name: one
    kind: study
    study: restore
    about: wrong
    settings: {functions: [hello-word], inputs: [a-to-c], strategies: [faasnip, "reap,file=false"], as: {rep: reap}, disk: nvm, machines: 0, ratio: -1, latency: 2s, read_ahead: -2, small_pages: 11, snapshots: some, suite: faas}
figures:
  - {name: "1", draws: bars, cells: [one], metrics: [total_ms], about: x}
`, "claims: []\n"))
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{
		`settings.functions: unknown function "hello-word" (did you mean "hello-world"?)`,
		`settings.inputs: unknown inputs "a-to-c"`,
		`settings.strategies: unknown policy "faasnip" (did you mean "faasnap"?)`,
		`needs file=true`, `settings.as: "rep" is not among the strategies`, `settings.disk: unknown disk "nvm"`,
		`settings.latency: 2s, expected 0s`, `settings.read_ahead: -2 pages`, `settings.small_pages: 11, expected`,
		`settings.machines: 0, expected 1 to 4096`, `settings.ratio: -1`, `settings.snapshots: unknown word "some"`,
		`settings.suite: unknown suite "faas"`,
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is missing in\n%v", want, err)
		}
	}
}
