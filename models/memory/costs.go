package memory

import (
	"errors"
	"fmt"
	"time"

	"thaw/models/params"
)

// Costs are what growing and shrinking a VM takes.
type Costs struct {
	Request params.Sourced[time.Duration] // from the host to the guest and back
	Plug    params.Sourced[time.Duration] // of a block: hot-add and online

	// Of a block that is unplugged.
	Isolate params.Sourced[time.Duration] // taking it from the allocator, page by page
	Migrate params.Sourced[time.Duration] // if all of it is occupied
	Zero    params.Sourced[time.Duration]
	Remove  params.Sourced[time.Duration] // offline and hot-remove of what is empty
	Exit    params.Sourced[time.Duration] // the host gives its pages back

	// Of a page of a balloon.
	Inflate     params.Sourced[time.Duration] // the guest's part
	InflateExit params.Sourced[time.Duration] // the host's
	Deflate     params.Sourced[time.Duration]

	Fault   params.Sourced[time.Duration] // of a page that the host has not given yet, at its first access
	Boot    params.Sourced[time.Duration] // of a microVM
	Threads params.Sourced[int]           // that copy side by side before they slow each other down
}

// Where the costs of hot(un)plug come from; how they follow from what is published
// is worked out in experiments/papers/squeezy/README.md, and tested.
const (
	fromPlug = "lagkas2026squeezy, section 6.2.1: plugs take 35 to 45 ms; taken to be those of the smallest and " +
		"largest functions, of 6 and 12 blocks"
	fromSqueezy = "lagkas2026squeezy, section 6.1.1: 127 ms for 2 GiB, less the request and VM exits"
	fromShares  = "lagkas2026squeezy, section 6.1.1: 617 ms for 512 MiB of a full 32:1 VM, of which on average " +
		"61.5% is migration and 24% zeroing"
	fromBalloon = "lagkas2026squeezy, section 6.1.1: 2.34 times virtio-mem on average, 81% of it VM exits"
)

// DefaultCosts returns the costs with their sources.
func DefaultCosts() Costs {
	ms := func(n float64, source string) params.Sourced[time.Duration] {
		return params.Sourced[time.Duration]{Value: time.Duration(n * float64(time.Millisecond)), Source: source}
	}
	return Costs{
		Request: ms(25, fromPlug), Plug: ms(10./6, fromPlug),
		Isolate: ms(7.175, fromShares+": the rest, less what Squeezy takes too"),
		Migrate: ms(110.76, fromShares+"; 87.3% of a block are occupied on average"),
		Zero:    ms(37.74, fromShares),
		Remove:  ms(3.375, fromSqueezy),
		Exit:    ms(3, "lagkas2026squeezy, section 6.1.1: VM exits of Squeezy, for 128 MiB"),

		Inflate:     ms(0.001846, fromBalloon),
		InflateExit: ms(0.009101, fromBalloon),
		Deflate: ms(0.001846,
			"assumed: what the guest does for a page that it inflates, with no exit but one for many"),

		Fault: ms(0.0025, "ao2022, section 5.2.3: 2.5 us on average, a page of anonymous memory of a microVM"),
		Boot: ms(960, "lagkas2026squeezy, section 6.3: 20.2% of 1:1 cold starts on average, whose other parts "+
			"follow from plugs of 35 to 45 ms being 1.19% of N:1 ones"),
		Threads: params.Sourced[int]{Value: 24,
			Source: "assumed: 59.7 GB/s (four channels of DDR4-1866) by the 2.43 GB/s that one thread reads and " +
				"writes when it migrates"},
	}
}

type named struct {
	name, what string
	at         *params.Sourced[time.Duration]
}

func (c *Costs) times() []named {
	return []named{
		{"request", "of plugging or unplugging, from the host to the guest and back", &c.Request},
		{"plug", "of a block of 128 MiB: hot-add and online", &c.Plug},
		{"isolate", "of a block: taking it from the allocator, page by page", &c.Isolate},
		{"migrate", "of a block that is occupied altogether", &c.Migrate},
		{"zero", "of a block", &c.Zero},
		{"remove", "of an empty block: offline and hot-remove", &c.Remove},
		{"exit", "of a block: the host takes its pages", &c.Exit},
		{"inflate", "of a page of a balloon: the guest's part", &c.Inflate},
		{"inflate_exit", "of a page of a balloon: the host's part", &c.InflateExit},
		{"deflate", "of a page of a balloon", &c.Deflate},
		{"fault", "of a page that the host has not given yet, at its first access (studies)", &c.Fault},
		{"boot", "of a microVM with one container", &c.Boot},
	}
}

// Group lists the costs as `thaw params` does those of platforms, and binds them to their
// names, so that a run can change them.
func (c *Costs) Group() params.Group {
	var out []params.Field
	for _, t := range c.times() {
		out = append(out, params.Delay("memory."+t.name, t.what, t.at))
	}
	check := func() error { return errors.Join(c.check()...) }
	return params.Group{Prefix: "memory.", Check: check, Fields: append(out,
		params.Whole("memory.threads", "threads", "that copy side by side at full speed", &c.Threads, 1, 1<<16),
	)}
}

