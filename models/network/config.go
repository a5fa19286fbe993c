package network

import (
	"errors"
	"fmt"
	"time"
)

// Costs are the times that the steps take, alone.
type Costs [NumSteps]time.Duration

// Config describes the invokers of a platform; all invokers have the same.
type Config struct {
	Costs      Costs
	Addresses  int    // of each invoker's subnet; 0: as many as are asked for
	NIC        uint64 // bytes a second, each way; 0 only where nothing is sent
	Flow       uint64 // bytes a second that one transfer gets at most; 0: no limit
	Header     int    // bytes that a tunnel adds to each packet
	Packet     int    // bytes of a packet, header included
	Interleave bool   // let the semaphore go after each step
}

// Check returns everything that is wrong with the configuration.
func (c *Config) Check() []error {
	var errs []error
	for s, d := range c.Costs {
		if d < 0 {
			errs = append(errs, fmt.Errorf("network step %v takes %v, expected 0s or more", Step(s), d))
		}
	}
	if c.Addresses < 0 {
		errs = append(errs, fmt.Errorf("network addresses of an invoker is %d, expected 0 (no limit) or more",
			c.Addresses))
	}
	if c.Header < 0 || c.Header > 0 && c.Packet <= c.Header {
		errs = append(errs, fmt.Errorf("a tunnel adds %d bytes to packets of %d, expected less than a packet",
			c.Header, c.Packet))
	}
	return errs
}

// limits reports whether containers take addresses of which there are only so many.
func (c *Config) limits(r *Recipe) bool { return c.Addresses > 0 && r.Scope != Host }

// Fit returns an error that says everything by which a run cannot be: at most
// so many containers on an invoker at once, and data to be sent or not.
func (c *Config) Fit(r *Recipe, containers int, sends bool) error {
	errs := append(c.Check(), r.Check()...)
	if c.limits(r) && containers > c.Addresses {
		errs = append(errs, fmt.Errorf("network %s: %d containers on an invoker, and %d addresses in its pool", r.Name,
			containers, c.Addresses))
	}
	if c.Addresses > 0 && r.Pool > c.Addresses {
		errs = append(errs, fmt.Errorf("network %s: a pool of %d namespaces, and %d addresses in an invoker's pool",
			r.Name, r.Pool, c.Addresses))
	}
	if sends && c.NIC == 0 {
		errs = append(errs, fmt.Errorf("network %s: network cards of 0 bytes a second, and data to be sent", r.Name))
	}
	return errors.Join(errs...)
}

// UncontendedTime returns the time that a set-up takes when nothing else goes on, as
// the first of its group and as a later one.
func (c *Config) UncontendedTime(r *Recipe) (first, later time.Duration) {
	later = c.sum(r.Member)
	if r.Pool > 0 {
		return 0, 0
	}
	first = later + c.sum(r.Found)
	if r.Block > 0 {
		first += time.Duration(r.Block) * c.sum(r.Endpoint)
	}
	return first, later
}

func (c *Config) sum(steps []Step) time.Duration {
	var d time.Duration
	for _, s := range steps {
		d += c.Costs[s]
	}
	return d
}
