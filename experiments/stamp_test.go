package experiments

import (
	"encoding/json"
	"testing"

	"thaw/experiments/results"
	"thaw/models/params"
)

// Do results follow from the numbers that a replay reads and from no others? A number
// that is recorded for a later model may change without making results incomparable.
func TestRecordedNumbersAreNoInputs(t *testing.T) {
	s, err := resolve(t, "platform: openwhisk\nout: somewhere", nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	p, err := Open(s)
	if err != nil {
		t.Fatal(err)
	}
	var in struct {
		Platform map[string]string `json:"platform"`
	}
	if err := json.Unmarshal([]byte(p.Stamp([]results.PolicyID{p.Runs[0].id()}, []int64{1}).Manifest),
		&in); err != nil {
		t.Fatal(err)
	}
	numbers, err := params.All()
	if err != nil {
		t.Fatal(err)
	}
	recorded := 0
	for _, n := range numbers {
		if len(n.Path) < len("openwhisk.") || n.Path[:len("openwhisk.")] != "openwhisk." {
			continue
		}
		if _, stamped := in.Platform[n.Path]; stamped != n.Modelled {
			t.Errorf("%s: stamped on results: %v, read by a replay: %v", n.Path, stamped, n.Modelled)
		}
		if !n.Modelled {
			recorded++
		}
	}
	if recorded == 0 {
		t.Error("the profile records no number for later: the test asks nothing")
	}
}
