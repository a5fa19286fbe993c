package compare

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"thaw/experiments/results"
)

// A baseline that is accepted is one that can be compared with, and is written again
// as it was read.
func FuzzBaseline(f *testing.F) {
	b := Baseline{Version: baselineVersion, Identity: Identity{Workload: map[string]json.RawMessage{"length": []byte(`"1m"`)},
		Platform: map[string]string{"invokers": "1"}}, Seeds: []int64{1, 2}, Policies: []BaselinePolicy{
		{results.PolicyID{Policy: "random+ttl"}, map[string][]*float64{"queued": storedOf([]float64{1, 2})}}}}
	text, err := b.encode()
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range [][]byte{text, text[:len(text)/2], []byte(`{"thaw_baseline":1,"seeds":[1e400]}`), []byte("null")} {
		f.Add(seed)
	}
	path := filepath.Join(f.TempDir(), "base.json")
	f.Fuzz(func(t *testing.T, text []byte) {
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		read, err := ReadBaseline(path)
		if err != nil {
			return
		}
		again, err := read.encode()
		if err != nil {
			t.Fatalf("cannot be written: %v", err)
		}
		if err := os.WriteFile(path, again, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := ReadBaseline(path); err != nil {
			t.Errorf("cannot be read again: %v\n%s", err, again)
		}
	})
}
