package params_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"thaw/models/params"
)

// Does every number say where it comes from? The check of the key and the
// locator is repeated here from the rule's text: a key of refs.bib, a comma, a
// place; or assumed, or fitted, with a reason.
func TestEveryNumberHasASource(t *testing.T) {
	keys := regexp.MustCompile(`(?m)^@[a-z]+\{([^,]+),$`).FindAllStringSubmatch(params.BibTeX(), -1)
	known := map[string]bool{}
	for _, k := range keys {
		known[k[1]] = true
	}
	if len(known) < 15 {
		t.Fatalf("refs.bib lists %d works, expected at least 15", len(known))
	}
	place := regexp.MustCompile(`(?i)section|table|figure|evaluation|abstract|issue [0-9]|\.(scala|conf|json|rs|c)\b`)
	numbers := allNumbers(t)
	if len(numbers) < 3*17 {
		t.Fatalf("All lists %d numbers, expected at least 17 for each of 3 platforms", len(numbers))
	}
	for _, n := range numbers {
		if reason, ok := strings.CutPrefix(n.Source, "assumed: "); ok {
			if len(strings.Fields(reason)) < 3 {
				t.Errorf("%s: assumed without a reason: %q", n.Path, n.Source)
			}
			continue
		}
		if reason, ok := strings.CutPrefix(n.Source, "fitted: "); ok && reason != "" {
			continue
		}
		for part := range strings.SplitSeq(n.Source, "; ") {
			key, locator, ok := strings.Cut(part, ", ")
			if !ok || !known[key] || !place.MatchString(locator) {
				t.Errorf("%s: source %q names no known work with a place in it", n.Path, part)
			}
		}
	}
}

// Are paths unique, and is everything that thaw params prints filled in?
func TestNumbersAreComplete(t *testing.T) {
	seen := map[string]bool{}
	for _, n := range allNumbers(t) {
		if seen[n.Path] {
			t.Errorf("%s is listed twice", n.Path)
		}
		seen[n.Path] = true
		if n.Value == "" || n.What == "" {
			t.Errorf("%s: value %q, what %q: expected both", n.Path, n.Value, n.What)
		}
	}
	for _, path := range []string{"openwhisk.warm_start", "openwhisk.stage.sandbox", "iluvatar.namespace_pool",
		"constant.memory"} {
		if !seen[path] {
			t.Errorf("%s is not listed", path)
		}
	}
}

func TestSelect(t *testing.T) {
	below, err := params.Select("openwhisk.stage", false)
	if err != nil || len(below) != 7 {
		t.Errorf("Select(openwhisk.stage) = %d numbers, %v; expected the 7 stages", len(below), err)
	}
	one, err := params.Select("iluvatar.namespace_pool", false)
	if err != nil || len(one) != 1 || one[0].Value != "20" || one[0].Modelled {
		t.Errorf("Select(iluvatar.namespace_pool) = %+v, %v", one, err)
	}
	assumed, err := params.Select("", true)
	if err != nil || len(assumed) == 0 {
		t.Fatalf("Select(assumed) = %d numbers, %v", len(assumed), err)
	}
	for _, n := range assumed {
		if !strings.HasPrefix(n.Source, "assumed:") {
			t.Errorf("%s is listed as assumed, its source is %q", n.Path, n.Source)
		}
	}
	if _, err := params.Select("openwisk", false); err == nil ||
		!strings.Contains(err.Error(), `did you mean "openwhisk"`) {
		t.Errorf("Select(openwisk): %v, expected a suggestion", err)
	}
}

func TestCheckSource(t *testing.T) {
	for source, want := range map[string]string{
		"ao2022, section 4.6":                       "",
		"ao2022, section 4.1.3; openwhisk, A.scala": "",
		"assumed: nobody says":                      "",
		"fitted: experiments/sophon":                "",
		"ao2022":                                    "expected",
		"ao2022,":                                   "expected",
		"":                                          "expected",
		"assumed:":                                  "says nothing",
		"ao2202, section 4.6":                       `did you mean "ao2022"`,
		"ao2022, section 4.6; and something besides":  "expected",
		"my own experience, some years of it at work": "expected",
	} {
		err := params.CheckSource(source)
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("CheckSource(%q) = %v, expected %q", source, err, want)
		}
	}
}

// Can every entry be found again by a reader?
func TestReferencesAreFindable(t *testing.T) {
	for _, r := range allReferences(t) {
		for _, field := range []string{"author", "title", "year"} {
			if r.Fields[field] == "" {
				t.Errorf("refs.bib: %s has no %s", r.Key, field)
			}
		}
		if r.Fields["doi"] == "" && r.Fields["url"] == "" {
			t.Errorf("refs.bib: %s has neither doi nor url", r.Key)
		}
		if !slices.Contains([]string{"article", "inproceedings", "phdthesis", "misc"}, r.Kind) {
			t.Errorf("refs.bib: %s is a %q", r.Key, r.Kind)
		}
	}
}

func allNumbers(t *testing.T) []params.Number {
	t.Helper()
	all, err := params.All()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func allReferences(t *testing.T) []params.Reference {
	t.Helper()
	refs, err := params.References()
	if err != nil {
		t.Fatal(err)
	}
	return refs
}
