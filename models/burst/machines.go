package burst

import (
	"errors"
	"fmt"
	"time"

	"thaw/models/network"
	"thaw/sim"
)

// Config describes the machines of a job; all are the same.
type Config struct {
	Network  network.Config
	Recipe   network.Recipe
	Invokers int
	Cores    int      // of each invoker
	Sandbox  sim.Dist // creation of a container that is connected
	Places   int      // creations side by side on an invoker; 0: one a core

	Request time.Duration // of the framework for each container, one after the other; 0: all at once
}

// Check returns everything that prevents a run with so many containers on an invoker at
// once. Sends tells whether the run moves data.
func (c *Config) Check(containers int, sends bool) error {
	var errs []error
	if c.Request < 0 {
		errs = append(errs, fmt.Errorf("requests that take %v each, expected 0s or more", c.Request))
	}
	if c.Invokers < 1 || c.Cores < 1 || c.Places < 0 {
		errs = append(errs, fmt.Errorf("%d invokers of %d cores with %d creations side by side, expected at least one "+
			"invoker and core", c.Invokers, c.Cores, c.Places))
	}
	errs = append(errs, c.Network.Fit(&c.Recipe, containers, sends),
		network.Refuse(network.Demand{Across: sends && c.Invokers > 1, Addressable: sends, Jobs: true}, c.Recipe))
	return errors.Join(errs...)
}

// What is the kind of an Event.
type What uint8

// Kinds of events.
const (
	Connected What = iota // to the network; its creation follows by itself
	Started
	Fetched
	Worked
	Stopped
	Prepared // the namespace of a group on an invoker
)

// Event reports what has happened to a container.
type Event struct {
	Owner int64 // as given
	What  What
	At    sim.Time
}

// Kinds of queued events, in their order at one instant: ends before beginnings.
const (
	kindCores uint8 = iota
	kindCard
	kindSandbox
	kindNetwork
	kindRequest
)

// place is where a container is to be: its invoker and its group, of so many.
type place struct{ invoker, group, want int32 }

// Machines are invokers that start containers, move data and work. Owners are
// numbers from 0 that are not used twice at a time.
type Machines struct {
	cfg       Config
	net       *network.Invokers
	nics      *network.Nics // nil: nothing can be sent
	cores     []sim.Link    // by invoker, in nanoseconds of work
	places    []sim.Pool    // by invoker
	of        []place       // by owner
	requested sim.Time      // the framework has made all requests so far
	sandbox   sim.Stream
	queue     sim.Queue
	now       sim.Time
	told      []Event
	head      int
}

// NewMachines returns idle machines at instant 0.
func NewMachines(cfg Config, seed uint64) (*Machines, error) {
	if cfg.Places == 0 {
		cfg.Places = cfg.Cores
	}
	m := &Machines{
		cfg: cfg, net: network.New(cfg.Network, cfg.Recipe, cfg.Invokers),
		sandbox: sim.NewStream(seed, "burst/sandbox"),
		cores:   make([]sim.Link, cfg.Invokers), places: make([]sim.Pool, cfg.Invokers),
	}
	for i := range cfg.Invokers {
		link, err := sim.NewLink(sim.LinkConfig{Capacity: uint64(cfg.Cores) * uint64(sim.Second),
			FlowCap: uint64(sim.Second)})
		if err != nil {
			return nil, fmt.Errorf("cores of invoker %d: %w", i, err)
		}
		m.cores[i], m.places[i] = link, sim.NewPool(cfg.Places)
	}
	if cfg.Network.NIC > 0 {
		var err error
		if m.nics, err = network.NewNics(cfg.Network, cfg.Recipe.Tunnel, cfg.Invokers); err != nil {
			return nil, err
		}
	}
	m.queue.Reset()
	return m, nil
}

// Now returns the instant of the last event.
func (m *Machines) Now() sim.Time { return m.now }

// Prepare founds the namespace of a group on an invoker ahead of its containers, if
// the strategy has any.
func (m *Machines) Prepare(owner int64, invoker, group, want int32) {
	m.net.Prepare(owner, invoker, group, want, m.now)
	m.take()
}

// Start asks for a container of a group on an invoker, where so many are expected. It
// begins once the framework has made the requests before it, and its own.
func (m *Machines) Start(owner int64, invoker, group, want int32) {
	for int(owner) >= len(m.of) {
		m.of = append(m.of, place{})
	}
	m.of[owner] = place{invoker, group, want}
	if m.cfg.Request == 0 {
		m.begin(owner)
		return
	}
	m.requested = max(m.requested, m.now).Add(m.cfg.Request)
	m.push(m.requested, kindRequest, owner, uint32(owner))
}

