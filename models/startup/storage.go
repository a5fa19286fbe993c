package startup

import (
	"hash/fnv"
	"time"

	"thaw/models/memory"
	"thaw/models/storage"
	"thaw/models/workload"
	"thaw/sim"
)

// rootfs is the stage "storage" as a mechanism: the invoker assembles and reads the
// root file system of a container (models/storage).
type rootfs struct {
	hosts  *storage.Hosts
	images []int32         // by function
	most   []int32         // by function: containers of a VM; nil: VMs are not shared
	alone  []time.Duration // by image
	owners []int64         // by job
	jobs   []sim.JobID     // by name of a container: its job + 1, or 0 without
	ended  sim.Outbox[Done]
	memory bool // the page cache has what containers leave
}

// NewStorage returns the stage of a run: hosts with the given strategy, and an
// image for each app of the table. Where it is bounded, the page cache of an invoker has
// the memory that no container has booked. With vms the containers of a unit on an invoker
// share VMs as their layout says; otherwise each has what it reads for itself.
func NewStorage(cfg storage.Config, catalog *storage.Catalog, bounded bool, table *workload.Table,
	strategy storage.Strategy, invokers int, vms *memory.Config) (Mechanism, error) {
	hosts, err := storage.New(cfg, catalog, strategy, invokers)
	if err != nil {
		return nil, err
	}
	r := &rootfs{hosts: hosts, memory: bounded, alone: make([]time.Duration, len(catalog.Images))}
	for i := range catalog.Images {
		one := storage.BootConfig{Config: cfg, VMs: 1, Warm: true, OneVM: vms != nil}
		one.Room = 0
		result, err := storage.Boot(one, catalog, i, strategy)
		if err != nil {
			return nil, err
		}
		r.alone[i] = result.All()
	}
	r.images = make([]int32, len(table.Functions))
	for f := range table.Functions {
		h := fnv.New64a()
		h.Write([]byte(table.Apps[table.Functions[f].App].Name))
		r.images[f] = int32(h.Sum64() % uint64(len(catalog.Images)))
		if vms != nil {
			r.most = append(r.most, vms.Most(int32(table.Functions[f].Memory)))
		}
	}
	return r, nil
}

func (r *rootfs) Begin(s Start, now sim.Time) sim.Time {
	if r.memory {
		r.hosts.Resize(s.Invoker, int64(s.Free)<<20)
	}
	id := r.mount(s, now)
	r.owners = keep(r.owners, int(id), s.Owner)
	r.jobs = keep(r.jobs, int(s.Name), id+1)
	return sim.Never
}

// mount begins to give a container its root file system, in a VM of others if it shares one.
func (r *rootfs) mount(s Start, now sim.Time) sim.JobID {
	image := r.images[s.Function]
	if r.most == nil {
		return r.hosts.Mount(s.Tie, s.Invoker, image, 0, now)
	}
	return r.hosts.MountIn(s.Tie, s.Invoker, image, s.Unit, r.most[s.Function], now)
}

func (r *rootfs) End(l Leaving, now sim.Time) sim.Time {
	if n := int(l.Name); n < len(r.jobs) && r.jobs[n] > 0 { // a restored container has none
		r.hosts.Unmount(r.jobs[n] - 1)
		r.jobs[n] = 0
	}
	return now
}

func (r *rootfs) HasTeardown() bool { return false }

func (r *rootfs) Wakes() []sim.Wake { return r.hosts.Wakes() }

func (r *rootfs) Advance(subject uint32, now sim.Time) { r.hosts.Advance(subject, now) }

func (r *rootfs) Ended() []Done {
	for _, d := range r.hosts.Ended() {
		r.ended.Put(Done{Owner: r.owners[d.Job]})
	}
	return r.ended.Take()
}

func (r *rootfs) UncontendedTime(fn workload.FuncID) time.Duration { return r.alone[r.images[fn]] }

// keep sets element at of a slice, which it extends if need be.
func keep[T any](of []T, at int, v T) []T {
	for at >= len(of) {
		var zero T
		of = append(of, zero)
	}
	of[at] = v
	return of
}
