package keepalive

import (
	"time"

	"thaw/models/cluster"
)

// TTL is the fixed keep-alive of today's platforms.
var TTL = Define("ttl",
	"a container goes when it has been idle for a fixed time; under memory pressure the least recently idle "+
		"goes first",
	"openwhisk, idle-container timeout of 10 minutes; shahrad2020, fixed keep-alive policy; thaw: replay "+
		"semantics, rule 12",
	ttlParams{Keep: 10 * time.Minute},
	func(p ttlParams, _ *cluster.View) cluster.KeepAlive { return fixed{keep: p.Keep} })

type ttlParams struct {
	Keep time.Duration `param:"keep" min:"0s" help:"how long an idle container stays"`
}
