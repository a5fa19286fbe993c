package memory

import (
	"errors"
	"fmt"
	"time"

	"thaw/models/cpu"
	"thaw/sim"
)

// NeighboursConfig describes a VM with a container on each vCPU, whose requests come
// whether or not the ones before have been served, and from which other containers are
// evicted one after the other at an instant.
//
//	requests ─▶ line ─▶ vCPU 0  ▓▓▓▓ run ▓▓▓▓ thread ░ run ░ thread ░ ...
//	                    vCPU 1  ▓▓▓▓ run ▓▓▓▓ run ▓▓▓▓ ...
//
// The thread of the guest that reclaims is bound to the vCPU that took the request
// (virtio-mem queues its work there), where it shares with the container: to equal
// parts, or by groups. In the latter case a container has the weight of its group's
// part on that vCPU, one of as many as there are, against the whole weight of a thread
// that is in no group. A request goes to the container that became idle last; without
// one it waits, first come first served.
type NeighboursConfig struct {
	Strategy Strategy
	Costs    Costs
	VCPUs    int
	Exec     time.Duration // of a request, alone
	Own      int32         // MiB of each container that serves them
	Arrivals []sim.Time    // of requests, in order
	Leaving  int           // containers that are evicted
	Memory   int32         // MiB of each of these
	At       sim.Time      // when
	Grouped  bool          // containers are groups to the scheduler
	Every    time.Duration // latencies are averaged over so much
}

// Neighbours are requests beside evictions.
type Neighbours struct {
	Mean   []time.Duration // by interval: latency of the requests that ended in it; 0 if none did
	Ended  []int           // by interval: requests that ended in it
	Before time.Duration   // mean latency of the requests that ended before the evictions
	Busy   time.Duration   // the thread works
	End    sim.Time        // of the last reclaim
}

func (c *NeighboursConfig) check() error {
	errs := append(c.Costs.check(), c.Strategy.Check()...)
	if c.VCPUs < 1 || c.Leaving < 1 || c.VCPUs > 1<<12 || c.Leaving > 1<<12 || c.Exec <= 0 || c.Every < c.Exec ||
		c.Own < 1 || c.Memory < 1 || c.At < 0 || len(c.Arrivals) == 0 {
		errs = append(errs, fmt.Errorf("%d containers of %d MiB that serve %d requests of %v and %d of %d MiB that "+
			"leave at %v, averaged over %v, expected 1 or more of each, and an interval no shorter than a request",
			c.VCPUs, c.Own, len(c.Arrivals), c.Exec, c.Leaving, c.Memory, time.Duration(c.At), c.Every))
	}
	return errors.Join(errs...)
}

// The kinds of event of a vm of neighbours.
const (
	neighbourCore   uint8 = iota // vCPU 0 may have done something
	neighbourDone                // a request on another vCPU
	neighbourThread              // the next part of the thread's work
	neighbourArrival
)

// The tasks of vCPU 0, and their classes.
const (
	servingTask uint32 = iota
	threadTask
)

type neighbours struct {
	cfg     *NeighboursConfig
	queue   sim.Queue
	first   cpu.Cores
	alarm   sim.Time // the next event of vCPU 0 that is meant, or sim.Never
	serving []int32  // by vCPU: its request
	idle    []int32  // vCPUs, the last one became so last
	waiting sim.Ring[int32]
	works   []Work // of the thread, those to come
	sums    []time.Duration
	counts  []time.Duration
	before  [2]time.Duration // sum and count
	result  Neighbours
}

// RunNeighbours serves the requests.
func RunNeighbours(cfg NeighboursConfig) (*Neighbours, error) {
	if err := cfg.check(); err != nil {
		return nil, err
	}
	works, err := cfg.thread()
	if err != nil {
		return nil, err
	}
	weight := 1
	if cfg.Grouped {
		weight = min(cfg.VCPUs, cpu.MaxWeight)
	}
	m, err := cpu.Classes{{Name: "requests"}, {Name: "thread", Weight: weight}}.Machine(cpu.Law{}, 1)
	if err != nil {
		return nil, err
	}
	n := &neighbours{cfg: &cfg, first: cpu.Classed(m), alarm: sim.Never,
		serving: make([]int32, cfg.VCPUs), works: works}
	for i := range cfg.VCPUs {
		n.idle = append(n.idle, int32(cfg.VCPUs-1-i))
	}
	n.queue.Reset()
	n.post(cfg.At, neighbourThread, 0)
	for i, at := range cfg.Arrivals {
		n.post(at, neighbourArrival, uint32(i))
	}
	for {
		ev, some := n.queue.Next(sim.Event{At: sim.Never})
		if !some {
			break
		}
		n.handle(ev)
	}
	for k := range n.sums {
		n.result.Mean = append(n.result.Mean, n.sums[k]/max(1, n.counts[k]))
		n.result.Ended = append(n.result.Ended, int(n.counts[k]))
	}
	n.result.Before = n.before[0] / max(1, n.before[1])
	return &n.result, nil
}

