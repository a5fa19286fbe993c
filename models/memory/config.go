package memory

import (
	"fmt"
	"time"
)

// Layout is which containers share a VM.
type Layout struct {
	Name string
	Own  bool  // each has a microVM of its own, that boots with it and goes with it
	Most int   // containers of a VM at a time; 0: as many as its host has memory for
	Size int32 // MiB of a VM at most; 0: those of its host
}

// Config describes the hosts of a replay, which are all alike.
type Config struct {
	Memory   int32   // MiB of a host
	Touched  float64 // share of its memory that a container occupies; 0: all of it
	Strategy Strategy
	Layout   Layout
	Costs    Costs
	Cores    bool // what works does so on the cores of its host, which the caller has
}

// Check returns what is wrong with the configuration, all of it.
func (c *Config) Check() []error {
	errs := append(c.Costs.check(), c.Strategy.Check()...)
	l := &c.Layout
	if l.Most < 0 || l.Size < 0 {
		errs = append(errs, fmt.Errorf("VM layout %s: %d containers in %d MiB, expected 0 (no bound) or more", l.Name,
			l.Most, l.Size))
	}
	if l.Size > c.Memory {
		errs = append(errs, fmt.Errorf("VM layout %s: a VM of %d MiB on hosts of %d MiB", l.Name, l.Size, c.Memory))
	}
	if c.Touched < 0 || c.Touched > 1 {
		errs = append(errs, fmt.Errorf("containers occupy %v of their memory, expected 0 (all) to 1", c.Touched))
	}
	return errs
}

// Fit returns what is wrong with the VMs for containers of so many MiB.
func (c *Config) Fit(name string, mib int32) error {
	if c.Layout.Own {
		return nil
	}
	size := c.Layout.Size
	if size == 0 {
		size = c.Memory
	}
	return c.Strategy.Fit(name, mib, max(1, c.Layout.Most), size)
}

// Most returns how many containers of so many MiB a VM has at a time.
func (c *Config) Most(mib int32) int32 {
	switch l := &c.Layout; {
	case l.Own:
		return 1
	case l.Most > 0:
		return int32(l.Most)
	case l.Size > 0:
		return max(1, l.Size/int32(c.Strategy.container(mib)*BlockMiB))
	}
	return c.Memory/max(1, mib) + 1 // never reached: the host has no more memory
}

// UncontendedTime returns what making room for a container takes where nothing else happens.
func (c *Config) UncontendedTime(mib int32) time.Duration {
	if c.Layout.Own {
		return c.Costs.Boot.Value
	}
	n := c.Strategy.container(mib)
	if c.Strategy.Means == Fixed {
		return 0
	}
	if c.Strategy.Means == Balloon {
		return c.Costs.Request.Value + time.Duration(n*BlockPages)*c.Costs.Deflate.Value
	}
	return c.Costs.Request.Value + time.Duration(n)*c.Costs.Plug.Value
}
