// Package tuner models a node whose processors are tuned while it runs: FaaSCTRL, an
// agent that learns priorities and cores of latency-sensitive functions.
//
//	arrivals ─▶ executions on models/cpu ─▶ window: responses, waits, cores ─▶ state, reward
//	                    ▲                                                          │
//	                    └── knobs of each function: priority, cores ◀── agent ◀────┘
//
// A node runs functions that are latency-sensitive and functions that are best effort,
// under a load that does not wait for answers. All containers exist: an execution may run
// from its arrival on, and its response is what the cores make of it. Best-effort
// functions share cores fairly. The others have two knobs each: a real-time priority, and
// whole cores for the function alone, or none.
//
// The agent is as released with FaaSCTRL but where its code trains nothing: states,
// actions, illegal ones, reward, networks and constants are those of the code (panda2024),
// and the gradients flow. Every number of a run comes from its seeds.
//
// Not modelled: cold starts, memory, caches (a slowdown by load stands for them), the
// limit of 95 % on real-time tasks, the work of the agent itself, and the time that a
// change takes. Cores of a function are its alone (models/cpu); the released scripts keep
// only other latency-sensitive functions away from them.
package tuner
