package memory

import (
	"errors"
	"fmt"
	"time"

	"thaw/sim"
)

// LoadFunction is a function of a Load: all its containers are in one VM.
type LoadFunction struct {
	Name   string
	Memory int32         // MiB of a container
	Most   int           // containers at a time
	Boot   time.Duration // of a container, beside the plug
	Init   time.Duration // of the function, when both are done, on pages that the host has yet to give
	Exec   time.Duration
}

// LoadArrival is one request.
type LoadArrival struct {
	At       sim.Time
	Function int32
}

// LoadConfig describes functions on one host, each with a VM of its own, and the
// runtime that starts and evicts their containers:
//
//	request ─▶ idle container, else wait ─▶ scale up: host memory? ─▶ plug ∥ boot ─▶ init ─▶ run
//	             ▲                            no: evict idle containers, wait for the reclaim
//	             └─ one that lives ◀───────── Timeout
//
// The container that is ready or idle first serves the request that waits longest. A
// container is evicted after it has been idle for KeepAlive. With a Limit, a scale-up
// that finds no memory evicts the containers that have been idle longest. With a Timeout
// a reclaim gives back what it has by then, and its VM owes the rest; a scale-up that has
// waited as long is given up where a container of its function lives or starts: requests
// wait for that one.
type LoadConfig struct {
	Config
	Functions []LoadFunction
	Arrivals  []LoadArrival // in order
	KeepAlive time.Duration
	Timeout   time.Duration // of reclaims, and of scale-ups that wait for them; 0: none
	Limit     int32         // MiB of the host; 0: unlimited
	Length    time.Duration // for which memory is counted at least
	Every     time.Duration // memory is counted over so much each time, too; 0: over all of the run alone
}

// LoadMemory is the memory of an interval, in MiB·s.
type LoadMemory struct{ MiBSecs, Touched float64 }

// LoadResult is the result of a load.
type LoadResult struct {
	Latency   [][]time.Duration // by function: from request to end, in the order of requests
	PeakMiB   int64
	MiBSecs   float64      // plugged, over Length and until the last request has ended
	Touched   float64      // likewise what of it is pages of the host
	Memory    []LoadMemory // both by interval of LoadConfig.Every; the last one ends with the run
	Reclaimed []int64      // by function: MiB
	Busy      []time.Duration
	Created   int
	Evicted   int
	Waited    int           // scale-ups that waited for memory
	Waiting   time.Duration // the sum of their waits
	GivenUp   int           // scale-ups that waited too long
	TimedOut  int           // reclaims of which something was left
	End       sim.Time
}

// states of a container of a load.
const (
	starting uint8 = iota // its VM makes room
	beginning
	running
	resting
	leaving
	gone
)

type loadContainer struct {
	since   sim.Time // resting: since when
	boot    sim.Time // when its container is there
	fn      int32
	request int32
	state   uint8
}

// wish is a scale-up that waits for memory.
type wish struct {
	since  sim.Time
	fn     int32
	number int32
}

// The kinds of event of a load.
const (
	loadWake uint8 = iota // of Hosts
	loadDone
	loadReady
	loadExpire
	loadGiveUp // of a wish, by number
)

type load struct {
	cfg        *LoadConfig
	hosts      *Hosts
	queue      sim.Queue
	now        sim.Time
	containers sim.Arena[int32, loadContainer]
	idle       sim.LRU           // by function
	waiting    []sim.Ring[int32] // by function: requests
	alive      []int             // by function: containers, those that start included
	coming     []int             // by function: scale-ups that will serve somebody
	wishes     []wish
	wished     int32  // wishes so far
	again      []bool // by function: its VM was asked again for what it owes
	booked     int64  // MiB of the host that are in use or on their way
	going      int64  // MiB of it that are being reclaimed
	ends       []sim.Time
	left       int
	result     LoadResult
}

