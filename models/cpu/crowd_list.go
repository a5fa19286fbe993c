package cpu

// push puts task t at the end of a list.
func (c *crowd) push(l *list, t int32) {
	x := c.tasks.At(t)
	x.prev, x.next = l.last, nobody
	if l.last == nobody {
		l.first = t
	} else {
		c.tasks.At(l.last).next = t
	}
	l.last = t
	l.length++
}

// unlink takes task t out of its list.
func (c *crowd) unlink(l *list, t int32) {
	x := c.tasks.At(t)
	if x.prev == nobody {
		l.first = x.next
	} else {
		c.tasks.At(x.prev).next = x.next
	}
	if x.next == nobody {
		l.last = x.prev
	} else {
		c.tasks.At(x.next).prev = x.prev
	}
	l.length--
}
