// Package workload holds the nouns that traces produce and the cluster
// consumes: functions, apps, invocations, and the source they stream from.
//
//	trace ──Source.Read──▶ [ {arrival, duration, function} ... ] ──▶ cluster
package workload

import (
	"time"

	"thaw/models/workflow"
	"thaw/sim"
)

// FuncID is a function's index in a Table.
type FuncID int32

// AppID is an application's index in a Table.
type AppID int32

// Function is one function of a trace.
type Function struct {
	Name    string // identity "app/function" (semantics, rule 3)
	Trigger string // as the trace names it; empty when unknown
	App     AppID
	Memory  MiB // at least 1

	// MeanDuration is the mean of the function's duration source; zero when the
	// format does not tell before the replay.
	MeanDuration time.Duration

	// LongestDuration is the longest of the function's durations that the duration source
	// states, at least MeanDuration; zero when the format does not tell.
	LongestDuration time.Duration

	// What the trace did not say and the reader filled in (semantics, rule 19).
	ImputedDuration, ImputedMemory bool
}

// App is one application of a trace.
type App struct {
	Name   string
	Memory MiB // at least 1: what one sandbox of the whole app books
}

// Table lists the functions and apps of a trace. It is complete before the
// first invocation is read and does not change afterwards.
type Table struct {
	Functions []Function
	Apps      []App
	Users     *Users            // of a trace without arrivals; or nil
	Workflow  *workflow.Program // likewise: its tasks are the invocations, of the functions in its order
}

// Loops reports whether a replay makes the arrivals: the source has none.
func (t *Table) Loops() bool { return t.Users != nil || t.Workflow != nil }

// Imputed counts the functions whose duration or memory was filled in.
func (t *Table) Imputed() int {
	n := 0
	for i := range t.Functions {
		if t.Functions[i].ImputedDuration || t.Functions[i].ImputedMemory {
			n++
		}
	}
	return n
}

// Invocation is one request of a function. Its place in the source, counted
// from 0, is its number.
type Invocation struct {
	Arrival  sim.Time
	Duration time.Duration // execution time when nothing slows it, never negative
	Function FuncID
}

// Source streams invocations in order of arrival, as io.Reader streams bytes.
type Source interface {
	// Table returns the functions and apps that invocations refer to.
	Table() *Table
	// Read fills a prefix of batch and returns its length. At the end of the
	// trace it returns 0, io.EOF. It returns n > 0 only with a nil error.
	Read(batch []Invocation) (n int, err error)
}

// BatchSource is a Source that has invocations in memory, and shows them without
// copying. NextBatch returns the next of them, at least one and at most n: they are the
// source's, and good until the next call. Its errors are those of Read.
type BatchSource interface {
	NextBatch(n int) ([]Invocation, error)
}

// Batches returns what yields the next invocations of a source, at most n at a time and
// uncopied where it can show them.
func Batches(src Source, n int) func() ([]Invocation, error) {
	if b, ok := src.(BatchSource); ok {
		return func() ([]Invocation, error) { return b.NextBatch(n) }
	}
	buffer := make([]Invocation, n)
	return func() ([]Invocation, error) {
		n, err := src.Read(buffer)
		return buffer[:n], err
	}
}

// SourceError is what a Source returned in place of its invocations: the input is at
// fault and not what is done with it.
type SourceError struct{ Err error }

func (e *SourceError) Error() string { return e.Err.Error() }
func (e *SourceError) Unwrap() error { return e.Err }
