package azure2019

import (
	"io"
	"os"
	"testing"
	"time"

	"thaw/models/workload"
	"thaw/sim"
)

const (
	realDay  = "../../../shared/traces/azure2019-d07-250"
	realDays = "../../../shared/traces/azure2019-12days-500"
)

func openReal(t testing.TB, path string, opt Options) *Trace {
	t.Helper()
	if _, err := os.Stat(path); err != nil {
		t.Skipf("the shared traces are absent: %v", err)
	}
	a, err := Open(path, opt)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// readAll reads a source to its end.
func readAll(t testing.TB, a *Trace, seed uint64) []workload.Invocation {
	t.Helper()
	src, err := a.Source(seed)
	if err != nil {
		t.Fatal(err)
	}
	var all []workload.Invocation
	batch := make([]workload.Invocation, 1000)
	for {
		n, err := src.Read(batch)
		if err == io.EOF {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, batch[:n]...)
	}
}

// Does the real day come out as its README states it?
func TestRealDay(t *testing.T) {
	a := openReal(t, realDay, Options{})
	t.Logf("report:\n%s", a.Report())
	all := readAll(t, a, 1)
	if len(all) != 567_403 {
		t.Errorf("%d invocations, expected 567403", len(all))
	}
	if f, p := len(a.Table().Functions), len(a.Table().Apps); f != 250 || p != 246 {
		t.Errorf("%d functions of %d apps, expected 250 of 246", f, p)
	}
	if n := a.Table().Imputed(); n != 0 {
		t.Errorf("%d functions imputed, expected none: all rows join", n)
	}
	if a.Span() != 8*time.Hour {
		t.Errorf("span is %v, expected 8h", a.Span())
	}
	last := sim.Time(0)
	for i, v := range all {
		if v.Arrival < last || v.Arrival.Sub(0) >= a.Span() || v.Duration < 0 {
			t.Fatalf("invocation %d: %+v after %v", i, v, last)
		}
		last = v.Arrival
	}
}

// Do twelve files join to twelve days, in order?
func TestRealDays(t *testing.T) {
	a := openReal(t, realDays, Options{})
	all := readAll(t, a, 1)
	if len(all) != 5_495_746 {
		t.Errorf("%d invocations, expected 5495746", len(all))
	}
	if a.Span() != 12*24*time.Hour {
		t.Errorf("span is %v, expected 288h", a.Span())
	}
	if n := a.Table().Imputed(); n != len(a.Table().Functions) {
		t.Errorf("%d of %d functions imputed, expected all: there are no rows", n, len(a.Table().Functions))
	}
	if len(a.Files()) != 12 {
		t.Errorf("%d files, expected 12", len(a.Files()))
	}
}
