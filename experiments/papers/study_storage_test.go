package papers

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"thaw/experiments"
	"thaw/experiments/papers/verdict"
)

// Does every row of the paper deverlay come out as its RESULTS.md says, to the
// last digit, and is every enforced one reproduced?
func TestDeverlay(t *testing.T) {
	p, err := Open(experiments.Thaw(), "deverlay", "")
	if err != nil {
		t.Fatal(err)
	}
	r, err := p.Reproduce(context.Background(), Options{Out: filepath.Join(t.TempDir(), "out")})
	if err != nil {
		t.Fatal(err)
	}
	enforced := 0
	for _, c := range r.Claims {
		if c.Status == verdict.Enforced {
			enforced++
			if c.Verdict != verdict.Reproduced {
				t.Errorf("%s: %s, %v [%v, %v]", c.Claim.Claim, c.Verdict, c.Simulated, c.Low, c.High)
			}
		}
	}
	if enforced < 2 {
		t.Errorf("%d rows are enforced, expected 2", enforced)
	}
	text, err := os.ReadFile(resultsOf("deverlay"))
	if err != nil {
		t.Fatal(err)
	}
	_, stands, _, err := r.place().Part(resultsOf("deverlay"), string(text))
	if err != nil {
		t.Fatal(err)
	}
	own, err := r.DocumentText()
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(strings.Split(stands, "\n"), strings.Split(own, "\n")); d != "" {
		t.Errorf("RESULTS.md (-document +run); where that is meant, thaw reproduce deverlay --document "+
			"experiments/papers/deverlay/RESULTS.md writes it:\n%s", d)
	}
}

// Is a mistake in the settings of the study reported at its place, all at once?
func TestStorageStudyMistakes(t *testing.T) {
	_, err := Open(experiments.Thaw(), "tiny", writePaper(t, `
paper: Nobody, On Disks
about: a test
cells:
  - name: boot
    kind: study
    study: storage
    about: how fast
    settings: {strategies: [deverly, "devmapper,plug=warm"], vms: 0, read_mib: 400, disk_mb_per_s: 0, latency: 2h, layers: 9, files: 3}
figures:
  - {name: "1", draws: bars, cells: [boot], metrics: [ready_ms], about: x}
`, "claims: []\n"))
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{
		`settings.strategies: unknown policy "deverly" (did you mean "deverlay"?)`,
		`; policy devmapper: plug=warm: one of boot, hot was expected`,
		"settings.vms: 0, expected 1 to 100000", "settings.read_mib: 400 of the image's 330 MiB",
		"settings.disk_mb_per_s: 0, expected 1",
		"settings.latency: 2h0m0s, expected 0s to 1h", "settings.files: 3, expected 9 to",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is missing in\n%v", want, err)
		}
	}
}
