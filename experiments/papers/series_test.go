package papers

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"thaw/experiments"
	"thaw/experiments/exit"
	"thaw/plots"
)

// seriesPaper has a cell that keeps a series.
const seriesPaper = `
paper: Nobody, On Neighbours
about: a test
cells:
  - name: beside
    kind: study
    study: memory-neighbours
    about: second by second
    seeds: 2
    series: [seconds]
    settings: {vcpus: 2, before: 10s, after: 10s}
figures:
  - {name: "1", draws: bars, cells: [beside], metrics: [before_ms], about: before}
`

// Does a figure get the rows of a series that its cell keeps, from a run as from a folder
// that is resumed, and is the file among those that thaw made?
func TestSeriesOfCell(t *testing.T) {
	p, err := Open(experiments.Thaw(), "tiny", writePaper(t, seriesPaper, "claims: []\n"))
	if err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(t.TempDir(), "out")
	file := filepath.Join(out, cellsName, "beside", "series-seconds.csv")
	var first, notes string
	for _, c := range []struct {
		what  string
		opt   Options
		noted bool
	}{
		{"run", Options{}, false}, {"resumed", Options{Resume: true}, false},
		{"damaged", Options{Resume: true}, true}, {"replaced", Options{Force: true}, false},
	} {
		if c.noted {
			if err := os.WriteFile(file, []byte("second\n"), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		if c.opt.Force { // of a run that was killed while it wrote the series
			if err := os.Rename(file, file+".partial"); err != nil {
				t.Fatal(err)
			}
		}
		notes, c.opt.Out = "", out
		c.opt.Note = func(line string) { notes += line }
		r, err := p.Reproduce(context.Background(), c.opt)
		if err != nil {
			t.Fatalf("%s: %v", c.what, err)
		}
		if noted := strings.Contains(notes, "series-seconds.csv: damaged"); noted != c.noted {
			t.Errorf("%s: it is told %q", c.what, notes)
		}
		cell := r.byCell[&p.Cells[0]]
		seeds, err := cell.Series("seconds", "squeezy")
		if err != nil || len(seeds) != 2 {
			t.Fatalf("%s: %d seeds, %v", c.what, len(seeds), err)
		}
		latency, err := seeds[1].Column("latency_ms")
		if err != nil || latency.Unit != "ms" || latency.Label != "latency, mean of a second" || len(latency.Values) < 19 {
			t.Errorf("%s: column %+v, %v", c.what, latency, err)
		}
		requests, _ := seeds[0].Column("requests")
		if other, _ := seeds[1].Column("requests"); slices.Equal(other.Values, requests.Values) {
			t.Errorf("%s: both seeds have the same rows", c.what)
		}
		if _, err := seeds[0].Column("latency"); err == nil || !strings.Contains(err.Error(), "latency_ms") {
			t.Errorf("%s: no such column: %v", c.what, err)
		}
		text, err := os.ReadFile(file)
		if err != nil || first != "" && first != string(text) {
			t.Errorf("%s: the file differs, or is missing: %v", c.what, err)
		}
		first = string(text)
		if _, err := os.Stat(file + ".partial"); err == nil {
			t.Errorf("%s: what was left half-written is still there", c.what)
		}
	}
}

// Is a series that no study has, or that no cell can have, reported with its place? Does a
// folder made before the cell kept any say what it lacks?
func TestSeriesMistakes(t *testing.T) {
	text := strings.Replace(seriesPaper, "[seconds]", "[second, seconds, seconds]", 1)
	text = strings.Replace(text, "figures:", "  - {name: made, kind: study, study: daemon, about: x, series: [x], settings: {}}\n"+
		"  - {name: other, about: y, series: [seconds], settings: {}}\nfigures:", 1)
	_, err := Open(experiments.Thaw(), "tiny", writePaper(t, text, "claims: []\n"))
	for _, want := range []string{`experiment.yaml:5:5: cell "beside": unknown series "second" of study memory-neighbours` +
		` (did you mean "seconds"?)`, `cell "beside": series "seconds" stands there twice`,
		`cell "made": study daemon has no series`, `cell "other": study, series, and seeds beside the settings`} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q is missing in\n%v", want, err)
		}
	}
	out := filepath.Join(t.TempDir(), "out")
	for i, line := range []string{"", "    series: [seconds]\n"} {
		p, err := Open(experiments.Thaw(), "tiny", writePaper(t, strings.Replace(seriesPaper, "    series: [seconds]\n", line, 1),
			"claims: []\n"))
		if err != nil {
			t.Fatal(err)
		}
		_, err = p.Reproduce(context.Background(), Options{Out: out, Resume: i > 0})
		if i == 0 && err != nil || i == 1 && (exit.Code(err) != exit.CodeNotComparable ||
			!strings.Contains(err.Error(), `series was null and is ["seconds"]`)) {
			t.Errorf("%q: %v", line, err)
		}
	}
}

// Are the figures of a series drawn again from the folder alone, to the same bytes?
func TestSeriesAreRedrawn(t *testing.T) {
	folder := writePaper(t, seriesPaper+"  - {name: \"2\", draws: series, cells: [beside], series: seconds, metrics: [second, "+
		"latency_ms], about: second by second}\n", "claims: []\n")
	p, err := Open(experiments.Thaw(), "tiny", folder)
	if err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(t.TempDir(), "out")
	if _, err := p.Reproduce(context.Background(), Options{Out: out}); err != nil {
		t.Fatal(err)
	}
	before := filesIn(t, out)
	if !strings.Contains(before["plots/figure-2.csv"], "Squeezy,") {
		t.Fatalf("figure 2 has no curve of Squeezy:\n%.300s", before["plots/figure-2.csv"])
	}
	if err := os.RemoveAll(filepath.Join(out, "plots")); err != nil {
		t.Fatal(err)
	}
	if _, err := Redraw(experiments.Thaw(), out, folder, nil, plots.Output{}); err != nil {
		t.Fatal(err)
	}
	for name, text := range filesIn(t, out) {
		if before[name] != text {
			t.Errorf("%s differs after it was drawn again", name)
		}
	}
}
