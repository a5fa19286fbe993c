package prefetch

import (
	"thaw/models/snapshot"
	"thaw/policies"
)

// Warm reuses the running VM of the first invocation.
var Warm = policies.Define("warm",
	"the VM of the first invocation is still there: nothing is restored, pages that it never touched are "+
		"anonymous memory",
	"ao2022, section 5.2.1 (Warm)",
	none{}, func(none) snapshot.Strategy { return warm{} })

type warm struct{}

func (warm) Watch() snapshot.Watch               { return snapshot.Watch{} }
func (warm) Plan(*snapshot.Record) snapshot.Plan { return snapshot.Plan{Origin: snapshot.Kept} }
