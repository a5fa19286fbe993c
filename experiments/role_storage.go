package experiments

import (
	"fmt"

	"thaw/models/storage"
	"thaw/policies"
)

// refuseStorage returns what does not go together in a run: a root file system for
// containers without a VM, and what only VMs have.
func refuseStorage(r *Run) []error {
	v, ok := r.mechanism("storage").value.(policies.Instance[storage.Strategy])
	if !ok {
		return nil
	}
	costs := storage.DefaultCosts()
	if v.Policy.Layout(storage.Spec{Layers: 1, Files: 1, Read: 1}, &costs).VM {
		return nil
	}
	var errs []error
	for _, field := range []string{"prefetch", "memory-elasticity", "vm-layout"} {
		if p := r.mechanism(field); p.value != nil {
			errs = append(errs, fmt.Errorf("storage %s with %s %s: its containers run on the host without a VM, expected %s none or a root file system for VMs", v.Name, field, p.name, field))
		}
	}
	return errs
}