// begin begins a container that was requested.
func (m *Machines) begin(owner int64) {
	at := m.of[owner]
	m.net.SetUp(owner, at.invoker, at.group, at.want, m.now)
	m.take()
}

// Fetch moves data from another invoker to that of a container.
func (m *Machines) Fetch(owner int64, from int32, bytes uint64) {
	if m.nics == nil {
		if bytes > 0 {
			panic("burst: data to be moved without network cards")
		}
		m.tell(owner, Fetched)
		return
	}
	m.nics.Send(owner, from, m.of[owner].invoker, bytes, m.now)
	m.take()
}

// Work lets a container compute for as long as it would alone on a core.
func (m *Machines) Work(owner int64, alone time.Duration) {
	invoker := m.of[owner].invoker
	m.cores[invoker].Start(uint32(owner), uint64(max(alone, 0)), m.now)
	m.wakeCores(invoker)
}

// Stop begins to disconnect a container that has started.
func (m *Machines) Stop(owner int64, group int32) {
	m.net.TearDown(owner, m.of[owner].invoker, group, m.now)
	m.take()
}

// Next runs the machines up to the next event and returns it, or false after the last.
func (m *Machines) Next() (Event, bool) {
	for m.head == len(m.told) {
		m.told, m.head = m.told[:0], 0
		ev, ok := m.queue.Next(sim.Event{At: sim.Never})
		if !ok {
			return Event{}, false
		}
		m.now = ev.At
		m.step(ev.Ord.Kind(), ev.Ord.Subject())
	}
	m.head++
	return m.told[m.head-1], true
}

func (m *Machines) step(kind uint8, subject uint32) {
	switch kind {
	case kindCores:
		link := &m.cores[subject]
		if at, some := link.Next(); !some || at > m.now {
			return // another wake has overtaken it
		}
		for {
			owner, ok := link.Finish(m.now)
			if !ok {
				break
			}
			m.tell(int64(owner), Worked)
		}
		m.wakeCores(int32(subject))
	case kindCard:
		m.nics.Advance(subject, m.now)
		m.take()
	case kindSandbox:
		owner := int64(subject)
		m.tell(owner, Started)
		if next, some := m.places[m.of[owner].invoker].Release(m.now); some {
			m.create(next)
		}
	case kindRequest:
		m.begin(int64(subject))
	case kindNetwork:
		done, ok := m.net.Advance(subject, m.now)
		m.take()
		if ok {
			m.ended(done)
		}
	}
}

// ended continues after a job of the network has ended.
func (m *Machines) ended(done network.Done) {
	switch done.Kind {
	case network.SetUp:
		m.tell(done.Owner, Connected)
		if m.places[m.of[done.Owner].invoker].Acquire(uint32(done.Owner), m.now) {
			m.create(uint32(done.Owner))
		}
	case network.TearDown:
		m.tell(done.Owner, Stopped)
	case network.Prepare:
		m.tell(done.Owner, Prepared)
	}
}

// create begins the creation of the sandbox of a container that has its place.
func (m *Machines) create(owner uint32) {
	d := m.cfg.Sandbox.Draw(m.sandbox, uint64(owner), 0)
	m.push(m.now.Add(d), kindSandbox, int64(owner), owner)
}

func (m *Machines) tell(owner int64, what What) {
	m.told = append(m.told, Event{owner, what, m.now})
}

// take posts the wakes of network and cards, and reports the transfers that ended.
func (m *Machines) take() {
	for _, w := range m.net.Wakes() {
		m.push(w.At, kindNetwork, 4*max(w.Tie, -1-w.Tie)+int64(m.net.KindOf(w.Subject)), w.Subject)
	}
	if m.nics == nil {
		return
	}
	for _, w := range m.nics.Wakes() {
		m.push(w.At, kindCard, w.Tie, w.Subject)
	}
	for _, a := range m.nics.Arrivals() {
		m.tell(a.Owner, Fetched)
	}
}

func (m *Machines) wakeCores(invoker int32) {
	if at, some := m.cores[invoker].Next(); some {
		m.push(at, kindCores, int64(invoker), uint32(invoker))
	}
}

func (m *Machines) push(at sim.Time, kind uint8, tie int64, subject uint32) {
	m.queue.Push(sim.Event{At: at, Ord: sim.MakeOrder(kind, uint64(tie), subject)})
}
