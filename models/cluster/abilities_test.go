package cluster_test

import (
	"context"
	"sync"

	"thaw/models/cluster"
	"thaw/models/future"
	"thaw/models/startup"
	"thaw/models/workload"
	"thaw/policies"
	"thaw/policies/all"
)

// able is what a keep-alive policy can do beyond leases.
type able struct{ chooses, operates, ticks, foresees, layered bool }

var abilitiesOf sync.Map // by name

// abilities tells what the policy of a name can do. It builds one for an empty trace.
func abilities(name string) able {
	if a, ok := abilitiesOf.Load(name); ok {
		return a.(able)
	}
	k, err := policies.Parse(all.KeepAlives(), name)
	if err != nil {
		panic(err)
	}
	s, err := policies.Parse(all.Schedulers(), "first-fit")
	if err != nil {
		panic(err)
	}
	var a able
	src := &source{table: workload.Table{Apps: []workload.App{{Name: "a", Memory: 1}},
		Functions: []workload.Function{{Name: "a/f", Memory: 1}}}}
	_, err = cluster.Replay(context.Background(), cluster.Config{Invokers: 1, Memory: 1, Concurrency: 1,
		Startup: startup.Constant(0, 0), Future: new(future.Future)}, src, cluster.Policies{Schedule: s.Policy,
		KeepAlive: func(v *cluster.View) cluster.KeepAlive {
			p := k.Policy(v)
			_, a.chooses = p.(cluster.Evictor)
			_, a.operates = p.(cluster.Operator)
			_, a.layered = p.(cluster.Layerer)
			if _, loads := p.(cluster.Prewarmer); loads {
				a.operates = true
			}
			_, a.ticks = p.(cluster.Ticker)
			_, a.foresees = p.(cluster.Clairvoyant)
			return p
		}}, cluster.Output{})
	if err != nil {
		panic(err)
	}
	abilitiesOf.Store(name, a)
	return a
}
