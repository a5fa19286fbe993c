package storage

import (
	"fmt"
	"math"
	"slices"
	"time"

	"thaw/sim"
)

// BootConfig describes containers of one image that are started on one invoker.
type BootConfig struct {
	Config
	VMs   int
	Every time.Duration // between one and the next; 0: all at once
	Boot  time.Duration // work of a core before the root file system: the boot of a VM, where there is one
	Warm  bool          // another container of the image was there before, and went
	OneVM bool          // they share a VM, which runs already
}

// BootResult is the result of Boot. Counts are of the containers alone, without the
// one that warmed the page cache.
type BootResult struct {
	Ready   []time.Duration // by container: from the first request until all it needs to start is read
	Done    []Done          // by container
	Stats   Stats
	Waiting time.Duration // of the lock, the longest
}

// All returns when the last container was ready.
func (r *BootResult) All() time.Duration { return slices.Max(r.Ready) }

// Mean returns the mean time from a container's own request until it was ready.
func (r *BootResult) Mean() time.Duration {
	var sum time.Duration
	for i := range r.Done {
		sum += r.Ready[i] - time.Duration(r.Done[i].Began-r.Done[0].Began)
	}
	return sum / time.Duration(len(r.Done))
}

// Boot starts containers of image of a catalog under a strategy.
func Boot(cfg BootConfig, catalog *Catalog, image int, strategy Strategy) (*BootResult, error) {
	if cfg.VMs < 1 || cfg.VMs > 1<<20 {
		return nil, fmt.Errorf("%d containers to boot, expected 1 to %d", cfg.VMs, 1<<20)
	}
	if cfg.Every < 0 || cfg.Boot < 0 || cfg.Every > time.Duration(math.MaxInt64)/(1<<22) || cfg.Boot > 24*time.Hour {
		return nil, fmt.Errorf("containers every %v that boot for %v, expected 0s or more and at most a day for a "+
			"boot", cfg.Every, cfg.Boot)
	}
	if image < 0 || image >= len(catalog.Images) {
		return nil, fmt.Errorf("image %d, expected 0 to %d", image, len(catalog.Images)-1)
	}
	h, err := New(cfg.Config, catalog, strategy, 1)
	if err != nil {
		return nil, err
	}
	if !h.Layout(image).VM {
		cfg.Boot = 0
	}
	mount := func(owner int64, at sim.Time) sim.JobID {
		if cfg.OneVM {
			return h.MountIn(owner, 0, int32(image), 0, alongside, at)
		}
		before := cfg.Boot
		if owner < 0 {
			before = 0
		}
		return h.Mount(owner, 0, int32(image), before, at)
	}
	b := &bench{hosts: h, result: &BootResult{Done: make([]Done, cfg.VMs), Ready: make([]time.Duration, cfg.VMs)}}
	b.queue.Reset()
	at, before := sim.Time(0), Stats{}
	if cfg.Warm {
		id := mount(-1, 0)
		at = b.run()
		h.Unmount(id)
		before = h.Stats(0)
	}
	b.first = at
	for i := range cfg.VMs {
		mount(int64(i), at.Add(time.Duration(i)*cfg.Every))
	}
	end := b.run()
	r := b.result
	r.Stats = h.Stats(0)
	r.Stats.DiskBytes -= before.DiskBytes
	r.Stats.DiskRequests -= before.DiskRequests
	r.Stats.HitBytes -= before.HitBytes
	r.Waiting = h.Lock(0, end).MaxWait
	return r, nil
}

// bench runs Hosts by an event queue of its own.
type bench struct {
	hosts  *Hosts
	queue  sim.Queue
	first  sim.Time // of the containers' requests
	result *BootResult
}

// run handles all events and returns the last instant.
func (b *bench) run() sim.Time {
	now := sim.Time(0)
	for {
		for _, w := range b.hosts.Wakes() {
			b.queue.Push(sim.Event{At: w.At, Ord: sim.MakeOrder(0, uint64(w.Tie+1)&sim.MaxTie, w.Subject)})
		}
		for _, d := range b.hosts.Ended() {
			if d.Owner >= 0 {
				b.result.Done[d.Owner] = d
				b.result.Ready[d.Owner] = now.Sub(b.first)
			}
		}
		ev, some := b.queue.Next(sim.Event{At: sim.Never})
		if !some {
			return now
		}
		now = ev.At
		b.hosts.Advance(ev.Ord.Subject(), now)
	}
}