// RunLoad runs the requests.
func RunLoad(cfg LoadConfig) (*LoadResult, error) {
	var errs []error
	for i := range cfg.Functions {
		f := &cfg.Functions[i]
		if f.Memory < 1 || f.Most < 1 || f.Boot < 0 || f.Init < 0 || f.Exec <= 0 {
			errs = append(errs, fmt.Errorf("function %s: %d containers of %d MiB that start in %v and %v and "+
				"run for %v, expected 1 or more of 1 MiB or more, and an execution",
				f.Name, f.Most, f.Memory, f.Boot, f.Init, f.Exec))
			continue
		}
		if cfg.Limit > 0 && cfg.blocks(int32(i))+cfg.Strategy.Slack > cfg.Limit {
			errs = append(errs, fmt.Errorf("function %s: a container and %d MiB of slack do not fit into the %d MiB "+
				"of the host", f.Name, cfg.Strategy.Slack, cfg.Limit))
		}
		cfg.Memory = max(cfg.Memory, f.Memory*int32(f.Most+1)+2*BlockMiB*int32(f.Most))
	}
	if cfg.KeepAlive < 0 || cfg.Timeout < 0 || cfg.Limit < 0 || cfg.Every < 0 || len(cfg.Functions) == 0 {
		errs = append(errs, fmt.Errorf("keep-alive of %v, time-out of %v, %d MiB and %d functions, expected 0 or "+
			"more, and a function", cfg.KeepAlive, cfg.Timeout, cfg.Limit, len(cfg.Functions)))
	}
	cfg.Layout = Layout{Name: "n-to-one"}
	hosts, err := New(cfg.Config, 1)
	if err := errors.Join(append(errs, err)...); err != nil {
		return nil, err
	}
	hosts.timeout = cfg.Timeout
	n := len(cfg.Functions)
	l := &load{cfg: &cfg, hosts: hosts, idle: sim.NewLRU(n), waiting: make([]sim.Ring[int32], n),
		alive: make([]int, n), coming: make([]int, n), again: make([]bool, n),
		ends: make([]sim.Time, len(cfg.Arrivals)), left: len(cfg.Arrivals)}
	l.result.Reclaimed, l.result.Busy = make([]int64, n), make([]time.Duration, n)
	l.result.Latency = make([][]time.Duration, n)
	l.queue.Reset()
	for i, a := range cfg.Arrivals {
		l.until(a.At)
		l.pass(a.At)
		l.arrive(int32(i))
	}
	for l.left > 0 {
		ev, ok := l.queue.Next(sim.Event{At: sim.Never})
		if !ok {
			return nil, fmt.Errorf("%d requests wait for memory that nobody gives back", l.left)
		}
		l.handle(ev)
	}
	l.until(sim.Time(cfg.Length))
	l.pass(max(l.now, sim.Time(cfg.Length)))
	for i, a := range cfg.Arrivals {
		l.result.Latency[a.Function] = append(l.result.Latency[a.Function], l.ends[i].Sub(a.At))
	}
	l.result.End = l.now
	return &l.result, nil
}

// blocks returns the MiB that a container is plugged.
func (c *LoadConfig) blocks(fn int32) int32 {
	return int32(c.Strategy.container(c.Functions[fn].Memory)) * BlockMiB
}

// until handles what happens before an instant.
func (l *load) until(at sim.Time) {
	for {
		ev, ok := l.queue.Next(sim.Event{At: at})
		if !ok {
			return
		}
		l.handle(ev)
	}
}

// pass advances the clock and integrates memory.
func (l *load) pass(at sim.Time) {
	mib := l.footprint()
	l.result.PeakMiB = max(l.result.PeakMiB, mib)
	l.result.MiBSecs += float64(mib) * at.Sub(l.now).Seconds()
	touched := float64(l.hosts.Touched()) * PageKiB / 1024
	l.result.Touched += touched * at.Sub(l.now).Seconds()
	for every := sim.Time(l.cfg.Every); every > 0 && l.now < at; {
		k := int(l.now / every)
		for len(l.result.Memory) <= k {
			l.result.Memory = append(l.result.Memory, LoadMemory{})
		}
		until := min(at, sim.Time(k+1)*every)
		m, d := &l.result.Memory[k], until.Sub(l.now).Seconds()
		m.MiBSecs, m.Touched = m.MiBSecs+float64(mib)*d, m.Touched+touched*d
		l.now = until
	}
	l.now = at
}

// footprint returns the MiB of the host that VMs have.
func (l *load) footprint() int64 {
	if l.cfg.Strategy.Means == Fixed {
		n := 0
		for fn := range l.cfg.Functions {
			n += l.hosts.Plugged(0, int32(fn))
		}
		return int64(n) * BlockMiB
	}
	return l.booked
}

func (l *load) post(at sim.Time, kind uint8, subject int32) {
	l.queue.Push(sim.Event{At: at, Ord: sim.MakeOrder(kind, uint64(subject), uint32(subject))})
}

func (l *load) handle(ev sim.Event) {
	l.pass(ev.At)
	subject := int32(ev.Ord.Subject())
	switch ev.Ord.Kind() {
	case loadWake:
		l.hosts.Advance(uint32(subject), l.now)
		l.listen()
		for _, d := range append([]Done(nil), l.hosts.Ended()...) {
			l.resized(int32(d.Owner), &d)
		}
		l.listen()
	case loadReady:
		l.ready(subject)
	case loadDone:
		l.done(subject)
	case loadGiveUp:
		l.giveUp(subject)
	case loadExpire:
		x := l.containers.At(subject)
		if x.state == resting && x.since.Add(l.cfg.KeepAlive) == l.now {
			l.evict(subject)
			l.grant()
		}
	}
}

// listen posts the wakes of the VMs.
func (l *load) listen() {
	for _, w := range l.hosts.Wakes() {
		l.queue.Push(sim.Event{At: w.At, Ord: sim.MakeOrder(loadWake, uint64(w.Tie), w.Subject)})
	}
}
