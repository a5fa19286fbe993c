package keepalive

import (
	"thaw/models/cluster"
)

// Slots keeps a note about each container, by its slot. A slot that has no note yet, or that
// was cleared, has the zero value.
type Slots[T any] []T

// At returns the note of container c, to be read and written until the next call.
func (s *Slots[T]) At(c cluster.ContainerID) *T {
	for int(c) >= len(*s) {
		var none T
		*s = append(*s, none)
	}
	return &(*s)[c]
}
