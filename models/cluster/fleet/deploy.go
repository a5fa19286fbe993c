package fleet

// Deployment is a unit on an invoker: it exists while it has a container.
type Deployment struct {
	unit       UnitID
	invoker    InvokerID
	containers int32
	chain      DeployID    // next deployment in the hash chain, or free-list link
	warmest    ContainerID // of its containers with a free slot, the one to reuse first
	starts     int64       // decided here since the first of its containers was created
}

// Unit returns what the deployment's containers serve.
func (d *Deployment) Unit() UnitID { return d.unit }

// Invoker returns where they are.
func (d *Deployment) Invoker() InvokerID { return d.invoker }

// Containers returns how many they are, those that are about to be created included.
func (d *Deployment) Containers() int32 { return d.containers }

// Warmest returns the container to reuse first, or Nobody.
func (d *Deployment) Warmest() ContainerID { return d.warmest }

// Starts returns the number of starts since the first of the containers was created.
func (d *Deployment) Starts() int64 { return d.starts }

// CountStart counts a start that was decided here.
func (d *Deployment) CountStart() { d.starts++ }

// ManyFunctions is a number from which on the state of functions outgrows the
// nearest cache.
const ManyFunctions = 1 << 12

// DeployFor returns the deployment of a function on i, made when there is none.
// Where there are so many functions that looking it up leaves the nearest cache,
// it is most often the last one. The pointer is good until the next call.
func (f *Fleet) DeployFor(fun *Function, i InvokerID) (DeployID, *Deployment) {
	if len(f.functions) < ManyFunctions {
		return f.Deploy(fun.unit, i)
	}
	d := &f.deploys[fun.last]
	if d.invoker != i || d.unit != fun.unit {
		fun.last, d = f.Deploy(fun.unit, i)
	}
	return fun.last, d
}

// HasWarm reports whether unit u has a container on i that takes an invocation at
// once.
func (f *Fleet) HasWarm(u UnitID, i InvokerID) bool {
	d := f.find(u, i)
	return d != Nobody && f.deploys[d].warmest != Nobody
}

// WarmestOf returns the container of unit u to reuse first on i, or Nobody.
func (f *Fleet) WarmestOf(u UnitID, i InvokerID) ContainerID { return f.deploys[f.find(u, i)].warmest }

// Deployments are found by (unit, invoker) through a chained hash whose links
// lie in the deployments themselves: no tombstones, no allocation.

func (f *Fleet) chainOf(u UnitID, i InvokerID) *DeployID {
	h := (uint64(uint32(u))<<32 | uint64(uint32(i))) * 0x9e3779b97f4a7c15
	return &f.chains[(h>>32)&uint64(len(f.chains)-1)]
}

// find returns the deployment of u on i, or Nobody.
func (f *Fleet) find(u UnitID, i InvokerID) DeployID {
	d := *f.chainOf(u, i)
	for d != Nobody {
		x := &f.deploys[d]
		if x.unit == u && x.invoker == i {
			return d
		}
		d = x.chain
	}
	return Nobody
}

// Deployed returns the deployment of unit u on i, if there is one. The pointer is good
// until the next call of Deploy.
func (f *Fleet) Deployed(u UnitID, i InvokerID) (DeployID, *Deployment, bool) {
	d := f.find(u, i)
	return d, &f.deploys[d], d != Nobody
}

// Deploy returns the deployment of unit u on i, made when there is none. The
// pointer is good until the next call.
func (f *Fleet) Deploy(u UnitID, i InvokerID) (DeployID, *Deployment) {
	d := f.find(u, i)
	if d == Nobody {
		d = f.newDeployment(u, i)
	}
	return d, &f.deploys[d]
}

func (f *Fleet) newDeployment(u UnitID, i InvokerID) DeployID {
	d := f.freeDeploy
	if d != Nobody {
		f.freeDeploy = f.deploys[d].chain
	} else {
		d = DeployID(len(f.deploys))
		f.deploys = append(f.deploys, Deployment{})
		if 2*len(f.deploys) > len(f.chains) {
			f.rehash()
		}
	}
	chain := f.chainOf(u, i)
	f.deploys[d] = Deployment{unit: u, invoker: i, chain: *chain}
	*chain = d
	return d
}

// rehash doubles the chains; the newest deployment is not linked yet.
func (f *Fleet) rehash() {
	links := make([]DeployID, 0, len(f.deploys))
	for _, d := range f.chains {
		for ; d != Nobody; d = f.deploys[d].chain {
			links = append(links, d)
		}
	}
	f.chains = make([]DeployID, 4*len(f.chains))
	for _, d := range links {
		x := &f.deploys[d]
		chain := f.chainOf(x.unit, x.invoker)
		x.chain, *chain = *chain, d
	}
}

// undeploy forgets deployment d, which has no container left.
func (f *Fleet) undeploy(d DeployID) {
	x := &f.deploys[d]
	link := f.chainOf(x.unit, x.invoker)
	for *link != d {
		link = &f.deploys[*link].chain
	}
	*link = x.chain
	x.invoker = None // so that DeployFor does not take it for what it was
	x.chain, f.freeDeploy = f.freeDeploy, d
}
