// Package memory models how the memory of virtual machines grows and shrinks
// while function containers come and go in them.
//
//	scale up:   request ─▶ plug blocks, or deflate the balloon ─▶ container takes pages
//	scale down: container frees its pages ─▶ request ─▶ a block at a time:
//	              isolate ─▶ migrate what is occupied ─▶ zero ─▶ offline, remove ─▶ VM exit
//
//	blocks of 128 MiB   ▓░▓░ ▓▓░▓ ░▓▓░   interleaved: a block that goes is partly occupied
//	                    ▓▓▓▓ ░░░░ ▓▓▓▓   partitioned: a block that goes is empty
//
// A VM is its blocks and who has how many pages in each. A container takes pages
// from plugged blocks in proportion to what they have free, as an allocator does
// that answers page faults one by one; with partitions it has blocks of its own.
// What a reclaim costs follows from the blocks that go: virtio-mem takes the
// highest, so their occupied pages move to free pages elsewhere first. A balloon
// takes free pages wherever they are, one by one.
//
// The host gives a VM the pages that its guest takes, and gets them back with their block
// or by the balloon: a VM has touched what it had at most since, block by block. A
// reclaim may have a time-out; then it goes block by block, and the VM owes the rest. The
// first access to a page that the host has yet to give is slower (Load).
//
// A strategy (policies/elasticity) says which of this happens. VMs serve their
// requests one after the other, since the guest has one thread for it, which
// copies and zeroes at the speed of the memory of its host, shared by all. Hosts
// run VMs for a replay (startup.NewMemory); Reclaim measures one VM, and Load runs
// the containers of several functions on one host, under a limit of its memory.
//
// Not modelled: pages that cannot be moved, time-outs of reclaims in a replay, huge
// pages of the guest, the order in which a buddy allocator hands out pages, the guest's
// page cache as something that grows, and, in a replay, slower first accesses.
package memory
