package experiments

import (
	"fmt"

	"thaw/experiments/results"
	"thaw/models/storage"
)

// refuseStorage returns what does not go together in a run: a root file system for
// containers without a VM, and what only VMs have.
func refuseStorage(r *Run) []error {
	v := r.Mechanisms.Storage
	if v == nil {
		return nil
	}
	costs := storage.DefaultCosts()
	if v.Policy.Layout(storage.Spec{Layers: 1, Files: 1, Read: 1}, &costs).VM {
		return nil
	}
	var errs []error
	for _, x := range roles() {
		if x.field != "prefetch" && x.field != "memory-elasticity" && x.field != "vm-layout" {
			continue
		}
		if name := x.nameIn(&r.Mechanisms); name != results.None {
			errs = append(errs, fmt.Errorf("storage %s with %s %s: its containers run on the host without a VM, "+
				"expected %s none or a root file system for VMs", v.Name, x.field, name, x.field))
		}
	}
	return errs
}
