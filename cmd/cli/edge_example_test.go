package cli

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// Does the example of one small node run as docs/worker.md says, and does it show what it is for:
// that a node which keeps nothing warm falls behind, and that who keeps what was used last does
// not? On half of its hour under one seed.
func TestEdgeExample(t *testing.T) {
	t.Parallel()
	file, err := filepath.Abs(filepath.Join("..", "..", "docs", "examples", "edge.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	shell(t, folder, "thaw run -q --no-figures '"+file+"' --length 30m --seeds 1 --out results/edge")
	text, err := os.ReadFile(filepath.Join(folder, "results", "edge", "summary.json"))
	if err != nil {
		t.Fatal(err)
	}
	var rows []struct {
		KeepAlive  string  `json:"keepalive"`
		Completed  int     `json:"completed"`
		ColdStarts int     `json:"cold_starts"`
		P50        float64 `json:"latency_ms_p50"`
		Cold       float64 `json:"cold_latency_ms_mean"`
		EndS       float64 `json:"end_s"`
	}
	if err := json.Unmarshal(text, &rows); err != nil {
		t.Fatal(err)
	}
	by := map[string]int{}
	for i, r := range rows {
		by[r.KeepAlive] = i
	}
	if len(rows) != 4 || len(by) != 4 {
		t.Fatalf("%d rows of %d policies, want 4", len(rows), len(by))
	}
	none, lru := rows[by["none"]], rows[by["lru"]]
	if lru.Completed == 0 || lru.ColdStarts*4 > none.ColdStarts || lru.P50 > 10 || none.P50 < 1000 {
		t.Errorf("without keep-alive %+v, with lru %+v", none, lru)
	}
	// launch 0.9 s, namespace 0.3 s, initialisation 0.9 s at a third of the speed
	if lru.Cold < 3900 {
		t.Errorf("a cold start takes %v ms, want 3.9 s at least", lru.Cold)
	}
}
