package fleet

// linkWarm puts container c, which has a free slot, into its deployment's
// list: idle containers by the instant at which they became idle (ties: by
// creation), then those that run something; the last is the one to reuse
// (semantics, rule 8).
func (f *Fleet) linkWarm(c ContainerID, x *Container) {
	d, all := &f.deploys[x.deploy], f.containers
	prev, next := d.warmest, ContainerID(Nobody)
	if x.state == Idle && (f.shared || all[prev].since >= x.since) {
		prev, next = f.warmPlace(x, prev)
		all[next].warmPrev = c
	}
	x.warmPrev, x.warmNext = prev, next
	all[prev].warmNext = c
	if next == Nobody {
		d.warmest = c
	}
	if f.marks.warm != nil {
		f.marks.warm.Set(d.unit, d.invoker)
	}
	for _, w := range f.followers.warmth {
		w.Warm(d.unit, d.invoker, true)
	}
}

// warmPlace returns the neighbours of idle container x when it is not simply
// the last: others run something, or became idle at this instant.
func (f *Fleet) warmPlace(x *Container, last ContainerID) (prev, next ContainerID) {
	for prev = last; prev != Nobody; {
		p := &f.containers[prev]
		if p.state == Idle && (p.since < x.since || p.since == x.since && p.serial < x.serial) {
			break
		}
		prev, next = p.warmPrev, prev
	}
	return prev, next
}

// unlinkWarm takes container x out of the list of its deployment d.
func (f *Fleet) unlinkWarm(x *Container, d *Deployment) {
	all, prev, next := f.containers, x.warmPrev, x.warmNext
	all[prev].warmNext = next
	all[next].warmPrev = prev
	last := d.warmest
	if next == Nobody {
		last = prev
	}
	d.warmest = last
	if f.marks.warm != nil {
		f.marks.warm.Clear(d.unit, d.invoker, bit(last == Nobody))
	}
	for _, w := range f.followers.warmth {
		w.Warm(d.unit, d.invoker, last != Nobody)
	}
}
