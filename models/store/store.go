package store

import (
	"errors"
	"fmt"
	"math"
	"math/bits"
	"time"

	"thaw/sim"
)

// Config describes an object store.
type Config struct {
	Bandwidth   uint64        // bytes per second of all connections together; 0: no limit
	Connection  uint64        // bytes per second of one connection; required
	Connections int           // of one transfer at once; required
	Requests    uint64        // per second in all; 0: no limit
	FirstByte   time.Duration // from the issue of a request to its first byte
	Local       bool          // on the host of each worker, shared with nobody
}

const (
	unlimited       = 1 << 60
	mostConnections = 1 << 10
	// MaxBytes bounds the bytes of a transfer.
	MaxBytes = 1 << 50
	// MaxObjects bounds the objects of a transfer.
	MaxObjects = 1 << 30
)

// Check returns everything that is wrong with the configuration.
func (c *Config) Check() error {
	var errs []error
	if c.Connection == 0 || c.Connection > unlimited {
		errs = append(errs, fmt.Errorf("connection: %d bytes a second, expected 1 to %d", c.Connection,
			uint64(unlimited)))
	}
	if c.Connections < 1 || c.Connections > mostConnections {
		errs = append(errs, fmt.Errorf("connections: %d, expected 1 to %d", c.Connections, mostConnections))
	}
	if c.Bandwidth > unlimited {
		errs = append(errs, fmt.Errorf("bandwidth: %d bytes a second, expected at most %d", c.Bandwidth,
			uint64(unlimited)))
	}
	if c.Requests > uint64(time.Second) {
		errs = append(errs, fmt.Errorf("requests: %d a second, expected at most one a nanosecond", c.Requests))
	}
	if c.FirstByte < 0 || c.FirstByte > time.Hour {
		errs = append(errs, fmt.Errorf("first-byte: %v, expected 0s to 1h", c.FirstByte))
	}
	if c.Local && (c.Bandwidth > 0 || c.Requests > 0) {
		errs = append(errs, errors.New("local: nobody shares a host's store, expected no bandwidth and no requests in "+
			"all"))
	}
	return errors.Join(errs...)
}

// Alone returns how long a transfer takes when no other is under way. Of objects of one
// size each connection carries every c-th, so that all go in rounds; the bytes that do
// not divide are spread over the first objects.
func (c *Config) Alone(objects int, bytes uint64) time.Duration {
	if objects == 0 {
		return 0
	}
	rounds := (objects + c.Connections - 1) / c.Connections
	last := objects - (rounds-1)*c.Connections
	share := func(open int) float64 {
		rate := float64(c.Connection)
		if c.Bandwidth > 0 {
			rate = min(rate, float64(c.Bandwidth)/float64(open))
		}
		return float64(bytes) / float64(objects) / rate
	}
	seconds := float64(rounds-1)*share(min(objects, c.Connections)) + share(last)
	return time.Duration(rounds)*c.FirstByte + time.Duration(math.Round(seconds*1e9))
}

// transfer is a transfer that is under way, or one that was stopped while objects of it
// still are.
type transfer struct {
	owner   uint32
	left    int32  // objects that were not begun
	open    int32  // objects that are under way
	size    uint64 // of an object
	odd     uint64 // so many of the first objects have a byte more
	stopped bool
}

// Store is an object store that is shared by all. It holds IDs and calls nobody: the user
// calls Next after every other call, and Finish at the instant that it gives.
type Store struct {
	cfg       Config
	link      sim.Link
	transfers sim.Arena[uint32, transfer]
	bytes     uint64
	requests  uint64
}

// New returns an idle store of a configuration that Check has passed.
func New(cfg Config) (*Store, error) {
	if err := cfg.Check(); err != nil {
		return nil, err
	}
	capacity := cfg.Bandwidth
	if capacity == 0 {
		capacity = unlimited
	}
	link, err := sim.NewLink(sim.LinkConfig{Capacity: capacity, FlowCap: cfg.Connection, Latency: cfg.FirstByte,
		IOPS: cfg.Requests})
	if err != nil {
		return nil, err
	}
	return &Store{cfg: cfg, link: link}, nil
}

// Start begins a transfer of objects, at least one, that together have so many bytes.
// Finish names the owner when the last is there. Handle stops it.
func (s *Store) Start(owner uint32, objects int, bytes uint64, now sim.Time) (handle uint32) {
	if sim.Invariants {
		sim.Check(objects >= 1 && objects <= MaxObjects && bytes <= MaxBytes, "a transfer of %d objects with %d bytes",
			objects, bytes)
	}
	size, odd := bits.Div64(0, bytes, uint64(objects))
	h := s.transfers.Alloc(transfer{owner: owner, left: int32(objects), size: size, odd: odd})
	for range min(objects, s.cfg.Connections) {
		s.request(h, now)
	}
	return h
}

// request issues the next object of a transfer.
func (s *Store) request(h uint32, now sim.Time) {
	t := s.transfers.At(h)
	size := t.size
	if t.odd > 0 {
		size, t.odd = size+1, t.odd-1
	}
	t.left--
	t.open++
	s.bytes += size
	s.requests++
	s.link.Start(h, size, now)
}

// Stop ends a transfer whose worker is gone. Objects that are under way go to their end
// and take their share of the bandwidth; no more are begun, and Finish will not tell.
func (s *Store) Stop(handle uint32) {
	t := s.transfers.At(handle)
	t.stopped, t.left = true, 0
}

// Next returns the instant at which to call Finish, if there is any.
func (s *Store) Next() (sim.Time, bool) { return s.link.Next() }

// Finish names the owner of one transfer that is done by now, the instant that Next gave.
// It is called until it says false.
func (s *Store) Finish(now sim.Time) (owner uint32, ok bool) {
	for {
		h, ok := s.link.Finish(now)
		if !ok {
			return 0, false
		}
		t := s.transfers.At(h)
		t.open--
		switch {
		case t.left > 0:
			s.request(h, now)
		case t.open == 0:
			owner, stopped := t.owner, t.stopped
			s.transfers.Free(h)
			if !stopped {
				return owner, true
			}
		}
	}
}

// Moved returns the bytes and requests so far, those of stopped transfers included.
func (s *Store) Moved() (bytes, requests uint64) { return s.bytes, s.requests }
