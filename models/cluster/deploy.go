package cluster

// Deployments are found by (unit, invoker) through a chained hash whose links
// lie in the deployments themselves: no tombstones, no allocation.

// newChains returns n empty chains.
func newChains(n int) []int32 {
	chains := make([]int32, n)
	for i := range chains {
		chains[i] = nobody
	}
	return chains
}

func (v *View) chainOf(u UnitID, i InvokerID) *int32 {
	h := (uint64(uint32(u))<<32 | uint64(uint32(i))) * 0x9e3779b97f4a7c15
	return &v.chains[(h>>32)&uint64(len(v.chains)-1)]
}

// find returns the deployment of u on i, or nobody.
func (v *View) find(u UnitID, i InvokerID) int32 {
	d := *v.chainOf(u, i)
	for d != nobody {
		x := &v.deploys[d]
		if x.unit == u && x.invoker == i {
			return d
		}
		d = x.chain
	}
	return nobody
}

// deploy returns the deployment of u on i, made when there is none.
func (v *View) deploy(u UnitID, i InvokerID) int32 {
	d := v.find(u, i)
	if d == nobody {
		d = v.newDeployment(u, i)
	}
	return d
}

// deployFor does so for a function. Most often it is the one that the
// function's last invocation went to.
func (v *View) deployFor(f *function, i InvokerID) int32 {
	if d := f.recent; d != nobody {
		if x := &v.deploys[d]; x.invoker == i && x.unit == f.unit && x.containers > 0 {
			return d
		}
	}
	f.recent = v.deploy(f.unit, i)
	return f.recent
}

func (v *View) newDeployment(u UnitID, i InvokerID) int32 {
	d := v.freeDeploy
	if d != nobody {
		v.freeDeploy = v.deploys[d].chain
	} else {
		d = int32(len(v.deploys))
		v.deploys = append(v.deploys, deployment{})
		if len(v.deploys) > len(v.chains) {
			v.rehash()
		}
	}
	chain := v.chainOf(u, i)
	v.deploys[d] = deployment{unit: u, invoker: i, chain: *chain, last: -1}
	v.warms.open(d)
	*chain = d
	return d
}

// rehash doubles the chains; the newest deployment is not linked yet.
func (v *View) rehash() {
	links := make([]int32, 0, len(v.deploys))
	for _, d := range v.chains {
		for ; d != nobody; d = v.deploys[d].chain {
			links = append(links, d)
		}
	}
	v.chains = newChains(2 * len(v.chains))
	for _, d := range links {
		x := &v.deploys[d]
		chain := v.chainOf(x.unit, x.invoker)
		x.chain, *chain = *chain, d
	}
}

// undeploy forgets deployment d, which has no container left.
func (v *View) undeploy(d int32) {
	x := &v.deploys[d]
	link := v.chainOf(x.unit, x.invoker)
	for *link != d {
		link = &v.deploys[*link].chain
	}
	*link = x.chain
	x.chain, v.freeDeploy = v.freeDeploy, d
}

// warmest returns the container of deployment d to reuse, or nobody.
func (v *View) warmest(d int32) int32 { return v.warms.last(d) }

// linkWarm puts container c, which has a free slot, into its deployment's
// list: idle containers by the instant at which they became idle (ties: by
// creation), then those that run something; the last is the one to reuse
// (semantics, rule 8).
func (v *View) linkWarm(c int32, x *container) {
	d := &v.deploys[x.deploy]
	at := header(x.deploy)
	if x.state == idle {
		if d.last == x.since || v.cfg.Concurrency > 1 {
			at = v.warmPlace(x)
		}
		d.last = x.since
	}
	v.warms.before(at, c)
	if v.warm != nil {
		v.warm.set(d.unit, d.invoker)
	}
	if v.walk != nil {
		v.walk.update(d.unit, d.invoker, true)
	}
}

// warmPlace returns the place before which idle container x belongs when it is
// not simply the last: others run something, or became idle at this instant.
func (v *View) warmPlace(x *container) int32 {
	at := header(x.deploy)
	for c := v.warms.last(x.deploy); c != nobody; c = v.warms.prev(c) {
		p := &v.containers[c]
		if p.state == idle && (p.since < x.since || p.serial < x.serial) {
			break
		}
		at = place(c)
	}
	return at
}

// unlinkWarm takes container c out of its deployment's list.
func (v *View) unlinkWarm(c int32, x *container) {
	v.warms.remove(c)
	v.reindexWarm(x)
}

// popWarm does so for the last of the list.
func (v *View) popWarm(c int32, x *container) {
	v.warms.pop(x.deploy, c)
	v.reindexWarm(x)
}

// reindexWarm tells the index what is left of container x's deployment.
func (v *View) reindexWarm(x *container) {
	if v.warm != nil {
		v.warm.update(v.deploys[x.deploy].unit, x.invoker, v.warmest(x.deploy) != nobody)
	}
	if v.walk != nil {
		v.walk.update(v.deploys[x.deploy].unit, x.invoker, v.warmest(x.deploy) != nobody)
	}
}
