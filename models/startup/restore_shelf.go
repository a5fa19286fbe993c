package startup

// The snapshots of an invoker, on its disk and in its page cache: two orders by the
// last use.

// fill notes that a restore has left bytes of its files in the page cache, which
// has what containers leave of the memory.
func (k *keeper) fill(o *shelf, i int32, bytes int64, free int32) {
	x := &k.kept[i]
	if x.cached > 0 {
		k.unlink(o, inCache, i)
	}
	if bytes > x.cached {
		o.cached += bytes - x.cached
		x.cached = bytes
	}
	if x.cached > 0 {
		k.append(o, inCache, i)
	}
	k.shrink(o, free)
}

// shrink takes from the page cache what is too much, the least recently used first.
func (k *keeper) shrink(o *shelf, free int32) {
	for over := o.cached - int64(free)<<20; over > 0; {
		i := o.by[inCache].oldest
		x := &k.kept[i]
		part := min(over, x.cached)
		x.cached -= part
		o.cached -= part
		over -= part
		if x.cached == 0 {
			k.unlink(o, inCache, i)
		}
	}
}

func (k *keeper) drop(o *shelf, i int32) {
	x := &k.kept[i]
	k.unlink(o, onDisk, i)
	if x.cached > 0 {
		k.unlink(o, inCache, i)
	}
	o.bytes -= x.bytes
	o.cached -= x.cached
	delete(k.places, x.place)
	k.free = append(k.free, i)
	k.counts.Dropped++
}

func (k *keeper) use(i int32) {
	o := &k.of[k.kept[i].invoker]
	if o.by[onDisk].newest != i {
		k.unlink(o, onDisk, i)
		k.append(o, onDisk, i)
	}
}

func (k *keeper) append(o *shelf, list int, i int32) {
	by := &o.by[list]
	k.kept[i].in[list] = link{by.newest, nothing}
	if by.newest != nothing {
		k.kept[by.newest].in[list].newer = i
	} else {
		by.oldest = i
	}
	by.newest = i
}

func (k *keeper) unlink(o *shelf, list int, i int32) {
	by, x := &o.by[list], k.kept[i].in[list]
	if x.older != nothing {
		k.kept[x.older].in[list].newer = x.newer
	} else {
		by.oldest = x.newer
	}
	if x.newer != nothing {
		k.kept[x.newer].in[list].older = x.older
	} else {
		by.newest = x.older
	}
}
