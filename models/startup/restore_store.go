package startup

// The snapshots of an invoker, on its disk and in its page cache: two orders by the
// last use.

// fill notes that a restore has left bytes of its files in the page cache, which
// has what containers leave of the memory.
func (st *snapshotStore) fill(i int32, bytes int64, free int32) {
	x := st.snapshots.At(i)
	o := &st.of[x.invoker]
	if x.cached > 0 {
		st.inCache.Remove(x.invoker, i)
	}
	if bytes > x.cached {
		o.cached += bytes - x.cached
		x.cached = bytes
	}
	if x.cached > 0 {
		st.inCache.Add(x.invoker, i)
	}
	st.shrink(x.invoker, free)
}

// shrink takes from the page cache what is too much, the least recently used first.
func (st *snapshotStore) shrink(invoker, free int32) {
	o := &st.of[invoker]
	for over := o.cached - int64(free)<<20; over > 0; {
		i := st.inCache.Oldest(invoker)
		x := st.snapshots.At(i)
		part := min(over, x.cached)
		x.cached -= part
		o.cached -= part
		over -= part
		if x.cached == 0 {
			st.inCache.Remove(invoker, i)
		}
	}
}

func (st *snapshotStore) drop(i int32) {
	x := st.snapshots.At(i)
	o := &st.of[x.invoker]
	st.onDisk.Remove(x.invoker, i)
	if x.cached > 0 {
		st.inCache.Remove(x.invoker, i)
	}
	o.bytes -= x.bytes
	o.cached -= x.cached
	delete(st.places, x.place)
	st.snapshots.Free(i)
	st.counts.Dropped++
}
