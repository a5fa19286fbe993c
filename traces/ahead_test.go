package traces

import (
	"errors"
	"io"
	"runtime"
	"slices"
	"testing"
	"time"

	"thaw/models/workload"
	"thaw/traces/tracetest"
)

// goroutinesBecome waits for goroutines that are on their way out.
func goroutinesBecome(t *testing.T, want int) {
	t.Helper()
	for range 1000 {
		if runtime.NumGoroutine() <= want {
			return
		}
		time.Sleep(time.Millisecond)
	}
	t.Errorf("%d goroutines, want %d", runtime.NumGoroutine(), want)
}

func TestAheadIsTheSameSequence(t *testing.T) {
	for _, n := range []int{0, 1, aheadBatch - 1, aheadBatch, aheadBatch + 1, 10*aheadBatch + 17} {
		before := runtime.NumGoroutine()
		m := tracetest.Steady(n, time.Millisecond)
		got := tracetest.ReadAll(t, Ahead(m.Replay(), 3), 1, 777, 5000, aheadBatch)
		if !slices.Equal(got, tracetest.Clone(m)) {
			t.Errorf("%d invocations: the sequence differs", n)
		}
		goroutinesBecome(t, before) // gone at the end, also without Close
	}
}

func TestAheadStopsAtClose(t *testing.T) {
	before := runtime.NumGoroutine()
	for _, reads := range []int{0, 1, 5} {
		src := &tracetest.Failing{Source: tracetest.Steady(100*aheadBatch, time.Millisecond)}
		a := Ahead(src, 4)
		batch := make([]workload.Invocation, 1000)
		for range reads {
			if _, err := a.Read(batch); err != nil {
				t.Fatal(err)
			}
		}
		for range 2 { // closing twice does no harm
			if err := a.Close(); err != nil {
				t.Fatal(err)
			}
		}
		if src.Closed != 1 {
			t.Errorf("the source was closed %d times, want once", src.Closed)
		}
		if n, err := a.Read(batch); n != 0 || err == nil || err == io.EOF {
			t.Errorf("Read after Close: %d, %v; want an error", n, err)
		}
	}
	goroutinesBecome(t, before)
}

func TestAheadHandsOutWhatCameBeforeAnError(t *testing.T) {
	broken := errors.New("broken")
	a := Ahead(&tracetest.Failing{Source: tracetest.Steady(aheadBatch+5, 1), Err: broken}, 2)
	batch := make([]workload.Invocation, 100)
	total := 0
	for {
		n, err := a.Read(batch)
		total += n
		if err != nil {
			if err != broken || total != aheadBatch+5 {
				t.Errorf("%v after %d invocations, want %v after %d", err, total, broken, aheadBatch+5)
			}
			break
		}
	}
	if _, err := a.Read(batch); err != broken {
		t.Errorf("Read after the error: %v, want %v again", err, broken)
	}
}

func TestAheadDoesNotAllocate(t *testing.T) {
	m := tracetest.Steady(600*aheadBatch, 1)
	a := Ahead(m, 4)
	defer a.Close()
	batch := make([]workload.Invocation, aheadBatch)
	if _, err := a.Read(batch); err != nil {
		t.Fatal(err)
	}
	if n := testing.AllocsPerRun(500, func() { _, _ = a.Read(batch) }); n > 0 {
		t.Errorf("%v allocations a batch", n)
	}
}

func BenchmarkAhead(b *testing.B) {
	m := tracetest.Steady(1<<20, time.Millisecond)
	batch := make([]workload.Invocation, 4096)
	for b.Loop() {
		m.Reset()
		a := Ahead(m, 8)
		for {
			if _, err := a.Read(batch); err != nil {
				break
			}
		}
	}
	b.ReportMetric(float64(b.N)*float64(m.Len())/1e6/b.Elapsed().Seconds(), "M/s")
}
