package sim

import "testing"

// panics reports whether f panics.
func panics(f func()) (did bool) {
	defer func() { did = recover() != nil }()
	f()
	return false
}

func TestInvariantsCatchBrokenContracts(t *testing.T) {
	var q Queue
	q.Push(Event{At: 10})
	q.Next(drainAll)
	if did := panics(func() { q.Push(Event{At: 9}) }); did != Invariants {
		t.Errorf("a push into the past panics: %v, with invariants: %v", did, Invariants)
	}
	l := mustLink(t, LinkConfig{Capacity: 1})
	l.Start(0, 5, 0)
	if did := panics(func() { l.Start(1, 5, 6*Second) }); did != Invariants {
		t.Errorf("a missed finish panics: %v, with invariants: %v", did, Invariants)
	}
	if did := panics(func() { Check(false, "%d of %d", 1, 2) }); did != Invariants {
		t.Errorf("Check(false) panics: %v, with invariants: %v", did, Invariants)
	}
}

// Giving back what one does not hold is a mistake of ours in every build.
func TestReleasingWhatIsNotHeldPanics(t *testing.T) {
	var l Lock
	p := NewPool(2)
	l.Acquire(1, 0)
	l.Acquire(2, 0)
	if !panics(func() { l.Release(2, 0) }) || !panics(func() { p.Release(0) }) {
		t.Error("a release without a hold is accepted")
	}
	if id, ok := l.Holder(); !ok || id != 1 {
		t.Errorf("the holder is %d, %v, want 1", id, ok)
	}
}
