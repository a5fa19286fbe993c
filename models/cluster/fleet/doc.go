// Package fleet is the state of a platform: invokers, containers and the order in
// which containers are reused and evicted.
//
//	Create ──▶ starting ──Ready──▶ busy ──Release──▶ ·  ──Offer──▶ idle ──Remove──▶ ·
//	   └──────────────────────────▶ ▲                               │
//	                                └────────────── Use ◀───────────┘
//
// Each arrow is a method, the only way to change the state: the replay uses them
// for the true platform, and for what the scheduler believes where messages take
// time. All other packages read. Policies decide when to take a transition, the
// replay counts it and keeps the time; a Fleet knows no clock and no event.
//
// A Fleet tells its Followers of changes: indices that answer one question fast. For
// two of them it writes marks, where a call at each start and end costs too much.
package fleet
