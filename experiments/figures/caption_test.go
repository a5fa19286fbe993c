package figures

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"thaw/experiments/results"
	"thaw/plots"
)

// Does the caption of a figure say what it shows, of which policies, and what they share, with which
// trace, platform, seeds and whiskers? Does the manifest know it, and does another figure of some
// policies only name these, in the looks that they had?
func TestCaptions(t *testing.T) {
	t.Chdir(t.TempDir())
	flags := map[string][]string{"schedule": {"sophon-ma-mc", "sticky-random"}, "keepalive": {"ttl,keep=5m"}}
	resultIn(t, "r", 500, flags)
	paths, err := Draw("r", Choice{Output: plots.Output{Formats: []plots.Format{plots.CSV}}})
	if err != nil {
		t.Fatal(err)
	}
	read := func(name string) string {
		text, err := os.ReadFile(filepath.Join("r", "plots", name))
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	for name, want := range map[string][]string{
		"policy-comparison.tex": {"\n\\includegraphics{policy-comparison.pdf}\n\\caption[{Cold starts, latency and memory",
			" Policies: MA/MC; Sticky-Random. All with TTL, keep 5m. Dashed: the baseline, MA/MC; " +
				"whiskers: 95\\% interval over 2 seeds. Simulated with thaw: platform constant, a trace " +
				"(thaw, 3 functions), seeds 7 to 8.", "}\n\\label{fig:thaw-policy-comparison-"},
		"start-kinds.tex":                          {"Whiskers of cold starts: 95\\% interval over 2 seeds."},
		"four-panel-sticky-random+ttl_keep=5m.tex": {"of the first seed. Policy: Sticky-Random; with TTL, keep 5m."},
		"latency-cdf.tex":                          {"Policies: MA/MC; Sticky-Random."},
		"latency-cdf.csv":                          {"\nMA/MC,", "\nSticky-Random,"},
	} {
		for _, text := range want {
			if !strings.Contains(read(name), text) {
				t.Errorf("%s: %q is missing in\n%s", name, text, read(name))
			}
		}
	}
	m, err := results.ReadManifest("r")
	if err != nil {
		t.Fatal(err)
	}
	listed := map[string]bool{}
	for _, f := range m.Files {
		listed[f.Path] = true
	}
	for _, p := range paths {
		if rel, _ := filepath.Rel("r", p); !listed[filepath.ToSlash(rel)] {
			t.Errorf("the manifest does not list %s", rel)
		}
	}
	_, err = Draw("r", Choice{Figures: []string{"latency-cdf"}, Policies: []string{"sticky-random"},
		Output: plots.Output{Formats: []plots.Format{plots.SVG}}})
	if !strings.Contains(read("latency-cdf.svg"), "#E69F00") { // orange
		t.Error("alone, Sticky-Random has another look")
	}
	if text := read("latency-cdf.tex"); err != nil || !strings.Contains(text, "Policy: Sticky-Random; with TTL") {
		t.Errorf("of one policy: %v\n%s", err, text)
	}
}

// Does the manifest know the caption of a figure that could not be drawn, so that --force removes it?
func TestCaptionIsAnnounced(t *testing.T) {
	t.Chdir(t.TempDir())
	resultIn(t, "r", 100, nil)
	if err := os.MkdirAll(filepath.Join("r", "plots", "latency-cdf.csv", "mine"), 0o755); err != nil {
		t.Fatal(err)
	}
	_, err := Draw("r", Choice{Figures: []string{"latency-cdf"},
		Output: plots.Output{Formats: []plots.Format{plots.CSV}}})
	text, _ := os.ReadFile(filepath.Join("r", results.ManifestName))
	if err == nil || !strings.Contains(string(text), `"plots/latency-cdf.tex"`) {
		t.Errorf("error is %v, manifest\n%s", err, text)
	}
}
