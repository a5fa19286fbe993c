package prefetch

import (
	"errors"

	"thaw/models/snapshot"
	"thaw/policies"
)

// Reap records the pages that fault and fetches them before the guest runs.
var Reap = policies.Define("reap",
	"the pages that faulted in the first invocation are copied to a file of their own; a restore reads it with one "+
		"direct read and installs the pages before the guest runs; other faults go to a handler in user space",
	"ustiugov2021reap, section on design; ao2022, section 5.2.1 (REAP)",
	reapParams{File: true, Direct: true, Threads: 16}, func(p reapParams) snapshot.Strategy { return reap{p} })

type reapParams struct {
	File   bool `param:"file" help:"fetch from a file of the recorded pages; otherwise from the memory file, by several threads"`
	Direct bool `param:"direct" help:"read that file past the page cache; otherwise through it"`
	// assumed: as many as the requests that saturate the paper's disk
	Threads int `param:"threads" min:"1" max:"1024" help:"threads that fetch where there is no such file"`
}

// Validate refuses a direct read of no file.
func (p reapParams) Validate() error {
	if !p.File && p.Direct {
		return errors.New("direct=true needs file=true: only the file of recorded pages is read past the page " +
			"cache (say direct=false)")
	}
	return nil
}

type reap struct{ reapParams }

// Watch is of an invocation of the snapshot that the first one left, as the artefacts of both
// papers do it (vHive's bench_test.go, FaaSnap's test.py).
func (reap) Watch() snapshot.Watch { return snapshot.Watch{By: snapshot.WatchFaults, Warm: true} }

func (s reap) Plan(r *snapshot.Record) snapshot.Plan {
	runs := sorted(r.Pages, r.Faulted)
	plan := snapshot.Plan{
		Mappings: []snapshot.Mapping{whole(r.Pages, snapshot.MemoryFile)},
		UserMode: true,
	}
	if len(runs) == 0 {
		return plan
	}
	if !s.File {
		// each thread takes the next page in the order of the record
		single := make([]snapshot.Span, len(r.Faulted))
		for i, p := range r.Faulted {
			single[i] = snapshot.Span{First: p, Pages: 1}
		}
		plan.Fetch = snapshot.Fetch{Way: snapshot.Scatter, From: snapshot.MemoryFile, Pages: single,
			Threads: s.Threads, Blocking: true}
		return plan
	}
	plan.SetFile = runs
	plan.Install = runs
	plan.Fetch = snapshot.Fetch{Way: snapshot.Read, From: snapshot.SetFile, Blocking: true,
		Pages: []snapshot.Span{{First: 0, Pages: int32(len(r.Faulted))}}}
	if s.Direct {
		plan.Fetch.Way = snapshot.Direct
	}
	return plan
}
