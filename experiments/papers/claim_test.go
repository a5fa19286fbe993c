package papers

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"thaw/experiments"
	"thaw/experiments/exit"
	"thaw/experiments/papers/verdict"
)

// Are all mistakes of both files of a paper told at once, each with its place
// and what was expected?
func TestPaperMistakes(t *testing.T) {
	experiment := strings.NewReplacer(
		"about: a test", "abuot: a test",
		"seeds: 2", "seeds: two",
	).Replace(tinyExperiment)
	expected := `claims:
  - claim: a claim
    figure: "1"
    source: nowhere
    measure: ratoi
    metric: cold_start_ratio
    published: +7x% to 3
    tolerance: 10%
    status: enforcd
    on: {present: gap}
`
	for _, c := range []struct {
		name, experiment, expected string
		want                       []string
	}{
		{"keys and forms", experiment, expected, []string{
			`experiment.yaml:3:1: unknown key "abuot" (did you mean "about"?)`,
			`experiment.yaml:2:1: key "about" is missing`,
			`expected.yaml:5:14: claims[0].measure: unknown measure "ratoi" (did you mean "ratio"?)`,
			`expected.yaml:7:16: claims[0].published: "+7x% to 3": expected a number`,
			`expected.yaml:8:16: claims[0].tolerance: "10%": expected "relative X%"`,
			`expected.yaml:9:13: claims[0].status: unknown status "enforcd" (did you mean "enforced"?)`,
			`expected.yaml:10:19: claims[0].on.present: unknown status "gap"`,
		}},
		{"settings of cells", strings.NewReplacer("rate: 30/s", "rate: 30", "first-fit, random], keepalive",
			"first-fot, random], keepalive", "settings: {schedule: [first-fit, random], seeds: 1}",
			"settings: {trace: x, schedule: [random]}").Replace(tinyExperiment), "claims: []\n", []string{
			`rate: "30": expected a rate such as 100/s`, `did you mean "30/s"?`,
			`schedule: `, `did you mean "first-fit"?`,
			`cells[1].settings: unknown key "trace"`,
		}},
		{"values of settings", strings.NewReplacer("memory: 4GiB", "memory: lots", "precision: 20%", "precision: 0.2",
			"kind: saturation", "kind: saturate").Replace(tinyExperiment), "claims: []\n", []string{
			`search.precision: "0.2": expected a percentage`, `unknown kind "saturate" (did you mean "saturation"?)`,
		}},
		{"figures", strings.NewReplacer("draws: four-panel, cells: [keep]", "draws: four-panels, cells: [keeep]",
			"most/sustained_per_s", "most/sustaind_per_s", "policies: [first-fit+ttl]",
			"policies: []").Replace(tinyExperiment), "claims: []\n", []string{
			`unknown form "four-panels" (did you mean "four-panel"?)`, `unknown cell "keeep" (did you mean "keep"?)`,
			`unknown metric "sustaind_per_s" of cell most (did you mean "sustained_per_s"?)`,
		}},
		{"claims", tinyExperiment, "claims:\n" +
			strings.Replace(claim("measure: value", "metric: latency_ms_men", "of: keep/first-fit+tll",
				"published: 5", "tolerance: absolute 1", "status: enforced"), `"1"`, `"9"`, 1) +
			claim("measure: value", "metric: sustained_per_s", "of: keep/random+ttl", "to: keep/random+ttl",
				"published: 5", "tolerance: absolute 1", "status: enforced") +
			claim("measure: order", "metric: cold_starts", "order: [[keep/random+ttl]]", "published: 5",
				"status: enforced") +
			claim("measure: share", "metric: latency", "within: soon", "of: most/random", "published: 5%",
				"tolerance: absolute 1%", "status: enforced") +
			claim("measure: value", "metric: cold_starts", "of: keep/random+ttl", "published: 5",
				"tolerance: absolute 1", "status: known-gap") +
			claim("measure: value", "metric: storage", "of: keep/random+ttl", "published: 5", "tolerance: absolute 1",
				"status: enforced") +
			claim("measure: value", "metric: cold_starts", "of: kept", "published: 5", "tolerance: absolute 1",
				"status: enforced", "on: {nowhere: known-gap}"),
			[]string{
				`expected.yaml:2:5: claim "a claim": unknown figure "9"`,
				`"keep/first-fit+tll": cell keep has no policy "first-fit+tll" (did you mean "first-fit+ttl"?)`,
				`unknown metric "sustained_per_s" of cell keep`, `a claim of measure value takes no to`,
				`order: expected at least two tiers`, `a claim of measure order takes no published`,
				`cell most of kind saturation has no distributions`,
				`status known-gap needs a note that gives its reason`, `unknown metric "storage" of cell keep`,
				`"kept": expected CELL/POLICY`, `unknown workload "nowhere", expected one of absent, present`,
			}},
	} {
		_, err := Open(experiments.Thaw(), "tiny", writePaper(t, c.experiment, c.expected))
		wantMistakes(t, c.name, err, c.want)
	}
}