// check returns what is wrong with the costs.
func (c *Costs) check() []error {
	var errs []error
	for _, t := range c.times() {
		if t.at.Value < 0 || t.at.Value > time.Hour {
			errs = append(errs, fmt.Errorf("memory.%s is %v, expected 0s to 1h", t.name, t.at.Value))
		}
	}
	if c.Threads.Value < 1 || c.Threads.Value > 1<<16 {
		errs = append(errs, fmt.Errorf("memory.threads is %d, expected 1 to 65536", c.Threads.Value))
	}
	return errs
}

// Work is what a change of a VM's size takes, of its guest's one thread.
type Work struct {
	Request time.Duration // nobody works
	Guest   time.Duration // bookkeeping of the guest: a vCPU
	Migrate time.Duration // copies: a vCPU and memory bandwidth
	Zero    time.Duration // likewise
	Exits   time.Duration // the host works
}

// All is the time without contention.
func (w *Work) All() time.Duration { return w.Request + w.Guest + w.Migrate + w.Zero + w.Exits }

// copying is the part that needs memory bandwidth.
func (w *Work) copying() time.Duration { return w.Migrate + w.Zero }

// busy is how long the guest's thread works.
func (w *Work) busy() time.Duration { return w.Guest + w.Migrate + w.Zero }

// add adds the parts of another change.
func (w *Work) add(o *Work) {
	w.Request += o.Request
	w.Guest += o.Guest
	w.Migrate += o.Migrate
	w.Zero += o.Zero
	w.Exits += o.Exits
}

// Grow makes room for a container in a VM and returns the work. Settle takes the
// pages of the container when it runs.
func (s *Strategy) Grow(v *VM, c *Costs, mib int32) (Work, error) { return s.grow(v, c, mib, 0) }

// grow does so where the VM still has so many blocks that it was to give back.
func (s *Strategy) grow(v *VM, c *Costs, mib int32, owed int) (Work, error) {
	n := s.container(mib) - owed
	if n == 0 {
		if s.Partitioned { // populated when the container settles
			return Work{}, v.UnplugEmpty(owed)
		}
		return Work{}, nil
	}
	w := Work{Request: c.Request.Value}
	switch s.Means {
	case Fixed: // it has room from before, or was given it when it was provisioned
		if short := n*(v.residents()+1) - v.Plugged(); short > 0 {
			return Work{}, v.Plug(short)
		}
		return Work{}, nil
	case Balloon:
		pages := min(n*BlockPages, v.Ballooned())
		v.give(balloon, pages)
		w.Guest = time.Duration(pages) * c.Deflate.Value
		n -= pages / BlockPages // a VM is booted with blocks that it never had
		if n > 0 {
			return w, v.Plug(n)
		}
		return w, nil
	case Hotplug:
		w.Guest = time.Duration(n) * c.Plug.Value
		if s.Partitioned { // populated when the container settles
			return w, v.UnplugEmpty(owed)
		}
		return w, v.Plug(n)
	}
	panic("memory: a strategy of no means")
}

// Settle gives a container its pages, and returns its slot.
func (s *Strategy) Settle(v *VM, mib, touched int32) (int32, error) {
	slot := v.Enter()
	if s.Partitioned {
		return slot, v.Own(slot, s.container(mib), Pages(touched))
	}
	return slot, v.Take(slot, Pages(touched))
}

// Shrink takes the memory of a container that has left from a VM and returns the work.
func (s *Strategy) Shrink(v *VM, c *Costs, mib int32) (Work, error) {
	if s.Means == Fixed {
		return Work{}, nil
	}
	w, err := s.unplug(v, c, s.container(mib))
	w.Request = c.Request.Value
	return w, err
}

// unplug takes n blocks from a VM, after the request, and returns the work.
func (s *Strategy) unplug(v *VM, c *Costs, n int) (w Work, err error) {
	blocks := time.Duration(n)
	switch {
	case s.Means == Balloon:
		pages := n * BlockPages
		w.Guest, w.Exits = time.Duration(pages)*c.Inflate.Value, time.Duration(pages)*c.InflateExit.Value
		return w, v.Take(balloon, pages)
	case s.Partitioned:
		w.Guest, w.Exits = blocks*c.Remove.Value, blocks*c.Exit.Value
		return w, v.UnplugEmpty(n)
	}
	moved, err := v.Unplug(n)
	w.Guest, w.Exits = blocks*(c.Isolate.Value+c.Remove.Value), blocks*c.Exit.Value
	w.Migrate = time.Duration(float64(c.Migrate.Value) * float64(moved) / BlockPages)
	if s.Zeroes {
		w.Zero = blocks * c.Zero.Value
	}
	return w, err
}
