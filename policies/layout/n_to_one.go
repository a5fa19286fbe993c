package layout

import (
	"thaw/models/memory"
	"thaw/models/workload"
	"thaw/policies"
)

// NToOne lets the containers of a function on an invoker share a VM.
var NToOne = policies.Define("n-to-one",
	"the containers of a function on an invoker share a VM, which runs already and grows and shrinks with them",
	"lagkas2026squeezy, sections 2.1 and 4.2",
	sharedParams{}, func(p sharedParams) memory.Layout {
		return memory.Layout{Name: "n-to-one", Most: p.N, Size: int32(p.Memory)}
	})

type sharedParams struct {
	N      int          `param:"n" min:"0" max:"4096" help:"containers of a VM at a time, before there is another VM; 0: as many as fit"`
	Memory workload.MiB `param:"memory" min:"0MiB" help:"of a VM at most, which n containers must fit into; 0MiB: the invoker's"`
}
