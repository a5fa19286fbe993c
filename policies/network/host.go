package network

import "thaw/models/network"

// Host leaves containers in the network of their invoker.
var Host = define("host",
	"containers use the network of their invoker, by ports of its address: nothing is set up and nobody is isolated",
	"ao2022, sections 3.1.4 and 4.5.3; ao2022, table 3.4",
	none{}, func(none) network.Recipe {
		return network.Recipe{
			Scope: network.Host,
			Able:  network.Capabilities{LowLatency: true, Addressable: true, Routed: true, Connection: "direct IP"},
		}
	})
