package experiments

import (
	"encoding/json"
	"strings"
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
		// of CPU models that this run does not use, or a choice that is none
		idle := strings.HasPrefix(n.Path, "openwhisk.processor.") || n.Path == "openwhisk.wait"
		if _, stamped := in.Platform[n.Path]; stamped != (n.Modelled && !idle) {
			t.Errorf("%s: stamped on results: %v, read by a replay: %v", n.Path, stamped, n.Modelled && !idle)
		}
		if !n.Modelled {
			recorded++
		}
	}
	if recorded == 0 {
		t.Error("the profile records no number for later: the test asks nothing")
	}
}

// Are results comparable with older ones as long as no number of theirs is used that is
// new, and does another slowdown make other results?
func TestStampHasTheNumbersOfTheCPUModel(t *testing.T) {
	stamp := func(flags map[string][]string) string {
		p := newPlan(t, &fakeTrace{}, flags)
		return p.Stamp([]results.PolicyID{p.Runs[0].id()}, []int64{1}).Manifest
	}
	for _, c := range []struct {
		mode, set      string
		stamps, counts bool // plain results have a number of processors; another value makes others
	}{
		{"ignored", "processor.stretch=0.5", false, false}, {"isolated", "processor.stretch=0.5", false, false},
		{"shared", "processor.stretch=0.5", false, false}, {"stretch", "processor.stretch=0.5", true, true},
		{"ignored", "processor.threads=2", false, false}, {"shared", "processor.threads=2", false, true},
		{"shared", "processor.thread_gain=0.1", false, false}, {"shared", "processor.switch=1us", false, true},
		{"shared", "processor.slice=1ms", false, false}, {"stretch", "processor.threads=2", true, true},
	} {
		flags := map[string][]string{"cpu": {c.mode}}
		plain := stamp(flags)
		flags["set"] = []string{c.set}
		stamps, counts := strings.Contains(plain, "constant.processor."), plain != stamp(flags)
		if stamps != c.stamps || counts != c.counts {
			t.Errorf("%s: numbers are stamped: %v; %s changes the stamp: %v; expected %v and %v", c.mode, stamps, c.set,
				counts, c.stamps, c.counts)
		}
	}
}
