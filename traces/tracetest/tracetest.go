// Package tracetest has what the tests of traces share, as testing/iotest does
// for readers.
//
//	Draw, Steady ─▶ a small trace ─▶ the code under test ─▶ ReadAll ─▶ invocations
//	WriteFiles, PackEach, PackTar ─▶ files that a trace is read from
package tracetest

import (
	"fmt"
	"io"
	"slices"
	"time"

	"pgregory.net/rapid"

	"thaw/models/workload"
	"thaw/sim"
	"thaw/traces/inmemory"
)

// Draw draws a small trace: ties, gaps and zero durations included.
func Draw(t *rapid.T) *inmemory.Source {
	table := &workload.Table{}
	for i := range rapid.IntRange(1, 4).Draw(t, "apps") {
		table.Apps = append(table.Apps, workload.App{Name: fmt.Sprintf("app%d", i), Memory: workload.MiB(100 + i)})
	}
	for i := range rapid.IntRange(1, 12).Draw(t, "functions") {
		app := workload.AppID(rapid.IntRange(0, len(table.Apps)-1).Draw(t, "app"))
		table.Functions = append(table.Functions, workload.Function{
			Name: fmt.Sprintf("%s/f%d", table.Apps[app].Name, i), App: app, Memory: workload.MiB(1 + i),
			Trigger:         rapid.SampledFrom([]string{"", "http", "timer"}).Draw(t, "trigger"),
			MeanDuration:    time.Duration(rapid.Int64Range(0, 1e12).Draw(t, "mean")),
			ImputedDuration: rapid.Bool().Draw(t, "imputed duration"),
			ImputedMemory:   rapid.Bool().Draw(t, "imputed memory"),
		})
	}
	gaps := rapid.SliceOfN(rapid.Int64Range(0, 3), 0, 200).Draw(t, "gaps")
	inv := make([]workload.Invocation, len(gaps))
	at := sim.Time(rapid.Int64Range(0, 5).Draw(t, "first"))
	for i, gap := range gaps {
		at += sim.Time(gap)
		inv[i] = workload.Invocation{
			Arrival:  at,
			Duration: time.Duration(rapid.Int64Range(0, 1e11).Draw(t, "duration")),
			Function: workload.FuncID(rapid.IntRange(0, len(table.Functions)-1).Draw(t, "function")),
		}
	}
	m, err := inmemory.New(table, inv)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// ReadAll reads src with the given batch sizes, in turn, and checks the
// contract of Read on the way.
func ReadAll(t rapid.TB, src workload.Source, sizes ...int) []workload.Invocation {
	t.Helper()
	got := []workload.Invocation{}
	for i := 0; ; i++ {
		batch := make([]workload.Invocation, sizes[i%len(sizes)])
		n, err := src.Read(batch)
		if err == io.EOF && n == 0 {
			if n, err := src.Read(batch); n != 0 || err != io.EOF {
				t.Fatalf("Read after the end: %d, %v", n, err)
			}
			return got
		}
		if n < 1 || n > len(batch) || err != nil {
			t.Fatalf("Read(%d) = %d, %v", len(batch), n, err)
		}
		got = append(got, batch[:n]...)
	}
}

// Must fails the test on an error: Must[T](t)(f()).
func Must[T any](t rapid.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// Clone copies the invocations, as readers filter in place.
func Clone(m *inmemory.Source) []workload.Invocation { return slices.Clone(m.Invocations()) }

// Steady returns n invocations, one every gap, of functions with shares 8:4:2:1:1.
func Steady(n int, gap time.Duration) *inmemory.Source {
	table := &workload.Table{Apps: []workload.App{{Name: "app0", Memory: 1}}}
	for i := range 5 {
		table.Functions = append(table.Functions, workload.Function{Name: fmt.Sprintf("app0/f%d", i), Memory: 1})
	}
	share := []workload.FuncID{0, 1, 0, 2, 0, 1, 0, 3, 0, 1, 0, 2, 0, 1, 0, 4}
	inv := make([]workload.Invocation, n)
	for i := range inv {
		inv[i] = workload.Invocation{Arrival: sim.Time(i) * sim.Time(gap), Function: share[i%len(share)]}
	}
	m, err := inmemory.New(table, inv)
	if err != nil {
		panic(err) // a negative gap: a mistake of the test
	}
	return m
}

// Failing is a source that fails, or counts that it was closed.
type Failing struct {
	workload.Source
	Err    error
	Closed int
}

// Read returns Err instead of the end of the source, where it is set.
func (f *Failing) Read(batch []workload.Invocation) (int, error) {
	n, err := f.Source.Read(batch)
	if err == io.EOF && f.Err != nil {
		return 0, f.Err
	}
	return n, err
}

// Close counts.
func (f *Failing) Close() error { f.Closed++; return nil }
