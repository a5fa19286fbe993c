// Package traces reads invocation traces, generates them, and cuts them to
// size. A trace is opened once and replayed many times; every reader and every
// filter is a workload.Source, so that they stack:
//
//	file ─▶ format ─▶ Window ─▶ SampleFunctions ─▶ SampleInvocations ─▶ Ramp ─▶ Ahead ─▶ replay
//	        azure2019
//	        azure2021      (what Open stacks, by its Options)
//	        thaw
//	        synthetic
//	        sample
//
// Formats is the list of formats, one line each. A format is a folder: its type
// documents the layout and the known flaws. What a reader finds wrong and
// handles is counted in a findings.Report with file, line and column, and what
// it cannot handle is one error that lists every place.
package traces
