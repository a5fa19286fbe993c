package inmemory_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"thaw/models/workload"
	"thaw/traces/inmemory"
	"thaw/traces/tracetest"
)

func TestReadHoldsASourceAndReplaysIt(t *testing.T) {
	want := tracetest.Steady(10_001, time.Millisecond)
	m, err := inmemory.Read(want.Replay())
	if err != nil {
		t.Fatal(err)
	}
	if m.Len() != want.Len() || !slices.Equal(m.Invocations(), tracetest.Clone(want)) || m.Table() != want.Table() {
		t.Fatal("the copy differs")
	}
	for range 2 {
		if !slices.Equal(tracetest.ReadAll(t, m, 100, 3), tracetest.Clone(want)) {
			t.Error("the replay differs")
		}
		m.Reset()
	}
	broken := errors.New("broken")
	if _, err := inmemory.Read(&tracetest.Failing{Source: want.Replay(), Err: broken}); err != broken {
		t.Errorf("error %v, want %v", err, broken)
	}
}

func TestNewChecks(t *testing.T) {
	table := &workload.Table{Functions: make([]workload.Function, 2)}
	for name, inv := range map[string][]workload.Invocation{
		"unsorted":          {{Arrival: 2}, {Arrival: 1}},
		"before the start":  {{Arrival: -1}},
		"negative duration": {{Duration: -1}},
		"function too high": {{Function: 2}},
		"negative function": {{Function: -1}},
	} {
		if _, err := inmemory.New(table, inv); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if m, err := inmemory.New(table, []workload.Invocation{{}, {Function: 1}, {Arrival: 1}}); err != nil ||
		m.Len() != 3 {
		t.Errorf("a sound trace: %v", err)
	}
}
