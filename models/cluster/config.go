package cluster

import (
	"fmt"
	"slices"
	"time"

	"thaw/models/autoscale"
	"thaw/models/client"
	"thaw/models/cluster/fleet"
	"thaw/models/cluster/tally"
	"thaw/models/cluster/together"
	"thaw/models/cpu"
	"thaw/models/daemon"
	"thaw/models/future"
	"thaw/models/membership"
	"thaw/models/startup"
	"thaw/models/worker"
	"thaw/models/workload"
	"thaw/sim"
)

// Scope tells what one container serves (semantics, rule 3).
type Scope uint8

// Scopes of a container.
const (
	PerFunction Scope = iota // OpenWhisk
	PerApp                   // Azure
)

// CPUMode tells how execution uses an invoker's cores.
type CPUMode = cpu.Mode

// The CPU models.
const (
	CPUIgnored  = cpu.ModeIgnored
	CPUIsolated = cpu.ModeIsolated
	CPUShared   = cpu.ModeShared
	CPUStretch  = cpu.ModeStretch
)

// Config describes the modelled platform of one run.
type Config struct {
	Invokers    int
	Memory      workload.MiB       // of each invoker
	Cores       int                // of each invoker; unused with CPUIgnored
	Classes     membership.Classes // of invokers; nil: all are alike, with Memory and Cores
	Membership  membership.Config
	Autoscale   *autoscale.Policy // who makes invokers join and drain as load comes and goes; nil: nobody
	Scope       Scope
	Concurrency int // invocations that a container runs at a time, at least 1
	CPU         CPUMode
	Wait        Wait
	Law         cpu.Law        // with CPUShared and CPUStretch; the slowdown by load is CPUStretch's alone
	CPUClasses  cpu.Classes    // with them too; nil: all executions are equal
	CPUClassOf  cpu.Assignment // by function, of CPUClasses; nil: the first
	Startup     startup.Pipeline
	Reserve     fleet.Reserve // what evictions make free beyond a creation's need
	Daemon      daemon.Config // of each invoker; the zero value creates and removes at once
	Control     Control
	Mechanisms  Mechanisms     // stages of cold starts that are no draws
	Queue       *worker.Policy // of each invoker; nil: there is one central queue
	Future      *future.Future // of the trace under this seed; for clairvoyant policies alone
	Client      *client.Policy // what clients do without an answer; nil: they wait, and do not try again
	Throttle    client.Throttle
	Drop        bool // an invocation that finds no memory is rejected; it waits otherwise
	Seed        uint64

	// Horizon ends the run: it covers the instants before Horizon, and arrivals
	// at or after it are outside the run and not counted. 0: the run ends with
	// the instant at which the last invocation has ended, everything that
	// happens at that instant included.
	Horizon sim.Time

	Stages bool // record the stages of cold starts in batches

	blind bool // of tests: nothing is looked at ahead of its turn
}

// parts says what of a platform the run models.
func (c *Config) parts() *together.Parts {
	return &together.Parts{
		Concurrency: c.Concurrency, Delayed: c.Control.Delayed(), Queue: c.Queue != nil, Wait: c.Wait != WaitNever,
		Drop:  c.Drop,
		Cores: c.CPU != CPUIgnored, Network: c.Mechanisms.Network != nil,
		Mechanism: c.Mechanisms.On(), Daemon: &c.Daemon, Classes: c.Classes, Changes: &c.Membership,
		Autoscale: c.Autoscale != nil, Client: c.Client != nil, Throttle: c.Throttle.On(),
	}
}

// Limits that follow from the widths of indices.
const (
	maxInvokers    = 1 << 20
	maxConcurrency = 1<<16 - 1
)

// check returns what is wrong with the configuration, all of it.
func (c *Config) check() []error {
	var errs []error
	bad := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	if c.Invokers < 1 || c.Invokers > maxInvokers {
		bad("invokers is %d, expected 1 to %d", c.Invokers, maxInvokers)
	}
	if c.Memory < 1 {
		bad("memory of an invoker is %d MiB, expected at least 1", c.Memory)
	}
	if c.Invokers >= 1 && c.Memory >= 1 && !tally.Countable(c.Largest(), c.Invokers) {
		bad("%d invokers of %d MiB are more than can be counted, expected at most %d MiB each", c.Invokers, c.Memory,
			tally.MostMemory(c.Invokers))
	}
	if c.Concurrency < 1 || c.Concurrency > maxConcurrency {
		bad("container concurrency is %d, expected 1 to %d", c.Concurrency, maxConcurrency)
	}
	for _, class := range c.classes() {
		errs = append(errs, c.cores().Check(class.Cores, c.Concurrency)...)
		if c.Queue == nil {
			continue
		}
		if _, err := c.Queue.For(c.modelled(class.Cores)); err != nil && !slices.ContainsFunc(errs, func(e error) bool {
			return e.Error() == err.Error()
		}) {
			errs = append(errs, err)
		}
	}
	if c.Horizon < 0 {
		bad("horizon is %d ns, expected 0 or more", c.Horizon)
	}
	if c.Autoscale != nil {
		errs = append(errs, c.Autoscale.Check(c.Invokers)...)
	}
	errs = append(append(append(errs, c.Classes.Check(c.Invokers)...), c.Membership.Check(c.Invokers)...),
		c.parts().Conflicts()...)
	if c.Client != nil {
		fastest := c.Startup.Schedule.Quantile(0) + c.Control.Message + c.Startup.Warm.Quantile(0)
		errs = append(errs, c.Client.Check(fastest)...)
	}
	errs = append(errs, c.Throttle.Check()...)
	return append(append(errs, c.Control.Check()...), c.Daemon.Check()...)
}

// Foresee reads the future of a run from the invocations of its trace, and tells it to
// clairvoyant policies.
func (c *Config) Foresee(src workload.Source) (err error) {
	var v View
	v.init(c, src.Table())
	start := c.Startup
	start.Seed(c.Seed)
	c.Future, err = future.Read(src, future.Config{
		Units: v.Units(), UnitOf: func(fn FuncID) int32 { return int32(v.Unit(fn)) }, Slots: c.Concurrency,
		Latency: func(number int64) time.Duration { return start.Scheduling(number) + start.WarmStart(number) },
		Horizon: c.Horizon,
	})
	return err
}
