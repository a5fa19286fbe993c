// Package all lists every policy by hand, in alphabetical order. Users can only
// choose listed policies.
//
//	schedule/first_fit.go ──┐
//	schedule/random.go ─────┼──▶ Schedulers() ──▶ policies.Parse(list, "random")
//	keepalive/ttl.go ───────┼──▶ KeepAlives()
//	network/overlay.go ─────┼──▶ Networks()
//	rootfs/deverlay.go ─────┼──▶ Storages()
//	elasticity/balloon.go ──┼──▶ Elasticities()
//	layout/n_to_one.go ─────┼──▶ Layouts()
//	queue/sjf.go ───────────┼──▶ Queues()
//	client/retry.go ────────┼──▶ Clients()
//	autoscale/pid.go ───────┼──▶ Autoscalers()
//	resources/orion.go ─────┴──▶ Resources()
package all

import (
	"thaw/models/allocation"
	"thaw/models/autoscale"
	clients "thaw/models/client"
	"thaw/models/cluster"
	"thaw/models/memory"
	netmodel "thaw/models/network"
	"thaw/models/snapshot"
	"thaw/models/storage"
	"thaw/models/worker"
	"thaw/policies"
	scalers "thaw/policies/autoscale"
	"thaw/policies/client"
	"thaw/policies/elasticity"
	"thaw/policies/keepalive"
	"thaw/policies/keepalive/oracle"
	"thaw/policies/keepalive/prewarm"
	"thaw/policies/layout"
	"thaw/policies/network"
	"thaw/policies/prefetch"
	"thaw/policies/queue"
	"thaw/policies/resources"
	"thaw/policies/rootfs"
	"thaw/policies/schedule"
)

// Schedulers returns the policies that choose an invoker.
func Schedulers() []policies.Entry[cluster.NewScheduler] {
	return []policies.Entry[cluster.NewScheduler]{
		schedule.CHRLU,
		schedule.ConsistentHashBounded,
		schedule.FirstFit,
		schedule.GreedyOmniscient,
		schedule.Hermod,
		schedule.JSQ,
		schedule.KRLU,
		schedule.LeastLoaded,
		schedule.MaxAvailable,
		schedule.PowerOfTwo,
		schedule.Random,
		schedule.RoundRobin,
		schedule.SophonMaMa,
		schedule.SophonMaMc,
		schedule.SophonSrMa,
		schedule.SophonSrMc,
		schedule.StickyMaxAvailable,
		schedule.StickyRandom,
	}
}

// KeepAlives returns the policies that decide how long idle containers stay.
func KeepAlives() []policies.Entry[cluster.NewKeepAlive] {
	return []policies.Entry[cluster.NewKeepAlive]{
		prewarm.AquatopePool,
		oracle.BeladySize,
		keepalive.CIDRE,
		oracle.Clairvoyant,
		keepalive.FaasCacheHist,
		keepalive.GreedyDual,
		keepalive.HybridHistogram,
		prewarm.IceBreaker,
		prewarm.KnativeKPA,
		keepalive.Landlord,
		keepalive.LFU,
		keepalive.LRU,
		keepalive.None,
		prewarm.Ping,
		prewarm.Provisioned,
		prewarm.RainbowCake,
		keepalive.S3FIFO,
		keepalive.Sieve,
		keepalive.Size,
		prewarm.SPES,
		prewarm.StemCells,
		keepalive.TTL,
		keepalive.TTLPerFunction,
	}
}

// Networks returns the strategies by which containers are connected to a network.
func Networks() []policies.Entry[netmodel.Recipe] {
	return []policies.Entry[netmodel.Recipe]{
		network.Batched,
		network.Bridge,
		network.Host,
		network.Overlay,
		network.Particle,
		network.Pooled,
		network.SharedNamespace,
		network.Swarm,
	}
}

// Storages returns the strategies by which containers get their root file systems.
func Storages() []policies.Entry[storage.Strategy] {
	return []policies.Entry[storage.Strategy]{
		rootfs.Deverlay,
		rootfs.Devmapper,
		rootfs.OverlayHost,
		rootfs.Virtiofs,
	}
}

// Prefetches returns the strategies that decide how a microVM is restored.
func Prefetches() []policies.Entry[snapshot.Strategy] {
	return []policies.Entry[snapshot.Strategy]{
		prefetch.Cached,
		prefetch.ColdBoot,
		prefetch.FaaSnap,
		prefetch.OnDemand,
		prefetch.Reap,
		prefetch.Warm,
	}
}

// Elasticities returns the strategies by which virtual machines grow and shrink.
func Elasticities() []policies.Entry[memory.Strategy] {
	return []policies.Entry[memory.Strategy]{
		elasticity.Balloon,
		elasticity.Harvest,
		elasticity.Squeezy,
		elasticity.Static,
		elasticity.VirtioMem,
	}
}

// Queues returns the disciplines of worker queues.
func Queues() []policies.Entry[worker.Policy] {
	return []policies.Entry[worker.Policy]{
		queue.ColdPriority,
		queue.EEDF,
		queue.FCFS,
		queue.Queueless,
		queue.Rare,
		queue.Scale,
		queue.SJF,
	}
}

// Clients returns what clients do without an answer.
func Clients() []policies.Entry[clients.Policy] {
	return []policies.Entry[clients.Policy]{
		client.Async,
		client.Retry,
	}
}

// Autoscalers returns the policies that say how many invokers are members.
func Autoscalers() []policies.Entry[autoscale.Policy] {
	return []policies.Entry[autoscale.Policy]{
		scalers.PID,
	}
}

// Resources returns the managers that give the functions of a workflow cores and memory.
func Resources() []policies.Entry[allocation.Manager] {
	return []policies.Entry[allocation.Manager]{
		resources.AquatopeBO,
		resources.Autoscale,
		resources.CLITELike,
		resources.Oracle,
		resources.Orion,
		resources.Random,
	}
}

// Layouts returns the ways in which containers share virtual machines.
func Layouts() []policies.Entry[memory.Layout] {
	return []policies.Entry[memory.Layout]{
		layout.NToOne,
		layout.OneToOne,
	}
}
