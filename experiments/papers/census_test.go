package papers

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"thaw/experiments"
	"thaw/experiments/papers/census"
	"thaw/experiments/papers/verdict"
)

// writeRecord writes a record of the rows of the paper tiny, and its README.
func writeRecord(t *testing.T, folder, counted, others, readme string) {
	t.Helper()
	const header = "paper,workload,figure,row,status,tolerance\n"
	for name, text := range map[string]string{census.CountedName: header + counted,
		census.UncountedName: header + others, filepath.Join("tiny", readmeName): readme} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// Can a row leave the census, or a tolerance be changed, in silence? Both are refused
// where they stand, until the README says what was changed.
func TestRecordOfRows(t *testing.T) {
	row := func(lines ...string) string {
		return claim(append([]string{allCold, "published: 100%"}, lines...)...)
	}
	held := row("tolerance: absolute 1%", "status: enforced")
	const line, wide = "tiny,,1,a claim,enforced,absolute 1%\n", "`absolute 1%` → `absolute 9%`"
	for _, c := range []struct {
		name, claims, counted, others, readme string
		want                                  []string // parts of the error; none: the paper is read
	}{
		{"as first counted", held, line, "", "# Tiny\n", nil},
		{"another paper's rows", held, line + "huge,,1,a row,enforced,\n", "", "# Tiny\n", nil},
		{"a row is gone", "  []\n", line, "", "# Tiny\n",
			[]string{`census.csv:2:1: row "a claim" of figure 1 is not in expected.yaml: the census never shrinks`}},
		{"it is under another figure", strings.Replace(held, `figure: "1"`, `figure: "2"`, 1), line, "", "# Tiny\n",
			[]string{"census.csv:2:1: row", `expected.yaml:2:5: claim "a claim": status enforced counts, and census.csv ` +
				"has no line of it"}},
		{"a new prediction", held, "", "", "", []string{`status enforced counts, and census.csv has no line of it`}},
		{"a new input", row("tolerance: absolute 1%", "status: calibration"), "", "", "",
			[]string{"uncounted.csv has no line of it"}},
		{"an input that is counted", held, "", "tiny,,1,a claim,calibration,absolute 1%\n", "",
			[]string{"census.csv has no line of it"}},
		{"a wider tolerance", row("tolerance: absolute 9%", "status: enforced"), line, "",
			"# Tiny\n\n## Claim\n\n- \"a claim\": " + wide + "\n", []string{`expected.yaml:2:5: claim "a claim": tolerance ` +
				`"absolute 9%" was "absolute 1%" when it was first counted (`, "census.csv:2): expected a line under Deviations",
				`absolute 1% → absolute 9%`}},
		{"and why", row("tolerance: absolute 9%", "status: enforced"), line, "",
			"# Tiny\n\n## Deviations\n\n- \"a claim\": " + wide + ", because\n", nil},
		{"of another row", row("tolerance: absolute 9%", "status: enforced"), line, "",
			"# Tiny\n\n## Deviations\n\n- \"the claim\": " + wide + "\n- a claim is one\n", []string{"expected a line"}},
		{"another way", row("tolerance: absolute 9%", "status: enforced"), line, "",
			"# Tiny\n\n## Deviations\n\n- \"a claim\": `absolute 2%` → `absolute 9%`\n", []string{"expected a line"}},
		{"part of another's name", row("tolerance: absolute 9%", "status: enforced"), line, "",
			"# Tiny\n\n## Deviations\n\n- \"a claim of more\": " + wide + "\n", []string{"expected a line"}},
		{"before it was counted", row("tolerance: absolute 9%", "status: enforced"), line, "",
			"# Tiny\n\n## Deviations\n\n### Before the census\n\n- \"a claim\": " + wide + "\n",
			[]string{"expected a line"}},
		{"before, and again", row("tolerance: absolute 9%", "status: enforced"), line, "",
			"# Tiny\n\n## Deviations\n\n### Before the census\n\n### Since\n\n- \"a claim\": " + wide + "\n", nil},
		{"with the line ends of another system", row("tolerance: absolute 9%", "status: enforced"), line, "",
			"# Tiny\r\n\r\n## Deviations\r\n\r\n- \"a claim\": " + wide + ", because\r\n", nil},
		{"where no reader sees it", row("tolerance: absolute 9%", "status: enforced"), line, "",
			"# Tiny\n\n## Deviations\n\n<!--\n- \"a claim\": " + wide + "\n-->\n", []string{"expected a line"}},
		{"behind the section", row("tolerance: absolute 9%", "status: enforced"), line, "",
			"# Tiny\n\n## Deviations\n\n## Data\n\n- \"a claim\": " + wide + "\n", []string{"expected a line"}},
		{"another status", row("tolerance: absolute 1%", "status: derived", "note: why"), line, "", "",
			[]string{`status "derived" was "enforced"`}},
		{"of one workload", row("tolerance: absolute 1%", "status: enforced", "on: {present: known-gap}",
			"notes: {present: why}"), line, "", "", []string{`status "known-gap" was "enforced"`}},
		{"that it has had", row("tolerance: absolute 1%", "status: enforced", "on: {present: known-gap}",
			"notes: {present: why}"), line + "tiny,present,1,a claim,known-gap,absolute 1%\n", "", "", nil},
		{"of a workload that there is not", held, line + "tiny,gone,1,a claim,enforced,absolute 1%\n", "", "",
			[]string{`census.csv:3:1: row "a claim" of figure 1 is not in expected.yaml`}},
		{"a minimum effect", claim("measure: order", "metric: cold_starts", "at-least: 5%",
			"order: [[keep/random+ttl], [keep/random+none]]", "status: enforced"), "tiny,,1,a claim,enforced,\n", "", "",
			[]string{`tolerance "at-least 5%" was ""`}},
		{"twice the same", held + held, line, "", "", []string{"figure 1 has another of that text"}},
		{"twice in the record", held, line + line, "", "", []string{"census.csv:3: the row stands in line 2, too"}},
		{"in both records", held, line, line, "", []string{`uncounted.csv:2:1: row "a claim" of figure 1 stands at`,
			"census.csv:2, too"}},
		{"half a line", held, line + "tiny,,1\n", "", "", []string{"census.csv:3: 3 fields, expected 6"}},
		{"a quote", held, line + "tiny,\"a\"b\n", "", "", []string{"census.csv: expected CSV with the columns paper,"}},
	} {
		folder := writePaper(t, tinyExperiment, "claims:\n"+c.claims)
		writeRecord(t, folder, c.counted, c.others, c.readme)
		_, err := Open(experiments.Thaw(), "tiny", folder)
		wantMistakes(t, c.name, err, c.want)
	}
}

// Is a record of which half is gone missed?
func TestHalfARecord(t *testing.T) {
	folder := writePaper(t, tinyExperiment, "claims: []\n")
	writeRecord(t, folder, "", "", "# Tiny\n")
	if err := os.Remove(filepath.Join(folder, census.CountedName)); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(experiments.Thaw(), "tiny", folder); err == nil ||
		!strings.Contains(err.Error(), "census.csv: cannot read") {
		t.Error(err)
	}
}

// Does a row that is called arithmetic later still count, as not reproduced? Otherwise a
// change of status would make the share larger.
func TestCensusKeepsItsRows(t *testing.T) {
	folder := writePaper(t, tinyExperiment, "claims:\n"+claim(allCold, "published: 100%", "tolerance: absolute 1%",
		"status: derived", "note: why")+strings.Replace(claim(allCold, "published: 100%", "tolerance: absolute 1%",
		"status: enforced"), "a claim", "another", 1))
	writeRecord(t, folder, "tiny,,1,a claim,known-gap,absolute 1%\ntiny,,1,another,enforced,absolute 1%\n", "",
		"\n## Deviations\n\n- \"a claim\": known-gap → derived\n")
	p, err := Open(experiments.Thaw(), "tiny", folder)
	if err != nil {
		t.Fatal(err)
	}
	r, err := p.Reproduce(context.Background(), Options{Out: filepath.Join(t.TempDir(), "out"), Figure: "1"})
	if err != nil {
		t.Fatal(err)
	}
	if got := r.Counts(); r.Count(verdict.Reproduced) != 1 || !strings.HasPrefix(got, "1 of 2 reproduced (census)") {
		t.Errorf("%s", got)
	}
}
