package startup

// The snapshots of an invoker, on its disk and in its page cache: two orders by the
// last use.

// fill notes that a restore has left bytes of its files in the page cache, which
// has what containers leave of the memory.
func (k *keeper) fill(i int32, bytes int64, free int32) {
	x := k.kept.At(i)
	o := &k.of[x.invoker]
	if x.cached > 0 {
		k.inCache.Remove(x.invoker, i)
	}
	if bytes > x.cached {
		o.cached += bytes - x.cached
		x.cached = bytes
	}
	if x.cached > 0 {
		k.inCache.Add(x.invoker, i)
	}
	k.shrink(x.invoker, free)
}

// shrink takes from the page cache what is too much, the least recently used first.
func (k *keeper) shrink(invoker, free int32) {
	o := &k.of[invoker]
	for over := o.cached - int64(free)<<20; over > 0; {
		i := k.inCache.Oldest(invoker)
		x := k.kept.At(i)
		part := min(over, x.cached)
		x.cached -= part
		o.cached -= part
		over -= part
		if x.cached == 0 {
			k.inCache.Remove(invoker, i)
		}
	}
}

func (k *keeper) drop(i int32) {
	x := k.kept.At(i)
	o := &k.of[x.invoker]
	k.onDisk.Remove(x.invoker, i)
	if x.cached > 0 {
		k.inCache.Remove(x.invoker, i)
	}
	o.bytes -= x.bytes
	o.cached -= x.cached
	delete(k.places, x.place)
	k.kept.Free(i)
	k.counts.Dropped++
}
