// Package sim is a discrete-event kernel. It knows nothing of serverless
// platforms: it has a clock, an order of events, random numbers, and things
// that can be waited for.
//
//	arrivals (sorted) ──────────┐
//	                            ▼ the earlier of the two
//	Queue ── Next(arrival) ── handler ──► Push(later event)
//	                            │
//	         Stream, Dist ──────┤ how long
//	         Lock, Pool, Link ──┤ whose turn
//	         Histogram ─────────┘ what came of it
//
// A mechanism model is written with Arena (its jobs), Ring (who waits), LRU (what
// was used last), Heap (what comes first) and Outbox (the Wakes that it asks for).
//
// The loop belongs to the user, who merges a sorted stream of arrivals with the
// Queue: an arrival never enters the queue, it is the limit up to which Next
// hands out events. The package example shows it whole.
//
// Everything works on values and indices. An Event is 16 bytes; a resource
// takes an ID and the current instant and names an ID back, and calls nobody.
// In steady state nothing allocates. Nothing reads a clock, a global random
// source or the order of a map, so the same input gives the same bytes.
//
// What is not modelled: there are no processes or coroutines that block, no
// priorities or preemption in Lock and Pool, no cancelling of events (let them
// fire and be ignored, or move a deadline and push again), no weights between
// the flows of a Link, and no parallel execution of one run.
//
// Built with -tags invariants the package checks the contracts of its users;
// without it these checks compile to nothing.
package sim
