package keepalive

import (
	"time"

	"thaw/models/cluster"
	"thaw/sim"
)

// TTL is the fixed keep-alive of today's platforms.
var TTL = Define("ttl",
	"a container goes when it has been idle for a fixed time, or with renew=no when it is as old as that and idle; "+
		"under memory pressure the least recently idle goes first",
	"openwhisk, idle-container timeout of 10 minutes; shahrad2020, fixed keep-alive policy; awslambda, execution "+
		"environments end every few hours, however often they are used; thaw: replay semantics, rule 12",
	ttlParams{Keep: 10 * time.Minute, Renew: "yes"}, newTTL)

type ttlParams struct {
	Keep  time.Duration `param:"keep" min:"0s" help:"how long an idle container stays"`
	Renew string        `param:"renew" enum:"yes|no" help:"no: that time runs from the creation, whatever uses it"`
}

func newTTL(p ttlParams, _ *cluster.View) cluster.KeepAlive {
	if p.Renew == "yes" {
		return fixed{keep: p.Keep}
	}
	return &aged{keep: p.Keep}
}

// aged keeps a container until it is of an age, however often it is used. One that is in use
// then goes when it becomes idle: nothing is interrupted.
type aged struct {
	keep time.Duration
	born []birth // by container slot
}

// birth is the instant at which the creation of a container was decided.
type birth struct {
	at    sim.Time
	known bool
}

// Started notes the birth of c: a container is created for its first start.
func (p *aged) Started(c cluster.ContainerID, _ cluster.FuncID, _ bool, now sim.Time) {
	for int(c) >= len(p.born) {
		p.born = append(p.born, birth{})
	}
	if x := &p.born[c]; !x.known {
		*x = birth{now, true}
	}
}

// Idle keeps c for the rest of its time.
func (p *aged) Idle(c cluster.ContainerID, now sim.Time) cluster.Lease {
	return cluster.Lease{Keep: max(0, p.keep-now.Sub(p.born[c].at))}
}

// Removed clears the slot for its next container.
func (p *aged) Removed(c cluster.ContainerID, _ bool, _ sim.Time) {
	if int(c) < len(p.born) {
		p.born[c] = birth{}
	}
}
