package cluster

import (
	"thaw/models/startup"
	"thaw/sim"
)

// Scope tells what one container serves (semantics, rule 3).
type Scope uint8

// Scopes of a sandbox.
const (
	PerFunction Scope = iota // OpenWhisk
	PerApp                   // Azure
)

// CPUMode tells how execution uses an invoker's cores.
type CPUMode uint8

// The CPU models.
const (
	CPUIgnored  CPUMode = iota // execution takes the trace's duration
	CPUIsolated                // a core each; without a free core an invocation waits for one, in FIFO order
	CPUShared                  // processor sharing: n invocations on c cores run at rate min(1, c/n)
)

// Config describes the modelled platform of one run.
type Config struct {
	Invokers    int
	Memory      int32 // MiB of each invoker
	Cores       int   // of each invoker; unused with CPUIgnored
	Scope       Scope
	Concurrency int // invocations that a container runs at a time, at least 1
	CPU         CPUMode
	Startup     startup.Pipeline
	Seed        uint64
	Horizon     sim.Time // the run ends here; 0: when every invocation has ended
	Stages      bool     // record the stages of cold starts in batches
}
