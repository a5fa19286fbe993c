package elasticity

import "thaw/models/memory"

// Balloon takes memory back page by page.
var Balloon = define("balloon",
	"a driver in the guest allocates as many free pages as are to go, and the host takes each of them at a VM exit",
	"lagkas2026squeezy, sections 2.2 and 6.1.1",
	none{}, func(none) memory.Strategy { return memory.Strategy{Means: memory.Balloon} })
