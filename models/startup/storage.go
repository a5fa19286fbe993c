package startup

import (
	"hash/fnv"
	"time"

	"thaw/models/storage"
	"thaw/models/workload"
	"thaw/sim"
)

// rootfs is the stage "storage" as a mechanism: the invoker assembles and reads the
// root file system of a container (models/storage).
type rootfs struct {
	hosts  *storage.Hosts
	images []int32         // by function
	alone  []time.Duration // by image
	owners []int64         // by job
	jobs   []sim.JobID     // by name of a container: its job + 1, or 0 without
	ended  sim.Outbox[Done]
	memory bool // the page cache has what containers leave
}

// NewStorage returns the stage of a run: hosts with the given strategy, and an
// image for each app of the table. With memory the page cache of an invoker has
// the memory that no container has booked.
func NewStorage(cfg storage.Config, catalog *storage.Catalog, memory bool, table *workload.Table,
	strategy storage.Strategy, invokers int) (Mechanism, error) {
	hosts, err := storage.New(cfg, catalog, strategy, invokers)
	if err != nil {
		return nil, err
	}
	r := &rootfs{hosts: hosts, memory: memory, alone: make([]time.Duration, len(catalog.Images))}
	for i := range catalog.Images {
		one := storage.BootConfig{Config: cfg, VMs: 1, Warm: true}
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
	}
	return r, nil
}

func (r *rootfs) Begin(s Start, now sim.Time) sim.Time {
	if r.memory {
		r.hosts.Resize(s.Invoker, int64(s.Free)<<20)
	}
	id := r.hosts.Mount(s.Tie, s.Invoker, r.images[s.Function], 0, now)
	r.owners = keep(r.owners, int(id), s.Owner)
	r.jobs = keep(r.jobs, int(s.Name), id+1)
	return sim.Never
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
