package train

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"thaw/experiments/exit"
)

// Is a training of nothing refused, beside all else that is wrong, and is no file left then?
func TestNothingToLearnIsRefused(t *testing.T) {
	folder := t.TempDir()
	settings, out := filepath.Join(folder, "s.yaml"), filepath.Join(folder, "agent.json")
	if err := os.WriteFile(settings, []byte("{episodes: 0, agent: old.json}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := New()
	cmd.SetArgs([]string{settings, "--out", out})
	cmd.SetOut(&bytes.Buffer{})
	cmd.SilenceErrors, cmd.SilenceUsage = true, true
	err := cmd.Execute()
	for _, want := range []string{settings + ": episodes: 0: nothing would be learned", "expected 1 to 100000",
		"old.json is trained already"} {
		if err == nil || exit.Code(err) != 2 || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, expected %q", err, want)
		}
	}
	if _, err := os.Stat(out); err == nil {
		t.Error("an agent was written")
	}
}
