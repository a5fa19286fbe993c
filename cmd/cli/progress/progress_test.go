package progress

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"thaw/cmd/cli/terminal"
	"thaw/experiments/watch"
)

// A progress line comes every 10 s where there is no terminal, and one live
// line five times a second where there is one.
func TestProgress(t *testing.T) {
	now := time.Unix(0, 0)
	clock := func() time.Time { return now }
	seen := watch.Progress{Runs: 4, Finished: 1, Invocations: 30e6, Expected: 120e6, Fraction: 0.25,
		Policy: "random+ttl", Seed: 2, Simulated: 90 * time.Minute}

	var plain strings.Builder
	p := start(&plain, false, clock)
	for range 35 {
		now = now.Add(time.Second)
		p.Show(seen)
	}
	p.Clear()
	if n := strings.Count(plain.String(), "\n"); n != 3 || strings.Contains(plain.String(), "\x1b") {
		t.Errorf("%d lines in 35 s:\n%q", n, plain.String())
	}
	if first, _, _ := strings.Cut(plain.String(),
		"\n"); first != "25%, ETA 30s, 1 of 4 runs, 30.0 M of 120.0 M invocations, 3.0 M/s, at 1h30m0s of "+
		"random+ttl seed 2" {
		t.Errorf("%q", first)
	}

	var screen strings.Builder
	p = start(&screen, true, clock)
	for range 100 {
		now = now.Add(50 * time.Millisecond)
		p.Show(seen)
	}
	p.Clear()
	if n := strings.Count(screen.String(), lineBegin); n != 25 || strings.Contains(screen.String(), "\n") {
		t.Errorf("%d live lines in 5 s:\n%q", n, screen.String())
	}
	if !strings.HasSuffix(screen.String(), lineClear) {
		t.Errorf("the live line is left on the screen: %q", screen.String())
	}

	// What cannot be told is not said.
	if line := lineOf(watch.Progress{Runs: 1, Fraction: -1, Policy: "p"}, time.Second); strings.Contains(line,
		"ETA") || strings.Contains(line, " of 0.0 M") {
		t.Errorf("%q", line)
	}
}

// A file is no terminal, nor is one that does not move its cursor.
func TestIsTerminal(t *testing.T) {
	f, err := os.Create(filepath.Join(t.TempDir(), "log"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if terminal.IsTerminal(f) || terminal.IsTerminal(&strings.Builder{}) {
		t.Error("a file is taken for a terminal")
	}
}
