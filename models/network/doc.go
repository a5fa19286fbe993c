// Package network models how containers get their network: the steps by which
// a Linux machine connects a network namespace to an overlay, the kernel locks
// that the steps wait for, and the network cards that the data then shares.
//
//	set-up ─▶ address ─▶ S1 namespace ─▶ S2 pair ─▶ S3 move local end ─▶ S4 move guest end
//	            ▲                                                             │
//	            │         connected ◀─ announce ◀─ S6 address ◀─ S5 attach ◀──┘
//	teardown ───┴─ delete
//
// A Recipe (policies/network has them) says which of these steps a strategy
// takes for each container, which once for the namespace that a group of
// containers shares, and which ahead of time for a pool. Invokers run the steps: S1
// to S6 and the deletion of a namespace hold the invoker's rtnetlink semaphore (S1
// because a new namespace registers its loopback device), an announcement the
// control plane of the whole cluster. The time that many set-ups take follows
// from waiting for these.
//
// The steps of one endpoint that use the same lock are one hold of it, because
// the thesis reports that concurrent starts are spread out, one ready after the
// other (ao2022, section 3.4). With Config.Interleave the lock is let go after
// each step, and all of a burst become ready near its end instead.
//
// Not modelled: other holders of the semaphore, a kernel that deletes several
// namespaces in one go, the dependence of a step on how many devices there are,
// packets (a transfer is a flow that shares its two network cards), and failures.
package network
