package network

import "thaw/models/network"

// Bridge connects containers within an invoker.
var Bridge = define("bridge",
	"each container has a namespace, whose device is attached to a bridge of the invoker; other invokers are reached "+
		"through the invoker's address",
	"ao2022, section 4.5.3; ao2022, section 3.5",
	none{}, func(none) network.Recipe {
		return network.Recipe{
			Scope:  network.PerContainer,
			Able:   network.Capabilities{Isolated: true, Connection: "through the invoker's address"},
			Member: bridgeSteps,
			Leave:  []network.Step{network.Delete},
		}
	})
