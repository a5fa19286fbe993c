package memory

import (
	"errors"
	"fmt"
	"time"

	"thaw/sim"
)

// NeighboursConfig describes containers that run on the vCPUs of a VM, one on each,
// while others of the VM are evicted one after the other.
//
//	vCPU 0  ▓▓▓▓ run ▓▓▓▓ thread ░ run ░ thread ░ ...   the thread that reclaims stays there
//	vCPU 1  ▓▓▓▓ run ▓▓▓▓ run ▓▓▓▓ ...
//
// The thread of the guest that reclaims is bound to the vCPU that took the request
// (virtio-mem queues its work there), where it shares with the container: to equal
// parts, or by groups. In the latter case a container has the weight of its group's
// part on that vCPU, one of as many as containers run, against the whole weight of a
// thread that is in no group.
type NeighboursConfig struct {
	Strategy Strategy
	Costs    Costs
	Running  int           // containers that run all the time, a vCPU each
	Exec     time.Duration // of a request, alone
	Own      int32         // MiB of each
	Leaving  int           // containers that are evicted at once
	Memory   int32         // MiB of each of these
	Grouped  bool          // containers are groups to the scheduler
	Every    time.Duration // latencies are averaged over so much
}

// Neighbours returns the mean latency of the requests that ended in each interval,
// from the eviction on, over that before; none ended where it is 0.
func Neighbours(cfg NeighboursConfig) ([]float64, error) {
	errs := append(cfg.Costs.check(), cfg.Strategy.Check()...)
	if cfg.Running < 1 || cfg.Leaving < 1 || cfg.Running > 1<<12 || cfg.Leaving > 1<<12 || cfg.Exec <= 0 ||
		cfg.Every < cfg.Exec || cfg.Own < 1 || cfg.Memory < 1 {
		errs = append(errs, fmt.Errorf("%d containers of %d MiB that run for %v and %d of %d MiB that leave, "+
			"averaged over %v, expected 1 or more of each, and an interval no shorter than an execution",
			cfg.Running, cfg.Own, cfg.Exec, cfg.Leaving, cfg.Memory, cfg.Every))
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	thread, err := cfg.thread()
	if err != nil {
		return nil, err
	}
	part := 0.5 // of the vCPU, while the thread works
	if cfg.Grouped {
		part = 1 / float64(cfg.Running+1)
	}
	end := sim.Time(0)
	if n := len(thread); n > 0 {
		end = thread[n-1].to
	}
	bins := int(end.Add(cfg.Exec*time.Duration(cfg.Running+1))/sim.Time(cfg.Every)) + 1
	sums, counts := make([]float64, bins), make([]int, bins)
	add := func(at sim.Time, latency time.Duration) {
		if k := int(at / sim.Time(cfg.Every)); k < bins {
			sums[k] += float64(latency) / float64(cfg.Exec)
			counts[k]++
		}
	}
	for i := range cfg.Running { // spread over one execution; container 0 shares its vCPU
		at := sim.Time(int64(cfg.Exec) * int64(i) / int64(cfg.Running))
		for int(at/sim.Time(cfg.Every)) < bins {
			to := at.Add(cfg.Exec)
			if i == 0 {
				to = share(at, cfg.Exec, part, thread)
			}
			add(to, to.Sub(at))
			at = to
		}
	}
	for k := range sums {
		if counts[k] > 0 {
			sums[k] /= float64(counts[k])
		}
	}
	return sums, nil
}

// span is a time in which the thread works.
type span struct{ from, to sim.Time }

// thread returns when the thread of the VM works: its evictions one after the other.
func (c *NeighboursConfig) thread() ([]span, error) {
	s := &c.Strategy
	v := NewVM(s.container(c.Own)*c.Running + s.container(c.Memory)*c.Leaving)
	slots := make([]int32, 0, c.Leaving)
	for i := range c.Running + c.Leaving {
		mib := c.Own
		if i >= c.Running {
			mib = c.Memory
		}
		if _, err := s.Grow(v, &c.Costs, mib); err != nil {
			return nil, err
		}
		slot, err := s.Settle(v, mib, mib)
		if err != nil {
			return nil, err
		}
		if i >= c.Running {
			slots = append(slots, slot)
		}
	}
	if !s.Partitioned {
		v.Mix()
	}
	for _, slot := range slots {
		v.Leave(slot)
	}
	var out []span
	at := sim.Time(0)
	for range c.Leaving {
		w, err := s.Shrink(v, &c.Costs, c.Memory)
		if err != nil {
			return nil, err
		}
		at = at.Add(w.Request)
		out = append(out, span{at, at.Add(w.busy())})
		at = at.Add(w.busy() + w.Exits)
	}
	return out, nil
}

// share returns when work that begins at an instant ends on a vCPU, of which it has a
// part while the thread works.
func share(at sim.Time, work time.Duration, part float64, thread []span) sim.Time {
	left := float64(work)
	for _, s := range thread {
		if s.to <= at {
			continue
		}
		if s.from > at {
			alone := float64(s.from - at)
			if alone >= left {
				break
			}
			left -= alone
			at = s.from
		}
		shared := float64(s.to-at) * part
		if shared >= left {
			return at + sim.Time(left/part+0.5)
		}
		left -= shared
		at = s.to
	}
	return at + sim.Time(left+0.5)
}
