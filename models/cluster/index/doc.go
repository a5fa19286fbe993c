// Package index answers questions that schedulers ask of all invokers at once,
// without a look at each.
//
//	Fit        who, in index order, has so much memory available
//	Available  who has the most memory available
//	Load       who runs the fewest containers
//	Warm       who has a warm container of a unit, in index order
//	Walk       the same in the order of the unit's walk
//	Level      who of those has the most memory available
//	Room       who of those with so much memory free has the most available
//	Eviction   where making room costs least
//
// Each reads the fleet and never changes it. It is a fleet.Follower and hears of
// changes at the places that it asks for; the bits of Warm and the bounds of Fit are
// written by the fleet, for the sake of speed. A Set builds them at the first question,
// so that platforms pay for those that their policies use.
package index
