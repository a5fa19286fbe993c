package prefetch

import (
	"thaw/models/snapshot"
	"thaw/policies"
)

// ColdBoot boots a microVM and initialises runtime and function in it.
var ColdBoot = policies.Define("cold-boot",
	"a microVM is booted, runtime and function are initialised; its memory is anonymous",
	"ao2022, section 5.1.2; ustiugov2021reap, section on cold starts",
	none{}, func(none) snapshot.Strategy { return coldBoot{} })

type coldBoot struct{}

func (coldBoot) Watch() snapshot.Watch               { return snapshot.Watch{} }
func (coldBoot) Plan(*snapshot.Record) snapshot.Plan { return snapshot.Plan{Origin: snapshot.Booted} }
