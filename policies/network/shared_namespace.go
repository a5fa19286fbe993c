package network

import "thaw/models/network"

// SharedNamespace consolidates namespaces only.
var SharedNamespace = define("shared-namespace",
	"the containers of a group on an invoker share a namespace, into which a pair of devices is moved for "+
		"each: steps "+
		"S2 to S6",
	"ao2022, section 3.2.1 (design 1)",
	sharedParams{Scope: "application"}, func(p sharedParams) network.Recipe {
		return network.Recipe{
			Scope: scopeOf(p.Scope), Able: direct, Tunnel: true,
			Found:    []network.Step{network.Root},
			Member:   overlaySteps[1:],
			Dissolve: []network.Step{network.Delete},
		}
	})

type sharedParams struct {
	Scope string `param:"scope" enum:"application|job" help:"whose containers share a namespace on an invoker"`
}
