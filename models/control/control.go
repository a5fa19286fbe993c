// Package control describes the way between the controller, where the scheduler runs, and
// the invokers.
//
//	arrival ─▶ stations ─▶ controller ─▶ decision ··message··▶ invoker: warm, or cold if what
//	           (Path)      (one at a      on what is known        was counted on is gone
//	             ▲          time)              ▲
//	             │                             └····update····· completed, removed
//	             └──────────────────── record ················· completed
package control

import (
	"fmt"
	"time"

	"thaw/sim"
)

// Config says how long that takes. The zero Config is none: decisions and what comes of
// them are known everywhere at once, and the controller is never busy.
type Config struct {
	Message time.Duration // from the decision to the invoker, beside the scheduling latency
	Update  time.Duration // from a change on an invoker until the scheduler knows of it

	Decision time.Duration // for which a decision occupies the controller
	Look     time.Duration // more of it for each invoker whose containers are looked at

	Path []Station // before the decision; none: it takes no time to get there
}

// Delayed reports whether the scheduler and the invokers see different things.
func (c *Config) Delayed() bool { return c.Message > 0 || c.Update > 0 }

// Occupied reports whether decisions wait for the controller.
func (c *Config) Occupied() bool { return c.Decision > 0 || c.Look > 0 }

// Check returns what is wrong with it, all of it.
func (c *Config) Check() []error {
	var errs []error
	for _, d := range []struct {
		name string
		d    time.Duration
	}{{"message delay", c.Message}, {"update delay", c.Update}, {"decision time", c.Decision},
		{"time to look at an invoker", c.Look}} {
		if d.d < 0 || d.d > sim.MaxDraw {
			errs = append(errs, fmt.Errorf("%s of the control plane is %v, expected 0s to %v", d.name, d.d,
				sim.MaxDraw))
		}
	}
	return append(errs, c.checkPath()...)
}
