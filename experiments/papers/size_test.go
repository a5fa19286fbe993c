package papers

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"thaw/experiments"
	"thaw/experiments/exit"
)

// Do windows have room only where their sum says so, also where it overflows?
func TestWindowsFit(t *testing.T) {
	for _, c := range []struct {
		windows        int
		length, within time.Duration
		want           bool
	}{
		{3, time.Hour, 3 * time.Hour, true},
		{4, time.Hour, 3 * time.Hour, false},
		{1 << 40, 1 << 40, time.Hour, false}, // their product is zero
		{math.MaxInt32, time.Hour, 24 * time.Hour, false},
		{1, 0, time.Hour, false},
	} {
		if got := fit(c.windows, c.length, c.within); got != c.want {
			t.Errorf("%d windows of %v within %v: %v", c.windows, c.length, c.within, got)
		}
	}
}

// Is a paper of too many parts refused before they are resolved, all of it?
func TestSizeOfPaper(t *testing.T) {
	p := Paper{Cells: []Cell{{Name: "a", Points: make([]Point, 1000)}, {Name: "b"}}, Claims: make([]Claim, 10_001),
		Windows: WindowRule{Count: 1001}}
	for range 101 {
		p.Figures = append(p.Figures, Figure{Cells: []string{"a", "b"}})
	}
	err := p.checkSize("f.yaml")
	for _, want := range []string{"1001 cells and points, expected at most 1000", "10001 claims", "1001 windows",
		"101101 cells and points in figures, expected at most 100000"} {
		if err == nil || !strings.Contains(err.Error(), "f.yaml: "+want) {
			t.Errorf("%q is missing in\n%v", want, err)
		}
	}
}

// An exact study is run once and counts for every seed. Are a billion seeds refused all
// the same, whether the command asks for them or the paper?
func TestSeedsOfExactStudies(t *testing.T) {
	for seeds, given := range map[string]int{"": 1_000_000_000, "seeds: 1000000000, ": 0} {
		text := `
paper: Nobody, On Daemons
about: a test
cells:
  - {name: alone, kind: study, study: daemon, about: a test, ` + seeds + `settings: {network: bridge, settle: 10s, length: 100s}}
figures:
  - {name: "1", draws: bars, cells: [alone], metrics: [creations_per_s], about: bars}
`
		p, err := Open(experiments.Thaw(), "tiny", writePaper(t, text, "claims: []\n"))
		if err != nil {
			t.Fatal(err)
		}
		out := filepath.Join(t.TempDir(), "out")
		_, err = p.Reproduce(t.Context(), Options{Out: out, Seeds: given})
		if exit.Code(err) != exit.CodeUsage || !strings.Contains(err.Error(), "1000000000 seeds, expected at most 100000") {
			t.Errorf("%q: %v", seeds, err)
		}
		if _, err := os.Stat(out); err == nil {
			t.Error("a folder is left")
		}
	}
}
