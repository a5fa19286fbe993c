package memory

import (
	"time"

	"thaw/sim"
)

// The runtime of a load assigns requests to containers and evicts containers.

// arrive takes a request.
func (l *load) arrive(r int32) {
	fn := l.cfg.Arrivals[r].Function
	if i := l.idle.Newest(fn); i != sim.NoEntry {
		l.idle.Remove(fn, i)
		l.serve(i, r)
		return
	}
	l.waiting[fn].Push(r)
	if l.waiting[fn].Len() > l.coming[fn] && l.alive[fn] < l.cfg.Functions[fn].Most {
		l.alive[fn]++
		l.coming[fn]++
		l.wishes = append(l.wishes, wish{l.now, fn, l.wished})
		if l.cfg.Timeout > 0 && l.cfg.Limit > 0 {
			l.post(l.now.Add(l.cfg.Timeout), loadGiveUp, l.wished)
		}
		l.wished++
		l.grant()
	}
}

// serve lets a container run a request.
func (l *load) serve(i, r int32) {
	x := l.containers.At(i)
	x.state, x.request = running, r
	l.post(l.now.Add(l.cfg.Functions[x.fn].Exec), loadDone, i)
}

// done ends a request.
func (l *load) done(i int32) {
	l.ends[l.containers.At(i).request] = l.now
	l.left--
	l.rest(i)
}

// rest gives a container the next waiting request, or makes it idle.
func (l *load) rest(i int32) {
	x := l.containers.At(i)
	fn := x.fn
	if l.waiting[fn].Len() > 0 {
		l.serve(i, l.waiting[fn].Pop())
		l.withdraw(fn)
		return
	}
	x.state, x.since = resting, l.now
	l.idle.Add(fn, i)
	l.post(l.now.Add(l.cfg.KeepAlive), loadExpire, i)
	l.grant()
}

// giveUp drops a scale-up that has waited for too long, unless nobody else would serve its
// request.
func (l *load) giveUp(number int32) {
	for k, w := range l.wishes {
		if w.number != number {
			continue
		}
		others := l.alive[w.fn]
		for _, o := range l.wishes {
			if o.fn == w.fn {
				others--
			}
		}
		if others > 0 {
			l.wishes = append(l.wishes[:k], l.wishes[k+1:]...)
			l.coming[w.fn]--
			l.alive[w.fn]--
			l.result.GivenUp++
			l.grant()
		}
		return
	}
}

// withdraw drops a scale-up of a function that has more of them than waiting requests.
func (l *load) withdraw(fn int32) {
	if l.coming[fn] <= l.waiting[fn].Len() {
		return
	}
	for k := len(l.wishes) - 1; k >= 0; k-- {
		if l.wishes[k].fn == fn {
			l.wishes = append(l.wishes[:k], l.wishes[k+1:]...)
			l.coming[fn]--
			l.alive[fn]--
			return
		}
	}
}

// grant gives memory to waiting scale-ups in order, and evicts idle containers for the
// rest.
func (l *load) grant() {
	limit := int64(l.cfg.Limit)
	for len(l.wishes) > 0 {
		w := l.wishes[0]
		need := l.need(w.fn)
		if limit > 0 && l.booked+need > limit {
			break
		}
		l.wishes = l.wishes[1:]
		if wait := l.now.Sub(w.since); wait > 0 {
			l.result.Waited++
			l.result.Waiting += wait
		}
		l.start(w.fn, need)
	}
	if limit == 0 {
		return
	}
	want := int64(0)
	for _, w := range l.wishes {
		want += l.need(w.fn)
	}
	if want > 0 {
		want += int64(l.cfg.Strategy.Ahead * float64(want))
	}
	want = max(want, int64(l.cfg.Strategy.Slack))
	for limit-l.booked+l.going < want {
		i := l.oldest()
		if i == none {
			break
		}
		l.evict(i)
	}
	if len(l.wishes) > 0 && limit-l.booked+l.going < want {
		l.askAgain()
	}
}

// need returns the MiB of the host that a scale-up takes: its VM may have what it owes.
func (l *load) need(fn int32) int64 {
	return max(0, int64(l.cfg.blocks(fn))-int64(l.hosts.Owed(0, fn))*BlockMiB)
}

// askAgain asks VMs once more for what they owe, each once at a time, but for the one that
// is to grow first.
func (l *load) askAgain() {
	for fn := range l.cfg.Functions {
		if !l.again[fn] && l.wishes[0].fn != int32(fn) && l.hosts.Owed(0, int32(fn)) > 0 {
			l.again[fn] = true
			l.hosts.Again(int64(-1-fn), int64(fn), 0, int32(fn), l.now)
			l.listen()
		}
	}
}

// oldest returns the container that has been idle longest, of all functions.
func (l *load) oldest() int32 {
	best := none
	for fn := range l.cfg.Functions {
		i := l.idle.Oldest(int32(fn))
		if i != sim.NoEntry && (best == none || l.containers.At(i).since < l.containers.At(best).since) {
			best = i
		}
	}
	return best
}

// start creates a container: its VM grows while it is made.
func (l *load) start(fn int32, need int64) {
	f := &l.cfg.Functions[fn]
	i := l.containers.Alloc(loadContainer{fn: fn, state: starting, boot: l.now.Add(f.Boot)})
	l.booked += need
	l.result.Created++
	l.hosts.Grow(int64(i), int64(i), 0, fn, i, f.Memory, l.now)
	l.listen()
}

// ready ends the initialisation of a container.
func (l *load) ready(i int32) {
	l.coming[l.containers.At(i).fn]--
	l.rest(i)
}

// evict ends an idle container and begins to reclaim its memory.
func (l *load) evict(i int32) {
	x := l.containers.At(i)
	l.idle.Remove(x.fn, i)
	x.state = leaving
	l.alive[x.fn]--
	l.result.Evicted++
	l.going += int64(l.cfg.blocks(x.fn))
	l.hosts.Shrink(int64(i), int64(i), 0, i, l.cfg.Functions[x.fn].Memory, l.now)
	l.listen()
}

// resized continues with a container after its VM has grown for it or shrunk by it.
func (l *load) resized(i int32, d *Done) {
	if i < 0 {
		l.again[-1-i] = false
		l.reclaimed(-1-i, d)
		return
	}
	x := l.containers.At(i)
	if d.Grown {
		f := &l.cfg.Functions[x.fn]
		given := Pages(l.hosts.touched(f.Memory)) - d.Fresh
		init := max(0, f.Init-time.Duration(given)*l.cfg.Costs.Fault.Value)
		x.state = beginning
		l.post(max(l.now, x.boot).Add(init), loadReady, i)
		return
	}
	mib := int64(l.cfg.blocks(x.fn))
	x.state = gone
	l.containers.Free(i)
	l.going -= mib
	if int64(d.Back)*BlockMiB < mib {
		l.result.TimedOut++
	}
	l.reclaimed(x.fn, d)
}

// reclaimed books what the host has got back of a VM.
func (l *load) reclaimed(fn int32, d *Done) {
	mib := int64(d.Back) * BlockMiB
	l.booked -= mib
	if l.cfg.Strategy.Means != Fixed {
		l.result.Reclaimed[fn] += mib
		l.result.Busy[fn] += d.Elapsed
	}
	l.grant()
}
