package elasticity

import "thaw/models/memory"

// Static VMs are provisioned for the most instances that they ever have.
var Static = define("static",
	"a VM keeps the memory that it was given: growing to what it had before takes nothing, and nothing comes back",
	"lagkas2026squeezy, section 2.1 (the N:1 model as it is)",
	none{}, func(none) memory.Strategy { return memory.Strategy{Means: memory.Fixed} })
