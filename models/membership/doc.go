// Package membership says which invokers of a platform take invocations, and when that
// changes: by a schedule, by failures that are drawn, or by both.
//
//	schedule ──┐
//	           ├─▶ Roster ──Take, at the instants of Next──▶ what has changed, for the replay
//	failures ──┘      └─ Member, Pace, Returns: the present, and what may come
//
//	absent ──join──▶ member ──drain──▶ draining ──Emptied──▶ absent
//	   ▲               │  ▲──────join─────┘ │
//	   └────crash──────┴──────crash─────────┘
//
// It knows neither containers nor invocations: what a change means for them is the
// replay's (docs/semantics.md, rule 25). Failures follow a renewal process of each
// invoker: the time that it is up and the time that its repair takes are exponential.
package membership
