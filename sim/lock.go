package sim

// Lock is a mutex that serves its waiters in the order of arrival, as a kernel
// semaphore does. Like Pool it holds IDs and calls nobody. The
// zero Lock is free.
type Lock struct {
	pool   Pool
	holder uint32
}

// Acquire asks for the lock on behalf of id. It reports whether id holds it
// now; if not, id waits its turn.
func (l *Lock) Acquire(id uint32, now Time) bool {
	l.pool.servers = 1
	if !l.pool.Acquire(id, now) {
		return false
	}
	l.holder = id
	return true
}

// Release ends the hold of id. If IDs wait, the first of them gets the lock at once
// and Release returns it.
func (l *Lock) Release(id uint32, now Time) (next uint32, ok bool) {
	if l.pool.busy.n == 0 || l.holder != id {
		panic("sim: release of a lock by who does not hold it")
	}
	next, ok = l.pool.Release(now)
	l.holder = next
	return next, ok
}

// Holder returns who holds the lock, if anybody does.
func (l *Lock) Holder() (id uint32, ok bool) { return l.holder, l.pool.busy.n > 0 }

// Waiting returns how many wait for the lock.
func (l *Lock) Waiting() int { return l.pool.waiting.Len() }

// Usage returns the statistics up to now.
func (l *Lock) Usage(now Time) Usage { return l.pool.Usage(now) }
