package params

import (
	"strconv"
	"time"

	"thaw/sim"
)

// Daemon is the container daemon of each invoker.
type Daemon struct {
	Parallel        Sourced[int] // creations that run side by side; 0: no daemon
	Network         Sourced[string]
	Remove          Sourced[sim.Dist]
	NamespaceCreate Sourced[time.Duration] // for which the kernel's lock is held, with bridge networking
	NamespaceDelete Sourced[time.Duration]
	CreateWork      Sourced[time.Duration] // processor time of a creation
	RemoveWork      Sourced[time.Duration] // of a removal
	WorkThreads     Sourced[int]           // over which that work spreads
	WorkLock        Sourced[string]        // the kernel lock that it is done under: none or namespace
	Removal         Sourced[string]        // waited: memory is back at the end of a removal; booked: at its beginning
}

// Bridge reports whether containers have network namespaces of their own.
func (d *Daemon) Bridge() bool { return d.Network.Value == "bridge" }

// Pause is what happens to idle containers.
type Pause struct {
	Grace  Sourced[time.Duration] // idle time after which a container is paused
	Resume Sourced[time.Duration] // by which a warm start in a paused container takes longer
}

// fields lists the numbers of the section daemon.
func (d *Daemon) fields() []Field {
	return []Field{
		bind("daemon.parallel", "creations", "creations that a container daemon runs side by side; 0: no daemon",
			&d.Parallel, parseCount(0, 65_536), strconv.Itoa),
		bind("daemon.network", "", "host, or bridge: each container has a network namespace", &d.Network,
			parseOneOf("host", "bridge"), formatWord),
		latency("daemon.remove", "time that a removal takes beside the namespace", &d.Remove),
		delay("daemon.namespace_create", "namespace lock held by a creation, with bridge networking",
			&d.NamespaceCreate),
		delay("daemon.namespace_delete", "namespace lock held by a removal, with bridge networking",
			&d.NamespaceDelete),
		delay("daemon.create_work", "processor time that a creation takes on the invoker's cores", &d.CreateWork),
		delay("daemon.remove_work", "processor time that a removal takes on the invoker's cores", &d.RemoveWork),
		bind("daemon.work_threads", "threads", "threads over which that work spreads", &d.WorkThreads,
			parseCount(1, 1024), strconv.Itoa),
		bind("daemon.work_lock", "", "kernel lock that is held meanwhile: none or namespace", &d.WorkLock,
			parseOneOf("none", "namespace"), formatWord),
		bind("daemon.removal", "", "when memory is back: waited, at a removal's end, or booked, at its beginning",
			&d.Removal, parseOneOf("waited", "booked"), formatWord),
	}
}

// fields lists the numbers of the section pause.
func (x *Pause) fields() []Field {
	return []Field{
		delay("pause.grace", "idle time after which a container is paused", &x.Grace),
		delay("pause.resume", "by which a warm start in a paused container takes longer", &x.Resume),
	}
}
