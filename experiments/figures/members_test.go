package figures

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"thaw/plots"
)

// Does the curve of members follow the events: two invokers, one from 10.5 s to 20.5 s, and two again?
func TestMembersFollowEvents(t *testing.T) {
	t.Chdir(t.TempDir())
	resultIn(t, "r", 300, map[string][]string{"invokers": {"2"}, "schedule": {"first-fit", "random"},
		"keepalive": {"ttl"}, "invoker-event": {"10.5s,1,crash", "20.5s,1,join"}})
	if _, err := Draw("r", Choice{Figures: []string{"members"},
		Output: plots.Output{Formats: []plots.Format{plots.CSV}}}); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join("r", "plots", "members.csv"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"First-Fit,9,2,", "First-Fit,10,1,", "First-Fit,19,1,", "First-Fit,20,2,",
		"Random,15,1,", "Random,25,2,"} {
		if !strings.Contains(string(text), "\n"+want) {
			t.Errorf("%q is missing in\n%s", want, text)
		}
	}
	caption, err := os.ReadFile(filepath.Join("r", "plots", "members.tex"))
	if err != nil || !strings.Contains(string(caption), "Policies: First-Fit; Random. All with TTL") {
		t.Errorf("%v\n%s", err, caption)
	}
}
