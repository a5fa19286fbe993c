package network

import (
	"slices"

	"thaw/models/network"
)

// Swarm is the overlay of Docker Swarm.
var Swarm = define("swarm",
	"overlay, and a second device of each container to the gateway bridge of its invoker; the other invokers "+
		"hear of it "+
		"by gossip",
	"ao2022, section 3.4; dockergwbridge, the bridge connects overlay networks to individual containers' networks",
	none{}, func(none) network.Recipe {
		second := []network.Step{network.Pair, network.MoveGuest, network.Attach, network.Address}
		steps := slices.Concat(overlaySteps[:len(overlaySteps)-1], second, []network.Step{network.Gossip})
		return network.Recipe{
			Scope: network.PerContainer, Able: direct, Tunnel: true,
			Member: steps,
			Leave:  []network.Step{network.Delete},
		}
	})
