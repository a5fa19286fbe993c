package cpu

import (
	"errors"
	"fmt"
	"slices"
)

// Mode tells how executions use an invoker's cores.
type Mode uint8

// The modes.
const (
	ModeIgnored  Mode = iota // execution takes the trace's duration
	ModeIsolated             // a core each; without a free core an invocation waits for one, in FIFO order
	ModeShared               // processor sharing: n invocations on c cores run at rate min(1, c/n)
	ModeStretch              // likewise, and slower the more cores are busy
)

// Config says how executions use cores.
type Config struct {
	Mode    Mode
	Law     Law     // with ModeShared and ModeStretch; the slowdown by load is ModeStretch's alone
	Classes Classes // with them too; nil: all executions are equal
}

// Add adds the cores of so many invokers, n each.
func (c *Config) Add(all []Cores, invokers, n int) ([]Cores, error) {
	var one func() Cores
	switch {
	case c.Mode == ModeIsolated:
		one = func() Cores { return Isolated(n) }
	case c.Classes != nil:
		m, err := c.Classes.Machine(c.law(), n)
		if err != nil {
			return nil, err
		}
		one = func() Cores { return Classed(m) }
	default:
		rates, err := c.law().Rates(n)
		if err != nil {
			return nil, err
		}
		one = func() Cores { return Shared(rates) }
	}
	all = slices.Grow(all, invokers)
	for range invokers {
		all = append(all, one())
	}
	return all, nil
}

// Check returns what is wrong on n cores, with containers that run so many invocations at
// a time.
func (c *Config) Check(n, concurrency int) []error {
	var errs []error
	if c.Mode != ModeIgnored {
		errs = append(errs, c.law().Check(n)...)
		if c.Mode == ModeIsolated {
			errs = append(errs, c.law().Own()...)
		}
	}
	if c.Classes == nil {
		return errs
	}
	if c.Mode != ModeShared && c.Mode != ModeStretch {
		return append(errs, errors.New("classes of executions, which share cores, with a CPU model in which they do "+
			"not: expected cpu shared or stretch"))
	}
	errs = append(errs, c.law().plain("classes of executions")...)
	for i := range c.Classes {
		if k := &c.Classes[i]; k.Quota > 0 && concurrency > 1 {
			errs = append(errs, fmt.Errorf("class %s: a quota with containers that run %d invocations at a time, "+
				"which would have it together, expected a container concurrency of 1", k.Name, concurrency))
		}
	}
	return append(errs, c.Classes.Check(n)...)
}

// law says how executions that share cores slow each other down.
func (c *Config) law() Law {
	l := c.Law
	if c.Mode != ModeStretch {
		l.Stretch = 0
	}
	return l
}
