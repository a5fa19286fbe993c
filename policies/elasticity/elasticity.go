// Package elasticity holds the strategies by which virtual machines grow and
// shrink with the containers in them, one file a strategy.
//
//	static      nothing moves: the VM keeps the most it ever had
//	balloon     ░░░░ ─ page by page ─▶ host
//	virtio-mem  ▓░▓░ ─ migrate, zero ─▶ ░░░░ ─ block by block ─▶ host
//	harvest     likewise, more than needed, and keeps some free for new containers
//	squeezy     ▓▓▓▓ ░░░░ ─ a partition that its container has left is empty ─▶ host
//
// A strategy is a memory.Strategy, a value; models/memory does the rest.
package elasticity

import (
	"thaw/models/memory"
	"thaw/policies"
)

// none is the empty parameter list.
type none struct{}

// define declares a strategy.
func define[P any](name, summary, source string, defaults P,
	build func(P) memory.Strategy) policies.Entry[memory.Strategy] {
	return policies.Define(name, summary, source, defaults, func(p P) memory.Strategy {
		s := build(p)
		s.Name = name
		return s
	})
}
