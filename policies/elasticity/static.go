package elasticity

import "thaw/models/memory"

// Static provisions a VM for the largest number of containers that it ever has.
var Static = define("static",
	"a VM keeps all memory that it has received: growing to an earlier size takes no time, and nothing is reclaimed",
	"lagkas2026squeezy, section 2.1 (the N:1 model as it is)",
	none{}, func(none) memory.Strategy { return memory.Strategy{Means: memory.Fixed} })
