package network

import (
	"errors"
	"fmt"
	"time"
)

// Step is one thing that is done for a connection.
type Step uint8

// The steps: S1 to S6 of ao2022, figure 3.1, then those that strategies add.
const (
	Namespace Step = iota // S1: create a network namespace
	Pair                  // S2: create a pair of virtual Ethernet devices
	MoveLocal             // S3: move one end into the namespace of the tunnel endpoint
	MoveGuest             // S4: move the other end into the container's namespace
	Attach                // S5: attach to bridge and tunnel, bring up
	Address               // S6: set IP and MAC address
	Root                  // a container with the loopback interface alone, whose namespace others share
	Enter                 // enter the namespaces that a group's devices are set up in
	Secondary             // one more address on a device that is there
	Engine                // what a container engine's own bridge adds under the same lock
	Announce              // tell the control plane of the route
	Gossip                // until the other invokers have heard of it by gossip
	Delete                // delete a namespace with its devices
	NumSteps
)

// String returns the step's name, as profiles write it.
func (s Step) String() string {
	return [...]string{"namespace", "pair", "move_local", "move_guest", "attach", "address",
		"root", "enter", "secondary", "engine", "announce", "gossip", "delete"}[s]
}

// lockOf says which lock a step holds.
func lockOf(s Step) lock {
	switch s {
	case Root, Enter, Gossip:
		return none
	case Announce:
		return control
	}
	return rtnetlink
}

// Scope is who shares a network namespace.
type Scope uint8

// From the least isolation to the most.
const (
	Host         Scope = iota // all containers of an invoker share the invoker's own
	Application               // the containers of an application (or tenant) on an invoker
	Job                       // the containers of one job on an invoker
	PerContainer              // each container has its own
)

// String returns the scope's name.
func (s Scope) String() string {
	return [...]string{"host", "application", "job", "container"}[s]
}

// Capabilities are the columns of ao2022, table 3.4.
type Capabilities struct {
	Isolated    bool   // from other tenants and the host
	LowLatency  bool   // start-up does not grow with the burst
	Addressable bool   // each container has an IP address of its own
	Routed      bool   // reachable by layer 3 from other invokers
	Connection  string // how containers reach each other
}

// Recipe is a strategy: which steps are taken, for whom and when. The zero
// Recipe connects nobody to anything and takes no time, as host networking does.
type Recipe struct {
	Name   string
	Scope  Scope
	Able   Capabilities
	Tunnel bool // data between invokers is encapsulated

	Found    []Step // once for a group's namespace, on each invoker
	Endpoint []Step // for each endpoint of a block that is prepared
	Block    int    // endpoints prepared at a time for a group; 0: each container makes its own
	Member   []Step // for each container
	Leave    []Step // for each container that goes
	Dissolve []Step // when the last container of a group went

	Pool   int           // namespaces kept ready on each invoker; 0: none
	Refill time.Duration // how often the pool is filled up
	Reuse  bool          // a namespace returns to the pool when its container goes
}

// grouped reports whether containers share namespaces that are founded.
func (r *Recipe) grouped() bool { return len(r.Found) > 0 }

// Check returns what is wrong with the recipe, all of it.
func (r *Recipe) Check() []error {
	var errs []error
	bad := func(format string, args ...any) {
		errs = append(errs, fmt.Errorf("network %s: "+format, append([]any{r.Name}, args...)...))
	}
	if r.Block < 0 || r.Pool < 0 {
		bad("%d endpoints prepared at a time and a pool of %d, expected 0 or more", r.Block, r.Pool)
	}
	if r.Pool > 0 && r.Refill <= 0 {
		bad("a pool that is refilled every %v, expected more than 0s", r.Refill)
	}
	if r.Pool > 0 && r.grouped() {
		bad("a pool of namespaces that groups share, expected one or the other")
	}
	if r.Block > 0 && !r.grouped() {
		bad("endpoints are prepared for no group")
	}
	for _, steps := range [][]Step{r.Found, r.Endpoint, r.Member, r.Leave, r.Dissolve} {
		for _, s := range steps {
			if s >= NumSteps {
				bad("there is no step %d", s)
			}
		}
	}
	return errs
}

// Demand is what an experiment asks of a network.
type Demand struct {
	Tenants     int   // that share the invokers; 0 and 1 are one
	Across      bool  // containers send to containers on other invokers
	Addressable bool  // by an address of their own each
	Isolation   Scope // the least: Application keeps tenants apart, PerContainer each container
	Jobs        bool  // jobs are known, so that their containers can be told apart
}

// Refuse returns an error that names every strategy that does not meet the
// demand and each of the reasons: a comparison of unequal isolation is refused
// at the start, not run.
func Refuse(d Demand, recipes ...Recipe) error {
	var errs []error
	for i := range recipes {
		r := &recipes[i]
		no := func(format string, args ...any) {
			errs = append(errs, fmt.Errorf("network %s: "+format, append([]any{r.Name}, args...)...))
		}
		if d.Tenants > 1 && !r.Able.Isolated {
			no("does not isolate tenants, of which there are %d", d.Tenants)
		}
		if d.Across && !r.Able.Routed {
			no("does not connect containers on different invokers")
		}
		if d.Addressable && !r.Able.Addressable {
			no("gives containers no address of their own")
		}
		if r.Scope < d.Isolation {
			no("isolates by %v, expected by %v", r.Scope, d.Isolation)
		}
		if r.Scope == Job && !d.Jobs {
			no("isolates by job, and nothing tells which job a container belongs to; expected scope=application")
		}
	}
	return errors.Join(errs...)
}
