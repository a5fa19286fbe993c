package traces

import (
	"strings"
	"testing"
	"time"

	"thaw/traces/input"
)

const closedLoop = "synthetic,model=users,users=5,think=1s,menu=2x128MiB/100ms,duration=1m"

// Is a closed loop refused by whoever needs arrivals, and is all that chooses among them
// refused with it, at once?
func TestClosedLoops(t *testing.T) {
	if _, err := Open(closedLoop, Options{}); err == nil || !strings.Contains(err.Error(), "it has no arrivals before a run") {
		t.Errorf("opened for its arrivals: %v", err)
	}
	_, err := Open(closedLoop, Options{Loops: true, Start: time.Second, Functions: 1, Rate: 1, Ramp: time.Second,
		Durations: DurationsMean})
	for _, want := range []string{"a start of the window", "a number of functions", "a rate", "a ramp", "mean durations"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, expected %q", err, want)
		}
	}
	tr, err := Open(closedLoop, Options{Loops: true, Length: 20 * time.Second, FunctionMemory: 64})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range tr.Table().Functions {
		if f.Memory != 64 {
			t.Errorf("%+v, expected 64 MiB", f)
		}
	}
	if u := tr.Table().Users; u == nil || u.Count != 5 || time.Duration(u.Until) != 20*time.Second {
		t.Errorf("the users are %+v", u)
	}
	if report, err := Validate(closedLoop, "", input.Limits{}); err != nil || !report.Usable() {
		t.Errorf("validated: %v (%v)", report, err)
	}
}
