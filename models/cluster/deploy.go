package cluster

// Deployments are found by (unit, invoker) through a chained hash whose links
// lie in the deployments themselves: no tombstones, no allocation.

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

// deploy returns the deployment of u on i, made when there is none. The pointer
// is good until the next call.
func (v *View) deploy(u UnitID, i InvokerID) (int32, *deployment) {
	d := v.find(u, i)
	if d == nobody {
		d = v.newDeployment(u, i)
	}
	return d, &v.deploys[d]
}

func (v *View) newDeployment(u UnitID, i InvokerID) int32 {
	d := v.freeDeploy
	if d != nobody {
		v.freeDeploy = v.deploys[d].chain
	} else {
		d = int32(len(v.deploys))
		v.deploys = append(v.deploys, deployment{})
		if 2*len(v.deploys) > len(v.chains) {
			v.rehash()
		}
	}
	chain := v.chainOf(u, i)
	v.deploys[d] = deployment{unit: u, invoker: i, chain: *chain}
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
	v.chains = make([]int32, 4*len(v.chains))
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
	x.invoker = None // so that nobody takes it for what it was
	x.chain, v.freeDeploy = v.freeDeploy, d
}

// linkWarm puts container c, which has a free slot, into its deployment's
// list: idle containers by the instant at which they became idle (ties: by
// creation), then those that run something; the last is the one to reuse
// (semantics, rule 8).
func (v *View) linkWarm(c int32, x *container) {
	d, all := &v.deploys[x.deploy], v.containers
	prev, next := d.warmest, nobody
	if x.state == idle && (v.shared || all[prev].since >= x.since) {
		prev, next = v.warmPlace(x, prev)
		all[next].warmPrev = c
	}
	x.warmPrev, x.warmNext = prev, next
	all[prev].warmNext = c
	if next == nobody {
		d.warmest = c
	}
	if v.warm != nil {
		v.warm.set(d.unit, d.invoker)
	}
	if v.walk != nil {
		v.walk.update(d.unit, d.invoker, true)
	}
}

// warmPlace returns the neighbours of idle container x when it is not simply
// the last: others run something, or became idle at this instant.
func (v *View) warmPlace(x *container, last int32) (prev, next int32) {
	for prev = last; prev != nobody; {
		p := &v.containers[prev]
		if p.state == idle && (p.since < x.since || p.since == x.since && p.serial < x.serial) {
			break
		}
		prev, next = p.warmPrev, prev
	}
	return prev, next
}

// unlinkWarm takes container x out of the list of its deployment d.
func (v *View) unlinkWarm(x *container, d *deployment) {
	all, prev, next := v.containers, x.warmPrev, x.warmNext
	all[prev].warmNext = next
	all[next].warmPrev = prev
	last := d.warmest
	if next == nobody {
		last = prev
	}
	d.warmest = last
	if v.warm != nil {
		v.warm.keep(d.unit, d.invoker, last != nobody)
	}
	if v.walk != nil {
		v.walk.update(d.unit, d.invoker, last != nobody)
	}
}
