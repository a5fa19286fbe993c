package network

import "thaw/models/network"

// Batched prepares the devices of a group before its containers come.
var Batched = define("batched",
	"the containers of a group on an invoker share a namespace; the devices of all that are expected are made "+
		"in it at "+
		"once, and one end of each is moved: S2, S3, S5 and S6",
	"ao2022, section 3.2.1 (design 2)",
	batchedParams{Scope: "application", Block: 1}, func(p batchedParams) network.Recipe {
		return network.Recipe{
			Scope: scopeOf(p.Scope), Able: direct, Tunnel: true,
			Found: []network.Step{network.Root, network.Enter},
			Endpoint: []network.Step{network.Pair, network.MoveLocal, network.Attach, network.Address,
				network.Announce},
			Block:    p.Block,
			Dissolve: []network.Step{network.Delete},
		}
	})

type batchedParams struct {
	Scope string `param:"scope" enum:"application|job" help:"whose containers share a namespace on an invoker"`
	Block int    `param:"block" min:"1" max:"65536" help:"devices made at once when the number of containers is unknown"`
}
