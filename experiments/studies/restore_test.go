package studies

import (
	"context"
	"testing"

	"thaw/models/numbers"
	"time"
)

// Do the quantities of a restore add up? Set-up and invocation are the whole time,
// the classes of faults are all faults, and what is cached is not read from disk.
func TestRestoreQuantities(t *testing.T) {
	s := restoreSettings{Suite: "faasnap", Functions: []string{"json"}, Inputs: []string{"a-to-b", "b-to-a"},
		Strategies: []string{"on-demand", "cached", "reap", "faasnap"}, Machines: 1, Snapshots: "same",
		ReadAhead: -1}
	if got := s.items(); len(got) != 2 || got[0] != "json a-to-b" {
		t.Fatalf("items %v", got)
	}
	for _, variant := range s.Strategies {
		for _, item := range s.items() {
			v, err := runRestore(context.Background(), &s, Run{variant, item, 1}, nil, new(recorder))
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

// Do the settings for what no source states take the place of the disk's and the host's
// numbers, and leave them where nothing is set?
func TestRestoreSweeps(t *testing.T) {
	plain := restoreSettings{Suite: "faasnap", Functions: []string{"json"}, Inputs: []string{"a-to-b"},
		Strategies: []string{"on-demand"}, Machines: 1, Snapshots: "same", ReadAhead: -1}
	of := func(change func(*restoreSettings)) Values {
		s := plain
		change(&s)
		v, err := runRestore(context.Background(), &s, Run{"on-demand", "json", 1}, new(numbers.Book), new(recorder))
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	base := of(func(*restoreSettings) {})
	same := of(func(s *restoreSettings) { s.Latency, s.ReadAhead = 82*time.Microsecond, 32 })
	if base["total_ms"] != same["total_ms"] {
		t.Errorf("the disk's own numbers take %v ms, unset ones %v", same["total_ms"], base["total_ms"])
	}
	if v := of(func(s *restoreSettings) { s.Latency = 150 * time.Microsecond }); v["total_ms"] < base["total_ms"]+10 {
		t.Errorf("150 us of latency take %v ms, 82 us %v", v["total_ms"], base["total_ms"])
	}
	if v := of(func(s *restoreSettings) { s.ReadAhead = 0 }); v["read_mib"] >= base["read_mib"]/2 {
		t.Errorf("without read-ahead %v MiB are read, with it %v", v["read_mib"], base["read_mib"])
	}
	v := of(func(s *restoreSettings) { s.SmallPages = 1 })
	if d := v["invocation_ms"] - base["invocation_ms"]; d < 5 || d > 50 {
		t.Errorf("twice the work takes %v ms longer, expected json's few", d)
	}
}