// Is a row that a wrong model would pass refused where it stands? No effect, the number
// of another policy, a bound that is trivial, an effect that is too small to count, a
// status without its reason, and a prediction of what cannot be compared.
func TestRowsThatSayNothing(t *testing.T) {
	value := func(of, published, tolerance string) string {
		return claim("measure: value", "metric: latency_ms_mean", "of: keep/"+of, "published: "+published,
			"tolerance: "+tolerance, "status: enforced")
	}
	for _, c := range []struct{ name, claims, want string }{
		{"no effect", claim("measure: ratio", "metric: latency_ms_mean", "of: keep/random+none", "to: keep/random+ttl",
			"published: +16%", "tolerance: absolute 23%", "status: enforced"),
			`expected.yaml:2:5: claim "a claim": the accepted band [-0.07, 0.39] includes no effect (0)`},
		{"on one workload", claim("measure: ratio", "metric: latency_ms_mean", "of: keep/random+none",
			"to: keep/random+ttl", "published: +16%", "tolerance: absolute 23%", "status: known-gap", "note: why",
			"on: {present: enforced}"), `includes no effect (0)`},
		{"a known gap may be wide", claim("measure: ratio", "metric: latency_ms_mean", "of: keep/random+none",
			"to: keep/random+ttl", "published: +16%", "tolerance: absolute 23%", "status: known-gap", "note: why"), ""},
		{"another policy", value("random+none", "164", "relative 25%") + value("random+ttl", "195", "absolute 15"),
			`expected.yaml:2:5: claim "a claim": the accepted band [123, 205] includes 195, published for ` +
				`keep/random+ttl (line 11)`},
		{"told from another policy", value("random+none", "164", "absolute 15") +
			value("random+ttl", "195", "absolute 15"), ""},
		{"the same number of both", value("random+none", "164", "absolute 15") +
			value("random+ttl", "164", "absolute 15"), ""},
		{"a trivial bound", claim("measure: value", "metric: cold_start_ratio", "of: keep/random+none",
			"published: 97.51%", "tolerance: absolute 1.25%", "excludes: [98.75%]", "status: enforced"),
			`includes 98.75%, which the claim excludes`},
		{"an effect that does not count", claim("measure: order", "metric: latency_ms_mean",
			"order: [[keep/random+none], [keep/random+ttl]]", "at-least: 1%", "status: enforced"),
			`at-least: 1%, expected 2% or more`},
		{"a search too coarse for an order", claim("measure: order", "metric: sustained_per_s",
			"order: [[most/random], [most/first-fit]]", "at-least: 10%", "status: known-gap", "note: why"),
			`experiment.yaml:21:5: cell "most": search: a precision of 20%: expected 3.33% or less, a third of the ` +
				`smallest effect that counts, 10%, on which claim "a claim" (`},
		{"and for a number", claim("measure: value", "metric: sustained_per_s", "of: most/random", "published: 100",
			"tolerance: relative 30%", "status: calibration"), `cell "most": search: a precision of 20%: expected 10.00%`},
		{"fine enough", claim("measure: value", "metric: sustained_per_s", "of: most/random", "published: 100",
			"tolerance: relative 60%", "status: enforced"), ""},
		{"an effect of a number", strings.Replace(value("random+none", "164", "absolute 15"), "status",
			"at-least: 5%\n    status", 1), `at-least is of orders`},
		{"a memory in other words", strings.Replace(value("random+none", "164", "absolute 15"), "source: ", "source: as we remember ",
			1), `expected "remembered", "second-hand" or "our expectation" between commas`},
		{"a contradiction alone", claim(allCold, "published: 50%", "tolerance: absolute 0%", "status: contradiction"),
			`needs also: the other published value`},
		{"derived, from nothing", claim(allCold, "published: 50%", "tolerance: absolute 0%", "status: derived"),
			`status derived needs a note`},
		{"a prediction of taste", claim(allCold, "published: 50%", "tolerance: absolute 0%", "status: enforced",
			"not-comparable: taste"), `expected status reported`},
		{"no status", claim(allCold, "published: 50%", "tolerance: absolute 0%"),
			`expected.yaml:2:5: claims[0]: key "status" is missing`},
	} {
		_, err := Open(experiments.Thaw(), "tiny", writePaper(t, tinyExperiment, "claims:\n"+c.claims))
		if c.want == "" && err != nil || c.want != "" && (exit.Code(err) != exit.CodeUsage ||
			!strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: expected %q in\n%v", c.name, c.want, err)
		}
	}
}

