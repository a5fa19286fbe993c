package cli

import (
	"path/filepath"
	"strings"
	"testing"
)

// Is the experiment of docs/cross-layer.md a full factorial in five roles, and do
// the two commands of that page work? On a minute of the trace and two seeds.
func TestCrossLayerExample(t *testing.T) {
	t.Parallel()
	file, err := filepath.Abs(filepath.Join("..", "..", "docs", "examples", "cross-layer", "experiment.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	shell(t, folder, "thaw run -q --no-figures '"+file+"' --length 1m --seeds 2 --out results/cross-layer")
	out := shell(t, folder, "thaw compare results/cross-layer --effects --metric latency_ms_p99 --metric "+
		"used_mib_mean --csv")
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if len(lines) != 1+2*(5+10+1) {
		t.Fatalf("%d lines, expected a header and, for two metrics, five main effects, ten interactions and all "+
			"together:\n%s", len(lines), out)
	}
	for _, role := range []string{"schedule", "keepalive", "prefetch", "network", "memory-elasticity"} {
		if n := strings.Count(out, ",main,"+role+","); n != 2 {
			t.Errorf("%d main effects of %s, expected one a metric:\n%s", n, role, out)
		}
	}
}
