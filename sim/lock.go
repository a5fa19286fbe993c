package sim

// Lock is a mutex whose waiters get it in the order in which they came, as a
// kernel semaphore hands it on. Like Pool it holds IDs and calls nobody. The
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

// Release ends the hold of id. If somebody waits, the lock is theirs at once
// and they are named.
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
