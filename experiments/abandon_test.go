package experiments

import (
	"context"
	"testing"
	"time"

	"thaw/experiments/exit"
	"thaw/models/workload"
)

// slowTrace is a trace that is read for very long once it is replayed.
type slowTrace struct {
	*fakeTrace
	began chan struct{}
	end   chan struct{}
	opens int
}

func (s *slowTrace) Source(seed uint64) (workload.Source, error) {
	if s.opens++; s.opens > 1 { // the first one looks for arrivals
		close(s.began)
		<-s.end
	}
	return s.fakeTrace.Source(seed)
}

// Is an interruption heard while a window of a trace is read into memory, as
// reproductions and load searches do, and can the folder be resumed?
func TestInterruptedWhileATraceIsRead(t *testing.T) {
	t.Chdir(t.TempDir())
	trace := &slowTrace{newFakeTrace(100), make(chan struct{}), make(chan struct{}), 0}
	defer close(trace.end)
	p := newPlan(t, trace.fakeTrace, flagsFor("r"))
	p.Trace = trace
	ctx, stop := context.WithCancel(t.Context())
	go func() {
		<-trace.began
		stop()
	}()
	done := make(chan error, 1)
	go func() {
		_, err := p.Execute(ctx, Options{Jobs: 1})
		done <- err
	}()
	select {
	case err := <-done:
		if exit.Code(err) != exit.CodeInterrupted {
			t.Errorf("%v", err)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("still waiting")
	}
}
