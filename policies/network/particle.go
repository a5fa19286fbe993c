package network

import "thaw/models/network"

// Particle consolidates namespaces and devices.
var Particle = define("particle",
	"the containers of a group on an invoker share a namespace with one device, to which an address is added "+
		"for each "+
		"that is expected",
	"ao2022, section 3.2.1 (final design); thomas2020particle, design",
	particleParams{Scope: "application", Block: 16}, func(p particleParams) network.Recipe {
		able := direct
		able.LowLatency = true
		return network.Recipe{
			Scope: scopeOf(p.Scope), Able: able, Tunnel: true,
			Found: []network.Step{network.Root, network.Enter, network.Pair, network.MoveLocal,
				network.Attach, network.Address, network.Announce},
			Endpoint: []network.Step{network.Secondary},
			Block:    p.Block,
			Dissolve: []network.Step{network.Delete},
		}
	})

type particleParams struct {
	Scope string `param:"scope" enum:"application|job" help:"whose containers share a namespace on an invoker"`
	Block int    `param:"block" min:"1" max:"65536" help:"addresses added at once when the number of containers is unknown"`
}
