package storage

import "thaw/sim"

// cache is the page cache of one invoker, in units of groups of files. An
// entry is a group of a layer's start-up set, or all that is cached of a
// container's own device.
type cache struct {
	entries sim.Arena[int32, entry] // groups of layers by their number, then devices
	recency sim.LRU                 // one list, of entries that are cached
	room    int64                   // bytes; 0: no bound
	shared  int64                   // bytes of layers
	private int64                   // bytes of devices
	peak    int64
	groups  int32 // entries below are groups of layers
	evicted int64 // bytes
}

type entry struct {
	bytes   int64 // cached, or to be cached
	waiting int32 // the last of the jobs that wait for the group, in a circle; or none
	state   state
}

type state uint8

const (
	absent state = iota
	coming       // a job is fetching it
	cached
)

const none int32 = -1

// allEntries is the only list of a cache.
const allEntries int32 = 0

func newCache(sizes []int64, room int64) cache {
	c := cache{recency: sim.NewLRU(1), room: room, groups: int32(len(sizes))}
	for _, bytes := range sizes {
		c.entries.Alloc(entry{bytes: bytes, waiting: none})
	}
	return c
}

// used returns the bytes that are cached.
func (c *cache) used() int64 { return c.shared + c.private }

// insert caches group i, whose bytes have come from the disk, and evicts others for it.
// It does not cache a group larger than the page cache.
func (c *cache) insert(i int32) {
	e := c.entries.At(i)
	if c.room > 0 && e.bytes > c.room {
		e.state = absent
		return
	}
	e.state = cached
	c.shared += e.bytes
	c.recency.Add(allEntries, i)
	c.shrink(c.room)
}

// device allocates an entry for a container's own device, with nothing cached. A device
// is in the list only while pages of it are cached.
func (c *cache) device() int32 {
	return c.entries.Alloc(entry{waiting: none})
}

// grow caches more of device i.
func (c *cache) grow(i int32, bytes int64) {
	if c.room > 0 {
		bytes = min(bytes, c.room)
	}
	if bytes == 0 {
		return
	}
	if e := c.entries.At(i); e.state == absent {
		e.state = cached
		c.recency.Add(allEntries, i)
	} else {
		c.recency.Touch(allEntries, i)
	}
	c.entries.At(i).bytes += bytes
	c.private += bytes
	c.shrink(c.room)
}

// drop frees device i, whose container is gone.
func (c *cache) drop(i int32) {
	e := c.entries.At(i)
	if e.state == cached {
		c.recency.Remove(allEntries, i)
	}
	c.private -= e.bytes
	c.entries.Free(i)
}

// shrink evicts the least recently used entries until the rest fits into room (0: no
// bound). It evicts groups as a whole, and of devices as many bytes as needed.
func (c *cache) shrink(room int64) {
	if room > 0 {
		for c.used() > room {
			i := c.recency.Oldest(allEntries)
			e := c.entries.At(i)
			over := e.bytes
			if i < c.groups {
				c.shared -= over
			} else {
				over = min(over, c.used()-room)
				c.private -= over
				e.bytes -= over
			}
			c.evicted += over
			if i < c.groups || e.bytes == 0 {
				e.state = absent
				c.recency.Remove(allEntries, i)
			}
		}
	}
	c.peak = max(c.peak, c.used())
	if sim.Invariants {
		c.audit(room)
	}
}

// audit recounts the cached bytes along the list.
func (c *cache) audit(room int64) {
	var shared, private int64
	for i := c.recency.Oldest(allEntries); i != sim.NoEntry; i = c.recency.Newer(i) {
		e := c.entries.At(i)
		if e.state != cached {
			sim.Check(false, "entry %d of a page cache is in the list in state %d", i, e.state)
		}
		if i < c.groups {
			shared += e.bytes
		} else {
			private += e.bytes
		}
	}
	if shared != c.shared || private != c.private {
		sim.Check(false, "a page cache holds %d and %d bytes, and accounts for %d and %d", shared, private, c.shared,
			c.private)
	}
	if room > 0 && c.used() > room {
		sim.Check(false, "a page cache of %d bytes holds %d", room, c.used())
	}
}
