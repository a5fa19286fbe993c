package cluster

// activate books a starting or busy container of memory MiB on invoker i, whose
// account is x.
func (e *engine) activate(i InvokerID, x *invoker, memory int32) {
	e.tally.active += int64(memory)
	e.tally.activeSq += int64(memory) * int64(2*x.active+memory)
	x.active += memory
	x.running++
	if e.followed {
		e.follow(i, x)
	}
}

// deactivate takes it back when the container has become idle.
func (e *engine) deactivate(i InvokerID, x *invoker, memory int32) {
	x.active -= memory
	x.running--
	e.tally.active -= int64(memory)
	e.tally.activeSq -= int64(memory) * int64(2*x.active+memory)
	if e.fit != nil {
		e.fit.raise(i, x.capacity-x.active)
	}
	if e.followed {
		e.follow(i, x)
	}
}

// follow tells those who follow accounts of a new one: the timeline, and the
// indices that order invokers.
func (e *engine) follow(i InvokerID, x *invoker) {
	if e.tally.seconds != nil {
		e.tally.touch(i)
	}
	e.reorder(i, x)
}

// reorder tells the indices.
func (v *View) reorder(i InvokerID, x *invoker) {
	if v.most != nil {
		v.most.set(i, x.capacity-x.active)
	}
	if v.load != nil {
		v.load.set(i, x.running)
	}
	if v.level != nil {
		v.level.move(i)
	}
}
