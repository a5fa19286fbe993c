// Package outcome holds the nouns that a replay produces and results keep: what
// became of each invocation, each second of the timeline, and the summary of a run.
//
//	replay ──Sink──▶ [ Invocation ... ]    ──TimelineSink──▶ [ Second ... ]    ──▶ Summary, Latency
//
// It knows neither the engine that fills them nor the files that keep them.
package outcome
