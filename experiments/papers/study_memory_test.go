package papers

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"thaw/experiments"
	"thaw/experiments/papers/verdict"
)

// Does every row of the paper squeezy have the verdict that its table shows? A gap
// that closes fails the reproduction by itself.
func TestSqueezy(t *testing.T) {
	if testing.Short() {
		t.Skip("short tests reproduce nothing")
	}
	p, err := Open(experiments.Thaw(), "squeezy", "")
	if err != nil {
		t.Fatal(err)
	}
	r, err := p.Reproduce(context.Background(), Options{Out: filepath.Join(t.TempDir(), "out")})
	if err != nil {
		t.Fatal(err)
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
	if enforced < 7 || gaps > 13 {
		t.Errorf("%d rows are enforced and %d are gaps, expected at least 7 and at most 13", enforced, gaps)
	}
}

// Are mistakes in the settings of the studies reported at their places, all at once?
func TestMemoryStudyMistakes(t *testing.T) {
	_, err := Open(experiments.Thaw(), "tiny", writePaper(t, `
paper: Nobody, On Memory
about: a test
cells:
  - name: reclaim
    kind: study
    study: memory-reclaim
    about: how fast
    settings: {strategies: [squeezey, "squeezy,partition=1"], sizes: [64], instances: 4, killed: 5, fill: 0}
  - name: neighbours
    kind: study
    study: memory-neighbours
    about: how slow
    settings: {vcpus: 0, load: 1.5, exec: 2s, before: 1s}
  - name: load
    kind: study
    study: memory-load
    about: how long
    settings: {strategies: [harvest], scale: 9, timeout: 2h, limit: 2, rate: -1, burst: 1h, functions: [{name: f, memory_mib: 128, most: 0, cold: 1s, exec: 2s}]}
  - name: layout
    kind: study
    study: memory-layout
    about: how much
    settings: {init: 0, storage: deverly, guest_mib: 900}
figures:
  - {name: "1", draws: grouped-bars, cells: [reclaim], metrics: [reclaim_ms], about: x}
`, "claims: []\n"))
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{
		`settings.strategies: unknown policy "squeezey" (did you mean "squeezy"?); policy squeezy: partition=1`,
		"settings.sizes: [64] MiB, expected one or more of 128", "settings.killed: 5, expected 0 to 4",
		"settings.fill: 0, expected more than",
		"settings.exec: 2s, expected 1ms to 1s", "settings.vcpus: 0, expected 1 to 256",
		"settings.load: 1.5, expected more than 0 and less than 1", "settings.before: 1s of requests",
		"settings.scale: 9, expected more than 0", "settings.timeout: 2h0m0s, expected 0s (none) to 1h",
		`unknown policy "deverly" (did you mean "deverlay"?)`, "settings.guest_mib: 900 for the guest", "settings.limit: 2, expected 0 to 1",
		"settings.rate: -1, expected 0 to 1",
		"settings.functions: f: 0 containers of 128 MiB", "bursts of 1h0m0s every 3m0s",
		"settings.init: 0, expected more than 0",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is missing in\n%v", want, err)
		}
	}
}
