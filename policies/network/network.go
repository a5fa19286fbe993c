// Package network holds the strategies by which containers are connected to a
// network, one file a strategy.
//
//	host               nothing
//	bridge             container: S1 S2 S4 S5 S6
//	overlay            container: S1 S2 S3 S4 S5 S6
//	swarm              container: S1 ... S6, and S2 S4 S5 S6 of a second device
//	pooled             ahead of time: what bridge or overlay does
//	shared-namespace   group: root · container: S2 S3 S4 S5 S6
//	batched            group: root, then S2 S3 S5 S6 for all expected containers
//	particle           group: root, S2 S3 S5 S6 once, then an address for each
//
// S1 to S6 are the steps of ao2022, figure 3.1: namespace, pair of devices, move
// of one end to the tunnel, of the other to the container, attachment, address. A
// strategy is a list of steps, which models/network executes. Its scope and
// capabilities state its isolation, so that a comparison can refuse an unfit one.
package network

import (
	"thaw/models/network"
	"thaw/policies"
)

// none is the empty parameter list.
type none struct{}

// define declares a strategy.
func define[P any](name, summary, source string, defaults P,
	build func(P) network.Recipe) policies.Entry[network.Recipe] {
	return policies.Define(name, summary, source, defaults, func(p P) network.Recipe {
		r := build(p)
		r.Name = name
		return r
	})
}

// The steps of one container's own connection, to a bridge of its invoker and to an
// overlay.
var (
	bridgeSteps = []network.Step{network.Namespace, network.Pair, network.MoveGuest, network.Attach, network.Address,
		network.Engine}
	overlaySteps = []network.Step{network.Namespace, network.Pair, network.MoveLocal, network.MoveGuest,
		network.Attach, network.Address, network.Announce}
)

// scopeOf reads the parameter scope of strategies that share a namespace.
func scopeOf(text string) network.Scope {
	if text == "job" {
		return network.Job
	}
	return network.Application
}

// direct are the capabilities that table 3.4 of ao2022 gives an overlay.
var direct = network.Capabilities{Isolated: true, Addressable: true, Routed: true, Connection: "direct IP"}
