package prewarm

import (
	"cmp"
	"slices"

	"thaw/models/cluster"
	"thaw/sim"
)

// calendar keeps what is due in the next seconds in a list a second, and what is due later in a
// heap. Of a second most is looked at once and dropped; only what is taken is sorted.
type calendar struct {
	added  int64
	second int64 // up to and with which all was taken
	soon   [64][]appointment
	late   sim.Heap[sim.Time, int64, cluster.UnitID]
	taken  []appointment
}

// appointment is a unit, when it is due, and its place among those that were added.
type appointment struct {
	at    sim.Time
	added int64
	unit  cluster.UnitID
}

// add notes that u is due at an instant after the last second that was taken.
func (c *calendar) add(at sim.Time, u cluster.UnitID) {
	c.added++
	second := int64((at + sim.Second - 1) / sim.Second)
	if second-c.second < int64(len(c.soon)) {
		list := &c.soon[second%int64(len(c.soon))]
		*list = append(*list, appointment{at, c.added, u})
		return
	}
	c.late.Push(at, c.added, u)
}

// until takes all that is due by now, a whole second, and returns those of it that are wanted, by
// instant and then as they were added. The list is good until the next call.
func (c *calendar) until(now sim.Time, wanted func(cluster.UnitID) bool) []appointment {
	c.taken = c.taken[:0]
	for end := int64(now / sim.Second); c.second < end; {
		c.second++
		list := &c.soon[c.second%int64(len(c.soon))]
		for _, d := range *list {
			if wanted(d.unit) {
				c.taken = append(c.taken, d)
			}
		}
		*list = (*list)[:0]
	}
	for c.late.Len() > 0 && c.late.Min().First <= now {
		if d := c.late.Pop(); wanted(d.Value) {
			c.taken = append(c.taken, appointment{d.First, d.Then, d.Value})
		}
	}
	slices.SortFunc(c.taken, func(a, b appointment) int {
		return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.added, b.added))
	})
	return c.taken
}
