package studies

import (
	"context"
	"testing"
)

// Do the quantities of a restore add up? Set-up and invocation are the whole time,
// the classes of faults are all faults, and what is cached is not read from disk.
func TestRestoreQuantities(t *testing.T) {
	s := restoreSettings{Suite: "faasnap", Functions: []string{"json"}, Inputs: []string{"a-to-b", "b-to-a"},
		Strategies: []string{"on-demand", "cached", "reap", "faasnap"}, Machines: 1, Snapshots: "same"}
	if got := s.items(); len(got) != 2 || got[0] != "json a-to-b" {
		t.Fatalf("items %v", got)
	}
	for _, variant := range s.Strategies {
		for _, item := range s.items() {
			v, err := runRestore(context.Background(), &s, Run{variant, item, 1}, nil)
			if err != nil {
				t.Fatal(err)
			}
			if d := v["total_ms"] - v["setup_ms"] - v["invocation_ms"]; d > 1e-6 || d < -1e-6 {
				t.Errorf("%s, %s: parts of the time differ by %v ms from all of it", variant, item, d)
			}
			classes := 0.0
			for _, q := range faultBins() {
				classes += v[q.Name]
			}
			if classes != v["faults"] {
				t.Errorf("%s, %s: %v faults in classes of %v", variant, item, classes, v["faults"])
			}
			if (variant == "cached") != (v["read_mib"] == 0) {
				t.Errorf("%s, %s: %v MiB read from disk", variant, item, v["read_mib"])
			}
		}
	}
}
