package papers

import (
	"regexp"
	"slices"
	"testing"

	"thaw/experiments"
	"thaw/experiments/papers/stated"
	"thaw/experiments/papers/verdict"
	"thaw/plots"
)

// Is every published number of every paper in a figure? A claim of a figure that draws nothing would
// stand in the table alone.
func TestEveryClaimIsDrawn(t *testing.T) {
	all, err := Names("")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range all {
		p, err := Open(experiments.Thaw(), name, "")
		if err != nil {
			t.Fatal(err)
		}
		for i := range p.Claims {
			c := &p.Claims[i]
			if f := p.figure(c.Figure); f.Draws == "" {
				t.Errorf("%s, %s: figure %s draws nothing", name, c.Place, f.Name)
			}
		}
	}
}

// Do the figures of the thesis quote their captions? Whoever lays them beside the original looks for
// the text that stands there.
func TestFiguresOfTheThesisHaveCaptions(t *testing.T) {
	own := map[string][]string{ // figures that the thesis does not have
		"sophon":   {"4.5.3", "sensitivity", "contention", "removal", "contention-maximum", "unknown", "text"},
		"particle": {"1", "3.5-mean", "sizes", "control", "spread", "data", "requests", "text"},
		"sprocket": {"launch", "2.9-gantt", "2.10-gantt", "cost"},
		"faasnap":  {"memory", "latency", "small-pages", "text"},
	}
	for name, without := range own {
		p, err := Open(experiments.Thaw(), name, "")
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range p.Figures {
			if (f.Caption == "") != slices.Contains(without, f.Name) {
				t.Errorf("%s: figure %s: caption %q", name, f.Name, f.Caption)
			}
		}
	}
}

// Has a number that nobody could look up, or that is our own, the mark of what stands in a publication in any figure
// of any paper? Source and note say in plain words what it is; a reader of the figure has neither.
func TestRememberedIsNeverMarkedAsPublished(t *testing.T) {
	words := regexp.MustCompile(`(?i)\b(remembered|recalled|second-hand|our (own )?(expectation|question)|a reader's)\b`)
	all, err := Names("")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[plots.Ground]int{}
	for _, name := range all {
		p, err := Open(experiments.Thaw(), name, "")
		if err != nil {
			t.Fatal(err)
		}
		r := &Reproduction{Paper: p}
		for i := range p.Claims {
			c := &p.Claims[i]
			r.Claims = append(r.Claims, ClaimResult{Claim: c, Outcome: verdict.Undecided("")})
			k := r.drawn(i)
			seen[k.Ground]++
			if words.MatchString(c.Source+" "+c.Note) != (k.Ground != plots.Printed) {
				t.Errorf("%s, %s: source %q, note %q: the mark has ground %v", name, c.Place, c.Source, c.Note, k.Ground)
			}
			if row := r.Claims[i].Row(); (row.Ground == stated.Published) != (k.Ground == plots.Printed) {
				t.Errorf("%s, %s: the caption says %s, the mark %v", name, c.Place, row.Ground.Word(), k.Ground)
			}
		}
	}
	if seen[plots.Recalled] == 0 || seen[plots.Expected] == 0 || seen[plots.Printed] == 0 {
		t.Errorf("not every ground occurs: %v", seen)
	}
}
