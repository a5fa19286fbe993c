package layout

import (
	"thaw/models/memory"
	"thaw/policies"
)

// OneToOne gives each container a microVM of its own.
var OneToOne = policies.Define("one-to-one",
	"each container has a microVM of its own, which boots with it and gives its memory back when it goes",
	"lagkas2026squeezy, section 2.1; agache2020firecracker, abstract",
	struct{}{}, func(struct{}) memory.Layout {
		return memory.Layout{Name: "one-to-one", Own: true}
	})