func (n *neighbours) post(at sim.Time, kind uint8, subject uint32) {
	n.queue.Push(sim.Event{At: at, Ord: sim.MakeOrder(kind, uint64(subject), subject)})
}

func (n *neighbours) handle(ev sim.Event) {
	now := ev.At
	switch subject := ev.Ord.Subject(); ev.Ord.Kind() {
	case neighbourArrival:
		n.waiting.Push(int32(subject))
	case neighbourDone:
		n.done(int32(subject), now)
	case neighbourThread:
		n.next(now)
	case neighbourCore:
		if n.alarm != now {
			return // an earlier one has taken its place
		}
		n.alarm = sim.Never
		for {
			task, some := n.first.Finish(now)
			if !some {
				break
			}
			if task == servingTask {
				n.done(0, now)
				continue
			}
			w := n.works[0] // what is left of it is of the host
			n.works = n.works[1:]
			n.result.End = now.Add(w.Exits)
			n.post(n.result.End, neighbourThread, 0)
		}
	}
	n.serve(now)
}

// next lets the thread begin a reclaim, after its request.
func (n *neighbours) next(now sim.Time) {
	if len(n.works) == 0 {
		return
	}
	w := &n.works[0]
	if w.Request > 0 {
		n.post(now.Add(w.Request), neighbourThread, 0)
		w.Request = 0
		return
	}
	n.result.Busy += w.busy()
	n.first.Start(threadTask, 1, w.busy(), now)
	n.listen()
}

// serve gives idle containers the requests that wait.
func (n *neighbours) serve(now sim.Time) {
	for n.waiting.Len() > 0 && len(n.idle) > 0 {
		at := n.idle[len(n.idle)-1]
		n.idle = n.idle[:len(n.idle)-1]
		n.serving[at] = n.waiting.Pop()
		if at == 0 {
			n.first.Start(servingTask, 0, n.cfg.Exec, now)
			n.listen()
			continue
		}
		n.post(now.Add(n.cfg.Exec), neighbourDone, uint32(at))
	}
	n.listen()
}

// listen posts the next alarm of vCPU 0.
func (n *neighbours) listen() {
	if at, some := n.first.Next(); some && at < n.alarm {
		n.alarm = at
		n.post(at, neighbourCore, 0)
	}
}

// done ends the request of a vCPU.
func (n *neighbours) done(at int32, now sim.Time) {
	latency := now.Sub(n.cfg.Arrivals[n.serving[at]])
	n.idle = append(n.idle, at)
	k := int(now / sim.Time(n.cfg.Every))
	for len(n.sums) <= k {
		n.sums, n.counts = append(n.sums, 0), append(n.counts, 0)
	}
	n.sums[k] += latency
	n.counts[k]++
	if now <= n.cfg.At {
		n.before[0] += latency
		n.before[1]++
	}
}

// thread returns the work of the reclaims, one after the other.
func (c *NeighboursConfig) thread() ([]Work, error) {
	s := &c.Strategy
	v := NewVM(s.container(c.Own)*c.VCPUs + s.container(c.Memory)*c.Leaving)
	slots := make([]int32, 0, c.Leaving)
	for i := range c.VCPUs + c.Leaving {
		mib := c.Own
		if i >= c.VCPUs {
			mib = c.Memory
		}
		if _, err := s.Grow(v, &c.Costs, mib); err != nil {
			return nil, err
		}
		slot, err := s.Settle(v, mib, mib)
		if err != nil {
			return nil, err
		}
		if i >= c.VCPUs {
			slots = append(slots, slot)
		}
	}
	if !s.Partitioned {
		v.Mix()
	}
	for _, slot := range slots {
		v.Leave(slot)
	}
	var out []Work
	for range c.Leaving {
		w, err := s.Shrink(v, &c.Costs, c.Memory)
		if err != nil {
			return nil, err
		}
		out = append(out, w)
	}
	return out, nil
}
