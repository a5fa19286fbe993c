// Package client models those who invoke functions: how long they wait for an answer,
// how they try again, and, in a closed loop, when they ask next.
//
//	invocation ──▶ attempt 1 ──answer──▶ over
//	                  │  └─no answer: timeout, failure, refusal──▶ wait ──▶ attempt 2 ──▶ ...
//	                  └──given up, it goes on on the platform: nobody waits for it
//
//	user ──think──▶ invocation ──over──▶ think ──▶ ...            (a closed loop)
//
// Most attempts of an open loop need no record: their end is known, and it comes in time.
// Whoever waits, might be late or tries again has a record, named by a Ticket; an attempt
// whose ticket is not its record's any more has nobody who waits for it.
//
// The package knows neither containers nor invokers. Gate is the platform's side: the
// limits beyond which it refuses attempts (429, too many requests).
package client
