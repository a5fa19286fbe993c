package network

import (
	"time"

	"thaw/models/network"
)

// Pooled makes namespaces before containers come.
var Pooled = define("pooled",
	"a container takes a namespace that is ready; each invoker keeps some, filled up at intervals one after the "+
		"other, and makes one when none is left",
	"fuerst2023iluvatar, network namespace pool; iluvatar, worker.json; mohan2019, pause container pool manager "+
		"(reuse=true)",
	pooledParams{Size: 20, Refill: 500 * time.Millisecond, Over: "bridge"}, func(p pooledParams) network.Recipe {
		r := network.Recipe{
			Scope:  network.PerContainer,
			Able:   network.Capabilities{Isolated: !p.Reuse, Connection: "through the invoker's address"},
			Member: bridgeSteps,
			Leave:  []network.Step{network.Delete},
			Pool:   p.Size, Refill: p.Refill, Reuse: p.Reuse,
		}
		if p.Over == "overlay" {
			r.Member, r.Tunnel, r.Able = overlaySteps, true, direct
			r.Able.Isolated = !p.Reuse
		}
		return r
	})

type pooledParams struct {
	Size   int           `param:"size" min:"1" max:"65536" help:"namespaces kept ready on each invoker"`
	Refill time.Duration `param:"refill" min:"1ms" help:"how often the pool is filled up"`
	Over   string        `param:"over" enum:"bridge|overlay" help:"what a namespace of the pool is connected to"`
	Reuse  bool          `param:"reuse" help:"a namespace returns to the pool when its container goes, whoever comes next: tenants are not isolated"`
}
