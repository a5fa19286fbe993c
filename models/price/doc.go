// Package price says what a run would have cost its user, by dated price lists, and
// what it would have emitted.
//
//	a file of lists, or of a user ─▶ Decode ─▶ List ─Offer─▶ Bill ◀─ outcomes, memory kept, invokers
//	every number with source and date                    └─ USD: exact, rounded once
//	a file of carbon ─▶ DecodeCarbon ─▶ Carbon ─▶ Footprint ◀─ outcomes, idle times
//
// A bill follows its list: durations are rounded up invocation by invocation, memory to
// the sizes that are sold. It adds whole steps of time and whole MiB, multiplies by the
// prices as the list writes them, and rounds the sum to a float64 at the end. So it
// depends on no order.
//
// Not modelled: free tiers, discounts by volume or commitment, taxes, network, storage
// and logs; executions that fail or do not end (they are not billed).
package price
