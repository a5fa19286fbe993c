package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"thaw/experiments/exit"
)

// SIGINT in the middle of a reproduction: exit 75, no verdicts, nothing
// half-written.
func TestInterruptReproduction(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	args := []string{"reproduce", "sophon/4.11", "--workload", "generated", "--out", "r", "--jobs", "1", "-q"}
	first := filepath.Join(folder, "r", "cells", "low", "window=1")
	c := interrupted(t, folder, func() bool {
		records, err := filepath.Glob(filepath.Join(first, "runs", "*", "*", "run.json"))
		return err == nil && len(records) > 0
	}, args...)
	if c.code != exit.CodeInterrupted || !strings.Contains(c.stderr, "--resume goes on with r") {
		t.Fatalf("exit code %d: %s", c.code, c.stderr)
	}
	if left := partialFiles(folder); len(left) > 0 {
		t.Errorf("half-written files: %v", left)
	}
	if _, err := os.Stat(filepath.Join(folder, "r", "claims.json")); err == nil {
		t.Error("an interrupted reproduction has verdicts")
	}
}
