// Package reuse predicts how often memory of a size starts functions warm, from the
// distances at which a trace uses its functions again.
//
//	invocations ─▶ Tracker.Use ─need─▶ Curve: hit ratio by memory ─▶ SizeFor, Knee
//	      │                                │
//	      └─ arrivals ─▶ Controller ◀──────┘   memory over time, misses against a target
//
// An invocation needs so much memory to find its container: the sizes of all other
// functions used since its last use, each once, and its own. A cache that evicts the least
// recently used until a container fits, with one container a function, hits exactly if its
// memory is at least that and no function is larger than it. First uses always miss.
//
// Not modelled: several containers of one function at a time, which need memory that the
// distances do not show, keep-alive that ends, and cold starts that take time.
package reuse
