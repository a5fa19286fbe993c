package fleet

// Loads of what a replay is about to need. Where it lies outside the nearest
// caches, many loads at a time take hardly longer than one. The caller keeps the
// values, whatever they are, so that the compiler keeps the loads.

// PrefetchRelease loads container c and the one that it will follow in its
// deployment. Any number will do for c: what was asked for long ago may be over.
func (f *Fleet) PrefetchRelease(c ContainerID) (touched uint16) {
	if uint(c) < uint(len(f.containers)) {
		if d := f.containers[c].deploy; uint(d) < uint(len(f.deploys)) {
			return f.containers[f.deploys[d].warmest].running
		}
	}
	return 0
}

// PrefetchStart loads the container in which function fn would most likely start.
func (f *Fleet) PrefetchStart(fn FuncID) (touched uint16) {
	if uint(fn) < uint(len(f.functions)) {
		return f.containers[f.deploys[f.functions[fn].last].warmest].running
	}
	return 0
}
