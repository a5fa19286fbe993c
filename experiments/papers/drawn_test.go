package papers

import (
	"slices"
	"testing"

	"thaw/experiments"
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
