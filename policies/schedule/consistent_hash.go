package schedule

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"sort"

	"thaw/models/cluster"
	"thaw/models/cluster/index"
	"thaw/models/workload"
	"thaw/sim"
)

// ConsistentHashBounded keeps a function on few invokers, and every invoker below
// the bound.
var ConsistentHashBounded = Define("consistent-hash-bounded",
	"clockwise from the function's place on a hash ring, the first invoker with memory available that runs fewer "+
		"containers than (1+eps) times the mean, rounded up; without one, the first with memory available. With "+
		"load=average the bound is on the load average of a core",
	"mirrokni2018, abstract (no load above 1+ε times the mean); fuerst2022chrlu, evaluation (CH-BL: load=average); "+
		"assumed: several points an invoker where the paper hashes each once, and the fallback, since the paper "+
		"knows no memory",
	consistentParams{Eps: 0.25, Nodes: 100, Load: "containers", Bound: 1.2, signalParams: signalOf("stale")},
	newConsistentHash)

type consistentParams struct {
	// assumed: the paper leaves eps open; 1.25 times the mean is the default of implementations such as brpc
	Eps float64 `param:"eps" min:"0.001" max:"1000" help:"how far above the mean an invoker may be loaded; three decimals"`
	// assumed: 100 points an invoker even out the arcs to about a tenth (1/√100)
	Nodes int    `param:"nodes" min:"1" max:"1000" help:"points of each invoker on the ring (virtual nodes)"`
	Load  string `param:"load" enum:"containers|average" help:"load: containers against their mean, or the average of a core against bound"`
	// fuerst2022chrlu, evaluation: its baseline has the bound b = 1.2 of CH-RLU, without the factor
	Bound float64 `param:"bound" min:"0.01" max:"1000" help:"average: load of a core below which an invoker takes invocations"`
	signalParams
}

func (p consistentParams) Validate() error {
	_, err := permille("eps", p.Eps)
	if p.Load == "containers" && p.signalParams != signalOf("stale") {
		err = errors.Join(err, errors.New("state, every and window: load=average was expected with them"))
	}
	return err
}

// consistentHash walks a ring of points, each of which belongs to an invoker.
type consistentHash struct {
	view  *cluster.View
	load  *index.Load
	ring  []int32 // invokers in the order of their points
	start []int32 // by function: the first point at or after its own
	bound int64   // 1000·(1+eps)
	probe int     // number of points before the search consults the index
}

func newConsistentHash(q consistentParams, v *cluster.View) cluster.Scheduler {
	if q.Load == "average" {
		return newAverageHash(q, v)
	}
	eps, err := permille("eps", q.Eps)
	if err != nil {
		panic(err) // Validate has accepted it
	}
	p := &consistentHash{view: v, load: v.LoadIndex(), bound: 1000 + eps}
	p.probe = 8 + int(math.Sqrt(float64(v.Invokers())))
	p.ring, p.start = newRing(v.Table(), v.Invokers(), q.Nodes)
	return p
}

// newRing places invokers and functions. Places depend only on indices and names,
// not on the seed.
func newRing(t *workload.Table, invokers, nodes int) (ring, start []int32) {
	type point struct {
		at      uint64
		invoker int32
	}
	points := make([]point, 0, invokers*nodes)
	for i := range invokers {
		for k := range nodes {
			points = append(points, point{mixBits(uint64(i)<<32 | uint64(k)), int32(i)})
		}
	}
	slices.SortFunc(points, func(a, b point) int {
		return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.invoker, b.invoker))
	})
	ring = make([]int32, len(points))
	for i := range points {
		ring[i] = points[i].invoker
	}
	start = make([]int32, len(t.Functions))
	for f := range t.Functions {
		at := mixBits(hashName(t.Functions[f].Name))
		start[f] = int32(sort.Search(len(points), func(i int) bool { return points[i].at >= at }) % max(1, len(points)))
	}
	return ring, start
}

// mixBits makes every bit of the result depend on every bit of x. It is a bijection
// (the finaliser of MurmurHash3). The ring needs it because the leading bits of
// FNV-1a over short, similar names are far from uniform.
func mixBits(x uint64) uint64 {
	x ^= x >> 33
	x *= 0xff51afd7ed558ccd
	x ^= x >> 33
	x *= 0xc4ceb9fe1a85ec53
	return x ^ x>>33
}

// Place walks the ring. If it refuses the first points, the index answers whether
// any invoker has room, and whether one with room is below the bound.
func (p *consistentHash) Place(fn cluster.FuncID, _ int64, _ sim.Time) cluster.InvokerID {
	mem, limit := p.view.Memory(fn), p.limit()
	at := int(p.start[fn])
	for range p.probe {
		if i := p.point(&at); p.view.Available(i) >= mem && p.view.Load(i) < limit {
			return i
		}
	}
	least := p.load.Min(mem)
	if least == cluster.None {
		return cluster.None
	}
	if p.view.Load(least) >= limit {
		limit, at = math.MaxInt32, int(p.start[fn]) // room only above the bound
	}
	for {
		if i := p.point(&at); p.view.Available(i) >= mem && p.view.Load(i) < limit {
			return i
		}
	}
}

// point returns the invoker at a point of the ring and moves on to the next.
func (p *consistentHash) point(at *int) cluster.InvokerID {
	i := cluster.InvokerID(p.ring[*at])
	if *at++; *at == len(p.ring) {
		*at = 0
	}
	return i
}

// limit returns the maximum number of running containers of an invoker, including
// this invocation: (1+eps) times the mean over the members, rounded up.
func (p *consistentHash) limit() int32 {
	if p.view.Members() == 0 {
		return 0
	}
	running, n := p.load.Total()+1, int64(p.view.Members())
	return int32((p.bound*running + 1000*n - 1) / (1000 * n))
}

// Explain lists the invokers in the order of the function's way around the ring.
func (p *consistentHash) Explain(fn cluster.FuncID) string {
	text := p.view.Table().Functions[fn].Name + " meets invokers"
	met := make([]bool, p.view.Invokers())
	at := int(p.start[fn])
	for range p.ring {
		if i := p.point(&at); !met[i] {
			met[i] = true
			text += fmt.Sprintf(" %d", i)
		}
	}
	return text + " on the ring"
}

// averageHash is the variant whose loads are averages of a core, and whose bound is the same
// at every load of the platform.
type averageHash struct {
	consistentHash
	*signal
	most float64
}

func newAverageHash(q consistentParams, v *cluster.View) cluster.Scheduler {
	p := &averageHash{signal: newSignal(q.signalParams, v, false), most: q.Bound}
	p.consistentHash.view = v
	p.ring, p.start = newRing(v.Table(), v.Invokers(), q.Nodes)
	if p.averages != nil {
		return struct {
			*averageHash
			ticks
		}{p, ticks{p.signal}}
	}
	return p
}

// Place walks the ring until the first candidate below the bound, where there is one.
func (p *averageHash) Place(fn cluster.FuncID, _ int64, _ sim.Time) cluster.InvokerID {
	mem := p.signal.view.Memory(fn)
	least := p.least(mem)
	if least == cluster.None {
		return cluster.None
	}
	above := p.perCore(least) >= p.most
	for at := int(p.start[fn]); ; {
		if i := p.point(&at); p.signal.view.Available(i) >= mem && (above || p.perCore(i) < p.most) {
			return i
		}
	}
}
