package papers

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"thaw/experiments"
	"thaw/experiments/papers/verdict"
)

// withValidate puts a section validate into a paper, on line 4.
func withValidate(paper, section string) string {
	return strings.Replace(paper, "about: a test\n", "about: a test\nvalidate: "+section+"\n", 1)
}

// Is every mistake in the section validate reported at its place?
func TestValidateMistakes(t *testing.T) {
	for _, c := range []struct{ paper, section, want string }{
		{tinyExperiment, "{workload: present, seed: 1}",
			`experiment.yaml:4:31: validate: unknown key "seed" (did you mean "seeds"?)`},
		{tinyExperiment, "{workload: present, windows: 0}",
			`experiment.yaml:4:40: validate.windows: "0": expected a whole number of at least 1`},
		{tinyExperiment, "{workload: present, seeds: 1.5}",
			`experiment.yaml:4:38: validate.seeds: "1.5": expected a whole number of at least 1`},
		{tinyExperiment, "{workload: present, windows: 3}",
			`experiment.yaml:4:11: validate: 3 windows, expected at most the 2 of the paper`},
		{tinyExperiment, "{workload: present, seeds: 3}",
			`experiment.yaml:4:11: validate: 3 seeds, expected at most 2: no cell has more`},
		{tinyExperiment, `{workload: present, figure: "44"}`,
			`experiment.yaml:4:11: validate: unknown figure "44" (did you mean "4"?)`},
		{tinyExperiment, "{workload: pressent}",
			`experiment.yaml:4:11: validate: unknown workload "pressent" (did you mean "present"?)`},
		{tinyExperiment, "{}", `experiment.yaml:4:11: validate: expected a workload, one of absent, present`},
		{tinyExperiment, "", `experiment.yaml:4:10: validate: expected a mapping, found nothing`},
		{studyPaper, "{windows: 1}", `experiment.yaml:4:11: validate: every cell is a study`},
		{studyPaper, "{seeds: 6}", `experiment.yaml:4:11: validate: 6 seeds, expected at most`},
	} {
		_, err := Open(experiments.Thaw(), "tiny", writePaper(t, withValidate(c.paper, c.section), "claims: []\n"))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("validate: %s: expected %q in\n%v", c.section, c.want, err)
		}
	}
}

// Does a shortened run keep to its bounds, have a section of its own in a document, and
// fail nothing? A run that leaves out nothing is the full run.
func TestValidate(t *testing.T) {
	held := claim(allCold, "published: 50%", "tolerance: absolute 10%", "status: enforced")
	run := func(section string) *Reproduction {
		t.Helper()
		p, err := Open(experiments.Thaw(), "tiny",
			writePaper(t, withValidate(tinyExperiment, section), "claims:\n"+held))
		if err != nil {
			t.Fatal(err)
		}
		r, err := p.Reproduce(t.Context(), Options{Validate: true, Figure: "1",
			Out: filepath.Join(t.TempDir(), "out")})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	short := run("{workload: present, windows: 2, seeds: 1}")
	if got := short.Claims[0]; got.Verdict != verdict.NotReproduced || len(short.Failures()) != 0 {
		t.Errorf("%s, %d failures; expected a verdict and no failure", got.Verdict, len(short.Failures()))
	}
	files := filesIn(t, short.Folder)
	for name, there := range map[string]bool{"seed=1": true, "seed=2": false} {
		found := false
		for path := range files {
			found = found || strings.HasPrefix(path, "cells/keep/window=2/") && strings.Contains(path, name+"/")
		}
		if found != there {
			t.Errorf("%s of the second window is there: %v, expected %v", name, found, there)
		}
	}
	if path := filepath.Join(t.TempDir(), "doc.md"); short.WriteDocument(path) != nil {
		t.Error("no document")
	} else if text, _ := os.ReadFile(path); !strings.HasPrefix(string(text),
		"## As `make validate` runs it: 2 windows, 1 seed\n\n<!-- thaw reproduce tiny --validate: begin "+
			"-->\nShortened, ") {
		t.Errorf("%s", text)
	}
	full := run("{workload: present, windows: 2, seeds: 2}")
	if begin := full.place().Begin; len(full.Failures()) != 1 || !strings.Contains(begin, "--workload present") {
		t.Errorf("%d failures of a run in full, which belongs behind %s", len(full.Failures()), begin)
	}
}

// Does a section with a figure run its cells and judge its rows alone, in a section of its own?
func TestValidateOneFigure(t *testing.T) {
	held := claim(allCold, "published: 100%", "tolerance: absolute 1%", "status: enforced")
	p, err := Open(experiments.Thaw(), "tiny", writePaper(t,
		withValidate(tinyExperiment, `{workload: present, windows: 1, figure: "4"}`),
		"claims:\n"+held+strings.Replace(held, `figure: "1"`, `figure: "4"`, 1)))
	if err != nil {
		t.Fatal(err)
	}
	r, err := p.Reproduce(t.Context(), Options{Validate: true, Out: filepath.Join(t.TempDir(), "out")})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Claims) != 1 || r.Claims[0].Claim.Figure != "4" {
		t.Errorf("%d claims, expected that of figure 4", len(r.Claims))
	}
	for path := range filesIn(t, r.Folder) {
		if strings.HasPrefix(path, "cells/most/") {
			t.Errorf("%s is of a cell that figure 4 does not need", path)
		}
	}
	if got := r.place().Heading; !strings.Contains(got, "1 window, figure 4") {
		t.Errorf("heading %q", got)
	}
}

// Has every paper a section validate, and a table in its document for that run?
func TestValidateOfPapers(t *testing.T) {
	all, err := Names("")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range all {
		p, err := Open(experiments.Thaw(), name, "")
		if err != nil {
			t.Fatal(err)
		}
		if p.Validate == nil {
			t.Errorf("%s has no section validate", name)
			continue
		}
		text, err := os.ReadFile(resultsOf(name))
		if err != nil {
			t.Fatal(err)
		}
		r := &Reproduction{Paper: p, Workload: Workload{Name: p.Validate.Workload}, Validation: p.Validate}
		_, own, _, err := r.place().Part(resultsOf(name), string(text))
		claims := 0
		for i := range p.Claims {
			if p.Validate.Figure == "" || p.Claims[i].Figure == p.Validate.Figure {
				claims++
			}
		}
		if err != nil {
			t.Error(err)
		} else if rows := strings.Count(own, "\n| ") - 1; rows != claims {
			t.Errorf("%s: the table of make validate has %d rows for %d claims", name, rows, claims)
		}
	}
}
