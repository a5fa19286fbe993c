package network

import "thaw/models/network"

// Overlay is what overlay networks do on Linux.
var Overlay = define("overlay",
	"each container has a namespace, and a pair of devices from it to the tunnel endpoint of its invoker: steps "+
		"S1 to S6",
	"ao2022, section 3.1.3 and figure 3.1",
	none{}, func(none) network.Recipe {
		return network.Recipe{
			Scope: network.PerContainer, Able: direct, Tunnel: true,
			Member: overlaySteps,
			Leave:  []network.Step{network.Delete},
		}
	})
