package cpu

import "math/bits"

// Classes that roam have the threads that all others leave idle, whosever cores these
// are. They are placed one by one where the least part of the threads is busy, as a
// kernel balances its load, and move with every change. All of their tasks have one pace,
// the mean of those of the places, in whole billionths.
//
//	own cores of a   ● ○ ◐ ◐     ● a's task   ◐ roaming
//	left over        ● ◐ ◐ ○

// place is a set of cores with what is busy of it.
type place struct{ used, roamers, threads int }

// roam places n busy threads of tasks that roam.
func (c *crowd) roam(n int) {
	for range n {
		at := -1
		for s := range c.placed {
			p := &c.placed[s]
			if p.busy() == p.threads {
				continue
			}
			if at < 0 || p.busy()*c.placed[at].threads < c.placed[at].busy()*p.threads {
				at = s
			}
		}
		c.placed[at].roamers++
	}
}

func (p *place) busy() int { return p.used + p.roamers }

// roamed is the pace of tasks that roam.
func (c *crowd) roamed() fraction {
	sum, n := uint64(0), 0
	for s := range c.placed {
		p := &c.placed[s]
		if p.roamers == 0 {
			continue
		}
		f := c.m.sets[s].paced(p.busy())
		hi, lo := bits.Mul64(f.num, billion)
		part, _ := bits.Div64(hi, lo, f.den) // no pace is above 1
		sum += uint64(p.roamers) * part
		n += p.roamers
	}
	if n == 0 {
		return fraction{1, 1}
	}
	return fraction{sum / uint64(n), billion}.reduced()
}

// slowed returns a pace on an invoker that is slowed down.
func (c *crowd) slowed(pace fraction) fraction {
	if c.slow > 0 {
		return pace.over(fraction{uint64(c.slow), million})
	}
	return pace
}
