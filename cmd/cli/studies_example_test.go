package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Does the example of studies without a publication (docs/examples/papers) do what it says: the workflow is
// judged, the node is drawn, and an agent that thaw train wrote beside it is taken, wherever thaw is run?
func TestStudiesExample(t *testing.T) {
	folder := t.TempDir()
	own := filepath.Join(folder, "papers")
	if err := os.CopyFS(own, os.DirFS(filepath.Join("..", "..", "docs", "examples", "papers"))); err != nil {
		t.Fatal(err)
	}
	run := func(args ...string) string {
		t.Helper()
		var stdout, stderr bytes.Buffer
		if code := execute(t.Context(), Program{}, args, &stdout, &stderr); code != 0 {
			t.Fatalf("thaw %s: exit code %d\n%s", strings.Join(args, " "), code, stderr.String())
		}
		return stdout.String()
	}
	first := filepath.Join(folder, "first")
	if text := run("reproduce", "pipeline", "--papers", own, "--out", first); !strings.Contains(text, "in line") {
		t.Errorf("priority does not hand chunks over sooner:\n%s", text)
	}
	cell := func(at string) string {
		text, err := os.ReadFile(filepath.Join(at, "cells", "node", "study.csv"))
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	settings, agent := filepath.Join(folder, "s.yaml"), filepath.Join(own, "pipeline", "agent.json")
	if err := os.WriteFile(settings, []byte("{episodes: 1, steps: 2}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	run("train", settings, "--out", agent)
	path := filepath.Join(own, "pipeline", "experiment.yaml")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	with := strings.Replace(string(text), "settings: {episodes: 10", "settings: {agent: agent.json, episodes: 10", 1)
	if err := os.WriteFile(path, []byte(with), 0o600); err != nil {
		t.Fatal(err)
	}
	second := filepath.Join(folder, "second")
	run("reproduce", "pipeline", "--papers", own, "--out", second)
	if cell(first) == cell(second) {
		t.Error("an agent that was trained for one episode does as one that was trained for ten")
	}
}