// Is a mistake in settings that all cells share told once?
func TestSharedMistakeIsToldOnce(t *testing.T) {
	_, err := Open(experiments.Thaw(), "tiny",
		writePaper(t, strings.Replace(tinyExperiment, "platform: constant", "platform: constnat", 1), "claims: []\n"))
	if err == nil || strings.Count(err.Error(), "constnat") != 1 || strings.Contains(err.Error(), "no policy") {
		t.Errorf("%v", err)
	}
}

// Are the papers inside the binary sound, and complete?
func TestPapersAreSound(t *testing.T) {
	all, err := Names("")
	if err != nil || len(all) == 0 {
		t.Fatalf("%v, %v", all, err)
	}
	for _, name := range all {
		p, err := Open(experiments.Thaw(), name, "")
		if err != nil {
			t.Errorf("%v", err)
			continue
		}
		text, err := embedded.ReadFile(name + "/" + readmeName)
		if err != nil {
			t.Fatal(err)
		}
		for _, heading := range []string{"Claim", "Result side by side",
			"What the paper does not say and what we assumed", "Deviations", "Data"} {
			if !strings.Contains(string(text), "\n## "+heading+"\n") {
				t.Errorf("%s/%s has no heading %q", name, readmeName, heading)
			}
		}
		if len(p.Claims) == 0 {
			t.Errorf("%s claims nothing", name)
		}
	}
	if _, err := Open(experiments.Thaw(), "sophn", ""); exit.Code(err) != exit.CodeUsage ||
		!strings.Contains(err.Error(), `did you mean "sophon"?`) {
		t.Errorf("%v", err)
	}
}

// A folder of papers has one whose experiment cannot be read, by the name of a published
// paper or another: is that file named, and nothing else taken for it?
func TestPaperThatCannotBeRead(t *testing.T) {
	folder := t.TempDir()
	for _, name := range []string{"sophon", "tiny", "empty"} {
		at := filepath.Join(folder, name)
		if err := os.Mkdir(at, 0o700); err != nil {
			t.Fatal(err)
		}
		want := filepath.Join(at, experimentName)
		if name == "empty" {
			want = at + ": it has no " + experimentName
		} else if err := os.Symlink("nowhere", want); err != nil {
			t.Fatal(err)
		}
		p, err := Open(experiments.Thaw(), name, folder)
		if exit.Code(err) != exit.CodeUsage || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: read: %v, error: %v", name, p != nil, err)
		}
	}
}

// wantMistakes demands a usage error that has every text, or none where there is no text.
func wantMistakes(t *testing.T, name string, err error, texts []string) {
	t.Helper()
	if len(texts) == 0 && err != nil || len(texts) > 0 && exit.Code(err) != exit.CodeUsage {
		t.Errorf("%s: %v, expected a usage error with %q", name, err, texts)
		return
	}
	for _, want := range texts {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%s: nothing of\n  %s\nin\n%v", name, want, err)
		}
	}
}

// otherValue is the other value of a contradiction.
type otherValue struct {
	low, high float64
	computed  bool
}

// Is the other value of a contradiction read with its source, so that figures can draw it, and refused where
// it cannot be read?
func TestOtherValue(t *testing.T) {
	for text, want := range map[string]*otherValue{
		"188 (table 3.2)": {188, 188, false}, "+300%, computed (section 3.1.2: linear)": {3, 3, true},
		"at least 2 (text)": {2, math.Inf(1), false}, "": nil, "188": nil, "more (table 3.2)": nil, "188 (table 3.2": nil,
	} {
		c := Claim{Measure: verdict.Value, Also: text}
		got, computed, err := c.other()
		if (got == nil) != (want == nil) || got != nil && (otherValue{got.Low, got.High, computed}) != *want || (err != nil) != (want == nil && text != "") {
			t.Errorf("%q: %+v, %v", text, got, err)
		}
	}
	order := Claim{Measure: verdict.Order, Also: "b < a (section 4)"}
	if got, _, err := order.other(); got != nil || err != nil {
		t.Errorf("an order: %+v, %v", got, err)
	}
	c := Claim{Source: "table 3.1", Computed: "15.66 over 15.74 s"}
	if got, want := c.source(), "table 3.1, computed: 15.66 over 15.74 s"; got != want {
		t.Errorf("%q, expected %q", got, want)
	}
}
