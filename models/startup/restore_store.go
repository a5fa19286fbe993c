package startup

import "thaw/models/workload"

// The disk and the page cache of an invoker each evict the least recently used snapshot.

// fill adds the pages that a restore has left in the page cache. The page cache has the
// memory that containers leave free.
func (st *snapshotStore) fill(i int32, bytes int64, free workload.MiB) {
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

// shrink evicts pages beyond the free memory, the least recently used snapshot first.
func (st *snapshotStore) shrink(invoker int32, free workload.MiB) {
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

// drop deletes snapshot i.
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
