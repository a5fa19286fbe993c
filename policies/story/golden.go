package story

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Each runs check for testdata/NAME.story of every name, and fails for stories
// without a name.
func Each(t *testing.T, names []string, check func(t *testing.T, file string)) {
	t.Helper()
	for _, name := range names {
		t.Run(name, func(t *testing.T) { check(t, filepath.Join("testdata", name+".story")) })
	}
	files, err := filepath.Glob(filepath.Join("testdata", "*.story"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if !slices.Contains(names, strings.TrimSuffix(filepath.Base(file), ".story")) {
			t.Errorf("%s tells of no policy", file)
		}
	}
}

// Golden checks the stories of a role whose scenarios are not replays. play takes
// the indented lines of a scenario, without their indent, and returns the events in
// lines that begin with ">". Each story has a scenario with the line "ROLE NAME", so
// that it covers the policy's defaults. With update, Golden rewrites the files.
func Golden(t *testing.T, role string, names []string, update bool,
	play func(t *testing.T, scenario []string) string) {
	t.Helper()
	Each(t, names, func(t *testing.T, file string) {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		told := retell(string(text), func(scenario []string) string { return play(t, scenario) })
		switch {
		case told == string(text):
		case update:
			if err := os.WriteFile(file, []byte(told), 0o644); err != nil {
				t.Fatal(err)
			}
		default:
			t.Errorf("%s\n(run the test with -update to accept)", firstDifference(file, string(text), told))
		}
		name := strings.TrimSuffix(filepath.Base(file), ".story")
		if !tellsOf(told, role, name) {
			t.Errorf("%s does not tell of %s as it is by default", file, name)
		}
	})
}

// tellsOf reports whether a scenario has the line "ROLE NAME".
func tellsOf(told, role, name string) bool {
	for line := range strings.Lines(told) {
		if slices.Equal(strings.Fields(line), []string{role, name}) {
			return true
		}
	}
	return false
}

// retell returns a text with the events of each scenario replaced by the results of
// play.
func retell(text string, play func(scenario []string) string) string {
	var out strings.Builder
	var scenario []string
	end := func() {
		if len(scenario) > 0 {
			out.WriteString(play(scenario))
			scenario = nil
		}
	}
	for line := range strings.Lines(text) {
		switch {
		case strings.HasPrefix(line, ">"):
			continue
		case strings.HasPrefix(line, "  "):
			scenario = append(scenario, strings.TrimSpace(line))
		default:
			end()
		}
		out.WriteString(line)
	}
	end()
	return out.String()
}
