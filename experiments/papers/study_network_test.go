package papers

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"thaw/experiments"
	"thaw/experiments/papers/verdict"
)

// Does every row of the paper particle have the verdict that its table shows, in
// its RESULTS.md, too? A
// gap that closes fails the reproduction by itself.
func TestParticle(t *testing.T) {
	if testing.Short() {
		t.Skip("short tests reproduce nothing")
	}
	p, err := Open(experiments.Thaw(), "particle", "")
	if err != nil {
		t.Fatal(err)
	}
	r, err := p.Reproduce(context.Background(), Options{Out: filepath.Join(t.TempDir(), "out")})
	if err != nil {
		t.Fatal(err)
	}
	document := resultsOf("particle")
	text, err := os.ReadFile(document)
	if err != nil {
		t.Fatal(err)
	}
	want, err := r.DocumentText()
	if err != nil {
		t.Fatal(err)
	}
	if _, own, _, err := r.place().Part(document, string(text)); err != nil || own != want {
		t.Errorf("RESULTS.md has another table of Particle than this run (%v); thaw reproduce particle --document "+
			"experiments/papers/particle/RESULTS.md writes it", err)
	}
	enforced, gaps := 0, 0
	for _, c := range r.Claims {
		if c.Failure != "" {
			t.Errorf("%s: %s: %v [%v, %v]", c.Claim.Claim, c.Failure, c.Simulated, c.Low, c.High)
		}
		switch c.Status {
		case verdict.Enforced:
			enforced++
		case verdict.KnownGap:
			gaps++
		case verdict.Calibration:
			if !c.Within {
				t.Errorf("%s is an input of the model and comes to %v", c.Claim.Claim, c.Simulated)
			}
		}
	}
	if enforced < 8 || gaps > 3 {
		t.Errorf("%d rows are enforced and %d are gaps, expected at least 8 and at most 3", enforced, gaps)
	}
}

// Are the mistakes in the settings of both studies reported at their places, all
// at once?
func TestNetworkStudyMistakes(t *testing.T) {
	_, err := Open(experiments.Thaw(), "tiny", writePaper(t, `
paper: Nobody, On Networks
about: a test
cells:
  - name: connect
    kind: study
    study: network
    about: how fast
    settings: {strategies: [overlai, "particle,scope=tenant"], reference: brigde, platform: particel, nodes: 0, containers: -1, announce: 2h}
  - name: job
    kind: study
    study: burst
    about: how fast
    settings: {strategies: [], nic: 0Gb/s, request: 2h, cores: -1, pieces: 0, work: [1s, 25h], sends: [1, 2], stages: [a], spread: 4}
figures:
  - {name: "1", draws: bars, cells: [connect], metrics: [connected_s], about: x}
`, "claims: []\n"))
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{
		`settings.strategies: unknown policy "overlai" (did you mean "overlay"?)`,
		"; policy particle: scope=tenant: one of application, job was expected",
		`settings.reference: unknown policy "brigde" (did you mean "bridge"?)`,
		`settings.platform: no platform "particel" (did you mean "particle"?)`,
		"settings.nodes: 0, expected 1", "settings.containers: -1, expected 1",
		"settings.announce: 2h0m0s, expected 0s",
		"settings.strategies: none, expected at least one of", "settings.nic: network cards of 0 bytes a second",
		"settings.cores: -1, expected 0", "settings.request: 2h0m0s, expected 0s",
		"settings.pieces: 0, expected 1", "settings.work: stage 2 works for 25h0m0s",
		"settings.sends: 2 amounts between 2 stages", "settings.stages: 1 names of 2 stages",
		"settings.spread: 4, expected 0 to 3",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is missing in\n%v", want, err)
		}
	}
}
