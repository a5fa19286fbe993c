package traces

import (
	"errors"
	"slices"
	"testing"
	"time"

	"thaw/models/workload"
)

func TestMemoryHoldsASourceAndReplaysIt(t *testing.T) {
	want := steady(10_001, time.Millisecond)
	m, err := Memory(want.Replay())
	if err != nil {
		t.Fatal(err)
	}
	if m.Len() != want.Len() || !slices.Equal(m.Invocations(), wholeOf(want)) || m.Table() != want.Table() {
		t.Fatal("the copy differs")
	}
	for range 2 {
		if !slices.Equal(readAll(t, m, 100, 3), wholeOf(want)) {
			t.Error("the replay differs")
		}
		m.Reset()
	}
	broken := errors.New("broken")
	if _, err := Memory(&failing{Source: want.Replay(), err: broken}); err != broken {
		t.Errorf("error %v, want %v", err, broken)
	}
}

func TestNewInMemoryChecks(t *testing.T) {
	table := &workload.Table{Functions: make([]workload.Function, 2)}
	for name, inv := range map[string][]workload.Invocation{
		"unsorted":          {{Arrival: 2}, {Arrival: 1}},
		"before the start":  {{Arrival: -1}},
		"negative duration": {{Duration: -1}},
		"function too high": {{Function: 2}},
		"negative function": {{Function: -1}},
	} {
		if _, err := NewInMemory(table, inv); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if m, err := NewInMemory(table, []workload.Invocation{{}, {Function: 1}, {Arrival: 1}}); err != nil || m.Len() != 3 {
		t.Errorf("a sound trace: %v", err)
	}
}
