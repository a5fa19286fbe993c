package memory

import (
	"errors"
	"fmt"
)

// Means is how memory is taken from a guest and given to it.
type Means uint8

// The means.
const (
	Fixed   Means = iota // the VM keeps what it has
	Balloon              // page by page
	Hotplug              // block by block
)

// Strategy is how VMs grow and shrink.
type Strategy struct {
	Name        string
	Means       Means
	Partitioned bool  // each container has blocks of its own; nothing is migrated
	Zeroes      bool  // blocks are zeroed before they go
	Partition   int32 // MiB of a partition; 0: the container's memory, in whole blocks
	Shared      int32 // MiB plugged at boot for what containers share

	// Ahead and Slack need somebody who evicts containers before memory is asked
	// for: Load does, and a replay.
	Ahead float64 // reclaimed beyond what is asked for, as a share of it
	Slack int32   // MiB of the host kept free
}

// Check returns what is wrong with the strategy, all of it.
func (s *Strategy) Check() []error {
	var errs []error
	bad := func(format string, args ...any) {
		errs = append(errs, fmt.Errorf("memory strategy %s: %s", s.Name, fmt.Sprintf(format, args...)))
	}
	if s.Partitioned && s.Means != Hotplug {
		bad("partitions are plugged, which it does not do")
	}
	if s.Partition < 0 || s.Partition%BlockMiB != 0 {
		bad("partitions of %d MiB, expected whole blocks of %d MiB", s.Partition, BlockMiB)
	}
	if s.Shared < 0 || s.Shared%BlockMiB != 0 {
		bad("shared partition of %d MiB, expected whole blocks of %d MiB", s.Shared, BlockMiB)
	}
	if s.Ahead < 0 || s.Slack < 0 {
		bad("%v reclaimed ahead and %d MiB of slack, expected 0 or more", s.Ahead, s.Slack)
	}
	return errs
}

// Fit returns what is wrong with a VM for containers of so many MiB, so many at a
// time, in so many MiB of a host: every complaint.
func (s *Strategy) Fit(name string, mib int32, n int, host int32) error {
	var errs []error
	if s.Partitioned && s.Partition > 0 && s.Partition < mib {
		errs = append(errs, fmt.Errorf("memory strategy %s: a partition of %d MiB is smaller than the %d MiB of %s",
			s.Name, s.Partition, mib, name))
	}
	if all := int64(s.container(mib))*int64(n)*BlockMiB + int64(s.Shared); all > int64(host) {
		errs = append(errs, fmt.Errorf("memory strategy %s: %d containers of %s need %d MiB, more than the %d MiB "+
			"there are", s.Name, n, name, all, host))
	}
	return errors.Join(errs...)
}

// container returns the blocks that a container of so many MiB is plugged.
func (s *Strategy) container(mib int32) int {
	if s.Partitioned && s.Partition > 0 {
		return Blocks(s.Partition)
	}
	return Blocks(mib)
}
