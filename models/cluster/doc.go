// Package cluster replays a trace on a modelled platform under the policies of
// a run.
//
//	workload.Source ──arrivals──▶ central queue ──Scheduler──▶ invoker ┬ starting
//	                                                                   ├ busy
//	                     Sink ◀──outcomes── completed invocations ◀────┤
//	                 Timeline ◀──a row a second and invoker            └ idle ──KeepAlive──▶ expired, evicted
//
// Replay merges the sorted arrivals with one queue of events and returns the
// Summary. Everything has an index for an identity, and state is slices by
// index; policies look through the read-only View and answer with one value;
// the engine alone counts. The rules are those of docs/semantics.md.
//
// The state is a fleet, whose transitions are those of the platform and of what the
// scheduler believes of it (belief); an index answers questions of policies; a tally keeps the
// books; steps are those of starts and removals where mechanisms take part. Each is a
// package below this one.
//
// Stages of a cold start are draws unless Config.Mechanisms or Config.Daemon say
// that they happen on the devices of an invoker.
//
// Not modelled: what executions and starts take from each other but for cores,
// lost tasks of workflows that are tried again.
// docs/model.md says more.
package cluster
